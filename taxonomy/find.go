package taxonomy

// choice is the best division of tokens[i:]: its score, and the phrase that starts at i, if any.
type choice struct {
	score  int32
	length int32
	node   uint32
}

// find returns the phrases of a text in order, with Head decided. No phrase lies within another.
// English ones may overlap ("roasted coffee", "coffee bean"), so that the middle word does not break
// up what is said; Chinese ones never do, because characters of two words meet in false ones.
func (m *matcher) find(text string, room *scratch) ([]token, []span) {
	tokens := m.tokenize(text, room)
	best := room.best[:]
	if len(tokens) >= len(best) {
		best = make([]choice, len(tokens)+1)
	}
	best[len(tokens)] = choice{}
	for i := len(tokens) - 1; i >= 0; i-- {
		if tokens[i].kind == hanToken {
			best[i] = m.divide(tokens, best, i)
		} else {
			best[i] = m.longest(tokens, best, i)
		}
	}
	spans := room.spans[:0]
	covered := 0
	for i := range tokens {
		c := best[i]
		end := i + int(c.length)
		if c.length == 0 || end <= covered || i < covered && tokens[i].kind == hanToken {
			continue
		}
		spans = append(spans, span{from: i, to: end, phrase: c.node, met: 1})
		covered = end
	}
	m.markHeads(tokens, spans)
	return tokens, spans
}

// longest takes the longest phrase at a word.
func (m *matcher) longest(tokens []token, best []choice, i int) choice {
	out := choice{score: best[i+1].score}
	var node uint32
	for j := i; j < len(tokens) && tokens[j].sym != 0; j++ {
		next, ok := m.edges[edge{node, tokens[j].sym}]
		if !ok {
			break
		}
		node = next
		if m.ends(node) {
			n := int32(j - i + 1)
			out = choice{2*n - 1 + best[j+1].score, n, node}
		}
	}
	return out
}

// divide decides what happens at a Chinese character. A phrase of n characters scores 2n-1: covering
// more comes first, then longer phrases. On a tie the shorter phrase wins, which leaves the longer one
// to the end of the noun phrase, where the head is.
func (m *matcher) divide(tokens []token, best []choice, i int) choice {
	out := choice{score: best[i+1].score}
	var node uint32
	for j := i; j < len(tokens) && tokens[j].sym != 0; j++ {
		next, ok := m.edges[edge{node, tokens[j].sym}]
		if !ok {
			break
		}
		node = next
		if !m.ends(node) || j == i && !standsAlone(tokens, i) {
			continue
		}
		n := int32(j - i + 1)
		if score := 2*n - 1 + best[j+1].score; score > out.score {
			out = choice{score, n, node}
		}
	}
	return out
}

// ends tells whether a phrase ends at a trie node.
func (m *matcher) ends(node uint32) bool { p := &m.phrases[node]; return p.to > p.from }

// standsAlone tells whether the Chinese character at i ends its run: inside one, a single character
// is part of a word we do not know.
func standsAlone(tokens []token, i int) bool {
	return i+1 == len(tokens) || tokens[i+1].kind != hanToken || tokens[i+1].glue == joinGlue
}

// phraseWalk goes through a text's tokens and marks the head of each noun phrase.
type phraseWalk struct {
	m        *matcher
	tokens   []token
	spans    []span
	segment  int  // the current segment is spans[segment:next]
	next     int  // first span not yet reached
	headDone bool // the noun phrase has its head: the rest modifies
	loose    bool // an unmatched thing-word follows the last phrase
}

// markHeads decides which phrases the text is about. Punctuation and "and" divide it into noun
// phrases; in each, what follows "for", "with", "of" … modifies what came before, and the last phrase
// before that is the head, unless an unknown thing follows it ("bag making machine" when only "bag"
// is known).
func (m *matcher) markHeads(tokens []token, spans []span) {
	w := phraseWalk{m: m, tokens: tokens, spans: spans}
	covered := 0 // tokens up to here are inside a phrase
	for i, t := range tokens {
		for w.next < len(spans) && spans[w.next].from == i {
			covered, w.loose = spans[w.next].to, false
			w.next++
		}
		switch {
		case i < covered:
		case t.headish:
			w.loose = true
		case t.kind == breakToken, t.kind == asideToken, t.glue != noGlue:
			w.close(t.glue)
			if t.kind == breakToken || t.glue == joinGlue {
				w.headDone = false
			}
		}
	}
	w.close(noGlue)
}

// close ends a segment and marks its head, if the noun phrase still lacks one. A measure before "of"
// leaves the head to what follows, and one after a number ("500 bags", "250 ml can") is no thing at all
// when the text has another.
func (w *phraseWalk) close(by glue) {
	const aside = 0.3
	spans := w.spans[w.segment:w.next]
	w.segment = w.next
	loose := w.loose
	w.loose = false
	if len(spans) == 0 {
		return
	}
	head := -1
	for k := range spans {
		s := &spans[k]
		from := 0
		if k > 0 {
			from = spans[k-1].to
		}
		p := &w.m.phrases[s.phrase]
		beforeOf := k == len(spans)-1 && by == ofGlue
		switch {
		case p.measure && (beforeOf || len(w.spans) > 1 && counted(w.tokens, from, s.from)), p.wrapping && k > 0:
			s.met = aside
		default:
			head = k
		}
	}
	if head >= 0 && !loose && !w.headDone {
		spans[head].head = true
	}
	w.headDone = w.headDone || loose || head >= 0
}

// counted tells whether a number, with at most one word after it, stands right before tokens[at], no
// earlier than tokens[from].
func counted(tokens []token, from, at int) bool {
	return at > from && tokens[at-1].kind == numberToken ||
		at-1 > from && tokens[at-1].kind == wordToken && tokens[at-2].kind == numberToken
}
