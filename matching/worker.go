package matching

import (
	"context"
	"sync/atomic"
)

// chunkSize is how many demands a worker takes at a time.
const chunkSize = 256

// chunk is some turns of one tier.
type chunk struct{ tier, from, to int }

// chunks cuts the tiers.
func (r *run) chunks() (all []chunk) {
	for n, t := range r.tiers {
		for at := t.turns[0]; at < t.turns[1]; at += chunkSize {
			all = append(all, chunk{n, at, min(at+chunkSize, t.turns[1])})
		}
	}
	return all
}

// worker scores demands against all offers. It keeps its own boards of the
// offers; they are merged at the end.
type worker struct {
	*run
	tier   int // of the demands at hand, -1 at first
	lanes  *lanes
	asks   []asked
	found  []common
	boards []board
	least  [2][]*lanes // by slab: the sum that a demand of the tier must reach to come on an offer's board
	stale  []int32     // by offer: the floor that least was worked out for
	board  board       // of the demand at hand
	whole  view        // of the demand at hand, as its own list shows it
	public view        // and as the offers' do
	plain  bool        // whether these are bounded alike
	pr     pair        // at hand; here because the judges' argument would escape

	postings, common, scored, passed, sampled int64
}

func (r *run) worker() *worker {
	w := &worker{run: r, tier: -1, boards: make([]board, len(r.offers)), stale: make([]int32, len(r.offers)), lanes: &lanes{}}
	w.board.k = r.k
	for i := range w.boards {
		w.boards[i].k = r.k
	}
	for trade, slabs := range r.slabs {
		for range slabs {
			w.least[trade] = append(w.least[trade], &lanes{})
		}
	}
	return w
}

// enter begins a tier: its demands promise less, so that they must have more in common.
func (w *worker) enter(tier int) {
	w.tier = tier
	trade := w.tiers[tier].trade
	for n, s := range w.slabs[trade] {
		least := w.least[trade][n].sums()
		for i := range s.offers {
			least[i] = w.leastFor(s.base + i)
		}
	}
}

// leastFor is the sum that a demand of the tier must reach with an offer for its floor;
// more than any sum where none can.
func (w *worker) leastFor(at int) uint16 {
	if w.records[at].lapsed {
		return fullRaw + 1
	}
	t := &w.tiers[w.tier]
	w.stale[at] = max(1, w.floors[at].Load())
	return uint16(w.scales[t.trade].needed(w.most(t, at), w.stale[at]))
}

