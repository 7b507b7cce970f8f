package text

import (
	"slices"
	"strings"
)

// Span is the bytes s[Start:End] of a text.
type Span struct{ Start, End int }

// Highlight gives the places of s that answer q, in order and apart from each
// other; bigrams that overlap become one. Places are on rune boundaries.
func (c *Corpus) Highlight(q Query, s string) []Span {
	var out []Span
	for _, t := range scan(s) {
		if q.answers(t.Term) {
			out = append(out, Span{t.Start, t.End})
		}
	}
	slices.SortStableFunc(out, func(a, b Span) int { return a.Start - b.Start })
	merged := out[:0]
	for _, p := range out {
		if n := len(merged); n > 0 && p.Start <= merged[n-1].End {
			merged[n-1].End = max(merged[n-1].End, p.End)
			continue
		}
		merged = append(merged, p)
	}
	return merged
}

func (q *Query) answers(term string) bool {
	for _, g := range q.groups {
		for _, a := range g.alts {
			for _, t := range a.terms {
				if t == term || a.prefix && strings.HasPrefix(term, t) {
					return true
				}
			}
		}
	}
	return false
}
