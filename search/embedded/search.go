package embedded

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// order translates the sorts; what has no value comes last.
var order = map[fair.Sort][]string{
	fair.ByRelevance: {"-_score"},
	fair.ByNewest:    {"-created", "_id"},
	fair.ByPrice:     {"price", "-created", "_id"},
	fair.ByMOQ:       {"moq", "-created", "_id"},
	fair.ByLead:      {"lead", "-created", "_id"},
	fair.ByName:      {"name", "-created", "_id"},
}

// Search finds documents.
func (e *Engine) Search(ctx context.Context, a search.Ask) (search.Answer, error) {
	var out search.Answer
	err := e.read(a.Fair, func(ix bleve.Index) (err error) {
		out, err = find(ctx, ix, &a)
		return err
	})
	return out, err
}

func find(ctx context.Context, ix bleve.Index, a *search.Ask) (out search.Answer, err error) {
	r, err := reader(ix)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	q, err := asked(r, a, "")
	if err != nil {
		return out, err
	}
	req := bleve.NewSearchRequestOptions(q, a.Limit, a.Offset, false)
	req.SortBy(order[a.Sort])
	if a.Sort != fair.ByRelevance {
		req.Score = "none"
	}
	if a.Facets {
		for _, f := range search.FacetFields {
			if len(search.Chosen(&a.Query, f)) == 0 {
				req.AddFacet(f, bleve.NewFacetRequest(f, search.MaxFacetValues))
			}
		}
	}
	res, err := ix.SearchInContext(ctx, req)
	if err != nil {
		return out, err
	}
	out.Total = int(res.Total)
	out.IDs = make([]string, len(res.Hits))
	for i, h := range res.Hits {
		out.IDs[i] = h.ID
	}
	if a.Facets {
		out.Facets, err = facets(ctx, ix, r, a, res)
	}
	return out, err
}

// reader opens a view of the index.
func reader(ix bleve.Index) (index.IndexReader, error) {
	advanced, err := ix.Advanced()
	if err != nil {
		return nil, err
	}
	return advanced.Reader()
}

// facets lists the counts in res, and for each facet that is filtered by, those
// without its own filter.
func facets(ctx context.Context, ix bleve.Index, r index.IndexReader, a *search.Ask, res *bleve.SearchResult) ([]fair.Facet, error) {
	out := make([]fair.Facet, 0, len(search.FacetFields))
	for _, f := range search.FacetFields {
		counted := res
		if len(search.Chosen(&a.Query, f)) > 0 {
			q, err := asked(r, a, f)
			if err != nil {
				return nil, err
			}
			req := bleve.NewSearchRequestOptions(q, 0, 0, false)
			req.Score = "none"
			req.AddFacet(f, bleve.NewFacetRequest(f, search.MaxFacetValues))
			if counted, err = ix.SearchInContext(ctx, req); err != nil {
				return nil, err
			}
		}
		facet := fair.Facet{Field: f}
		for _, t := range counted.Facets[f].Terms.Terms() {
			facet.Values = append(facet.Values, fair.FacetValue{Value: t.Term, Count: t.Count})
		}
		out = append(out, facet)
	}
	return out, nil
}
