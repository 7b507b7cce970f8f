package matching

import "github.com/fairmatch/fairmatch/fair"

// full is the value of a part that could not be better.
const full = 10000

// verdict is what a part comes to for a pair, 0 … full, and which sentence says so.
type verdict struct {
	value   int32
	says    saying
	unknown bool // a fact is not stated; value is the prior
	open    bool // and a requirement hangs on it: at most possible
}

// Values for what is not stated and for what is not asked for: a pair of which nothing
// but the goods is known is possible, not strong.
const (
	prior    = 4500
	notAsked = 6000
)

func unstated(s saying) verdict { return verdict{value: prior, says: s, unknown: true} }

// part is one line of a side's score: its weight in hundredths by trade, and its
// judge. most bounds what the judge can say about a post whatever the
// other is; a nil one bounds nothing.
type part struct {
	name     string
	side     fair.Side
	goods    int32
	services int32
	judge    func(pr *pair) verdict
	mostO    func(*supply) int32
	mostD    func(*wants) int32
}

// pair is what the judges look at: one offer, one demand, a fair's facts.
type pair struct {
	o     *supply
	d     *wants
	today day
	duty  *duties
}

// parts is the fixed order of reasons: the buyer's, then the supplier's. Weights
// follow what decides at fairs; a line that names several things is split. The first
// of each side is the product part, which is judged by features.
var parts = []part{
	{name: "product", side: fair.DemandSide, goods: 4000, services: 4000},
	{"certificates", fair.DemandSide, 1800, 2000, judgeCertificates, nil, mostCertificates},
	{"supplier_kind", fair.DemandSide, 700, 0, judgeKind, nil, mostKind},
	{"territory", fair.DemandSide, 500, 0, judgeTerritory, nil, mostTerritory},
	{"quantity", fair.DemandSide, 1000, 0, judgeQuantity, mostQuantityO, mostQuantityD},
	{"price", fair.DemandSide, 700, 1200, judgePrice, mostPriceO, mostPriceD},
	{"capacity", fair.DemandSide, 200, 0, judgeCapacity, mostCapacityO, mostVolumeD},
	{"lead_time", fair.DemandSide, 300, 800, judgeLead, mostLeadO, mostLeadD},
	{"language", fair.DemandSide, 300, 1500, judgeLanguage, mostLanguageO, mostLanguageD},
	{"samples", fair.DemandSide, 200, 0, judgeSamples, nil, mostSamples},
	{"tariff", fair.DemandSide, 200, 0, judgeTariff, mostTariffO, mostTariffD},
	{"incoterm", fair.DemandSide, 100, 0, judgeIncoterm, mostIncotermO, mostIncotermD},
	{"rights", fair.DemandSide, 0, 500, judgeRights, mostRights, nil},
	{name: "product", side: fair.OfferSide, goods: 2500, services: 2500},
	{"buyer", fair.OfferSide, 1500, 1500, judgeBuyer, nil, mostBuyer},
	{"budget", fair.OfferSide, 1000, 2000, judgeBudget, nil, mostBudget},
	{"channel", fair.OfferSide, 800, 500, judgeChannel, nil, nil},
	{"purpose", fair.OfferSide, 400, 500, judgePurpose, nil, mostPurpose},
	{"territory", fair.OfferSide, 800, 1000, judgeTerritory, nil, mostTerritory},
	{"volume", fair.OfferSide, 1500, 0, judgeVolume, mostVolumeO, mostVolumeD},
	{"market", fair.OfferSide, 1000, 1000, judgeMarket, nil, mostMarket},
	{"language", fair.OfferSide, 500, 1000, judgeLanguage, mostLanguageO, mostLanguageD},
}

func known(yes bool) int32 {
	if yes {
		return full
	}
	return prior
}

// Shares of a requirement by what is known of it.
const (
	ifApplied = 6000
	ifUnknown = 4000
)

