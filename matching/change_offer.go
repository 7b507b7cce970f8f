package matching

import (
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// Changes of the offer.

// moq tries a minimum of what is wanted first, or else in a year.
func (c *changer) moq() {
	wanted := c.df.Demand.First
	if wanted == nil {
		wanted = c.df.Demand.Annual
	}
	if wanted == nil {
		return
	}
	terms := *c.of.Offer
	terms.MOQ = wanted
	c.offer(lift{"moq", "moq", *wanted, "to", *wanted}, func(o *supply) { c.e.desk.amounts(o, &terms) })
}

func (c *changer) capacity() {
	wanted := c.df.Demand.Annual
	if wanted != nil {
		c.offer(lift{"capacity", "capacity", *wanted, "to", *wanted}, func(o *supply) { o.capacity = counts(wanted, o.content) })
	}
}

// content tries packages of which the minimum holds what is wanted.
func (c *changer) content() {
	moq, wanted := c.of.Offer.MOQ, c.df.Demand.First
	if wanted == nil || !packed(moq) || packed(wanted) || c.witness.o.content.stated() {
		return
	}
	value, ok := about(wanted.Value.Float()/moq.Value.Float(), false)
	if !ok {
		return
	}
	to := fair.Quantity{Value: value, Unit: wanted.Unit}
	terms := *c.of.Offer
	terms.Content = &to
	c.offer(lift{"content", "content", to, "to", to}, func(o *supply) { c.e.desk.amounts(o, &terms) })
}

// price tries what the demand may pay, in the offer's currency and unit where it has
// them.
func (c *changer) price() {
	limit, ok := c.limit()
	if !ok || !c.e.desk.payable(limit.Currency, c.of.Offer.Price) {
		return
	}
	terms := *c.of.Offer
	to := limit
	if have := terms.Price; have != nil {
		to.Incoterms, to.Place = have.Incoterms, have.Place
		if asked, _ := c.quoted(); asked.stated() && asked.cur == c.witness.d.limit.cur && asked.dim == c.witness.d.limit.dim &&
			(have.Currency != to.Currency || have.Unit != to.Unit) {
			to.Currency, to.Unit = have.Currency, have.Unit
			if to.Amount, ok = times(have.Amount, c.witness.d.limit.log-asked.log, false); !ok {
				return
			}
		}
	}
	if terms.Floor != nil && terms.Floor.Currency != to.Currency {
		return // a floor is in the price's currency
	}
	terms.Price = &to
	c.offer(lift{"price", "price", to, "to", to}, func(o *supply) { c.e.desk.amounts(o, &terms) })
}

// limit is what a unit may cost: the ceiling, or the budget over the quantity.
func (c *changer) limit() (fair.Price, bool) {
	d := c.df.Demand
	if d.Ceiling != nil {
		return fair.Price{Amount: d.Ceiling.Amount, Currency: d.Ceiling.Currency, Unit: d.Ceiling.Unit}, true
	}
	if d.Budget == nil || d.Annual == nil && d.First == nil {
		return fair.Price{}, false
	}
	many := c.year()
	amount, ok := about(d.Budget.Amount.Float()/many.Value.Float(), false)
	return fair.Price{Amount: amount, Currency: d.Budget.Currency, Unit: many.Unit}, ok
}

// priceTerms tries one of the demand's delivery terms more.
func (c *changer) priceTerms() {
	terms := *c.of.Offer
	if terms.Price == nil || c.witness.o.incoterms&c.witness.d.incoterms != 0 || c.witness.d.incoterms == 0 {
		return
	}
	to := *terms.Price
	more := c.df.Demand.Ceiling.Incoterms[0]
	to.Incoterms = joined(to.Incoterms, more)
	terms.Price = &to
	c.offer(lift{"price", "price_incoterm", to, "incoterm", more}, func(o *supply) { c.e.desk.amounts(o, &terms) })
}

func (c *changer) leadDays() {
	if c.witness.d.neededBy == noDay {
		return
	}
	if days := int(c.witness.d.neededBy - c.today); days > 0 && days <= 1000 {
		c.offer(lift{"lead_days", "lead_days", days, "to", days}, func(o *supply) { o.leadDays = int32(days) })
	}
}

// origin tries, where none is stated, the company's country or one that is accepted.
func (c *changer) origin() {
	if c.witness.o.origin != 0 {
		return
	}
	at := c.op.firm.Country
	if accepted := c.df.Demand.Origins; len(accepted) > 0 && !slices.Contains(accepted, at) {
		at = accepted[0]
	}
	if i, ok := c.e.desk.countries.ids[at]; ok {
		c.offer(lift{"origin", "origin", at, "country", at}, func(o *supply) {
			barred, banned := c.e.desk.barred(c.of.Codes, uint8(i)), c.e.desk.partly(c.of.Codes, fromOrigins, uint8(i))
			o.origin, o.barred, o.banned = uint8(i), &barred, &banned
		})
	}
}

func (c *changer) markets() {
	at := c.df.Demand.Destination
	i := int(c.witness.d.destination)
	if i == 0 || c.witness.o.markets != nil && c.witness.o.markets.has(i) {
		return
	}
	c.offer(lift{"markets", "markets", joined(c.of.Offer.Markets, at), "country", at}, func(o *supply) { o.markets = with(o.markets, i) })
}

func (c *changer) samples() {
	if c.witness.d.samples == ansYes && c.witness.o.samples != ansYes {
		c.offer(lift{"samples", "samples", fair.Yes, "", nil}, func(o *supply) { o.samples = ansYes })
	}
}

// certificates tries each that is asked for and not held; where several that are
// mandatory are stated as missing, these together.
func (c *changer) certificates() {
	var missing []string
	for _, r := range c.df.Demand.Required {
		switch c.standing(r.Scheme) {
		case "held_schemes":
		case "abroad_schemes", "elsewhere_schemes":
			c.recognise(r.Scheme)
		case "lacking_schemes":
			if r.Mandatory {
				missing = append(missing, r.Scheme)
				continue
			}
			fallthrough
		default:
			c.certify(r.Scheme)
		}
	}
	if len(missing) > 0 {
		c.certify(missing...)
	}
}

func (c *changer) certify(schemes ...string) {
	to := slices.DeleteFunc(slices.Clone(c.of.Offer.Certificates), func(have fair.Certificate) bool { return slices.Contains(schemes, have.Scheme) })
	for _, s := range schemes {
		to = append(to, fair.Certificate{Scheme: s, Status: fair.Held})
	}
	c.offer(lift{"certificates", "certificates", to, "schemes", schemes}, func(o *supply) {
		c.e.desk.certificates(o, looseProofs, to, c.op.firm.Certificates)
	})
}

// recognise tries that what is held for other destinations counts at the demand's, too.
func (c *changer) recognise(scheme string) {
	at := c.df.Demand.Destination
	if at == "" {
		return
	}
	to, stated := slices.Clone(c.of.Offer.Certificates), false
	for i := range to {
		if have := &to[i]; (have.Status == fair.Held || have.Status == "") && slices.Contains(answered(have), scheme) && !c.e.desk.ranOut(have) {
			if len(have.Destinations) == 0 {
				have.Destinations = nationalSchemes[have.Scheme]
			}
			have.Destinations, stated = joined(have.Destinations, at), true
		}
	}
	if !stated { // the company's certificate: the offer states one of its own
		to = append(to, fair.Certificate{Scheme: scheme, Status: fair.Held, Destinations: []string{at}})
	}
	c.offer(lift{"certificates", "certificate_destination", to, "country", at}, func(o *supply) {
		c.e.desk.certificates(o, looseProofs, to, c.op.firm.Certificates)
	})
}

// territory tries the countries that are wanted and not offered.
func (c *changer) territory() {
	area := c.area()
	if !c.witness.d.seeks() || area == nil || c.witness.o.exclusive == exTaken || c.witness.o.territory != nil && c.witness.o.territory.meets(area) {
		return
	}
	wanted := c.df.Territory
	if len(wanted) == 0 {
		wanted = []string{c.df.Demand.Destination}
	}
	all := *area
	if have := c.witness.o.territory; have != nil {
		for i := range all {
			all[i] |= have[i]
		}
	}
	c.offer(lift{"territory", "territory", joined(c.of.Territory, wanted...), "countries", wanted}, func(o *supply) { o.territory = &all })
}

// exclusive tries that the territory is to be had: one that is taken until a day, that
// it is free when the fair begins.
func (c *changer) exclusive() {
	if !c.witness.d.seeks() || c.witness.o.exclusive == exOffered {
		return
	}
	l := lift{"exclusive", "exclusive", fair.ExclusiveOffered, "", nil}
	if starts := c.e.desk.day(c.e.desk.starts); c.witness.o.exclusive == exTaken && c.of.TakenUntil != "" && starts != noDay {
		until := dateOf(starts - 1)
		l = lift{"taken_until", "taken_until", until, "until", until}
	}
	c.offer(l, func(o *supply) { o.exclusive = exOffered })
}

// someRights stands for whatever would be stated.
const someRights = "registered"

func (c *changer) rights() {
	if !c.witness.o.rights {
		c.offer(lift{"rights", "rights", someRights, "", nil}, func(o *supply) { o.rights = true })
	}
}

// languages tries, for each side, a language of the other's.
func (c *changer) languages() {
	names := &c.e.desk.languages
	o, d := c.witness.o.languages, c.witness.d.languages
	if o != nil && d != nil && o.meets(d) {
		return
	}
	if theirs := names.among(d, d); len(theirs) > 0 {
		tag := theirs[0]
		c.offer(lift{"languages", "languages", joined(c.of.Languages, tag), "language", tag}, func(o *supply) { o.languages = with(o.languages, names.ids[tag]) })
	}
	if theirs := names.among(o, o); len(theirs) > 0 {
		tag := theirs[0]
		c.demand(lift{"languages", "languages", joined(c.df.Languages, tag), "language", tag}, func(d *wants) { d.languages = with(d.languages, names.ids[tag]) })
	}
}

// channels tries both channels for each side whose other states one.
func (c *changer) channels() {
	o, d := c.witness.o.channel, c.witness.d.channel
	if o&d != 0 {
		return
	}
	both := lift{"channel", "channel", fair.AnyChannel, "", nil}
	if d != 0 {
		c.offer(both, func(o *supply) { o.channel = channelOf[fair.AnyChannel] })
	}
	if o != 0 {
		c.demand(both, func(d *wants) { d.channel = channelOf[fair.AnyChannel] })
	}
}
