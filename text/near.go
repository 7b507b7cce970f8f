package text

import (
	"math"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// maxNear bounds the terms a mistyped word may stand for.
const maxNear = 8

// letters is the set of characters of a term as bits: a–z, 0–9, the rest folded
// into 27 bits, and whether one is CJK. One edit changes at most two bits, which
// rules out most terms before a distance is computed.
func letters(term string) uint64 {
	var m uint64
	for _, r := range term {
		switch {
		case r >= 'a' && r <= 'z':
			m |= 1 << (r - 'a')
		case r >= '0' && r <= '9':
			m |= 1 << (26 + r - '0')
		case classify(r) == cjk:
			m |= cjkBit
		default:
			m |= 1 << (36 + r%27)
		}
	}
	return m
}

const (
	digitBits = (1<<10 - 1) << 26
	cjkBit    = 1 << 63
)

// tolerance is how many edits are forgiven where the longer of two words has n
// letters.
func tolerance(n int) int {
	switch {
	case n >= 9:
		return 2
	case n >= 5:
		return 1
	}
	return 0
}

// farApart tells, from their letters, that two terms are more edits apart.
func farApart(a, b uint64, edits int) bool {
	return bits.OnesCount64(a^b) > 2*edits
}

// damerau counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b (optimal string alignment), or limit+1 when they
// are more than limit. Only the diagonal band that limit allows is looked at.
func damerau(a, b []rune, limit int) int {
	if d := len(a) - len(b); d > limit || -d > limit || len(b) > maxLen {
		return limit + 1
	}
	var store [3][maxLen + 2]int
	before, prev, cur := store[0][:], store[1][:], store[2][:]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		from, to := max(1, i-limit), min(len(b), i+limit)
		cur[from-1] = limit + 1
		if from == 1 {
			cur[0] = i
		}
		best := cur[from-1]
		for j := from; j <= to; j++ {
			v := prev[j-1]
			if a[i-1] != b[j-1] {
				v = min(v, prev[j], cur[j-1]) + 1
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					v = min(v, before[j-2]+1)
				}
			}
			cur[j] = v
			best = min(best, v)
		}
		if best > limit {
			return limit + 1
		}
		cur[to+1] = limit + 1
		before, prev, cur = prev, cur, before
	}
	return min(prev[len(b)], limit+1)
}

// neighbours adds the nearest words to a word no document has, all of the
// smallest distance, the commoner the likelier, and returns the document
// frequency of the commonest.
func (c *Corpus) neighbours(g *group, t token) int {
	if n := utf8.RuneCountInString(t.raw); n < 4 || n >= maxLen || letters(t.raw)&(digitBits|cjkBit) != 0 {
		return 0
	}
	found := c.nearest(t.raw)
	if t.Term != t.raw { // stems are what the corpus has, but "wireles" has none
		found = append(found, c.nearest(t.Term)...)
	}
	slices.SortStableFunc(found, func(a, b neighbour) int { return b.df - a.df })
	for _, f := range found[:min(len(found), maxNear)] {
		w := math.Pow(forTypo, float64(f.edits)) * (1 + float64(f.df)/float64(found[0].df)) / 2
		g.alts = append(g.alts, alt{terms: []string{f.term}, weight: w})
	}
	if len(found) == 0 {
		return 0
	}
	return found[0].df
}

type neighbour struct {
	term      string
	edits, df int
}

// nearest finds the terms at the smallest distance that is tolerated. A first
// letter is seldom mistyped: where it differs, one edit is all.
func (c *Corpus) nearest(term string) []neighbour {
	a := []rune(term)
	if len(a) < 3 {
		return nil
	}
	mask := letters(term)
	var found []neighbour
	least := tolerance(len(a) + 1)
	for _, off := range [...]int{0, 1, -1, 2, -2} { // likely lengths first: a find lowers the limit
		n := len(a) + off
		limit := min(least, tolerance(max(n, len(a))))
		if max(off, -off) > limit || n < 3 || n >= maxLen {
			continue
		}
		for _, s := range c.shelf[term[0]][n] {
			if s.mask&digitBits != 0 || farApart(mask, s.mask, limit) {
				continue
			}
			e := &c.words[s.id]
			var room [maxLen]rune
			b := room[:0]
			for _, r := range e.term {
				b = append(b, r)
			}
			if d := damerau(a, b, limit); d <= limit && e.df > 0 {
				if d < least {
					least, limit = d, d
					found = found[:0]
				}
				found = append(found, neighbour{e.term, d, int(e.df)})
			}
		}
	}
	if least == 0 {
		return found
	}
	others := c.otherFirst(a)
	if least > 1 && len(others) > 0 {
		return others
	}
	return append(found, others...)
}

// otherFirst finds the terms one edit away that begin with another letter: there
// are few ways to get there.
func (c *Corpus) otherFirst(a []rune) []neighbour {
	tail := string(a[1:])
	ways := []string{tail, string(a[1]) + string(a[0]) + string(a[2:])}
	for r := 'a'; r <= 'z'; r++ {
		ways = append(ways, string(r)+tail, string(r)+string(a))
	}
	var found []neighbour
	for _, w := range ways {
		if df := c.df(w); df > 0 && w[0] != string(a)[0] && tolerance(max(len(a), utf8.RuneCountInString(w))) > 0 {
			found = append(found, neighbour{w, 1, df})
		}
	}
	return found
}
