package matching

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// set is a set of at most 256 names: countries, languages or schemes. Sets are
// interned: equal ones share a pointer, nil is "not stated".
type set [4]uint64

func (s *set) has(i int) bool { return s[i>>6]>>(i&63)&1 != 0 }
func (s *set) add(i int)      { s[i>>6] |= 1 << (i & 63) }

func (s *set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

func (s *set) meets(t *set) bool {
	return s[0]&t[0]|s[1]&t[1]|s[2]&t[2]|s[3]&t[3] != 0
}

// or is what s or t has.
func (s set) or(t *set) set {
	for i := range s {
		s[i] |= t[i]
	}
	return s
}

// covers tells whether s has everything that t has.
func (s *set) covers(t *set) bool {
	return t[0]&^s[0]|t[1]&^s[1]|t[2]&^s[2]|t[3]&^s[3] == 0
}

// common counts what s and t share; either may be nil.
func (s *set) common(t *set) int {
	if s == nil || t == nil {
		return 0
	}
	n := 0
	for i := range s {
		n += bits.OnesCount64(s[i] & t[i])
	}
	return n
}

// names numbers up to 256 names in the order they come; number 0 is never given.
type names struct{ ids map[string]int }

// id numbers a name; false when the table is full, which for languages and
// schemes means that somebody makes them up.
func (n *names) id(s string) (int, bool) {
	if i, ok := n.ids[s]; ok {
		return i, true
	}
	if len(n.ids) >= 255 {
		return 0, false
	}
	i := len(n.ids) + 1
	n.ids[strings.Clone(s)] = i
	return i, true
}

// interner keeps one copy of each set, and of what companies prove.
type interner struct {
	sets                          map[set]*set
	proofs                        map[proofs]*proofs
	countries, languages, schemes names
}

func newInterner() *interner {
	in := &interner{sets: map[set]*set{}, proofs: map[proofs]*proofs{}, countries: names{map[string]int{}}, languages: names{map[string]int{}}, schemes: names{map[string]int{}}}
	for _, c := range taxonomy.Countries() {
		in.countries.id(c)
	}
	for _, s := range taxonomy.Schemes() { // all, for readers try certificates that nobody has stated
		in.schemes.id(s.Key)
	}
	return in
}

// of interns the set of members; no members give nil.
func (in *interner) of(n *names, members ...string) *set {
	var s set
	for _, m := range members {
		if i, ok := n.id(m); ok && m != "" {
			s.add(i)
		}
	}
	return in.one(s)
}

func (in *interner) one(s set) *set {
	if s == (set{}) {
		return nil
	}
	if p, ok := in.sets[s]; ok {
		return p
	}
	p := &s
	in.sets[s] = p
	return p
}

// proven interns proofs; what follows them must be interned.
func (in *interner) proven(p proofs) *proofs {
	if have, ok := in.proofs[p]; ok {
		return have
	}
	in.proofs[p] = &p
	return &p
}

// country numbers a country code, 0 for none.
func (in *interner) country(code string) uint8 {
	if code == "" {
		return 0
	}
	i, _ := in.countries.id(code)
	return uint8(i)
}

// bases cuts languages to their base: people who speak zh-Hant and zh-Hans can talk.
func bases(lists ...[]string) []string {
	var out []string
	for _, l := range lists {
		for _, tag := range l {
			b, _, _ := strings.Cut(strings.ToLower(tag), "-")
			out = append(out, b)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// among lists the names that both sets hold, sorted.
func (n *names) among(a, b *set) []string {
	var out []string
	for name, i := range n.ids {
		if a != nil && b != nil && a.has(i) && b.has(i) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}
