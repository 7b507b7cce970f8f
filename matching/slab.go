package matching

import "unsafe"

// slabSize bounds the offers of one slab, so that a posting is two bytes and the
// accumulators fit the cache.
const slabSize = 1 << 15

// slab is the inverted index of some offers for a run over the whole fair:
// postings by feature and, within a feature, by level.
type slab struct {
	base   int      // place of its first offer in the run
	offers int      // how many it has
	start  []uint32 // of postings, by feature × maxLevel + level - 1; one more at the end
	ids    []uint16 // of offers, from base
}

func newSlab(base int, offers []*post, features int) *slab {
	s := &slab{base: base, offers: len(offers), start: make([]uint32, features*maxLevel+1)}
	n := 0
	for _, o := range offers {
		for _, f := range o.features {
			s.start[f.bucket()+1]++
		}
		n += len(o.features)
	}
	for i := 1; i < len(s.start); i++ {
		s.start[i] += s.start[i-1]
	}
	s.ids = make([]uint16, n)
	next := append([]uint32(nil), s.start...)
	for i, o := range offers {
		for _, f := range o.features {
			s.ids[next[f.bucket()]] = uint16(i)
			next[f.bucket()]++
		}
	}
	return s
}

func (f feature) bucket() int { return int(f.id)*maxLevel + int(f.level) - 1 }

// lanes are the sums of one demand with each offer of a slab, four to a word.
type lanes struct {
	words [slabSize / 4]uint64
}

func (l *lanes) sums() *[slabSize]uint16 { return (*[slabSize]uint16)(unsafe.Pointer(&l.words)) }

// meet adds up what a demand asks over the offers that have it, and returns how
// many postings that took.
func (s *slab) meet(asks []asked, l *lanes) (met int) {
	sums := l.sums()
	for _, a := range asks {
		at := s.start[int(a.id)*maxLevel : int(a.id)*maxLevel+maxLevel+1]
		met += int(at[maxLevel] - at[0])
		if at[0] == at[maxLevel] {
			continue
		}
		for level := range uint32(maxLevel) {
			n := uint16(adds(uint32(a.points), level+1))
			for _, id := range s.ids[at[level]:at[level+1]] {
				sums[id&(slabSize-1)] = sums[id&(slabSize-1)] + n | a.kin
			}
		}
	}
	return met
}

// common is an offer with which a demand has something in common.
type common struct{ id, met uint16 }
