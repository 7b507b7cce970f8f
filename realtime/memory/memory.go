// Package memory is the broker of a single node: everything stays in the process.
package memory

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

type connection struct {
	person fair.PersonID
	name   string
}

// Broker is realtime.Broker within one process.
type Broker struct {
	mu        sync.Mutex
	listeners map[*func(fair.FairID)]struct{}
	here      map[fair.FairID]map[connection]fair.Time // until when
}

// New returns an empty broker.
func New() *Broker {
	return &Broker{listeners: map[*func(fair.FairID)]struct{}{}, here: map[fair.FairID]map[connection]fair.Time{}}
}

// Wake calls every listener.
func (b *Broker) Wake(_ context.Context, f fair.FairID) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	for heard := range b.listeners {
		(*heard)(f)
	}
	return nil
}

// Wakes listens until ctx ends.
func (b *Broker) Wakes(ctx context.Context, ready func(), heard func(fair.FairID)) error {
	b.mu.Lock()
	b.listeners[&heard] = struct{}{}
	b.mu.Unlock()
	ready()
	<-ctx.Done()
	b.mu.Lock()
	delete(b.listeners, &heard)
	b.mu.Unlock()
	return ctx.Err()
}

// Here notes a connection.
func (b *Broker) Here(_ context.Context, f fair.FairID, p fair.PersonID, name string, now fair.Time, ttl time.Duration) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.here[f] == nil {
		b.here[f] = map[connection]fair.Time{}
	}
	b.here[f][connection{p, name}] = now.Add(ttl)
	return nil
}

// Gone forgets a connection.
func (b *Broker) Gone(_ context.Context, f fair.FairID, p fair.PersonID, name string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.here[f], connection{p, name})
	return nil
}

// Present lists who is here, and forgets what has expired.
func (b *Broker) Present(_ context.Context, f fair.FairID, now fair.Time) ([]fair.PersonID, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []fair.PersonID
	for c, until := range b.here[f] {
		if until <= now {
			delete(b.here[f], c)
			continue
		}
		out = append(out, c.person)
	}
	slices.SortFunc(out, func(a, b fair.PersonID) int { return cmp.Compare(a.String(), b.String()) })
	return slices.Compact(out), nil
}
