// Package gist picks what to say first of a match, for programs and for people alike:
// a match has some twenty reasons, and nobody reads them all in a hall.
package gist

import (
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

// Gist is the little of a match that decides. Its reasons are the match's own.
type Gist struct {
	Facts []fair.Reason // the two facts that matter most
	Unmet []fair.Reason // further wishes that are stated and not met, the weightiest first
	Ask   *fair.Reason  // the open question that could decide most; nil: none is open
}

// Numbers of what is said.
const (
	facts = 2
	unmet = 3
)

// Of picks the gist of a match. Of a part that both sides look at, one side speaks.
func Of(m fair.Match) Gist {
	var g Gist
	var known []fair.Reason
	for i, r := range m.Reasons {
		switch {
		case r.Weight == 0 || unasked(r):
		case !r.Unknown:
			known = append(known, r)
		case g.Ask == nil || lost(r) > lost(*g.Ask):
			g.Ask = &m.Reasons[i]
		}
	}
	slices.SortStableFunc(known, func(a, b fair.Reason) int { return matters(b) - matters(a) })
	said := map[string]bool{}
	for _, r := range known {
		switch {
		case said[r.Part]:
			continue
		case len(g.Facts) < facts:
			g.Facts = append(g.Facts, r)
		case Missed(r) && wish(r) && len(g.Unmet) < unmet:
			g.Unmet = append(g.Unmet, r)
		default:
			continue
		}
		said[r.Part] = true
	}
	return g
}

// Missed reports whether a part gave less than half of what it could.
func Missed(r fair.Reason) bool { return !r.Unknown && 2*r.Points < r.Weight }

// wish reports whether somebody asks for what the part looks at: nobody asks for a tariff.
func wish(r fair.Reason) bool { return r.Part != "tariff" }

// matters weighs a fact by what it gave or took, whichever is more.
func matters(r fair.Reason) int { return max(r.Points, lost(r)) }

func lost(r fair.Reason) int { return r.Weight - r.Points }

// unasked are full points for what nobody wanted: no fact to begin with.
func unasked(r fair.Reason) bool {
	return strings.HasSuffix(r.Key, "_not_asked") || strings.HasSuffix(r.Key, "_any")
}
