package matching

import "math/bits"

// The judges of the terms: quantities, prices, times. What cannot be compared like
// with like takes the prior.

// perDoubling is what missing by a factor of two costs.
const perDoubling = 5000

// farthest is a logarithm beyond which nothing is worth more or less.
const farthest = 100 * octave

// short is the value where something falls short by a logarithm, r ≥ 0.
func short(r, perOctave int64) int32 {
	return int32(max(0, full-min(r, farthest)*perOctave/octave))
}

// judgeQuantity reads moq and content of the offer, first and annual (with their
// packs) of the demand. The minimum is compared with the first order; a year's
// volume can only show that it is out of reach. A budget without any quantity is
// compared with what the minimum costs.
func judgeQuantity(p *pair) verdict {
	wanted, pack, whole := p.d.first, p.d.firstPack, true
	if !wanted.stated() {
		wanted, pack, whole = p.d.annual, p.d.annualPack, false
	}
	switch {
	case !wanted.stated():
		return unstated(quantityUnknown)
	case !p.o.moq.as.stated():
		return unstated(moqUnknown)
	}
	r, ok := ratio(wanted, pack, p.o.moq, p.o.content)
	switch {
	case wanted.money():
		return byBudget(r, ok)
	case !ok:
		return unstated(quantityApart)
	case r >= -slack && whole:
		return verdict{value: full, says: moqMet}
	case r >= -slack:
		return unstated(firstUnknown)
	case whole:
		return verdict{value: short(-r, perDoubling), says: moqShort}
	}
	return verdict{value: min(prior, short(-r, perDoubling)), says: moqAboveYear}
}

// affordable is the value of a minimum order that the budget pays for, where nobody has
// said how much is wanted.
const affordable = 8000

// byBudget judges a demand that states what it will spend and not on how much.
func byBudget(r int64, comparable bool) verdict {
	switch {
	case !comparable:
		return unstated(quantityUnknown)
	case r >= -slack:
		return verdict{value: affordable, says: budgetCovers}
	}
	return verdict{value: min(affordable, short(-r, perDoubling)), says: budgetBelow}
}

func mostQuantityO(o *supply) int32 { return known(o.moq.as.stated()) }
func mostQuantityD(d *wants) int32  { return known(d.first.stated() || d.annual.money()) }

// judgeCapacity reads capacity and content of the offer, annual and first (with
// their packs) of the demand. Capacity is compared with the year's volume; a first
// order can only show that it does not suffice.
func judgeCapacity(p *pair) verdict {
	wanted, pack, whole := p.d.annual, p.d.annualPack, true
	if !wanted.stated() {
		wanted, pack, whole = p.d.first, p.d.firstPack, false
	}
	switch {
	case !wanted.stated(), wanted.money():
		return unstated(volumeUnknown)
	case !p.o.capacity.as.stated():
		return unstated(capacityUnknown)
	}
	r, ok := ratio(wanted, pack, p.o.capacity, p.o.content)
	switch {
	case !ok:
		return unstated(capacityApart)
	case r <= slack && whole:
		return verdict{value: full, says: capacityEnough}
	case r <= slack:
		return unstated(annualUnknown)
	case whole:
		return verdict{value: short(r, perDoubling), says: capacityShort}
	}
	return verdict{value: min(prior, short(r, perDoubling)), says: capacityShort}
}

func mostCapacityO(o *supply) int32 { return known(o.capacity.as.stated()) }
func mostCapacityD(d *wants) int32  { return known(d.annual.stated() && !d.annual.money()) }

// atMinimum is what an order of just the minimum is worth, and perVolume what
// each doubling adds or takes.
const (
	atMinimum = 6000
	perVolume = 1500
)

// volume is the year's volume, else the first order.
func (d *wants) volume() (amount, bool) {
	if d.annual.stated() {
		return d.annual, d.annualPack
	}
	return d.first, d.firstPack
}

