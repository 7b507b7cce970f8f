package fair

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// BookingStore keeps who and what is taken when. A booking's primary key is
// (resource, atom): the database itself lets nothing be booked twice.
type BookingStore interface {
	// LockPeople holds the people until the transaction ends, so that what Busy says
	// of them stays true. It locks in ascending order of ids, whatever the argument's.
	LockPeople(ctx context.Context, people []PersonID) error
	// Busy lists what is booked of the resources in [from, to), ascending by start.
	Busy(ctx context.Context, resources []Resource, from, to Time) ([]Busy, error)
	// TakenSeats lists when the seats of a fair's places are booked in [from, to),
	// ascending by start; Hall stays empty.
	TakenSeats(ctx context.Context, fair FairID, from, to Time) ([]Busy, error)
	// Book inserts one row per resource and atom, or none: it reports false, having
	// changed nothing, when any of them is taken.
	Book(ctx context.Context, fair FairID, m MeetingID, resources []Resource, atoms []int64) (bool, error)
	// Release frees all that the meeting has booked.
	Release(ctx context.Context, m MeetingID) error
	Places(ctx context.Context, fair FairID) ([]Place, error)
}

// Busy is one stretch of a resource's booked time.
type Busy struct {
	Resource Resource
	Meeting  MeetingID
	Start    Time
	End      Time
	Hall     string // of the meeting's place
}

// maxOpenings is how many free alternatives a refusal names.
const maxOpenings = 5

// book gives the meeting one of the starts and a place (that place, unless
// zero), in the surrounding transaction: first what it had is released, then
// every start is tried with every free place. The refusal names free
// alternatives.
func (s *Meetings) book(ctx context.Context, f Fair, m *Meeting, starts []Time, only PlaceID) error {
	people := make([]PersonID, len(m.Attendees))
	for i, at := range m.Attendees {
		people[i] = at.Person
	}
	slices.SortFunc(people, func(a, b PersonID) int { return slices.Compare(a[:], b[:]) })
	people = slices.Compact(people)
	if err := s.store.LockPeople(ctx, people); err != nil {
		return err
	}
	if err := s.store.Release(ctx, m.ID); err != nil {
		return err
	}
	plan, err := s.plan(ctx, f, m, people, only)
	if err != nil {
		return err
	}
	now := s.clock.now()
	for _, start := range starts {
		if checkStart(f, start, m.Minutes, now) != nil {
			continue
		}
		done, err := plan.take(ctx, start)
		if err != nil || done {
			return err
		}
	}
	openings, err := plan.openings(ctx, now)
	if err != nil {
		return err
	}
	refusal := fault(Conflict, "error.no_opening")
	refusal.Openings = openings
	return refusal
}

// plan is what booking one meeting needs to know.
type plan struct {
	store  BookingStore
	fair   Fair
	m      *Meeting
	people []Resource
	busy   []Busy // the people's, over the whole fair
	places []Place
}

func (s *Meetings) plan(ctx context.Context, f Fair, m *Meeting, people []PersonID, only PlaceID) (*plan, error) {
	p := &plan{store: s.store, fair: f, m: m}
	for _, id := range people {
		p.people = append(p.people, PersonResource(id))
	}
	days := f.Days()
	if len(days) == 0 {
		return nil, errors.New("fair has no days")
	}
	from, _ := f.hours(days[0])
	_, to := f.hours(days[len(days)-1])
	margin := Time(f.maxWalk()) * minute
	var err error
	if p.busy, err = s.store.Busy(ctx, p.people, from-margin, to+margin); err != nil {
		return nil, err
	}
	all, err := s.store.Places(ctx, f.ID)
	if err != nil {
		return nil, err
	}
	p.places = usable(all, m, only)
	if len(p.places) == 0 && !only.IsZero() {
		return nil, badField("place", "place", only.String())
	}
	return p, nil
}

// usable are the places where the meeting may be, best first: the stand of one
// of the two companies, then tables.
func usable(all []Place, m *Meeting, only PlaceID) []Place {
	var stands, tables []Place
	for _, pl := range all {
		switch {
		case !only.IsZero() && pl.ID != only:
		case pl.Kind == Stand && m.Between(pl.Company):
			stands = append(stands, pl)
		case pl.Kind == Table:
			tables = append(tables, pl)
		}
	}
	return append(stands, tables...)
}

// free reports whether all attendees have [start, end) free and can walk from
// and to their other meetings in time, if this one is in hall.
func (p *plan) free(start, end Time, hall string) bool {
	for _, b := range p.busy {
		walk := Time(p.fair.WalkMinutes(b.Hall, hall)) * minute
		if start < b.End+walk && b.Start < end+walk {
			return false
		}
	}
	return true
}

// take books the meeting at start, in the first place that is free and that all
// can reach.
func (p *plan) take(ctx context.Context, start Time) (bool, error) {
	end := start + Time(p.m.Minutes)*minute
	taken, err := p.store.TakenSeats(ctx, p.fair.ID, start, end)
	if err != nil {
		return false, err
	}
	for seat := range p.seats(start, end, taken) {
		resources := append([]Resource{SeatResource(seat.place.ID, seat.number)}, p.people...)
		ok, err := p.store.Book(ctx, p.fair.ID, p.m.ID, resources, atoms(start, end))
		if err != nil {
			return false, err
		}
		if ok {
			p.m.Start, p.m.End, p.m.Place, p.m.Seat = start, end, seat.place.ID, seat.number
			return true, nil
		}
	}
	return false, nil
}

type seat struct {
	place  Place
	number int
}

// seats yields the seats free in [start, end) that all can reach.
func (p *plan) seats(start, end Time, taken []Busy) iter.Seq[seat] {
	return func(yield func(seat) bool) {
		for _, pl := range p.places {
			if !p.free(start, end, pl.Hall) {
				continue
			}
			for n := 1; n <= pl.Seats; n++ {
				if !isTaken(taken, SeatResource(pl.ID, n), start, end) && !yield(seat{pl, n}) {
					return
				}
			}
		}
	}
}

func isTaken(taken []Busy, r Resource, start, end Time) bool {
	return slices.ContainsFunc(taken, func(b Busy) bool { return b.Resource == r && b.Start < end && start < b.End })
}

// openings are the next free times on the fair's grid, with a free place each.
func (p *plan) openings(ctx context.Context, now Time) ([]Opening, error) {
	slots := p.fair.Slots()
	length := Time(p.m.Minutes) * minute
	slots = slices.DeleteFunc(slots, func(s Slot) bool {
		return s.Start <= now || !p.fair.OpenAt(s.Start, p.m.Minutes) || !p.free(s.Start, s.Start+length, "")
	})
	if len(slots) == 0 {
		return nil, nil
	}
	taken, err := p.store.TakenSeats(ctx, p.fair.ID, slots[0].Start, slots[len(slots)-1].Start+length)
	if err != nil {
		return nil, err
	}
	var out []Opening
	for _, s := range slots {
		for seat := range p.seats(s.Start, s.Start+length, taken) {
			out = append(out, Opening{Start: s.Start, End: s.Start + length, Place: seat.place.ID, Label: seat.place.Label})
			break
		}
		if len(out) == maxOpenings {
			break
		}
	}
	return out, nil
}
