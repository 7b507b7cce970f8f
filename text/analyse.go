package text

import (
	"slices"
	"strings"
)

// A word counts half where it names what the thing goes with instead of what
// it is. Halves were taken because anything from .4 to .8 does about as well.
const (
	aside    = 0.5 // after "for", "with" and the like, until the clause ends
	modifier = 0.5 // just before an accessory noun: "laptop" in "laptop lock"
	reach    = 3   // terms that a noun may be put before it
)

// Doc is an analysed text of several fields. It is read-only after [Analyse]
// and may be shared. Its terms are cut from the text, which it keeps in memory.
type Doc struct {
	terms  []string  // sorted
	freq   []float32 // freq[i*len(length)+f]: occurrences of terms[i] in field f, asides counting less
	length []float32 // words per field, wholes not counted
}

// hit is an occurrence of a term, before they are counted.
type hit struct {
	term  string
	field int
	n     float32
}

// Analyse reads the fields of one text, in the order of the corpus' [Weights],
// the title first.
func Analyse(fields ...string) Doc {
	size := 0
	for _, s := range fields {
		size += len(s)/5 + 2
	}
	hits := make([]hit, 0, size)
	d := Doc{length: make([]float32, len(fields))}
	for f, s := range fields {
		toks := scan(s)
		for _, t := range toks {
			if t.kind != whole {
				d.length[f]++
			}
		}
		hits = occurrences(hits, toks, f)
	}
	slices.SortFunc(hits, func(a, b hit) int { return strings.Compare(a.term, b.term) })
	distinct := 0
	for i := range hits {
		if i == 0 || hits[i].term != hits[i-1].term {
			distinct++
		}
	}
	d.terms = make([]string, 0, distinct)
	d.freq = make([]float32, distinct*len(fields))
	for i, h := range hits {
		if i == 0 || h.term != hits[i-1].term {
			d.terms = append(d.terms, h.term)
		}
		d.freq[(len(d.terms)-1)*len(fields)+h.field] += h.n
	}
	return d
}

// occurrences appends what each token of field f counts.
func occurrences(hits []hit, toks []token, f int) []hit {
	phrase, n := len(hits), float32(1)
	for _, t := range toks {
		if t.brk != joined {
			phrase = len(hits)
		}
		if t.brk == ended {
			n = 1
		}
		if n == 1 && extras[t.Term] {
			for i := max(phrase, len(hits)-reach); i < len(hits); i++ {
				if !extras[hits[i].term] {
					hits[i].n = modifier
				}
			}
		}
		hits = append(hits, hit{t.Term, f, n})
		if relations[t.Term] {
			n = aside
		}
	}
	return hits
}

// row gives the frequencies per field of the i-th term.
func (d *Doc) row(i int) []float32 {
	n := len(d.length)
	return d.freq[i*n : i*n+n]
}
