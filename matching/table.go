package matching

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// A run over a whole fair meets the same terms again and again: a few dozen sets of
// certificates, of languages, of origins. So what the parts say is looked up: the
// terms that some parts read of an offer, and those that they read of a demand, are
// numbered, and a table by both numbers holds what the judges say.

// facet is a group of parts and gates with what they read: see the judges.
type facet struct {
	parts  []string
	offer  func(o *supply) supply // what they read of an offer, all else left out
	demand func(d *wants, homes *set) wants
}

// The last facets. What the parts of amounts come to hangs on more than classes: the
// table holds the most that they can give. Those of promises read nothing of an offer.
const (
	amounts  = len(facets) - 2
	promises = len(facets) - 1
)

var facets = [...]facet{
	{
		parts: []string{"certificates"},
		offer: func(o *supply) supply {
			return supply{proofs: o.proofs}
		},
		demand: func(d *wants, homes *set) wants {
			w := wants{mandatory: d.mandatory, wished: d.wished}
			if d.mandatory != nil || d.wished != nil {
				w.destination = d.destination
			}
			if w.destination != 0 && !homes.has(int(w.destination)) {
				w.destination = elsewhere(homes)
			}
			return w
		},
	}, {
		parts: []string{"tariff"},
		offer: func(o *supply) supply { return supply{origin: o.origin, barred: o.barred, banned: o.banned} },
		demand: func(d *wants, _ *set) wants {
			return wants{origins: d.origins, destination: d.destination, barred: d.barred, banned: d.banned}
		},
	}, {
		parts:  []string{"market"},
		offer:  func(o *supply) supply { return supply{markets: o.markets, usualMarkets: o.usualMarkets} },
		demand: func(d *wants, _ *set) wants { return wants{destination: d.destination} },
	}, {
		parts: []string{"territory"},
		offer: func(o *supply) supply {
			return supply{territory: o.territory, exclusive: o.exclusive, channel: o.channel}
		},
		demand: func(d *wants, _ *set) wants {
			if !d.seeks() {
				return wants{}
			}
			w := wants{territory: d.territory, exclusive: d.exclusive, channel: d.channel}
			if d.territory == nil {
				w.destination = d.destination
			}
			return w
		},
	}, {
		parts:  []string{"language", "incoterm"},
		offer:  func(o *supply) supply { return supply{languages: o.languages, incoterms: o.incoterms} },
		demand: func(d *wants, _ *set) wants { return wants{languages: d.languages, incoterms: d.incoterms} },
	}, {
		parts: []string{"supplier_kind", "samples", "channel", "rights"},
		offer: func(o *supply) supply {
			return supply{kind: o.kind, verified: o.verified, samples: o.samples, channel: o.channel, rights: o.rights}
		},
		demand: func(d *wants, _ *set) wants {
			return wants{kinds: d.kinds, samples: d.samples, channel: d.channel}
		},
	}, {
		parts:  []string{"quantity", "volume", "capacity", "price", "lead_time"},
		offer:  kindsOfAmounts,
		demand: kindsOfLimits,
	}, {
		parts: []string{"buyer", "budget", "purpose"},
		offer: func(*supply) supply { return supply{} },
		demand: func(d *wants, _ *set) wants {
			w := wants{buyer: d.buyer, purpose: d.purpose}
			if d.budget.stated() {
				w.budget.cur = 1
			}
			if d.limit.stated() {
				w.limit.cur = 1
			}
			return w
		},
	},
}

// elsewhere is a country that is none of these: all such are alike to those whose
// certificates count in these.
func elsewhere(homes *set) uint8 {
	n := 1
	for n < 255 && homes.has(n) {
		n++
	}
	return uint8(n)
}

// swings tells whether a part, of which something is unknown with amounts that are all
// alike, says something else when the offer's are huge or tiny.
func swings(l line, pr pair) bool {
	alike := l.judge(&pr).value
	for _, log := range [2]int64{farthest, -farthest} {
		o := *pr.o
		for _, a := range []*amount{&o.moq.as, &o.moq.in, &o.capacity.as, &o.capacity.in, &o.asked.amount, &o.askedIn.amount} {
			a.log = log
		}
		pr.o = &o
		if l.judge(&pr).value != alike {
			return true
		}
	}
	return false
}

// kindsOfAmounts keeps of an offer which amounts it states, in what they are counted.
func kindsOfAmounts(o *supply) supply {
	in := func(a amount) amount { return amount{dim: a.dim} }
	at := func(p price) price { return price{p.cur, in(p.amount)} }
	return supply{moq: counted{in(o.moq.as), in(o.moq.in), o.moq.pack}, capacity: counted{in(o.capacity.as), in(o.capacity.in), o.capacity.pack},
		content: in(o.content), asked: at(o.asked), askedIn: at(o.askedIn), leadDays: min(o.leadDays, 1)}
}

