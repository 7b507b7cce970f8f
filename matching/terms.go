package matching

import (
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// day counts days since 1970 in the fair's zone; noDay is "not stated".
type day int32

const noDay day = 0

// supply is an offer's terms in numbers, with what its company adds.
type supply struct {
	languages, markets, usualMarkets, territory *set
	banned                                      *set // the bans on some of its goods, from its origin
	barred                                      *set // destinations where its goods may not go, 0 where it is none's matter
	proofs                                      *proofs
	moq, capacity                               counted
	content                                     amount
	asked, askedIn, floor, floorIn              price // In: per what a package holds
	incoterms                                   uint16
	leadDays                                    int32
	origin                                      uint8
	kind                                        uint16 // bit of the company's kind, 0 for not stated
	channel, exclusive, samples, basis          uint8
	rights, verified                            bool
	meaning                                     *vector // nil where no model has said anything
}

// wants is a demand's terms in numbers, with what its company adds.
type wants struct {
	languages, territory, origins *set
	banned                        *set // the bans on some of its goods, to its destination
	barred                        *set // origins that its goods may not come from, 0 where it is none's matter
	mandatory, wished             *set
	first, annual                 amount // annual may be money: see quantities
	firstPack, annualPack         bool
	limit                         price // per unit: the ceiling, or the budget over the quantity
	limitPack                     bool  // per package
	budget                        price // in all, without unit
	incoterms                     uint16
	neededBy                      day
	destination                   uint8
	kinds                         uint16 // wanted
	channel, purpose              uint8
	exclusive, samples            uint8
	buyer                         uint8 // rank of trust: see rankOf
	meaning                       *vector
}

// The values of small enumerations; 0 is always "not stated".
var (
	channelOf   = map[fair.Channel]uint8{fair.B2B: 1, fair.B2C: 2, fair.AnyChannel: 3} // bits
	exclusiveOf = map[fair.Exclusivity]uint8{fair.ExclusiveOffered: exOffered, fair.ExclusiveWanted: exWanted, fair.ExclusiveTaken: exTaken, fair.ExclusiveNone: exNone}
	answerOf    = map[fair.Answer]uint8{fair.Yes: ansYes, fair.No: ansNo}
	purposeOf   = map[fair.Purpose]uint8{fair.Resale: 1, fair.Production: 2, fair.OwnUse: 3, fair.Tender: 4}
	basisOf     = map[fair.MOQBasis]uint8{fair.PerOrder: 0, fair.PerArticle: 1, fair.PerColour: 2}
)

const (
	exOffered, exWanted, exTaken, exNone = 1, 2, 3, 4
	ansYes, ansNo                        = 1, 2
)

// Ranks of a buyer.
const (
	rankUnknown = iota
	rankDoubtful
	rankRegistered
	rankHosted
	rankVerified
)

// desk turns stated terms into numbers. It belongs to one engine, which locks it.
type desk struct {
	*interner
	rates   fair.Rates
	foreign map[string]uint16 // currencies without a rate
	zone    *time.Location
	starts  fair.Date // the day on which a territory must be free
	ends    fair.Date // the last day on which certificates must hold
	bans    []ban
}

func newDesk(f fair.Fair, rates fair.Rates) *desk {
	k := &desk{interner: newInterner(), rates: rates, foreign: map[string]uint16{}, zone: f.Location(), starts: f.Starts, ends: f.Ends}
	k.bans = k.inForce(f)
	return k
}

func dateOf(d day) fair.Date {
	return fair.Date(time.Unix(int64(d)*86400, 0).UTC().Format(time.DateOnly))
}

func (k *desk) day(d fair.Date) day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return noDay
	}
	return day(t.Unix() / 86400)
}

// today is the day of an instant in the fair's zone.
func (k *desk) today(now fair.Time) day {
	return k.day(fair.Date(now.Std().In(k.zone).Format(time.DateOnly)))
}

// money is an amount in the fair's currency, or in its own where no rate is known.
func (k *desk) money(value float64, currency string) (uint16, float64) {
	if v, ok := k.rates.Convert(value, currency, k.rates.Base); ok {
		return 1, v
	}
	n, ok := k.foreign[currency]
	if !ok {
		n = uint16(len(k.foreign) + 2)
		k.foreign[currency] = n
	}
	return n, value
}

// price compiles money per unit; the unit divides.
func (k *desk) price(m fair.Money, unit string) price {
	cur, v := k.money(m.Amount.Float(), m.Currency)
	u := measures()[unit]
	if v <= 0 || u.dim == 0 {
		return price{}
	}
	return price{cur, amount{u.dim, logOf(v) - u.log}}
}

func (k *desk) supply(p *fair.Post, c *fair.Company) *supply {
	o := p.Offer
	s := &supply{
		languages:    k.of(&k.interner.languages, bases(p.Languages, c.Languages)...),
		markets:      k.of(&k.countries, o.Markets...),
		usualMarkets: k.of(&k.countries, c.Markets...),
		territory:    k.of(&k.countries, p.Territory...),
		leadDays:     int32(o.LeadDays),
		origin:       k.country(o.Origin),
		kind:         kindBits(c.Kind),
		channel:      channelOf[p.Channel],
		exclusive:    k.exclusive(p),
		samples:      answerOf[o.Samples],
		basis:        basisOf[o.MOQBasis],
		rights:       o.Rights != "",
		verified:     c.Verified,
	}
	k.amounts(s, o)
	s.barred, s.banned = k.one(k.barred(p.Codes, s.origin)), k.one(k.partly(p.Codes, fromOrigins, s.origin))
	k.certificates(s, k.proven, o.Certificates, c.Certificates)
	return s
}

