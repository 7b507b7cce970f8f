package matching

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

// Kept is a pair on the list of a post in a whole-fair run.
type Kept struct {
	Other     fair.PostID
	Score     int
	ForBuyer  int
	ForSeller int
}

// Options of a whole-fair run.
type Options struct{ Stats *Stats }

// Stats are what a run met.
type Stats struct{ Kept int64 }

// All plain.
func (e *Engine) All(ctx context.Context, k int, now fair.Time, o Options, progress func(done, total int), emit func(post fair.PostID, best []Kept) error) error {
	for id, p := range e.posts {
		list, _ := e.Top(id, k, now)
		var out []Kept
		for _, m := range list {
			other := m.Offer
			if p.stated.Side == fair.OfferSide {
				other = m.Demand
			}
			out = append(out, Kept{other, m.Score, m.ForBuyer, m.ForSeller})
		}
		if err := emit(id, out); err != nil {
			return err
		}
	}
	return nil
}
