package fair

import "context"

// Matcher is the matching engine as the services see it.
type Matcher interface {
	// Top returns the best k companies for a post, each with its best pair of posts,
	// best first, ties by the post's number. What the other side hides takes no part
	// in scores and reasons. now decides what is over. NotFound when the engine
	// does not know the post (yet).
	Top(post PostID, k int, now Time) ([]Match, error)
	// Pair scores one pair as the owner of the post viewer sees it: its own post whole, the
	// other's public part.
	Pair(offer, demand, viewer PostID, now Time) (Match, error)
}

// MatchStore is what Matches needs of the store.
type MatchStore interface {
	Post(ctx context.Context, id PostID) (Post, error)
}

// Matches shows people the matches of their own posts.
type Matches struct {
	store  MatchStore
	engine Matcher
	clock  Clock
}

// NewMatches returns the service.
func NewMatches(store MatchStore, engine Matcher, clock Clock) *Matches {
	return &Matches{store, engine, clock}
}

// Top returns the best k matches of a post, to those who speak for its company and to staff.
// Buyers of blind demands stay unnamed.
func (s *Matches) Top(ctx context.Context, a Actor, id PostID, k int) ([]Match, error) {
	p, err := s.store.Post(ctx, id)
	if err != nil {
		return nil, err
	}
	if !a.ActsFor(p.Fair, p.Company) && !a.Staffs(p.Fair) {
		return nil, denied()
	}
	matches, err := s.engine.Top(id, min(max(k, 1), 100), s.clock.now())
	if CodeOf(err) == NotFound {
		return nil, nil // posted this moment; the engine follows the journal
	}
	for i := range matches {
		if err := s.unname(ctx, a, &matches[i]); err != nil {
			return nil, err
		}
	}
	return matches, err
}

// unname takes the buyer of a blind demand out of a match, for all but its own
// people and the staff.
func (s *Matches) unname(ctx context.Context, a Actor, m *Match) error {
	d, err := s.store.Post(ctx, m.Demand)
	if err != nil {
		return err
	}
	if d.Blind() && !a.ActsFor(d.Fair, d.Company) && !a.Staffs(d.Fair) {
		m.Buyer = CompanyID{}
	}
	return nil
}

// Pair explains one pair from the side of the actor's own post.
func (s *Matches) Pair(ctx context.Context, a Actor, offer, demand PostID) (Match, error) {
	o, err := s.store.Post(ctx, offer)
	if err != nil {
		return Match{}, err
	}
	d, err := s.store.Post(ctx, demand)
	if err != nil {
		return Match{}, err
	}
	viewer := demand
	switch {
	case o.Fair != d.Fair || o.Side != OfferSide || d.Side != DemandSide:
		return Match{}, Missing("match")
	case a.ActsFor(d.Fair, d.Company):
	case a.ActsFor(o.Fair, o.Company):
		viewer = offer
	default:
		return Match{}, denied()
	}
	m, err := s.engine.Pair(offer, demand, viewer, s.clock.now())
	if err != nil {
		return Match{}, err
	}
	return m, s.unname(ctx, a, &m)
}