// exclusive is what an offer says of its territory: one that was taken and is free again
// by the fair's first day is to be had.
func (k *desk) exclusive(p *fair.Post) uint8 {
	switch {
	case p.TakenUntil == "" || p.Exclusive != fair.ExclusiveTaken && p.Exclusive != "":
		return exclusiveOf[p.Exclusive]
	case p.TakenUntil < k.starts:
		return exOffered
	}
	return exTaken
}

// amounts fills in the quantities and prices of an offer.
func (k *desk) amounts(s *supply, o *fair.OfferTerms) {
	s.content = quantity(o.Content)
	s.moq = counts(o.MOQ, s.content)
	s.capacity = counts(o.Capacity, s.content)
	s.asked, s.askedIn, s.floor, s.floorIn, s.incoterms = price{}, price{}, price{}, price{}, 0
	a := o.Price
	if a == nil {
		return
	}
	pack := measures()[a.Unit].pack
	s.asked = k.price(fair.Money{Amount: a.Amount, Currency: a.Currency}, a.Unit)
	s.incoterms = incotermBits(a.Incoterms)
	if pack {
		s.askedIn = s.asked.per(s.content)
	}
	if !s.moq.in.stated() {
		s.moq.in = s.asked.cost(s.moq.as)
	}
	if o.Floor != nil {
		s.floor = k.price(*o.Floor, a.Unit)
		if pack {
			s.floorIn = s.floor.per(s.content)
		}
	}
}

func counts(q *fair.Quantity, content amount) counted {
	c := counted{as: quantity(q), pack: packed(q)}
	if c.pack {
		c.in = c.as.times(content)
	}
	return c
}

func (k *desk) wants(p *fair.Post, c *fair.Company, part fair.ParticipationDraft) *wants {
	d := p.Demand
	w := &wants{
		languages:   k.of(&k.interner.languages, bases(p.Languages, c.Languages)...),
		territory:   k.of(&k.countries, p.Territory...),
		origins:     k.of(&k.countries, d.Origins...),
		neededBy:    k.day(d.NeededBy),
		destination: k.country(d.Destination),
		kinds:       kindBits(d.Suppliers...),
		channel:     channelOf[p.Channel],
		purpose:     purposeOf[d.Purpose],
		exclusive:   exclusiveOf[p.Exclusive],
		samples:     answerOf[d.Samples],
		buyer:       rankOf(p, c, part),
	}
	w.barred, w.banned = k.one(k.refused(p.Codes, w.destination)), k.one(k.partly(p.Codes, toDestinations, w.destination))
	k.quantities(w, d)
	k.requirements(w, k.one, d.Required)
	return w
}

// quantities fills in the quantities of a demand and what a unit may cost: the ceiling,
// else the budget over the year's volume or the first order. Of a demand that states a
// budget and no quantity the budget is the volume.
func (k *desk) quantities(w *wants, d *fair.DemandTerms) {
	w.first, w.firstPack = quantity(d.First), packed(d.First)
	w.annual, w.annualPack = quantity(d.Annual), packed(d.Annual)
	w.limit, w.limitPack, w.budget, w.incoterms = price{}, false, price{}, 0
	if c := d.Ceiling; c != nil {
		w.limit = k.price(fair.Money{Amount: c.Amount, Currency: c.Currency}, c.Unit)
		w.limitPack = measures()[c.Unit].pack
		w.incoterms = incotermBits(c.Incoterms)
	}
	if d.Budget == nil {
		return
	}
	cur, v := k.money(d.Budget.Amount.Float(), d.Budget.Currency)
	if v <= 0 {
		return
	}
	w.budget = price{cur: cur, amount: amount{log: logOf(v)}}
	many, pack := w.volume()
	if !w.limit.stated() && many.stated() {
		w.limit, w.limitPack = price{cur, amount{many.dim, w.budget.log - many.log}}, pack
	}
	if !many.stated() {
		w.annual = w.budget.spent()
	}
}

// rankOf is a buyer's standing. Forwarders and service firms that ask for goods are
// often sellers in disguise, until the organizer has verified them.
func rankOf(p *fair.Post, c *fair.Company, part fair.ParticipationDraft) uint8 {
	switch {
	case c.Verified:
		return rankVerified
	case p.Trade == fair.Goods && (c.Kind == fair.Forwarder || c.Kind == fair.ServiceFirm):
		return rankDoubtful
	case part.Hosted:
		return rankHosted
	case part.Buys():
		return rankRegistered
	}
	return rankUnknown
}

func kindBits(kinds ...fair.CompanyKind) uint16 {
	var b uint16
	for i, k := range fair.CompanyKinds() {
		for _, have := range kinds {
			if have == k {
				b |= 1 << i
			}
		}
	}
	return b
}

func incotermBits(terms []string) uint16 {
	var b uint16
	for _, t := range terms {
		if n := taxonomy.Incoterm(t).Duties(); n >= 0 {
			b |= 1 << n
		}
	}
	return b
}
