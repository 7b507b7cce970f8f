package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

func journal(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	one, two := NewFair(t, db).ID, NewFair(t, db).ID
	an, bo := fair.NewID[fair.Person](), fair.NewID[fair.Person]()
	subject := fair.NewID[fair.Meeting]().String()
	written := []fair.Entry{
		{Fair: one, At: 11, Kind: fair.MeetingProposed, Subject: subject, Revision: 1, Actor: an, To: []fair.PersonID{bo, an}},
		{Fair: two, At: 12, Kind: fair.FairSaved, Subject: two.String(), Revision: 4},
		{Fair: one, At: 13, Kind: fair.MeetingAccepted, Subject: subject, Revision: 2, Actor: bo, To: []fair.PersonID{an, an}},
		{At: 14, Kind: fair.PersonSaved, Subject: an.String()}, // the installation's own stream
	}
	write(t, db, func(ctx context.Context) error {
		for _, e := range written {
			if err := db.Append(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	written[0].Number, written[1].Number, written[2].Number, written[3].Number = 1, 1, 2, 1
	written[2].To = []fair.PersonID{an} // once is enough
	for stream, want := range map[fair.FairID][]fair.Entry{one: {written[0], written[2]}, two: {written[1]}, {}: {written[3]}} {
		got, err := db.Entries(ctx, stream, 0, 10)
		must(t, err)
		sameEntries(t, got, want)
	}
	for person, want := range map[fair.PersonID][]fair.Entry{an: {written[0], written[2]}, bo: {written[0]}} {
		got, err := db.Inbox(ctx, one, person, 0, 10)
		must(t, err)
		sameEntries(t, got, want)
	}
	got, err := db.Inbox(ctx, one, an, 1, 10)
	must(t, err)
	sameEntries(t, got, written[2:3])
	heads, err := db.Heads(ctx)
	must(t, err)
	same(t, heads, map[fair.FairID]int64{one: 2, two: 1, {}: 1})
}

func sameEntries(t *testing.T, got, want []fair.Entry) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Errorf("entries\n%s\nwant\n%s", g, w)
	}
}

func journalEdges(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f, an := NewFair(t, db).ID, fair.NewID[fair.Person]()
	if heads, err := db.Heads(ctx); err != nil || heads == nil || len(heads) != 0 {
		t.Errorf("heads of nothing: %v, %v", heads, err)
	}
	const many = 1501 // more than one INSERT takes
	write(t, db, func(ctx context.Context) error {
		for i := range many {
			if err := db.Append(ctx, fair.Entry{Fair: f, At: fair.Time(i), To: []fair.PersonID{an}}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, page := range []struct {
		after       int64
		limit, want int
	}{{0, 5000, many}, {0, 10, 10}, {many - 3, 10, 3}, {many, 10, 0}, {1 << 62, 10, 0}, {-5, 1, 1}, {0, 0, 0}, {0, -1, 0}} {
		entries, err := db.Entries(ctx, f, page.after, page.limit)
		must(t, err)
		inbox, err := db.Inbox(ctx, f, an, page.after, page.limit)
		must(t, err)
		if len(entries) != page.want || len(inbox) != page.want {
			t.Errorf("after %d limit %d: %d entries, %d in the inbox, want %d", page.after, page.limit, len(entries), len(inbox), page.want)
		}
		for i, e := range entries {
			if want := max(page.after, 0) + int64(i) + 1; e.Number != want || int64(e.At) != want-1 {
				t.Fatalf("entry %d of time %d, want number %d", e.Number, e.At, want)
			}
		}
	}
}

func commitsAreTold(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	f := NewFair(t, db).ID
	told := map[fair.FairID]int64{}
	db.OnCommit(func(stream fair.FairID, number int64) { told[stream] = number })
	write(t, db, func(context.Context) error { return nil })
	_ = db.Write(context.Background(), func(ctx context.Context) error {
		must(t, db.Append(ctx, fair.Entry{Fair: f}))
		return failing{}
	})
	if len(told) != 0 {
		t.Errorf("told of %v, but nothing was committed", told)
	}
	write(t, db, func(ctx context.Context) error {
		return errors.Join(db.Append(ctx, fair.Entry{Fair: f}), db.Append(ctx, fair.Entry{}), db.Append(ctx, fair.Entry{Fair: f}))
	})
	same(t, told, map[fair.FairID]int64{f: 2, {}: 1})
}

// commitOrder lets eight writers on two nodes append to the same streams, in
// transactions of different length, while readers poll: whoever has seen n must
// have seen all below n, for ever.
func commitOrder(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	nodes := []*store.DB{Open(t, address), Open(t, address)}
	streams := []fair.FairID{NewFair(t, nodes[0]).ID, NewFair(t, nodes[0]).ID}
	const writers, each = 8, 15
	done := make(chan struct{})
	var readers, group errgroup.Group
	for i, stream := range streams {
		readers.Go(func() error { return pollInOrder(nodes[i], stream, done) })
	}
	for w := range writers {
		group.Go(func() error {
			db := nodes[w%2]
			for i := range each {
				err := db.Write(context.Background(), func(ctx context.Context) error {
					for k := range 1 + (w+i)%3 {
						// Both streams in either order: two such transactions must not wait for each other.
						e := fair.Entry{Fair: streams[(w+k)%2], Subject: fmt.Sprintf("%d-%d", w, i)}
						if err := db.Append(ctx, e); err != nil {
							return err
						}
					}
					return db.SaveCompany(ctx, fair.Company{ID: fair.NewID[fair.Company](), Revision: 1})
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	err := group.Wait()
	close(done)
	must(t, errors.Join(err, readers.Wait()))
	total := 0
	for _, stream := range streams {
		entries, err := nodes[1].Entries(context.Background(), stream, 0, 10*writers*each)
		must(t, err)
		total += len(entries)
		if n := len(entries); n == 0 || entries[n-1].Number != int64(n) {
			t.Errorf("%d entries, the last has number %d", n, entries[n-1].Number)
		}
	}
	if want := writers * each * 2; total != want {
		t.Errorf("%d entries, want %d", total, want)
	}
}

// pollInOrder follows a stream until done and fails at the first hole.
func pollInOrder(db *store.DB, stream fair.FairID, done chan struct{}) error {
	seen := int64(0)
	for last := false; ; {
		select {
		case <-done:
			last = true // one more look at all of it
		default:
		}
		entries, err := db.Entries(context.Background(), stream, seen, 7)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if e.Number != seen+1 {
				return fmt.Errorf("saw entry %d after %d", e.Number, seen)
			}
			seen = e.Number
		}
		if last && len(entries) == 0 {
			return nil
		}
	}
}

func cursors(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := fair.NewID[fair.Fair]()
	want := func(follower string, stream fair.FairID, want int64) {
		t.Helper()
		if got, err := db.Cursor(ctx, follower, stream); err != nil || got != want {
			t.Errorf("cursor of %s is %d, want %d, %v", follower, got, want, err)
		}
	}
	want("search", f, 0)
	must(t, db.SetCursor(ctx, "search", f, 1<<40))
	must(t, db.SetCursor(ctx, "search", fair.FairID{}, 3))
	want("search", f, 1<<40)
	want("search", fair.FairID{}, 3)
	want("mail", f, 0)
	must(t, db.SetCursor(ctx, "search", f, 0)) // read all again
	want("search", f, 0)
}

func leases(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	one, two := Open(t, address).Leases(), Open(t, address).Leases()
	ctx := context.Background()
	acquire := func(l fair.Leases, holder string, now fair.Time, want bool) {
		t.Helper()
		if got, err := l.Acquire(ctx, "clock", holder, now, time.Second); err != nil || got != want {
			t.Errorf("%s at %d: %v, %v; want %v", holder, now, got, err, want)
		}
	}
	acquire(one, "a", 1000, true)
	acquire(two, "b", 1999, false)
	acquire(one, "a", 1900, true) // renewed until 2900
	acquire(two, "b", 2000, false)
	must(t, two.Release(ctx, "clock", "b")) // not b's to release
	acquire(two, "b", 2899, false)
	acquire(two, "b", 2900, true)
	acquire(one, "a", 3000, false)
	must(t, two.Release(ctx, "clock", "b"))
	acquire(one, "a", 3001, true)

	var mu sync.Mutex
	var group errgroup.Group
	won := 0
	for i := range 16 {
		group.Go(func() error {
			ok, err := []*store.Leases{one, two}[i%2].Acquire(ctx, "index", fmt.Sprint(i), 1, time.Second)
			mu.Lock()
			defer mu.Unlock()
			if ok {
				won++
			}
			return err
		})
	}
	must(t, group.Wait())
	if won != 1 {
		t.Errorf("%d of 16 hold the lease", won)
	}
}

func claims(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	nodes := []*store.DB{Open(t, address), Open(t, address)}
	ctx := context.Background()
	f := NewFair(t, nodes[0]).ID
	once := []*fair.Once{fair.NewOnce(nodes[0], time.Now), fair.NewOnce(nodes[1], time.Now)}
	who := fair.Actor{Person: fair.NewID[fair.Person]()}
	var group errgroup.Group
	for i := range 16 {
		group.Go(func() error {
			db := nodes[i%2]
			status, body, err := once[i%2].Do(ctx, who, "key", []byte("same"), func(ctx context.Context) (int, []byte, error) {
				return 201, []byte("{\"n\":1}"), db.Append(ctx, fair.Entry{Fair: f})
			})
			if err == nil && (status != 201 || string(body) != "{\"n\":1}") {
				err = fmt.Errorf("answer %d %q", status, body)
			}
			return err
		})
	}
	must(t, group.Wait())
	if heads, err := nodes[0].Heads(ctx); err != nil || heads[f] != 1 {
		t.Errorf("acted %d times, %v", heads[f], err)
	}
	act := func(context.Context) (int, []byte, error) { return 0, nil, failing{} }
	if _, _, err := once[0].Do(ctx, who, "other", nil, act); !errors.Is(err, failing{}) {
		t.Errorf("a failing act: %v", err)
	}
	if _, fresh, err := nodes[1].ClaimReply(ctx, fair.Reply{Person: who.Person, Key: "other", At: 500}); err != nil || !fresh {
		t.Errorf("the key of what failed: fresh %v, %v", fresh, err)
	}
	must(t, nodes[0].DropReplies(ctx, 500))
	reply := fair.Reply{Person: who.Person, Key: "other", Request: "r", At: 900}
	held, fresh2, err := nodes[1].ClaimReply(ctx, reply)
	if err != nil || fresh2 || held.At != 500 || len(held.Body) != 0 {
		t.Errorf("claimed again: fresh %v, %+v, %v", fresh2, held, err)
	}
	must(t, nodes[0].DropReplies(ctx, 501))
	if _, fresh, err := nodes[0].ClaimReply(ctx, reply); err != nil || !fresh {
		t.Errorf("after the sweep: fresh %v, %v", fresh, err)
	}
	must(t, nodes[0].FillReply(ctx, fair.Reply{Person: who.Person, Key: "other", Status: 204}))
}
