package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// cell is an atom as a Time.
const cell = fair.Time(fair.Atom / time.Millisecond)

func bookAllOrNone(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db).ID
	first, second := saveMeeting(t, db, fair.Meeting{Fair: f}).ID, saveMeeting(t, db, fair.Meeting{Fair: f}).ID
	seat, an, bo := fair.SeatResource(fair.NewID[fair.Place](), 1), fair.Resource("person:an"), fair.Resource("person:bo")
	book := func(ctx context.Context, m fair.MeetingID, want bool, resources []fair.Resource, atoms ...int64) {
		t.Helper()
		if got, err := db.Book(ctx, f, m, resources, atoms); err != nil || got != want {
			t.Errorf("booked %v at %v: %v, %v", resources, atoms, got, err)
		}
	}
	book(ctx, first, true, []fair.Resource{seat, an}, 10, 11)
	write(t, db, func(ctx context.Context) error {
		book(ctx, second, true, []fair.Resource{bo}, 9)
		book(ctx, second, false, []fair.Resource{bo, seat}, 11, 12)
		book(ctx, second, false, []fair.Resource{bo, seat}, 8, 9) // bo is its own, and taken all the same
		return nil
	})
	if got := booked(t, db, []fair.Resource{seat, an, bo}); got != "an 10-12, bo 9-10, seat 10-12" {
		t.Errorf("booked: %s", got)
	}
	must(t, db.Release(ctx, first))
	book(ctx, second, true, []fair.Resource{seat}, 10, 11)
	book(ctx, second, true, nil, 1)
	if got := booked(t, db, []fair.Resource{seat, an, bo}); got != "bo 9-10, seat 10-12" {
		t.Errorf("booked: %s", got)
	}
}

// booked spells what is booked of the resources, in atoms.
func booked(t *testing.T, db *store.DB, resources []fair.Resource) string {
	t.Helper()
	busy, err := db.Busy(context.Background(), resources, 0, 1000*cell)
	must(t, err)
	var out []string
	for _, b := range busy {
		name := string(b.Resource[:4])
		if name == "pers" {
			name = string(b.Resource[len("person:"):])
		}
		out = append(out, fmt.Sprintf("%s %d-%d", name, b.Start/cell, b.End/cell))
	}
	slices.Sort(out)
	text := fmt.Sprint(len(out))
	for i, s := range out {
		if i == 0 {
			text = s
		} else {
			text += ", " + s
		}
	}
	return text
}

func busyStretches(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f, other := NewFair(t, db).ID, NewFair(t, db).ID
	place := fair.Place{ID: fair.NewID[fair.Place](), Fair: f, PlaceDraft: fair.PlaceDraft{Label: "T1", Hall: "4.1", Seats: 2}}
	must(t, db.SavePlace(ctx, place))
	inHall := saveMeeting(t, db, fair.Meeting{Fair: f, Place: place.ID}).ID
	nowhere := saveMeeting(t, db, fair.Meeting{Fair: other}).ID
	an := fair.PersonResource(fair.NewID[fair.Person]())
	seat2 := fair.SeatResource(place.ID, 2)
	book := func(f fair.FairID, m fair.MeetingID, resources []fair.Resource, atoms ...int64) {
		t.Helper()
		if ok, err := db.Book(ctx, f, m, resources, atoms); err != nil || !ok {
			t.Fatalf("book: %v, %v", ok, err)
		}
	}
	book(f, inHall, []fair.Resource{an, seat2}, 20, 21, 22)
	book(f, inHall, []fair.Resource{an}, 30)
	book(other, nowhere, []fair.Resource{an}, 23)
	book(other, nowhere, []fair.Resource{fair.SeatResource(fair.NewID[fair.Place](), 1)}, 20)

	got, err := db.Busy(ctx, []fair.Resource{an, "person:nobody"}, 0, 100*cell)
	must(t, err)
	same(t, got, []fair.Busy{
		{Resource: an, Meeting: inHall, Start: 20 * cell, End: 23 * cell, Hall: "4.1"},
		{Resource: an, Meeting: nowhere, Start: 23 * cell, End: 24 * cell},
		{Resource: an, Meeting: inHall, Start: 30 * cell, End: 31 * cell, Hall: "4.1"},
	})
	for _, span := range []struct{ from, to, n int }{{0, 0, 0}, {0, 20, 0}, {23, 24, 1}, {24, 30, 0}, {30, 31, 1}} {
		got, err := db.Busy(ctx, []fair.Resource{an}, fair.Time(span.from)*cell, fair.Time(span.to)*cell)
		must(t, err)
		if len(got) != span.n {
			t.Errorf("[%d, %d) has %d stretches, want %d", span.from, span.to, len(got), span.n)
		}
	}
	if got, err = db.Busy(ctx, nil, 0, 100*cell); err != nil || len(got) != 0 {
		t.Errorf("nobody is busy: %v, %v", got, err)
	}
	for _, span := range []struct {
		from, to fair.Time
		want     int
	}{{0, 20 * cell, 0}, {0, 20*cell + 1, 1}, {22*cell + 1, 23 * cell, 1}, {23 * cell, 99 * cell, 0}} {
		seats, err := db.TakenSeats(ctx, f, span.from, span.to)
		must(t, err)
		if len(seats) != span.want || span.want == 1 && seats[0].Resource != seat2 {
			t.Errorf("[%d, %d): taken %v, want %d", span.from, span.to, seats, span.want)
		}
	}
}

