package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// overlappingAcceptances runs the services of fair on two nodes: everybody accepts
// proposals for the same few times at once. Each acceptance gives one meeting, or
// a Conflict that names free alternatives; and the bookings are those of the
// meetings that say they are scheduled.
func overlappingAcceptances(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	nodes := []*store.DB{Open(t, address), Open(t, address)}
	before := func() time.Time { return time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC) }
	ctx := context.Background()
	f := NewFair(t, nodes[0])
	for i := range 2 {
		place := fair.PlaceDraft{Label: fmt.Sprint("T", i), Kind: fair.Table, Hall: "1", Seats: 1}
		must(t, nodes[0].SavePlace(ctx, fair.Place{ID: fair.NewID[fair.Place](), Fair: f.ID, PlaceDraft: place}))
	}
	companies, people := make([]fair.CompanyID, 6), make([]fair.PersonID, 6)
	for i := range companies {
		companies[i] = NewCompany(t, nodes[0], f.ID).ID
		people[i] = NewPerson(t, nodes[0], f.ID, companies[i], fmt.Sprint("person ", i)).ID
	}
	at := fair.At(time.Date(2026, 11, 5, 2, 0, 0, 0, time.UTC)) // ten o'clock in Shanghai
	var proposed []fair.Meeting
	service := fair.NewMeetings(nodes[0], nil, before)
	for i := range companies {
		for j := range i {
			times := []fair.Time{at, at.Add(time.Duration(5*(i+j)) * time.Minute)}
			if i+j == 0 {
				times = times[:1]
			}
			m, err := service.Invite(ctx, fair.System(), f.ID, fair.InviteDraft{From: companies[i], To: companies[j], Times: times})
			must(t, err)
			proposed = append(proposed, m)
		}
	}
	var group errgroup.Group
	for i, m := range proposed {
		group.Go(func() error {
			_, err := fair.NewMeetings(nodes[i%2], nil, before).Accept(ctx, fair.System(), m.ID, fair.AnswerDraft{Revision: 1})
			if err == nil || fair.CodeOf(err) == fair.Conflict && len(asError(err).Openings) > 0 {
				return nil
			}
			return fmt.Errorf("meeting %d: %w", i, err)
		})
	}
	must(t, group.Wait())
	checkAgendas(t, nodes[1], f, proposed, people)
}

func checkAgendas(t *testing.T, db *store.DB, f fair.Fair, proposed []fair.Meeting, people []fair.PersonID) {
	t.Helper()
	ctx := context.Background()
	scheduled := 0
	for _, m := range proposed {
		m, err := db.Meeting(ctx, m.ID)
		must(t, err)
		resources := []fair.Resource{fair.SeatResource(m.Place, m.Seat)}
		for _, a := range m.Attendees {
			resources = append(resources, fair.PersonResource(a.Person))
		}
		busy, err := db.Busy(ctx, resources, 0, 1<<42)
		must(t, err)
		mine := 0
		for _, b := range busy {
			if b.Meeting == m.ID {
				mine++
				if b.Start != m.Start || b.End != m.End || b.Hall != "1" {
					t.Errorf("meeting at %v is booked as %+v", m.Start, b)
				}
			}
		}
		if m.State == fair.Scheduled {
			scheduled++
		}
		if want := map[fair.MeetingState]int{fair.Scheduled: 3, fair.Proposed: 0}[m.State]; mine != want {
			t.Errorf("a meeting that is %s has %d bookings, want %d", m.State, mine, want)
		}
	}
	if scheduled == 0 || scheduled == len(proposed) {
		t.Errorf("%d of %d were scheduled: not a contest", scheduled, len(proposed))
	}
	for _, p := range people {
		busy, err := db.Busy(ctx, []fair.Resource{fair.PersonResource(p)}, 0, 1<<42)
		must(t, err)
		for i := 1; i < len(busy); i++ {
			if busy[i].Start < busy[i-1].End {
				t.Errorf("%v is in two meetings at %v", p, busy[i].Start)
			}
		}
	}
	heads, err := db.Heads(ctx)
	must(t, err)
	if want := int64(len(proposed) + scheduled); heads[f.ID] != want {
		t.Errorf("journal stands at %d, want %d", heads[f.ID], want)
	}
}
