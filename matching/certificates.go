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

// nationalSchemes are those of single countries, with these, in families where each
// country decides which schemes of others it recognises. From general knowledge.
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

// proofs are the schemes of a company's certificates by what is said about them.
type proofs struct{ held, abroad, home, applied, lacking set }

// note adds a certificate. One that runs out before the fair ends is as if nothing
// were said; lacking one of a family is not lacking the family.
func (p *proofs) note(k *desk, c *fair.Certificate) {
	put := func(into *set, scheme string) {
		if i, ok := k.schemes.id(scheme); ok {
			into.add(i)
		}
	}
	if k.ranOut(c) {
		return
	}
	if c.Status == fair.NotHeld {
		put(&p.lacking, c.Scheme)
		return
	}
	schemes := answers()[c.Scheme]
	if len(schemes) == 0 {
		schemes = []string{c.Scheme}
	}
	for _, scheme := range schemes {
		switch national := nationalSchemes[c.Scheme]; {
		case c.Status == fair.Applied:
			put(&p.applied, scheme)
		case scheme == c.Scheme || national == nil:
			put(&p.held, scheme)
		default:
			put(&p.abroad, scheme)
			for _, country := range national {
				p.home.add(int(k.country(country)))
			}
		}
	}
}

// certificates sorts the certificates of an offer and its company; one gives the sets.
func (k *desk) certificates(s *supply, one func(set) *set, lists ...[]fair.Certificate) {
	var p proofs
	for _, list := range lists {
		for i := range list {
			p.note(k, &list[i])
		}
	}
	for i := range p.held {
		p.abroad[i] &^= p.held[i]
		p.applied[i] &^= p.held[i] | p.abroad[i]
		p.lacking[i] &^= p.held[i] | p.abroad[i] | p.applied[i]
	}
	s.held, s.applied, s.lacking = one(p.held), one(p.applied), one(p.lacking)
	s.abroad, s.home = one(p.abroad), one(p.home)
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
