package text

import (
	"slices"
	"strings"
)

// aside is what a term counts after a word such as "for" or "compatible with",
// until the clause ends: it names what the thing goes with.
const aside = 0.4

// Doc is an analysed text of several fields. It is read-only after [Analyse]
// and may be shared.
type Doc struct {
	terms  []string  // sorted
	freq   []float32 // freq[i*len(length)+f]: occurrences of terms[i] in field f, asides counting less
	length []float32 // words per field, wholes not counted
}

// Analyse reads the fields of one text, in the order of the corpus' [Weights].
func Analyse(fields ...string) Doc {
	type hit struct {
		term  string
		field int
		n     float32
	}
	size := 0
	for _, s := range fields {
		size += len(s)/5 + 2
	}
	hits := make([]hit, 0, size)
	d := Doc{length: make([]float32, len(fields))}
	for f, s := range fields {
		n := float32(1)
		for _, t := range scan(s) {
			if t.brk {
				n = 1
			}
			hits = append(hits, hit{t.Term, f, n})
			if t.kind != whole {
				d.length[f]++
			}
			if relations[t.Term] {
				n = aside
			}
		}
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

// row gives the frequencies per field of the i-th term.
func (d *Doc) row(i int) []float32 {
	n := len(d.length)
	return d.freq[i*n : i*n+n]
}
