package matching

// The judges of trust: certificates, kinds of companies, what is promised of them.

// Shares of a requirement by what is known of it.
const (
	ifApplied = 6000
	ifUnknown = prior
	ifAbroad  = 7000 // held, and it counts elsewhere
)

// judgeCertificates reads proofs of the offer, mandatory, wished and destination of the
// demand. A mandatory one counts twice.
func judgeCertificates(p *pair) verdict {
	if p.d.mandatory == nil && p.d.wished == nil {
		return verdict{value: notAsked, says: certificatesNotAsked}
	}
	var sum, all int32
	v := verdict{says: certificatesPartly}
	r := p.proofs()
	if r == nil {
		r = &nothingProved
	}
	for i, asked := range [2]*set{p.d.mandatory, p.d.wished} {
		if asked == nil {
			continue
		}
		weight := int32(2 - i)
		n := int32(asked.count())
		held, abroad, applied, lacking := int32(asked.common(&r.held)), int32(asked.common(&r.abroad)), int32(asked.common(&r.applied)), int32(asked.common(&r.lacking))
		unknown := n - held - abroad - applied - lacking
		all += weight * n
		sum += weight * (held*full + abroad*ifAbroad + applied*ifApplied + unknown*ifUnknown)
		v.unknown = v.unknown || unknown+abroad > 0
		v.open = v.open || i == 0 && applied+unknown+abroad > 0
	}
	v.value = sum / all
	switch {
	case v.unknown:
		v.says = certificatesUnknown
	case v.value == full:
		v.says = certificatesHeld
	}
	return v
}

var nothingProved proofs

func mostCertificates(d *wants) int32 { return wished(d.mandatory != nil || d.wished != nil) }

// Values of the kind of supplier where the organizer has, or has not, verified it.
const (
	anyVerified = 8000
	kindByWord  = 8500
)

// judgeKind reads kind and verified of the offer, kinds of the demand.
func judgeKind(p *pair) verdict {
	switch {
	case p.d.kinds == 0 && p.o.verified:
		return verdict{value: anyVerified, says: kindAnyVerified}
	case p.d.kinds == 0:
		return verdict{value: notAsked, says: kindAny}
	case p.o.kind == 0:
		return unstated(kindUnknown)
	case p.o.kind&p.d.kinds == 0:
		return verdict{value: 1500, says: kindOther}
	case p.o.verified:
		return verdict{value: full, says: kindWanted}
	}
	return verdict{value: kindByWord, says: kindSaid}
}

func mostKind(d *wants) int32 {
	if d.kinds == 0 {
		return anyVerified
	}
	return full
}

// judgeSamples reads samples of both.
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

func mostSamples(d *wants) int32 { return wished(d.samples == ansYes) }

// judgeRights reads rights of the offer.
func judgeRights(p *pair) verdict {
	if p.o.rights {
		return verdict{value: full, says: rightsStated}
	}
	return unstated(rightsUnknown)
}

func mostRights(o *supply) int32 { return known(o.rights) }

// buyerValue is what a buyer's standing promises, and what says so, by rank.
var buyerValue = [...]verdict{
	rankUnknown:    {value: 3500, says: buyerUnverified},
	rankDoubtful:   {value: 2000, says: buyerDoubtful},
	rankRegistered: {value: 5000, says: buyerRegistered},
	rankHosted:     {value: 8500, says: buyerHosted},
	rankVerified:   {value: full, says: buyerVerified},
}

// judgeBuyer reads buyer of the demand.
func judgeBuyer(p *pair) verdict { return buyerValue[p.d.buyer] }

func mostBuyer(d *wants) int32 { return buyerValue[d.buyer].value }

// judgeBudget reads whether budget and limit of the demand are stated.
func judgeBudget(p *pair) verdict { return budgetOf(p.d) }

func budgetOf(d *wants) verdict {
	switch {
	case d.budget.stated():
		return verdict{value: full, says: budgetStated}
	case d.limit.stated():
		return verdict{value: 8500, says: ceilingStated}
	}
	return unstated(budgetUnknown)
}

func mostBudget(d *wants) int32 { return budgetOf(d).value }

// purposeValue is what a purpose promises a supplier, by number of the purpose.
var purposeValue = [5]int32{prior, full, 9000, 6500, 8000}

// judgePurpose reads purpose of the demand.
func judgePurpose(p *pair) verdict {
	if p.d.purpose == 0 {
		return unstated(purposeUnknown)
	}
	return verdict{value: purposeValue[p.d.purpose], says: purposeStated}
}

func mostPurpose(d *wants) int32 { return purposeValue[d.purpose] }
