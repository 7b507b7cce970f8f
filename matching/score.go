package matching

import (
	"github.com/fairmatch/fairmatch/fair"
)

// firm is a company as its posts' pairs need it. It is replaced, never changed.
type firm struct {
	fair.Company
	part   fair.ParticipationDraft
	number int32 // dense
}

// form is a post's terms as somebody may see them: the one of supply and wants
// that its side has, with the most its other parts can add to each side.
type form struct {
	supply *supply
	wants  *wants
	most   points // that the other parts can give each side
	mask   uint16 // of the lines that need a fact of the offer: the offer lacks it, the demand has its own
}

// post is a compiled post; of a demand that names several goods, one of its
// articles, which share everything but their features. It is replaced, never
// changed, so that a run over the whole fair can keep what it began with.
type post struct {
	stated        fair.Post // without texts and attributes
	said          string    // of these, what reasons quote
	about         string    // of a demand that names several goods, which of them
	number        int64
	article       int8  // place among the articles of one demand
	slot          int32 // among the posts of its side
	firm          *firm
	services      bool
	lapses        day // last day it is valid; noDay: never
	features      []feature
	whole, public *form // the same where nothing is hidden
	shy           bool  // its company blocks or is blocked, or someone said no about it
}

// listedAs is what a post counts as on another company's list, which has each company
// once: a blind demand is a company of its own, or its coming and going with the
// posts of the same company would tell whose it is.
func (p *post) listedAs() int32 {
	if p.stated.Blind() {
		return -1 - int32(p.number)
	}
	return p.firm.number
}

// own picks the form for a reader: whole for the owner.
func (p *post) seen(own bool) *form {
	if own {
		return p.whole
	}
	return p.public
}

// bound fills in the most a form's parts can give.
func (f *form) bound(k *scale) {
	f.most, f.mask = points{}, 0
	bit := uint16(1)
	for _, l := range k.lines {
		most := int32(full)
		switch {
		case f.supply != nil && l.mostO != nil:
			most = l.mostO(f.supply)
		case f.wants != nil && l.mostD != nil:
			most = l.mostD(f.wants)
		}
		f.most[l.whose] += l.weight * most / full
		if l.mostO != nil {
			if (most < full) == (f.supply != nil) {
				f.mask |= bit
			}
			bit <<= 1
		}
	}
}

// reaches tells whether the pair of an offer's and a demand's form can reach a
// score with what the product part gives.
func (k *scale) reaches(o, d *form, value, score int32) bool {
	l := &k.losses[o.mask&d.mask&(1<<maxNeeds-1)]
	return k.with(points{d.most[0] - l[0], d.most[1] - l[1]}, value).joinReaches(score)
}

func sideIndex(s fair.Side) int {
	if s == fair.DemandSide {
		return 0
	}
	return 1
}

// kin marks, in the bit that sums leave free, that a concept or code is shared.
const kin = 1 << 15

// leastWords is the sum under which words alone are nothing in common: one
// among many.
const leastWords = fullRaw / 20

// alike tells whether two posts have something in common: a concept or a code, or
// words of some weight. met is their sum with the mark of kin.
func alike(met uint16) bool { return met >= leastWords }

// rawOf takes the mark of kin off a sum.
func rawOf(met uint16) int32 { return int32(met &^ kin) }

// product turns the sum over shared features into the part's value. Two thirds of
// what could be in common is all that different words ever have, and it bends: where
// little is in common, every bit of it counts.
func product(raw int32) int32 {
	x := int64(min(raw*3/2, fullRaw)) * full / fullRaw
	return int32(x * (2*full - x) / full)
}

// points are both sides' scores: the buyer's, then the supplier's.
type points [2]int32

func (s points) join() int32 { return int32(fair.Join(int(s[0]), int(s[1]))) }

// joinReaches is join() >= score, for a score above 0, without fair.Join's division.
func (s points) joinReaches(score int32) bool {
	buyer, supplier := int64(s[0]), int64(s[1])
	return buyer > 0 && supplier > 0 && 10*buyer*supplier >= int64(score)*(6*supplier+4*buyer)
}

// with adds the product part to what the other parts give.
func (k *scale) with(s points, value int32) points {
	return points{s[0] + k.product[0]*value/full, s[1] + k.product[1]*value/full}
}

// rest adds up every part but the product.
func (k *scale) rest(pr *pair) points {
	var sum points
	for _, l := range k.lines {
		sum[l.whose&1] += l.weight * l.judge(pr).value / full
	}
	return sum
}

// score judges a pair that no gate closes, of which value is the product part's.
func (k *scale) score(pr *pair, value int32) judged {
	s := k.with(k.rest(pr), value)
	return judged{s.join(), s}
}

// needed is the least sum over shared features with which a post whose other
// parts give at most `most` can reach the score; fullRaw+1 when none can.
func (k *scale) needed(most points, score int32) int32 {
	if !k.with(most, full).joinReaches(score) {
		return fullRaw + 1
	}
	low, high := int32(1), int32(fullRaw)
	for low < high {
		mid := (low + high) / 2
		if k.with(most, product(mid)).joinReaches(score) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}
