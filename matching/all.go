package matching

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
)

// Kept is a pair on a post's list in a run over the whole fair.
type Kept struct {
	Other     fair.PostID
	Score     int
	ForBuyer  int
	ForSeller int
}

// Options of a run over the whole fair.
type Options struct {
	Stats *Stats // filled at the end, when not nil
}

// Stats are what a run met.
type Stats struct {
	Offers, Demands int
	Postings        int64   // feature postings added up
	Common          int64   // pairs with something in common
	Scored          int64   // pairs judged in full
	Kept            int64   // pairs on lists, both ways
	GatePass        float64 // share of a sample of the pairs in common that no gate closes
}

// chunkSize is how many demands a worker takes at a time.
const chunkSize = 256

// All gives every open post its best k companies, as [Engine.Top] does, with
// GOMAXPROCS workers: first the demands, then the offers, each in the order of
// their numbers. It works on the posts there were when it began and keeps nobody
// waiting meanwhile. progress (may be nil) and emit are called from the caller's
// goroutine; emit must not keep best. An error of emit or of ctx ends the run.
func (e *Engine) All(ctx context.Context, k int, now fair.Time, o Options, progress func(done, total int), emit func(post fair.PostID, best []Kept) error) error {
	return e.run(k, now, slabSize).all(ctx, o, progress, emit)
}

func (r *run) all(ctx context.Context, o Options, progress func(done, total int), emit func(post fair.PostID, best []Kept) error) error {
	group, ctx := errgroup.WithContext(ctx)
	chunks := make(chan chunk, 4)
	workers := make([]*worker, runtime.GOMAXPROCS(0))
	var next atomic.Int64
	for i := range workers {
		workers[i] = r.worker()
		group.Go(func() error { return workers[i].work(ctx, &next, chunks) })
	}
	var failed error
	go func() { failed = group.Wait(); close(chunks) }()
	if progress == nil {
		progress = func(int, int) {}
	}
	if err := r.collect(chunks, progress, emit); err != nil {
		next.Store(int64(len(r.begins))) // no more chunks; those under way are let out
		for range chunks {
		}
		return err
	}
	if failed != nil {
		return failed
	}
	if err := r.emitOffers(workers, progress, emit); err != nil {
		return err
	}
	if o.Stats != nil {
		*o.Stats = r.stats(workers)
	}
	return nil
}

// run is one run over the whole fair: what the engine held when it began.
type run struct {
	sight
	k       int
	offers  []*post // by number
	demands []*post // by number; of one that names several goods, its articles
	begins  []int   // where each demand's articles begin in demands; one more at the end
	norms   []norm  // by demand
	vocab   *vocabulary
	slabs   []*slab
	briefs  []brief  // by offer
	wholes  []supply // by offer, side by side: they are what the run reads most
	publics []supply
	kept    int64
}

// run copies what a run needs; perSlab offers go into a slab.
func (e *Engine) run(k int, now fair.Time, perSlab int) *run {
	e.mu.RLock()
	r := &run{sight: *e.sight(now), k: max(k, 0)}
	r.blocks, r.wishes = maps.Clone(r.blocks), maps.Clone(r.wishes)
	r.demands = byNumber(e.sides[0].posts)
	r.offers = byNumber(e.sides[1].posts)
	r.norms = make([]norm, len(r.demands))
	for i, d := range r.demands {
		r.norms[i] = e.sides[0].norms[d.slot]
	}
	for i, d := range r.demands {
		if d.article == 0 {
			r.begins = append(r.begins, i)
		}
	}
	r.begins = append(r.begins, len(r.demands))
	r.vocab = &vocabulary{kind: e.vocab.kind, weight: slices.Clone(e.vocab.weight)}
	e.mu.RUnlock()
	r.lineUp()
	for part := range slices.Chunk(r.offers, perSlab) {
		r.slabs = append(r.slabs, newSlab(len(r.slabs)*perSlab, part, len(r.vocab.weight)))
	}
	return r
}

// brief is what decides whether a pair with an offer must be scored.
type brief struct {
	whole, public form // without their terms
	number        int64
	firm          int32
	lapses        day
	services, shy bool
	same          bool // nothing is hidden
}

