package node

import (
	"context"
	"sync"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
)

// freshFor is how long a supply-demand map is shown before a newer one is made.
const freshFor = time.Minute

// balances makes the fairs' supply-demand maps in the background, each when somebody looks:
// at the size of an expo one takes some seconds of both processors.
type balances struct {
	matchers *matchers
	mu       sync.Mutex
	fairs    map[fair.FairID]*fair.BalanceState
	launch   func(func(context.Context)) // nil before start
}

func newBalances(m *matchers) *balances {
	return &balances{matchers: m, fairs: map[fair.FairID]*fair.BalanceState{}}
}

// start lets maps be made until ctx ends; done waits for them.
func (b *balances) start(ctx context.Context, done *sync.WaitGroup) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.launch = func(work func(context.Context)) {
		if ctx.Err() == nil {
			done.Go(func() { work(ctx) })
		}
	}
}

// Balance returns the last map, and starts a newer one where it is old.
func (b *balances) Balance(id fair.FairID, now fair.Time) (fair.BalanceState, error) {
	e := b.matchers.engine(id)
	if e == nil {
		return fair.BalanceState{}, fair.Missing("fair")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.fairs[id]
	if s == nil {
		s = &fair.BalanceState{}
		b.fairs[id] = s
	}
	if old := !s.Ready || s.At.Add(freshFor) <= now; old && s.Posts == 0 && b.launch != nil {
		s.Done, s.Posts = 0, 1 // until the run says how many there are
		b.launch(func(ctx context.Context) { b.run(ctx, e, s, now) })
	}
	return *s, nil
}

func (b *balances) run(ctx context.Context, e *matching.Engine, s *fair.BalanceState, now fair.Time) {
	made, err := e.Balance(ctx, now, func(done, total int) {
		b.mu.Lock()
		defer b.mu.Unlock()
		s.Done, s.Posts = done, max(total, 1)
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	s.Done, s.Posts = 0, 0
	if err == nil { // else the node stops
		s.Balance, s.Ready = made, true
	}
}