// kindsOfLimits keeps of a demand which amounts it states, in what they are counted.
func kindsOfLimits(d *wants, _ *set) wants {
	w := wants{first: amount{dim: d.first.dim}, annual: amount{dim: d.annual.dim}, firstPack: d.firstPack, annualPack: d.annualPack,
		limit: price{d.limit.cur, amount{dim: d.limit.dim}}, limitPack: d.limitPack}
	if d.neededBy != noDay {
		w.neededBy = 1
	}
	return w
}

// duo holds what parts give both sides: the buyer's points in its lower half, the
// supplier's in its upper. A half needs 14 bits, for a side has 10000 points; the two
// bits above count the facets that shut the pair out, at most three in each half.
type duo uint32

const (
	shutLow  duo = 1 << 14
	shutHigh duo = 1 << 30
	shut         = 3*shutLow | 3*shutHigh
)

// reaches is joinReaches of the points of a pair that is not shut out.
func (p duo) reaches(score int32) bool {
	buyer, supplier := uint64(p&0xffff), uint64(p>>16)
	return p&shut == 0 && 10*buyer*supplier >= uint64(score)*(6*supplier+4*buyer)
}

func pack(s points) duo { return duo(s[0]) | duo(s[1])<<16 }

func (p duo) points() points { return points{int32(p & 0xffff), int32(p >> 16)} }

// row is what a facet comes to for the demands of one class, by the class of the offer.
type row struct {
	points []duo
	open   []uint8 // of amounts: the lines that can give less, as bits
	most   points  // that any offer gets
}

// table is a facet's classes and rows.
type table struct {
	offers  []supply
	demands []demandTerms
	rows    []atomic.Pointer[row] // by class of demand, made when first asked for
	lines   [2][]line             // of goods and of services
	shut    duo                   // what shuts a pair out
}

// sought is a demand's terms with its trade, by which they weigh.
type sought struct {
	*wants
	services bool
}

// demandTerms is sought as a key.
type demandTerms struct {
	wants
	services bool
}

// tradeOf numbers the trades.
func tradeOf(services bool) int {
	if services {
		return 1
	}
	return 0
}

// offerClasses and demandClasses are a post's classes by facet.
type (
	offerClasses  [promises]uint16
	demandClasses [len(facets)]uint32
)

// tables hold a run's facets.
type tables struct {
	today   day
	duty    *duties
	of      [len(facets)]table
	loose   [2][]line // of goods and services: parts that must be judged pair by pair
	bound   [2]points // what those of them can give that no table bounds
	partial bool      // some facet has no table, so that gates must be looked at too
}

