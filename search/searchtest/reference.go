package searchtest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// The plain way to answer a query: look at every document.

var (
	someWords      = []string{"amber", "birch", "copper", "denim", "ebony", "flint"}
	someCountries  = []string{"CN", "DE", "FR"}
	someChapters   = []string{"01", "02", "03"}
	someCategories = []string{"Red", "Green", `Bl"ue`}
	someHalls      = []string{"1", "2"}
)

// crowd makes n documents that differ in everything, the same for each engine.
func crowd(n int) []search.Document {
	docs := make([]search.Document, n)
	for i := range docs {
		pick := func(from []string, step int) []string {
			k := i / step % (len(from) + 1)
			if k == len(from) {
				return nil
			}
			return []string{from[k]}
		}
		one := func(s []string) string { return strings.Join(s, "") }
		d := search.Document{
			ID: fair.NewID[fair.Post]().String(), What: fair.FindOffers, Created: int64(1000 + i*i%97),
			Title:     fair.Texts{"en": someWords[i%6] + " " + someWords[i/6%6]},
			Text:      fair.Texts{"en": strings.Repeat(someWords[i*7%6]+" ", i%4)},
			Countries: pick(someCountries, 1), Chapters: pick(someChapters, 2), Categories: pick(someCategories, 3),
			Hall: one(pick(someHalls, 5)), Verified: i%2 == 0, SME: i%3 == 0, Lead: i % 11, Price: float64(i % 13), MOQ: float64(i % 17),
			Name: fmt.Sprintf("%04d", i*31%n),
		}
		d.Codes = d.Chapters
		docs[i] = d
	}
	return docs
}

// answers reports whether a document has all words and passes all filters but
// the one of except.
func answers(d *search.Document, q fair.Query, except string) bool {
	text := d.Title.All() + " " + d.Text.All()
	for w := range strings.FieldsSeq(q.Words) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	for _, f := range search.FacetFields {
		chosen := search.Chosen(&q, f)
		if f != except && len(chosen) > 0 && !slices.ContainsFunc(values(d, f), func(v string) bool { return slices.Contains(chosen, v) }) {
			return false
		}
	}
	within := func(v, low, high float64) bool {
		return low == 0 && high == 0 || v != 0 && v >= low && (high == 0 || v <= high)
	}
	return (!q.Verified || d.Verified) && (!q.SME || d.SME) &&
		within(d.Price, q.PriceMin, q.PriceMax) && within(d.MOQ, 0, q.MOQMax) && within(float64(d.Lead), 0, float64(q.LeadMax))
}

func values(d *search.Document, field string) []string {
	switch field {
	case "countries":
		return d.Countries
	case "chapters":
		return d.Chapters
	case "categories":
		return d.Categories
	case "halls":
		return slices.DeleteFunc([]string{d.Hall}, func(s string) bool { return s == "" })
	}
	return nil
}

// counted is a facet the plain way, as text.
func counted(docs []search.Document, q fair.Query, field string) string {
	n := map[string]int{}
	for i := range docs {
		if answers(&docs[i], q, field) {
			for _, v := range values(&docs[i], field) {
				n[v]++
			}
		}
	}
	var f fair.Facet
	f.Field = field
	for v, count := range n {
		f.Values = append(f.Values, fair.FacetValue{Value: v, Count: count})
	}
	slices.SortFunc(f.Values, func(a, b fair.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return facet(fair.Found{Facets: []fair.Facet{f}}, field)
}

// ordered sorts documents by one of the sorts with a key.
func ordered(docs []search.Document, by fair.Sort) []string {
	missing := func(v float64) float64 {
		if v == 0 {
			return 1e18
		}
		return v
	}
	key := func(d *search.Document) (float64, string) {
		switch by {
		case fair.ByPrice:
			return missing(d.Price), ""
		case fair.ByMOQ:
			return missing(d.MOQ), ""
		case fair.ByLead:
			return missing(float64(d.Lead)), ""
		case fair.ByName:
			return 0, d.Name
		}
		return 0, ""
	}
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b search.Document) int {
		x, s := key(&a)
		y, t := key(&b)
		return cmp.Or(cmp.Compare(x, y), strings.Compare(s, t), cmp.Compare(b.Created, a.Created), strings.Compare(a.ID, b.ID))
	})
	ids := make([]string, len(docs))
	for i := range docs {
		ids[i] = docs[i].ID
	}
	return ids
}

