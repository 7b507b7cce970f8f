package pages

import (
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// matchCard is a match as a list shows it: the other side's company and post,
// the two facts that matter most, the one open question.
type matchCard struct {
	fair.Match
	Mine    fair.Side     // the reader's side
	OwnPost fair.PostID   // the reader's post of the pair
	Post    fair.Post     // the other side's
	Company *fair.Company // nil: blind, not to be named
	Facts   []fair.Reason
	Ask     *fair.Reason // the open question
	Sides   []sideTable
	Changes []change
	Bar     bar
	Meeting fair.MeetingID // with that company, under way; zero: none
}

// sideTable is one side's reasons; their points add up to Sum.
type sideTable struct {
	Side    fair.Side
	Reasons []fair.Reason
	Sum     int
}

// change says what the joint score would be if one part were met in full.
type change struct {
	Part  string
	Score int
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

// explain picks what a list shows of the reasons.
func (c *matchCard) explain() {
	b, s := c.ForBuyer/100, c.ForSeller/100
	c.Bar = bar{Buyer: b, Supplier: s, BuyerX: 100 - b}
	known := slices.DeleteFunc(slices.Clone(c.Reasons), func(r fair.Reason) bool { return r.Unknown || r.Weight == 0 })
	slices.SortStableFunc(known, func(a, b fair.Reason) int { return matters(b) - matters(a) })
	for _, r := range known {
		if len(c.Facts) < 2 && !slices.ContainsFunc(c.Facts, func(f fair.Reason) bool { return f.Part == r.Part }) {
			c.Facts = append(c.Facts, r)
		}
	}
	for i, r := range c.Reasons {
		if r.Unknown && (c.Ask == nil || r.Weight-r.Points > c.Ask.Weight-c.Ask.Points) {
			c.Ask = &c.Reasons[i]
		}
	}
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
	c.Changes = wouldChange(c.Match)
}

// matters weighs a fact by what it gave or took, whichever is more.
func matters(r fair.Reason) int { return max(r.Points, r.Weight-r.Points) }

// maxChanges is how many possible gains a page names.
const maxChanges = 3

// wouldChange are the parts whose full points would raise the joint score most.
func wouldChange(m fair.Match) []change {
	gain := map[string][2]int{}
	var parts []string
	for _, r := range m.Reasons {
		g, seen := gain[r.Part]
		if !seen {
			parts = append(parts, r.Part)
		}
		if r.Side == fair.DemandSide {
			g[0] += r.Weight - r.Points
		} else {
			g[1] += r.Weight - r.Points
		}
		gain[r.Part] = g
	}
	var out []change
	for _, p := range parts {
		score := fair.Join(m.ForBuyer+gain[p][0], m.ForSeller+gain[p][1])
		if score/100 > m.Score/100 {
			out = append(out, change{p, score})
		}
	}
	slices.SortStableFunc(out, func(a, b change) int { return b.Score - a.Score })
	return out[:min(len(out), maxChanges)]
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
