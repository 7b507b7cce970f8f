package searchtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// house is a fair with its search, as a node has them.
type house struct {
	*testing.T
	*source
	engine   search.Engine
	service  *search.Service
	follower *search.Follower
	words    *search.Statistics
	followed int
	names    map[string]string // the id of each thing by its name in the test, and the reverse
	number   int64
}

func newHouse(t *testing.T, e search.Engine) *house {
	h := &house{T: t, source: newSource(), engine: e, service: search.NewService(e), names: map[string]string{}}
	h.follower, h.words = search.NewFollower(e, h.source), search.NewStatistics(h.service, h.source)
	return h
}

// follow lets both followers read what they have not read.
func (h *house) follow() {
	h.Helper()
	entries := h.since(h.followed)
	h.followed += len(entries)
	for _, f := range []fair.Follower{h.follower, h.words} {
		if err := f.Follow(context.Background(), h.fair.ID, entries); err != nil {
			h.Fatalf("%s: %v", f.Name(), err)
		}
	}
}

func (h *house) named(name, id string) { h.names[name], h.names[id] = id, name }

// firm adds a company.
func (h *house) firm(name string, edit func(*fair.CompanyAtFair)) fair.CompanyID {
	c := fair.CompanyAtFair{}
	c.ID = fair.NewID[fair.Company]()
	c.Name = fair.Texts{"en": name}
	c.Part.Role = fair.Both
	if edit != nil {
		edit(&c)
	}
	h.named(name, c.ID.String())
	h.putCompany(c)
	return c.ID
}

// post adds an offer, or a demand where edit makes it one; name stands for it in the test.
func (h *house) post(name string, company fair.CompanyID, lang, title string, edit func(*fair.Post)) fair.Post {
	h.number++
	p := fair.Post{ID: fair.NewID[fair.Post](), Number: h.number, Fair: h.fair.ID, Company: company, Side: fair.OfferSide, State: fair.PostOpen, Created: fair.Time(1_000_000 + h.number*1000)}
	p.Trade, p.Title, p.Offer = fair.Goods, fair.Texts{lang: title}, &fair.OfferTerms{}
	if edit != nil {
		edit(&p)
	}
	h.named(name, p.ID.String())
	h.putPost(p)
	return p
}

// asDemand turns a draft into a demand.
func asDemand(p *fair.Post) *fair.DemandTerms {
	p.Side, p.Offer, p.Demand = fair.DemandSide, nil, &fair.DemandTerms{}
	return p.Demand
}

func price(amount, currency string) *fair.Price {
	return &fair.Price{Amount: fair.MustDecimal(amount), Currency: currency, Unit: "KGM"}
}

// find asks for q.What, offers when it is empty.
func (h *house) find(q fair.Query) fair.Found {
	h.Helper()
	q.Fair = h.fair.ID
	if q.What == "" {
		q.What = fair.FindOffers
	}
	if q.Limit == 0 {
		q.Limit = 100
	}
	found, err := h.service.Find(context.Background(), q)
	if err != nil {
		h.Fatalf("find %+v: %v", q, err)
	}
	return found
}

// list names the hits, in their order.
func (h *house) list(f fair.Found) []string {
	out := make([]string, len(f.Hits))
	for i, hit := range f.Hits {
		id := hit.Post.String()
		if id == "" {
			id = hit.Company.String()
		}
		out[i] = h.names[id]
	}
	return out
}

// finds checks which things answer q, in any order.
func (h *house) finds(q fair.Query, want ...string) {
	h.Helper()
	got := h.find(q)
	names := h.list(got)
	slices.Sort(names)
	slices.Sort(want)
	if !slices.Equal(names, want) || got.Total != len(want) {
		h.Errorf("%s %+v\n got %d %q\nwant %d %q", q.Words, q, got.Total, names, len(want), want)
	}
}

// facet is one facet's counts as text: "CN 2, DE 1".
func facet(f fair.Found, field string) string {
	out := ""
	for _, x := range f.Facets {
		for i, v := range x.Values {
			if x.Field != field {
				break
			}
			if i > 0 {
				out += ", "
			}
			out += fmt.Sprintf("%s %d", v.Value, v.Count)
		}
	}
	return out
}

func codes(list ...taxonomy.Code) []taxonomy.Code { return list }
