// Package taxonomy knows the goods, services and terms of international trade: Harmonized System
// 2022 headings and WTO service sectors, a bilingual thesaurus that finds them in running text,
// countries, currencies, units and packages, Incoterms, trade agreements and certificates.
//
// Everything is embedded, read once at first use, never changed afterwards, and safe for concurrent
// use. Values that people type go through the Parse functions, which answer with a normal form or an
// *UnknownError that names the nearest valid ones.
//
// The thesaurus (data/goods, data/services) is text, one block per heading:
//
//	0901 Coffee | 咖啡
//	  roasted coffee, ground coffee = 烘焙咖啡, 咖啡粉
//
// A heading's title is its concept number 0; each indented line is one further concept, a list of
// phrases that mean nearly the same in both languages.
package taxonomy

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// UnknownError is the answer to a value that no table holds. Kind is "code", "country", "currency",
// "unit", "incoterm" or "certificate"; Nearest has at most three valid values, the most similar
// first, in the form a person would type.
type UnknownError struct {
	Kind, Value string
	Nearest     []string
}

// Error is for logs; pages build their own sentence from the fields.
func (e *UnknownError) Error() string {
	if len(e.Nearest) == 0 {
		return fmt.Sprintf("unknown %s %q", e.Kind, e.Value)
	}
	return fmt.Sprintf("unknown %s %q (nearest: %s)", e.Kind, e.Value, strings.Join(e.Nearest, ", "))
}

// unknown builds the error for value, looking for neighbours among candidates: typed form → the form
// to show.
func unknown(kind, value string, candidates map[string]string) *UnknownError {
	return &UnknownError{Kind: kind, Value: value, Nearest: nearest(fold(value), candidates)}
}

// nearest returns the shown forms of the three candidates with the smallest edit distance to value,
// leaving out those that differ in more than half of their letters. Ties go by alphabet.
func nearest(value string, candidates map[string]string) []string {
	type near struct {
		shown string
		dist  int
	}
	var found []near
	runes := []rune(value)
	for typed, shown := range candidates {
		other := []rune(typed)
		longest := max(len(runes), len(other))
		if abs(len(runes)-len(other))*2 > longest {
			continue
		}
		if d := editDistance(runes, other); d*2 <= longest {
			found = append(found, near{shown, d})
		}
	}
	slices.SortFunc(found, func(a, b near) int {
		if a.dist != b.dist {
			return a.dist - b.dist
		}
		return strings.Compare(a.shown, b.shown)
	})
	var out []string
	for _, n := range found {
		if !slices.Contains(out, n.shown) {
			out = append(out, n.shown)
		}
		if len(out) == 3 {
			break
		}
	}
	return out
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// editDistance counts insertions, deletions, substitutions and swaps of neighbours (optimal string
// alignment).
func editDistance(a, b []rune) int {
	before := make([]int, len(b)+1)
	last := make([]int, len(b)+1)
	row := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// fold brings a typed name to its form for comparison: compatibility forms and accents removed,
// lower case, "&" as "and", other punctuation as single spaces; apostrophes and points vanish ("P.R.").
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Sc, r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || r == '.':
		case r == '&':
			b.WriteString(" and")
			gap = true
		default:
			gap = true
		}
	}
	return b.String()
}

// chinese tells whether a language tag asks for Chinese names.
func chinese(lang string) bool {
	return lang == "zh" || strings.HasPrefix(lang, "zh-") || strings.HasPrefix(lang, "zh_")
}

// inLanguage picks between an English and a Chinese name.
func inLanguage(lang, en, zh string) string {
	if chinese(lang) && zh != "" {
		return zh
	}
	return en
}
