package matching

// gate is a reason why a pair cannot be; its key is gateKeys[gate].
type gate uint8

// The gates, in the order they are named.
const (
	sameCompany gate = iota
	blocked
	declined
	offerLapsed
	demandLapsed
	otherTrade
	nothingShared
	certificateLacking
	originRefused
	tradeBanned
	territoryGone
	gates
)

var gateKeys = [gates]string{
	sameCompany:        "gate.same_company",
	blocked:            "gate.withheld", // which of the two, and whose, is nobody's matter
	declined:           "gate.withheld",
	offerLapsed:        "gate.offer_expired",
	demandLapsed:       "gate.demand_expired",
	otherTrade:         "gate.trade",
	nothingShared:      "gate.nothing_shared",
	certificateLacking: "gate.certificate",
	originRefused:      "gate.origin",
	tradeBanned:        "gate.prohibited",
	territoryGone:      "gate.territory",
}

// contradicts tells whether the two sides' statements rule each other out. Only what
// both state can, and of that only what nobody negotiates: a mandatory certificate
// stated as missing, an origin that the buyer says it does not accept, trade that a ban
// of the fair's list is on, and a territory that is taken. A destination that the
// supplier does not name, minimum orders, prices and delivery terms are soft.
func (p *pair) contradicts() bool {
	return p.lacks() || p.refusesOrigin() || p.prohibited() || p.taken()
}

// lacks reads mandatory and destination of the demand and proofs of the offer.
func (p *pair) lacks() bool {
	return p.d.mandatory != nil && p.o.proofs != nil && p.d.mandatory.meets(&p.proofs().lacking)
}

// refusesOrigin reads origins of the demand and origin of the offer.
func (p *pair) refusesOrigin() bool {
	return p.o.origin != 0 && p.d.origins != nil && !p.d.origins.has(int(p.o.origin))
}

// taken tells that somebody already has all of the territory that distribution is
// wanted for, in its channel. Buyers of the goods alone do not mind.
func (p *pair) taken() bool {
	if p.o.exclusive != exTaken || p.o.territory == nil || !p.d.seeks() || p.otherChannel() {
		return false
	}
	area := p.area()
	return area != nil && p.o.territory.covers(area)
}

// lapsed tells whether a post is over.
func (p *post) lapsed(today day) bool { return p.lapses != noDay && p.lapses < today }

// closed lists the gates that close a pair.
func (s *sight) closed(o, d *post, pr *pair, met uint16) []gate {
	tests := [gates]bool{
		sameCompany:        o.firm.number == d.firm.number,
		blocked:            s.apart(o, d),
		declined:           s.declines(o, d),
		offerLapsed:        o.lapsed(s.today),
		demandLapsed:       d.lapsed(s.today),
		otherTrade:         o.services != d.services,
		nothingShared:      !alike(met),
		certificateLacking: pr.lacks(),
		originRefused:      pr.refusesOrigin(),
		tradeBanned:        pr.prohibited(),
		territoryGone:      pr.taken(),
	}
	tests[declined] = tests[declined] && !tests[blocked] // told once, or the number would tell
	var out []gate
	for g, shut := range tests {
		if shut {
			out = append(out, gate(g))
		}
	}
	return out
}
