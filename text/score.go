package text

import (
	"math"
	"sort"
	"strings"
)

// k1 of BM25: how soon more of the same word stops adding. The usual value.
const k1 = 1.2

// b of BM25F: how much a long field discounts its words.
const lengthShare = 0.5

// IDF weighs a term by its rarity: df of n documents hold it. Never negative
// (Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, with 1
// added under the logarithm).
func IDF(n, df int) float64 {
	df = min(max(df, 0), n)
	return math.Log1p((float64(n-df) + 0.5) / (float64(df) + 0.5))
}

// Saturate maps a term frequency to [0, 1): in a field of the given length,
// where the mean field has mean. A mean of 0 leaves length out.
func Saturate(tf, length, mean float64) float64 {
	tf = leveled(tf, length, mean)
	return tf / (k1 + tf)
}

func leveled(tf, length, mean float64) float64 {
	if mean > 0 {
		tf /= 1 - lengthShare + lengthShare*length/mean
	}
	return tf
}

// Score says how well d answers q, 0 when no word of it does. Scores of one
// query compare; those of two queries do not.
//
// It is BM25F: a word's occurrences are weighed per field and summed before
// they saturate, so that a word in title and description is not two words. The
// sum is multiplied by the share of the query, by weight of its words, that the
// text answers.
func (c *Corpus) Score(q Query, d Doc) float64 {
	var sum, hit, all float64
	for i := range q.groups {
		g := &q.groups[i]
		all += g.idf
		best, share := 0.0, 0.0
		for _, a := range g.alts {
			tf := q.frequency(a, &d)
			if tf == 0 {
				continue
			}
			if s := a.weight * tf / (k1 + tf); s > best {
				best, share = s, a.weight
			}
		}
		sum += g.idf * best
		hit += g.idf * share
	}
	if hit == 0 {
		return 0
	}
	return sum * math.Pow(hit/all, coord)
}

var coord = 1.0

// frequency is the weighted, length-levelled frequency of an alternative: for
// several terms, of the rarest.
func (q *Query) frequency(a alt, d *Doc) float64 {
	least := math.Inf(1)
	for _, t := range a.terms {
		tf := 0.0
		for i := sort.SearchStrings(d.terms, t); i < len(d.terms); i++ {
			if d.terms[i] != t && !(a.prefix && strings.HasPrefix(d.terms[i], t)) {
				break
			}
			for f, n := range d.row(i) {
				if n > 0 && f < len(q.weights) {
					tf += q.weights[f] * leveled(float64(n), float64(d.length[f]), q.mean[f])
				}
			}
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
