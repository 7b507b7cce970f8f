package taxonomy

import "strings"

// A root is a coarser stem, for weighing what a text is about: "heater", "heating" and "heated" are of
// one root. Phrases keep the finer stems.

// rooted lists words whose ending is part of them.
var rooted = func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(`corner shower flower counter number letter butter rubber tower power master matter water paper
		leather copper pepper timber summer winter finger silver cover order under upper super river powder ladder
		bedding clothing ceiling wedding earring evening spring string ring king wing during red bed seed feed weed need bred
		sling shed sled motor door floor doctor tutor colour labour harbour liquor mirror corridor poster roller litter
		cover outer inner sober tender fender lever liver oyster lobster hamster plaster cluster banner barrier tanker thing`) {
		m[w] = true
	}
	return m
}()

// root cuts a lower-case word to its root.
func root(w string) string {
	s := stem(w)
	if rooted[s] {
		return s
	}
	for _, ending := range []string{"ing", "ed", "er", "or"} {
		base, ok := strings.CutSuffix(s, ending)
		if !ok || len(base) < 3 || !strings.ContainsAny(base, "aeiouy") {
			continue
		}
		if n := len(base); n > 3 && base[n-1] == base[n-2] && base[n-1] != 's' && base[n-1] != 'l' {
			base = base[:n-1]
		}
		s = base
		break
	}
	if base, ok := strings.CutSuffix(s, "e"); ok && len(base) >= 3 {
		return base
	}
	return s
}

// addRoot gives a word of the thesaurus its unit.
func (m *matcher) addRoot(w string) {
	if glueWords[w] != noGlue || manners[w] == empty {
		return
	}
	if strings.Trim(w, "0123456789.") == "" {
		return
	}
	if r := root(w); m.roots[r] == 0 {
		m.roots[r] = int32(len(m.roots) + 1)
	}
}

// unitOf finds a word's unit, or -1.
func (m *matcher) unitOf(w string) int32 {
	if glueWords[w] != noGlue || manners[w] == empty {
		return -1
	}
	if u := m.roots[root(w)]; u > 0 {
		return u
	}
	return -1
}

// addRoots gives the English words of a saying their units.
func (m *matcher) addRoots(text string) {
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if _, ok := m.surface[w]; !ok {
			m.addRoot(w)
			m.surface[w] = m.slowWord(w)
		}
	}
}
