package taxonomy

import (
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// matcher finds the thesaurus' phrases in a text: a trie over symbols, walked from every token, and
// a best division of the tokens among the phrases found. Built once, then read only.
type matcher struct {
	surface  map[string]wordInfo // every word form of the phrases, and the glue words
	stems    map[string]symbol
	heads    map[symbol]bool // words some phrase ends with
	hanHeads map[rune]bool   // characters that make what precedes them a modifier: 机, 器, 线 …
	hanGlue  map[rune]glue
	roots    map[string]int32 // units of meaning of English words, by root

	edges   map[edge]uint32
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

type edge struct {
	node uint32
	sym  symbol
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

// hanHeadChars end compounds whose head they are: what stands before them, known or not, is not.
const hanHeadChars = "机器具械线设备仪表床架盒袋瓶罐壳套箱包柜车船站厂店桌椅凳灯杯碟碗壶锅刀笔鞋帽裤衣裙板管膜纸布"

var hanGlueChars = map[rune]glue{'和': joinGlue, '与': joinGlue, '及': joinGlue, '或': joinGlue, '用': tailGlue, '供': tailGlue, '含': tailGlue}

// newMatcher compiles the thesaurus. Weights need to know how common each word is, so phrases are
// gathered first and put in the trie after.
func newMatcher(t *thesaurus) *matcher {
	m := &matcher{
		surface: make(map[string]wordInfo), stems: make(map[string]symbol), heads: make(map[symbol]bool),
		hanHeads: make(map[rune]bool), hanGlue: hanGlueChars, edges: make(map[edge]uint32),
		phrases: make([]phrase, 1),
	}
	for _, r := range hanHeadChars {
		m.hanHeads[r] = true
	}
	for w := range glueWords {
		m.intern(w)
	}
	nodes := make(map[uint32][]draft)
	var order []uint32
	common := newCommonness()
	for i, c := range t.concepts {
		for _, text := range slices.Concat(c.en, c.zh) {
			for _, syms := range m.spellings(text) {
				node := m.insert(syms)
				if nodes[node] == nil {
					order = append(order, node)
				}
				nodes[node] = append(nodes[node], draft{Concept(i), c.code, syms})
				common.count(syms, c.code)
			}
		}
	}
	for _, node := range order {
		m.finish(node, nodes[node], common)
	}
	m.roots = make(map[string]int32, len(m.surface))
	for w := range m.surface {
		m.addRoot(w)
	}
	for w := range m.surface {
		m.surface[w] = m.describe(w, m.stems[stem(w)])
	}
	for _, said := range t.sayings {
		m.addRoots(said.text)
	}
	m.markMeasures()
	return m
}

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
		next, ok := m.edges[edge{node, t.sym}]
		if !ok {
			return 0, false
		}
		node = next
	}
	return node, true
}

// draft is a phrase of a concept before its weight is known.
type draft struct {
	concept Concept
	code    Code
	syms    []symbol
}

// intern gives a word its symbol, by its stem.
func (m *matcher) intern(word string) symbol {
	s := stem(word)
	sym, ok := m.stems[s]
	if !ok {
		sym = symbol(len(m.stems) + 1)
		m.stems[s] = sym
	}
	m.surface[word] = wordInfo{}
	return sym
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

// spellings returns a phrase's symbols, and those of its hyphenated words written as one.
func (m *matcher) spellings(text string) [][]symbol {
	out := [][]symbol{m.symbols(text)}
	if strings.Contains(text, "-") {
		out = append(out, m.symbols(strings.ReplaceAll(text, "-", "")))
	}
	return slices.DeleteFunc(out, func(s []symbol) bool { return len(s) == 0 })
}

// symbols reads a phrase as tokenize reads a text, giving new words their symbols.
func (m *matcher) symbols(text string) []symbol {
	var out []symbol
	var word []byte
	flush := func() {
		if len(word) > 0 {
			out = append(out, m.intern(string(word)))
			word = word[:0]
		}
	}
	for i, r := range text {
		r = foldRune(r)
		switch {
		case isHan(r):
			flush()
			out = append(out, hanSymbol|symbol(simplified(r)))
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			word = append(word, byte(r))
		case r == '\'' || r == '’':
		case r == '.' && decimalPoint(text, i):
			word = append(word, '.')
		case r == '&':
			flush()
			out = append(out, m.intern("and"))
		case r > 0x7F && isLetter(r):
			word = utf8.AppendRune(word, r)
		default:
			flush()
		}
	}
	flush()
	return out
}

func (m *matcher) insert(syms []symbol) uint32 {
	var node uint32
	for _, s := range syms {
		next, ok := m.edges[edge{node, s}]
		if !ok {
			next = uint32(len(m.phrases))
			m.edges[edge{node, s}] = next
			m.phrases = append(m.phrases, phrase{})
		}
		node = next
	}
	if last := syms[len(syms)-1]; last < hanSymbol {
		m.heads[last] = true
	}
	return node
}

// finish writes the postings of one phrase. A phrase that several headings share says less of each;
// a chapter that has it as well as one of its headings does not count as sharing.
func (m *matcher) finish(node uint32, drafts []draft, common *commonness) {
	sharing := make(map[Code]bool)
	for _, d := range drafts {
		sharing[d.code] = true
	}
	for code := range sharing {
		if code == code.Chapter() {
			delete(sharing, code)
		}
	}
	shared := math.Sqrt(float64(max(1, len(sharing))))
	from := uint32(len(m.list))
	for _, d := range drafts {
		if i := slices.IndexFunc(m.list[from:], func(p posting) bool { return p.concept == d.concept }); i >= 0 {
			continue
		}
		w := common.specificity(d.syms) / shared
		if d.code == d.code.Chapter() {
			w *= 0.6
		}
		m.list = append(m.list, posting{d.concept, float32(w)})
	}
	m.phrases[node].from, m.phrases[node].to = from, uint32(len(m.list))
}

// commonness counts under how many headings a word, or a pair of neighbouring Chinese characters,
// stands.
type commonness struct {
	headings int
	last     Code
	in       map[[2]symbol]seen
}

type seen struct {
	headings int
	last     Code
}

func newCommonness() *commonness { return &commonness{in: make(map[[2]symbol]seen)} }

// count files one phrase; all phrases of a heading come one after the other.
func (c *commonness) count(syms []symbol, code Code) {
	if c.last != code {
		c.headings, c.last = c.headings+1, code
	}
	for _, u := range units(syms) {
		if s := c.in[u]; s.last != code {
			c.in[u] = seen{s.headings + 1, code}
		}
	}
}

// units are what a phrase is made of: words, and pairs of Chinese characters (a lone one alone).
func units(syms []symbol) [][2]symbol {
	var out [][2]symbol
	for i, s := range syms {
		switch {
		case s < hanSymbol:
			out = append(out, [2]symbol{s})
		case i+1 < len(syms) && syms[i+1] >= hanSymbol:
			out = append(out, [2]symbol{s, syms[i+1]})
		case i == 0 || syms[i-1] < hanSymbol:
			out = append(out, [2]symbol{s})
		}
	}
	return out
}

// specificity is 1 - exp(-k·information) in (0,1), information being the sum over the units of
// log(N/df)/log N over N headings; a pair of characters counts less than a word because pairs overlap.
func (c *commonness) specificity(syms []symbol) float64 {
	n := float64(max(c.headings, 3))
	info := 0.0
	for _, u := range units(syms) {
		rarity := max(0.05, math.Log(n/float64(max(1, c.in[u].headings)))/math.Log(n))
		switch {
		case u[1] != 0:
			rarity *= 0.75
		case u[0] >= hanSymbol:
			rarity *= 0.5
		}
		info += rarity
	}
	return 1 - math.Exp(-1.2*info)
}
