package storetest

import (
	"context"
	"errors"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

func rollback(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	c := fair.Company{ID: fair.NewID[fair.Company](), Revision: 1}
	err := db.Write(ctx, func(ctx context.Context) error {
		if err := db.SaveCompany(ctx, c); err != nil {
			return err
		}
		if _, err := db.Company(ctx, c.ID); err != nil {
			t.Errorf("a transaction does not see its own write: %v", err)
		}
		if err := db.Append(ctx, fair.Entry{Fair: f.ID, Kind: fair.CompanySaved, Subject: c.ID.String()}); err != nil {
			return err
		}
		return failing{}
	})
	if !errors.Is(err, failing{}) {
		t.Fatalf("Write returned %v, want the error of fn", err)
	}
	wantNothing(t, db, f.ID, c.ID)
	if err := db.Append(ctx, fair.Entry{Fair: f.ID}); err == nil {
		t.Error("Append outside Write was taken")
	}
	err = db.Read(ctx, func(ctx context.Context) error { return db.Append(ctx, fair.Entry{Fair: f.ID}) })
	if err == nil {
		t.Error("Append inside Read was taken")
	}
	if err = db.Read(ctx, func(ctx context.Context) error { return db.SaveCompany(ctx, c) }); err == nil {
		t.Error("a write inside Read was taken")
	}
	wantNothing(t, db, f.ID, c.ID)
	cancelled, cancel := context.WithCancel(ctx)
	err = db.Write(cancelled, func(ctx context.Context) error {
		defer cancel()
		return db.SaveCompany(ctx, c)
	})
	if err == nil {
		t.Error("a cancelled Write committed")
	}
	wantNothing(t, db, f.ID, c.ID)
}

func wantNothing(t *testing.T, db *store.DB, f fair.FairID, c fair.CompanyID) {
	t.Helper()
	_, err := db.Company(context.Background(), c)
	wantCode(t, err, fair.NotFound, "")
	if entries, err := db.Entries(context.Background(), f, 0, 10); err != nil || len(entries) != 0 {
		t.Errorf("journal has %v, %v; want nothing", entries, err)
	}
}

func innerWrite(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	f := NewFair(t, db)
	ids := []fair.CompanyID{fair.NewID[fair.Company](), fair.NewID[fair.Company](), fair.NewID[fair.Company]()}
	put := func(ctx context.Context, id fair.CompanyID) error {
		return db.Write(ctx, func(ctx context.Context) error {
			if err := db.SaveCompany(ctx, fair.Company{ID: id, Revision: 1}); err != nil {
				return err
			}
			if err := db.Append(ctx, fair.Entry{Fair: f.ID, Subject: id.String()}); err != nil {
				return err
			}
			if id == ids[1] {
				// A statement that fails must not spoil the outer transaction.
				return db.SaveToken(ctx, fair.Token{Hash: "x", Person: fair.NewID[fair.Person]()})
			}
			return nil
		})
	}
	write(t, db, func(ctx context.Context) error {
		for i, id := range ids {
			if err := put(ctx, id); (err != nil) != (i == 1) {
				t.Errorf("inner write %d: %v", i, err)
			}
		}
		return nil
	})
	entries, err := db.Entries(context.Background(), f.ID, 0, 10)
	must(t, err)
	if len(entries) != 2 || entries[0].Subject != ids[0].String() || entries[1].Subject != ids[2].String() || entries[1].Number != 2 {
		t.Errorf("journal %+v, want the first and the third company under 1 and 2", entries)
	}
	_, err = db.Company(context.Background(), ids[1])
	wantCode(t, err, fair.NotFound, "")
	_, err = db.Company(context.Background(), ids[2])
	must(t, err)
	err = db.Write(context.Background(), func(ctx context.Context) error {
		must(t, db.Write(ctx, func(ctx context.Context) error {
			return db.Append(ctx, fair.Entry{Fair: f.ID})
		}))
		return failing{}
	})
	if entries, _ := db.Entries(context.Background(), f.ID, 2, 10); err == nil || len(entries) != 0 {
		t.Errorf("the inner write outlived the outer one: %v, %v", entries, err)
	}
}

func panics(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	f := NewFair(t, db)
	id := fair.NewID[fair.Company]()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not pass through Write")
			}
		}()
		_ = db.Write(context.Background(), func(ctx context.Context) error {
			must(t, db.SaveCompany(ctx, fair.Company{ID: id, Revision: 1}))
			panic("in the middle")
		})
	}()
	wantNothing(t, db, f.ID, id)
	must(t, db.SaveCompany(context.Background(), fair.Company{ID: id, Revision: 1})) // the writer is free again
}

func snapshot(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	db, other := Open(t, address), Open(t, address)
	f := NewFair(t, db)
	must(t, db.Read(context.Background(), func(ctx context.Context) error {
		before, err := db.PostsAt(ctx, f.ID, 0, 10)
		must(t, err)
		c := NewCompany(t, other, f.ID)
		savePost(t, other, f.ID, c.ID, "")
		return db.Read(ctx, func(ctx context.Context) error {
			after, err := db.PostsAt(ctx, f.ID, 0, 10)
			must(t, err)
			if len(before) != 0 || len(after) != 0 {
				t.Errorf("a snapshot changed: %d posts, then %d", len(before), len(after))
			}
			return nil
		})
	}))
	if posts, err := db.PostsAt(context.Background(), f.ID, 0, 10); err != nil || len(posts) != 1 {
		t.Errorf("%d posts after the snapshot, %v", len(posts), err)
	}
}

// reopen reads with a handle of its own, while the first is still open and not closed
// cleanly, as after the death of a process.
func reopen(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	db := Open(t, address)
	f := NewFair(t, db)
	write(t, db, func(ctx context.Context) error { return db.Append(ctx, fair.Entry{Fair: f.ID, Subject: "kept"}) })
	again := Open(t, address)
	got, err := again.Fair(context.Background(), f.ID)
	must(t, err)
	same(t, got, f)
	entries, err := again.Entries(context.Background(), f.ID, 0, 10)
	if err != nil || len(entries) != 1 || entries[0].Subject != "kept" {
		t.Errorf("entries %v, %v", entries, err)
	}
	before, after, err := store.Migrate(context.Background(), address)
	if err != nil || before != after || after == 0 {
		t.Errorf("migrating again went from %d to %d, %v", before, after, err)
	}
}

func startTogether(t *testing.T, fresh func(testing.TB) string) {
	address := fresh(t)
	var group errgroup.Group
	for range 4 {
		group.Go(func() error {
			db, err := store.Open(context.Background(), address)
			if err != nil {
				return err
			}
			return errors.Join(db.Ping(context.Background()), db.Close())
		})
	}
	must(t, group.Wait())
}
