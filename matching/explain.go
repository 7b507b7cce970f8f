package matching

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/text"
)

// lowProduct is the value of the product part below which a pair is a stretch,
// however well its terms fit.
const lowProduct = 2000

// explained gives the matches of a list whose owner is p.
func (e *Engine) explained(si *sight, p *post, list []place) []fair.Match {
	out := make([]fair.Match, 0, len(list))
	other := e.sides[1-sideIndex(p.stated.Side)].posts
	for _, at := range list {
		q := other[at.slot]
		if p.stated.Side == fair.DemandSide {
			out = append(out, e.explain(si, q, e.posts[p.stated.ID][at.article], true))
		} else {
			out = append(out, e.explain(si, p, q, false))
		}
	}
	return out
}

// explain scores a pair with everything there is to say about it.
func (e *Engine) explain(si *sight, o, d *post, ownsDemand bool) fair.Match {
	m := fair.Match{Offer: o.stated.ID, Demand: d.stated.ID, Supplier: o.stated.Company, Buyer: d.stated.Company, Band: fair.Stretch, Article: d.about}
	w := e.witness(si, o, d, ownsDemand)
	if shut := si.closed(o, d, &w.pair, w.met); len(shut) > 0 {
		for _, g := range shut {
			m.Gates = append(m.Gates, w.gate(g))
		}
		return m
	}
	var sum points
	open := false
	for i := range parts {
		p := &parts[i]
		weight := e.scales.of(o.services).weights[i]
		if weight == 0 {
			continue
		}
		r, v := w.reason(p, weight)
		open = open || v.open
		sum[sideIndex(p.side)] += int32(r.Points)
		m.Reasons = append(m.Reasons, r)
	}
	m.ForBuyer, m.ForSeller = int(sum[0]), int(sum[1])
	m.Score = fair.Join(m.ForBuyer, m.ForSeller)
	m.Band = fair.BandOf(m.Score, open)
	if product(rawOf(w.met)) < lowProduct {
		m.Band = fair.Stretch
	}
	return m
}

// witness knows the stated facts behind a pair, as its reader may see them.
type witness struct {
	pair
	e      *Engine
	op, dp *post
	of, df fair.Post
	met    uint16
}

func (e *Engine) witness(si *sight, o, d *post, ownsDemand bool) *witness {
	w := &witness{pair: si.pairing(o, d, ownsDemand), e: e, op: o, dp: d, of: o.stated, df: d.stated, met: e.met(o, d)}
	if ownsDemand {
		w.of = w.of.Public()
	} else {
		w.df = w.df.Public()
	}
	return w
}

// reason judges a part and says why.
func (w *witness) reason(p *part, weight int32) (fair.Reason, verdict) {
	v := verdict{value: product(rawOf(w.met))}
	key, args := "", fair.Args(nil)
	if p.judge == nil {
		key, args = w.product()
	} else {
		v = p.judge(&w.pair)
		key, args = sayingKeys[v.says], w.args(v.says)
		switch v.says {
		case priceWithin, priceFloor, priceAbove:
			if w.df.Demand.Ceiling == nil {
				key += "_budget"
			}
		case purposeStated:
			key = "reason.purpose_" + string(w.df.Demand.Purpose)
		case moqMet, moqShort:
			if w.o.basis != 0 {
				key += "_" + string(w.of.Offer.MOQBasis)
			}
		}
	}
	return fair.Reason{
		Side: p.side, Part: p.name, Weight: int(weight), Points: int(weight * v.value / full),
		Key: key, Args: args, Unknown: v.unknown,
	}, v
}

// product tells what the two posts share: up to five words and the code that
// counts most, and how many percent each kind of evidence gave.
func (w *witness) product() (string, fair.Args) {
	v := w.e.vocab
	n := v.normOf(w.dp.features)
	type hit struct{ id, points uint32 }
	var found []hit
	var by [groups]uint32
	for _, a := range v.asks(&n, w.dp.features, nil) {
		if got := uint32(rawOf(shared([]asked{a}, w.op.features))); got > 0 {
			found = append(found, hit{a.id, got})
			by[v.kind[a.id]] += got
		}
	}
	slices.SortStableFunc(found, func(a, b hit) int { return int(b.points) - int(a.points) })
	var said []string
	pairs := map[string]bool{} // Chinese terms are two characters each
	var code taxonomy.Code
	for _, h := range found {
		switch name := v.name[h.id]; {
		case v.kind[h.id] == words && isHan(name[1:]):
			pairs[name[1:]] = true
		case v.kind[h.id] == words && len(said) < 5 && len(name) > 2: // a letter alone says nothing
			said = append(said, w.written(name[1:]))
		case v.kind[h.id] != words && code == "":
			code, _, _ = taxonomy.ParseCode(beforeDot(name[1:]))
		}
	}
	if wording := wordings(w.dp.said, pairs); len(wording) > 0 {
		said = append(wording, said...)
		said = said[:min(len(said), 5)]
	}
	percent := func(g group) int { return int(by[g]) * 100 / fullRaw }
	args := fair.Args{"text": percent(words), "concept": percent(concepts), "codes": percent(codes)}
	switch {
	case code == "":
		args["words"] = said
		return "reason.product_words", args
	case len(said) == 0:
		args["code"] = code
		return "reason.product_code", args
	}
	args["words"], args["code"] = said, code
	return "reason.product_both", args
}

