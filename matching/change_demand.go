package matching

import (
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// Changes of the demand.

// terms tries changed amounts of the demand.
func (c *changer) terms(l lift, change func(d *fair.DemandTerms)) {
	terms := *c.df.Demand
	change(&terms)
	c.demand(l, func(d *wants) { c.e.desk.quantities(d, &terms) })
}

// first tries a first order of the minimum.
func (c *changer) first() {
	if moq := c.of.Offer.MOQ; moq != nil {
		c.terms(lift{"first", "first", *moq, "to", *moq}, func(d *fair.DemandTerms) { d.First = moq })
	}
}

// annual tries a year's volume of the whole capacity.
func (c *changer) annual() {
	if capacity := c.of.Offer.Capacity; capacity != nil {
		c.terms(lift{"annual", "annual", *capacity, "to", *capacity}, func(d *fair.DemandTerms) { d.Annual = capacity })
	}
}

// ceiling tries the offer's price, in the currency and unit of the ceiling where there
// is one.
func (c *changer) ceiling() {
	price, have := c.of.Offer.Price, c.df.Demand.Ceiling
	if price == nil || !c.e.desk.payable(price.Currency, have) {
		return
	}
	to := fair.Price{Amount: price.Amount, Currency: price.Currency, Unit: price.Unit}
	if have != nil {
		to.Incoterms, to.Place = have.Incoterms, have.Place
		if asked, _ := c.quoted(); asked.stated() && asked.cur == c.witness.d.limit.cur && asked.dim == c.witness.d.limit.dim &&
			(have.Currency != to.Currency || have.Unit != to.Unit) {
			amount, ok := times(have.Amount, asked.log-c.witness.d.limit.log, true)
			if !ok {
				return
			}
			to.Amount, to.Currency, to.Unit = amount, have.Currency, have.Unit
		}
	}
	c.terms(lift{"ceiling", "ceiling", to, "to", to}, func(d *fair.DemandTerms) { d.Ceiling = &to })
}

// ceilingTerms tries one of the offer's delivery terms more.
func (c *changer) ceilingTerms() {
	have := c.df.Demand.Ceiling
	if have == nil || c.witness.o.incoterms&c.witness.d.incoterms != 0 || c.witness.o.incoterms == 0 {
		return
	}
	to := *have
	more := c.of.Offer.Price.Incoterms[0]
	to.Incoterms = joined(to.Incoterms, more)
	c.terms(lift{"ceiling", "ceiling_incoterm", to, "incoterm", more}, func(d *fair.DemandTerms) { d.Ceiling = &to })
}

// budget tries what the quantity wanted costs, or else the minimum order.
func (c *changer) budget() {
	price, d := c.of.Offer.Price, c.df.Demand
	if price == nil || !c.e.desk.payable(price.Currency, nil) {
		return
	}
	many := c.of.Offer.MOQ
	if d.Annual != nil || d.First != nil {
		year := c.year()
		many = &year
	}
	if many == nil || many.Unit != price.Unit {
		return
	}
	amount, ok := sum(price.Amount.Float()*many.Value.Float(), price.Currency)
	if !ok {
		return
	}
	to := fair.Money{Amount: amount, Currency: price.Currency}
	c.terms(lift{"budget", "budget", to, "to", to}, func(d *fair.DemandTerms) { d.Budget = &to })
}

// neededBy tries the day on which the goods are ready.
func (c *changer) neededBy() {
	if c.witness.o.leadDays == 0 {
		return
	}
	ready := c.today + day(c.witness.o.leadDays)
	to := dateOf(ready)
	c.demand(lift{"needed_by", "needed_by", to, "to", to}, func(d *wants) { d.neededBy = ready })
}

// destination tries, where none is stated, countries that the supplier serves and its
// own.
func (c *changer) destination() {
	if c.witness.d.destination != 0 {
		return
	}
	var served []string
	for _, list := range [3][]string{c.of.Offer.Markets, c.op.firm.Markets, {c.of.Offer.Origin}} {
		served = append(served, list[:min(len(list), 2)]...)
	}
	for _, told := range c.detailed() {
		served = append(served, told.Destinations[:min(len(told.Destinations), 1)]...)
	}
	for _, at := range served {
		if i, ok := c.e.desk.countries.ids[at]; ok {
			c.demand(lift{"destination", "destination", at, "country", at}, func(d *wants) {
				refused, banned := c.e.desk.refused(c.df.Codes, uint8(i)), c.e.desk.partly(c.df.Codes, toDestinations, uint8(i))
				d.destination, d.barred, d.banned = uint8(i), &refused, &banned
			})
		}
	}
}

// origins tries to accept the offer's.
func (c *changer) origins() {
	i := int(c.witness.o.origin)
	if i == 0 || c.witness.d.origins == nil || c.witness.d.origins.has(i) {
		return
	}
	at := c.of.Offer.Origin
	c.demand(lift{"origins", "origins", joined(c.df.Demand.Origins, at), "country", at}, func(d *wants) { d.origins = with(d.origins, i) })
}

// required tries wishes in the place of what is mandatory and stated as missing.
func (c *changer) required() {
	to := slices.Clone(c.df.Demand.Required)
	var eased []string
	for i := range to {
		if to[i].Mandatory && c.standing(to[i].Scheme) == "lacking_schemes" {
			to[i].Mandatory = false
			eased = append(eased, to[i].Scheme)
		}
	}
	if len(eased) > 0 {
		c.demand(lift{"required", "required", to, "schemes", eased}, func(d *wants) { c.e.desk.requirements(d, loose, to) })
	}
}

// suppliers tries to accept the supplier's kind.
func (c *changer) suppliers() {
	kind := c.op.firm.Kind
	if c.witness.o.kind == 0 || c.witness.d.kinds == 0 || c.witness.o.kind&c.witness.d.kinds != 0 {
		return
	}
	c.demand(lift{"suppliers", "suppliers", joined(c.df.Demand.Suppliers, kind), "kind", string(kind)}, func(d *wants) { d.kinds |= c.witness.o.kind })
}

// notExclusive tries to do without.
func (c *changer) notExclusive() {
	if c.witness.d.exclusive == exWanted {
		c.demand(lift{"exclusive", "not_exclusive", fair.ExclusiveNone, "", nil}, func(d *wants) { d.exclusive = exNone })
	}
}

func (c *changer) purpose() {
	if c.witness.d.purpose == 0 {
		c.demand(lift{"purpose", "purpose", fair.Resale, "", nil}, func(d *wants) { d.purpose = purposeOf[fair.Resale] })
	}
}
