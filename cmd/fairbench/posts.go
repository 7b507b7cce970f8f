package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/transfer"
)

// postsFolder reads offers.csv, demands.csv and, where it is there, companies.csv
// through the product's import into an engine. A company that no file describes is
// taken as one that states nothing.
type postsFolder struct {
	dir      string
	funnel   *funnel
	rejected func(file string, e transfer.RowError)
}

func (p *postsFolder) read(ctx context.Context) error {
	earlier := func() time.Time { return generatedNow.Std().AddDate(-1, 0, 0) } // what is over by now was posted before
	into := transfer.Target{Companies: fair.NewCompanies(p.funnel, earlier), Posts: fair.NewPosts(p.funnel, nil, earlier), Store: p.funnel}
	for _, kind := range []transfer.Kind{transfer.Companies, transfer.Offers, transfer.Demands} {
		file := p.file(kind)
		if _, err := os.Stat(file); kind == transfer.Companies && errors.Is(err, os.ErrNotExist) {
			continue
		}
		p.funnel.role = map[transfer.Kind]fair.Role{transfer.Offers: fair.Exhibitor, transfer.Demands: fair.Buyer}[kind]
		err := inParts(file, func(part io.Reader) error {
			src := transfer.Source{Reader: part, OnError: func(e transfer.RowError) { p.rejected(file, e) }}
			_, err := transfer.Import(ctx, into, fair.System(), p.funnel.fair, kind, src, nil)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func (p *postsFolder) file(k transfer.Kind) string { return filepath.Join(p.dir, string(k)+".csv") }

// count is the number of records of a kind.
func (p *postsFolder) count(kind transfer.Kind) (int, error) {
	f, err := os.Open(p.file(kind))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord, r.FieldsPerRecord = true, -1
	for n := -1; ; n++ {
		if _, err := r.Read(); err != nil {
			if errors.Is(err, io.EOF) {
				return max(0, n), nil
			}
			return 0, fmt.Errorf("%s: %w", p.file(kind), err)
		}
	}
}

// partSize is how many bytes of a file are imported at once: people's uploads have a
// limit that a whole expo's posts are beyond.
const partSize = 32 << 20

// inParts hands a CSV file on in parts, each under the file's header.
func inParts(file string, take func(io.Reader) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.ReuseRecord, r.FieldsPerRecord = true, -1
	first, err := r.Read()
	if err != nil {
		return err
	}
	header := append([]string(nil), first...)
	for more := true; more; {
		var part bytes.Buffer
		w := csv.NewWriter(&part)
		if err := w.Write(header); err != nil {
			return err
		}
		for more && part.Len() < partSize {
			row, err := r.Read()
			if more = !errors.Is(err, io.EOF); !more {
				break
			}
			if err != nil {
				return err
			}
			if err := w.Write(row); err != nil {
				return err
			}
		}
		w.Flush()
		if err := take(&part); err != nil {
			return err
		}
	}
	return nil
}

// funnel is a store in which posts and companies go on to a matching engine and
// nothing is kept but what the import asks again.
type funnel struct {
	fair.Store // nil: the rest of a store is not asked for
	fair       fair.Fair
	engine     *matching.Engine
	put        func(fair.Post) error
	role       fair.Role // of companies that no file describes
	refs       map[string]fair.CompanyID
	companies  map[fair.CompanyID]fair.Company // saved, and their part is to come
	number     int64
}

func newFunnel(f fair.Fair, e *matching.Engine, put func(fair.Post) error) *funnel {
	return &funnel{fair: f, engine: e, put: put, refs: map[string]fair.CompanyID{}, companies: map[fair.CompanyID]fair.Company{}}
}

func (f *funnel) Read(ctx context.Context, fn func(context.Context) error) error  { return fn(ctx) }
func (f *funnel) Write(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }
func (f *funnel) Append(context.Context, fair.Entry) error                        { return nil }

func (f *funnel) Fair(context.Context, fair.FairID) (fair.Fair, error) { return f.fair, nil }

func (f *funnel) StandOf(context.Context, fair.FairID, fair.CompanyID) (fair.Place, error) {
	return fair.Place{}, fair.Missing("place")
}

func (f *funnel) CompanyByRef(_ context.Context, _ fair.FairID, ref string) (fair.Company, error) {
	id, known := f.refs[ref]
	if known {
		return fair.Company{ID: id}, nil
	}
	if f.role == "" { // a file of companies is being read
		return fair.Company{}, fair.Missing("company")
	}
	c := fair.Company{ID: fair.NewID[fair.Company](), Revision: 1}
	f.refs[ref] = c.ID
	f.engine.PutCompany(c, fair.ParticipationDraft{Role: f.role})
	return c, nil
}

func (f *funnel) SaveCompany(_ context.Context, c fair.Company) error {
	f.companies[c.ID] = c
	return nil
}

func (f *funnel) SaveParticipation(_ context.Context, p fair.Participation) error {
	f.refs[p.Ref] = p.Company
	f.engine.PutCompany(f.companies[p.Company], p.ParticipationDraft)
	delete(f.companies, p.Company)
	return nil
}

func (f *funnel) Participation(context.Context, fair.FairID, fair.CompanyID) (fair.Participation, error) {
	return fair.Participation{ParticipationDraft: fair.ParticipationDraft{Role: fair.Both}}, nil
}

func (f *funnel) Participations(context.Context, fair.CompanyID) ([]fair.Participation, error) {
	return nil, nil
}

func (f *funnel) MembersAt(context.Context, fair.FairID, fair.CompanyID) ([]fair.PersonID, error) {
	return nil, nil
}

func (f *funnel) PostByRef(context.Context, fair.FairID, fair.Side, string) (fair.Post, error) {
	return fair.Post{}, fair.Missing("post")
}

func (f *funnel) NextPostNumber(context.Context, fair.FairID) (int64, error) {
	f.number++
	return f.number, nil
}

func (f *funnel) SavePost(_ context.Context, p fair.Post) error { return f.put(p) }
