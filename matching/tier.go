package matching

import (
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
)

// tier is some demands of one trade that promise about as much: no offer gets more from
// them than most. The best tiers are matched first, so that the offers' lists are good
// when the many come that cannot get on them any more.
type tier struct {
	trade int
	turns [2]int              // from and to, in the run's turns
	most  [len(facets)]points // that any of its demands gives, by facet
	sum   points              // that any of them gives in all
}

// queue puts the demands in the order in which they are matched: by tier, and within
// a tier those of the same goods one after the other, so that the caches hold what
// they read.
func (r *run) queue(ranks []uint32, tiers int) {
	for i, d := range r.demands {
		if d.article == 0 {
			r.begins = append(r.begins, i)
		}
	}
	promised := r.promises()
	r.turns = sorted(len(promised), func(i int) uint64 {
		d := r.demands[r.begins[i]]
		best := r.scales.of(d.services).with(promised[i].most, full).join()
		return uint64(tradeOf(d.services))<<32 | uint64(2*fair.FullScore-best)
	})
	services := len(r.turns)
	for services > 0 && r.demands[r.begins[r.turns[services-1]]].services {
		services--
	}
	for trade, turns := range [2][2]int{{0, services}, {services, len(r.turns)}} {
		n := turns[1] - turns[0]
		for i := range tiers {
			if from, to := turns[0]+n*i/tiers, turns[0]+n*(i+1)/tiers; from < to {
				r.tiers = append(r.tiers, r.tier(trade, from, to, promised, ranks))
			}
		}
	}
	r.begins = append(r.begins, len(r.demands))
}

// tier sorts its turns by what the demands are about, and notes the most they promise.
func (r *run) tier(trade, from, to int, promised []promise, ranks []uint32) tier {
	t := tier{trade: trade, turns: [2]int{from, to}}
	turns := append([]int32(nil), r.turns[from:to]...)
	for at, i := range sorted(len(turns), func(i int) uint64 { return uint64(r.about(r.demands[r.begins[turns[i]]], ranks)) }) {
		r.turns[from+at] = turns[i]
	}
	for _, i := range turns {
		p := &promised[i]
		for side := range t.sum {
			t.sum[side] = max(t.sum[side], p.most[side])
			for at := range t.most {
				t.most[at][side] = max(t.most[at][side], p.facets[at][side])
			}
		}
	}
	return t
}

// promise is the most that a demand gives any offer whose list it may come on, by facet
// and in all.
type promise struct {
	facets [len(facets)]points
	most   points
}

// promisedTogether is how many demands' promises a processor reckons at a time.
const promisedTogether = 4096

// promises are those of all demands, of their first articles where they have some. Here
// the tables' rows are made, so all processors do it.
func (r *run) promises() []promise {
	all := make([]promise, len(r.begins))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(all); from += promisedTogether {
		group.Go(func() error {
			for n := from; n < min(from+promisedTogether, len(all)); n++ {
				all[n] = r.promise(r.begins[n])
			}
			return nil
		})
	}
	_ = group.Wait() // they give no errors
	return all
}

func (r *run) promise(i int) (p promise) {
	d := r.demands[i]
	c, hides := r.shown[i]
	if !hides {
		c = r.classes[i]
	}
	p.most = r.tables.bound[tradeOf(d.services)]
	for at := range p.facets {
		if r.tables.of[at].rows != nil {
			p.facets[at] = r.tables.row(at, c[at]).most
		}
		p.most = points{p.most[0] + p.facets[at][0], p.most[1] + p.facets[at][1]}
	}
	return p
}

// most is the most that an offer can get of a tier's demands without the product part.
func (r *run) most(t *tier, offer int) points {
	sum := r.tables.bound[t.trade]
	for at, o := range r.offered[offer] {
		sum = points{sum[0] + min(o[0], t.most[at][0]), sum[1] + min(o[1], t.most[at][1])}
	}
	return points{min(sum[0], t.sum[0]), min(sum[1], t.sum[1])}
}
