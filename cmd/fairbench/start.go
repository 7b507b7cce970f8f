package main

import (
	"context"
	"os"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

type startCmd struct {
	output   `embed:""`
	Offers   int    `help:"Offers in the store." default:"3500"`
	Demands  int    `help:"Demands in the store." default:"430000"`
	Seed     uint64 `help:"Seed of the generator." default:"1"`
	Database string `help:"postgres://… ; without it, SQLite in a temporary folder."`
}

// startResult is what the measure prints: how long the posts took into the store, and
// from there into a matching engine, as at the start of a server.
type startResult struct {
	Offers  int     `json:"offers"`
	Demands int     `json:"demands"`
	Saving  float64 `json:"saving_seconds"`
	Seconds float64 `json:"start_seconds"`
	CPU     float64 `json:"start_cpu_seconds"`
	PeakRSS float64 `json:"peak_rss_mb"`
}

func (c *startCmd) Run(a *app) error {
	dir, err := os.MkdirTemp("", "fairbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	storage := node.Storage{Data: dir, Database: c.Database}
	result := startResult{Offers: c.Offers, Demands: c.Demands}
	begin := time.Now()
	if err := c.save(a, storage); err != nil {
		return err
	}
	result.Saving = round(time.Since(begin).Seconds(), 1)
	h, err := node.OpenHouse(a.ctx, storage)
	if err != nil {
		return err
	}
	defer h.Close()
	begin, cpu := time.Now(), cpuTime()
	if _, err := h.Matching(a.ctx, generatedFair().ID); err != nil {
		return err
	}
	result.Seconds, result.CPU = round(time.Since(begin).Seconds(), 1), round((cpuTime()-cpu).Seconds(), 1)
	result.PeakRSS = peakRSS()
	return a.report(c.JSON, result)
}

// save fills a store with a generated fair.
func (c *startCmd) save(a *app, s node.Storage) error {
	h, err := node.OpenHouse(a.ctx, s)
	if err != nil {
		return err
	}
	defer h.Close()
	g := newGenerator(c.Seed, c.Offers, c.Demands)
	f := g.fair
	f.Revision = 1
	if err := h.Store.Write(a.ctx, func(ctx context.Context) error { return h.Store.SaveFair(ctx, f) }); err != nil {
		return err
	}
	bar := a.bar(g.suppliers+g.buyers+c.Offers+c.Demands, "saving")
	return inBatches(a.ctx, h, func(yield func(func(context.Context) error) bool) {
		for n := range g.suppliers + g.buyers + c.Offers + c.Demands {
			_ = bar.Add(1)
			if !yield(func(ctx context.Context) error { return g.saveAt(ctx, h, n) }) {
				return
			}
		}
	})
}

// saveAt saves the n-th thing of the fair: suppliers, buyers, offers, demands.
func (g *generator) saveAt(ctx context.Context, h *node.House, n int) error {
	company := func(c fair.CompanyAtFair) error {
		if err := h.Store.SaveCompany(ctx, c.Company); err != nil {
			return err
		}
		return h.Store.SaveParticipation(ctx, c.Part)
	}
	if n < g.suppliers {
		return company(g.supplierAt(n))
	}
	if n -= g.suppliers; n < g.buyers {
		return company(g.buyerAt(n))
	}
	if n -= g.buyers; n < g.offers {
		return h.Store.SavePost(ctx, g.offer(n))
	}
	return h.Store.SavePost(ctx, g.demand(n-g.offers))
}

// inBatches runs all steps, many in one transaction.
func inBatches(ctx context.Context, h *node.House, steps func(yield func(func(context.Context) error) bool)) error {
	var batch []func(context.Context) error
	flush := func() error {
		defer func() { batch = batch[:0] }()
		return h.Store.Write(ctx, func(ctx context.Context) error {
			for _, step := range batch {
				if err := step(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for step := range steps {
		if batch = append(batch, step); len(batch) == batchSize {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
