package main

import (
	"context"
	"fmt"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
)

type liveCmd struct {
	output       `embed:""`
	installation `embed:""`
	Connections  int `help:"People connected by websocket." default:"1000"`
	Rate         int `help:"Invitations committed per second; each goes to two people." default:"500"`
	Seconds      int `help:"How long." default:"10"`
}

// liveResult is what the measure prints. The latencies are from the return of the
// commit to the frame in the client's hands; a frame that came before the caller
// heard of the commit counts as 0. Request latencies begin when the invitation was
// asked for and so contain the transaction.
type liveResult struct {
	account
	Commits    int     `json:"commits"`
	PerSecond  float64 `json:"commits_per_second"`
	P50        float64 `json:"p50_ms"`
	P99        float64 `json:"p99_ms"`
	RequestP50 float64 `json:"request_p50_ms"`
	RequestP99 float64 `json:"request_p99_ms"`
}

// liveWriters is how many invite at once.
const liveWriters = 16

func (c *liveCmd) Run(a *app) error {
	if err := enoughFiles(2*c.Connections + 200); err != nil {
		return err
	}
	dir, remove, err := temporary()
	if err != nil {
		return err
	}
	defer remove()
	n, err := serve(a.ctx, c.installation, dir)
	if err != nil {
		return err
	}
	result, err := c.measure(a, n)
	if stopped := n.stop(); err == nil {
		err = stopped
	}
	if err != nil {
		return err
	}
	return a.report(c.JSON, result)
}

func (c *liveCmd) measure(a *app, n *running) (liveResult, error) {
	var r liveResult
	s, err := setStage(a.ctx, n.House, max(2, c.Connections), 1)
	if err != nil {
		return r, err
	}
	if want := c.Rate * c.Seconds; want > s.pairs() {
		return liveResult{}, fmt.Errorf("%d people are too few for %d invitations that differ: more --connections", len(s.members), want)
	}
	people, err := gather(a.ctx, s, c.Connections, n.address)
	if err != nil {
		return r, err
	}
	defer people.stop()
	load := &invitations{stage: s, meetings: n.Meetings, sent: map[string]sending{}}
	begin := time.Now()
	if err := load.run(a, c.Rate, c.Rate*c.Seconds); err != nil {
		return r, err
	}
	r.Commits, r.PerSecond = len(load.sent), round(float64(len(load.sent))/time.Since(begin).Seconds(), 0)
	if r.account, err = people.settle(a.ctx, n.Store, s, 20*time.Second); err != nil {
		return r, err
	}
	people.stop()
	var commit, request []time.Duration
	for _, l := range people.listeners {
		for _, item := range l.arrived {
			if sent, ok := load.sent[item.subject]; ok {
				commit = append(commit, max(0, item.at.Sub(sent.committed)))
				request = append(request, item.at.Sub(sent.asked))
			}
		}
	}
	r.P50, r.P99 = milliseconds(percentile(commit, 50)), milliseconds(percentile(commit, 99))
	r.RequestP50, r.RequestP99 = milliseconds(percentile(request, 50)), milliseconds(percentile(request, 99))
	return r, nil
}

// enoughFiles reports an error where the process may not open so many files.
func enoughFiles(n int) error {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return err
	}
	if l.Cur < uint64(n) { // Go has raised it as far as it goes
		return fmt.Errorf("this process may open %d files, %d are needed: raise the limit (ulimit -n)", l.Cur, n)
	}
	return nil
}

// invitations is the load: members of the stage invite each other.
type invitations struct {
	stage    *stage
	meetings *fair.Meetings

	mu   sync.Mutex
	sent map[string]sending // by meeting
}

// sending is when an invitation was asked for and when its commit returned.
type sending struct{ asked, committed time.Time }

// run sends count invitations at the rate; where the store does not keep up they
// follow as fast as it takes them.
func (i *invitations) run(a *app, rate, count int) error {
	bar := a.bar(count, "inviting")
	group, ctx := errgroup.WithContext(a.ctx)
	due := make(chan int, count)
	group.Go(func() error {
		defer close(due)
		begin := time.Now()
		for n := range count {
			wait := time.Until(begin.Add(time.Duration(n) * time.Second / time.Duration(rate)))
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-time.After(wait):
				due <- n
			}
		}
		return nil
	})
	for range liveWriters {
		group.Go(func() error {
			for n := range due {
				if err := i.send(ctx, n); err != nil {
					return err
				}
				_ = bar.Add(1)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return bar.Finish()
}

func (i *invitations) send(ctx context.Context, n int) error {
	from, to := i.stage.pairAt(n)
	slots := i.stage.fair.Slots()
	asked := time.Now()
	m, err := i.stage.invite(ctx, i.meetings, from, to, slots[n%len(slots)].Start)
	committed := time.Now()
	i.mu.Lock()
	defer i.mu.Unlock()
	i.sent[m.ID.String()] = sending{asked, committed}
	return err
}
