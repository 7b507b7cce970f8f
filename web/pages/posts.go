package pages

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

type postsPage struct {
	frame
	Open, Over []fair.Post
	Exhibits   bool
	Buys       bool
}

func showPosts(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	page := &postsPage{Exhibits: v.own.Part.Exhibits(), Buys: v.own.Part.Buys()}
	page.Tab = "posts"
	page.Title = v.say.T("posts.title")
	posts, err := v.Posts.Of(v.ctx, v.who.Actor, v.fair.ID, v.own.ID)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.State == fair.PostOpen {
			page.Open = append(page.Open, p)
		} else {
			page.Over = append(page.Over, p)
		}
	}
	return v.render(200, "posts", page)
}

type postPage struct {
	frame
	Post    fair.Post
	Company *fair.Company // nil: blind
	Mine    bool
	Cards   []matchCard // own posts: the best companies
	Fits    *matchCard  // others' posts: with the own post that fits best
	Form    *form
}

// postMatches is how many companies a post's page lists.
const postMatches = 20

func showPost(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	post, err := v.Posts.Get(v.ctx, v.who.Actor, id[fair.Post](v.r.PathValue("id")))
	if err != nil {
		return err
	}
	if post.Fair != v.fair.ID {
		return fair.Missing("post")
	}
	page := &postPage{Post: post, Form: newForm()}
	page.Tab = "posts"
	page.Title = post.Title.Pick(v.say.Lang())
	page.Mine = !post.Company.IsZero() && v.who.ActsFor(v.fair.ID, post.Company)
	if !post.Company.IsZero() {
		c, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, post.Company)
		if err != nil {
			return err
		}
		page.Company = &c.Company
	}
	if v.own == nil {
		page.Tab = "find"
	}
	if page.Mine && post.State == fair.PostOpen {
		page.Cards, err = v.cards(post, postMatches)
	} else if !page.Mine {
		page.Tab = "find"
		page.Fits, err = v.bestFit(post)
	}
	if err != nil {
		return err
	}
	return v.render(200, "post", page)
}

// fitPosts is how many of one's own posts a found one is held against.
const fitPosts = 3

// ownOpen are the newest open posts of the own company on a side.
func (v *visit) ownOpen(side fair.Side) ([]fair.Post, error) {
	if v.own == nil {
		return nil, nil
	}
	posts, err := v.Posts.Of(v.ctx, v.who.Actor, v.fair.ID, v.own.ID)
	if err != nil {
		return nil, err
	}
	var out []fair.Post
	for _, p := range posts {
		if p.Side == side && p.State == fair.PostOpen && len(out) < fitPosts {
			out = append(out, p)
		}
	}
	return out, nil
}

// fit is the best match of a found post among own ones; nil when none fits.
func (v *visit) fit(found fair.PostID, side fair.Side, own []fair.Post) (*fair.Match, error) {
	var best *fair.Match
	for _, o := range own {
		offer, demand := found, o.ID
		if side == fair.DemandSide {
			offer, demand = o.ID, found
		}
		m, err := v.Matches.Pair(v.ctx, v.who.Actor, offer, demand)
		if err != nil {
			if ignore(err, fair.NotFound) == nil {
				continue
			}
			return nil, err
		}
		if m.Score > 0 && (best == nil || m.Score > best.Score) {
			best = &m
		}
	}
	return best, nil
}

func (v *visit) bestFit(post fair.Post) (*matchCard, error) {
	own, err := v.ownOpen(post.Side.Other())
	if err != nil {
		return nil, err
	}
	m, err := v.fit(post.ID, post.Side, own)
	if err != nil || m == nil {
		return nil, err
	}
	card, err := v.card(*m, post.Side.Other())
	return &card, err
}

func withdrawPost(v *visit) error {
	return v.postAction(func(ctx context.Context, t *typed, p fair.PostID) (string, error) {
		_, err := v.Posts.Withdraw(ctx, v.who.Actor, p, t.revision())
		if v.own == nil { // who runs the fair has no posts of their own to return to
			return v.at("posts", p.String()), err
		}
		return v.at("posts"), err
	}, "post_withdrawn")
}

// stateWish notes how much the reader wants to meet about a pair of posts.
func stateWish(v *visit) error {
	return v.postAction(func(ctx context.Context, t *typed, p fair.PostID) (string, error) {
		err := v.Posts.Wish(ctx, v.who.Actor, p, id[fair.Post](t.text("other")), fair.WishLevel(t.text("level")))
		return v.at("posts", p.String()), err
	}, "wish_"+v.r.PostFormValue("level"))
}

func (v *visit) postAction(act func(context.Context, *typed, fair.PostID) (string, error), flash string) error {
	if err := v.needPart(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	p := id[fair.Post](v.r.PathValue("id"))
	to, err := v.once(f, func(ctx context.Context) (string, error) { return act(ctx, &typed{form: f}, p) })
	if err != nil {
		return err
	}
	return v.redirect(to, flash)
}

func newPost(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	side := fair.Side(v.r.URL.Query().Get("side"))
	if side != fair.DemandSide && (side != fair.OfferSide || !v.own.Part.Exhibits()) {
		side = fair.OfferSide
		if !v.own.Part.Exhibits() {
			side = fair.DemandSide
		}
	}
	f := newForm()
	f.set("trade", string(fair.Goods))
	return v.editor(http.StatusOK, f, side, nil)
}

func createPost(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	f, err := v.postForm()
	if err != nil {
		return err
	}
	side := fair.Side(f.Get("side"))
	if f.Get("do") == "check" || v.fragment() != "" {
		return v.editor(http.StatusOK, f, side, nil)
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		d, err := v.draft(f, side, nil)
		if err != nil {
			return "", err
		}
		p, err := v.Posts.Create(ctx, v.who.Actor, v.fair.ID, v.own.ID, side, d)
		return v.at("posts", p.ID.String()), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.editor(api.StatusOf(err), f, side, nil)
	}
	return v.redirect(to, "posted")
}

// ownPost loads a post that the reader may edit.
func (v *visit) ownPost() (fair.Post, error) {
	if err := v.needPart(); err != nil {
		return fair.Post{}, err
	}
	post, err := v.Posts.Get(v.ctx, v.who.Actor, id[fair.Post](v.r.PathValue("id")))
	switch {
	case err != nil:
		return post, err
	case post.Fair != v.fair.ID:
		return post, fair.Missing("post")
	case !v.who.ActsFor(v.fair.ID, post.Company):
		return post, &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	return post, nil
}

func editPost(v *visit) error {
	post, err := v.ownPost()
	if err != nil {
		return err
	}
	return v.editor(http.StatusOK, v.formOf(post), post.Side, &post)
}

func savePost(v *visit) error {
	post, err := v.ownPost()
	if err != nil {
		return err
	}
	f, err := v.postForm()
	if err != nil {
		return err
	}
	if f.Get("do") == "check" || v.fragment() != "" {
		return v.editor(http.StatusOK, f, post.Side, &post)
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		d, err := v.draft(f, post.Side, &post)
		if err != nil {
			return "", err
		}
		t := &typed{form: f}
		p, err := v.Posts.Edit(ctx, v.who.Actor, post.ID, t.revision(), d)
		return v.at("posts", p.ID.String()), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.editor(api.StatusOf(err), f, post.Side, &post)
	}
	return v.redirect(to, "post_saved")
}
