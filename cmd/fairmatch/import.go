package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/node"
	"github.com/fairmatch/fairmatch/transfer"
)

type importCmd struct {
	node.Storage `embed:""`
	Fair         string   `help:"Short name of the fair." required:""`
	Map          string   `help:"Map from another file's form to ours (see docs/import)." type:"existingfile"`
	Errors       string   `help:"File for all errors and warnings, as JSON lines; without it the first ones are shown." type:"path"`
	JSON         bool     `help:"Print one line of JSON."`
	Args         []string `arg:"" name:"kind-and-file" help:"companies, people, offers, demands or rates, and the file; with --map the kind may be left out."`
}

// shownErrors is how many errors are shown where they are not written to a file.
const shownErrors = 20

func (c *importCmd) Run(a *app) error {
	kind, file, err := c.target()
	if err != nil {
		return err
	}
	src := transfer.Source{}
	if c.Map != "" {
		m, err := os.Open(c.Map)
		if err != nil {
			return err
		}
		defer m.Close()
		if src.Map, err = transfer.ParseMap(m); err != nil {
			return &located{c.Map, err}
		}
	}
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	src.Reader = f
	closeErrors, err := c.report(&src)
	if err != nil {
		return err
	}
	h, err := a.existing(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	expo, err := h.Fairs.Resolve(a.ctx, c.Fair)
	if err != nil {
		return err
	}
	start := time.Now()
	bar := a.progress("importing " + file)
	r, err := h.Import(a.ctx, fair.System(), expo.ID, kind, src, func(read int64) { bar.step(int(read), int(info.Size())) })
	bar.end()
	if err := closeErrors(); err != nil {
		return err
	}
	switch {
	case err != nil:
		err = &located{file, err}
	case r.Rejected > 0:
		err = fmt.Errorf("%s: %d records were rejected; the others are in", file, r.Rejected)
	}
	c.print(a, file, r, time.Since(start), err)
	return err
}

// target reads "KIND FILE", or just "FILE" when a map says the kinds.
func (c *importCmd) target() (transfer.Kind, string, error) {
	switch {
	case len(c.Args) == 1 && c.Map != "":
		return "", c.Args[0], nil
	case len(c.Args) != 2:
		return "", "", usage("expected a kind (%s) and a file", kinds())
	}
	kind := transfer.Kind(c.Args[0])
	if !slices.Contains(transfer.Kinds(), kind) {
		return "", "", usage("%q is no kind of record: expected %s", c.Args[0], kinds())
	}
	return kind, c.Args[1], nil
}

func kinds() string {
	var out []string
	for _, k := range transfer.Kinds() {
		out = append(out, string(k))
	}
	return strings.Join(out, ", ")
}

// report lets all errors and warnings go to a file where one is asked for.
func (c *importCmd) report(src *transfer.Source) (func() error, error) {
	if c.Errors == "" {
		return func() error { return nil }, nil
	}
	f, err := os.Create(c.Errors)
	if err != nil {
		return nil, err
	}
	enc := json.NewEncoder(f)
	var failed error
	write := func(level string) func(transfer.RowError) {
		return func(e transfer.RowError) {
			if err := enc.Encode(map[string]any{"level": level, "kind": e.Kind, "line": e.Line, "column": e.Column, "value": e.Value, "rule": e.Rule, "param": e.Param}); err != nil && failed == nil {
				failed = err
			}
		}
	}
	src.OnError, src.OnWarning = write("error"), write("warning")
	return func() error { return firstError(failed, f.Close()) }, nil
}

func (c *importCmd) print(a *app, file string, r transfer.Report, took time.Duration, failed error) {
	if c.JSON {
		r.Errors, r.Warnings = firstOf(r.Errors), firstOf(r.Warnings)
		line := map[string]any{"file": file, "seconds": round(took), "report": r}
		if failed != nil {
			maps.Copy(line, failure(failed))
		}
		_ = a.summary(line) // standard output is gone: nothing to tell anybody
		return
	}
	if c.Errors == "" {
		for _, e := range firstOf(r.Errors) {
			column := e.Column
			if column != "" {
				column += ": "
			}
			fmt.Fprintf(a.err, "%s:%d: %s%s\n", file, e.Line, column, sentence(e))
		}
		if more := r.ErrorCount - shownErrors; more > 0 {
			fmt.Fprintf(a.err, "… and %d more; --errors FILE keeps them all\n", more)
		}
	}
	fmt.Fprintf(a.out, "%d rows in %.1f s: %d created, %d updated, %d unchanged, %d said again, %d rejected, %d warnings\n",
		r.Rows, took.Seconds(), r.Created, r.Updated, r.Unchanged, r.Merged, r.Rejected, r.WarningCount)
	for _, k := range transfer.Kinds() {
		if n, ok := r.Kinds[k]; ok {
			fmt.Fprintf(a.out, "  %-10s %d created, %d updated, %d unchanged, %d said again, %d rejected\n", k, n.Created, n.Updated, n.Unchanged, n.Merged, n.Rejected)
		}
	}
}

func firstOf(errs []transfer.RowError) []transfer.RowError { return errs[:min(len(errs), shownErrors)] }

func sentence(e transfer.RowError) string {
	s := locale.For("en").Field(fair.FieldError{Rule: e.Rule, Param: e.Param, Value: e.Value})
	if e.Value != "" && !strings.Contains(s, e.Value) {
		return fmt.Sprintf("%q %s", e.Value, s)
	}
	return s
}