func (w *worker) work(ctx context.Context, all []chunk, next *atomic.Int64, done chan<- int) error {
	for at := next.Add(1) - 1; at < int64(len(all)); at = next.Add(1) - 1 {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := all[at]
		if c.tier != w.tier && w.k > 0 {
			w.enter(c.tier)
		}
		lists := make([]listed, 0, (c.to-c.from)*w.k)
		for _, i := range w.turns[c.from:c.to] {
			w.board.places = w.board.places[:0]
			for article := w.begins[i]; article < w.begins[i+1]; article++ {
				w.demand(article)
			}
			from := len(lists)
			for _, p := range w.board.places {
				lists = append(lists, listed{p.slot, uint16(p.score), uint16(p.sides[0]), uint16(p.sides[1])})
			}
			w.lists[i] = lists[from:]
		}
		select {
		case done <- c.to - c.from:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// demand offers a demand's pairs to its board and to those of the offers.
func (w *worker) demand(i int) {
	d := w.demands[i]
	if d.lapsed(w.today) || w.k == 0 {
		return
	}
	w.asks = w.vocab.asks(&w.norms[i], d.features, w.asks[:0])
	w.tables.see(sought{d.whole.wants, d.services}, &w.classes[i], &w.whole)
	c, hides := w.shown[i]
	if w.plain = !hides || c == w.classes[i]; hides {
		w.tables.see(sought{d.public.wants, d.services}, &c, &w.public)
	} else {
		w.public = w.whole
	}
	trade := tradeOf(d.services)
	for n, s := range w.slabs[trade] {
		w.postings += int64(s.meet(w.asks, w.lanes))
		if i%sampledEvery == 0 {
			w.sample(d, s)
		}
		w.sift(i, d, s, w.least[trade][n].sums())
	}
}

// sift scores those offers of a slab that can come on the demand's board, or on whose
// board the demand can, the likeliest first.
func (w *worker) sift(i int, d *post, s *slab, leasts *[slabSize]uint16) {
	k := w.scales.of(d.services)
	w.found = w.lanes.drain(s.offers, w.found[:0])
	w.common += int64(len(w.found))
	records, floors := w.records[s.base:s.base+s.offers], w.floors[s.base:s.base+s.offers]
	first := firstOf(w.found, 4*w.k)
	floor := w.board.floor()
	var least uint16
	for pass := range 2 {
		if least = 1; floor > 1 {
			least = uint16(k.needed(w.whole.most, floor))
		}
		for _, c := range w.found {
			raw := c.met &^ kin
			if (raw >= first) != (pass == 0) || raw < least && raw < leasts[c.id&(slabSize-1)] {
				continue
			}
			o := &records[c.id]
			own := w.whole.bound(&o.public)
			others := own
			if !w.plain || !o.plain {
				others = w.public.bound(&o.whole)
			}
			value := k.products[raw/productStep]
			forDemand := (own + value).reaches(floor)
			if forOffer := (others + value).reaches(floors[c.id].Load()); forDemand || forOffer {
				at := s.base + int(c.id)
				if w.pair(i, at, d, k, c.met, forDemand, forOffer) {
					leasts[c.id] = w.leastFor(at)
				}
				floor = w.board.floor()
			}
		}
	}
}

// raise is by how much a floor rises before sums are held against the new one: working
// out what they need takes longer than scoring a few pairs in vain.
const raise = 24

// firstOf is a sum that about n of the found reach.
func firstOf(found []common, n int) uint16 {
	const step = 128
	var steps [fullRaw/step + 1]int
	for _, c := range found {
		steps[(c.met&^kin)/step]++
	}
	at := len(steps) - 1
	for ; at > 0 && n > steps[at]; at-- {
		n -= steps[at]
	}
	return uint16(at * step)
}

// pair scores a pair for the boards that it may come on. It tells whether what a demand
// needs to come on the offer's should be worked out again.
func (w *worker) pair(i, at int, d *post, k *scale, met uint16, forDemand, forOffer bool) bool {
	o := &w.records[at]
	if o.firm == d.firm.number || o.lapsed || o.shy && d.shy && (w.apart(w.offers[at], d) || w.declines(w.offers[at], d)) {
		return false
	}
	value := product(rawOf(met))
	same := o.same && d.whole == d.public
	var j judged
	if forDemand || same {
		j = w.judge(k, &w.whole, &o.public, &w.supplies[0][at], value)
	}
	if forDemand && j.score >= w.board.floor() {
		w.board.offer(place{keyOf(j.score, tie(o.number, d.article)), int32(at), o.firm, j})
	}
	if !forOffer {
		return false
	}
	if !same {
		j = w.judge(k, &w.public, &o.whole, &w.supplies[1][at], value)
	}
	return j.score >= max(1, w.floors[at].Load()) &&
		w.enlist(at, place{keyOf(j.score, tie(d.number, d.article)), int32(i), d.firm.number, j})
}

// enlist offers a place to an offer's board, and raises what its floor is for all
// workers: the list has k companies at least as good. It tells whether the floor has
// risen enough to work out anew what it needs.
func (w *worker) enlist(at int, p place) bool {
	b := &w.boards[at]
	if !b.offer(p) {
		return false
	}
	own, shared := b.floor(), &w.floors[at]
	for floor := shared.Load(); own > floor; floor = shared.Load() {
		if shared.CompareAndSwap(floor, own) {
			break
		}
	}
	return shared.Load() > w.stale[at]+raise
}

// judge scores a pair whose posts do not rule each other out by themselves; 0 when
// their terms do.
func (w *worker) judge(k *scale, v *view, c *offerClasses, o *supply, value int32) judged {
	bound := v.bound(c)
	w.pr = pair{o, v.wants, w.today, w.duty}
	if bound&shut != 0 || w.tables.partial && w.pr.contradicts() {
		return judged{}
	}
	w.scored++
	s := k.with(w.tables.exact(v, c, &w.pr, w.tiers[w.tier].trade, bound), value)
	return judged{s.join(), s}
}

// Of one demand in so many, one in so many of the pairs in common is looked at.
const (
	sampledEvery = 64
	sampledPairs = 32
)

// sample looks how many of a demand's pairs in common pass the gates.
func (w *worker) sample(d *post, s *slab) {
	n := 0
	for i, met := range w.lanes.sums()[:s.offers] {
		if !alike(met) {
			continue
		}
		if n++; n%sampledPairs != 1 {
			continue
		}
		o := w.offers[s.base+i]
		pr := w.pairing(o, d, true)
		w.sampled++
		if !w.shut(o, d, &pr) {
			w.passed++
		}
	}
}

// drain lists the offers that are alike and leaves 0.
func (l *lanes) drain(n int, into []common) []common {
	sums := l.sums()
	for w, word := range l.words[:(n+3)/4] {
		if word == 0 {
			continue
		}
		for i := w * 4; i < w*4+4; i++ {
			if met := sums[i]; alike(met) {
				into = append(into, common{uint16(i), met})
			}
		}
		l.words[w] = 0
	}
	return into
}
