package taxonomy

import (
	"math"
	"strings"
	"sync"
	"unicode/utf8"
)

// draftMatcher is a matcher under construction. Weights need to know how common each word is, so
// phrases are gathered first and get theirs after.
type draftMatcher struct {
	*matcher
	drafts []draft
	syms   []symbol // of the phrase being read
	units  []uint32 // of all phrases, one after the other
	common commonness
}

// draft is a phrase of a concept before its weight is known; its units are units[from:to].
type draft struct {
	node     uint32
	concept  Concept
	from, to uint32
}

// newMatcher compiles the thesaurus.
func newMatcher(t *thesaurus) *matcher {
	size := 0
	for i := range t.concepts {
		size += len(t.concepts[i].en) + len(t.concepts[i].zh)
	}
	d := draftMatcher{
		matcher: &matcher{
			surface: make(map[string]wordInfo, size/4), stems: make(map[string]symbol, size/6), heads: make([]bool, 1, size/6),
			edges: newPairs(2 * size), phrases: make([]phrase, 1, 2*size),
		},
		drafts: make([]draft, 0, size+size/16), units: make([]uint32, 0, 4*size), common: newCommonness(size),
	}
	for w := range glueWords {
		d.intern([]byte(w))
	}
	for i, c := range t.concepts {
		for _, list := range [][]string{c.en, c.zh} {
			for _, text := range list {
				d.add(Concept(i), c.code, text)
				if strings.Contains(text, "-") {
					d.add(Concept(i), c.code, strings.ReplaceAll(text, "-", ""))
				}
			}
		}
	}
	var finished sync.WaitGroup
	finished.Go(func() { d.finish(t.concepts) })
	d.describeWords(t.sayings)
	finished.Wait()
	d.markMeasures()
	return d.matcher
}

// add files one phrase. One with hyphens is added without them, too.
func (d *draftMatcher) add(c Concept, code Code, text string) {
	d.read(text)
	if len(d.syms) == 0 {
		return
	}
	from := uint32(len(d.units))
	d.units = d.common.count(d.units, d.syms, code)
	d.drafts = append(d.drafts, draft{d.insert(), c, from, uint32(len(d.units))})
}

// read reads a phrase as tokenize reads a text, giving new words their symbols.
func (d *draftMatcher) read(text string) {
	d.syms = d.syms[:0]
	var room [64]byte
	word := room[:0]
	flush := func() {
		if len(word) > 0 {
			d.syms = append(d.syms, d.intern(word))
			word = word[:0]
		}
	}
	for i, r := range text {
		r = foldRune(r)
		switch {
		case isHan(r):
			flush()
			d.syms = append(d.syms, hanSymbol|symbol(simplified(r)))
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			word = append(word, byte(r))
		case r == '\'' || r == '’':
		case r == '.' && decimalPoint(text, i):
			word = append(word, '.')
		case r == '&':
			flush()
			d.syms = append(d.syms, d.intern([]byte("and")))
		case r > 0x7F && isLetter(r):
			word = utf8.AppendRune(word, r)
		default:
			flush()
		}
	}
	flush()
}

// intern gives a word its symbol, by its stem.
func (d *draftMatcher) intern(word []byte) symbol {
	if info, ok := d.surface[string(word)]; ok {
		return info.sym
	}
	w := string(word)
	s := stem(w)
	sym, ok := d.stems[s]
	if !ok {
		sym = symbol(len(d.stems) + 1)
		d.stems[s] = sym
		d.heads = append(d.heads, false)
	}
	d.surface[w] = wordInfo{sym: sym}
	return sym
}

// insert puts the phrase that was read in the trie.
func (d *draftMatcher) insert() (node uint32) {
	for _, s := range d.syms {
		next := uint32(len(d.phrases))
		if node = d.edges.put(node, uint32(s), next); node == next {
			d.phrases = append(d.phrases, phrase{})
		}
	}
	if last := d.syms[len(d.syms)-1]; last < hanSymbol {
		d.heads[last] = true
	}
	return node
}

