package taxonomy

import (
	"slices"
	"strings"
)

// Guess is a heading that a text may belong to. Phrases are the words of the text that speak for it,
// in their order.
type Guess struct {
	Code       Code
	Confidence float64
	Phrases    []string
}

// Classify guesses the headings of a text, the likeliest first, at most limit of them. A guess is a
// 4-digit heading or sub-sector; where the text says no more than its chapter or sector, it is that.
// Confidence is in [0,1] and sums to at most 1 over all guesses, the rest being "something else".
// Ties go by code.
func Classify(text string, limit int) []Guess {
	if limit <= 0 {
		return nil
	}
	m := loadMatcher()
	var room scratch
	tokens, spans := m.find(text, &room)
	evidence := liftChapters(m.weigh(text, tokens, spans))
	total := doubt
	for _, e := range evidence {
		total += e.score * e.score
	}
	guesses := make([]Guess, 0, len(evidence))
	for _, e := range evidence {
		guesses = append(guesses, Guess{e.code, e.score * e.score / total, e.phrases})
	}
	slices.SortStableFunc(guesses, func(a, b Guess) int {
		switch {
		case a.Confidence > b.Confidence:
			return -1
		case a.Confidence < b.Confidence:
			return 1
		}
		return strings.Compare(string(a.Code), string(b.Code))
	})
	return slices.Clip(guesses[:min(limit, len(guesses))])
}

const (
	// doubt is the weight of "something else" among the guesses: the square of a weak phrase.
	doubt = 0.1
	// besideHead is what a phrase that is no head counts in a text that has one, and headless in a
	// text that has none.
	besideHead = 0.3
	headless   = 0.6
	// lateClause is what a phrase counts at least, however many noun phrases come before: a post says
	// first what it is about.
	lateClause = 0.6
	// fromChapter is how much of a chapter's evidence each of its found headings gets.
	fromChapter = 0.5
)

// evidence is what speaks for one code: the sum over the text's distinct phrases.
type evidence struct {
	code    Code
	score   float64
	phrases []string
}

// weigh adds up the phrases' weights by code, sorted by code. A phrase that names several concepts of
// one heading counts once, by the strongest; a phrase said several times counts where it counts most.
func (m *matcher) weigh(text string, tokens []token, spans []span) []evidence {
	t := loadThesaurus()
	beside := headless
	if slices.ContainsFunc(spans, func(s span) bool { return s.head }) {
		beside = besideHead
	}
	factor := func(s span) float64 {
		f := s.met * max(lateClause, 1-0.15*float64(s.clause))
		if !s.head {
			f *= beside
		}
		return f
	}
	var out []evidence
	at := make(map[Code]int)
	for k, s := range spans {
		again := func(o span) bool { return o.phrase == s.phrase && factor(o) >= factor(s) }
		stronger := func(o span) bool { return o.phrase == s.phrase && factor(o) > factor(s) }
		if slices.ContainsFunc(spans[:k], again) || slices.ContainsFunc(spans[k+1:], stronger) {
			continue
		}
		said := text[tokens[s.from].start:tokens[s.to-1].end]
		for code, w := range m.codeWeights(t, s.phrase) {
			i, ok := at[code]
			if !ok {
				i = len(out)
				at[code] = i
				out = append(out, evidence{code: code})
			}
			out[i].score += w * factor(s)
			out[i].phrases = append(out[i].phrases, said)
		}
	}
	slices.SortFunc(out, func(a, b evidence) int { return strings.Compare(string(a.code), string(b.code)) })
	return out
}

// codeWeights yields each code that a phrase names, once, with the strongest weight. Postings are in
// the order of concepts, so one code's stand together.
func (m *matcher) codeWeights(t *thesaurus, phrase uint32) func(yield func(Code, float64) bool) {
	return func(yield func(Code, float64) bool) {
		list := m.postings(phrase)
		for i := 0; i < len(list); {
			code := t.concepts[list[i].concept].code
			w := list[i].weight
			for i++; i < len(list) && t.concepts[list[i].concept].code == code; i++ {
				w = max(w, list[i].weight)
			}
			if !yield(code, float64(w)) {
				return
			}
		}
	}
}

// liftChapters gives the evidence for a chapter to those of its headings that have some of their own;
// only a chapter without one stays among the guesses.
func liftChapters(list []evidence) []evidence {
	var out []evidence
	for _, e := range list {
		if e.code != e.code.Chapter() {
			out = append(out, e)
		}
	}
	for _, e := range list {
		if e.code != e.code.Chapter() {
			continue
		}
		lifted := false
		for i := range out {
			if out[i].code != e.code && out[i].code.Within(e.code) {
				out[i].score += fromChapter * e.score
				lifted = true
			}
		}
		if !lifted {
			out = append(out, e)
		}
	}
	return out
}
