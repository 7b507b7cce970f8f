package embedded

import (
	"slices"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/fairmatch/fairmatch/search"
)

// texts are the fields that words are looked for in, with what they count; the
// score of package text orders what is found.
var texts = []struct {
	field string
	boost float64
}{{fieldTitle, 2}, {fieldBrand, 1}, {fieldText, 1}, {fieldAttributes, .3}}

// asked builds the query of the words of a.
func asked(r index.IndexReader, a *search.Ask) (query.Query, error) {
	w, err := wordsQuery(r, a)
	return query.NewConjunctionQuery([]query.Query{term(fieldWhat, string(a.What), 0), w}), err
}

func wordsQuery(r index.IndexReader, a *search.Ask) (query.Query, error) {
	groups := make([]query.Query, len(a.Groups))
	for i := range a.Groups {
		var err error
		if groups[i], err = groupQuery(r, &a.Groups[i]); err != nil {
			return nil, err
		}
	}
	if a.Any {
		return query.NewDisjunctionQuery(groups), nil
	}
	return query.NewConjunctionQuery(groups), nil
}

func groupQuery(r index.IndexReader, g *search.Group) (query.Query, error) {
	var any []query.Query
	terms := slices.Clone(g.Terms)
	if g.Edits > 0 {
		near, err := nearest(r, g.Terms[0], g.Edits)
		if err != nil {
			return nil, err
		}
		terms = append(terms, near...)
	}
	for _, t := range terms {
		any = append(any, inTexts(t)...)
		if utf8.RuneCountInString(t) == 1 {
			any = append(any, term(fieldAll, t, 1))
		}
	}
	for _, s := range g.Splits {
		any = append(any, together(s[:]))
	}
	for _, a := range g.Abroad {
		any = append(any, together(a))
	}
	for _, c := range g.Concepts {
		any = append(any, term(fieldConcepts, c, .5))
	}
	if g.Prefix != "" {
		p := query.NewPrefixQuery(g.Prefix)
		p.SetField(fieldAll)
		any = append(any, p)
	}
	return query.NewDisjunctionQuery(any), nil
}

// together asks for all of terms.
func together(terms []string) query.Query {
	all := make([]query.Query, len(terms))
	for i, t := range terms {
		all[i] = query.NewDisjunctionQuery(inTexts(t))
	}
	return query.NewConjunctionQuery(all)
}

func inTexts(t string) []query.Query {
	out := make([]query.Query, len(texts))
	for i, f := range texts {
		out[i] = term(f.field, t, f.boost)
	}
	return out
}

func term(field, value string, boost float64) query.Query {
	q := query.NewTermQuery(value)
	q.SetField(field)
	q.SetBoost(boost)
	return q
}

// maxNear bounds the terms that a mistyped word may stand for.
const maxNear = 8

// nearest lists the terms of the index that are fewest edits away from t, at
// most so many, the commonest first.
func nearest(r index.IndexReader, t string, edits int) ([]string, error) {
	fuzzy, ok := r.(index.IndexReaderFuzzy)
	if !ok {
		return nil, nil
	}
	type near struct {
		term  string
		count uint64
	}
	for n := 1; n <= edits; n++ {
		dict, err := fuzzy.FieldDictFuzzy(fieldAll, t, n, "")
		if err != nil {
			return nil, err
		}
		var found []near
		for e, err := dict.Next(); e != nil || err != nil; e, err = dict.Next() {
			if err != nil {
				return nil, err
			}
			found = append(found, near{e.Term, e.Count})
		}
		if err := dict.Close(); err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		slices.SortStableFunc(found, func(a, b near) int { return int(b.count) - int(a.count) })
		out := make([]string, 0, maxNear)
		for _, f := range found[:min(maxNear, len(found))] {
			out = append(out, f.term)
		}
		return out, nil
	}
	return nil, nil
}