// lineUp copies what pairs read of the offers into arrays.
func (r *run) lineUp() {
	r.briefs = make([]brief, len(r.offers))
	r.wholes, r.publics = make([]supply, len(r.offers)), make([]supply, len(r.offers))
	for i, o := range r.offers {
		r.wholes[i], r.publics[i] = *o.whole.supply, *o.public.supply
		r.briefs[i] = brief{*o.whole, *o.public, o.number, o.firm.number, o.lapses, o.services, o.shy, o.whole == o.public}
	}
}

func byNumber(posts []*post) []*post {
	out := make([]*post, 0, len(posts))
	for _, p := range posts {
		if p != nil {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *post) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.article, b.article))
	})
	return out
}

// chunk is the lists of some demands.
type chunk struct {
	at    int // number of the chunk
	lists [][]Kept
}

// collect emits the chunks in their order.
func (r *run) collect(chunks <-chan chunk, progress func(done, total int), emit func(fair.PostID, []Kept) error) error {
	early := map[int][][]Kept{}
	done, next := 0, 0
	for c := range chunks {
		early[c.at] = c.lists
		for lists, ok := early[next]; ok; lists, ok = early[next] {
			delete(early, next)
			next++
			for _, list := range lists {
				if err := emit(r.demands[r.begins[done]].stated.ID, list); err != nil {
					return err
				}
				r.kept += int64(len(list))
				done++
			}
			progress(done, r.total())
		}
	}
	return nil
}

// emitOffers merges the workers' boards and emits the offers' lists.
func (r *run) emitOffers(workers []*worker, progress func(done, total int), emit func(fair.PostID, []Kept) error) error {
	for i, o := range r.offers {
		b := workers[0].boards[i]
		for _, w := range workers[1:] {
			for _, p := range w.boards[i].places {
				b.offer(p)
			}
		}
		if err := emit(o.stated.ID, r.list(b.places, r.demands)); err != nil {
			return err
		}
		r.kept += int64(len(b.places))
		if i%chunkSize == 0 {
			progress(r.total()-len(r.offers)+i, r.total())
		}
	}
	progress(r.total(), r.total())
	return nil
}

// total is how many lists there will be.
func (r *run) total() int { return len(r.begins) - 1 + len(r.offers) }

// list turns places, whose slots are here places in others, into what is emitted.
func (r *run) list(places []place, others []*post) []Kept {
	out := make([]Kept, len(places))
	for i, p := range places {
		out[i] = Kept{others[p.slot].stated.ID, int(p.score), int(p.sides[0]), int(p.sides[1])}
	}
	return out
}

func (r *run) stats(workers []*worker) Stats {
	s := Stats{Offers: len(r.offers), Demands: len(r.begins) - 1, Kept: r.kept}
	var passed, sampled int64
	for _, w := range workers {
		s.Postings += w.postings
		s.Common += w.common
		s.Scored += w.scored
		passed += w.passed
		sampled += w.sampled
	}
	if sampled > 0 {
		s.GatePass = float64(passed) / float64(sampled)
	}
	return s
}

// worker scores demands against all offers. It keeps its own boards of the
// offers; they are merged at the end.
type worker struct {
	*run
	lanes  *lanes
	asks   []asked
	found  []common
	boards []board
	least  []uint16 // by offer: the sum that a demand must reach to come on its board
	floors []int32  // by offer: the score that it must reach
	board  board    // of the demand at hand
	pr     pair     // at hand; here because the judges' argument would escape

	postings, common, scored, passed, sampled int64
}

var lanePool = sync.Pool{New: func() any { return &lanes{} }}

func (r *run) worker() *worker {
	w := &worker{run: r, boards: make([]board, len(r.offers)), least: make([]uint16, len(r.offers)), floors: make([]int32, len(r.offers))}
	for i, o := range r.offers {
		w.boards[i].k = r.k
		w.floors[i] = 1
		w.least[i] = r.leastFor(o, 1)
	}
	w.board.k = r.k
	return w
}

// leastFor is the sum that a pair with p must reach for the score; more than any
// sum when none can.
func (r *run) leastFor(p *post, score int32) uint16 {
	if r.k == 0 || p.lapsed(r.today) {
		return fullRaw + 1
	}
	return uint16(r.scales.of(p.services).needed(p.whole.most, score))
}

