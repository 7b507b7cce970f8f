package main

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// agenda is who and what is taken when, read from the meetings of a fair: the
// rule that nobody is booked twice, told again and apart from the code that keeps it.
type agenda struct {
	fair     fair.Fair
	places   []fair.Place
	meetings map[fair.MeetingID]fair.Meeting
	taken    map[fair.Resource][]stretch
}

// stretch is [start, end).
type stretch struct{ start, end fair.Time }

func readAgenda(ctx context.Context, n *running, f fair.Fair) (*agenda, error) {
	g := &agenda{fair: f, meetings: map[fair.MeetingID]fair.Meeting{}, taken: map[fair.Resource][]stretch{}}
	var err error
	if g.places, err = n.Store.Places(ctx, f.ID); err != nil {
		return nil, err
	}
	slots := f.Slots()
	day := fair.Time(24 * time.Hour / time.Millisecond)
	all, err := n.Store.MeetingsBetween(ctx, f.ID, slots[0].Start-day, slots[len(slots)-1].End+day)
	for _, m := range all {
		g.meetings[m.ID] = m
		if m.State == fair.Scheduled {
			g.take(m)
		}
	}
	return g, err
}

func (g *agenda) take(m fair.Meeting) {
	when := stretch{m.Start, m.End}
	seat := fair.SeatResource(m.Place, m.Seat)
	g.taken[seat] = append(g.taken[seat], when)
	for _, at := range m.Attendees {
		person := fair.PersonResource(at.Person)
		g.taken[person] = append(g.taken[person], when)
	}
}

// doubles counts the pairs of neighbouring stretches of one person or seat that overlap.
func (g *agenda) doubles() int {
	n := 0
	for _, list := range g.taken {
		slices.SortFunc(list, func(a, b stretch) int { return cmp.Compare(a.start, b.start) })
		for i := range list[:len(list)-1] {
			if list[i+1].start < list[i].end {
				n++
			}
		}
	}
	return n
}

func (g *agenda) free(r fair.Resource, when stretch) bool {
	return !slices.ContainsFunc(g.taken[r], func(s stretch) bool { return s.start < when.end && when.start < s.end })
}

// hasOpening tells whether a slot of the fair is left in which all the people and
// a table are free. Where nothing was cancelled, it was left before too.
func (g *agenda) hasOpening(people []fair.PersonID) bool {
	return slices.ContainsFunc(g.fair.Slots(), func(s fair.Slot) bool {
		when := stretch{s.Start, s.End}
		for _, p := range people {
			if !g.free(fair.PersonResource(p), when) {
				return false
			}
		}
		return slices.ContainsFunc(g.places, func(p fair.Place) bool { return g.free(fair.SeatResource(p.ID, 1), when) })
	})
}
