package main

import (
	"fmt"
	"os"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
	"github.com/fairmatch/fairmatch/web/api"
)

type fairCmd struct {
	Create fairCreateCmd `cmd:"" help:"Create a fair from a JSON file, as the API takes it."`
	List   fairListCmd   `cmd:"" help:"List the fairs."`
}

type fairCreateCmd struct {
	node.Storage `embed:""`
	File         string `arg:"" help:"JSON file of the fair's draft." type:"existingfile"`
	JSON         bool   `help:"Print one line of JSON."`
}

func (c *fairCreateCmd) Run(a *app) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	var d fair.FairDraft
	if err := api.Read(b, &d); err != nil {
		return &located{c.File, err}
	}
	h, err := a.open(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := h.Fairs.Create(a.ctx, fair.System(), d)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.summary(map[string]any{"fair": f.ID, "slug": f.Slug})
	}
	fmt.Fprintf(a.out, "%s is created: %s\n", f.Name.Pick("en"), f.Slug)
	return nil
}

type fairListCmd struct {
	node.Storage `embed:""`
	JSON         bool `help:"Print one line of JSON."`
}

func (c *fairListCmd) Run(a *app) error {
	h, err := a.existing(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	fairs, err := h.Fairs.List(a.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.summary(map[string]any{"fairs": fairs})
	}
	for _, f := range fairs {
		fmt.Fprintf(a.out, "%s\t%s – %s\t%s\t%s\n", f.Slug, f.Starts, f.Ends, f.Phase, f.Name.Pick("en"))
	}
	return nil
}
