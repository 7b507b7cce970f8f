package pages

import (
	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/gist"
)

// matchCard is a match as a list shows it: the other side's company and post,
// the two facts that matter most, the one open question.
type matchCard struct {
	fair.Match
	Mine    fair.Side     // the reader's side
	OwnPost fair.PostID   // the reader's post of the pair
	Post    fair.Post     // the other side's
	Company *fair.Company // nil: blind, not to be named
	Gist    gist.Gist
	Sides   []sideTable
	Bar     bar
	Meeting fair.MeetingID // with that company, under way; zero: none
}

// sideTable is one side's reasons; their points add up to Sum.
type sideTable struct {
	Side    fair.Side
	Reasons []fair.Reason
	Sum     int
}

// bar is the two-sided drawing: the buyer's gain grows to the left of the
// middle, the supplier's to the right. Lengths are of 100.
type bar struct{ Buyer, Supplier, BuyerX int }

// card builds the shown match. Whoever cannot be named is left nameless.
func (v *visit) card(m fair.Match, mine fair.Side) (matchCard, error) {
	c := matchCard{Match: m, Mine: mine}
	other, own := m.Demand, m.Offer
	if mine == fair.DemandSide {
		other, own = m.Offer, m.Demand
	}
	c.OwnPost = own
	var err error
	if c.Post, err = v.Posts.Get(v.ctx, v.who.Actor, other); err != nil {
		return c, err
	}
	if !c.Post.Company.IsZero() {
		at, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, c.Post.Company)
		if err != nil {
			return c, err
		}
		c.Company = &at.Company
	}
	c.explain()
	return c, nil
}

// explain picks what a list shows of the reasons, and adds them up per side.
func (c *matchCard) explain() {
	c.Gist = gist.Of(c.Match)
	b, s := c.ForBuyer/100, c.ForSeller/100
	c.Bar = bar{Buyer: b, Supplier: s, BuyerX: 100 - b}
	for _, side := range []fair.Side{fair.DemandSide, fair.OfferSide} {
		t := sideTable{Side: side}
		for _, r := range c.Reasons {
			if r.Side == side {
				t.Reasons = append(t.Reasons, r)
				t.Sum += r.Points
			}
		}
		if len(t.Reasons) > 0 {
			c.Sides = append(c.Sides, t)
		}
	}
}

// cards builds the list of matches of one own post.
func (v *visit) cards(own fair.Post, k int) ([]matchCard, error) {
	matches, err := v.Matches.Top(v.ctx, v.who.Actor, own.ID, k)
	if err != nil {
		return nil, err
	}
	meetings, err := v.meetingsWith(own.Company)
	if err != nil {
		return nil, err
	}
	out := make([]matchCard, 0, len(matches))
	for _, m := range matches {
		c, err := v.card(m, own.Side)
		if fair.CodeOf(err) == fair.NotFound {
			continue // withdrawn this moment; the engine follows the journal
		}
		if err != nil {
			return nil, err
		}
		if c.Company != nil {
			c.Meeting = meetings[c.Company.ID]
		}
		out = append(out, c)
	}
	return out, nil
}

type matchPage struct {
	frame
	Card matchCard
	Own  fair.Post
}

// showMatch is all reasons of one pair.
func showMatch(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	offer, demand := id[fair.Post](v.r.PathValue("offer")), id[fair.Post](v.r.PathValue("demand"))
	page, err := v.matchPage(offer, demand)
	if err != nil {
		return err
	}
	page.Tab = "posts"
	page.Title = v.say.T("match.title")
	return v.render(200, "match", page)
}

func (v *visit) matchPage(offer, demand fair.PostID) (*matchPage, error) {
	m, err := v.Matches.Pair(v.ctx, v.who.Actor, offer, demand)
	if err != nil {
		return nil, err
	}
	page := &matchPage{}
	mine := offer
	d, err := v.Posts.Get(v.ctx, v.who.Actor, demand)
	if err != nil {
		return nil, err
	}
	if d.Company == v.ownID() || v.own == nil && !d.Company.IsZero() {
		mine = demand
	}
	if page.Own, err = v.Posts.Get(v.ctx, v.who.Actor, mine); err != nil {
		return nil, err
	}
	if page.Own.Fair != v.fair.ID {
		return nil, fair.Missing("match")
	}
	page.Card, err = v.card(m, page.Own.Side)
	return page, err
}
