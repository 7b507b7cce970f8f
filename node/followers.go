package node

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// How the runner reads the journal.
const (
	batch     = 500              // entries offered at once
	pollEvery = 2 * time.Second  // a wake-up may be lost; the journal is not
	leaseLife = 15 * time.Second // of a follower with one outside effect
	retryWait = 2 * time.Second  // after a follower's error
)

// running is one follower and how it is run: where its cursor is kept, and the
// name of its lease when only one node may run it ("" when every node does).
type running struct {
	fair.Follower
	cursors fair.Cursors
	lease   string
	wake    chan struct{}
}

// runner offers the journal to the followers, each in its own goroutine.
type runner struct {
	journal   fair.JournalReader
	leases    fair.Leases
	holder    string // this node, as leases name it
	log       *slog.Logger
	clock     fair.Clock
	followers []*running
	done      sync.WaitGroup
}

func (r *runner) add(f fair.Follower, cursors fair.Cursors, lease string) {
	r.followers = append(r.followers, &running{Follower: f, cursors: cursors, lease: lease, wake: make(chan struct{}, 1)})
}

// wakeAll tells the followers that there is something to read.
func (r *runner) wakeAll() {
	for _, f := range r.followers {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	}
}

// start runs the followers until ctx ends; wait returns when the last is out.
func (r *runner) start(ctx context.Context) {
	for _, f := range r.followers {
		r.done.Go(func() { r.run(ctx, f) })
	}
}

func (r *runner) wait() { r.done.Wait() }

func (r *runner) run(ctx context.Context, f *running) {
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		err := r.catchUp(ctx, f)
		if ctx.Err() != nil {
			r.release(f)
			return
		}
		wait := f.wake
		if err != nil {
			r.log.Warn("a follower is held up", "follower", f.Name(), "error", err)
			wait = nil // let it rest until the next poll
		}
		select {
		case <-ctx.Done():
			r.release(f)
			return
		case <-wait:
		case <-poll.C:
		}
	}
}

func (r *runner) release(f *running) {
	if f.lease == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), retryWait)
	defer cancel()
	if err := r.leases.Release(ctx, f.lease, r.holder); err != nil {
		r.log.Warn("a lease was not given back", "lease", f.lease, "error", err)
	}
}

// catchUp offers what is new of every stream, unless another node holds the
// lease. A stream that is held up keeps no other back.
func (r *runner) catchUp(ctx context.Context, f *running) error {
	heads, err := r.journal.Heads(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for id, head := range heads {
		if err := r.catchUpOne(ctx, f, id, head); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (r *runner) catchUpOne(ctx context.Context, f *running, id fair.FairID, head int64) error {
	for more := true; more; {
		held, err := r.hold(ctx, f)
		if err != nil || !held {
			return err
		}
		if more, err = r.offer(ctx, f, id, head); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) hold(ctx context.Context, f *running) (bool, error) {
	if f.lease == "" {
		return true, nil
	}
	return r.leases.Acquire(ctx, f.lease, r.holder, fair.At(r.clock()), leaseLife)
}

// offer gives the follower the next batch of a stream, and reports whether there is more.
func (r *runner) offer(ctx context.Context, f *running, id fair.FairID, head int64) (bool, error) {
	at, err := f.cursors.Cursor(ctx, f.Name(), id)
	if err != nil || at >= head {
		return false, err
	}
	entries, err := r.journal.Entries(ctx, id, at, batch)
	if err != nil || len(entries) == 0 {
		return false, err
	}
	if err := f.Follow(ctx, id, entries); err != nil {
		return false, err
	}
	last := entries[len(entries)-1].Number
	return last < head, f.cursors.SetCursor(ctx, f.Name(), id, last)
}

// memoryCursors keeps the cursors of followers whose effect lives in this process.
type memoryCursors struct {
	mu sync.Mutex
	at map[string]int64
}

func (c *memoryCursors) Cursor(_ context.Context, follower string, id fair.FairID) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at[follower+id.String()], nil
}

func (c *memoryCursors) SetCursor(_ context.Context, follower string, id fair.FairID, number int64) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == nil {
		c.at = map[string]int64{}
	}
	c.at[follower+id.String()] = number
	return nil
}
