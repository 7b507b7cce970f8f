package taxonomy

// choice is the best division of tokens[i:]: its score, and the phrase that starts at i, if any.
type choice struct {
	score  int32
	length int32
	node   uint32
}

// find returns the phrases of a text that together cover the most of it, in order, none overlapping,
// with Head decided.
func (m *matcher) find(text string, room *scratch) ([]token, []span) {
	tokens := m.tokenize(text, room)
	best := room.best[:]
	if len(tokens) >= len(best) {
		best = make([]choice, len(tokens)+1)
	}
	best[len(tokens)] = choice{}
	for i := len(tokens) - 1; i >= 0; i-- {
		best[i] = m.choose(tokens, best, i)
	}
	spans := room.spans[:0]
	for i := 0; i < len(tokens); {
		c := best[i]
		if c.length == 0 {
			i++
			continue
		}
		spans = append(spans, span{from: i, to: i + int(c.length), phrase: c.node, met: 1})
		i += int(c.length)
	}
	m.markHeads(tokens, spans)
	return tokens, spans
}

// choose decides what happens at token i. A phrase of n tokens scores 2n-1: covering more comes first,
// then longer phrases. On a tie the shorter phrase wins, which leaves the longer one to the end of the
// noun phrase, where both languages put the head.
func (m *matcher) choose(tokens []token, best []choice, i int) choice {
	out := choice{score: best[i+1].score}
	var node uint32
	for j := i; j < len(tokens) && tokens[j].sym != 0; j++ {
		next, ok := m.edges[edge{node, tokens[j].sym}]
		if !ok {
			break
		}
		node = next
		if p := m.phrases[node]; p.to == p.from {
			continue
		}
		n := int32(j - i + 1)
		score := 2*n - 1 + best[j+1].score
		if n == 1 && tokens[i].kind == hanToken && !standsAlone(tokens, i) {
			continue
		}
		if score > out.score {
			out = choice{score, n, node}
		}
	}
	return out
}

// standsAlone tells whether the Chinese character at i ends its run: inside one, a single character
// is part of a word we do not know.
func standsAlone(tokens []token, i int) bool {
	return i+1 == len(tokens) || tokens[i+1].kind != hanToken || tokens[i+1].glue == joinGlue
}

// markHeads decides which phrases the text is about. Punctuation and "and" divide it into noun
// phrases; in each, what follows "for", "with", "of" … modifies what came before, and the last phrase
// before that is the head, unless an unknown thing follows it ("bag making machine" when only "bag"
// is known).
func (m *matcher) markHeads(tokens []token, spans []span) {
	headDone := false // the noun phrase has its head: the rest modifies
	segment := 0      // first span of the current segment
	next := 0
	loose := false // an unmatched thing-word follows the last span
	for i := 0; i <= len(tokens); {
		if next < len(spans) && spans[next].from == i {
			i = spans[next].to
			next++
			loose = false
			continue
		}
		if i == len(tokens) {
			m.closeSegment(tokens, spans[segment:next], &headDone, loose, noGlue)
			return
		}
		t := tokens[i]
		switch {
		case t.kind == breakToken || t.glue == joinGlue:
			m.closeSegment(tokens, spans[segment:next], &headDone, loose, t.glue)
			segment, loose, headDone = next, false, false
		case t.kind == asideToken:
			m.closeSegment(tokens, spans[segment:next], &headDone, loose, noGlue)
			segment, loose = next, false
		case t.glue != noGlue:
			m.closeSegment(tokens, spans[segment:next], &headDone, loose, t.glue)
			segment, loose = next, false
		case t.headish:
			loose = true
		}
		i++
	}
}

// closeSegment marks the head of a finished segment, if the noun phrase still lacks one. A measure
// before "of" leaves the head to what follows, and one after a number is no thing at all.
func (m *matcher) closeSegment(tokens []token, spans []span, headDone *bool, loose bool, by glue) {
	const aside = 0.3
	if len(spans) == 0 {
		return
	}
	last := len(spans) - 1
	for k := range spans {
		s := &spans[k]
		counted := s.from > 0 && tokens[s.from-1].kind == numberToken
		if m.phrases[s.phrase].measure && (k == last && by == ofGlue || k != last && counted) {
			s.met = aside
		}
	}
	if *headDone || loose || spans[last].met < 1 {
		*headDone = *headDone || loose
		return
	}
	spans[last].head = true
	*headDone = true
}
