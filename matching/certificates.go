package matching

import (
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// answers lists for each scheme what holding it answers.
var answers = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for _, s := range taxonomy.Schemes() {
		for _, w := range taxonomy.Schemes() {
			if s.Satisfies(w) {
				all[s.Key] = append(all[s.Key], w.Key)
			}
		}
	}
	return all
})

// answered are the schemes that a certificate answers: lacking one of a family is not
// lacking the family.
func answered(c *fair.Certificate) []string {
	if all := answers()[c.Scheme]; c.Status != fair.NotHeld && len(all) > 0 {
		return all
	}
	return []string{c.Scheme}
}

// nationalSchemes are those of single countries, with these, in families where each
// country decides which schemes of others it recognises: what is assumed of
// certificates that do not state where they count. From general knowledge.
var nationalSchemes = map[string][]string{
	"halal-jakim": {"MY"},
	"halal-bpjph": {"ID"},
	"halal-muis":  {"SG"},
	"halal-gcc":   {"AE", "BH", "KW", "OM", "QA", "SA"},
}

// ranOut tells whether a certificate does not hold on all days of the fair.
func (k *desk) ranOut(c *fair.Certificate) bool {
	return c.Status != fair.NotHeld && c.ValidUntil != "" && c.ValidUntil < k.ends
}

// proofs are how a company's certificates stand for some destinations. They are
// interned, and end with those for all other destinations, also for none stated unless
// number 0 is among those before. No proofs: nothing is stated.
type proofs struct {
	at                             set
	held, abroad, applied, lacking set // abroad: held, and it counts elsewhere
	next                           *proofs
}

// proofs are those that count where the demand wants the goods.
func (p *pair) proofs() *proofs {
	r := p.o.proofs
	for r != nil && r.next != nil && !r.at.has(int(p.d.destination)) {
		r = r.next
	}
	return r
}

// proof is what one certificate says of one scheme.
type proof struct {
	scheme int
	status fair.HeldStatus
	at     *set // where it counts; nil: everywhere
	named  bool // as the certificate states
	direct bool // it is the certificate's own scheme, not one that it answers
}

// stated is what certificates say, and the places that any of them is limited to. One that
// runs out before the fair ends is as if nothing were said.
func (k *desk) stated(lists [][]fair.Certificate) (all []proof, places set) {
	for _, list := range lists {
		for i := range list {
			c := &list[i]
			if k.ranOut(c) {
				continue
			}
			for _, scheme := range answered(c) {
				if n, ok := k.schemes.id(scheme); ok {
					p := proof{n, c.Status, k.counts(c, scheme), len(c.Destinations) > 0, scheme == c.Scheme}
					if all = append(all, p); p.at != nil {
						places = places.or(p.at)
					}
				}
			}
		}
	}
	return all, places
}

// certificates sorts the certificates of an offer and its company; one gives the proofs.
func (k *desk) certificates(s *supply, one func(proofs) *proofs, lists ...[]fair.Certificate) {
	s.proofs = nil
	all, places := k.stated(lists)
	if len(all) == 0 {
		return
	}
	s.proofs = one(standing(all, func(p *proof) bool { return p.at == nil }))
	var found []proofs
	for i := range 256 {
		if places.has(i) {
			found = grouped(found, i, standing(all, func(p *proof) bool { return p.at == nil || p.at.has(i) }))
		}
	}
	for _, p := range found {
		p.next = s.proofs
		s.proofs = one(p)
	}
}

// counts are the destinations where a certificate counts for a scheme; nil: all. What is
// of single countries by default counts where no destination is stated, too.
func (k *desk) counts(c *fair.Certificate, scheme string) *set {
	var at set
	countries := c.Destinations
	if len(countries) == 0 {
		if countries = nationalSchemes[c.Scheme]; countries == nil || c.Status != fair.Held && c.Status != "" || scheme == c.Scheme {
			return nil
		}
		at.add(0)
	}
	for _, country := range countries {
		at.add(int(k.country(country)))
	}
	return &at
}

// grouped puts a destination to those of which the same is true.
func grouped(found []proofs, country int, p proofs) []proofs {
	for i := range found {
		have := &found[i]
		if have.held == p.held && have.abroad == p.abroad && have.applied == p.applied && have.lacking == p.lacking {
			have.at.add(country)
			return found
		}
	}
	p.at.add(country)
	return append(found, p)
}

// standing sorts schemes by the best that is said of them for a destination. What is said
// of a scheme for that very destination goes before what is said in general. That what is
// held elsewhere is missing there counts only where it is said of that destination.
func standing(all []proof, there func(*proof) bool) proofs {
	var p proofs
	var named, precise set
	for i := range all {
		if c := &all[i]; c.named && c.direct && there(c) {
			precise.add(c.scheme)
		}
	}
	for i := range all {
		c, in := &all[i], there(&all[i])
		switch {
		case in && !c.named && precise.has(c.scheme):
		case c.status == fair.Applied && in:
			p.applied.add(c.scheme)
		case c.status == fair.NotHeld && in:
			p.lacking.add(c.scheme)
		case c.status == fair.Applied, c.status == fair.NotHeld:
		case in:
			p.held.add(c.scheme)
		default:
			p.abroad.add(c.scheme)
		}
		if in && c.named {
			named.add(c.scheme)
		}
	}
	for i := range p.held {
		p.abroad[i] &^= p.held[i] | named[i]
		p.applied[i] &^= p.held[i] | p.abroad[i]
		p.lacking[i] &^= p.held[i] | p.abroad[i] | p.applied[i]
	}
	return p
}

// requirements sorts the certificates that a demand asks for; one gives the sets.
func (k *desk) requirements(w *wants, one func(set) *set, list []fair.Requirement) {
	var must, may set
	for _, r := range list {
		i, ok := k.schemes.id(r.Scheme)
		switch {
		case ok && r.Mandatory:
			must.add(i)
		case ok:
			may.add(i)
		}
	}
	w.mandatory, w.wished = one(must), one(may)
}
