package matching

// The judges of reach: territories, channels, markets, origins, languages.

// area is where the demand wants to distribute: what it states, else its destination.
func (p *pair) area() *set {
	if p.d.territory != nil || p.d.destination == 0 {
		return p.d.territory
	}
	return p.duty.only(p.d.destination)
}

// seeks tells whether the demand is for distribution and not for the goods alone.
func (d *wants) seeks() bool { return d.territory != nil || d.exclusive == exWanted }

// otherChannel tells that both state channels and share none.
func (p *pair) otherChannel() bool {
	return p.o.channel != 0 && p.d.channel != 0 && p.o.channel&p.d.channel == 0
}

// Values of a territory that can be had in part.
const (
	exclusiveOpen = 7000 // exclusivity is offered, where is not stated
	otherChannels = 6000 // taken for another channel
	partlyTaken   = 4000
	notExclusive  = 3500
	notThere      = 1000
)

// judgeTerritory reads territory, exclusive and channel of both, destination of the
// demand.
func judgeTerritory(p *pair) verdict {
	if !p.d.seeks() {
		return verdict{value: notAsked, says: territoryNotAsked}
	}
	there, area := p.o.territory, p.area()
	exclusive, both := p.d.exclusive == exWanted, there != nil && area != nil
	switch {
	case p.o.exclusive == exTaken:
		return p.judgeTaken(there, area)
	case both && !there.meets(area):
		return verdict{value: notThere, says: territoryElsewhere}
	case exclusive && p.o.exclusive == exNone:
		return verdict{value: notExclusive, says: exclusiveNot}
	case exclusive && p.o.exclusive == exOffered && both:
		return verdict{value: full, says: exclusiveFree}
	case exclusive && p.o.exclusive == exOffered:
		return verdict{value: exclusiveOpen, says: exclusiveSomewhere, unknown: true, open: true}
	case exclusive:
		return verdict{value: prior, says: exclusiveUnknown, unknown: true, open: true}
	case there == nil:
		return verdict{value: prior, says: territoryUnknown, unknown: true, open: true}
	}
	return verdict{value: full, says: territoryShared}
}

// judgeTaken judges an offer whose territory somebody has. Where that is all of what
// is wanted, a gate is closed.
func (p *pair) judgeTaken(there, area *set) verdict {
	switch {
	case there == nil || area == nil:
		return verdict{value: prior, says: takenSomewhere, unknown: true, open: true}
	case !there.meets(area):
		return verdict{value: prior, says: takenElsewhere, unknown: true, open: true}
	case p.otherChannel():
		return verdict{value: otherChannels, says: takenOtherChannel}
	case there.covers(area):
		return verdict{says: territoryTaken}
	}
	return verdict{value: partlyTaken, says: territoryPartlyTaken}
}

func mostTerritory(d *wants) int32 { return wished(d.seeks()) }

// judgeChannel reads channel of both.
func judgeChannel(p *pair) verdict {
	switch {
	case p.o.channel == 0 || p.d.channel == 0:
		return unstated(channelUnknown)
	case p.o.channel&p.d.channel != 0:
		return verdict{value: full, says: channelShared}
	}
	return verdict{value: 1000, says: channelOther}
}

// judgeLanguage reads languages of both.
func judgeLanguage(p *pair) verdict {
	switch {
	case p.d.languages == nil || p.o.languages == nil:
		return unstated(languageUnknown)
	case p.d.languages.meets(p.o.languages):
		return verdict{value: full, says: languageShared}
	}
	return verdict{value: 1500, says: languageNone}
}

func mostLanguageO(o *supply) int32 { return known(o.languages != nil) }
func mostLanguageD(d *wants) int32  { return known(d.languages != nil) }

// judgeTariff reads origin of the offer, destination and whether origins are stated
// of the demand.
func judgeTariff(p *pair) verdict {
	switch {
	case p.o.origin == 0:
		return verdict{value: prior, says: originUnknown, unknown: true, open: p.d.origins != nil}
	case p.d.destination == 0:
		return unstated(destinationUnknown)
	case p.o.origin == p.d.destination:
		return verdict{value: full, says: tariffHome}
	case p.duty.preferred(p.o.origin, p.d.destination):
		return verdict{value: full, says: tariffPreference}
	}
	return verdict{value: 4000, says: tariffNone}
}

func mostTariffO(o *supply) int32 { return known(o.origin != 0) }
func mostTariffD(d *wants) int32  { return known(d.destination != 0) }

// judgeMarket reads markets and usualMarkets of the offer, destination of the
// demand. A destination that the offer leaves out of those it serves is no gate (new
// markets are what fairs are for) but keeps the pair at possible.
func judgeMarket(p *pair) verdict {
	at := int(p.d.destination)
	switch {
	case at == 0:
		return unstated(destinationUnknown)
	case p.o.markets != nil && p.o.markets.has(at):
		return verdict{value: full, says: marketServed}
	case p.o.markets != nil:
		return verdict{value: 1000, says: marketUnserved, open: true}
	case p.o.usualMarkets != nil && p.o.usualMarkets.has(at):
		return verdict{value: 9000, says: marketUsual}
	case p.o.usualMarkets != nil:
		return verdict{value: 4000, says: marketNew}
	}
	return unstated(marketUnknown)
}

func mostMarket(d *wants) int32 { return known(d.destination != 0) }
