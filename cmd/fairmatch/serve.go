package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/fairmatch/fairmatch/demo"
	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

type serveCmd struct {
	node.Config `embed:""`
	JSON        bool `help:"Print one line of JSON once people can come in."`
}

func (c *serveCmd) Run(a *app) error {
	n, err := node.Open(a.ctx, c.Config, a.log)
	if err != nil {
		return a.unlessStopped(err)
	}
	defer n.Close()
	return n.Serve(a.ctx, func(address string) {
		if c.JSON {
			_ = a.summary(map[string]any{"address": address}) // nobody reads it: nothing to tell anybody
		}
	})
}

// unlessStopped drops the error of a server that was told to stop before it was open:
// stopping is no failure.
func (a *app) unlessStopped(err error) error {
	if a.ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

type demoCmd struct {
	Listen string `help:"Address to listen on." default:"127.0.0.1:8080" env:"FAIRMATCH_LISTEN"`
	Data   string `help:"Folder of the demonstration's data." default:"fairmatch-data/demo" type:"path" env:"FAIRMATCH_DATA"`
	Reset  bool   `help:"Begin anew: delete the demonstration's data first."`
}

// marker names the file that says a folder is a demonstration's: --reset deletes nothing else,
// and only a folder that was empty becomes one.
const marker = "fairmatch-demo"

func (c *demoCmd) Run(a *app) error {
	if err := c.prepare(); err != nil {
		return err
	}
	conf := node.Config{Storage: node.Storage{Data: c.Data}, Listen: c.Listen}
	n, err := node.Open(a.ctx, conf, a.log)
	if err != nil {
		return a.unlessStopped(err)
	}
	defer n.Close()
	people, err := demo.Fill(a.ctx, n.UseCases, n.Store, time.Now())
	if err != nil {
		return a.unlessStopped(err)
	}
	return n.Serve(a.ctx, func(address string) { c.welcome(a, n, address, people) })
}

func (c *demoCmd) prepare() error {
	mark := filepath.Join(c.Data, marker)
	_, err := os.Stat(mark)
	switch {
	case err == nil && c.Reset:
		return c.clear()
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	files, err := os.ReadDir(c.Data)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, f := range files {
		if f.Name() != "lock" && f.Name() != "node-id" { // what a start that failed leaves behind
			return usage("%s is not a demonstration's folder, and not empty: demo fills only a folder of its own, and --reset deletes only what demo made", c.Data)
		}
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte("made by fairmatch demo; --reset deletes this folder\n"), 0o600)
}

// clear deletes what is in the folder, unless a demonstration runs in it. The marker
// stays: what is cut short can be done again.
func (c *demoCmd) clear() error {
	lock, err := node.Lock(c.Data)
	if err != nil {
		return err
	}
	defer lock.Close()
	files, err := os.ReadDir(c.Data)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.Name() == "lock" || f.Name() == marker { // the lock is ours until the end
			continue
		}
		if err := os.RemoveAll(filepath.Join(c.Data, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

// welcome prints the address and one sign-in link per role.
func (c *demoCmd) welcome(a *app, n *node.Node, address string, people []demo.Role) {
	fmt.Fprintf(a.out, "\nFairmatch is open at %s\n\nSign in by a link (each works once; start again for new ones):\n\n", address)
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	for _, p := range people {
		secret, err := n.Access.Link(a.ctx, fair.System(), p.Person.ID, p.Page)
		if err != nil {
			a.log.Error("no sign-in link", "role", p.Title, "error", err)
			continue
		}
		fmt.Fprintf(w, "  %s\t%s\t%s/link/%s\n", p.Title, p.Person.Name, address, secret)
	}
	w.Flush()
	fmt.Fprintf(a.out, "\nThe password of all of them is %q. Stop with Ctrl-C; the data stays in %s (--reset begins anew).\n\n", demo.Password, c.Data)
}

type migrateCmd struct {
	node.Storage `embed:""`
	JSON         bool `help:"Print one line of JSON."`
}

func (c *migrateCmd) Run(a *app) error {
	before, after, err := c.Storage.Migrate(a.ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return a.summary(map[string]any{"before": before, "after": after})
	}
	fmt.Fprintf(a.out, "The database was at version %d and is at version %d.\n", before, after)
	return nil
}
