package pages

import (
	"github.com/fairmatch/fairmatch/fair"
)

// telling is a message of new matches: one, or a digest of several.
type telling struct {
	fair.Item
	Lines []findLine // the best first
}

// findLine is a new match: what the reader posted, and what now fits it.
type findLine struct {
	fair.FindView
	Company *fair.Company // of the other post; nil: blind
}

// Offer and Demand name the pair for its address.
func (l findLine) Offer() fair.PostID {
	if l.OwnPost.Side == fair.OfferSide {
		return l.Own
	}
	return l.Other
}

// Demand is the pair's demand.
func (l findLine) Demand() fair.PostID {
	if l.OwnPost.Side == fair.DemandSide {
		return l.Own
	}
	return l.Other
}

// journalPage is how many entries of an inbox are read at once.
const journalPage = 500

// tellings are the latest messages of new matches to the own company, the newest first,
// at most most of them; those told before since are left out.
func (v *visit) tellings(since fair.Time, most int) ([]telling, error) {
	if v.own == nil {
		return nil, nil
	}
	var found []fair.Entry
	for after, more := int64(0), true; more; {
		entries, err := v.Journal.Inbox(v.ctx, v.fair.ID, v.who.Person, after, journalPage)
		if err != nil {
			return nil, err
		}
		for _, e := range entries {
			if after = e.Number; e.Kind == fair.MatchesFound && e.Subject == v.own.ID.String() && e.At > since {
				found = append(found, e)
			}
		}
		more = len(entries) == journalPage
	}
	var out []telling
	for i := len(found) - 1; i >= 0 && len(out) < most; i-- {
		item, err := v.Views.Deliver(v.ctx, v.who.Actor, found[i])
		if err != nil {
			return nil, err
		}
		t, err := v.telling(item)
		if err != nil {
			return nil, err
		}
		if len(t.Lines) > 0 { // else all of it has been taken back since
			out = append(out, t)
		}
	}
	return out, nil
}

// telling names the companies behind the finds of an item, where they may be named.
func (v *visit) telling(item fair.Item) (telling, error) {
	t := telling{Item: item}
	for _, f := range item.Finds {
		l := findLine{FindView: f}
		if c := f.OtherPost.Company; !c.IsZero() {
			at, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, c)
			if err != nil {
				return t, err
			}
			l.Company = &at.Company
		}
		t.Lines = append(t.Lines, l)
	}
	return t, nil
}