func judgeCertificates(p *pair) verdict {
	must, may := p.d.mandatory, p.d.wished
	if must == nil && may == nil {
		return verdict{value: notAsked, says: certificatesNotAsked}
	}
	var sum, all int32
	var v verdict
	for i, asked := range [2]*set{must, may} {
		if asked == nil {
			continue
		}
		weight := int32(2 - i) // a mandatory one counts twice
		n := int32(asked.count())
		held, applied, lacking := int32(asked.common(p.o.held)), int32(asked.common(p.o.applied)), int32(asked.common(p.o.lacking))
		unknown := n - held - applied - lacking
		all += weight * n
		sum += weight * (held*full + applied*ifApplied + unknown*ifUnknown)
		if i == 0 {
			v.open = applied+unknown > 0
		}
		v.unknown = v.unknown || unknown > 0
	}
	v.value = sum / all
	switch {
	case v.unknown:
		v.says = certificatesUnknown
	case v.value == full:
		v.says = certificatesHeld
	default:
		v.says = certificatesPartly
	}
	return v
}

func mostCertificates(d *wants) int32 {
	if d.mandatory == nil && d.wished == nil {
		return notAsked
	}
	return full
}

func judgeKind(p *pair) verdict {
	switch {
	case p.d.kinds == 0:
		return verdict{value: notAsked, says: kindAny}
	case p.o.kind == 0:
		return unstated(kindUnknown)
	case p.o.kind&p.d.kinds != 0:
		return verdict{value: full, says: kindWanted}
	}
	return verdict{value: 1500, says: kindOther}
}

func mostKind(d *wants) int32 {
	if d.kinds == 0 {
		return notAsked
	}
	return full
}

// elsewhere tells that both state territories and they have none in common.
func (p *pair) elsewhere() bool {
	return p.o.territory != nil && p.area() != nil && !p.o.territory.meets(p.area())
}

// area is where the demand wants to distribute: what it states, else its destination.
func (p *pair) area() *set {
	if p.d.territory != nil || p.d.destination == 0 {
		return p.d.territory
	}
	return p.duty.only(p.d.destination)
}

func judgeTerritory(p *pair) verdict {
	exclusive := p.d.exclusive == exWanted
	switch {
	case p.d.territory == nil && !exclusive:
		return verdict{value: notAsked, says: territoryNotAsked}
	case p.elsewhere():
		return verdict{value: 1000, says: territoryElsewhere}
	case exclusive && p.o.exclusive == exOffered:
		return verdict{value: full, says: exclusiveFree}
	case exclusive && p.o.exclusive == exNone:
		return verdict{value: 3500, says: exclusiveNot}
	case p.o.exclusive == exTaken:
		return verdict{value: 2500, says: territoryTaken, open: exclusive, unknown: exclusive && p.o.territory == nil}
	case exclusive:
		return verdict{value: prior, says: exclusiveUnknown, unknown: true, open: true}
	case p.o.territory == nil:
		return unstated(territoryUnknown)
	}
	return verdict{value: full, says: territoryShared}
}

func mostTerritory(d *wants) int32 {
	if d.territory == nil && d.exclusive != exWanted {
		return notAsked
	}
	return full
}

// perDoubling is what missing by a factor of two costs.
const perDoubling = 5000

// short is the value where something falls short by a logarithm, r ≥ 0.
func short(r int32, perOctave int64) int32 {
	return int32(max(0, full-int64(r)*perOctave/octave))
}

// order is the first order, else the year's volume.
func (d *wants) order() (amount, bool) {
	if d.first.stated() {
		return d.first, d.firstPack
	}
	return d.annual, d.annualPack
}

// volume is the year's volume, else the first order.
func (d *wants) volume() (amount, bool) {
	if d.annual.stated() {
		return d.annual, d.annualPack
	}
	return d.first, d.firstPack
}

