package matching

import (
	"context"
	"math/bits"
	"sync/atomic"
)

// chunkSize is how many demands a worker takes at a time.
const chunkSize = 256

// worker scores demands against all offers. It keeps its own boards of the
// offers; they are merged at the end.
type worker struct {
	*run
	lanes  *lanes
	asks   []asked
	found  []common
	boards []board
	least  [2][]*lanes // by slab: the sum that a demand must reach to come on an offer's board
	stale  []int32     // by offer: the floor that least was worked out for
	board  board       // of the demand at hand
	whole  view        // of the demand at hand, as its own list shows it
	public view        // and as the offers' do
	pr     pair        // at hand; here because the judges' argument would escape

	postings, common, scored, passed, sampled int64
}

func (r *run) worker() *worker {
	w := &worker{run: r, boards: make([]board, len(r.offers)), stale: make([]int32, len(r.offers)), lanes: &lanes{}}
	w.board.k = r.k
	for i := range w.boards {
		w.boards[i].k = r.k
	}
	for trade, slabs := range r.slabs {
		for _, s := range slabs {
			least := &lanes{}
			for i := range s.offers {
				least.sums()[i] = w.leastFor(s.base+i, 1)
			}
			w.least[trade] = append(w.least[trade], least)
		}
	}
	return w
}

// leastFor is the sum that a demand must reach with an offer for the score; more
// than any sum where none can.
func (w *worker) leastFor(at int, score int32) uint16 {
	o := w.offers[at]
	if w.k == 0 || w.publics[at].lapsed {
		return fullRaw + 1
	}
	return uint16(w.scales.of(o.services).needed(o.whole.most, score))
}

func (w *worker) work(ctx context.Context, next *atomic.Int64, chunks chan<- int) error {
	for {
		at := int(next.Add(1)-1) * chunkSize
		if at >= len(w.turns) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		turns := w.turns[at:min(at+chunkSize, len(w.turns))]
		lists := make([]listed, 0, len(turns)*w.k)
		for _, i := range turns {
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
		case chunks <- len(turns):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// demand offers a demand's pairs to its board and to those of the offers.
func (w *worker) demand(i int) {
	d := w.demands[i]
	if d.lapsed(w.today) || w.k == 0 {
		return
	}
	w.asks = w.vocab.asks(&w.norms[i], d.features, w.asks[:0])
	w.tables.see(sought{d.whole.wants, d.services}, &w.classes[i], &w.whole)
	if c, hides := w.shown[i]; hides {
		w.tables.see(sought{d.public.wants, d.services}, &c, &w.public)
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

// sift scores those offers of a slab that can come on a board, or on whose board the
// demand can, the likeliest first.
func (w *worker) sift(i int, d *post, s *slab, leasts *lanes) {
	k := w.scales.of(d.services)
	floor := w.board.floor()
	least := uint16(k.needed(w.whole.most, floor))
	var common int
	w.found, common = w.lanes.drain(s.offers, least, leasts, w.found[:0])
	w.common += int64(common)
	first := firstOf(w.found, 4*w.k)
	for pass := range 2 {
		for _, c := range w.found {
			raw := c.met &^ kin
			if (raw >= first) != (pass == 0) {
				continue
			}
			forDemand, forOffer := raw >= least, raw >= leasts.sums()[c.id]
			if forDemand || forOffer {
				w.pair(i, s.base+int(c.id), d, k, c.met, forDemand, forOffer, &leasts.sums()[c.id])
			}
			if now := w.board.floor(); now > floor+raise {
				floor = now
				least = uint16(k.needed(w.whole.most, floor))
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

// pair scores a pair for the boards that it may come on. least is what a demand needs
// to come on the offer's.
func (w *worker) pair(i, at int, d *post, k *scale, met uint16, forDemand, forOffer bool, least *uint16) {
	public, whole := &w.publics[at], &w.wholes[at]
	if public.firm == d.firm.number || public.lapsed || public.shy && d.shy && (w.apart(w.offers[at], d) || w.declines(w.offers[at], d)) {
		return
	}
	value := product(rawOf(met))
	same := public.same && d.whole == d.public
	var own, others judged
	if forDemand || same {
		floor := w.board.floor()
		if same && forOffer {
			floor = min(floor, w.floors[at].Load())
		}
		own = w.judge(k, &w.whole, &public.classes, &w.supplies[0][at], d.services, value, floor)
		others = own
	}
	if forDemand && own.score >= w.board.floor() {
		w.board.offer(place{keyOf(own.score, public.tie-uint64(d.article)), int32(at), public.firm, own})
	}
	if !forOffer {
		return
	}
	if !same {
		shown := &w.public
		if d.whole == d.public {
			shown = &w.whole
		}
		others = w.judge(k, shown, &whole.classes, &w.supplies[1][at], d.services, value, w.floors[at].Load())
	}
	if others.score >= max(1, w.floors[at].Load()) {
		w.enlist(at, place{keyOf(others.score, tie(d.number, d.article)), int32(i), d.firm.number, others}, least)
	}
}

// enlist offers a place to an offer's board, and raises what its floor is for all
// workers: the list has k companies at least as good.
func (w *worker) enlist(at int, p place, least *uint16) {
	b := &w.boards[at]
	if !b.offer(p) {
		return
	}
	floor := w.floors[at].Load()
	for own := b.floor(); own > floor; floor = w.floors[at].Load() {
		if w.floors[at].CompareAndSwap(floor, own) {
			floor = own
			break
		}
	}
	if floor > w.stale[at]+raise {
		w.stale[at] = floor
		*least = w.leastFor(at, floor)
	}
}

// judge scores a pair whose posts do not rule each other out by themselves; 0 when
// their terms do, or when it cannot reach the floor.
func (w *worker) judge(k *scale, v *view, c *classes, o *supply, services bool, value, floor int32) judged {
	bound := v.bound(c)
	if bound&shut != 0 || !k.with(bound.points(), value).joinReaches(max(1, floor)) {
		return judged{}
	}
	w.scored++
	w.pr = pair{o, v.wants, w.today, w.duty}
	if w.tables.partial && w.pr.contradicts() {
		return judged{}
	}
	s := k.with(w.tables.exact(v, c, &w.pr, tradeOf(services), bound), value)
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

// lowest has the lowest bit of each lane, marks the highest.
const (
	lowest = 0x0001_0001_0001_0001
	marks  = lowest << 15
)

// drain lists the offers that are alike and reach least, the demand's or their own, and
// leaves 0; it also counts those that are alike. Four at a time: with a lane's highest
// bit set beforehand, it stays set in a difference where the sum is not below.
func (l *lanes) drain(n int, least uint16, leasts *lanes, into []common) (found []common, alike int) {
	sums := l.sums()
	own := lowest * uint64(least)
	for w, word := range l.words[:(n+3)/4] {
		if word == 0 {
			continue
		}
		open := word | marks
		like := (open - lowest*leastWords | word) & marks
		alike += bits.OnesCount64(like)
		like &= (open - own) | (open - leasts.words[w])
		for ; like != 0; like &= like - 1 {
			i := w*4 + bits.TrailingZeros64(like)/16
			into = append(into, common{uint16(i), sums[i]})
		}
		l.words[w] = 0
	}
	return into, alike
}
