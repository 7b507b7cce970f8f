package taxonomy

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// sense weighs what a text is about by its single words: every heading and every concept is a small
// document of the words of its phrases in both languages, in which a word is the head of some phrases
// and a modifier in others. Where no phrase of a text is known whole, its words still speak.
type sense struct {
	m        *matcher
	grams    map[uint64]int32 // units of Chinese: single characters, and pairs, the first in the upper half
	units    []unit
	headings []Code   // chapters and sectors too
	place    []uint16 // a concept's heading, as an index of headings
	services []bool   // which headings are services
	up       []int32  // a heading's chapter, as an index of headings; -1 for chapters
	ofHead   []relevance
	ofLine   []relevance
	pool     sync.Pool // *evidences
}

// unit is a word's root, a pair of Chinese characters or a single one. The headings it speaks for are
// ofHead[head:headEnd], its concepts ofLine[line:lineEnd].
type unit struct {
	idf           float32 // 0 … 1
	head, headEnd uint32
	line, lineEnd uint32
}

// relevance is how much a unit that is head of a text, or modifier in it, speaks for a heading or
// concept, 0 … 1.
type relevance struct {
	id       uint32
	head, by float32
}

var loadSense = sync.OnceValue(func() *sense { return newSense(loadThesaurus(), loadMatcher()) })

// tally counts how often a unit is head and modifier, by heading or concept, in their order.
type tally []relevance

// add counts. Nearly always the id is the last one or a later one, as the thesaurus is read in order.
func (t *tally) add(id uint32, p part) {
	at := len(*t)
	if at > 0 && (*t)[at-1].id >= id {
		at, _ = slices.BinarySearchFunc(*t, id, func(r relevance, id uint32) int { return cmp.Compare(r.id, id) })
	}
	if at == len(*t) || (*t)[at].id != id {
		*t = slices.Insert(*t, at, relevance{id: id})
	}
	if r := &(*t)[at]; p.role == headWord {
		r.head += p.weight
	} else {
		r.by += p.weight
	}
}

// draftSense is the thesaurus counted.
type draftSense struct {
	*sense
	index        map[Code]int32
	heads, lines []tally      // by unit
	phrases      [2][]float64 // of each heading, English and Chinese
}

func newSense(t *thesaurus, m *matcher) *sense {
	d := &draftSense{sense: &sense{m: m, grams: make(map[uint64]int32), place: make([]uint16, len(t.concepts))}}
	d.list(t)
	for i, c := range t.concepts {
		for language, list := range [][]string{c.en, c.zh} {
			for _, phrase := range list {
				d.count(Concept(i), language, phrase)
			}
		}
	}
	for _, said := range t.sayings {
		d.countSaying(said)
	}
	d.weigh()
	s := d.sense
	s.pool.New = func() any { return s.newEvidence() }
	return s
}

// list numbers the headings and finds their chapters.
func (d *draftSense) list(t *thesaurus) {
	d.index = make(map[Code]int32)
	for i, c := range t.concepts {
		at, ok := d.index[c.code]
		if !ok {
			at = int32(len(d.headings))
			d.index[c.code] = at
			d.headings, d.services = append(d.headings, c.code), append(d.services, c.code.Service())
		}
		d.place[i] = uint16(at)
	}
	for _, c := range d.headings {
		up, ok := d.index[c.Chapter()]
		if !ok || c == c.Chapter() {
			up = -1
		}
		d.up = append(d.up, up)
	}
	d.phrases = [2][]float64{make([]float64, len(d.headings)), make([]float64, len(d.headings))}
}

// count files one phrase of a concept.
func (d *draftSense) count(c Concept, language int, phrase string) {
	at := d.place[c]
	d.phrases[language][at]++
	d.read(phrase, 1, func(id int32, p part) {
		d.heads[id].add(uint32(at), p)
		d.lines[id].add(uint32(c), p)
	})
}

// sayingCounts is what a word of a saying counts beside one of a phrase.
const sayingCounts = 0.3

