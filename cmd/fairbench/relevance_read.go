package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/transfer"
)

// toldErrors is how many of a file's rejected records are told.
const toldErrors = 20

// load takes the folder's posts into the engine through the product's import. A post
// without a company gets one of its own.
func (m *relevanceMeasure) load() error {
	earlier := func() time.Time { return generatedNow.Std().AddDate(-1, 0, 0) } // what is over by now was posted before
	f := newFunnel(generatedFair(), m.engine, m.take)
	into := transfer.Target{Companies: fair.NewCompanies(f, earlier), Posts: fair.NewPosts(f, nil, earlier), Store: f}
	for _, kind := range []transfer.Kind{transfer.Companies, transfer.Offers, transfer.Demands} {
		f.role = map[transfer.Kind]fair.Role{transfer.Offers: fair.Exhibitor, transfer.Demands: fair.Buyer}[kind]
		err := m.importFile(into, f.fair, kind)
		if kind == transfer.Companies && errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *relevanceMeasure) importFile(into transfer.Target, f fair.Fair, kind transfer.Kind) error {
	name := filepath.Join(m.Dir, string(kind)+".csv")
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	src := transfer.Source{Reader: file}
	if kind != transfer.Companies {
		src.Map, err = ownCompanies(file, kind)
	}
	var report transfer.Report
	if err == nil {
		report, err = transfer.Import(m.ctx, into, fair.System(), f, kind, src, nil)
	}
	if stated := (*fair.Error)(nil); errors.As(err, &stated) && len(stated.Fields) > 0 {
		broken := stated.Fields[0]
		return fmt.Errorf("%s:1: column %s: %s", name, broken.Field, ruleSentence(broken))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	m.tell(name, &report)
	return nil
}

// take puts an imported post into the engine.
func (m *relevanceMeasure) take(p fair.Post) error {
	m.refs[postKey{p.Side, p.Ref}] = p.ID
	m.posts[p.ID] = named{p.Title.All(), p.Company}
	if p.Side == fair.OfferSide {
		m.result.Offers++
	} else {
		m.result.Demands++
	}
	m.engine.PutPost(p)
	return nil
}

// tell says which records were left out, and why.
func (m *relevanceMeasure) tell(file string, r *transfer.Report) {
	m.result.Rejected += r.Rejected
	for _, e := range r.Errors[:min(toldErrors, len(r.Errors))] {
		fmt.Fprintf(m.err, "%s:%d: column %s: %s\n", file, e.Line, e.Column, ruleSentence(fair.FieldError{Rule: e.Rule, Param: e.Param, Value: e.Value}))
	}
	if more := r.ErrorCount - toldErrors; more > 0 {
		fmt.Fprintf(m.err, "%s: … and %d more\n", file, more)
	}
}

func ruleSentence(e fair.FieldError) string {
	s := locale.For("en").Field(e)
	if e.Value != "" && !strings.Contains(s, e.Value) {
		return fmt.Sprintf("%q %s", e.Value, s)
	}
	return s
}

// ownCompanies is a map of a file of posts to itself, in which a post without a
// company has its own; nil for what is not our header, which the import refuses in
// its own words. The file is left at its start.
func ownCompanies(file io.ReadSeeker, kind transfer.Kind) (*transfer.Map, error) {
	columns, unread := sniffed(file).Read()
	if _, err := file.Seek(0, io.SeekStart); err != nil || unread != nil {
		return nil, err // no CSV: as the import says
	}
	set := map[string]any{}
	for _, c := range columns {
		set[strings.TrimSpace(c)] = strings.TrimSpace(c)
	}
	own := map[string]any{"template": string(kind) + " of {ref}"}
	if _, stated := set["company"]; stated {
		set["company"] = map[string]any{"first": []any{"company", own}}
	} else {
		set["company"] = own
	}
	b, err := json.Marshal(map[string]any{"records": []any{map[string]any{"kind": kind, "set": set}}})
	if err != nil {
		return nil, err
	}
	mapped, err := transfer.ParseMap(bytes.NewReader(b))
	if err != nil {
		return nil, nil // a column that is not known: as the import says
	}
	return mapped, lacking(kind, set)
}

// lacking is the error of a header without a column that every post needs.
func lacking(kind transfer.Kind, has map[string]any) error {
	for _, c := range transfer.Header(kind) {
		found := false
		for name := range has {
			found = found || name == c.Name || c.Localized && strings.HasPrefix(name, c.Name+"_")
		}
		if c.Need && !found {
			return &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: c.Name, Rule: "required"}}}
		}
	}
	return nil
}

