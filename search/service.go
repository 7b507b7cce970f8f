package search

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// Service answers searches from an engine, the first candidates in the order of
// text's relevance score.
type Service struct {
	engine Engine
	words  words
}

var _ fair.Finder = (*Service)(nil)

// NewService returns a service over engine. It knows the words of a fair once
// they are loaded ([Service.Load]) or followed; until then the engine's order stands.
func NewService(engine Engine) *Service {
	return &Service{engine: engine, words: words{all: map[fair.FairID]map[fair.What]*collection{}}}
}

const (
	// candidates are how many of the engine's documents are put in order.
	candidates = 200
	// few is how many documents must have every word of a question for those
	// with only some of them to stay out: less than a handful is no choice.
	few = 5
)

// Find answers a query.
func (s *Service) Find(ctx context.Context, q fair.Query) (fair.Found, error) {
	start := time.Now()
	col := s.words.of(q.Fair)[q.What]
	if col == nil {
		return fair.Found{}, &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: "what", Rule: "oneof", Value: string(q.What)}}}
	}
	if q.Limit == 0 {
		q.Limit = 20
	}
	f := finding{Service: s, q: q, col: col, question: ask(col.corpus, &q)}
	if q.Sort == "" || q.Sort == fair.ByRelevance && len(f.groups) == 0 {
		f.q.Sort = fair.ByNewest
		if len(f.groups) > 0 {
			f.q.Sort = fair.ByRelevance
		}
	}
	found, err := f.find(ctx)
	found.TookMS = float64(time.Since(start).Microseconds()) / 1000
	return found, err
}

// finding is one query on its way.
type finding struct {
	*Service
	question
	q   fair.Query
	col *collection
	any bool
}

func (f *finding) find(ctx context.Context) (fair.Found, error) {
	var page Answer
	var err error
	if f.q.Sort == fair.ByRelevance {
		page, err = f.relevant(ctx)
	} else {
		page, err = f.search(ctx, f.q.Offset, f.q.Limit, true)
	}
	if err != nil {
		return fair.Found{}, err
	}
	hits, err := f.hits(ctx, page.IDs)
	return fair.Found{Total: page.Total, Hits: hits, Facets: page.Facets}, err
}

// relevant puts the first candidates in order and cuts the page; what lies
// beyond them comes in the engine's order.
func (f *finding) relevant(ctx context.Context) (Answer, error) {
	from, to := f.q.Offset, f.q.Offset+f.q.Limit
	if from >= candidates {
		return f.search(ctx, from, f.q.Limit, true)
	}
	page, err := f.search(ctx, 0, candidates, true)
	if err != nil {
		return page, err
	}
	if err := f.order(ctx, page.IDs); err != nil {
		return page, err
	}
	more := page.Total > candidates && to > candidates
	page.IDs = page.IDs[min(from, len(page.IDs)):min(to, len(page.IDs))]
	if more {
		rest, err := f.search(ctx, candidates, to-candidates, false)
		page.IDs = append(page.IDs, rest.IDs...)
		return page, err
	}
	return page, nil
}

// search asks the engine for what has all words and, where that is too little,
// for what has some.
func (f *finding) search(ctx context.Context, offset, limit int, facets bool) (Answer, error) {
	a := Ask{Query: f.q, Groups: f.groups, Any: f.any, Facets: facets}
	a.Offset, a.Limit = offset, limit
	out, err := f.engine.Search(ctx, a)
	if err != nil || f.any || len(f.groups) < 2 || out.Total >= few {
		return out, err
	}
	f.any, a.Any = true, true
	return f.engine.Search(ctx, a)
}

// order sorts candidates by score, newest first, then by id.
func (f *finding) order(ctx context.Context, ids []string) error {
	type ranked struct {
		id      string
		score   float64
		created int64
	}
	entries, err := f.entries(ctx, ids)
	if err != nil {
		return err
	}
	list := make([]ranked, len(ids))
	for i, id := range ids {
		e := entries[id]
		list[i] = ranked{id, f.col.corpus.Score(f.query, e.words), e.created}
	}
	slices.SortFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.created, a.created), strings.Compare(a.id, b.id))
	})
	for i := range list {
		ids[i] = list[i].id
	}
	return nil
}

// entries gives the words of documents; those that the statistics have not met
// yet are read from the engine.
func (f *finding) entries(ctx context.Context, ids []string) (map[string]entry, error) {
	out := make(map[string]entry, len(ids))
	var unmet []string
	f.col.mu.RLock()
	for _, id := range ids {
		if e, ok := f.col.docs[id]; ok {
			out[id] = e
		} else {
			unmet = append(unmet, id)
		}
	}
	f.col.mu.RUnlock()
	if len(unmet) == 0 {
		return out, nil
	}
	docs, err := f.engine.Stored(ctx, f.q.Fair, unmet)
	for i := range docs {
		out[docs[i].ID] = entry{docs[i].Words(), docs[i].Created}
	}
	return out, err
}

// hits loads a page of documents and shows what matched.
func (f *finding) hits(ctx context.Context, ids []string) ([]fair.Hit, error) {
	if len(ids) == 0 {
		return []fair.Hit{}, nil
	}
	docs, err := f.engine.Stored(ctx, f.q.Fair, ids)
	if err != nil {
		return nil, err
	}
	entries, err := f.entries(ctx, ids)
	if err != nil {
		return nil, err
	}
	hits := make([]fair.Hit, 0, len(docs))
	for i := range docs {
		d := &docs[i]
		h := fair.Hit{Score: f.col.corpus.Score(f.query, entries[d.ID].words)}
		if h.Company, err = fair.ParseID[fair.Company](d.Company); err != nil {
			return nil, err
		}
		if d.What != fair.FindCompanies {
			if h.Post, err = fair.ParseID[fair.Post](d.ID); err != nil {
				return nil, err
			}
		}
		h.Title, h.Snippet = f.marks(d)
		hits = append(hits, h)
	}
	return hits, nil
}

// Load takes all documents of a fair into the statistics, in the place of those
// it had.
func (s *Service) Load(ctx context.Context, f fair.FairID, docs iter.Seq2[Document, error]) error {
	fresh := newFair()
	for d, err := range docs {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		fresh[d.What].put(&d)
	}
	s.words.replace(f, fresh)
	return nil
}

// Ready reports whether the engine can answer.
func (s *Service) Ready(ctx context.Context) error { return s.engine.Ready(ctx) }
