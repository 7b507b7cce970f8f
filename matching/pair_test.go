package matching

import (
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"
	"text/template"

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
	const told = int(gates) - 1 // blocked and declined are told alike
	keys, gatesSeen, bands := map[string]bool{}, map[string]bool{}, map[fair.Band]bool{}
	look := func(m fair.Match) {
		checkSum(t, m)
		bands[m.Band] = true
		for _, c := range m.Changes {
			sayable(t, texts, c.Key, c.Args)
		}
		for _, g := range m.Gates {
			gatesSeen[g.Key] = true
			sayable(t, texts, g.Key, g.Args)
		}
		for _, why := range m.Reasons {
			keys[why.Key] = true
			sayable(t, texts, why.Key, why.Args)
			has("part." + why.Part)
			if why.Unknown {
				has("question." + why.Part + map[fair.Side]string{fair.OfferSide: "_supplier", fair.DemandSide: "_buyer"}[why.Asks])
			}
		}
	}
	for seed := range uint64(10) { // one fair has most of them
		if everyPair(t, seed, look); len(gatesSeen) == told && len(bands) == 3 {
			break
		}
	}
	for k := range keys {
		has(k)
	}
	if len(gatesSeen) != told || len(bands) != 3 {
		t.Errorf("seen gates %v and bands %v", gatesSeen, bands)
	}
}

// everyPair explains the pairs of a drawn fair to their buyers.
func everyPair(t *testing.T, seed uint64, look func(fair.Match)) {
	t.Helper()
	r := newDraw(seed)
	e := New(r.fair, r.rates())
	all := eventful(r, e, 300, 240)
	for _, p := range all[:100] {
		for _, q := range all {
			if p.Side != fair.OfferSide || q.Side != fair.DemandSide || p.State != fair.PostOpen || q.State != fair.PostOpen {
				continue
			}
			m, err := e.Pair(p.ID, q.ID, q.ID, drawnNow)
			if err != nil {
				t.Fatal(err)
			}
			look(m)
		}
	}
}

var parsed = map[string]*template.Template{}

// sayable fails where a sentence names a fact that it is not given, or says nothing.
func sayable(t *testing.T, texts []map[string]string, key string, args fair.Args) {
	t.Helper()
	if _, detailed := args["details"]; detailed { // which the catalogs' printer writes
		args = maps.Clone(args)
		args["details"] = "CE (Lima plant)"
	}
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
