package matching

import "github.com/fairmatch/fairmatch/fair"

// lacks tells of a saying about something unknown what would have to be stated: by the
// offer and by the demand. Where units or currencies cannot be compared, or each side
// could say more, neither alone is asked.
type lacks struct{ offer, demand func(p *pair) bool }

func always(*pair) bool { return true }
func not(*pair) bool    { return false }

// of the offer
func noTerritory(p *pair) bool { return p.o.territory == nil }
func noMOQ(p *pair) bool       { return !p.o.moq.as.stated() }
func noCapacity(p *pair) bool  { return !p.o.capacity.as.stated() }
func noPrice(p *pair) bool     { return !p.o.asked.stated() }
func noLead(p *pair) bool      { return p.o.leadDays == 0 }
func noMarkets(p *pair) bool   { return p.o.markets == nil && p.o.usualMarkets == nil }

// of the demand
func noArea(p *pair) bool        { return p.area() == nil }
func noDestination(p *pair) bool { return p.d.destination == 0 }

// asksOf says who can answer what a saying leaves open.
var asksOf = map[saying]lacks{
	kindUnknown:        {always, not},
	exclusiveSomewhere: {noTerritory, noArea},
	exclusiveUnknown:   {always, not},
	takenSomewhere:     {noTerritory, noArea},
	takenElsewhere:     {always, not},
	territoryUnknown:   {always, not},
	quantityUnknown:    {noMOQ, always},
	firstUnknown:       {not, always},
	moqUnknown:         {always, not},
	annualUnknown:      {not, always},
	capacityUnknown:    {always, not},
	limitUnknown:       {noPrice, always},
	priceUnknown:       {always, not},
	dateUnknown:        {noLead, always},
	leadUnknown:        {always, not},
	languageUnknown:    {func(p *pair) bool { return p.o.languages == nil }, func(p *pair) bool { return p.d.languages == nil }},
	samplesUnknown:     {always, not},
	originUnknown:      {always, noDestination},
	incotermUnknown:    {func(p *pair) bool { return p.o.incoterms == 0 }, func(p *pair) bool { return p.d.incoterms == 0 }},
	rightsUnknown:      {always, not},
	budgetUnknown:      {not, always},
	channelUnknown:     {func(p *pair) bool { return p.o.channel == 0 }, func(p *pair) bool { return p.d.channel == 0 }},
	purposeUnknown:     {not, always},
	marketUnknown:      {always, not},
}

// asks is the side that can answer what a part leaves open; none where both must, or
// either could.
func (w *witness) asks(part string, s saying) fair.Side {
	which, ok := asksOf[s]
	switch s {
	case certificatesUnknown:
		return w.asksOfCertificates()
	case volumeUnknown:
		which, ok = lacks{noMOQ, always}, true
		if part == "capacity" {
			which.offer = noCapacity
		}
	case destinationUnknown:
		which, ok = lacks{not, always}, true
		if part == "market" {
			which.offer = noMarkets
		}
	case quantityApart, volumeApart, capacityApart, priceApart:
		if w.packages() && w.of.Offer.Content == nil {
			return fair.OfferSide
		}
	}
	if !ok {
		return ""
	}
	switch offer, demand := which.offer(&w.pair), which.demand(&w.pair); {
	case offer && !demand:
		return fair.OfferSide
	case demand && !offer:
		return fair.DemandSide
	}
	return ""
}

// packages tells whether one of the two counts or prices in packages.
func (w *witness) packages() bool {
	o, d := w.of.Offer, w.df.Demand
	priced := func(p *fair.Price) bool { return p != nil && measures()[p.Unit].pack }
	return packed(o.MOQ) || packed(o.Capacity) || packed(d.First) || packed(d.Annual) || priced(o.Price) || priced(d.Ceiling)
}

// asksOfCertificates asks for the destination only where nothing else is open.
func (w *witness) asksOfCertificates() fair.Side {
	for _, r := range w.df.Demand.Required {
		switch w.standing(r.Scheme) {
		case "unknown_schemes", "expired_schemes", "abroad_schemes":
			return fair.OfferSide
		case "elsewhere_schemes":
			if w.d.destination != 0 {
				return fair.OfferSide
			}
		}
	}
	return fair.DemandSide
}
