package embedded

import (
	"context"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/searchtest"
)

func TestSuiteOnDisk(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return opened(t, t.TempDir()) })
}

func TestSuiteInMemory(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return opened(t, "") })
}

func opened(t *testing.T, dir string) *Engine {
	e, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// TestReopen closes the process between a write and a search, with the traces
// of a rebuild that never ended and of one that did not clean up.
func TestReopen(t *testing.T) {
	ctx, dir, f := context.Background(), t.TempDir(), fair.NewID[fair.Fair]()
	lamp := search.Document{ID: fair.NewID[fair.Post]().String(), What: fair.FindOffers, Title: fair.Texts{"en": "Lamp"}, Countries: []string{"DE"}, Price: 3}
	find := func(e *Engine) search.Answer {
		t.Helper()
		out, err := e.Search(ctx, search.Ask{
			Query:  fair.Query{Fair: f, What: fair.FindOffers, Countries: []string{"DE"}, PriceMax: 5, Sort: fair.ByNewest, Limit: 10},
			Groups: []search.Group{{Word: "lamp", Terms: []string{"lamp"}}}, Facets: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	e, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []string{"1", "2"} {
		if err := e.Rebuild(ctx, f, v, search.Each([]search.Document{lamp})); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Apply(ctx, f, []search.Document{{ID: "other", What: fair.FindOffers, Title: fair.Texts{"en": "Other"}}}, nil); err != nil {
		t.Fatal(err)
	}
	before := find(e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	for _, left := range []string{f.String() + ".3" + unfinished, "notes"} {
		if err := os.Mkdir(filepath.Join(dir, left), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	e = opened(t, dir)
	if got := find(e); !reflect.DeepEqual(got, before) || got.Total != 1 {
		t.Errorf("after opening again %+v, before %+v", got, before)
	}
	if v, err := e.Built(ctx, f); v != "2" || err != nil {
		t.Errorf("version %q, %v", v, err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(left) != 2 {
		t.Errorf("directories %q, %v", left, err)
	}
}
