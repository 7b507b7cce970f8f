package meili

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/meilisearch/meilisearch-go"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// order translates the sorts; what has no value comes last.
var order = map[fair.Sort][]string{
	fair.ByNewest: {"created:desc", "id:asc"},
	fair.ByPrice:  {"price:asc", "created:desc", "id:asc"},
	fair.ByMOQ:    {"moq:asc", "created:desc", "id:asc"},
	fair.ByLead:   {"lead:asc", "created:desc", "id:asc"},
	fair.ByName:   {"name:asc", "created:desc", "id:asc"},
}

// Search finds documents. The answers to a question are united from several
// queries, in one request: what has the words, what has the concepts of those
// words that have some, and what has a single word, where that is enough.
func (e *Engine) Search(ctx context.Context, a search.Ask) (search.Answer, error) {
	res, err := e.ask(ctx, &a, "", a.Offset, a.Limit)
	if absent(err) {
		return search.Answer{}, nil
	}
	if err != nil {
		return search.Answer{}, judge(ctx, err)
	}
	out := search.Answer{Total: int(res.EstimatedTotalHits)}
	for _, h := range res.Hits {
		var id string
		if err := json.Unmarshal(h["id"], &id); err != nil {
			return out, err
		}
		out.IDs = append(out.IDs, id)
	}
	if a.Facets {
		out.Facets, err = e.facets(ctx, &a, res)
	}
	return out, judge(ctx, err)
}

// ask sends one united request; the filter of the facet except is left off.
func (e *Engine) ask(ctx context.Context, a *search.Ask, except string, offset, limit int) (*meilisearch.MultiSearchResponse, error) {
	index := uid(a.Fair)
	conditions := filters(&a.Query, except)
	queries := united(a, conditions)
	if q, ok := e.alike(ctx, a, conditions); ok {
		queries = append(queries, q)
	}
	for _, q := range queries {
		q.IndexUID = index
		q.Sort = order[a.Sort]
		q.AttributesToRetrieve = []string{"id"}
	}
	union := &meilisearch.MultiSearchFederation{Offset: int64(offset), Limit: int64(limit)}
	switch {
	case except != "":
		union.FacetsByIndex = map[string][]string{index: {attribute(except)}}
	case a.Facets:
		var fields []string
		for _, f := range search.FacetFields {
			fields = append(fields, attribute(f))
		}
		union.FacetsByIndex = map[string][]string{index: fields}
	}
	if union.FacetsByIndex != nil {
		union.MergeFacets = &meilisearch.MultiSearchFederationMergeFacets{MaxValuesPerFacet: search.MaxFacetValues}
	}
	return e.client.MultiSearchWithContext(ctx, &meilisearch.MultiSearchRequest{Federation: union, Queries: queries})
}

// beside is the weight of what only has a concept or a single word.
const beside = 0.3

// united lists the queries that together find what a asks for.
func united(a *search.Ask, conditions []string) []*meilisearch.SearchRequest {
	// All queries of a union take the same strategy, or the server refuses it.
	strategy := meilisearch.All
	if a.Any {
		strategy = meilisearch.Frequency
	}
	query := func(words string, weight float64, more ...string) *meilisearch.SearchRequest {
		if words == "" && len(more) > 0 {
			words = `"` + everywhere + `"`
		}
		return &meilisearch.SearchRequest{
			Query: words, Filter: slices.Concat(conditions, more), MatchingStrategy: strategy,
			FederationOptions: &meilisearch.SearchFederationOptions{Weight: weight},
		}
	}
	out := []*meilisearch.SearchRequest{query(words(a.Groups), 1)}
	if without, concepts := apart(a.Groups); len(concepts) > 0 {
		out = append(out, query(words(without), beside, concepts...))
	}
	for i := 0; i < variants && hasAbroad(a.Groups, i); i++ {
		out = append(out, query(abroad(a.Groups, i), beside))
	}
	if !a.Any {
		return out
	}
	for i := range a.Groups {
		one := a.Groups[i : i+1]
		out = append(out, query(words(one), beside))
		if _, concepts := apart(one); len(concepts) > 0 {
			out = append(out, query("", beside, concepts...))
		}
	}
	return out
}

