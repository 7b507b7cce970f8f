package matching

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"
	"text/template"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
)

func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	b, err := os.ReadFile("../locale/catalog/reasons." + lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Every match says what it is made of, in words that both catalogs have.
func TestReasonsAddUp(t *testing.T) {
	texts := []map[string]string{catalogue(t, "en"), catalogue(t, "zh")}
	has := func(key string) {
		for i, m := range texts {
			if m[key] == "" {
				t.Errorf("catalog %d lacks %s", i, key)
			}
		}
	}
	for _, k := range sayingKeys {
		if k != "reason.purpose_stated" {
			has(k)
		}
	}
	for _, k := range gateKeys {
		has(k)
	}
	keys, gatesSeen, bands := map[string]bool{}, map[string]bool{}, map[fair.Band]bool{}
	r := newDraw(3)
	e := New(r.fair, r.rates())
	all := eventful(r, e, 300, 60)
	for _, p := range all[:100] {
		for _, q := range all {
			if p.Side != fair.OfferSide || q.Side != fair.DemandSide || p.State != fair.PostOpen || q.State != fair.PostOpen {
				continue
			}
			m, err := e.Pair(p.ID, q.ID, q.ID, drawnNow)
			if err != nil {
				t.Fatal(err)
			}
			checkSum(t, m)
			for _, c := range m.Changes {
				sayable(t, texts, c.Key, c.Args)
			}
			for _, g := range m.Gates {
				sayable(t, texts, g.Key, g.Args)
			}
			for _, why := range m.Reasons {
				sayable(t, texts, why.Key, why.Args)
			}
			bands[m.Band] = true
			for _, g := range m.Gates {
				gatesSeen[g.Key] = true
			}
			for _, why := range m.Reasons {
				keys[why.Key] = true
				has("part." + why.Part)
				if why.Unknown {
					has("question." + why.Part)
				}
			}
		}
	}
	for k := range keys {
		has(k)
	}
	if len(gatesSeen) != len(gateKeys) || len(bands) != 3 {
		t.Errorf("seen gates %v and bands %v", gatesSeen, bands)
	}
}

var parsed = map[string]*template.Template{}

// sayable fails where a sentence names a fact that it is not given, or says nothing.
func sayable(t *testing.T, texts []map[string]string, key string, args fair.Args) {
	t.Helper()
	for _, m := range texts {
		var said strings.Builder
		sentence := parsed[m[key]]
		if sentence == nil {
			sentence = template.Must(template.New(key).Parse(m[key]))
			parsed[m[key]] = sentence
		}
		if err := sentence.Execute(&said, args); err != nil {
			t.Fatal(err)
		}
		if s := said.String(); s == "" || strings.Contains(s, "<no value>") || strings.Contains(s, "[]") {
			t.Fatalf("%s with %v says %q", key, args, s)
		}
	}
}

func checkSum(t *testing.T, m fair.Match) {
	t.Helper()
	if (len(m.Gates) > 0) != (m.Score == 0) || len(m.Gates) > 0 && len(m.Reasons) > 0 {
		t.Fatalf("score %d with gates %v", m.Score, m.Gates)
	}
	sum := map[fair.Side]int{}
	for _, r := range m.Reasons {
		if r.Points < 0 || r.Points > r.Weight {
			t.Fatalf("%s gives %d of %d", r.Part, r.Points, r.Weight)
		}
		sum[r.Side] += r.Points
	}
	if sum[fair.DemandSide] != m.ForBuyer || sum[fair.OfferSide] != m.ForSeller || fair.Join(m.ForBuyer, m.ForSeller) != m.Score {
		t.Fatalf("reasons give %v, sides %d and %d, score %d", sum, m.ForBuyer, m.ForSeller, m.Score)
	}
}

// rewrite puts other values into the fields of p that others cannot see.
func rewrite(r *draw, p fair.Post) fair.Post {
	other := p
	r.fill(&other)
	next := p
	hidden := func(f string) bool { return p.Seen(f) != fair.Public }
	swap(hidden("territory"), &next.Territory, other.Territory)
	swap(hidden("exclusive"), &next.Exclusive, other.Exclusive)
	swap(hidden("attributes"), &next.Attributes, other.Attributes)
	if p.Offer != nil {
		a, b := *p.Offer, other.Offer
		swap(hidden("price"), &a.Price, b.Price)
		swap(hidden("moq"), &a.MOQ, b.MOQ)
		swap(hidden("moq"), &a.MOQBasis, b.MOQBasis)
		swap(hidden("capacity"), &a.Capacity, b.Capacity)
		swap(hidden("lead_days"), &a.LeadDays, b.LeadDays)
		swap(hidden("floor"), &a.Floor, b.Floor)
		swap(hidden("certificates"), &a.Certificates, b.Certificates)
		swap(hidden("markets"), &a.Markets, b.Markets)
		next.Offer = &a
		return next
	}
	a, b := *p.Demand, other.Demand
	swap(hidden("first"), &a.First, b.First)
	swap(hidden("annual"), &a.Annual, b.Annual)
	swap(hidden("ceiling"), &a.Ceiling, b.Ceiling)
	swap(hidden("budget"), &a.Budget, b.Budget)
	swap(hidden("needed_by"), &a.NeededBy, b.NeededBy)
	swap(hidden("origins"), &a.Origins, b.Origins)
	swap(hidden("required"), &a.Required, b.Required)
	next.Demand = &a
	return next
}

func swap[T any](do bool, to *T, from T) {
	if do {
		*to = from
	}
}

// Nobody learns from a score, a reason or a gate what another hides: change it,
// and what the others see stays the same.
func TestProbing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newDraw(rapid.Uint64().Draw(t, "seed"))
		e := New(r.fair, r.rates())
		all := eventful(r, e, 30, 10)
		p := all[rapid.IntRange(0, len(all)-1).Draw(t, "post")]
		view := func() (out []any) {
			for _, q := range all {
				if q.Side == p.Side {
					continue
				}
				list, err := e.Top(q.ID, 50, drawnNow)
				o, d := p.ID, q.ID
				if p.Side == fair.DemandSide {
					o, d = d, o
				}
				pair, err2 := e.Pair(o, d, q.ID, drawnNow)
				out = append(out, list, err == nil, pair, err2 == nil)
			}
			return out
		}
		before := view()
		if p.State == fair.PostOpen {
			e.PutPost(rewrite(r, p))
		}
		if after := view(); !reflect.DeepEqual(before, after) {
			t.Fatalf("what %d hides shows", p.Number)
		}
	})
}
