package meili

import (
	"context"
	"iter"
	"os"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/searchtest"
)

// server returns the address and key of the server to test on.
func server(t *testing.T) (url, key string) {
	url = os.Getenv("FAIRMATCH_TEST_MEILISEARCH_URL")
	if url == "" {
		t.Skip("set FAIRMATCH_TEST_MEILISEARCH_URL (and _KEY) to a Meilisearch server to run this")
	}
	return url, os.Getenv("FAIRMATCH_TEST_MEILISEARCH_KEY")
}

func TestSuite(t *testing.T) {
	url, key := server(t)
	searchtest.Run(t, func(t *testing.T) search.Engine {
		e := &tidy{Engine: New(url, key), fairs: map[fair.FairID]bool{}}
		t.Cleanup(func() { e.tidy(t) })
		return e
	})
}

// tidy is an engine that forgets afterwards the fairs it was given.
type tidy struct {
	*Engine
	fairs map[fair.FairID]bool
}

func (e *tidy) Apply(ctx context.Context, f fair.FairID, put []search.Document, drop []string) error {
	e.fairs[f] = true
	return e.Engine.Apply(ctx, f, put, drop)
}

func (e *tidy) Rebuild(ctx context.Context, f fair.FairID, version string, docs iter.Seq2[search.Document, error]) error {
	e.fairs[f] = true
	return e.Engine.Rebuild(ctx, f, version, docs)
}

func (e *tidy) tidy(t *testing.T) {
	for f := range e.fairs {
		for _, index := range []string{uid(f), uid(f) + "-new"} {
			if err := e.remove(context.Background(), index); err != nil {
				t.Error(err)
			}
		}
	}
}
