package main

import (
	"encoding/csv"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/transfer"
)

// cells are one record by the columns of the import format; what is empty is not stated.
type cells map[string]string

// sheet is a file in the import format that is being written.
type sheet struct {
	file    *os.File
	csv     *csv.Writer
	columns []string
}

// newSheet begins the file of a kind with its header.
func newSheet(dir string, kind transfer.Kind) (*sheet, error) {
	var columns []string
	for _, c := range transfer.Header(kind) {
		if c.Localized {
			columns = append(columns, c.Name+"_en", c.Name+"_zh")
		} else {
			columns = append(columns, c.Name)
		}
	}
	f, err := os.Create(filepath.Join(dir, string(kind)+".csv"))
	if err != nil {
		return nil, err
	}
	s := &sheet{f, csv.NewWriter(f), columns}
	return s, s.csv.Write(columns)
}

func (s *sheet) write(c cells) error {
	row := make([]string, len(s.columns))
	for i, name := range s.columns {
		row[i] = c[name]
	}
	return s.csv.Write(row)
}

func (s *sheet) close() error {
	s.csv.Flush()
	return errors.Join(s.csv.Error(), s.file.Close())
}

// writePosts writes what g generates as companies.csv, offers.csv and demands.csv.
func writePosts(dir string, g *generator) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return errors.Join(
		writeSheet(dir, transfer.Companies, g.suppliers+g.buyers, func(n int) cells {
			if n < g.suppliers {
				return companyCells(g.supplierAt(n))
			}
			return companyCells(g.buyerAt(n - g.suppliers))
		}),
		writeSheet(dir, transfer.Offers, g.offers, func(n int) cells { return g.postCells(g.offer(n)) }),
		writeSheet(dir, transfer.Demands, g.demands, func(n int) cells { return g.postCells(g.demand(n)) }),
	)
}

func writeSheet(dir string, kind transfer.Kind, count int, record func(n int) cells) error {
	s, err := newSheet(dir, kind)
	if err != nil {
		return err
	}
	for n := range count {
		if err := s.write(record(n)); err != nil {
			return errors.Join(err, s.close())
		}
	}
	return s.close()
}

func companyCells(c fair.CompanyAtFair) cells {
	out := cells{"ref": c.Part.Ref, "role": string(c.Part.Role), "country": c.Country, "kind": string(c.Kind), "sme": yes(c.SME),
		"languages": list(c.Languages), "hosted": yes(c.Part.Hosted)}
	out.texts("name", c.Name)
	out.certificates(c.Certificates)
	return out
}

// postCells is a generated post as a record.
func (g *generator) postCells(p fair.Post) cells {
	c := cells{"ref": p.Ref, "company": companyRef(p.Company), "trade": string(p.Trade), "original": p.Original, "codes": list(p.Codes),
		"channel": string(p.Channel), "territory": list(p.Territory), "exclusive": string(p.Exclusive), "valid_until": string(p.ValidUntil)}
	c.texts("title", p.Title)
	c.texts("text", p.Text)
	for _, a := range p.Attributes {
		c["attributes"] = a.Name + "=" + a.Value
	}
	for _, field := range slices.Sorted(maps.Keys(p.Visibility)) {
		c["shown_"+string(p.Visibility[field])] = field
	}
	if p.Offer != nil {
		c.offer(p.Offer)
	} else {
		c.demand(p.Demand)
	}
	return c
}

func (c cells) offer(o *fair.OfferTerms) {
	c.quantity("moq", o.MOQ)
	c["moq_basis"] = string(o.MOQBasis)
	c.quantity("capacity", o.Capacity)
	c.price("price", o.Price)
	if o.Floor != nil {
		c["floor"] = o.Floor.Amount.String()
	}
	if o.LeadDays > 0 {
		c["lead_days"] = strconv.Itoa(o.LeadDays)
	}
	c["origin"], c["markets"], c["samples"] = o.Origin, list(o.Markets), string(o.Samples)
	c.certificates(o.Certificates)
}

func (c cells) demand(d *fair.DemandTerms) {
	c.quantity("first", d.First)
	c.quantity("annual", d.Annual)
	c.price("ceiling", d.Ceiling)
	if d.Budget != nil {
		c["budget"], c["budget_currency"] = d.Budget.Amount.String(), d.Budget.Currency
	}
	c["needed_by"], c["destination"], c["origins"] = string(d.NeededBy), d.Destination, list(d.Origins)
	var required, preferred []string
	for _, r := range d.Required {
		if r.Mandatory {
			required = append(required, r.Scheme)
		} else {
			preferred = append(preferred, r.Scheme)
		}
	}
	c["required"], c["preferred"] = list(required), list(preferred)
	c["samples"], c["purpose"], c["suppliers"], c["blind"] = string(d.Samples), string(d.Purpose), list(d.Suppliers), yes(d.Blind)
}

func (c cells) texts(column string, t fair.Texts) {
	for lang, text := range t {
		c[column+"_"+lang] = text
	}
}

func (c cells) quantity(column string, q *fair.Quantity) {
	if q != nil {
		c[column], c[column+"_unit"] = q.Value.String(), q.Unit
	}
}

func (c cells) price(column string, p *fair.Price) {
	if p != nil {
		c[column], c[column+"_currency"], c[column+"_unit"], c["incoterms"] = p.Amount.String(), p.Currency, p.Unit, list(p.Incoterms)
	}
}

func (c cells) certificates(all []fair.Certificate) {
	by := map[fair.HeldStatus][]string{}
	for _, x := range all {
		by[x.Status] = append(by[x.Status], x.Scheme)
	}
	c["certificates"], c["certificates_applied"], c["certificates_missing"] = list(by[fair.Held]), list(by[fair.Applied]), list(by[fair.NotHeld])
}

func list[T ~string](values []T) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return strings.Join(out, "; ")
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// companyRef is the ref of a generated company.
func companyRef(id fair.CompanyID) string {
	kind, n := numbered(id)
	return ref(map[byte]string{kindSupplier: "e", kindBuyer: "b"}[kind], n)
}
