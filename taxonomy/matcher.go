package taxonomy

import (
	"strings"
	"sync"
)

// matcher finds the thesaurus' phrases in a text: a trie over symbols, walked from every token, and
// a best division of the tokens among the phrases found. Built once, then read only.
type matcher struct {
	surface map[string]wordInfo // every word form of the phrases, and the glue words
	stems   map[string]symbol
	heads   []bool           // by symbol: words some phrase ends with
	roots   map[string]int32 // units of meaning of English words, by root

	edges   *pairs   // trie node and symbol → node
	phrases []phrase // by trie node; a node without phrase has to == from
	list    []posting
}

type wordInfo struct {
	sym     symbol
	unit    int32
	glue    glue
	manner  manner
	measure bool
	headish bool
}

// phrase is the end of a phrase in the trie: its postings are list[from:to].
type phrase struct {
	from, to uint32
	measure  bool // a package or measure: "bag", "carton" …
	wrapping bool // after goods, the way they come: "biscuit gift box", "手机壳 厂家直销"
}

type posting struct {
	concept Concept
	weight  float32
}

// span is one phrase found: tokens[from:to], its trie node, and how it stands in its noun phrase.
type span struct {
	from, to int
	phrase   uint32
	met      float64 // 1, or less where the words mean a package or an aside
	head     bool
	clause   int // how many noun phrases came before its own
}

func (m *matcher) postings(node uint32) []posting {
	p := m.phrases[node]
	return m.list[p.from:p.to]
}

var loadMatcher = sync.OnceValue(func() *matcher { return newMatcher(loadThesaurus()) })

// measureWords are package and measure words: "bags of rice" is about rice.
var measureWords = strings.Fields(`bag box bottle carton pack can tin drum sack container pallet roll
	ton tonne kg piece set pair bale litre crate jar tube barrel cup packet package unit range kind
	type variety lot bundle case tray reel stick`)

var measureStems = func() map[string]bool {
	m := make(map[string]bool)
	for _, w := range measureWords {
		m[stem(w)] = true
	}
	return m
}()

// wrappingPhrases name goods of their own when alone, but only say how other goods come when
// they stand after them.
var wrappingPhrases = []string{"gift box", "gift set", "礼盒", "礼品盒", "礼盒装", "套装", "直销", "批发", "wholesale"}

// markMeasures flags the phrases that may be packaging only.
func (m *matcher) markMeasures() {
	for _, w := range measureWords {
		if node, ok := m.node(w); ok {
			m.phrases[node].measure = true
		}
	}
	for _, w := range wrappingPhrases {
		if node, ok := m.node(w); ok {
			m.phrases[node].wrapping = true
		}
	}
}

// node finds the end of a phrase in the trie.
func (m *matcher) node(text string) (uint32, bool) {
	var room scratch
	var node uint32
	for _, t := range m.tokenize(text, &room) {
		if node = m.edges.get(node, uint32(t.sym)); node == 0 {
			return 0, false
		}
	}
	return node, true
}

func (m *matcher) describe(word string, sym symbol) wordInfo {
	return wordInfo{sym: sym, unit: m.unitOf(word), glue: glueWords[word], manner: manners[word], measure: measureStems[stem(word)], headish: m.heads[sym]}
}

// slowWord finds a word that no phrase has in this form.
func (m *matcher) slowWord(word string) wordInfo {
	s := stem(word)
	if sym, ok := m.stems[s]; ok {
		return m.describe(word, sym)
	}
	for _, form := range weaker(s) {
		if sym, ok := m.stems[form]; ok {
			info := m.describe(word, sym)
			info.headish = false
			return info
		}
	}
	return wordInfo{unit: m.unitOf(word), manner: manners[word]}
}
