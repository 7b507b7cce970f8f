package main

import (
	"os"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store/storetest"
)

// onEach runs a measure over SQLite and, where the test has a server, PostgreSQL
// with Redis between the nodes.
func onEach(t *testing.T, redis bool, run func(t *testing.T, where ...string)) {
	t.Run("sqlite", func(t *testing.T) { run(t) })
	t.Run("postgres", func(t *testing.T) {
		where := []string{"--database", storetest.Postgres(t)}
		if url := os.Getenv("FAIRMATCH_TEST_REDIS_URL"); redis && url != "" {
			where = append(where, "--redis", url)
		}
		run(t, where...)
	})
}

func TestLive(t *testing.T) {
	onEach(t, true, func(t *testing.T, where ...string) {
		got := measure[liveResult](t, append([]string{"live", "--connections", "40", "--rate", "50", "--seconds", "1"}, where...)...)
		if want := (account{Delivered: 100}); got.account != want || got.Commits != 50 {
			t.Errorf("%+v", got)
		}
	})
}

func TestBookings(t *testing.T) {
	onEach(t, true, func(t *testing.T, where ...string) {
		args := []string{"bookings", "--clients", "12", "--seconds", "2"}
		if len(where) > 0 {
			args = append(args, "--nodes", "2")
		}
		got := measure[bookingsResult](t, append(args, where...)...)
		if got.Double+got.WithoutOpenings+got.Unbooked+got.Errors != 0 || got.Booked == 0 || got.Accepts != got.Booked+got.Refused {
			t.Errorf("%+v", got)
		}
	})
}

func TestCrash(t *testing.T) {
	onEach(t, true, func(t *testing.T, where ...string) {
		got := measure[crashResult](t, append([]string{"crash", "--connections", "60", "--seconds", "1", "--rounds", "2"}, where...)...)
		if want := (account{Delivered: 2 * got.Entries}); got.account != want || got.Entries == 0 || got.Kills != 2 || got.Reports == 0 || got.Missing != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestCommits(t *testing.T) {
	onEach(t, false, func(t *testing.T, where ...string) {
		got := measure[commitsResult](t, append([]string{"commits", "--seconds", "1"}, where...)...)
		if got.Commits == 0 || got.Entries != got.Commits || got.One <= 0 || got.Sixteen <= 0 {
			t.Errorf("%+v", got)
		}
	})
}

// What is wrong in an inbox is seen: the measure is not blind.
func TestAccountSeesWhatIsWrong(t *testing.T) {
	who := fair.NewID[fair.Person]()
	inbox := func(numbers ...int64) *audience {
		l := &listener{member: member{actor: fair.Actor{Person: who}}}
		for _, n := range numbers {
			l.arrived = append(l.arrived, arrival{number: n})
		}
		return &audience{listeners: []*listener{l}}
	}
	want := map[fair.PersonID][]int64{who: {3, 5, 8}}
	for _, c := range []struct {
		arrived []int64
		account account
	}{
		{[]int64{3, 5, 8}, account{Delivered: 3}},
		{[]int64{3, 8}, account{Delivered: 2, Lost: 1}},
		{[]int64{3, 5, 3, 8}, account{Delivered: 3, Doubled: 1}},
		{[]int64{5, 3, 8}, account{Delivered: 3, OutOfOrder: 1}},
		{nil, account{Lost: 3}},
	} {
		if got := inbox(c.arrived...).count(want); got != c.account {
			t.Errorf("%v: %+v, want %+v", c.arrived, got, c.account)
		}
	}
}

func TestAgendaSeesDoubleBookings(t *testing.T) {
	a, b, c := fair.NewID[fair.Person](), fair.NewID[fair.Person](), fair.NewID[fair.Person]()
	table, other := fair.NewID[fair.Place](), fair.NewID[fair.Place]()
	meeting := func(start, end fair.Time, place fair.PlaceID, people ...fair.PersonID) fair.Meeting {
		m := fair.Meeting{Start: start, End: end, Place: place, Seat: 1}
		for _, p := range people {
			m.Attendees = append(m.Attendees, fair.Attendee{Person: p})
		}
		return m
	}
	for _, tc := range []struct {
		second  fair.Meeting
		doubles int
	}{
		{meeting(30, 60, table, a, b), 0},
		{meeting(29, 60, other, a, c), 1},
		{meeting(0, 5, table, c), 1},
		{meeting(10, 20, table, a, b), 3},
	} {
		g := &agenda{taken: map[fair.Resource][]stretch{}}
		g.take(meeting(0, 30, table, a, b))
		g.take(tc.second)
		if got := g.doubles(); got != tc.doubles {
			t.Errorf("%+v: %d doubles, want %d", tc.second, got, tc.doubles)
		}
	}
}

func TestMoreNodesNeedPostgres(t *testing.T) {
	if err := (&bookingsCmd{Nodes: 2}).Run(&app{ctx: t.Context()}); err == nil {
		t.Error("two nodes share a SQLite file")
	}
}