// finish writes the postings of all phrases, those of a trie node together.
func (d *draftMatcher) finish(concepts []conceptEntry) {
	d.common.rate()
	starts := make([]uint32, len(d.phrases)+1)
	for _, f := range d.drafts {
		starts[f.node+1]++
	}
	for i := range d.phrases {
		starts[i+1] += starts[i]
	}
	sorted := make([]draft, len(d.drafts))
	for _, f := range d.drafts {
		sorted[starts[f.node]] = f
		starts[f.node]++
	}
	d.list = make([]posting, 0, len(sorted))
	for len(sorted) > 0 {
		n := 1
		for n < len(sorted) && sorted[n].node == sorted[0].node {
			n++
		}
		d.post(sorted[:n], concepts)
		sorted = sorted[n:]
	}
}

// post writes the postings of one phrase, whose drafts come by concept. A phrase that several headings
// share says less of each; a chapter that has it as well as one of its headings does not count as
// sharing.
func (d *draftMatcher) post(same []draft, concepts []conceptEntry) {
	sharing, last := 0, Code("")
	for _, f := range same {
		if code := concepts[f.concept].code; code != last && code != code.Chapter() {
			sharing, last = sharing+1, code
		}
	}
	weight := d.common.specificity(d.units[same[0].from:same[0].to]) / math.Sqrt(float64(max(1, sharing)))
	from := uint32(len(d.list))
	for i, f := range same {
		if i > 0 && same[i-1].concept == f.concept {
			continue
		}
		w := weight
		if code := concepts[f.concept].code; code == code.Chapter() {
			w *= 0.6
		}
		d.list = append(d.list, posting{f.concept, float32(w)})
	}
	d.phrases[same[0].node].from, d.phrases[same[0].node].to = from, uint32(len(d.list))
}

// describeWords notes what each word form is, of phrases and of sayings.
func (d *draftMatcher) describeWords(sayings []saying) {
	d.roots = make(map[string]int32, len(d.surface))
	for w := range d.surface {
		d.addRoot(w)
	}
	for w, info := range d.surface {
		d.surface[w] = d.describe(w, info.sym)
	}
	for _, said := range sayings {
		d.addRoots(said.text)
	}
}

// commonness counts under how many headings a unit stands: a word, or a pair of neighbouring Chinese
// characters, a lone one alone.
type commonness struct {
	headings int
	last     Code
	ids      *pairs
	of       []unitCount // by id
}

type unitCount struct {
	headings, last int // in how many headings, and which was the last one, counted from 1
	factor, rarity float64
}

func newCommonness(size int) commonness {
	return commonness{ids: newPairs(size / 2), of: make([]unitCount, 1, size/2)}
}

// A pair of characters counts less than a word because pairs overlap.
const (
	pairInforms      = 0.75
	characterInforms = 0.5
)

// count files one phrase and appends its units to a list; all phrases of a heading come one after the
// other.
func (c *commonness) count(units []uint32, syms []symbol, code Code) []uint32 {
	if c.last != code {
		c.headings, c.last = c.headings+1, code
	}
	for i, s := range syms {
		switch {
		case s < hanSymbol:
			units = append(units, c.see(0, s, 1))
		case i+1 < len(syms) && syms[i+1] >= hanSymbol:
			units = append(units, c.see(s, syms[i+1], pairInforms))
		case i == 0 || syms[i-1] < hanSymbol:
			units = append(units, c.see(0, s, characterInforms))
		}
	}
	return units
}

func (c *commonness) see(first, second symbol, factor float64) uint32 {
	next := uint32(len(c.of))
	id := c.ids.put(uint32(first), uint32(second), next)
	if id == next {
		c.of = append(c.of, unitCount{factor: factor})
	}
	if u := &c.of[id]; u.last != c.headings {
		u.headings, u.last = u.headings+1, c.headings
	}
	return id
}

// rate finds the information of each unit: log(N/df)/log N over N headings.
func (c *commonness) rate() {
	n := float64(max(c.headings, 3))
	for i := range c.of {
		u := &c.of[i]
		u.rarity = u.factor * max(0.05, math.Log(n/float64(max(1, u.headings)))/math.Log(n))
	}
}

// specificity is 1 - exp(-k·information) in (0,1), information being the sum over the units.
func (c *commonness) specificity(units []uint32) float64 {
	info := 0.0
	for _, id := range units {
		info += c.of[id].rarity
	}
	return 1 - math.Exp(-1.2*info)
}