// written is a word as the demand writes it, or else the offer.
func (w *witness) written(term string) string {
	for _, said := range []string{w.dp.said, w.op.said} {
		for _, k := range text.Tokens(said) {
			if k.Term == term {
				return strings.ToLower(said[k.Start:k.End])
			}
		}
	}
	return term
}

func isHan(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, r)
}

// wordings puts overlapping pairs of characters together again, as the text has
// them: 咖啡 and 啡豆 are 咖啡豆. Longest first, none within another.
func wordings(s string, pairs map[string]bool) []string {
	var out []string
	var run []rune
	end := func() {
		if w := string(run); len(run) > 1 && !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, w) }) {
			out = append(out, w)
		}
		run = nil
	}
	for _, r := range s {
		if n := len(run); n > 0 && !pairs[string(run[n-1])+string(r)] {
			end()
		}
		if unicode.Is(unicode.Han, r) {
			run = append(run, r)
		}
	}
	end()
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}

// args are the facts of a sentence.
func (w *witness) args(s saying) fair.Args {
	o, d := w.of.Offer, w.df.Demand
	switch s {
	case certificatesHeld, certificatesUnknown, certificatesPartly:
		return fair.Args{"schemes": w.schemes(s)}
	case kindWanted, kindOther, kindUnknown:
		kinds := make([]string, len(d.Suppliers))
		for i, k := range d.Suppliers {
			kinds[i] = string(k)
		}
		return fair.Args{"kind": string(w.op.firm.Kind), "kinds": kinds}
	case territoryElsewhere, exclusiveFree, exclusiveNot, exclusiveUnknown, territoryTaken, territoryShared, territoryUnknown:
		return fair.Args{"countries": w.territories()}
	case moqMet, moqShort, volumeGood, volumeSmall:
		wanted := d.First
		if wanted == nil || d.Annual != nil && (s == volumeGood || s == volumeSmall) {
			wanted = d.Annual
		}
		return fair.Args{"moq": *o.MOQ, "wanted": *wanted}
	case quantityApart, capacityApart, capacityEnough, capacityShort:
		return w.volumes(s)
	case priceWithin, priceFloor, priceAbove, priceApart, rateMissing:
		return w.prices()
	case leadInTime, leadLate:
		return fair.Args{"days": o.LeadDays, "needed_by": d.NeededBy}
	}
	return w.moreArgs(s)
}

func (w *witness) moreArgs(s saying) fair.Args {
	o, d := w.of.Offer, w.df.Demand
	switch s {
	case languageShared:
		return fair.Args{"languages": w.e.desk.languages.among(w.o.languages, w.d.languages)}
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
	case channelShared, channelOther:
		return fair.Args{"offered": string(w.of.Channel), "wanted": string(w.df.Channel)}
	case marketServed, marketUsual, marketNew, marketUnknown:
		return fair.Args{"destination_country": d.Destination}
	}
	return nil
}

// schemes are the certificates that a sentence is about.
func (w *witness) schemes(s saying) []string {
	var out []string
	for _, r := range w.df.Demand.Required {
		i, ok := w.e.desk.schemes.ids[r.Scheme]
		in := func(t *set) bool { return ok && t != nil && t.has(i) }
		held, other := in(w.o.held), in(w.o.applied) || in(w.o.lacking)
		if s == certificatesHeld && held || s == certificatesUnknown && !held && !other || s == certificatesPartly && other {
			out = append(out, r.Scheme)
		}
	}
	return slices.Compact(out)
}

// territories are the countries that both sides mean, else those that the demand does.
func (w *witness) territories() []string {
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
		return wanted
	}
	return both
}

func (w *witness) volumes(s saying) fair.Args {
	o, d := w.of.Offer, w.df.Demand
	if s == quantityApart {
		wanted := d.First
		if wanted == nil {
			wanted = d.Annual
		}
		return fair.Args{"moq": *o.MOQ, "wanted": *wanted}
	}
	wanted := d.Annual
	if wanted == nil {
		wanted = d.First
	}
	return fair.Args{"capacity": *o.Capacity, "wanted": *wanted}
}

func (w *witness) prices() fair.Args {
	o, d := w.of.Offer, w.df.Demand
	a := fair.Args{"price": *o.Price}
	if d.Ceiling != nil {
		a["limit"] = *d.Ceiling
		a["currency"] = d.Ceiling.Currency
	} else {
		a["limit"] = *d.Budget
		a["currency"] = d.Budget.Currency
	}
	if o.Floor != nil {
		a["floor"] = *o.Floor
	}
	return a
}

// gate says why a pair cannot be.
func (w *witness) gate(g gate) fair.Reason {
	r := fair.Reason{Part: "gate", Key: gateKeys[g]}
	switch g {
	case certificateLacking:
		var missing []string
		for _, q := range w.df.Demand.Required {
			if i, ok := w.e.desk.schemes.ids[q.Scheme]; ok && q.Mandatory && w.o.lacking.has(i) {
				missing = append(missing, q.Scheme)
			}
		}
		r.Args = fair.Args{"schemes": missing}
	case originRefused:
		r.Args = fair.Args{"origin_country": w.of.Offer.Origin, "countries": w.df.Demand.Origins}
	case destinationUnserved:
		r.Args = fair.Args{"destination_country": w.df.Demand.Destination, "countries": w.of.Offer.Markets}
	case territoryGone:
		r.Args = fair.Args{"countries": w.territories()}
	case offerLapsed:
		r.Args = fair.Args{"date": w.of.ValidUntil}
	case demandLapsed:
		r.Args = fair.Args{"date": w.df.ValidUntil}
	}
	return r
}
