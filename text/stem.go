package text

import "strings"

// irregular holds plurals no suffix rule reaches and words that only look like
// plurals or participles. Values are final: no rule runs on them.
var irregular = map[string]string{
	"mice": "mous", "men": "man", "women": "woman", "children": "child", "feet": "foot",
	"teeth": "tooth", "geese": "goos", "people": "person", "lenses": "lens", "lens": "lens",
	"knives": "knife", "knife": "knife", "shelves": "shelf", "leaves": "leaf", "halves": "half",
	"series": "series", "species": "species", "news": "news", "gas": "gas", "gases": "gas",
	"lives": "life", "wolves": "wolf", "scarves": "scarf", "loaves": "loaf",
	"canvas": "canvas", "atlas": "atlas", "chaos": "chaos",
	"bedding": "bedding", "sling": "sling", "evening": "evening", "ceiling": "ceiling",
	"clothing": "clothing", "wedding": "wedding", "earring": "earring", "earrings": "earring",
	"building": "building", "buildings": "building", "aged": "age", "during": "during",
}

// stem cuts an English word to a light stem: plurals, -ed, -ing, a final y or e
// and nothing more, so that "printer", "print" and "printable" stay three words.
// It is steps 1 and 5a of Porter's algorithm (Program 14(3), 1980), with a list
// of exceptions. w must be lower-case ASCII letters.
func stem(w string) string {
	if len(w) < 4 {
		return w
	}
	if s, ok := irregular[w]; ok {
		return s
	}
	w = singular(w)
	w = participle(w)
	n := len(w)
	if w[n-1] == 'y' && n > 3 && !vowel(w, n-2) {
		return w[:n-1] + "i"
	}
	if w[n-1] == 'e' && n > 3 {
		if m := measure(w[:n-1]); m > 1 || m == 1 && !short(w[:n-1]) {
			return w[:n-1]
		}
	}
	return w
}

func singular(w string) string {
	n := len(w)
	switch {
	case w[n-1] != 's', n < 4:
		return w
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "xes"):
		return w[:n-2]
	case strings.HasSuffix(w, "ies"):
		if n == 4 {
			return w[:n-1]
		}
		return w[:n-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	}
	return w[:n-1]
}

func participle(w string) string {
	cut := 0
	switch {
	case strings.HasSuffix(w, "eed"):
		return w
	case strings.HasSuffix(w, "ed"):
		cut = 2
	case strings.HasSuffix(w, "ing"):
		cut = 3
	default:
		return w
	}
	s := w[:len(w)-cut]
	n := len(s)
	if n < 3 || !hasVowel(s) {
		return w
	}
	switch {
	case strings.HasSuffix(s, "at"), strings.HasSuffix(s, "bl"), strings.HasSuffix(s, "iz"):
		return s + "e"
	case s[n-1] == s[n-2] && !vowel(s, n-1):
		if c := s[n-1]; c == 'l' || c == 's' || c == 'z' {
			return s
		}
		return s[:n-1]
	case measure(s) == 1 && short(s):
		return s + "e"
	}
	return s
}

// vowel tells whether w[i] sounds as one; y does after a consonant.
func vowel(w string, i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	case 'y':
		return i > 0 && !vowel(w, i-1)
	}
	return false
}

func hasVowel(w string) bool {
	for i := range len(w) {
		if vowel(w, i) {
			return true
		}
	}
	return false
}

// measure counts Porter's m: the vowel–consonant turns of w.
func measure(w string) int {
	m, before := 0, false
	for i := range len(w) {
		v := vowel(w, i)
		if before && !v {
			m++
		}
		before = v
	}
	return m
}

// short tells whether w ends consonant, vowel, consonant other than w, x, y:
// such a stem keeps the e that tells "plane" from "plan".
func short(w string) bool {
	n := len(w)
	if n < 3 || vowel(w, n-1) || !vowel(w, n-2) || vowel(w, n-3) {
		return false
	}
	c := w[n-1]
	return c != 'w' && c != 'x' && c != 'y'
}