// apart divides groups into those without concepts and the conditions that stand
// for the others.
func apart(groups []search.Group) (without []search.Group, conditions []string) {
	for _, g := range groups {
		if len(g.Concepts) == 0 {
			without = append(without, g)
			continue
		}
		if c := oneOf("concepts", g.Concepts); !slices.Contains(conditions, c) {
			conditions = append(conditions, c)
		}
	}
	return without, conditions
}

// variants bounds the ways a question is said in the other language.
const variants = 3

func hasAbroad(groups []search.Group, i int) bool {
	return slices.ContainsFunc(groups, func(g search.Group) bool { return len(g.Abroad) > i })
}

// abroad writes groups as a query, with the i-th phrase in the other language
// for those that have one. Neighbours often share a phrase.
func abroad(groups []search.Group, i int) string {
	var b strings.Builder
	said := map[string]bool{}
	for k, g := range groups {
		if len(g.Abroad) == 0 {
			b.WriteString(words(groups[k:k+1]) + " ")
			continue
		}
		for _, t := range g.Abroad[min(i, len(g.Abroad)-1)] {
			if !said[t] {
				said[t] = true
				b.WriteString(`"` + coded(t) + `" `)
			}
		}
	}
	return b.String()
}

// words writes groups as a query. A term in quotes is met as it is; one without
// may be mistyped, or two words in one.
func words(groups []search.Group) string {
	var b strings.Builder
	for _, g := range groups {
		switch {
		case g.Prefix != "":
			b.WriteString(g.Word)
			continue // without the space after it, the last word is a beginning
		case g.Edits > 0 || len(g.Terms) > 1 || len(g.Splits) > 0:
			b.WriteString(g.Word)
		default:
			b.WriteString(`"` + coded(g.Terms[0]) + `"`)
		}
		b.WriteString(" ")
	}
	return b.String()
}

// facets lists the counts of res and, for each facet that is filtered by, those
// without its own filter.
func (e *Engine) facets(ctx context.Context, a *search.Ask, res *meilisearch.MultiSearchResponse) ([]fair.Facet, error) {
	out := make([]fair.Facet, 0, len(search.FacetFields))
	for _, f := range search.FacetFields {
		counted := res
		if len(search.Chosen(&a.Query, f)) > 0 {
			var err error
			if counted, err = e.ask(ctx, a, f, 0, 1); err != nil {
				return nil, err
			}
		}
		facet, err := facetOf(f, counted.FacetDistribution[attribute(f)])
		if err != nil {
			return nil, err
		}
		out = append(out, facet)
	}
	return out, nil
}

// facetOf reads {"value": count}.
func facetOf(field string, raw json.RawMessage) (fair.Facet, error) {
	facet := fair.Facet{Field: field}
	var counts map[string]int
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &counts); err != nil {
			return facet, err
		}
	}
	for v, n := range counts {
		if n > 0 {
			facet.Values = append(facet.Values, fair.FacetValue{Value: v, Count: n})
		}
	}
	slices.SortFunc(facet.Values, func(a, b fair.FacetValue) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return strings.Compare(a.Value, b.Value)
	})
	return facet, nil
}

// filters are the conditions of q, joined by AND; that of one facet is left off.
func filters(q *fair.Query, except string) []string {
	out := []string{oneOf("what", []string{string(q.What)})}
	for _, f := range search.FacetFields {
		chosen := search.Chosen(q, f)
		if f == except || len(chosen) == 0 {
			continue
		}
		if f == "chapters" {
			out = append(out, oneOf("codes", chosen)) // a query may ask for a heading as well
			continue
		}
		out = append(out, oneOf(attribute(f), chosen))
	}
	if q.Verified {
		out = append(out, "verified = true")
	}
	if q.SME {
		out = append(out, "sme = true")
	}
	for _, bound := range []struct {
		form  string
		value float64
	}{{"price >= %s", q.PriceMin}, {"price <= %s", q.PriceMax}, {"moq <= %s", q.MOQMax}, {"lead <= %s", float64(q.LeadMax)}} {
		if bound.value != 0 {
			out = append(out, fmt.Sprintf(bound.form, strconv.FormatFloat(bound.value, 'f', -1, 64)))
		}
	}
	return out
}

// oneOf asks for one of values, which come from people: quoted, with quotes and
// backslashes escaped.
func oneOf(field string, values []string) string {
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = `"` + escape.Replace(v) + `"`
	}
	return field + " IN [" + strings.Join(quoted, ", ") + "]"
}