func judgeQuantity(p *pair) verdict {
	wanted, pack := p.d.order()
	switch {
	case !wanted.stated():
		return unstated(quantityUnknown)
	case !p.o.moq.as.stated():
		return unstated(moqUnknown)
	}
	r, ok := ratio(wanted, pack, p.o.moq, p.o.content)
	switch {
	case !ok:
		return unstated(quantityApart)
	case r >= -slack:
		return verdict{value: full, says: moqMet}
	}
	return verdict{value: short(-r, perDoubling), says: moqShort}
}

func mostQuantityO(o *supply) int32 { return known(o.moq.as.stated()) }
func mostQuantityD(d *wants) int32  { return known(d.first.stated() || d.annual.stated()) }

func judgeCapacity(p *pair) verdict {
	wanted, pack := p.d.volume()
	switch {
	case !wanted.stated():
		return unstated(volumeUnknown)
	case !p.o.capacity.as.stated():
		return unstated(capacityUnknown)
	}
	r, ok := ratio(wanted, pack, p.o.capacity, p.o.content)
	switch {
	case !ok:
		return unstated(capacityApart)
	case r <= slack:
		return verdict{value: full, says: capacityEnough}
	}
	return verdict{value: short(r, perDoubling), says: capacityShort}
}

func mostCapacityO(o *supply) int32 { return known(o.capacity.as.stated()) }
func mostVolumeD(d *wants) int32    { return known(d.annual.stated() || d.first.stated()) }

// perPriceDoubling is steeper: half as much again costs everything.
const perPriceDoubling = 17000

// atFloor is the value of a price that only the supplier's floor can meet.
const atFloor = 8000

func judgePrice(p *pair) verdict {
	limit := p.d.limit
	switch {
	case !limit.stated():
		return unstated(limitUnknown)
	case !p.o.asked.stated():
		return unstated(priceUnknown)
	case p.o.asked.cur != limit.cur:
		return unstated(rateMissing)
	}
	asked, floor := p.o.asked, p.o.floor
	if asked.dim != limit.dim {
		asked, floor = p.o.askedIn, p.o.floorIn
	}
	if !asked.stated() || asked.dim != limit.dim {
		return unstated(priceApart)
	}
	switch over := asked.log - limit.log; {
	case over <= slack:
		return verdict{value: full, says: priceWithin}
	case floor.stated() && floor.cur == limit.cur && floor.log <= limit.log+slack:
		return verdict{value: max(atFloor, short(over, perPriceDoubling)), says: priceFloor}
	default:
		return verdict{value: short(over, perPriceDoubling), says: priceAbove}
	}
}

func mostPriceO(o *supply) int32 { return known(o.asked.stated()) }
func mostPriceD(d *wants) int32  { return known(d.limit.stated()) }

// lateDay is what each day too late costs.
const lateDay = 250

func judgeLead(p *pair) verdict {
	switch {
	case p.d.neededBy == noDay:
		return unstated(dateUnknown)
	case p.o.leadDays == 0:
		return unstated(leadUnknown)
	}
	late := p.o.leadDays - int32(p.d.neededBy-p.today)
	if late <= 0 {
		return verdict{value: full, says: leadInTime}
	}
	return verdict{value: max(0, full-lateDay*min(late, 100)), says: leadLate}
}

func mostLeadO(o *supply) int32 { return known(o.leadDays != 0) }
func mostLeadD(d *wants) int32  { return known(d.neededBy != noDay) }

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

func judgeSamples(p *pair) verdict {
	switch {
	case p.d.samples != ansYes:
		return verdict{value: notAsked, says: samplesNotAsked}
	case p.o.samples == ansYes:
		return verdict{value: full, says: samplesReady}
	case p.o.samples == ansNo:
		return verdict{value: 1500, says: samplesNone}
	}
	return unstated(samplesUnknown)
}

func mostSamples(d *wants) int32 {
	if d.samples != ansYes {
		return notAsked
	}
	return full
}

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

// perDuty is what one step between the nearest rules of two sets costs.
const perDuty = 800

