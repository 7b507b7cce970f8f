package taxonomy

import (
	"unicode"
	"unicode/utf8"
)

// symbol is a token's identity for the matcher: 0 for a word no phrase has, an ordinal for a word
// some phrase has, hanSymbol|rune for a Chinese character.
type symbol uint32

const hanSymbol symbol = 1 << 24

type tokenKind uint8

const (
	wordToken   tokenKind = iota
	hanToken              // one Chinese character
	numberToken           // digits, with or without a unit: "500", "20kg"
	breakToken            // punctuation that ends a noun phrase; nothing matches across it
	asideToken            // an opening bracket: what follows is about what came before
)

// token is one unit of a text. glue is what a word does to the noun phrase around it.
type token struct {
	sym        symbol
	kind       tokenKind
	glue       glue
	manner     manner
	unit       int32 // the word's unit of meaning, -1 for none; of Chinese none
	measure    bool  // a package or measure: "bag", "carton" …
	headish    bool  // some phrase ends with this word: as an unmatched last word it is the head
	spaced     bool  // a Chinese character after a space
	start, end int   // bytes in the text
}

// glue classifies the words that hold noun phrases together.
type glue uint8

const (
	noGlue   glue = iota
	joinGlue      // and, or: a new noun phrase of the same rank
	ofGlue        // of: what follows modifies, unless what came before is a measure
	tailGlue      // for, with, in …: what follows modifies
)

var glueWords = map[string]glue{
	"and": joinGlue, "or": joinGlue, "plus": joinGlue,
	"of":  ofGlue,
	"for": tailGlue, "with": tailGlue, "without": tailGlue, "in": tailGlue, "from": tailGlue, "by": tailGlue,
	"to": tailGlue, "on": tailGlue, "at": tailGlue, "as": tailGlue, "into": tailGlue, "via": tailGlue,
	"using": tailGlue, "used": tailGlue, "use": tailGlue, "made": tailGlue, "suitable": tailGlue,
	"containing": tailGlue, "including": tailGlue, "that": tailGlue, "which": tailGlue, "is": tailGlue,
	"are": tailGlue, "like": tailGlue, "against": tailGlue, "under": tailGlue,
}

// scratch is the room one call needs; the arrays keep short texts off the heap.
type scratch struct {
	word   [64]byte
	tokens [96]token
	best   [97]choice
	spans  [48]span
}

// tokenize cuts a text into tokens. Hyphens and slashes inside words separate words; an apostrophe
// joins.
func (m *matcher) tokenize(text string, room *scratch) []token {
	tokens := room.tokens[:0]
	word := room.word[:0]
	start, digits := 0, false
	flush := func(end int) {
		if len(word) == 0 {
			return
		}
		tokens = append(tokens, m.wordToken(word, digits, start, end))
		word, digits = word[:0], false
	}
	for i, r := range text {
		size := utf8.RuneLen(r)
		r = foldRune(r)
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			if len(word) == 0 {
				start, digits = i, r <= '9'
			}
			word = append(word, byte(r))
		case isHan(r):
			flush(i)
			r = simplified(r)
			info := hanInfoOf(r)
			tokens = append(tokens, token{sym: hanSymbol | symbol(r), kind: hanToken, unit: -1, glue: info.glue, headish: info.headish, spaced: i > 0 && text[i-1] == ' ', start: i, end: i + size})
		case r == '\'' || r == '’' || unicode.Is(unicode.Mn, r):
		case r == '.' && decimalPoint(text, i), r == ',' && decimalPoint(text, i):
			word = append(word, '.')
		case isLetter(r):
			if len(word) == 0 {
				start = i
			}
			word = utf8.AppendRune(word, unicode.ToLower(r))
		default:
			flush(i)
			if k, ok := punctuation(r, text, i); ok {
				tokens = append(tokens, token{kind: k, unit: -1, start: i, end: i + size})
			} else if r == '&' {
				tokens = append(tokens, m.wordToken([]byte("and"), false, i, i+size))
			}
		}
	}
	flush(len(text))
	return tokens
}

// decimalPoint tells whether the point or comma at text[i] stands between two digits.
func decimalPoint(text string, i int) bool {
	digit := func(j int) bool { return j >= 0 && j < len(text) && text[j] >= '0' && text[j] <= '9' }
	return digit(i-1) && digit(i+1)
}

// punctuation tells which signs end or interrupt a noun phrase. Spaces, hyphens, quotes and the like
// do not.
func punctuation(r rune, text string, i int) (tokenKind, bool) {
	switch r {
	case '(', '[', '{', '【', '〔', '《':
		return asideToken, true
	case ',', ';', ':', '!', '?', '\n', '\t', '/', '|', '+', ')', ']', '}', '•', '·',
		'、', '。', '】', '〕', '》':
		return breakToken, true
	case '.':
		return breakToken, i+1 >= len(text) || text[i+1] == ' ' || text[i+1] == '\n'
	case '–', '—':
		return breakToken, true
	}
	return 0, false
}

// wordToken looks a word up: as it is, then by its stem, then without its verb ending.
func (m *matcher) wordToken(word []byte, digits bool, start, end int) token {
	t := token{kind: wordToken, start: start, end: end}
	w, ok := m.surface[string(word)]
	if !ok {
		w = m.slowWord(string(word))
	}
	t.sym, t.glue, t.headish, t.unit, t.manner, t.measure = w.sym, w.glue, w.headish, w.unit, w.manner, w.measure
	if digits && t.sym == 0 {
		t.kind = numberToken
	}
	return t
}
