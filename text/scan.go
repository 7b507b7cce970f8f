package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// scanner reads one text from left to right.
type scanner struct {
	s   string
	out []token
	brk brk // since the last token
}

func scan(s string) []token {
	sc := scanner{s: s, out: make([]token, 0, len(s)/5+2)}
	for i := 0; i < len(s); {
		r, n := decode(s, i)
		switch classify(r) {
		case letter, digit:
			i = sc.chunk(i)
		case cjk:
			i = sc.run(i)
		case stopper:
			sc.brk = ended
			i += n
		case comma:
			sc.brk = max(sc.brk, listed)
			i += n
		default:
			i += n
		}
	}
	return sc.out
}

func decode(s string, i int) (rune, int) {
	if i >= len(s) {
		return ' ', 0
	}
	if c := s[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	return utf8.DecodeRuneInString(s[i:])
}

func (sc *scanner) add(t token) {
	t.brk, sc.brk = sc.brk, joined
	sc.out = append(sc.out, t)
}

// chunk reads words joined by single hyphens, points, slashes and the like,
// from i, and returns where they end. The whole is added where the joint
// usually falls away ("wi-fi"), not where it lists ("black/grey").
func (sc *scanner) chunk(i int) int {
	first, glued := len(sc.out), true
	start := i
	for {
		end := sc.part(i)
		glued = sc.emit(i, end) && glued
		next, joins := sc.joint(end)
		if next == 0 {
			i = end
			break
		}
		glued = glued && joins
		i = next
	}
	if n := len(sc.out) - first; glued && n > 1 && n < 8 {
		var raw string
		for _, p := range sc.out[first:] {
			raw += p.raw
		}
		sc.add(token{Token: Token{stemmed(raw), start, i}, raw: raw, kind: whole, parts: n})
	}
	return i
}

// joint finds the part after a single joining sign at i; 0 when there is none.
func (sc *scanner) joint(i int) (next int, joins bool) {
	r, n := decode(sc.s, i)
	switch r {
	case '-', '_', '.', '\'', '’', '\u2010', '\u2011':
		joins = true
	case '/', '+', '&':
	default:
		return 0, false
	}
	r, _ = decode(sc.s, i+n)
	if c := classify(r); i+n >= len(sc.s) || c != letter && c != digit {
		return 0, false
	}
	return i + n, joins
}

// part reads letters and digits from i, with the marks on them and the decimal
// point or thousands comma within a number, and returns where they end.
func (sc *scanner) part(i int) int {
	digits := true
	for i < len(sc.s) {
		r, n := decode(sc.s, i)
		switch c := classify(r); {
		case c == letter || c == mark:
			digits = false
		case c == digit:
		case (r == '.' || r == ',') && digits && sc.digitAt(i+n):
		default:
			return i
		}
		i += n
	}
	return i
}

func (sc *scanner) digitAt(i int) bool {
	return i < len(sc.s) && sc.s[i] >= '0' && sc.s[i] <= '9'
}

// emit adds the terms of one part and tells whether it may be joined to others.
func (sc *scanner) emit(start, end int) bool {
	raw := fold(sc.s[start:end])
	if raw == "" {
		return false
	}
	if raw == "s" && start > 0 && (sc.s[start-1] == '\'' || strings.HasSuffix(sc.s[:start], "’")) {
		return false // the possessive
	}
	k := 0
	for k < len(raw) && (raw[k] >= '0' && raw[k] <= '9' || raw[k] == '.' || raw[k] == ',') {
		k++
	}
	switch {
	case k == len(raw):
		return sc.number(raw, start, end)
	case k > 0:
		u, ok := units[raw[k:]]
		if !ok || end-start != len(raw) {
			break
		}
		n := decimal(raw[:k])
		sc.add(token{Token: Token{n, start, start + k}, raw: n, kind: number})
		sc.quantity(n, u, start+k, end, start)
		return false
	}
	if n := len(sc.out); n > 0 && sc.out[n-1].kind == number && start-sc.out[n-1].End <= 2 && !loose[raw] {
		if u, ok := units[raw]; ok && sc.near(sc.out[n-1].End, start) {
			sc.quantity(sc.out[n-1].Term, u, start, end, sc.out[n-1].Start)
			return false
		}
	}
	sc.add(token{Token: Token{stemmed(raw), start, end}, raw: raw, kind: word})
	return true
}

// near tells whether only a space or a hyphen lies between a number and a word.
func (sc *scanner) near(from, to int) bool {
	switch sc.s[from:to] {
	case " ", "-", "\u00a0":
		return true
	}
	return false
}

// number adds a plain number, and the inches that a double prime after it means.
func (sc *scanner) number(raw string, start, end int) bool {
	n := decimal(raw)
	sc.add(token{Token: Token{n, start, end}, raw: n, kind: number})
	for _, p := range [...]string{"\"", "″", "”", "''"} {
		if strings.HasPrefix(sc.s[end:], p) {
			sc.quantity(n, "in", end, end+len(p), start)
			return false
		}
	}
	return true
}

// quantity adds a unit and, whole, the number before it with the unit.
func (sc *scanner) quantity(n, u string, start, end, from int) {
	sc.add(token{Token: Token{u, start, end}, raw: u, kind: unit})
	sc.add(token{Token: Token{n + u, from, end}, raw: n + u, kind: whole, parts: 2})
}

// run reads CJK characters from i as overlapping bigrams, a lone one as itself,
// and returns where they end.
func (sc *scanner) run(i int) int {
	prev, prevStart, grams := "", i, 0
	var at int
	for i < len(sc.s) {
		at = i
		r, n := decode(sc.s, i)
		if classify(r) != cjk {
			break
		}
		i += n
		for i < len(sc.s) {
			m, k := decode(sc.s, i)
			if classify(m) != mark {
				break
			}
			i += k
		}
		c := sc.s[at:i]
		if !(r >= 0x4E00 && r <= 0x9FFF && i-at == n) { // the common case is in normal form
			c = norm.NFKC.String(c)
		}
		if prev != "" {
			both := sc.s[prevStart:i]
			if len(both) != len(prev)+len(c) || both[:len(prev)] != prev || both[len(prev):] != c {
				both = prev + c
			}
			sc.add(token{Token: Token{both, prevStart, i}, raw: both, kind: gram})
			grams++
		}
		prev, prevStart = c, at
		at = i
	}
	if grams == 0 {
		sc.add(token{Token: Token{prev, prevStart, i}, raw: prev, kind: gram})
	}
	return i
}

// fold gives NFKC, lower case, without accents. ASCII that is lower case
// already is not copied.
func fold(s string) string {
	plain, lower := true, true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			plain = false
			break
		}
		if s[i] >= 'A' && s[i] <= 'Z' {
			lower = false
		}
	}
	switch {
	case plain && lower:
		return s
	case plain:
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(norm.NFKC.String(s))) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		case r == 'đ':
			b.WriteByte('d')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ı':
			b.WriteByte('i')
		case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), r == '.', r == ',':
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.ToLower(b.String())
}

// stemmed stems English-looking words and leaves codes and other scripts alone.
func stemmed(raw string) string {
	for i := range len(raw) {
		if raw[i] < 'a' || raw[i] > 'z' {
			return raw
		}
	}
	return stem(raw)
}

// decimal writes a number one way: no thousands commas, a point for a decimal
// comma, no zeros at the end of a fraction.
func decimal(raw string) string {
	if i := strings.LastIndexByte(raw, ','); i >= 0 {
		if len(raw)-i == 4 || strings.Count(raw, ",") > 1 || strings.Contains(raw, ".") {
			raw = strings.ReplaceAll(raw, ",", "")
		} else {
			raw = raw[:i] + "." + raw[i+1:]
		}
	}
	if i := strings.IndexByte(raw, '.'); i > 0 && strings.Count(raw, ".") == 1 {
		raw = strings.TrimRight(strings.TrimRight(raw, "0"), ".")
	}
	return raw
}
