package matching

import (
	"math"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// args are the facts of a sentence.
func (w *witness) args(s saying) fair.Args {
	switch s {
	case certificatesHeld, certificatesUnknown, certificatesPartly:
		return w.schemes()
	case kindWanted, kindSaid, kindOther, kindUnknown:
		return w.kinds()
	case territoryElsewhere, exclusiveFree, exclusiveSomewhere, exclusiveNot, exclusiveUnknown, territoryTaken,
		territoryPartlyTaken, takenSomewhere, takenElsewhere, takenOtherChannel, territoryShared, territoryUnknown:
		return w.territories()
	case moqMet, moqShort, moqAboveYear, firstUnknown, volumeGood, volumeSmall, quantityApart, volumeApart:
		return w.quantities(s)
	case capacityApart, capacityEnough, capacityShort, annualUnknown:
		args := fair.Args{"capacity": *w.of.Offer.Capacity, "wanted": w.year()}
		w.holds(args, packed(w.of.Offer.Capacity), w.d.annualPack || !w.d.annual.stated() && w.d.firstPack)
		return args
	case priceWithin, priceFloor, priceAbove, priceApart, priceTerms, rateMissing, priceUnknown:
		return w.prices(s)
	case leadInTime:
		return fair.Args{"days": w.of.Offer.LeadDays, "needed_by": w.df.Demand.NeededBy}
	case leadLate:
		return fair.Args{"days": w.of.Offer.LeadDays, "needed_by": w.df.Demand.NeededBy, "late": int(w.late())}
	}
	if args := w.known(s); args != nil {
		return args
	}
	return w.reach(s)
}

// known are the facts that stand beside one that is not stated.
func (w *witness) known(s saying) fair.Args {
	o, d, args := w.of.Offer, w.df.Demand, fair.Args{}
	switch s {
	case quantityUnknown:
		state(args, "moq", o.MOQ)
	case volumeUnknown:
		state(args, "capacity", o.Capacity)
	case moqUnknown:
		switch {
		case d.First != nil:
			args["wanted"] = *d.First
		case d.Annual != nil:
			args["wanted"] = *d.Annual
		default:
			args["wanted"] = *d.Budget
		}
	case budgetCovers, budgetBelow:
		args["moq"], args["limit"] = *o.MOQ, *d.Budget
		log := w.o.moq.in.log - w.o.asked.log - measures()[o.Price.Unit].log
		if total, ok := sum(o.Price.Amount.Float()*math.Exp2(float64(log)/octave), o.Price.Currency); ok {
			args["total"] = fair.Money{Amount: total, Currency: o.Price.Currency}
		}
	case capacityUnknown:
		args["wanted"] = w.year()
	case limitUnknown:
		state(args, "price", o.Price)
	case dateUnknown:
		if o.LeadDays > 0 {
			args["days"] = o.LeadDays
		}
	case leadUnknown:
		args["needed_by"] = d.NeededBy
	case incotermUnknown:
		if w.o.incoterms != 0 {
			args["offered"] = o.Price.Incoterms
		} else if w.d.incoterms != 0 {
			args["wanted"] = d.Ceiling.Incoterms
		}
	case originUnknown:
		if len(d.Origins) > 0 {
			args["countries"] = d.Origins
		}
	default:
		return nil
	}
	return args
}

// state notes a fact where it is stated.
func state[T any](args fair.Args, name string, fact *T) {
	if fact != nil {
		args[name] = *fact
	}
}

// holds notes the content of a package where one side counts in packages and the
// other does not.
func (w *witness) holds(args fair.Args, offered, wanted bool) {
	if offered != wanted && w.of.Offer.Content != nil {
		args["content"] = *w.of.Offer.Content
	}
}

// spoken are the languages of the two sides, as far as they are stated.
func (w *witness) spoken() fair.Args {
	names, args := &w.e.desk.languages, fair.Args{}
	if w.o.languages != nil {
		args["seller_languages"] = names.among(w.o.languages, w.o.languages)
	}
	if w.d.languages != nil {
		args["buyer_languages"] = names.among(w.d.languages, w.d.languages)
	}
	return args
}

// channels are those of the two sides, as far as they are stated.
func (w *witness) channels() fair.Args {
	args := fair.Args{}
	if c := w.of.Channel; c != "" {
		args["offered_channel"] = string(c)
	}
	if c := w.df.Channel; c != "" {
		args["wanted_channel"] = string(c)
	}
	return args
}

// reach are the facts about countries, languages, channels and delivery terms.
func (w *witness) reach(s saying) fair.Args {
	o, d := w.of.Offer, w.df.Demand
	switch s {
	case languageShared:
		return fair.Args{"languages": w.e.desk.languages.among(w.o.languages, w.d.languages)}
	case languageNone, languageUnknown:
		return w.spoken()
	case tariffPreference:
		var keys []string
		for _, a := range taxonomy.Between(o.Origin, d.Destination, w.duty.on) {
			keys = append(keys, a.Key)
		}
		return fair.Args{"origin_country": o.Origin, "destination_country": d.Destination, "agreements": keys}
	case tariffHome, tariffNone:
		return fair.Args{"origin_country": o.Origin, "destination_country": d.Destination}
	case incotermShared, incotermApart:
		return fair.Args{"offered": o.Price.Incoterms, "wanted": d.Ceiling.Incoterms}
	case channelShared, channelOther, channelUnknown:
		return w.channels()
	case marketServed, marketUsual, marketNew, marketUnknown:
		return fair.Args{"destination_country": d.Destination}
	case marketUnserved:
		return fair.Args{"destination_country": d.Destination, "countries": o.Markets}
	}
	return nil
}

// schemes are the certificates asked for, by what is known of each.
func (w *witness) schemes() fair.Args {
	by := map[string][]string{}
	for _, r := range w.df.Demand.Required {
		under := w.standing(r.Scheme)
		if !slices.Contains(by[under], r.Scheme) {
			by[under] = append(by[under], r.Scheme)
		}
	}
	args := fair.Args{}
	for under, list := range by {
		args[under] = list
	}
	if at := w.df.Demand.Destination; len(by["elsewhere_schemes"]) > 0 && at != "" {
		args["destination_country"] = at
	}
	if told := w.detailed(); len(told) > 0 {
		args["details"] = told
	}
	return args
}

// standing is the fact that tells how a certificate asked for stands: its name among
// the arguments of sentences.
func (w *witness) standing(scheme string) string {
	i, ok := w.e.desk.schemes.ids[scheme]
	r := w.proofs()
	if r == nil {
		r = &nothingProved
	}
	in := func(t *set) bool { return ok && t.has(i) }
	switch {
	case in(&r.held):
		return "held_schemes"
	case in(&r.abroad) && w.limits(scheme):
		return "elsewhere_schemes"
	case in(&r.abroad):
		return "abroad_schemes"
	case in(&r.applied):
		return "applied_schemes"
	case in(&r.lacking):
		return "lacking_schemes"
	case w.ranOut(scheme):
		return "expired_schemes"
	}
	return "unknown_schemes"
}

// certified tells whether the offer or its company has a certificate that concerns a
// scheme and of which something is so.
func (w *witness) certified(scheme string, is func(c *fair.Certificate) bool) bool {
	for _, list := range [2][]fair.Certificate{w.of.Offer.Certificates, w.op.firm.Certificates} {
		for i := range list {
			if c := &list[i]; slices.Contains(answered(c), scheme) && is(c) {
				return true
			}
		}
	}
	return false
}

// ranOut tells whether a certificate that would answer the scheme ends too early.
func (w *witness) ranOut(scheme string) bool { return w.certified(scheme, w.e.desk.ranOut) }

// limits tells whether a certificate for the scheme states where it counts.
func (w *witness) limits(scheme string) bool {
	return w.certified(scheme, func(c *fair.Certificate) bool { return len(c.Destinations) > 0 && !w.e.desk.ranOut(c) })
}

// detailed are the certificates for what is asked that say more than their scheme.
func (w *witness) detailed() []fair.Certificate {
	var out []fair.Certificate
	for _, list := range [2][]fair.Certificate{w.of.Offer.Certificates, w.op.firm.Certificates} {
		for i := range list {
			c := &list[i]
			told := fair.Certificate{Scheme: c.Scheme, Status: c.Status, Subject: c.Subject, Scope: c.Scope, Destinations: c.Destinations}
			asked := slices.ContainsFunc(w.df.Demand.Required, func(r fair.Requirement) bool { return slices.Contains(answered(c), r.Scheme) })
			if asked && c.Status != fair.NotHeld && !w.e.desk.ranOut(c) && (c.Subject != "" || c.Scope != "" || len(c.Destinations) > 0) && len(out) < maxDetails {
				out = append(out, told)
			}
		}
	}
	return out
}

// maxDetails bounds the certificates that a sentence tells more of.
const maxDetails = 3

func (w *witness) kinds() fair.Args {
	wanted := w.df.Demand.Suppliers
	args := fair.Args{"kinds": make([]string, len(wanted))}
	for i, k := range wanted {
		args["kinds"].([]string)[i] = string(k)
	}
	if k := w.op.firm.Kind; k != "" {
		args["kind"] = string(k)
	}
	return args
}

// territories are the countries that both sides mean, else those that the demand does;
// and where the offer's are.
func (w *witness) territories() fair.Args {
	wanted := w.df.Territory
	if len(wanted) == 0 && w.df.Demand.Destination != "" {
		wanted = []string{w.df.Demand.Destination}
	}
	var both []string
	for _, c := range wanted {
		if slices.Contains(w.of.Territory, c) {
			both = append(both, c)
		}
	}
	if len(both) == 0 {
		both = wanted
	}
	args := fair.Args{"countries": both}
	if len(w.of.Territory) > 0 {
		args["offered_countries"] = w.of.Territory
	}
	if e := w.of.Exclusive; w.of.TakenUntil != "" && (e == fair.ExclusiveTaken || e == "") {
		args["until"] = w.of.TakenUntil
	}
	if w.of.Offer.Agent != "" && w.o.exclusive == exTaken {
		args["agent"] = w.of.Offer.Agent
	}
	return args
}

// year is the year's volume, else the first order.
func (w *witness) year() fair.Quantity {
	if d := w.df.Demand; d.Annual != nil {
		return *d.Annual
	}
	return *w.df.Demand.First
}

func (w *witness) quantities(s saying) fair.Args {
	d := w.df.Demand
	wanted := w.year()
	if d.First != nil && s != volumeGood && s != volumeSmall && s != volumeApart {
		wanted = *d.First
	}
	args := fair.Args{"moq": *w.of.Offer.MOQ, "wanted": wanted}
	if s != quantityApart && s != volumeApart {
		w.holds(args, w.o.moq.pack, packed(&wanted))
	}
	if s == moqMet && w.o.basis != 0 {
		r, _ := ratio(w.d.first, w.d.firstPack, w.o.moq, w.o.content)
		args["times"] = max(1, int(math.Exp2(float64(min(r+slack, 30*octave))/octave)))
	}
	return args
}

func (w *witness) prices(s saying) fair.Args {
	o, d, args := w.of.Offer, w.df.Demand, fair.Args{}
	state(args, "price", o.Price)
	currency := ""
	if d.Ceiling != nil {
		args["limit"], currency = *d.Ceiling, d.Ceiling.Currency
	} else {
		args["limit"], args["wanted"], currency = *d.Budget, w.year(), d.Budget.Currency
	}
	switch s {
	case priceWithin, priceFloor, priceAbove:
		w.holds(args, measures()[o.Price.Unit].pack, w.d.limitPack)
	case priceTerms:
		args["offered"], args["wanted"] = o.Price.Incoterms, d.Ceiling.Incoterms
	case rateMissing:
		args["currencies"] = w.e.desk.unrated(o.Price.Currency, currency)
	}
	if s == priceAbove {
		asked, _ := w.quoted()
		percent := math.Round(100 * (math.Exp2(float64(asked.log-w.d.limit.log)/octave) - 1))
		if percent >= 1 && percent < 700 { // less needs no number, and more is no matter of percents
			args["percent"] = int(percent)
		}
	}
	return args
}

// unrated are those of two currencies that the fair has no rate for.
func (k *desk) unrated(currencies ...string) []string {
	var out []string
	for _, c := range currencies {
		if _, ok := k.rates.Convert(1, c, k.rates.Base); !ok && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// gate says why a pair cannot be.
func (w *witness) gate(g gate) fair.Reason {
	r := fair.Reason{Part: "gate", Key: gateKeys[g]}
	switch g {
	case certificateLacking:
		var missing []string
		for _, q := range w.df.Demand.Required {
			if q.Mandatory && w.standing(q.Scheme) == "lacking_schemes" {
				missing = append(missing, q.Scheme)
			}
		}
		r.Args = fair.Args{"schemes": missing}
	case originRefused:
		r.Args = fair.Args{"origin_country": w.of.Offer.Origin, "countries": w.df.Demand.Origins}
	case tradeBanned:
		r.Args = w.banned(w.ban())
	case territoryGone:
		r.Args = w.territories()
	case offerLapsed:
		r.Args = fair.Args{"date": w.of.ValidUntil}
	case demandLapsed:
		r.Args = fair.Args{"date": w.df.ValidUntil}
	}
	return r
}
