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

// post is a compiled post. It is replaced, never changed, so that a run over the
// whole fair can keep what it began with.
type post struct {
	stated        fair.Post // without texts and attributes
	said          string    // of these, what reasons quote
	number        int64
	slot          int32 // among the posts of its side
	firm          *firm
	services      bool
	lapses        day // last day it is valid; noDay: never
	features      []feature
	whole, public *form // the same where nothing is hidden
	shy           bool  // its company blocks or is blocked, or someone said no about it
}

// own picks the form for a reader: whole for the owner.
func (p *post) seen(own bool) *form {
	if own {
		return p.whole
	}
	return p.public
}

// line is a part that counts in a trade, with its weight there.
type line struct {
	*part
	weight int32
	whose  int // 0 the buyer's, 1 the supplier's
}

// lines are the parts of goods and of services without product, in their order.
var lines = [2][]line{linesOf(false), linesOf(true)}

func linesOf(services bool) []line {
	var out []line
	for i := range parts {
		if p := &parts[i]; p.judge != nil && p.weight(services) > 0 {
			out = append(out, line{p, p.weight(services), sideIndex(p.side)})
		}
	}
	return out
}

func linesFor(services bool) []line {
	if services {
		return lines[1]
	}
	return lines[0]
}

// bound fills in the most a form's parts can give.
func (f *form) bound(services bool) {
	f.most, f.mask = points{}, 0
	bit := uint16(1)
	for _, l := range linesFor(services) {
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

// maxNeeds bounds the lines of one trade that need a fact of the offer.
const maxNeeds = 9

// losses are by mask what a demand loses of its most where the offer lacks facts.
var losses = [2][1 << maxNeeds]points{lossesOf(false), lossesOf(true)}

func lossesOf(services bool) (all [1 << maxNeeds]points) {
	bit := 0
	for _, l := range linesFor(services) {
		if l.mostO == nil {
			continue
		}
		for m := range all {
			if m>>bit&1 != 0 {
				all[m][l.whose] += l.weight * (full - prior) / full
			}
		}
		bit++
	}
	return all
}

// reaches tells whether the pair of an offer's and a demand's form can reach a
// score with what the product part gives.
func reaches(o, d *form, services bool, value, score int32) bool {
	loss := &losses[0]
	if services {
		loss = &losses[1]
	}
	l := &loss[o.mask&d.mask&(1<<maxNeeds-1)]
	return points{d.most[0] - l[0], d.most[1] - l[1]}.withProduct(value).joinReaches(score)
}

func sideIndex(s fair.Side) int {
	if s == fair.DemandSide {
		return 0
	}
	return 1
}

func (p *part) weight(services bool) int32 {
	if services {
		return p.services
	}
	return p.goods
}

// productWeight is what the product part weighs for the buyer and the supplier, in
// goods and services alike.
var productWeight = [2]int32{4000, 2500}

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

// product turns the sum over shared features into the part's value. It bends: a
// demand met in one language only, or in most of its words, is met well.
func product(raw int32) int32 {
	x := int64(min(raw, fullRaw)) * full / fullRaw
	return int32(x * (8*full - 3*x) / (5 * full))
}

// points are both sides' scores: the buyer's, then the supplier's.
type points [2]int32

func (s points) join() int32 { return int32(fair.Join(int(s[0]), int(s[1]))) }

// joinReaches is join() >= score, for a score above 0, without fair.Join's division.
func (s points) joinReaches(score int32) bool {
	buyer, supplier := int64(s[0]), int64(s[1])
	return buyer > 0 && supplier > 0 && 10*buyer*supplier >= int64(score)*(6*supplier+4*buyer)
}

// withProduct adds the product part to what the other parts give.
func (s points) withProduct(value int32) points {
	return points{s[0] + productWeight[0]*value/full, s[1] + productWeight[1]*value/full}
}

// judged is a scored pair.
type judged struct {
	score int32
	sides points
	open  bool
}

// rest adds up every part but the product.
func (pr *pair) rest(services bool) (points, bool) {
	var sum points
	open := false
	for _, l := range linesFor(services) {
		v := l.judge(pr)
		sum[l.whose&1] += l.weight * v.value / full
		open = open || v.open
	}
	return sum, open
}

// score judges a pair that no gate closes.
func (pr *pair) score(services bool, raw int32) judged {
	rest, open := pr.rest(services)
	s := rest.withProduct(product(raw))
	return judged{s.join(), s, open}
}

// needed is the least sum over shared features with which a post whose other
// parts give at most `most` can reach the score; fullRaw+1 when none can.
func needed(most points, score int32) int32 {
	if !most.withProduct(full).joinReaches(score) {
		return fullRaw + 1
	}
	low, high := int32(1), int32(fullRaw)
	for low < high {
		mid := (low + high) / 2
		if most.withProduct(product(mid)).joinReaches(score) {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return low
}