func (w *worker) work(ctx context.Context, next *atomic.Int64, chunks chan<- chunk) error {
	w.lanes = lanePool.Get().(*lanes)
	defer lanePool.Put(w.lanes)
	for {
		at := int(next.Add(1)) - 1
		last := len(w.begins) - 1
		if at*chunkSize >= last {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		c := chunk{at: at}
		for i := at * chunkSize; i < min((at+1)*chunkSize, last); i++ {
			w.board.places = w.board.places[:0]
			for article := w.begins[i]; article < w.begins[i+1]; article++ {
				w.demand(article)
			}
			c.lists = append(c.lists, w.list(w.board.places, w.offers))
		}
		select {
		case chunks <- c:
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
	for _, s := range w.slabs {
		w.postings += int64(s.meet(w.asks, w.lanes))
		w.found = w.lanes.drain(s.offers, w.found[:0])
		w.common += int64(len(w.found))
		w.sift(i, d, s.base)
		w.sample(i, d, s.base)
	}
}

// sift scores those of the found offers that can come on a board, the likeliest
// first; base is the place of the slab's first offer.
func (w *worker) sift(i int, d *post, base int) {
	first := firstOf(w.found, 4*w.k)
	floor := w.board.floor()
	least := w.leastFor(d, floor)
	for pass := range 2 {
		for _, c := range w.found {
			raw := c.met &^ kin
			if (raw >= first) != (pass == 0) {
				continue
			}
			o := base + int(c.id)
			forDemand, forOffer := raw >= least, raw >= w.least[o]
			if !forDemand && !forOffer {
				continue
			}
			w.pair(i, o, d, c.met, forDemand, forOffer)
			if now := w.board.floor(); now != floor {
				floor = now
				least = w.leastFor(d, floor)
			}
		}
	}
}

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

// pair scores a pair for the boards that it may come on.
func (w *worker) pair(i, at int, d *post, met uint16, forDemand, forOffer bool) {
	o := &w.briefs[at]
	if o.services != d.services || o.firm == d.firm.number || o.lapses != noDay && o.lapses < w.today {
		return
	}
	value, k := product(rawOf(met)), w.scales.of(o.services)
	forDemand = forDemand && k.reaches(&o.public, d.whole, value, w.board.floor())
	forOffer = forOffer && k.reaches(&o.whole, d.public, value, w.floors[at])
	if !forDemand && !forOffer || o.shy && d.shy && (w.apart(w.offers[at], d) || w.declines(w.offers[at], d)) {
		return
	}
	same := o.same && d.whole == d.public
	var j judged
	if forDemand || same {
		j = w.judged(k, &w.publics[at], d.whole.wants, value)
	}
	if forDemand && j.score >= w.board.floor() {
		w.board.offer(place{o.number, int32(at), o.firm, d.article, j})
	}
	if !forOffer {
		return
	}
	if !same {
		j = w.judged(k, &w.wholes[at], d.public.wants, value)
	}
	if j.score < w.floors[at] {
		return
	}
	b := &w.boards[at]
	if b.offer(place{d.number, int32(i), d.firm.number, d.article, j}) && b.floor() != w.floors[at] {
		w.floors[at] = b.floor()
		w.least[at] = w.leastFor(w.offers[at], b.floor())
	}
}

// judged scores a pair whose posts do not rule each other out by themselves; 0
// when their terms do.
func (w *worker) judged(k *scale, o *supply, d *wants, value int32) judged {
	w.scored++
	w.pr = pair{o, d, w.today, w.duty}
	if w.pr.contradicts() {
		return judged{}
	}
	return k.score(&w.pr, value)
}

// sample looks whether one of the found pairs passes the gates.
func (w *worker) sample(i int, d *post, base int) {
	if len(w.found) == 0 {
		return
	}
	c := w.found[i%len(w.found)]
	o := w.offers[base+int(c.id)]
	pr := w.pairing(o, d, true)
	w.sampled++
	if !w.shut(o, d, &pr) {
		w.passed++
	}
}
