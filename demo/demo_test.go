package demo

import (
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// clock is late in the evening of the fair's zone: the times to meet are tomorrow.
var evening = time.Date(2026, 5, 7, 13, 50, 0, 0, time.UTC)

func TestFillTwice(t *testing.T) {
	db, err := store.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := evening
	u := fair.NewUseCases(db, nil, nil, func() time.Time { return now })
	began := time.Now()
	roles, err := Fill(t.Context(), u, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("filled in %s", time.Since(began))
	if len(roles) != 5 {
		t.Fatalf("%d roles", len(roles))
	}
	f, err := u.Fairs.BySlug(t.Context(), Slug)
	if err != nil {
		t.Fatal(err)
	}
	first, err := u.Fairs.Tally(t.Context(), fair.System(), f.ID)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v", first)
}
