package text

import (
	"strings"
	"unicode"
)

// Token is one term and the bytes of the text it was read from, s[Start:End].
type Token struct {
	Term       string
	Start, End int
}

// kind says how a token came about; a compiled query needs to know.
type kind uint8

const (
	word   kind = iota
	number      // digits, with or without a decimal point
	unit        // the unit of the number before
	whole       // joins the parts tokens before it: a code, a hyphened word, number and unit
	gram        // CJK bigram, or a single CJK character standing alone
)

type token struct {
	Token
	raw   string // folded, not stemmed
	kind  kind
	parts int // whole: how many tokens before it are its parts
	brk   brk
}

// brk is the break before a token.
type brk uint8

const (
	joined brk = iota
	listed     // a comma: what stands before it does not describe what follows
	ended      // a clause ended
)

// Terms splits s into index terms: compatibility forms unified (NFKC), lower
// case, accents dropped, English words cut to light stems. CJK runs become
// overlapping bigrams. Words and codes joined by hyphens, points or apostrophes
// come in parts and, with the joints left out, whole: "dv7-1211ea" gives dv7,
// 1211ea, dv71211ea. A number with its unit gives 43.2, cm, 43.2cm.
func Terms(s string) []string {
	toks := scan(s)
	if len(toks) == 0 {
		return nil
	}
	out := make([]string, len(toks))
	for i, t := range toks {
		out[i] = t.Term
	}
	return out
}

// Tokens is [Terms] with the place of each term, in the order of the text; a
// whole comes after its parts. Places are on rune boundaries.
func Tokens(s string) []Token {
	toks := scan(s)
	if len(toks) == 0 {
		return nil
	}
	out := make([]Token, len(toks))
	for i, t := range toks {
		out[i] = t.Token
	}
	return out
}

// class of a rune for the scanner.
type class uint8

const (
	space class = iota // also anything unknown
	letter
	digit
	mark
	cjk
	comma
	stopper // ends a clause
)

var ascii = func() (t [128]class) {
	for c := range t {
		switch b := byte(c); {
		case b >= '0' && b <= '9':
			t[c] = digit
		case b|0x20 >= 'a' && b|0x20 <= 'z':
			t[c] = letter
		case b == '.' || b == ';' || b == '(' || b == ')' || b == '|' || b == '\n' || b == '!' || b == '?' || b == ':':
			t[c] = stopper
		case b == ',' || b == '/' || b == '+' || b == '&':
			t[c] = comma
		}
	}
	return t
}()

func classify(r rune) class {
	switch {
	case r < 128:
		return ascii[r]
	case r >= 0x4E00 && r <= 0x9FFF: // nearly all Chinese
		return cjk
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo), r == 'ー':
		if r == 0xFF9E || r == 0xFF9F {
			return mark
		}
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return cjk
		}
		return space
	case r == 0xFF9E || r == 0xFF9F || unicode.IsMark(r):
		return mark
	case unicode.IsLetter(r):
		return letter
	case unicode.IsNumber(r):
		return digit
	case r >= 0x3300 && r <= 0x33FF: // squared units such as ㎏
		return letter
	case r == '，' || r == '、':
		return comma
	case strings.ContainsRune("。；！？（）：…", r):
		return stopper
	}
	return space
}
