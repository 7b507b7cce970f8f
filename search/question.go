package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/text"
)

// question is a query's words made ready: for the score, and for an engine.
type question struct {
	query  text.Query
	groups []Group
}

// reader makes the groups of one question.
type reader struct {
	s      string
	corpus *text.Corpus
	query  text.Query
	tokens []text.Token
	spans  []text.Span // of the groups
	groups []Group
}

// ask compiles the words of q against the statistics of corpus.
func ask(corpus *text.Corpus, q *fair.Query) question {
	r := reader{s: q.Words, corpus: corpus, tokens: text.Tokens(q.Words)}
	meant := map[string]meaning{}
	for i, m := range meanings(r.s, r.tokens) {
		if t := r.tokens[i].Term; meant[t].concepts == nil {
			meant[t] = m.known(corpus)
		}
	}
	r.query = corpus.Query(q.Words, text.Options{Prefix: q.Prefix, Synonyms: func(term string) []string {
		m := meant[term]
		return slices.Concat(m.concepts, slices.Concat(m.abroad...))
	}})
	r.read(meant)
	r.compounds()
	r.shorten()
	for i := range r.groups {
		r.loosen(&r.groups[i], q.Prefix && i == len(r.groups)-1)
	}
	return question{r.query, r.groups}
}

// read makes a group of each token; a token that joins others is one more
// answer to each of them. Words the score leaves out are left out.
func (r *reader) read(meant map[string]meaning) {
	for _, t := range r.tokens {
		whole := false
		for i, s := range r.spans {
			if t.Start <= s.Start && s.End <= t.End && t.End-t.Start > s.End-s.Start {
				r.groups[i].answeredBy(t.Term)
				whole = true
			}
		}
		word := r.s[t.Start:t.End]
		if whole || r.corpus.Highlight(r.query, word) == nil {
			continue
		}
		m := meant[t.Term]
		r.groups = append(r.groups, Group{Word: word, Terms: []string{t.Term}, Concepts: m.concepts, Abroad: m.abroad})
		r.spans = append(r.spans, text.Span{Start: t.Start, End: t.End})
	}
}

func (g *Group) answeredBy(term string) {
	if !slices.Contains(g.Terms, term) {
		g.Terms = append(g.Terms, term)
	}
}

// compounds lets two words be answered by the one they make together, and a
// word by the two it is made of.
func (r *reader) compounds() {
	for i := range r.groups {
		g := &r.groups[i]
		if i+1 < len(r.groups) {
			if t := r.known(g.Word + r.groups[i+1].Word); t != "" {
				g.answeredBy(t)
				r.groups[i+1].answeredBy(t)
			}
		}
		if a, b := r.split(g.Word); a != "" {
			g.Splits = append(g.Splits, [2]string{a, b})
		}
	}
}

// maxGroups is how many words an engine is asked for: Meilisearch reads no more.
const maxGroups = 10

// shorten leaves the rarest words of a long question, in their order.
func (r *reader) shorten() {
	if len(r.groups) <= maxGroups {
		return
	}
	rarity := make([]int, len(r.groups))
	for i, g := range r.groups {
		rarity[i] = r.corpus.DF(g.Terms[0])
	}
	limit := slices.Sorted(slices.Values(rarity))[maxGroups-1]
	kept := r.groups[:0]
	for i, g := range r.groups {
		if rarity[i] <= limit && len(kept) < maxGroups {
			kept = append(kept, g)
		}
	}
	r.groups = kept
}

// known returns the term of a word that some document has, else "".
func (r *reader) known(word string) string {
	if t := text.Terms(word); len(t) == 1 && r.corpus.DF(t[0]) > 0 && utf8.RuneCountInString(t[0]) > 2 {
		return t[0]
	}
	return ""
}

// split cuts a word into the two commonest words it can be made of.
func (r *reader) split(word string) (a, b string) {
	const least = 3
	best := 0
	for i := least; i+least <= len(word) && isWord(word); i++ {
		if !utf8.RuneStart(word[i]) {
			continue
		}
		x, y := r.known(word[:i]), r.known(word[i:])
		if x == "" || y == "" {
			continue
		}
		if df := min(r.corpus.DF(x), r.corpus.DF(y)); df > best {
			best, a, b = df, x, y
		}
	}
	return a, b
}

// loosen lets the last word be a beginning, and a word that no document has be
// one with typos.
func (r *reader) loosen(g *Group, prefix bool) {
	if prefix && utf8.RuneCountInString(g.Word) > 1 {
		g.Prefix = strings.ToLower(g.Word)
	}
	df := 0
	for _, t := range append(g.Terms, g.Concepts...) {
		df += r.corpus.DF(t)
	}
	if n := utf8.RuneCountInString(g.Word); df == 0 && isWord(g.Word) {
		switch {
		case n >= 9:
			g.Edits = 2
		case n >= 5:
			g.Edits = 1
		}
	}
}

// isWord reports whether s is letters of a script that has words: one of CJK
// characters or digits is never read as another.
func isWord(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) || IsCJK(r) {
			return false
		}
	}
	return s != ""
}

// IsCJK reports whether r is a character that the analyser pairs up.
func IsCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}
