package transfer

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// house is an installation with one fair.
type house struct {
	fair.UseCases
	db   *store.DB
	fair fair.Fair
}

func newHouse(t testing.TB) *house {
	t.Helper()
	db, err := store.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &house{UseCases: fair.NewUseCases(db, fair.Engines{}, func() time.Time { return time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC) }), db: db}
	h.fair, err = h.Fairs.Create(t.Context(), fair.System(), fair.FairDraft{
		Slug: "spring", Name: fair.Texts{"en": "Spring Fair"}, Zone: "Asia/Shanghai", Starts: "2026-04-01", Ends: "2026-04-03", Opens: "09:00", Closes: "17:00",
		SlotMinutes: 30, Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1"}}}, Currency: "CNY",
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) load(t testing.TB, kind Kind, src Source) Report {
	t.Helper()
	rep, err := Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, kind, src, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func (h *house) text(t testing.TB, kind Kind, csv string) Report {
	t.Helper()
	return h.load(t, kind, Source{Reader: strings.NewReader(csv)})
}

func readMap(t testing.TB, file string) *Map {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := ParseMap(f)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return m
}
