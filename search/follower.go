package search

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/fairmatch/fairmatch/fair"
)

// Follower keeps an engine's indexes current. Where the engine is shared by
// several nodes, one of them runs it, under a lease.
type Follower struct {
	engine Engine
	source Source
	mu     sync.Mutex // an engine takes the writes of a fair one after another
}

var _ fair.Follower = (*Follower)(nil)

// NewFollower returns the follower that writes what source holds to engine.
func NewFollower(engine Engine, source Source) *Follower {
	return &Follower{engine: engine, source: source}
}

// Name is the follower's in cursors and leases.
func (*Follower) Name() string { return "search" }

// Follow brings what the entries changed into the fair's index. A fair without
// an index of today's form gets one from the whole of the source.
func (f *Follower) Follow(ctx context.Context, id fair.FairID, entries []fair.Entry) error {
	if id.IsZero() {
		return nil // the installation's own stream has nothing to find
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	l, err := open(ctx, f.source, id)
	if err != nil {
		return err
	}
	if rebuilt, err := f.prepare(ctx, l); err != nil || rebuilt {
		return err
	}
	c, err := l.read(ctx, entries)
	if err != nil || len(c.put)+len(c.drop) == 0 {
		return err
	}
	return f.engine.Apply(ctx, id, slices.Collect(maps.Values(c.put)), slices.Collect(maps.Keys(c.drop)))
}

// Prepare builds the fair's index where there is none of today's form. Called
// at start, it makes a lost index good before anything changes.
func (f *Follower) Prepare(ctx context.Context, id fair.FairID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, err := open(ctx, f.source, id)
	if err == nil {
		_, err = f.prepare(ctx, l)
	}
	return err
}

// Rebuild builds the fair's index again, whatever there is.
func (f *Follower) Rebuild(ctx context.Context, id fair.FairID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	l, err := open(ctx, f.source, id)
	if err != nil {
		return err
	}
	return f.engine.Rebuild(ctx, id, l.version(), l.all(ctx))
}

func (f *Follower) prepare(ctx context.Context, l *library) (rebuilt bool, err error) {
	have, err := f.engine.Built(ctx, l.fair)
	if err != nil || have == l.version() {
		return false, err
	}
	return true, f.engine.Rebuild(ctx, l.fair, l.version(), l.all(ctx))
}

// Statistics keeps a service's word statistics current: in memory, on every
// node, from [Statistics.Load] on.
type Statistics struct {
	service *Service
	source  Source
}

var _ fair.Follower = (*Statistics)(nil)

// NewStatistics returns the follower that keeps service's statistics.
func NewStatistics(service *Service, source Source) *Statistics { return &Statistics{service, source} }

// Name is the follower's.
func (*Statistics) Name() string { return "search-words" }

// Load reads the whole fair. Whoever takes the journal's head before Load and
// follows from there misses nothing.
func (s *Statistics) Load(ctx context.Context, id fair.FairID) error {
	l, err := open(ctx, s.source, id)
	if err != nil {
		return err
	}
	return s.service.Load(ctx, id, l.all(ctx))
}

// Follow counts what the entries changed.
func (s *Statistics) Follow(ctx context.Context, id fair.FairID, entries []fair.Entry) error {
	if id.IsZero() {
		return nil
	}
	l, err := open(ctx, s.source, id)
	if err != nil {
		return err
	}
	c, err := l.read(ctx, entries)
	if err != nil {
		return err
	}
	collections := s.service.words.of(id)
	for id := range c.drop {
		for _, col := range collections {
			col.drop(id)
		}
	}
	for _, d := range c.put {
		collections[d.What].put(&d)
	}
	return nil
}
