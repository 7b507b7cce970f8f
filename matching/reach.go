package matching

import (
	"math/bits"
	"unsafe"
)

// The scan of a slab's sums takes as long as all the rest of a run where it looks at
// one after the other: so it makes a bit of each, without a branch, and the bits that
// are set are few.

// lanesOf is how many lanes a word of marks tells of.
const lanesOf = 64

// catch is offers that a demand has something in common with.
type catch struct {
	pairs [slabSize]common
	n     int
}

// reach lists the offers of a slab that are alike and reach from, or their own least,
// and do not go beyond to.
func (w *worker) reach(s *slab, from, to uint16, leasts *lanes) {
	w.likely.n, w.others.n = 0, 0
	words := (s.offers + lanesOf - 1) / lanesOf
	mark(&w.marks[0], &w.lanes.words[0], &leasts.words[0], words, from)
	sums := w.lanes.sums()
	for i, marked := range w.marks[:words] {
		for ; marked != 0; marked &= marked - 1 {
			id := uint16(i*lanesOf + bits.TrailingZeros64(marked))
			met := sums[id&(slabSize-1)]
			raw := met &^ kin
			if !alike(met) || raw > to {
				continue
			}
			into := w.others
			if raw >= w.first {
				into = w.likely
			}
			into.pairs[into.n&(slabSize-1)] = common{id, met}
			into.n++
		}
	}
}

// markClear sets the bit of each lane whose sum, without the mark of kin, reaches from or
// the lane's own least. It writes so many words of marks, of 64 lanes each; from and the
// leasts are below 1<<15.
func markClear(marks, sums, leasts *uint64, words int, from uint16) {
	into := unsafe.Slice(marks, words)
	of := func(first *uint64) []uint16 { return unsafe.Slice((*uint16)(unsafe.Pointer(first)), words*lanesOf) }
	met, least := of(sums), of(leasts)
	for i := range into {
		into[i] = 0
		for bit := range lanesOf {
			if raw := met[i*lanesOf+bit] &^ kin; raw >= from || raw >= least[i*lanesOf+bit] {
				into[i] |= 1 << bit
			}
		}
	}
}
