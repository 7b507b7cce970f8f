package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

type matchWeightsCmd struct {
	node.Storage `embed:""`
	Fair         string `help:"Short name of the fair." required:""`
	Reset        bool   `help:"Forget what was learned: the weights are those set by hand again."`
	JSON         bool   `help:"Print one line of JSON."`
}

// Run replays the fair's lessons from its journal and shows the weights that they make.
func (c *matchWeightsCmd) Run(a *app) error {
	h, err := a.existing(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := h.Fairs.Resolve(a.ctx, c.Fair)
	if err != nil {
		return err
	}
	if c.Reset {
		if err := h.Learning.Reset(a.ctx, fair.System(), f.ID); err != nil {
			return err
		}
	}
	learned, err := h.Learned(a.ctx, f.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.summary(learned)
	}
	since := ""
	if learned.Lessons > 0 {
		since = " since " + learned.Since.Std().In(f.Location()).Format(time.DateTime)
	}
	fmt.Fprintf(a.out, "%d decisions%s\n", learned.Lessons, since)
	fmt.Fprintf(a.out, "%-9s %-9s %-14s %9s %9s  %s\n", "trade", "side", "part", "by hand", "learned", "between")
	for _, p := range learned.Parts {
		side := "buyer"
		if p.Side == fair.OfferSide {
			side = "supplier"
		}
		fmt.Fprintf(a.out, "%-9s %-9s %-14s %9s %9s  %s and %s%s\n", p.Trade, side, p.Part, points(p.HandSet), points(p.Weight), points(p.Least), points(p.Most), arrow(p.Weight-p.HandSet))
	}
	return nil
}

// arrow draws how far a weight has moved, a sign for each full point.
func arrow(by int) string {
	switch n := by / 100; {
	case n > 0:
		return "  " + strings.Repeat("+", n)
	case n < 0:
		return "  " + strings.Repeat("-", -n)
	}
	return ""
}
