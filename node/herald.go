package node

import (
	"context"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// How far the herald looks.
const (
	// newsFor is how long a post is news. After a day it stands in everybody's lists anyway.
	newsFor = 24 * time.Hour
	// newsTo is how many companies of a new post's list are concerned at most.
	newsTo = 20
	// newsWithin is how high the new post must stand on the list of a company's post to be
	// news to it, where the pair is not strong.
	newsWithin = 5
	// calm is how many new posts may come at once and still have their places on others' lists
	// looked up; when more come, as from an import, only strong pairs are news.
	calm = 20
)

// herald follows the journal and finds, for every new or edited post, the companies for
// whose posts it is now among the best: news for them. One node at a time runs it.
type herald struct {
	posts interface {
		Post(ctx context.Context, id fair.PostID) (fair.Post, error)
	}
	matchers *matchers
	news     *fair.News
	clock    fair.Clock
}

// Name is the follower's.
func (h *herald) Name() string { return "news" }

// Follow notes the finds of each post once, however often it was edited in these entries, and
// tells those who have not heard anything for a while.
func (h *herald) Follow(ctx context.Context, id fair.FairID, entries []fair.Entry) error {
	fresh := h.fresh(entries)
	if id.IsZero() || len(fresh) == 0 {
		return nil
	}
	if err := h.matchers.reached(ctx, id, entries[len(entries)-1].Number); err != nil {
		return err
	}
	for _, p := range fresh {
		finds, err := h.finds(ctx, p, len(fresh) <= calm)
		if err != nil {
			return err
		}
		if err := h.news.Note(ctx, finds); err != nil {
			return err
		}
	}
	_, err := h.news.Tell(ctx, id)
	return err
}

// fresh are the posts that are news, each once.
func (h *herald) fresh(entries []fair.Entry) []fair.PostID {
	since := fair.At(h.clock().Add(-newsFor))
	seen := map[fair.PostID]bool{}
	var out []fair.PostID
	for _, e := range entries {
		if e.Kind != fair.PostCreated && e.Kind != fair.PostEdited || e.At < since {
			continue
		}
		if id, err := fair.ParseID[fair.Post](e.Subject); err == nil && !seen[id] {
			seen[id] = true
			out = append(out, id)
		}
	}
	return out
}

// finds are the pairs of a post that are news to the other side, as that side sees them:
// what the post hides must not show in who is told.
func (h *herald) finds(ctx context.Context, id fair.PostID, lookUp bool) ([]fair.Find, error) {
	now := fair.At(h.clock())
	post, err := h.posts.Post(ctx, id)
	if err != nil {
		return nil, err
	}
	others, err := h.matchers.concerned(post.Fair, id, newsTo, now)
	if fair.CodeOf(err) == fair.NotFound {
		return nil, nil // withdrawn since
	}
	if err != nil {
		return nil, err
	}
	var out []fair.Find
	for _, own := range others {
		offer, demand := id, own
		if post.Side == fair.DemandSide {
			offer, demand = own, id
		}
		m, err := h.matchers.Pair(offer, demand, own, now)
		if err != nil {
			continue // withdrawn since
		}
		f := fair.Find{Fair: post.Fair, Company: m.Buyer, Own: own, Other: id, Score: m.Score, Band: m.Band, At: now}
		if post.Side == fair.DemandSide {
			f.Company = m.Supplier
		}
		if m.Band == fair.Strong || m.Band == fair.Possible && lookUp && h.stands(own, id, now) {
			out = append(out, f)
		}
	}
	return out, nil
}

// stands tells whether a post is among the best on the list of another.
func (h *herald) stands(own, other fair.PostID, now fair.Time) bool {
	list, err := h.matchers.Top(own, newsWithin, now)
	if err != nil {
		return false
	}
	for _, m := range list {
		if m.Offer == other || m.Demand == other {
			return true
		}
	}
	return false
}
