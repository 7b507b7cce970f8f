// Package node makes a running system of a configuration: it opens the store and
// the engines, runs the journal's followers under leases, ticks the clock, and
// serves.
//
// It holds no rules of the trade: those live in package fair.
package node

import (
	"context"
	"errors"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/transfer"
)

// House is a store with its services, and nothing that runs: what the tools of the
// command line need.
type House struct {
	fair.UseCases
	Store    *store.DB
	matchers *matchers
	learners *learners
	balances *balances
}

// OpenHouse opens the store, brings it to this version's form, and wires the services.
func OpenHouse(ctx context.Context, s Storage) (*House, error) {
	url, err := s.url()
	if err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	h := &House{Store: db, matchers: newMatchers(db)}
	h.learners = newLearners(db, h.matchers)
	h.balances = newBalances(h.matchers)
	h.UseCases = fair.NewUseCases(db, h.engines(nil), time.Now)
	return h, nil
}

// Close closes the store.
func (h *House) Close() error { return h.Store.Close() }

// insights joins what the engines can tell.
type insights struct {
	*learners
	*balances
}

func (h *House) engines(finder fair.Finder) fair.Engines {
	return fair.Engines{Matcher: h.matchers, Insights: insights{h.learners, h.balances}, Finder: finder}
}

// Matching loads the matching engine of a fair from the store, with the weights that
// the fair has learned.
func (h *House) Matching(ctx context.Context, id fair.FairID) (*matching.Engine, error) {
	if err := h.learners.load(ctx, id); err != nil {
		return nil, err
	}
	return h.matchers.load(ctx, id)
}

// Learned replays what a fair has taught and returns the weights that it makes.
func (h *House) Learned(ctx context.Context, id fair.FairID) (fair.Learned, error) {
	if err := h.learners.load(ctx, id); err != nil {
		return fair.Learned{}, err
	}
	return h.learners.Learned(id)
}

// Searching returns searches of one fair: over its Meilisearch index, or over an
// index in memory made of the store for this call (a running server holds the
// one on disk). done lets it go.
func (h *House) Searching(ctx context.Context, id fair.FairID, s SearchEngine) (finding *fair.Finding, done func() error, err error) {
	engine, closer, err := s.open("", nil, "")
	if err != nil {
		return nil, nil, err
	}
	service := search.NewService(engine)
	if err = search.NewFollower(engine, h.Store).Prepare(ctx, id); err == nil {
		err = search.NewStatistics(service, h.Store).Load(ctx, id)
	}
	if err != nil {
		return nil, nil, errors.Join(err, closer.Close())
	}
	return fair.NewFinding(service), closer.Close, nil
}

// Import puts the records of a file into a fair; progress (may be nil) hears how
// many bytes are read.
func (h *House) Import(ctx context.Context, a fair.Actor, id fair.FairID, kind transfer.Kind, src transfer.Source, progress func(read int64)) (transfer.Report, error) {
	f, err := h.Fairs.Get(ctx, id)
	if err != nil {
		return transfer.Report{}, err
	}
	return transfer.Import(ctx, transfer.Into(h.UseCases, h.Store), a, f, kind, src, progress)
}
