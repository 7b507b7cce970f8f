package embedded

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// table holds in memory what filters, facets and sorts need of each document of
// a fair. Bleve finds words; it reads such columns at some 6 µs a document, too
// slow to count the facets of a whole fair for everybody who opens the page.
type table struct {
	mu     sync.RWMutex
	places map[string]int32 // document → row
	rows   []row
	free   []int32
	dict   map[value]uint32
	values []value
}

// value is one value of a field: of search.FacetFields, or codes.
type value struct {
	field uint8
	text  string
}

// codesField follows the facets.
var codesField = uint8(len(search.FacetFields))

type row struct {
	id                  string // "": free
	what                fair.What
	values              []uint32
	verified, sme       bool
	price, moq, leadDay float64
	created             int64
	name                string
}

func newTable() *table {
	return &table{places: map[string]int32{}, dict: map[value]uint32{}}
}

// intern numbers a value.
func (t *table) intern(field uint8, text string) uint32 {
	v := value{field, text}
	n, ok := t.dict[v]
	if !ok {
		n = uint32(len(t.values))
		t.dict[v] = n
		t.values = append(t.values, v)
	}
	return n
}

func (t *table) put(d *search.Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	place, ok := t.places[d.ID]
	switch n := len(t.free); {
	case ok:
	case n > 0:
		place, t.free = t.free[n-1], t.free[:n-1]
	default:
		place = int32(len(t.rows))
		t.rows = append(t.rows, row{})
	}
	t.places[d.ID] = place
	r := row{
		id: d.ID, what: d.What, verified: d.Verified, sme: d.SME,
		price: d.Price, moq: d.MOQ, leadDay: float64(d.Lead), created: d.Created, name: d.Name,
	}
	columns := [][]string{d.Countries, d.Chapters, d.Certificates, {d.Trade}, {d.Hall}, {d.Kind}, d.Categories, d.Codes}
	for field, list := range columns {
		for _, text := range list {
			if text != "" {
				r.values = append(r.values, t.intern(uint8(field), text))
			}
		}
	}
	t.rows[place] = r
}

func (t *table) drop(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if place, ok := t.places[id]; ok {
		delete(t.places, id)
		t.rows[place] = row{}
		t.free = append(t.free, place)
	}
}

// sieve is a query's filters over a table.
type sieve struct {
	q       *fair.Query
	chosen  [][]uint32 // by facet; nil: not filtered by
	filters int        // facets filtered by
}

func (t *table) sieve(q *fair.Query) sieve {
	s := sieve{q: q, chosen: make([][]uint32, len(search.FacetFields))}
	for f, name := range search.FacetFields {
		texts := search.Chosen(q, name)
		if len(texts) == 0 {
			continue
		}
		s.filters++
		s.chosen[f] = []uint32{}
		field := uint8(f)
		if name == "chapters" {
			field = codesField // a query may ask for a heading as well
		}
		for _, text := range texts {
			if n, ok := t.dict[value{field, text}]; ok {
				s.chosen[f] = append(s.chosen[f], n)
			}
		}
	}
	return s
}

// What a row's facets say of it, besides the one facet that alone keeps it out.
const (
	passes = -1
	fails  = -2
)

// judge says whether a row passes, fails, or fails by one facet only: which.
func (s *sieve) judge(r *row) int {
	q := s.q
	if r.what != q.What || q.Verified && !r.verified || q.SME && !r.sme ||
		!within(r.price, q.PriceMin, q.PriceMax) || !within(r.moq, 0, q.MOQMax) || !within(r.leadDay, 0, float64(q.LeadMax)) {
		return fails
	}
	out := passes
	if s.filters == 0 {
		return out
	}
	for f, chosen := range s.chosen {
		if chosen == nil || slices.ContainsFunc(r.values, func(v uint32) bool { return slices.Contains(chosen, v) }) {
			continue
		}
		if out != passes {
			return fails
		}
		out = f
	}
	return out
}

// within reports whether a stated number is in [low, high], where 0 is no bound.
func within(v, low, high float64) bool {
	if low == 0 && high == 0 {
		return true
	}
	return v != 0 && v >= low && (high == 0 || v <= high)
}

// found is a document with the engine's own score, higher before lower.
type found struct {
	place int32
	score float64
}

// answer filters, counts, sorts and pages what was found.
func (t *table) answer(a *search.Ask, in []found) search.Answer {
	s := t.sieve(&a.Query)
	counts := make([]int, len(t.values))
	kept := in[:0]
	for _, h := range in {
		r := &t.rows[h.place]
		j := s.judge(r)
		if j == passes {
			kept = append(kept, h)
		}
		if j == fails || !a.Facets {
			continue
		}
		for _, v := range r.values {
			field := int(t.values[v].field)
			if j == field || j == passes {
				counts[v]++
			}
		}
	}
	out := search.Answer{Total: len(kept)}
	slices.SortFunc(kept, t.order(a.Sort))
	for _, h := range kept[min(a.Offset, len(kept)):min(a.Offset+a.Limit, len(kept))] {
		out.IDs = append(out.IDs, t.rows[h.place].id)
	}
	if a.Facets {
		out.Facets = t.facets(counts)
	}
	return out
}

// order compares by one of the sorts; what is not stated comes last, ties break
// by newest, then id.
func (t *table) order(by fair.Sort) func(a, b found) int {
	number := func(of func(*row) float64) func(x, y *row) int {
		return func(x, y *row) int {
			v, w := of(x), of(y)
			if v == 0 || w == 0 {
				return cmp.Compare(w, v) // the one that is stated first
			}
			return cmp.Compare(v, w)
		}
	}
	key := func(x, y *row) int { return 0 }
	switch by {
	case fair.ByPrice:
		key = number(func(r *row) float64 { return r.price })
	case fair.ByMOQ:
		key = number(func(r *row) float64 { return r.moq })
	case fair.ByLead:
		key = number(func(r *row) float64 { return r.leadDay })
	case fair.ByName:
		key = func(x, y *row) int { return strings.Compare(x.name, y.name) }
	}
	return func(a, b found) int {
		if by == fair.ByRelevance && a.score != b.score {
			return cmp.Compare(b.score, a.score)
		}
		x, y := &t.rows[a.place], &t.rows[b.place]
		return cmp.Or(key(x, y), cmp.Compare(y.created, x.created), strings.Compare(x.id, y.id))
	}
}

func (t *table) facets(counts []int) []fair.Facet {
	out := make([]fair.Facet, len(search.FacetFields))
	for i, f := range search.FacetFields {
		out[i].Field = f
	}
	for v, n := range counts {
		if field := t.values[v].field; n > 0 && field != codesField {
			out[field].Values = append(out[field].Values, fair.FacetValue{Value: t.values[v].text, Count: n})
		}
	}
	for i := range out {
		slices.SortFunc(out[i].Values, func(a, b fair.FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value))
		})
		out[i].Values = out[i].Values[:min(len(out[i].Values), search.MaxFacetValues)]
	}
	return out
}
