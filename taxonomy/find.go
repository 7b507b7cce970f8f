package taxonomy

import "slices"

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
	spans = m.bridge(tokens, spans)
	m.markHeads(tokens, spans)
	return tokens, spans
}

const (
	// maxSkipped is how many words a phrase may have in between, and bridged what it is then worth.
	maxSkipped = 2
	bridged    = 0.85
)

// bridge finds English phrases interrupted by words that are in no phrase: "noodle machine" in "noodle
// making machine". They replace the phrases inside them.
func (m *matcher) bridge(tokens []token, spans []span) []span {
	for i := range tokens {
		if tokens[i].kind != wordToken || tokens[i].sym == 0 {
			continue
		}
		first, _ := slices.BinarySearchFunc(spans, i, func(s span, i int) int { return s.to - 1 - i })
		if first < len(spans) && spans[first].from < i {
			continue
		}
		if end, node := m.stride(tokens, spans[first:], i); end > 0 {
			last := first
			for last < len(spans) && spans[last].from < end {
				last++
			}
			spans = slices.Replace(spans, first, last, span{from: i, to: end, phrase: node, met: bridged})
		}
	}
	return spans
}

// stride walks the trie from tokens[i], skipping words outside the phrases ahead, and returns the end
// and trie node of the longest interrupted phrase that cuts none of those, or 0.
func (m *matcher) stride(tokens []token, ahead []span, i int) (end int, phrase uint32) {
	var node uint32
	skipped := 0
	for j := i; j < len(tokens) && tokens[j].kind == wordToken; j++ {
		for len(ahead) > 0 && ahead[0].to <= j {
			ahead = ahead[1:]
		}
		free := len(ahead) == 0 || ahead[0].from > j
		next := m.edges.get(node, uint32(tokens[j].sym))
		switch {
		case next != 0:
			node = next
			if skipped > 0 && m.ends(node) && (free || ahead[0].to == j+1) {
				end, phrase = j+1, node
			}
		case j == i || !free || tokens[j].glue > joinGlue || skipped == maxSkipped:
			return end, phrase
		default:
			skipped++
		}
	}
	return end, phrase
}

// longest takes the longest phrase at a word.
func (m *matcher) longest(tokens []token, best []choice, i int) choice {
	out := choice{score: best[i+1].score}
	var node uint32
	for j := i; j < len(tokens) && tokens[j].sym != 0; j++ {
		if node = m.edges.get(node, uint32(tokens[j].sym)); node == 0 {
			break
		}
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
		if node = m.edges.get(node, uint32(tokens[j].sym)); node == 0 {
			break
		}
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
	clause   int  // noun phrases before the current one
	headDone bool // the noun phrase has its head: the rest modifies
	tail     bool // a "for" or "with" came after the head: "and" goes on with what modifies
	loose    bool // an unmatched thing-word follows the last phrase
}

// markHeads decides which phrases the text is about. Punctuation and "and" divide it into noun
// phrases, as a space does between Chinese words ("咖啡杯 陶瓷"); in each, what follows "for", "with", "of" … modifies what came before, and the last phrase
// before that is the head, unless an unknown thing follows it ("bag making machine" when only "bag"
// is known).
func (m *matcher) markHeads(tokens []token, spans []span) {
	w := phraseWalk{m: m, tokens: tokens, spans: spans}
	covered := 0 // tokens up to here are inside a phrase
	for i, t := range tokens {
		if t.spaced && i >= covered && w.next > w.segment {
			w.close(noGlue)
			w.begin()
		}
		for w.next < len(spans) && spans[w.next].from == i {
			covered, w.loose = spans[w.next].to, false
			w.next++
		}
		switch {
		case i < covered:
		case t.headish:
			w.loose = w.loose || !packed(tokens, i)
		case t.kind == breakToken, t.kind == asideToken, t.glue != noGlue:
			w.close(t.glue)
			if t.kind == breakToken || t.glue == joinGlue && !w.tail {
				w.begin()
			}
		}
	}
	w.close(noGlue)
}

// begin starts a new noun phrase.
func (w *phraseWalk) begin() {
	if w.headDone {
		w.clause++
	}
	w.headDone, w.tail = false, false
}

// close ends a segment and marks its head, if the noun phrase still lacks one. A measure before "of"
// leaves the head to what follows, and one after a number ("500 bags", "250 ml can") is no thing at all
// when the text has another.
func (w *phraseWalk) close(by glue) {
	const aside = 0.3
	spans := w.spans[w.segment:w.next]
	w.segment = w.next
	loose := w.loose && len(spans) > 0
	w.loose = false
	head := -1
	for k := range spans {
		s := &spans[k]
		s.clause = w.clause
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
	w.tail = w.tail || w.headDone && by > joinGlue
}

// counted tells whether a number, with at most one word after it, stands right before tokens[at], no
// earlier than tokens[from].
func counted(tokens []token, from, at int) bool {
	return at > from && tokens[at-1].kind == numberToken ||
		at-1 > from && tokens[at-1].kind == wordToken && tokens[at-2].kind == numberToken
}

// packed tells whether the Chinese character at i only says how goods are packed or counted: "盒" in
// "盒装" and "24盒".
func packed(tokens []token, i int) bool {
	const filled = hanSymbol | symbol('装')
	if tokens[i].kind != hanToken {
		return false
	}
	return i+1 < len(tokens) && tokens[i+1].sym == filled || i > 0 && tokens[i-1].kind == numberToken
}