func judgeIncoterm(p *pair) verdict {
	a, b := p.o.incoterms, p.d.incoterms
	switch {
	case a == 0 || b == 0:
		return unstated(incotermUnknown)
	case a&b != 0:
		return verdict{value: full, says: incotermShared}
	}
	steps := int32(1)
	for near := b<<1 | b>>1; a&near == 0; near |= near<<1 | near>>1 {
		steps++
	}
	return verdict{value: full - perDuty*steps, says: incotermApart}
}

func mostIncotermO(o *supply) int32 { return known(o.incoterms != 0) }
func mostIncotermD(d *wants) int32  { return known(d.incoterms != 0) }

func judgeRights(p *pair) verdict {
	if p.o.rights {
		return verdict{value: full, says: rightsStated}
	}
	return unstated(rightsUnknown)
}

func mostRights(o *supply) int32 { return known(o.rights) }

func judgeBuyer(p *pair) verdict {
	switch p.d.buyer {
	case rankVerified:
		return verdict{value: full, says: buyerVerified}
	case rankHosted:
		return verdict{value: 8500, says: buyerHosted}
	case rankRegistered:
		return verdict{value: 5000, says: buyerRegistered}
	}
	return verdict{value: 3500, says: buyerUnverified}
}

func mostBuyer(d *wants) int32 { return judgeBuyer(&pair{d: d}).value }

func judgeBudget(p *pair) verdict {
	switch {
	case p.d.budget.stated():
		return verdict{value: full, says: budgetStated}
	case p.d.limit.stated():
		return verdict{value: 8500, says: ceilingStated}
	}
	return unstated(budgetUnknown)
}

func mostBudget(d *wants) int32 { return judgeBudget(&pair{d: d}).value }

func judgeChannel(p *pair) verdict {
	switch {
	case p.o.channel == 0 || p.d.channel == 0:
		return unstated(channelUnknown)
	case p.o.channel&p.d.channel != 0:
		return verdict{value: full, says: channelShared}
	}
	return verdict{value: 1000, says: channelOther}
}

// purposeValue is what a purpose promises a supplier, by number of the purpose.
var purposeValue = [5]int32{prior, full, 9000, 6500, 8000}

func judgePurpose(p *pair) verdict {
	if p.d.purpose == 0 {
		return unstated(purposeUnknown)
	}
	return verdict{value: purposeValue[p.d.purpose], says: purposeStated}
}

func mostPurpose(d *wants) int32 { return purposeValue[d.purpose] }

// atMinimum is what an order of just the minimum is worth, and perVolume what
// each doubling adds or takes.
const (
	atMinimum = 6000
	perVolume = 1500
)

func judgeVolume(p *pair) verdict {
	wanted, pack := p.d.volume()
	switch {
	case !wanted.stated():
		return unstated(volumeUnknown)
	case !p.o.moq.as.stated():
		return unstated(moqUnknown)
	}
	r, ok := ratio(wanted, pack, p.o.moq, p.o.content)
	if !ok {
		return unstated(quantityApart)
	}
	v := verdict{value: int32(min(full, max(0, atMinimum+int64(r)*perVolume/octave))), says: volumeGood}
	if r < -slack {
		v.says = volumeSmall
	}
	return v
}

func mostVolumeO(o *supply) int32 { return known(o.moq.as.stated()) }

func judgeMarket(p *pair) verdict {
	at := int(p.d.destination)
	switch {
	case at == 0:
		return unstated(destinationUnknown)
	case p.o.markets != nil && p.o.markets.has(at):
		return verdict{value: full, says: marketServed}
	case p.o.usualMarkets != nil && p.o.usualMarkets.has(at):
		return verdict{value: 9000, says: marketUsual}
	case p.o.usualMarkets != nil:
		return verdict{value: 4000, says: marketNew}
	}
	return unstated(marketUnknown)
}

func mostMarket(d *wants) int32 { return known(d.destination != 0) }