// tabulate numbers the terms of all offers and demands and gives the classes of each.
// A facet whose table would have more entries than the limit gets none: its parts are
// judged pair by pair.
func tabulate(s *sight, limit int, offers []*supply, demands []sought) (t *tables, ofOffers []offerClasses, ofDemands []demandClasses) {
	t = &tables{today: s.today, duty: s.duty}
	ofOffers, ofDemands = make([]offerClasses, len(offers)), make([]demandClasses, len(demands))
	var homes set
	for _, o := range offers {
		for p := o.proofs; p != nil; p = p.next {
			homes = homes.or(&p.at)
		}
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for at := range facets {
		group.Go(func() error {
			t.of[at].number(at, limit, offers, demands, &homes, ofOffers, ofDemands)
			return nil
		})
	}
	_ = group.Wait() // they give no errors
	for trade := range t.loose {
		for _, l := range s.scales[trade].lines {
			t.assign(trade, l)
		}
	}
	for at := range t.of {
		t.partial = t.partial || t.of[at].rows == nil
	}
	return t, ofOffers, ofDemands
}

// assign gives a line to the table that holds it, if there is one.
func (t *tables) assign(trade int, l line) {
	for at := range facets {
		if t.of[at].rows != nil && slices.Contains(facets[at].parts, l.name) {
			t.of[at].lines[trade] = append(t.of[at].lines[trade], l)
			return
		}
	}
	t.loose[trade] = append(t.loose[trade], l)
	t.bound[trade][l.whose] += l.weight
}

// number gives every post its class in one facet.
func (t *table) number(at, limit int, offers []*supply, demands []sought, homes *set, ofOffers []offerClasses, ofDemands []demandClasses) {
	f := &facets[at]
	t.shut = shutLow
	if at >= 3 {
		t.shut = shutHigh
	}
	supplies := map[supply]int{}
	for i, o := range offers {
		key := f.offer(o)
		n, known := supplies[key]
		if !known {
			n = len(t.offers)
			supplies[key], t.offers = n, append(t.offers, key)
		}
		if at != promises {
			ofOffers[i][at] = uint16(n)
		}
	}
	asked := map[demandTerms]int{}
	for i, d := range demands {
		key := demandTerms{f.demand(d.wants, homes), d.services}
		n, known := asked[key]
		if !known {
			n = len(t.demands)
			asked[key], t.demands = n, append(t.demands, key)
		}
		ofDemands[i][at] = uint32(n)
	}
	if len(t.offers) <= math.MaxUint16 && len(t.offers)*len(t.demands) <= limit {
		t.rows = make([]atomic.Pointer[row], len(t.demands))
		return
	}
	t.offers, t.demands = nil, nil
	for i := range ofOffers {
		if at != promises {
			ofOffers[i][at] = 0
		}
	}
	for i := range ofDemands {
		ofDemands[i][at] = 0
	}
}

// row gives what the facet comes to for a class of demands.
func (t *tables) row(at int, class uint32) *row {
	table := &t.of[at]
	if r := table.rows[class].Load(); r != nil {
		return r
	}
	d := &table.demands[class]
	lines := table.lines[tradeOf(d.services)]
	r := &row{points: make([]duo, len(table.offers))}
	if at == amounts {
		r.open = make([]uint8, len(table.offers))
	}
	pr := pair{d: &d.wants, today: t.today, duty: t.duty}
	for i := range table.offers {
		pr.o = &table.offers[i]
		if at != amounts && pr.contradicts() { // no gate reads amounts
			r.points[i] = table.shut
			continue
		}
		var sum points
		for n, l := range lines {
			v := l.judge(&pr)
			if at == amounts && (!v.unknown || swings(l, pr)) {
				v.value = full
				r.open[i] |= 1 << n
			}
			sum[l.whose] += l.weight * v.value / full
		}
		r.points[i] = pack(sum)
		r.most = points{max(r.most[0], sum[0]), max(r.most[1], sum[1])}
	}
	table.rows[class].Store(r)
	return r
}

// view is a demand's terms as a run reads them.
type view struct {
	wants *wants
	rows  [len(facets)][]duo
	open  []uint8 // of amounts, by class of the offer: the lines that can give less
	loose duo     // the most that parts without a table can give
	base  duo     // that and what the demand promises whatever the offer
	most  points  // that all parts but the product can give
}

// see looks a demand's rows up.
func (t *tables) see(d sought, c *demandClasses, v *view) {
	trade := tradeOf(d.services)
	*v = view{wants: d.wants, loose: pack(t.bound[trade]), base: pack(t.bound[trade]), most: t.bound[trade]}
	for at := range v.rows {
		if t.of[at].rows == nil {
			v.rows[at] = nothing
			if at == amounts {
				v.open = settled
			}
			continue
		}
		r := t.row(at, c[at])
		v.rows[at] = r.points
		switch at {
		case amounts:
			v.open = r.open
		case promises:
			v.base += pack(r.most) // there is one class of offers
		}
		v.most = points{v.most[0] + r.most[0], v.most[1] + r.most[1]}
	}
}

// offered is the most that an offer can get from each facet, whatever the demand.
func (t *tables) offered(o *supply, services bool) (most [len(facets)]points) {
	trade := tradeOf(services)
	for at := range most {
		for _, l := range t.of[at].lines[trade] {
			value := int32(full)
			if l.mostO != nil {
				value = l.mostO(o)
			}
			most[at][l.whose] += l.weight * value / full
		}
	}
	return most
}

// nothing is the row of a facet without a table, and settled what is open in it.
var (
	nothing = []duo{0}
	settled = []uint8{0}
)

// bound is the most that all parts but the product can give a pair; it has bits of shut
// where a gate closes it.
func (v *view) bound(c *offerClasses) duo {
	return v.base + v.rows[0][c[0]] + v.rows[1][c[1]] + v.rows[2][c[2]] + v.rows[3][c[3]] +
		v.rows[4][c[4]] + v.rows[5][c[5]] + v.rows[6][c[6]]
}

// exact puts what amounts come to, and parts without a table, in the place of their bound.
func (t *tables) exact(v *view, c *offerClasses, pr *pair, trade int, bound duo) points {
	sum := (bound - v.loose).points()
	lines := t.of[amounts].lines[trade]
	for open := v.open[c[amounts]]; open != 0; open &= open - 1 {
		l := &lines[bits.TrailingZeros8(open)]
		sum[l.whose&1] -= l.weight - l.weight*l.judge(pr).value/full
	}
	for _, l := range t.loose[trade] {
		sum[l.whose] += l.weight * l.judge(pr).value / full
	}
	return sum
}
