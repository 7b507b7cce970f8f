package main

import (
	"fmt"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

type searchCmd struct {
	node.Storage      `embed:""`
	Fair              string   `help:"Short name of the fair." required:""`
	What              string   `help:"What to find." enum:"offer,demand,company" default:"offer"`
	Country           []string `help:"Only of these countries or regions (ISO 3166-1)."`
	Limit             int      `help:"Results." default:"10"`
	node.SearchEngine `embed:""`
	JSON              bool     `help:"Print one line of JSON."`
	Words             []string `arg:"" optional:"" help:"The words to look for."`
}

func (c *searchCmd) Run(a *app) error {
	h, err := a.existing(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := h.Fairs.Resolve(a.ctx, c.Fair)
	if err != nil {
		return err
	}
	finding, done, err := h.Searching(a.ctx, f.ID, c.SearchEngine)
	if err != nil {
		return err
	}
	defer done()
	q := fair.Query{Fair: f.ID, What: fair.What(c.What), Words: strings.Join(c.Words, " "), Countries: c.Country, Limit: c.Limit}
	found, err := finding.Find(a.ctx, fair.System(), q)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.summary(found)
	}
	fmt.Fprintf(a.out, "%d found in %.1f ms\n", found.Total, found.TookMS)
	for i, hit := range found.Hits {
		fmt.Fprintf(a.out, "%3d  %s\n", i+1, hit.Title.Text)
		if hit.Snippet.Text != "" {
			fmt.Fprintf(a.out, "     %s\n", hit.Snippet.Text)
		}
	}
	return nil
}
