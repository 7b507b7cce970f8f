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
		if src.Map, err = ownCompanies(file, kind); err != nil {
			return err
		}
	}
	report, err := transfer.Import(m.ctx, into, fair.System(), f, kind, src, nil)
	m.tell(name, &report)
	if stated := (*fair.Error)(nil); errors.As(err, &stated) && len(stated.Fields) > 0 {
		broken := stated.Fields[0]
		return fmt.Errorf("%s:1: column %s: %s", name, broken.Field, ruleSentence(broken))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
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
// its own words. The file is read again from its start.
func ownCompanies(file io.ReadSeeker, kind transfer.Kind) (*transfer.Map, error) {
	columns := headerOf(file)
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	set := map[string]any{}
	for _, c := range columns {
		set[c] = c
	}
	own := map[string]any{"template": string(kind) + " of {ref}"}
	set["company"] = own
	if slices.Contains(columns, "company") {
		set["company"] = map[string]any{"first": []any{"company", own}}
	}
	b, err := json.Marshal(map[string]any{"records": []any{map[string]any{"kind": kind, "set": set}}})
	if err != nil {
		return nil, err
	}
	if mapped, err := transfer.ParseMap(bytes.NewReader(b)); err == nil {
		return mapped, nil
	}
	return nil, nil
}

// headerOf is the columns of a CSV file; none where there is no reading them.
func headerOf(file io.Reader) []string {
	b := bufio.NewReader(file)
	start, _ := b.Peek(2048)
	r := csv.NewReader(b)
	line, _, _ := strings.Cut(string(start), "\n")
	for _, d := range ";\t" {
		if strings.Count(line, string(d)) > strings.Count(line, string(r.Comma)) {
			r.Comma = d
		}
	}
	columns, err := r.Read()
	if err != nil {
		return nil
	}
	columns[0] = strings.TrimPrefix(columns[0], "\ufeff")
	for i := range columns {
		columns[i] = strings.TrimSpace(columns[i])
	}
	return columns
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
	r := csv.NewReader(file)
	at, err := expectedHeader(r)
	if err != nil {
		return nil, fmt.Errorf("%s:1: %w", name, err)
	}
	var wants []want
	index := map[[2]string]int{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := r.FieldPos(0)
		w, err := m.wanted(row[at[0]], row[at[1]], row[at[2]])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, line, err)
		}
		key := [2]string{row[at[0]], w.direction}
		i, known := index[key]
		if !known {
			index[key] = len(wants)
			wants = append(wants, w)
			continue
		}
		company := m.posts[w.offers[0]].company
		if !slices.ContainsFunc(wants[i].offers, func(o fair.PostID) bool { return m.posts[o].company == company }) {
			wants[i].offers = append(wants[i].offers, w.offers[0])
		}
	}
	if len(wants) == 0 {
		return nil, fmt.Errorf("%s:2: expected at least one line of %s", name, strings.Join(expectedColumns, ","))
	}
	return wants, nil
}

// expectedHeader finds the columns' places.
func expectedHeader(r *csv.Reader) (at [3]int, err error) {
	header, err := r.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return at, err
	}
	if len(header) > 0 {
		header[0] = strings.TrimPrefix(header[0], "\ufeff")
	}
	for i, c := range expectedColumns {
		if at[i] = slices.Index(header, c); at[i] < 0 {
			return at, fmt.Errorf("column %s: is needed; expected %s, found %s", c, strings.Join(expectedColumns, ","), strings.Join(header, ","))
		}
	}
	return at, nil
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
