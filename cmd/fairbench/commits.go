package main

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/node"
)

type commitsCmd struct {
	output   `embed:""`
	Database string `help:"postgres://… ; without it, SQLite in a temporary folder. A fair of its own is made there, and stays."`
	Seconds  int    `help:"How long, for each number of writers." default:"3"`
}

// commitsResult is what the measure prints: invitations committed per second,
// each with its journal entry for two people.
type commitsResult struct {
	One     float64 `json:"commits_per_second_1"`
	Sixteen float64 `json:"commits_per_second_16"`
	Commits int     `json:"commits"`
	Entries int     `json:"entries"` // that the journal has of them, without a hole
}

func (c *commitsCmd) Run(a *app) error {
	dir, remove, err := temporary()
	if err != nil {
		return err
	}
	defer remove()
	h, err := node.OpenHouse(a.ctx, node.Storage{Data: dir, Database: c.Database})
	if err != nil {
		return err
	}
	defer h.Close()
	s, err := setStage(a.ctx, h, 500, 1)
	if err != nil {
		return err
	}
	var r commitsResult
	one, err := c.write(a.ctx, h, s, 0, 1)
	if err != nil {
		return err
	}
	sixteen, err := c.write(a.ctx, h, s, one, 16)
	if err != nil {
		return err
	}
	perSecond := func(n int) float64 { return round(float64(n)/float64(c.Seconds), 0) }
	r.One, r.Sixteen, r.Commits = perSecond(one), perSecond(sixteen), one+sixteen
	heads, err := h.Store.Heads(a.ctx)
	if err != nil {
		return err
	}
	r.Entries = int(heads[s.fair.ID] - s.head)
	return a.report(c.JSON, r)
}

// write lets so many writers invite for the time given and returns how many
// invitations were committed; from is the number of those there are.
func (c *commitsCmd) write(ctx context.Context, h *node.House, s *stage, from, writers int) (int, error) {
	slots := s.fair.Slots()
	end := time.Now().Add(time.Duration(c.Seconds) * time.Second)
	done := make([]int, writers)
	group, ctx := errgroup.WithContext(ctx)
	for w := range writers {
		group.Go(func() error {
			for i := from + w; time.Now().Before(end); i += writers {
				a, b := s.pairAt(i)
				if _, err := s.invite(ctx, h.Meetings, a, b, slots[i%len(slots)].Start); err != nil {
					return err
				}
				done[w]++
			}
			return nil
		})
	}
	err := group.Wait()
	sum := 0
	for _, n := range done {
		sum += n
	}
	return sum, err
}