// sniffed reads a CSV file as the import does: without its byte order mark, with the
// separator that the first line has most of.
func sniffed(file io.Reader) *csv.Reader {
	b := bufio.NewReader(file)
	if mark, _ := b.Peek(3); string(mark) == "\ufeff" {
		_, _ = b.Discard(len(mark))
	}
	start, _ := b.Peek(2048)
	line, _, _ := strings.Cut(string(start), "\n")
	r := csv.NewReader(b)
	for _, d := range ";\t" {
		if strings.Count(line, string(d)) > strings.Count(line, string(r.Comma)) {
			r.Comma = d
		}
	}
	return r
}

// expectedColumns are those of expected.csv.
var expectedColumns = []string{"demand_ref", "offer_ref", "direction"}

// expected reads expected.csv: what is wanted, by demand and direction in the order of
// the file. Every line must name posts that were taken.
func (m *relevanceMeasure) expected() ([]want, error) {
	name := filepath.Join(m.Dir, "expected.csv")
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	r := sniffed(file)
	header, at, err := expectedHeader(r)
	if err != nil {
		return nil, fmt.Errorf("%s:1: %w", name, err)
	}
	var wants wantList
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w; expected %s", name, err, strings.Join(header, ","))
		}
		line, _ := r.FieldPos(0)
		w, err := m.wanted(row[at[0]], row[at[1]], row[at[2]])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		wants.add(w, func(a, b fair.PostID) bool { return m.posts[a].company == m.posts[b].company })
	}
	if len(wants.all) == 0 {
		return nil, fmt.Errorf("%s:2: expected at least one line of %s", name, strings.Join(expectedColumns, ","))
	}
	return wants.all, nil
}

// wantList gathers lines into what each demand wants in each direction.
type wantList struct {
	all   []want
	index map[wantKey]int
}

type wantKey struct {
	demand    fair.PostID
	direction string
}

// add takes one line in; of several offers of one company the first stands.
func (l *wantList) add(w want, alike func(a, b fair.PostID) bool) {
	key := wantKey{w.demand, w.direction}
	i, known := l.index[key]
	if !known {
		if l.index == nil {
			l.index = map[wantKey]int{}
		}
		l.index[key] = len(l.all)
		l.all = append(l.all, w)
		return
	}
	if !slices.ContainsFunc(l.all[i].offers, func(o fair.PostID) bool { return alike(o, w.offers[0]) }) {
		l.all[i].offers = append(l.all[i].offers, w.offers[0])
	}
}

// expectedHeader finds the columns' places.
func expectedHeader(r *csv.Reader) (header []string, at [3]int, err error) {
	if header, err = r.Read(); err != nil && !errors.Is(err, io.EOF) {
		return nil, at, err
	}
	for i, c := range expectedColumns {
		if at[i] = slices.Index(header, c); at[i] < 0 {
			return nil, at, fmt.Errorf("column %s: is needed; expected %s, found %s", c, strings.Join(expectedColumns, ","), strings.Join(header, ","))
		}
	}
	return header, at, nil
}

// wanted is one line of expected.csv.
func (m *relevanceMeasure) wanted(demand, offer, label string) (want, error) {
	d, ok := m.refs[postKey{fair.DemandSide, demand}]
	if !ok {
		return want{}, fmt.Errorf("column demand_ref: %q; expected the ref of a demand in demands.csv", demand)
	}
	o, ok := m.refs[postKey{fair.OfferSide, offer}]
	if !ok {
		return want{}, fmt.Errorf("column offer_ref: %q; expected the ref of an offer in offers.csv", offer)
	}
	if label == "" {
		return want{}, errors.New("column direction: is empty; expected a label such as en-zh")
	}
	return want{label, d, []fair.PostID{o}}, nil
}
