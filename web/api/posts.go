package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Posts is a list of posts.
type Posts struct {
	Posts []fair.Post `json:"posts"`
}

type newPost struct {
	Side fair.Side `json:"side" validate:"required,oneof=offer demand"`
	Ref  string    `json:"ref,omitempty" validate:"max=120"` // the record's own key elsewhere; the same again updates
	fair.PostDraft
}

type editPost struct {
	Revision int64 `json:"revision" validate:"min=1"`
	fair.PostDraft
}

type revisionBody struct {
	Revision int64 `json:"revision" validate:"min=1"`
}

// PostPut is a post with what putting it did.
type PostPut struct {
	fair.Post
	Change fair.Change `json:"change"`
}

type wishBody struct {
	Level fair.WishLevel `json:"level" validate:"required,oneof=must would no"`
}

// PostPath names a post.
type PostPath struct {
	Post fair.PostID `path:"post"`
}

// PostSent is a request with a body about a post.
type PostSent struct {
	PostPath
	Sent
}

type wishSent struct {
	PostSent
	Other fair.PostID `path:"other" doc:"A post of the other side"`
}

func (s *server) posts() {
	const group = "Posts"
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/companies/{company}/posts", "listPosts", group, "A company's offers and demands", "All, whole, to those who speak for it; the open ones' public part to others."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *CompanyPath) (Posts, error) {
			all, err := s.Posts.Of(ctx, who.Actor, f, in.Company)
			return Posts{list(all)}, err
		})
	create := operation(http.MethodPost, "/fairs/{fair}/companies/{company}/posts", "createPost", group, "Post an offer or a demand", "For those who speak for the company, while the fair is not closed.")
	create.DefaultStatus = http.StatusCreated
	actAt(s, create, func(ctx context.Context, who caller.Caller, f fair.FairID, in *CompanySent, b newPost) (PostPut, error) {
		p, change, err := s.Posts.Put(ctx, who.Actor, f, in.Company, b.Side, b.Ref, b.PostDraft)
		return PostPut{p, change}, err
	})
	read(s, operation(http.MethodGet, "/posts/{post}", "getPost", group, "A post, as the caller may see it", ""),
		func(ctx context.Context, who caller.Caller, in *PostPath) (fair.Post, error) {
			return s.Posts.Get(ctx, who.Actor, in.Post)
		})
	act(s, operation(http.MethodPut, "/posts/{post}", "editPost", group, "Replace what a post states", "revision is the one that was read. An expired or withdrawn post opens again."),
		func(ctx context.Context, who caller.Caller, in *PostSent, b editPost) (fair.Post, error) {
			return s.Posts.Edit(ctx, who.Actor, in.Post, b.Revision, b.PostDraft)
		})
	act(s, operation(http.MethodPost, "/posts/{post}/withdraw", "withdrawPost", group, "Take a post back", ""),
		func(ctx context.Context, who caller.Caller, in *PostSent, b revisionBody) (fair.Post, error) {
			return s.Posts.Withdraw(ctx, who.Actor, in.Post, b.Revision)
		})
	wish := operation(http.MethodPut, "/posts/{post}/wishes/{other}", "wish", group, "Say how much a pair of posts is wanted: must, would or no", "post is the caller's own.")
	wish.DefaultStatus = http.StatusNoContent
	act(s, wish, func(ctx context.Context, who caller.Caller, in *wishSent, b wishBody) (nothing, error) {
		return nothing{}, s.Posts.Wish(ctx, who.Actor, in.Post, in.Other, b.Level)
	})
}
