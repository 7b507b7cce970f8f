package text

import "math/bits"

// letters is the set of characters of a term as bits: a–z, 0–9, the rest folded
// into 19 bits, and whether one is CJK; the top byte is the term's first. One edit
// changes at most two bits of the set, which rules out nearly every term before a
// distance is computed.
func letters(term string) uint64 {
	if term == "" {
		return 0
	}
	m := uint64(term[0]) << 56
	for _, r := range term {
		switch {
		case r >= 'a' && r <= 'z':
			m |= 1 << (r - 'a')
		case r >= '0' && r <= '9':
			m |= 1 << (26 + r - '0')
		case classify(r) == cjk:
			m |= cjkBit
		default:
			m |= 1 << (36 + r%19)
		}
	}
	return m
}

const (
	digitBits = (1<<10 - 1) << 26
	cjkBit    = 1 << 55
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
	return bits.OnesCount64((a^b)<<8) > 2*edits
}

// firstDiffers tells whether two terms begin with different bytes.
func firstDiffers(a, b uint64) bool { return a>>56 != b>>56 }

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
