package node

import (
	"context"
	"log/slog"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// tickEvery is how often the clock's work is done.
const tickEvery = 5 * time.Second

// ticker does what only the passing of time brings about: proposals and posts
// expire, tokens and remembered answers are forgotten. One node at a time holds
// its lease.
type ticker struct {
	leases   fair.Leases
	holder   string
	log      *slog.Logger
	clock    fair.Clock
	fairs    *fair.Fairs
	posts    *fair.Posts
	meetings *fair.Meetings
	news     *fair.News
	access   *fair.Access
	once     *fair.Once
}

func (t *ticker) run(ctx context.Context) {
	every := time.NewTicker(tickEvery)
	defer every.Stop()
	for {
		if err := t.tick(ctx); err != nil && ctx.Err() == nil {
			t.log.Warn("the clock's work is held up", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

func (t *ticker) tick(ctx context.Context) error {
	held, err := t.leases.Acquire(ctx, "ticker", t.holder, fair.At(t.clock()), 3*tickEvery)
	if err != nil || !held {
		return err
	}
	if n, err := t.meetings.Expire(ctx); err != nil {
		return err
	} else if n > 0 {
		t.log.Info("proposals expired", "count", n)
	}
	fairs, err := t.fairs.List(ctx)
	if err != nil {
		return err
	}
	for _, f := range fairs {
		if _, err := t.posts.Expire(ctx, f); err != nil {
			return err
		}
		if _, err := t.news.Tell(ctx, f.ID); err != nil {
			return err
		}
	}
	if err := t.access.Sweep(ctx); err != nil {
		return err
	}
	return t.once.Sweep(ctx)
}