func drawQuery(t *rapid.T) fair.Query {
	some := func(label string, from []string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, 2, rapid.ID).Draw(t, label)
	}
	number := func(label string, most int) float64 {
		return float64(max(0, rapid.IntRange(-most, most).Draw(t, label)))
	}
	return fair.Query{
		What: fair.FindOffers, Words: strings.Join(some("words", someWords), " "),
		Countries: some("countries", someCountries), Chapters: some("chapters", someChapters),
		Categories: some("categories", someCategories), Halls: some("halls", someHalls),
		Verified: rapid.IntRange(0, 3).Draw(t, "verified") == 0, SME: rapid.IntRange(0, 3).Draw(t, "sme") == 0,
		PriceMin: number("least", 5), PriceMax: number("most", 12), MOQMax: number("moq", 16), LeadMax: int(number("lead", 10)),
		Sort: rapid.SampledFrom([]fair.Sort{fair.ByNewest, fair.ByPrice, fair.ByMOQ, fair.ByLead, fair.ByName, fair.ByRelevance}).Draw(t, "sort"),
	}
}

// testReference asks random questions of a crowd and compares sets, facets and
// orders with the plain way.
func testReference(h *house) {
	docs := crowd(160)
	ctx := context.Background()
	if err := h.engine.Rebuild(ctx, h.fair.ID, "crowd", search.Each(docs)); err != nil {
		h.Fatal(err)
	}
	if err := h.service.Load(ctx, h.fair.ID, search.Each(docs)); err != nil {
		h.Fatal(err)
	}
	rapid.Check(h.T, func(t *rapid.T) {
		q := drawQuery(t)
		var match []search.Document
		for i := range docs {
			if answers(&docs[i], q, "") {
				match = append(match, docs[i])
			}
		}
		if len(strings.Fields(q.Words)) > 1 && len(match) < 20 {
			return // what has only some of the words is let in: another test's matter
		}
		q.Fair, q.Limit = h.fair.ID, 200
		found, err := h.service.Find(ctx, q)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]string, len(found.Hits))
		for i, hit := range found.Hits {
			got[i] = hit.Post.String()
		}
		want := ordered(match, q.Sort)
		if q.Sort == fair.ByRelevance && q.Words != "" {
			slices.Sort(got)
			slices.Sort(want)
		}
		if !slices.Equal(got, want) || found.Total != len(want) {
			t.Fatalf("%+v\n got %d %q\nwant %d %q", q, found.Total, got, len(want), want)
		}
		for _, f := range []string{"countries", "chapters", "categories", "halls"} {
			if got, want := facet(found, f), counted(docs, q, f); got != want {
				t.Fatalf("%+v: %s %q, want %q", q, f, got, want)
			}
		}
	})
}

// testPages reads a long result page by page: nothing twice, nothing left out,
// whether the score or the engine orders, and the best first.
func testPages(h *house) {
	docs := crowd(450)
	for i := range docs {
		docs[i].Title["en"] += " thing"
	}
	docs[17].Title["en"] = "thing of things"
	ctx := context.Background()
	if err := h.engine.Rebuild(ctx, h.fair.ID, "crowd", search.Each(docs)); err != nil {
		h.Fatal(err)
	}
	if err := h.service.Load(ctx, h.fair.ID, search.Each(docs)); err != nil {
		h.Fatal(err)
	}
	for _, sort := range []fair.Sort{fair.ByRelevance, fair.ByName} {
		for _, size := range []int{70, 100} {
			seen := map[string]bool{}
			for offset := 0; offset <= 490; offset += size {
				found := h.find(fair.Query{Words: "thing", Sort: sort, Offset: offset, Limit: size})
				if want := max(0, min(size, 450-offset)); len(found.Hits) != want || found.Total != 450 {
					h.Fatalf("%s: %d hits of %d at %d, want %d", sort, len(found.Hits), found.Total, offset, want)
				}
				for i, hit := range found.Hits {
					if seen[hit.Post.String()] {
						h.Errorf("%s: %s twice", sort, hit.Post)
					}
					seen[hit.Post.String()] = true
					if i > 0 && sort == fair.ByRelevance && offset+i < 200 && hit.Score > found.Hits[i-1].Score {
						h.Errorf("hit %d scores %f after %f", offset+i, hit.Score, found.Hits[i-1].Score)
					}
				}
			}
			if len(seen) != 450 {
				h.Errorf("%s by %d: %d seen", sort, size, len(seen))
			}
		}
	}
	if first := h.find(fair.Query{Words: "thing", Sort: fair.ByRelevance}).Hits[0]; first.Post.String() != docs[17].ID {
		h.Errorf("first is %q", first.Title.Text)
	}
}