// fightForSeats lets 16 bookers on two nodes fight for few seats and people at
// few times, release and book again. The primary key decides; what is counted at
// the end is that what every winner was told is what stands there.
func fightForSeats(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	nodes := []*store.DB{Open(t, address), Open(t, address)}
	f := NewFair(t, nodes[0])
	company := NewCompany(t, nodes[0], f.ID)
	var people []fair.PersonID
	for i := range 6 {
		people = append(people, NewPerson(t, nodes[0], f.ID, company.ID, fmt.Sprint(i)).ID)
	}
	place := fair.NewID[fair.Place]()
	const bookers, rounds = 16, 8
	held := make([]int, bookers) // atoms × resources that each was told it has
	meetings := make([]fair.MeetingID, bookers)
	var all []fair.Resource
	for i := range people {
		all = append(all, fair.PersonResource(people[i]), fair.SeatResource(place, i+1))
	}
	for i := range bookers {
		meetings[i] = saveMeeting(t, nodes[0], fair.Meeting{Fair: f.ID}).ID
	}
	var group errgroup.Group
	for i := range bookers {
		group.Go(func() error {
			random := rand.New(rand.NewPCG(1, uint64(i)))
			for range rounds {
				who := []fair.PersonID{people[random.IntN(6)], people[random.IntN(6)]}
				slices.SortFunc(who, func(a, b fair.PersonID) int { return slices.Compare(b[:], a[:]) }) // the wrong way round
				who = slices.Compact(who)
				start := int64(random.IntN(4))
				n, err := bookOnce(nodes[i%2], f.ID, meetings[i], who, place, []int64{start, start + 1})
				if err != nil {
					return err
				}
				held[i] = n
			}
			return nil
		})
	}
	must(t, group.Wait())
	busy, err := nodes[0].Busy(context.Background(), all, 0, 100*cell)
	must(t, err)
	found := map[fair.MeetingID]int{}
	type key struct {
		resource fair.Resource
		atom     fair.Time
	}
	taken := map[key]bool{}
	for _, b := range busy {
		for at := b.Start; at < b.End; at += cell {
			if taken[key{b.Resource, at}] {
				t.Errorf("%s is booked twice at %d", b.Resource, at/cell)
			}
			taken[key{b.Resource, at}] = true
			found[b.Meeting]++
		}
	}
	won := 0
	for i, m := range meetings {
		if found[m] != held[i] {
			t.Errorf("booker %d was told of %d cells and has %d", i, held[i], found[m])
		}
		won += held[i]
	}
	if won == 0 {
		t.Error("nobody won anything")
	}
}

// bookOnce does what the service does: lock, release, look, try every seat. It
// returns how many cells the meeting has then.
func bookOnce(db *store.DB, f fair.FairID, m fair.MeetingID, who []fair.PersonID, place fair.PlaceID, atoms []int64) (n int, err error) {
	err = db.Write(context.Background(), func(ctx context.Context) error {
		n = 0
		if err := db.LockPeople(ctx, who); err != nil {
			return err
		}
		if err := db.Release(ctx, m); err != nil {
			return err
		}
		for seat := 1; seat <= 6; seat++ {
			resources := []fair.Resource{fair.SeatResource(place, seat)}
			for _, p := range who {
				resources = append(resources, fair.PersonResource(p))
			}
			ok, err := db.Book(ctx, f, m, resources, atoms)
			if err != nil {
				return err
			}
			if ok {
				n = len(resources) * len(atoms)
				return nil
			}
		}
		return nil
	})
	return n, err
}

// locksInAnyOrder writes the same rows in opposite orders: the deadlock that
// follows is the store's to resolve, not the caller's to see.
func locksInAnyOrder(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	nodes := []*store.DB{Open(t, address), Open(t, address)}
	ctx := context.Background()
	const each = 5
	var group errgroup.Group
	for w := range 4 {
		group.Go(func() error {
			db := nodes[w%2]
			for range each {
				err := db.Write(ctx, func(ctx context.Context) error {
					for k := range 2 {
						follower := fmt.Sprint((w/2 + k) % 2)
						n, err := db.Cursor(ctx, follower, fair.FairID{})
						if err != nil {
							return err
						}
						if err := db.SetCursor(ctx, follower, fair.FairID{}, n+1); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	must(t, group.Wait())
}
