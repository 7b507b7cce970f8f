package text

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Options of a query.
type Options struct {
	// Prefix reads the last word as the beginning of one, as in a box where
	// somebody is typing.
	Prefix bool
	// Synonyms, where given, names other terms for a term (see [Terms]).
	Synonyms func(term string) []string
}

// Query is a question compiled against a [Corpus]. It stays usable while the
// corpus changes, with the statistics of the moment it was compiled.
type Query struct {
	groups  []group
	weights Weights
	mean    []float64
}

// group is one word of the question with everything that answers it.
type group struct {
	alts []alt
	idf  float64
}

// alt is one answer: all of terms (one, unless a compound is split).
type alt struct {
	terms  []string
	weight float64
	prefix bool
}

// What an answer counts that is not the word itself.
const (
	forTypo     = 0.8 // per edit
	forPrefix   = 0.7
	forCompound = 0.9
	forNumber   = 0.4 // the number without its unit
	forSynonym  = 0.9
)

// Query compiles s. Stop words are left out unless nothing else is there; a
// word no document has is read as the nearest words of the corpus: one edit away
// from five letters, two from nine, never CJK or digits; "smart phone" finds
// "smartphone" and the reverse.
func (c *Corpus) Query(s string, o Options) Query {
	c.mu.RLock()
	defer c.mu.RUnlock()
	q := Query{weights: c.weights, mean: make([]float64, len(c.length))}
	if c.n > 0 {
		for f, l := range c.length {
			q.mean[f] = l / float64(c.n)
		}
	}
	toks := scan(s)
	all := !slices.ContainsFunc(toks, func(t token) bool { return !stops[t.Term] })
	var from []token // the word each group began as
	for i, t := range toks {
		switch {
		case t.kind == whole:
			q.whole(from, t, toks[i-t.parts:i])
			if t.parts == 2 && toks[i-1].kind == unit {
				continue
			}
		case t.kind == unit:
			// answered by the whole that follows
		case all || !stops[t.Term]:
			q.groups = append(q.groups, group{alts: []alt{{terms: []string{t.Term}, weight: 1}}})
			from = append(from, t)
		}
	}
	for i := range q.groups {
		c.widen(&q.groups[i], from[i], o, i == len(q.groups)-1)
	}
	c.compounds(q.groups, from)
	q.groups = merge(q.groups)
	return q
}

// whole lets the groups of its parts be answered by the whole as well; a number
// with a unit is answered by the two together first.
func (q *Query) whole(from []token, w token, parts []token) {
	first := parts[0].Start
	for i := range from {
		if from[i].Start < first || from[i].End > w.End {
			continue
		}
		g := &q.groups[i]
		if parts[len(parts)-1].kind == unit {
			g.alts[0].weight = forNumber
		}
		g.alts = append(g.alts, alt{terms: []string{w.Term}, weight: 1})
	}
}

// widen adds prefixes, synonyms and, for a word nobody has, its neighbours; then
// weighs the group by how rare its answers are.
func (c *Corpus) widen(g *group, t token, o Options, last bool) {
	df := 0
	for _, a := range g.alts {
		if a.weight == 1 {
			df = max(df, c.df(a.terms[0]))
		}
	}
	if o.Synonyms != nil {
		for _, s := range o.Synonyms(t.Term) {
			if n := c.df(s); n > 0 {
				g.alts = append(g.alts, alt{terms: []string{s}, weight: forSynonym})
				df += n
			}
		}
	}
	switch {
	case t.kind == gram && utf8.RuneCountInString(t.raw) == 1:
		df += c.containing(g, t.raw)
	case o.Prefix && last && t.kind == word && len(t.raw) > 1:
		if n := c.starting(t.raw); n > 0 {
			g.alts = append(g.alts, alt{terms: []string{t.raw}, weight: forPrefix, prefix: true})
			if df == 0 {
				df = n
			}
		}
	}
	if df == 0 && t.kind == word {
		df = c.neighbours(g, t)
	}
	g.idf = IDF(c.n, df)
}

// containing lets a single CJK character be answered by the commonest bigrams
// around it and returns their document frequency, bounded by the corpus.
func (c *Corpus) containing(g *group, char string) int {
	r, _ := utf8.DecodeRuneInString(char)
	ids := slices.Clone(c.han[r])
	slices.SortFunc(ids, func(a, b int32) int { return int(c.words[b].df - c.words[a].df) })
	df := 0
	for _, i := range ids[:min(len(ids), 64)] {
		if e := c.words[i]; e.df > 0 {
			g.alts = append(g.alts, alt{terms: []string{e.term}, weight: forPrefix})
			df += int(e.df)
		}
	}
	return min(df, c.n)
}

// starting sums the document frequencies of the words that start with p.
func (c *Corpus) starting(p string) int {
	mask := letters(p)
	df := 0
	for n := utf8.RuneCountInString(p); n < maxLen; n++ {
		for _, s := range c.shelf[p[0]][n] {
			if mask&^s.mask != 0 {
				continue
			}
			if e := &c.words[s.id]; strings.HasPrefix(e.term, p) {
				df += int(e.df)
			}
		}
	}
	return min(df, c.n)
}

// compounds lets neighbouring words be answered by the word they make together,
// and a word by the two it is made of, where the corpus knows them.
func (c *Corpus) compounds(groups []group, from []token) {
	for i := range groups {
		if from[i].kind != word && from[i].kind != number {
			continue
		}
		if i+1 < len(groups) && (from[i+1].kind == word || from[i+1].kind == number) {
			joined := stemmed(from[i].raw + from[i+1].raw)
			if df := c.df(joined); df > 0 && utf8.RuneCountInString(joined) > 2 {
				for j := i; j < i+2; j++ {
					groups[j].alts = append(groups[j].alts, alt{terms: []string{joined}, weight: forCompound})
				}
			}
		}
		if a, b, ok := c.split(from[i].raw); ok {
			df := min(c.df(a), c.df(b))
			groups[i].alts = append(groups[i].alts, alt{terms: []string{a, b}, weight: forCompound * forCompound})
			if c.df(from[i].Term) == 0 {
				groups[i].idf = IDF(c.n, df)
			}
		}
	}
}

// split cuts a word into two that the corpus knows, each of three letters or
// more, preferring the cut whose rarer part is commonest.
func (c *Corpus) split(raw string) (a, b string, ok bool) {
	best := 0
	for i := 3; i+3 <= len(raw); i++ {
		if !utf8.RuneStart(raw[i]) {
			continue
		}
		x, y := stemmed(raw[:i]), stemmed(raw[i:])
		if df := min(c.df(x), c.df(y)); df > best {
			best, a, b, ok = df, x, y, true
		}
	}
	return a, b, ok
}

// merge drops groups that repeat an earlier one.
func merge(groups []group) []group {
	seen := map[string]bool{}
	return slices.DeleteFunc(groups, func(g group) bool {
		t := g.alts[0].terms[0]
		if seen[t] {
			return true
		}
		seen[t] = true
		return false
	})
}
