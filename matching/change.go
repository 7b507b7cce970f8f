package matching

import (
	"math"
	"slices"

	"github.com/cockroachdb/apd/v3"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// What would change a pair: one field of one of its posts is given another value, and
// the pair is scored again. Everything is read from the posts as the pair's reader
// sees them, so that a field that is hidden and one that is not stated look alike; of
// such a field a change says what it would come to if it were stated openly.

// maxChanges bounds the changes of a pair, and leastLift is what one must raise the
// score by, unless it lifts the band.
const (
	maxChanges = 5
	leastLift  = 50
)

// changer tries changes of one pair.
type changer struct {
	*witness
	had   tally // as if no gate were closed
	score int   // 0 when one is
	found []fair.Lift
	o     supply // of the trial at hand
	d     wants
}

// trials are the changes that are tried, each of one field.
var trials = []func(*changer){
	(*changer).certificates, (*changer).moq, (*changer).capacity, (*changer).content, (*changer).price, (*changer).priceTerms,
	(*changer).leadDays, (*changer).origin, (*changer).markets, (*changer).samples, (*changer).territory, (*changer).exclusive,
	(*changer).rights, (*changer).languages, (*changer).channels,
	(*changer).first, (*changer).annual, (*changer).ceiling, (*changer).ceilingTerms, (*changer).budget, (*changer).neededBy,
	(*changer).destination, (*changer).origins, (*changer).required, (*changer).suppliers, (*changer).notExclusive, (*changer).purpose,
}

// changes are the single changes that would lift an open pair, the greatest lift first.
func (w *witness) changes(had *tally) []fair.Lift {
	c := changer{witness: w, had: *had, score: had.score, found: make([]fair.Lift, 0, 8)}
	for _, try := range trials {
		try(&c)
	}
	return c.best()
}

// openings are the single changes that would open a pair that one gate closes.
func (w *witness) openings(shut []gate) []fair.Lift {
	if len(shut) != 1 {
		return nil
	}
	c := changer{witness: w, had: w.tally(&w.pair)}
	switch shut[0] {
	case offerLapsed:
		c.extend(fair.OfferSide)
	case demandLapsed:
		c.extend(fair.DemandSide)
	case certificateLacking:
		c.certificates()
		c.required()
	case originRefused:
		c.origins()
	case territoryGone:
		c.exclusive()
	}
	return c.best()
}

func (c *changer) best() []fair.Lift {
	slices.SortStableFunc(c.found, func(a, b fair.Lift) int { return b.Score - a.Score })
	return c.found[:min(len(c.found), maxChanges)]
}

// lift is a change to try: the new value of a field, and its sentence with the fact in
// it.
type lift struct {
	field, key string
	to         any
	name       string // of the fact
	fact       any
}

// offer tries a change of the offer.
func (c *changer) offer(l lift, set func(o *supply)) {
	c.o = *c.witness.o
	set(&c.o)
	c.try(fair.OfferSide, l, pair{&c.o, c.witness.d, c.today, c.duty})
}

// demand tries a change of the demand.
func (c *changer) demand(l lift, set func(d *wants)) {
	c.d = *c.witness.d
	set(&c.d)
	c.try(fair.DemandSide, l, pair{c.witness.o, &c.d, c.today, c.duty})
}

// try keeps a change that lifts the pair; of several of one kind the best.
func (c *changer) try(side fair.Side, l lift, pr pair) {
	if pr.contradicts() {
		return
	}
	t := c.tally(&pr)
	higher := t.band != c.had.band && slices.Index(bands, t.band) > slices.Index(bands, c.had.band)
	if c.score > 0 && t.score < c.score+leastLift && !higher || t.score == 0 {
		return
	}
	args := fair.Args{"score": t.score / 100}
	if l.name != "" {
		args[l.name] = l.fact
	}
	found := fair.Lift{Side: side, Part: c.lifted(&t), Field: l.field, To: l.to, Key: "change." + l.key, Args: args, Score: t.score, Band: t.band}
	for i := range c.found {
		if have := &c.found[i]; have.Side == side && have.Key == found.Key {
			if found.Score > have.Score {
				*have = found
			}
			return
		}
	}
	c.found = append(c.found, found)
}

// bands are the bands from the lowest.
var bands = []fair.Band{fair.Stretch, fair.Possible, fair.Strong}

// lifted is the part that gains most.
func (c *changer) lifted(t *tally) string {
	name, most := "gate", int32(0)
	for i := range parts {
		if gain := c.scale.weights[i] * (t.parts[i].value - c.had.parts[i].value); gain > most {
			name, most = parts[i].name, gain
		}
	}
	return name
}

// extend tries a post that is over as if it were valid today.
func (c *changer) extend(side fair.Side) {
	today := dateOf(c.today)
	c.try(side, lift{"valid_until", "valid_until", today, "to", today}, c.pair)
}

// with is a set with one more member.
func with(s *set, i int) *set {
	var out set
	if s != nil {
		out = *s
	}
	out.add(i)
	return &out
}

// loose is a set that is not interned: readers share the interner.
func loose(s set) *set {
	if s == (set{}) {
		return nil
	}
	return &s
}

// looseProofs is the same of proofs.
func looseProofs(p proofs) *proofs { return &p }

// joined is a list with one more item, in memory of its own.
func joined[T any](list []T, more ...T) []T { return append(slices.Clip(slices.Clone(list)), more...) }

// payable tells whether a change may name a currency: one that the fair has a rate for, or
// that stands there already.
func (k *desk) payable(currency string, have *fair.Price) bool {
	return have != nil && have.Currency == currency || len(k.unrated(currency)) == 0
}

// hair is by how little of itself a number may miss a rounder one: amounts are kept as
// logarithms.
const hair = slack * math.Ln2 / octave

// about gives a number with three digits, rounded down or up; false when it has no
// decimal that people write.
func about(x float64, up bool) (fair.Decimal, bool) { return rounded(x, math.MinInt32, up) }

// sum is the same of money in all, rounded up: no part of the currency's smallest coin.
func sum(x float64, currency string) (fair.Decimal, bool) {
	return rounded(x, -float64(taxonomy.MinorUnits(currency)), true)
}

// rounded keeps no digit below a power of ten.
func rounded(x, least float64, up bool) (fair.Decimal, bool) {
	if !(x > 1e-9 && x < 1e15) {
		return fair.Decimal{}, false
	}
	exp := max(least, math.Floor(math.Log10(x))-2)
	n := x / math.Pow(10, exp)
	if up {
		n = math.Ceil(n - n*hair)
	} else {
		n = math.Floor(n + n*hair)
	}
	digits, places := int64(n), int32(exp)
	for places < 0 && digits%10 == 0 {
		digits, places = digits/10, places+1
	}
	var d fair.Decimal
	d.Set(apd.New(digits, places))
	if places > 0 {
		d.Set(apd.New(digits*int64(math.Pow10(int(places))), 0))
	}
	return d, true
}

// times multiplies an amount by 2 to the power of a logarithm, rounded.
func times(d fair.Decimal, log int64, up bool) (fair.Decimal, bool) {
	if log == 0 {
		return d, true
	}
	return about(d.Float()*math.Exp2(float64(log)/octave), up)
}
