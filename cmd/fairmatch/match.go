package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/node"
)

type matchCmd struct {
	All     matchAllCmd     `cmd:"" default:"withargs" help:"Write the whole fair's best matches, both ways (the default)."`
	Weights matchWeightsCmd `cmd:"" help:"Show what the fair has learned, or forget it."`
}

type matchAllCmd struct {
	node.Storage `embed:""`
	Fair         string `help:"Short name of the fair." required:""`
	K            int    `help:"Companies per post." default:"20"`
	Most         int    `help:"Lists on which one company stands at most; 0 for any number." name:"exposure-most"`
	Least        int    `help:"Lists on which a company should stand, if it has as many possible matches; small firms first." name:"exposure-least"`
	Out          string `help:"File to write; - for standard output." short:"o" default:"-"`
	Format       string `help:"Form of the file." enum:"csv,jsonl" default:"csv"`
	JSON         bool   `help:"Print one line of JSON as summary (with --out FILE)."`
}

func (c *matchAllCmd) Run(a *app) error {
	if c.K < 1 || c.K > 1000 {
		return usage("--k: expected 1 to 1000")
	}
	if c.Most < 0 || c.Least < 0 || c.Most > 0 && c.Least > c.Most {
		return usage("--exposure-most, --exposure-least: expected numbers of lists, the least not above the most")
	}
	if c.JSON && c.Out == "-" {
		return usage("--json needs --out FILE, or the summary would mix with the matches")
	}
	h, err := a.existing(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := h.Fairs.Resolve(a.ctx, c.Fair)
	if err != nil {
		return err
	}
	engine, err := h.Matching(a.ctx, f.ID)
	if err != nil {
		return err
	}
	posts, err := openPosts(a.ctx, h, f.ID)
	if err != nil {
		return err
	}
	out, done, err := create(c.Out, a.out)
	if err != nil {
		return err
	}
	w := c.writer(out, posts)
	start := time.Now()
	bar := a.progress("matching")
	summary := map[string]any{}
	exposure, err := c.run(a, engine, fair.At(start), bar, w.write)
	bar.end()
	if err := done(firstError(err, w.flush())); err != nil {
		return err
	}
	summary["offers"], summary["demands"], summary["kept"], summary["seconds"] = w.lists[fair.OfferSide], w.lists[fair.DemandSide], w.kept, round(time.Since(start))
	if exposure != nil {
		summary["exposure"] = exposure
	}
	if c.JSON {
		return a.summary(summary)
	}
	fmt.Fprintf(a.err, "%d offers and %d demands: %d pairs in %v seconds\n", summary["offers"], summary["demands"], w.kept, summary["seconds"])
	tellExposure(a.err, exposure)
	return nil
}

// run writes every list, with exposure kept fair where that is asked for.
func (c *matchAllCmd) run(a *app, e *matching.Engine, now fair.Time, bar *progress, write func(fair.PostID, []matching.Kept) error) ([]matching.ExposureReport, error) {
	if c.Most == 0 && c.Least == 0 {
		return nil, e.All(a.ctx, c.K, now, matching.Options{}, bar.step, write)
	}
	reports, err := e.Spread(a.ctx, c.K, now, matching.Exposure{Most: c.Most, Least: c.Least}, bar.step, write)
	return reports[:], err
}

// tellExposure says how recommendations are spread, before and after.
func tellExposure(w io.Writer, reports []matching.ExposureReport) {
	for _, r := range reports {
		whose := "buyers recommended to exhibitors"
		if r.Side == fair.DemandSide {
			whose = "exhibitors recommended to buyers"
		}
		fmt.Fprintf(w, "%s: %d companies, %d of them small; %.2f %% of the value lost\n", whose, r.Companies, r.Small, 100*r.Loss)
		fmt.Fprintf(w, "          Gini   most   starved (small)   to small firms\n")
		for _, f := range []struct {
			name string
			matching.ExposureFigure
		}{{"before", r.Before}, {"after", r.After}} {
			fmt.Fprintf(w, "  %-7s %.3f %6d %9d (%d) %13.1f %%\n", f.name, f.Gini, f.Most, f.Starved, f.StarvedSmall, 100*f.SmallShare)
		}
	}
}

func round(d time.Duration) float64 { return float64(d.Milliseconds()) / 1000 }

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// postName is what a line of matches says of a post beside its id.
type postName struct {
	side    fair.Side
	ref     string
	title   string
	company fair.CompanyID
}

func openPosts(ctx context.Context, h *node.House, id fair.FairID) (map[fair.PostID]postName, error) {
	out := map[fair.PostID]postName{}
	for p, err := range fair.EachPost(ctx, h.Store, id) {
		if err != nil {
			return nil, err
		}
		if p.State == fair.PostOpen {
			out[p.ID] = postName{p.Side, p.Ref, p.Title.Pick("en"), p.Company}
		}
	}
	return out, nil
}

// matchWriter writes the lists of a run, one line per kept pair.
type matchWriter struct {
	posts map[fair.PostID]postName
	csv   *csv.Writer
	json  *json.Encoder
	lists map[fair.Side]int // how many were written
	kept  int               // pairs
}

func (c *matchAllCmd) writer(w io.Writer, posts map[fair.PostID]postName) *matchWriter {
	m := &matchWriter{posts: posts, lists: map[fair.Side]int{}}
	if c.Format == "jsonl" {
		m.json = json.NewEncoder(w)
		return m
	}
	m.csv = csv.NewWriter(w)
	_ = m.csv.Write([]string{"side", "ref", "post", "title", "rank", "score", "for_buyer", "for_supplier", "other_ref", "other_post", "other_title", "other_company"}) // Flush reports errors
	return m
}

func (m *matchWriter) write(id fair.PostID, best []matching.Kept) error {
	p := m.posts[id]
	m.lists[p.side]++
	m.kept += len(best)
	for i, k := range best {
		o := m.posts[k.Other]
		if m.json != nil {
			line := map[string]any{"side": p.side, "ref": p.ref, "post": id, "title": p.title, "rank": i + 1, "score": number(k.Score),
				"for_buyer": number(k.ForBuyer), "for_supplier": number(k.ForSeller),
				"other_ref": o.ref, "other_post": k.Other, "other_title": o.title, "other_company": o.company}
			if err := m.json.Encode(line); err != nil {
				return err
			}
			continue
		}
		row := []string{string(p.side), safe(p.ref), id.String(), safe(p.title), strconv.Itoa(i + 1), points(k.Score), points(k.ForBuyer), points(k.ForSeller),
			safe(o.ref), k.Other.String(), safe(o.title), o.company.String()}
		if err := m.csv.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// points writes hundredths of a point: "83.49".
func points(hundredths int) string { return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100) }

// number is points as a number of JSON.
func number(hundredths int) json.Number { return json.Number(points(hundredths)) }

// safe keeps a spreadsheet from reading foreign text as a formula (OWASP, CSV injection);
// the full-width signs begin one where the keyboard is Chinese or Japanese.
func safe(s string) string {
	if strings.IndexAny(s, "=+-@\t\r＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}

func (m *matchWriter) flush() error {
	if m.csv == nil {
		return nil
	}
	m.csv.Flush()
	return m.csv.Error()
}

// create opens the file to write, or standard output for "-". done takes how the writing
// went: a file gets its name only when it is whole, and one that was there stays until then.
func create(name string, stdout io.Writer) (out io.Writer, done func(error) error, err error) {
	if name == "-" {
		return stdout, func(err error) error { return err }, nil
	}
	fresh := name + ".new"
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		fresh = name // a pipe or a device is written, never replaced
	}
	f, err := os.Create(fresh)
	if err != nil {
		return nil, nil, err
	}
	return f, func(err error) error {
		err = firstError(err, f.Close())
		switch {
		case fresh == name:
			return err
		case err != nil:
			return errors.Join(err, os.Remove(fresh))
		}
		return os.Rename(fresh, name)
	}, nil
}

// progress is a bar on a terminal, and nothing elsewhere.
type progress struct{ bar *progressbar.ProgressBar }

func (a *app) progress(what string) *progress {
	if f, ok := a.err.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return &progress{}
	}
	return &progress{progressbar.NewOptions(1, progressbar.OptionSetDescription(what), progressbar.OptionSetWriter(a.err),
		progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))}
}

func (p *progress) step(done, total int) {
	if p.bar == nil {
		return
	}
	if p.bar.GetMax() != total {
		p.bar.ChangeMax(total)
	}
	_ = p.bar.Set(done) // a bar that cannot be drawn stops no work
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
