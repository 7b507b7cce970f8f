package text

import (
	"math"
	"sort"
	"strings"
)

const (
	// k1 of BM25: how soon more of the same word stops adding. The usual value.
	k1 = 1.2
	// long is b of BM25, how much a long field discounts its words: the usual value.
	long = 0.75
	// title is b for the first field. Titles are short by nature, and a long one
	// tells more rather than repeating itself.
	title = 0.5
)

// IDF weighs a term by its rarity: df of n documents hold it. Never negative
// (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, with 1
// added under the logarithm).
func IDF(n, df int) float64 {
	n = max(n, 0)
	df = min(max(df, 0), n)
	return math.Log1p((float64(n-df) + 0.5) / (float64(df) + 0.5))
}

// Saturate maps a term frequency to [0, 1): in a field of the given length,
// where the mean field has mean. A mean of 0 leaves length out.
func Saturate(tf, length, mean float64) float64 {
	return saturated(levelled(tf, length, mean, long))
}

func saturated(tf float64) float64 { return tf / (k1 + tf) }

// levelled divides a frequency by what the length of its field lets expect.
func levelled(tf, length, mean, b float64) float64 {
	if mean <= 0 {
		return tf
	}
	return tf / (1 - b + b*length/mean)
}

// Score says how well d answers q, 0 when no word of it does. Scores of one
// query compare; those of two queries do not. It depends on q and d alone:
// q carries the statistics it was compiled with.
//
// It is BM25F (Robertson and Zaragoza 2009): a word's occurrences are weighed
// and levelled per field and summed before they saturate, so that a word in
// title and description is not two words. The sum is multiplied by the square
// of the share of the query that d answers, by the rarity of its words, so that
// all words once go before one word often.
func (c *Corpus) Score(q Query, d Doc) float64 {
	var sum, hit, all float64
	for i := range q.groups {
		g := &q.groups[i]
		all += g.idf
		best, share := 0.0, 0.0
		for _, a := range g.alts {
			if tf := q.frequency(a, &d); tf > 0 {
				best = max(best, a.weight*saturated(tf))
				share = max(share, a.weight)
			}
		}
		sum += g.idf * best
		hit += g.idf * share
	}
	if hit == 0 {
		return 0
	}
	return sum * (hit / all) * (hit / all)
}

// frequency is the weighted and levelled frequency of an answer: of the rarest
// of its terms where it takes several.
func (q *Query) frequency(a alt, d *Doc) float64 {
	least := math.Inf(1)
	for _, t := range a.terms {
		tf := 0.0
		for i := sort.SearchStrings(d.terms, t); i < len(d.terms); i++ {
			if d.terms[i] != t && !(a.prefix && strings.HasPrefix(d.terms[i], t)) {
				break
			}
			tf += q.fields(d, i)
			if !a.prefix {
				break
			}
		}
		if tf == 0 {
			return 0
		}
		least = min(least, tf)
	}
	return least
}

// fields sums what the i-th term of d counts in each field.
func (q *Query) fields(d *Doc, i int) float64 {
	tf, b := 0.0, title
	for f, n := range d.row(i) {
		if f == len(q.weights) {
			break
		}
		if n > 0 {
			tf += q.weights[f] * levelled(float64(n), float64(d.length[f]), q.mean[f], b)
		}
		b = long
	}
	return tf
}
