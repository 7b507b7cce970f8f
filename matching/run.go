package matching

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/fairmatch/fairmatch/fair"
)

// shape is how a run cuts its work.
type shape struct {
	slab  int // offers of a slab, at most
	table int // entries of a facet's table, at most
	tiers int // that the demands of a trade are divided into
}

// usual keeps a table within what the caches bear.
var usual = shape{slab: slabSize, table: 1 << 24, tiers: 16}

// run is one run over the whole fair: what the engine held when it began.
type run struct {
	sight
	k       int
	offers  []*post // by what they are about, so that a demand's pairs lie close together
	inOrder []int32 // places in offers, by number
	demands []*post // by number; of one that names several goods, its articles
	begins  []int   // where each demand's articles begin in demands; one more at the end
	turns   []int32 // places in begins, in the order in which they are matched
	norms   []norm  // by demand
	vocab   *vocabulary
	slabs   [2][]*slab // of goods and of services
	tiers   []tier

	tables   *tables
	records  []record              // by offer
	supplies [2][]supply           // by offer: its terms in public and whole
	offered  [][len(facets)]points // by offer: the most that it can get from each facet
	classes  []demandClasses       // by demand, of its whole terms
	shown    map[int]demandClasses // by demand that hides something, of those in public

	floors []atomic.Int32 // by offer: the score that its list needs, of all workers
	lists  [][]listed     // by place in begins
	kept   int64
}

// listed is a pair on a demand's list.
type listed struct {
	other                  int32 // place in offers
	score, buyer, supplier uint16
}

// record is what pairs read of an offer.
type record struct {
	public, whole offerClasses // as the demands' lists see it and its own
	plain         bool         // these are alike
	same          bool         // nothing is hidden
	lapsed        bool
	shy           bool
	firm          int32
	number        int64
}

// run copies what a run needs.
func (e *Engine) run(k int, now fair.Time, s shape) *run {
	e.mu.RLock()
	r := &run{sight: *e.sight(now), k: max(k, 0)}
	r.blocks, r.wishes = maps.Clone(r.blocks), maps.Clone(r.wishes)
	r.demands = inOrder(e.sides[0].posts)
	r.offers = inOrder(e.sides[1].posts)
	r.norms = make([]norm, len(r.demands))
	for i, d := range r.demands {
		r.norms[i] = e.sides[0].norms[d.slot]
	}
	r.vocab = &vocabulary{kind: e.vocab.kind, name: e.vocab.name, weight: slices.Clone(e.vocab.weight)}
	e.mu.RUnlock()
	ranks := r.ranks()
	r.lineUp(ranks)
	r.cut(s.slab)
	r.tabulate(s.table)
	r.queue(ranks, s.tiers)
	r.floors = make([]atomic.Int32, len(r.offers))
	r.lists = make([][]listed, len(r.turns))
	return r
}

// inOrder lists posts by number, and the articles of one in their order.
func inOrder(posts []*post) []*post {
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

// lineUp puts offers that are about the same goods side by side.
func (r *run) lineUp(ranks []uint32) {
	places := sorted(len(r.offers), func(i int) uint64 {
		return uint64(tradeOf(r.offers[i].services))<<32 | uint64(r.about(r.offers[i], ranks))
	})
	byNumber := r.offers
	r.offers, r.inOrder = make([]*post, len(places)), make([]int32, len(places))
	for at, i := range places {
		r.offers[at], r.inOrder[i] = byNumber[i], int32(at)
	}
}

// sorted are the numbers below n by key, of 33 bits, equal ones in their order.
func sorted(n int, key func(i int) uint64) []int32 {
	keys := make([]uint64, n)
	for i := range keys {
		keys[i] = key(i)<<31 | uint64(i)
	}
	slices.Sort(keys)
	out := make([]int32, n)
	for at, k := range keys {
		out[at] = int32(k & (1<<31 - 1))
	}
	return out
}

// ranks orders codes and concepts so that a chapter's are neighbours.
func (r *run) ranks() []uint32 {
	ids := make([]uint32, 0, len(r.vocab.name))
	for id, k := range r.vocab.kind {
		if k != words {
			ids = append(ids, uint32(id))
		}
	}
	slices.SortFunc(ids, func(a, b uint32) int { return strings.Compare(r.vocab.name[a][1:], r.vocab.name[b][1:]) })
	out := make([]uint32, len(r.vocab.kind))
	for rank, id := range ids {
		out[id] = uint32(rank) + 1
	}
	return out
}

// about is the rank of the concept or code that says most about a post.
func (r *run) about(p *post, ranks []uint32) uint32 {
	var most, rank uint32
	for _, f := range p.features {
		if ranks[f.id] == 0 {
			continue
		}
		if says := r.vocab.weight[f.id] * uint32(f.level); says > most {
			most, rank = says, ranks[f.id]
		}
	}
	return rank
}

// cut makes the slabs, at most size offers each.
func (r *run) cut(size int) {
	services, _ := slices.BinarySearchFunc(r.offers, true, func(o *post, _ bool) int { return tradeOf(o.services) - 1 })
	for trade, at := range [2][2]int{{0, services}, {services, len(r.offers)}} {
		for base := at[0]; base < at[1]; base += size {
			part := r.offers[base:min(base+size, at[1])]
			r.slabs[trade] = append(r.slabs[trade], newSlab(base, part, len(r.vocab.weight)))
		}
	}
}

// tabulate gives every post its classes and lays out what pairs read of the offers.
func (r *run) tabulate(limit int) {
	n := len(r.offers)
	offers := make([]*supply, 2*n)
	for i, o := range r.offers {
		offers[i], offers[n+i] = o.public.supply, o.whole.supply
	}
	demands := make([]sought, len(r.demands))
	var hidden []int
	for i, d := range r.demands {
		demands[i] = sought{d.whole.wants, d.services}
		if d.public != d.whole {
			hidden = append(hidden, i)
		}
	}
	for _, i := range hidden {
		demands = append(demands, sought{r.demands[i].public.wants, r.demands[i].services})
	}
	tables, ofOffers, ofDemands := tabulate(&r.sight, limit, offers, demands)
	r.tables, r.classes, r.shown = tables, ofDemands[:len(r.demands)], make(map[int]demandClasses, len(hidden))
	for at, i := range hidden {
		r.shown[i] = ofDemands[len(r.demands)+at]
	}
	r.records = make([]record, n)
	r.offered = make([][len(facets)]points, n)
	r.supplies = [2][]supply{make([]supply, n), make([]supply, n)}
	for i, o := range r.offers {
		public, whole := ofOffers[i], ofOffers[n+i]
		r.records[i] = record{public, whole, public == whole, o.public == o.whole, o.lapsed(r.today), o.shy, o.firm.number, o.number}
		r.supplies[0][i], r.supplies[1][i] = *offers[i], *offers[n+i]
		r.offered[i] = tables.offered(offers[n+i], o.services)
	}
}
