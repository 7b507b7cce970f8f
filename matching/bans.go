package matching

import (
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// ban is trade that may not be on the days of the fair. A nil set is "any".
type ban struct {
	*fair.Ban
	origins, destinations *set
	number                int // -1: has no number, there are too many
}

// maxNumbered is how many bans a set holds. Of bans on goods beyond, only those close a
// pair that cover all that one of its posts is about.
const maxNumbered = 256

// inForce are a fair's bans that hold on any of its days.
func (k *desk) inForce(f fair.Fair) []ban {
	var out []ban
	numbered := 0
	for i := range f.Bans {
		b := &f.Bans[i]
		if (b.Since == "" || b.Since <= f.Ends) && (b.Until == "" || b.Until >= f.Starts) {
			n := -1
			if len(b.Codes) > 0 && numbered < maxNumbered { // one without codes covers everything
				n = numbered
				numbered++
			}
			out = append(out, ban{b, k.of(&k.countries, b.Origins...), k.of(&k.countries, b.Destinations...), n})
		}
	}
	return out
}

// allCountries holds all countries, and number 0, which stands for none stated.
var allCountries = set{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}

func anyOf(countries *set) *set {
	if countries == nil {
		return &allCountries
	}
	return countries
}

// barred is where goods of the codes stated and of an origin may not go: 0 is among
// them where no destination changes that.
func (k *desk) barred(codes []taxonomy.Code, origin uint8) set {
	var out set
	for i := range k.bans {
		if b := &k.bans[i]; b.covers(codes) && reaches(b.origins, origin) == sure {
			out = out.or(anyOf(b.destinations))
		}
	}
	return out
}

// refused is the same of a demand: where goods may not come from.
func (k *desk) refused(codes []taxonomy.Code, destination uint8) set {
	var out set
	for i := range k.bans {
		if b := &k.bans[i]; b.covers(codes) && reaches(b.destinations, destination) == sure {
			out = out.or(anyOf(b.origins))
		}
	}
	return out
}

// partly are the bans on some of the codes stated that a country lets apply: where both
// posts of a pair are about goods of one ban, what else they are about is no matter.
func (k *desk) partly(codes []taxonomy.Code, of func(*ban) *set, country uint8) set {
	var out set
	for i := range k.bans {
		if b := &k.bans[i]; b.number >= 0 && b.names(codes) && reaches(of(b), country) == sure {
			out.add(b.number)
		}
	}
	return out
}

func fromOrigins(b *ban) *set    { return b.origins }
func toDestinations(b *ban) *set { return b.destinations }

// prohibited reads banned and barred of both, origin of the offer and destination of the
// demand.
func (p *pair) prohibited() bool {
	return p.o.banned != nil && p.d.banned != nil && p.o.banned.meets(p.d.banned) ||
		p.o.barred != nil && p.o.barred.has(int(p.d.destination)) ||
		p.d.barred != nil && p.d.barred.has(int(p.o.origin))
}

// covers tells whether a ban is on whatever a post is about: a post that states several
// codes, of which one is banned, may be about the others.
func (b *ban) covers(codes []taxonomy.Code) bool {
	return len(b.Codes) == 0 || len(codes) > 0 && !slices.ContainsFunc(codes, func(c taxonomy.Code) bool { return !slices.ContainsFunc(b.Codes, c.Within) })
}

// names tells whether one of the codes is among those of a ban.
func (b *ban) names(codes []taxonomy.Code) bool {
	return slices.ContainsFunc(codes, func(c taxonomy.Code) bool { return slices.ContainsFunc(b.Codes, c.Within) })
}

// concerns tells whether a ban is on what the posts of a pair have in common.
func (w *witness) concerns(b *ban) bool {
	return b.covers(w.of.Codes) || b.covers(w.df.Codes) || b.number >= 0 && b.names(w.of.Codes) && b.names(w.df.Codes)
}

// touches gives a code that may be banned: one that a ban is on and that is among the
// codes or below one of them, or the reverse.
func (b *ban) touches(codes ...taxonomy.Code) (taxonomy.Code, bool) {
	for _, c := range codes {
		for _, banned := range b.Codes {
			switch {
			case c.Within(banned):
				return c, true
			case banned.Within(c):
				return banned, true
			}
		}
	}
	return "", false
}

// certainty is whether a ban concerns a pair, as far as one of its facts goes.
type certainty uint8

const (
	never certainty = iota
	perhaps
	sure
)

// reaches tells whether a country, 0 for none stated, is among those of a ban.
func reaches(countries *set, country uint8) certainty {
	switch {
	case countries == nil || country != 0 && countries.has(int(country)):
		return sure
	case country == 0:
		return perhaps
	}
	return never
}

// ban is the first ban that closes the pair.
func (w *witness) ban() *ban {
	for i := range w.e.desk.bans {
		b := &w.e.desk.bans[i]
		if w.concerns(b) && reaches(b.origins, w.o.origin) == sure && reaches(b.destinations, w.d.destination) == sure {
			return b
		}
	}
	return nil
}

// banned are the facts of a ban.
func (w *witness) banned(b *ban) fair.Args {
	args := fair.Args{}
	if note := strings.TrimRight(b.Note, ".。 "); note != "" { // sentences end themselves
		args["note"] = note
	}
	if b.origins != nil && w.o.origin != 0 {
		args["origin_country"] = w.of.Offer.Origin
	}
	if b.destinations != nil && w.d.destination != 0 {
		args["destination_country"] = w.df.Demand.Destination
	}
	if code, ok := b.touches(slices.Concat(w.of.Codes, w.df.Codes)...); ok {
		args["code"] = code
	}
	return args
}

// maxWarnings bounds the warnings of bans.
const maxWarnings = 3

// warnings are bans that would close the pair if one thing that is not stated were so:
// the origin, the destination, or that the goods are those that the title speaks of.
func (w *witness) warnings() []fair.Reason {
	var out []fair.Reason
	for i := range w.e.desk.bans {
		b := &w.e.desk.bans[i]
		from, to := reaches(b.origins, w.o.origin), reaches(b.destinations, w.d.destination)
		if from == never || to == never || from == perhaps && to == perhaps {
			continue
		}
		if r, ok := w.warning(b, from, to); ok {
			out = append(out, r)
		}
		if len(out) == maxWarnings {
			break
		}
	}
	return out
}

// warning says what it would take for a ban to close the pair, where that is one thing.
func (w *witness) warning(b *ban, from, to certainty) (fair.Reason, bool) {
	say := func(side fair.Side, key, fact string, value any) (fair.Reason, bool) {
		args := w.banned(b)
		args[fact] = value
		return fair.Reason{Side: side, Part: "ban", Key: key, Args: args}, true
	}
	covered := w.concerns(b)
	switch {
	case covered && from == perhaps:
		return say(fair.OfferSide, "reason.ban_origin", "countries", b.Origins)
	case covered && to == perhaps:
		return say(fair.DemandSide, "reason.ban_destination", "countries", b.Destinations)
	case covered, from == perhaps, to == perhaps:
		return fair.Reason{}, false
	}
	for _, p := range [2]*post{w.op, w.dp} {
		code, ok := b.touches(p.stated.Codes...)
		if !ok {
			code, ok = w.e.reads(b, p)
		}
		if ok {
			return say(p.stated.Side, "reason.ban_code", "code", code)
		}
	}
	return fair.Reason{}, false
}

// reads gives a code that a ban may be on and that the title of a post without codes
// surely speaks of.
func (e *Engine) reads(b *ban, p *post) (taxonomy.Code, bool) {
	if len(p.stated.Codes) > 0 {
		return "", false
	}
	if _, near := b.touches(e.headings(p)...); !near { // classifying takes long
		return "", false
	}
	title, _, _ := strings.Cut(p.said, "\n")
	if p.about != "" {
		title = p.about
	}
	guesses := taxonomy.Classify(title, 1)
	if len(guesses) == 0 || guesses[0].Confidence < sureOfOther {
		return "", false
	}
	return b.touches(guesses[0].Code)
}
