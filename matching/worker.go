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
	marks  [slabSize / lanesOf]uint64 // of the offers that are in common at hand
	likely *catch
	others *catch
	briefs []brief // by offer
	boards []board
	least  [2][]*lanes // by slab: the sum that a demand of the tier must reach to come on an offer's board
	stale  []int32     // by offer: the floor that least was worked out for
	board  board       // of the demand at hand
	whole  view        // of the demand at hand, as its own list shows it
	public view        // and as the offers' do
	plain  bool        // whether these are bounded alike
	guess  uint16      // of the sum that the board will need
	first  uint16      // the sum from which offers count as the likeliest
	pr     pair        // at hand; here because the judges' argument would escape

	postings, looked, common, scored, passed, sampled int64
}

func (r *run) worker() *worker {
	n := len(r.offers)
	w := &worker{run: r, tier: -1, boards: make([]board, n), stale: make([]int32, n), briefs: make([]brief, n), lanes: &lanes{}, likely: &catch{}, others: &catch{}}
	w.board.k = r.k
	for i := range w.briefs {
		w.briefs[i] = brief{classes: r.records[i].public, plain: r.records[i].plain}
	}
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
		for i := s.offers; i%lanesOf != 0; i++ {
			least[i] = fullRaw + 1
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
		for i := range w.briefs {
			w.briefs[i].floor = uint16(w.floors[i].Load()) // what others found out meanwhile
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
		w.sift(i, d, s, w.least[trade][n])
	}
}

// brief is what decides whether a pair with an offer must be scored. Of it a run reads
// more than of anything else but the sums, so it is small.
type brief struct {
	classes offerClasses // of the offer in public
	plain   bool         // whole, it has the same
	floor   uint16       // the score that its list needs
}

// sift scores those offers of a slab that can come on the demand's board, or on whose
// board the demand can. What sum its board will need is guessed from the demand before,
// which is mostly about the same goods: the guess saves looking at the many offers that
// have little in common, and where it was too high these are looked at after all.
func (w *worker) sift(i int, d *post, s *slab, leasts *lanes) {
	k := w.scales.of(d.services)
	least := w.leastNow(k)
	from := max(least, w.guess)
	w.reach(s, from, fullRaw+1, leasts)
	w.score(i, d, s, k, leasts.sums())
	if least = w.leastNow(k); least < from {
		w.reach(s, least, from-1, leasts)
		w.score(i, d, s, k, leasts.sums())
		least = w.leastNow(k)
	}
	clear(w.lanes.words[:(s.offers+3)/4])
	w.guess = least - least/4
}

// leastNow is the sum that an offer needs to come on the demand's board.
func (w *worker) leastNow(k *scale) uint16 {
	if floor := w.board.floor(); floor > 1 {
		return uint16(k.needed(w.whole.most, floor))
	}
	return 1
}

// score scores the found offers, the likeliest first, so that the others meet a full list.
func (w *worker) score(i int, d *post, s *slab, k *scale, leasts *[slabSize]uint16) {
	briefs := w.briefs[s.base : s.base+s.offers]
	for _, found := range [2]*catch{w.likely, w.others} {
		floor, least := w.board.floor(), w.leastNow(k)
		for _, c := range found.pairs[:found.n] {
			raw := c.met &^ kin
			if raw < least && raw < leasts[c.id&(slabSize-1)] {
				continue
			}
			o, value := &briefs[c.id], k.products[raw/productStep]
			own := w.whole.bound(&o.classes) + value
			others := own
			if !w.plain || !o.plain {
				others = w.public.bound(&w.records[s.base+int(c.id)].whole) + value
			}
			forDemand, forOffer := own.reaches(floor), others.reaches(int32(o.floor))
			if forDemand || forOffer {
				w.pair(i, s.base+int(c.id), d, k, c.met, forDemand, forOffer, &leasts[c.id])
				floor = w.board.floor()
			}
		}
	}
	w.aim()
}

// aim sets the sum of the likeliest so that there will be enough of them to fill a list
// in the next slab or for the next demand, and not many more.
func (w *worker) aim() {
	switch n := w.likely.n; {
	case n < w.k+w.k/2:
		w.first -= w.first / 4
	case n > 3*w.k:
		w.first += (fullRaw - w.first) / 8
	}
}

// raise is by how much a floor rises before sums are held against the new one: working
// out what they need takes longer than scoring a few pairs in vain.
const raise = 24

// pair scores a pair for the boards that it may come on. least is what a demand needs to
// come on the offer's.
func (w *worker) pair(i, at int, d *post, k *scale, met uint16, forDemand, forOffer bool, least *uint16) {
	o := &w.records[at]
	if o.firm == d.firm.number || o.lapsed || o.shy && d.shy && (w.apart(w.offers[at], d) || w.declines(w.offers[at], d)) {
		return
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
		return
	}
	if !same {
		j = w.judge(k, &w.public, &o.whole, &w.supplies[1][at], value)
	}
	if j.score >= max(1, int32(w.briefs[at].floor)) {
		w.enlist(at, place{keyOf(j.score, tie(d.number, d.article)), int32(i), d.listedAs(), j}, least)
	}
}

// enlist offers a place to an offer's board, and raises its floor for all workers: the
// list has k companies at least as good.
func (w *worker) enlist(at int, p place, least *uint16) {
	b := &w.boards[at]
	if !b.offer(p) {
		return
	}
	own, shared := b.floor(), &w.floors[at]
	floor := shared.Load()
	for own > floor && !shared.CompareAndSwap(floor, own) {
		floor = shared.Load()
	}
	floor = max(own, floor)
	w.briefs[at].floor = uint16(floor)
	if floor > w.stale[at]+raise {
		*least = w.leastFor(at)
	}
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

// sample counts a demand's pairs in common and looks how many pass the gates.
func (w *worker) sample(d *post, s *slab) {
	w.looked++
	for i, met := range w.lanes.sums()[:s.offers] {
		if !alike(met) {
			continue
		}
		if w.common++; w.common%sampledPairs != 1 {
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