// countSaying files what buyers say of a heading, and of none of its concepts.
func (d *draftSense) countSaying(said saying) {
	at := d.index[said.code]
	language := 0
	if hasHan(said.text) {
		language = 1
	}
	d.phrases[language][at] += sayingCounts
	d.read(said.text, sayingCounts, func(id int32, p part) { d.heads[id].add(uint32(at), p) })
}

// read tells the units of a phrase.
func (d *draftSense) read(text string, first float32, tell func(id int32, p part)) {
	var room scratch
	tokens := d.m.tokenize(text, &room)
	parts := make([]part, len(tokens))
	roles(tokens, parts, first)
	for i := range tokens {
		for _, key := range gramsAt(tokens, parts, i) {
			if key != 0 && d.grams[key] == 0 {
				d.grams[key] = int32(len(d.m.roots) + 1 + len(d.grams))
			}
		}
		d.sense.eachUnit(tokens, parts, i, func(id int32, p part) {
			for len(d.heads) <= int(id) {
				d.heads, d.lines = append(d.heads, nil), append(d.lines, nil)
			}
			tell(id, p)
		})
	}
}

// gramsAt are the keys of the Chinese character at i and of the pair it ends; 0 for none.
func gramsAt(tokens []token, parts []part, i int) (keys [2]uint64) {
	t := &tokens[i]
	if t.kind != hanToken || parts[i].role == unsaid {
		return keys
	}
	keys[0] = uint64(t.sym)
	if i > 0 && tokens[i-1].kind == hanToken && parts[i-1].role != unsaid && tokens[i-1].end == t.start {
		keys[1] = uint64(tokens[i-1].sym)<<32 | uint64(t.sym)
	}
	return keys
}

// eachUnit tells the units that end with the token at i.
func (s *sense) eachUnit(tokens []token, parts []part, i int, tell func(id int32, p part)) {
	switch {
	case parts[i].role == unsaid:
	case tokens[i].kind == hanToken:
		for _, key := range gramsAt(tokens, parts, i) {
			if id := s.grams[key]; id != 0 {
				tell(id, parts[i])
			}
		}
	case tokens[i].unit > 0:
		tell(tokens[i].unit, parts[i])
	}
}

const (
	// often says how many phrases with a word make it speak half for a heading, and for a concept.
	often     = 0.5
	oftenLine = 0.5
	// byLength is how much a heading of many phrases discounts its words, as in BM25.
	byLength = 0.25
	// ofPair and ofCharacter are what Chinese units count beside an English word: pairs overlap, and a
	// character alone stands in many words.
	ofPair      = 0.8
	ofCharacter = 0.5
)

// weigh turns counts into weights.
func (d *draftSense) weigh() {
	s := d.sense
	n := float64(len(s.headings))
	kind := make([]float64, len(d.heads))
	for key, id := range s.grams {
		kind[id] = ofCharacter
		if key>>32 != 0 {
			kind[id] = ofPair
		}
	}
	var mean [2]float64
	for language, counts := range d.phrases {
		for _, phrases := range counts {
			mean[language] += phrases / n
		}
	}
	flat := func(uint32) float64 { return oftenLine }
	s.units = make([]unit, len(d.heads))
	for id := range s.units {
		u := &s.units[id]
		language, factor := 0, 1.0
		if kind[id] != 0 {
			language, factor = 1, kind[id]
		}
		u.idf = float32(factor * math.Log((n+0.5)/(float64(len(d.heads[id]))+0.5)) / math.Log(n))
		level := func(at uint32) float64 {
			return often * (1 - byLength + byLength*d.phrases[language][at]/mean[language])
		}
		u.head, u.headEnd = file(&s.ofHead, d.heads[id], level)
		u.line, u.lineEnd = file(&s.ofLine, d.lines[id], flat)
	}
}

// file appends a tally to a list, saturated. A word that is head in the text and modifier in the
// thesaurus, or the other way round, still says something.
func file(list *[]relevance, t tally, half func(id uint32) float64) (from, to uint32) {
	from = uint32(len(*list))
	for _, r := range t {
		k := float32(half(r.id))
		head, by := r.head/(r.head+k), r.by/(r.by+k)
		*list = append(*list, relevance{r.id, max(head, asModifier*by), max(by, asHead*head)})
	}
	return from, uint32(len(*list))
}