// judgeVolume reads moq and content of the offer, annual and first (with their
// packs) of the demand: how large the business is, measured by the minimum order.
func judgeVolume(p *pair) verdict {
	wanted, pack := p.d.volume()
	switch {
	case !wanted.stated():
		return unstated(volumeUnknown)
	case !p.o.moq.as.stated():
		return unstated(moqUnknown)
	}
	r, ok := ratio(wanted, pack, p.o.moq, p.o.content)
	switch {
	case !ok && wanted.money():
		return unstated(volumeUnknown)
	case !ok:
		return unstated(volumeApart)
	}
	v := verdict{value: int32(min(full, max(0, atMinimum+max(-farthest, min(r, farthest))*perVolume/octave))), says: volumeGood}
	switch {
	case wanted.money() && r < -slack:
		v.says = budgetBelow
	case wanted.money():
		v.says = budgetCovers
	case r < -slack:
		v.says = volumeSmall
	}
	return v
}

func mostVolumeO(o *supply) int32 { return known(o.moq.as.stated()) }
func mostVolumeD(d *wants) int32  { return known(d.annual.stated() || d.first.stated()) }

// perPriceDoubling is steeper: half as much again costs everything.
const perPriceDoubling = 17000

// atFloor is the value of a price that only the supplier's floor can meet.
const atFloor = 8000

// judgePrice reads asked, askedIn, floor, floorIn, content and incoterms of the
// offer, limit, limitPack and incoterms of the demand.
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
	asked, floor := p.quoted()
	if asked.dim != limit.dim {
		return unstated(priceApart)
	}
	bears := p.bears()
	switch over := asked.log - limit.log; {
	case over <= slack && bears < 0, over > slack && bears > 0:
		return unstated(priceTerms) // what carriage adds or takes decides
	case over <= slack:
		return verdict{value: full, says: priceWithin}
	case bears == 0 && floor.stated() && floor.cur == limit.cur && floor.log <= limit.log+slack:
		return verdict{value: max(atFloor, short(over, perPriceDoubling)), says: priceFloor}
	default:
		return verdict{value: short(over, perPriceDoubling), says: priceAbove}
	}
}

// quoted is the offer's price and floor in the unit of the demand's limit, where
// the content of a package leads there.
func (p *pair) quoted() (asked, floor price) {
	o, limit := p.o, p.d.limit
	switch {
	case o.asked.dim == limit.dim:
		return o.asked, o.floor
	case o.askedIn.dim == limit.dim:
		return o.askedIn, o.floorIn
	case p.d.limitPack && o.content.dim == o.asked.dim:
		return o.asked.each(o.content, limit.dim), o.floor.each(o.content, limit.dim)
	}
	return price{}, price{}
}

// bears compares how much of the carriage the seller bears in the offer's price with
// what it bears in the demand's limit: below 0 for less, above for more, 0 where the
// delivery terms meet, cross or are not stated.
func (p *pair) bears() int {
	a, b := p.o.incoterms, p.d.incoterms
	switch {
	case a == 0 || b == 0 || a&b != 0:
		return 0
	case bits.Len16(a) <= bits.TrailingZeros16(b):
		return -1
	case bits.Len16(b) <= bits.TrailingZeros16(a):
		return 1
	}
	return 0
}

func mostPriceO(o *supply) int32 { return known(o.asked.stated()) }
func mostPriceD(d *wants) int32  { return known(d.limit.stated()) }

// lateDay is what each day too late costs.
const lateDay = 250

// judgeLead reads leadDays of the offer and neededBy of the demand, and today.
func judgeLead(p *pair) verdict {
	switch {
	case p.d.neededBy == noDay:
		return unstated(dateUnknown)
	case p.o.leadDays == 0:
		return unstated(leadUnknown)
	}
	late := p.late()
	if late <= 0 {
		return verdict{value: full, says: leadInTime}
	}
	return verdict{value: max(0, full-lateDay*min(late, 100)), says: leadLate}
}

// late is how many days after the day of need the goods are ready, if ordered today.
func (p *pair) late() int32 { return p.o.leadDays - int32(p.d.neededBy-p.today) }

func mostLeadO(o *supply) int32 { return known(o.leadDays != 0) }
func mostLeadD(d *wants) int32  { return known(d.neededBy != noDay) }

// perDuty is what one step between the nearest rules of two sets costs.
const perDuty = 800

// judgeIncoterm reads incoterms of both: sets to negotiate in, never a gate.
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
