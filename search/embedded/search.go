package embedded

import (
	"context"
	"errors"

	"github.com/blevesearch/bleve/v2"
	bsearch "github.com/blevesearch/bleve/v2/search"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/fairmatch/fairmatch/search"
)

// Search finds documents: Bleve those with the words, the table all else.
func (e *Engine) Search(ctx context.Context, a search.Ask) (search.Answer, error) {
	var out search.Answer
	err := e.read(a.Fair, func(ix bleve.Index, t *table) error {
		t.mu.RLock()
		defer t.mu.RUnlock()
		var hits []found
		if len(a.Groups) == 0 {
			hits = t.everything()
		} else {
			var err error
			if hits, err = t.withWords(ctx, ix, &a); err != nil {
				return err
			}
		}
		out = t.answer(&a, hits)
		return nil
	})
	return out, err
}

func (t *table) everything() []found {
	out := make([]found, 0, len(t.places))
	for i := range t.rows {
		if t.rows[i].id != "" {
			out = append(out, found{place: int32(i)})
		}
	}
	return out
}

// withWords reads every document that answers the words of a.
func (t *table) withWords(ctx context.Context, ix bleve.Index, a *search.Ask) (out []found, err error) {
	r, err := reader(ix)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	q, err := asked(r, a)
	if err != nil {
		return nil, err
	}
	ctx = context.WithValue(ctx, bsearch.GetScoringModelCallbackKey, bsearch.GetScoringModelCallbackFn(func() string { return index.BM25Scoring }))
	s, err := q.Searcher(ctx, r, ix.Mapping(), bsearch.SearcherOptions{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	run := &bsearch.SearchContext{DocumentMatchPool: bsearch.NewDocumentMatchPool(s.DocumentMatchPoolSize()+1, 0), IndexReader: r}
	for {
		if len(out)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		m, err := s.Next(run)
		if m == nil || err != nil {
			return out, err
		}
		id, err := r.ExternalID(m.IndexInternalID)
		if err != nil {
			return nil, err
		}
		// A document that is being written may be in one and not yet in the other.
		if place, ok := t.places[id]; ok {
			out = append(out, found{place, m.Score})
		}
		run.DocumentMatchPool.Put(m)
	}
}

// reader opens a view of the index.
func reader(ix bleve.Index) (index.IndexReader, error) {
	advanced, err := ix.Advanced()
	if err != nil {
		return nil, err
	}
	return advanced.Reader()
}
