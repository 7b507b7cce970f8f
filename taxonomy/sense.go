package taxonomy

import (
	"math"
	"slices"
	"sync"
)

// sense weighs what a text is about by its single words: every heading and every concept is a small
// document of the words of its phrases in both languages, in which a word is the head of some phrases
// and a modifier in others. Where no phrase of a text is known whole, its words still speak.
type sense struct {
	m        *matcher
	grams    *pairs // units of Chinese: single characters, after 0, and pairs
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
	service       float32 // how much oftener it stands among services than among goods, as a logarithm
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

// mention is a unit that a phrase of a concept has, or a saying of a heading.
type mention struct {
	unit, of uint32
	weight   float32 // of a modifier less than 0
}

// draftSense is the thesaurus counted.
type draftSense struct {
	*sense
	index   map[Code]int32
	phrases [2][]float64 // of each heading, English and Chinese
	room    scratch
	parts   []part
}

func newSense(t *thesaurus, m *matcher) *sense {
	d := &draftSense{sense: &sense{m: m, grams: newPairs(len(m.phrases) / 2), place: make([]uint16, len(t.concepts))}}
	d.list(t)
	said := make([]mention, 0, 8*len(m.list)+8*len(t.sayings))
	for i, c := range t.concepts {
		for language, list := range [][]string{c.en, c.zh} {
			d.phrases[language][d.place[i]] += float64(len(list))
			for _, phrase := range list {
				said = d.mentions(said, phrase, uint32(i), 1)
			}
		}
	}
	byPhrases := len(said)
	for _, s := range t.sayings {
		at := d.index[s.code]
		d.phrases[language(s.text)][at] += sayingCounts
		said = d.mentions(said, s.text, uint32(at), sayingCounts)
	}
	d.weigh(d.byUnit(said[:byPhrases]), d.byUnit(said[byPhrases:]))
	s := d.sense
	s.pool.New = func() any { return s.newEvidence() }
	return s
}

// sayingCounts is what a word of a saying counts beside one of a phrase.
const sayingCounts = 0.8

// language is 1 for Chinese, 0 for English.
func language(text string) int {
	if hasHan(text) {
		return 1
	}
	return 0
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

// mentions appends the units of a phrase or saying, of a concept or heading; first is what its first
// noun phrase counts.
func (d *draftSense) mentions(list []mention, text string, of uint32, first float32) []mention {
	tokens := d.m.tokenize(text, &d.room)
	d.parts = partsOf(tokens, d.parts, first)
	for i := range tokens {
		p := d.parts[i]
		if p.role == unsaid {
			continue
		}
		if p.role == modifier {
			p.weight = -p.weight
		}
		if tokens[i].kind != hanToken {
			if tokens[i].unit > 0 {
				list = append(list, mention{uint32(tokens[i].unit), of, p.weight})
			}
			continue
		}
		before, sym := gramAt(tokens, d.parts, i)
		list = append(list, mention{d.gram(0, sym), of, p.weight})
		if before != 0 {
			list = append(list, mention{d.gram(before, sym), of, p.weight})
		}
	}
	return list
}

// gram is the unit of a pair or a single Chinese character; a new one gets the next number.
func (d *draftSense) gram(before, sym uint32) uint32 {
	return d.grams.put(before, sym, uint32(len(d.m.roots)+1+d.grams.taken))
}

// byUnit sorts mentions by unit, those of one unit in their order; those of unit u are
// list[starts[u]:starts[u+1]].
func (d *draftSense) byUnit(said []mention) mentionsByUnit {
	// starts[u+2] counts the mentions of u, then starts[u+1] moves from the first to the end of u's.
	starts := make([]uint32, len(d.m.roots)+d.grams.taken+3)
	for i := range said {
		starts[said[i].unit+2]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	sorted := make([]mention, len(said))
	for _, s := range said {
		sorted[starts[s.unit+1]] = s
		starts[s.unit+1]++
	}
	return mentionsByUnit{sorted, starts}
}

type mentionsByUnit struct {
	list   []mention
	starts []uint32
}

func (m mentionsByUnit) of(unit int) []mention { return m.list[m.starts[unit]:m.starts[unit+1]] }

// partsOf gives the tokens of a text their roles, in room where that is enough.
func partsOf(tokens []token, room []part, first float32) []part {
	if cap(room) < len(tokens) {
		room = make([]part, 2*len(tokens))
	}
	room = room[:len(tokens)]
	clear(room)
	roles(tokens, room, first)
	return room
}

// gramAt is the Chinese character at i, and the one right before it, 0 for none.
func gramAt(tokens []token, parts []part, i int) (before, sym uint32) {
	if i > 0 && tokens[i-1].kind == hanToken && parts[i-1].role != unsaid && tokens[i-1].end == tokens[i].start {
		before = uint32(tokens[i-1].sym)
	}
	return before, uint32(tokens[i].sym)
}

// unitsAt are the units that end with the token at i, 0 for none; of Chinese the character and the
// pair.
func (s *sense) unitsAt(tokens []token, parts []part, i int) (one, two uint32) {
	switch {
	case parts[i].role == unsaid:
	case tokens[i].kind == hanToken:
		before, sym := gramAt(tokens, parts, i)
		one = s.grams.get(0, sym)
		if before != 0 {
			two = s.grams.get(before, sym)
		}
	case tokens[i].unit > 0:
		one = uint32(tokens[i].unit)
	}
	return one, two
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
func (d *draftSense) weigh(phrases, sayings mentionsByUnit) {
	s := d.sense
	n := float64(len(s.headings))
	s.units = make([]unit, len(phrases.starts)-2)
	s.ofHead, s.ofLine = make([]relevance, 0, len(phrases.list)), make([]relevance, 0, len(phrases.list))
	factor := d.factors()
	levels := d.levels()
	count := counter{sums: make([]relevance, max(len(s.headings), len(s.place)))}
	for id := range s.units {
		u := &s.units[id]
		language := 0
		if factor[id] != 1 {
			language = 1
		}
		for _, p := range phrases.of(id) {
			count.add(p.of, p)
		}
		u.line, u.lineEnd = count.file(&s.ofLine, nil)
		for _, p := range phrases.of(id) {
			count.add(uint32(s.place[p.of]), p)
		}
		for _, p := range sayings.of(id) {
			count.add(p.of, p)
		}
		u.idf = float32(factor[id] * math.Log((n+0.5)/(float64(len(count.touched))+0.5)) / math.Log(n))
		u.head, u.headEnd = count.file(&s.ofHead, levels[language])
	}
	s.ofHead, s.ofLine = slices.Clone(s.ofHead), slices.Clone(s.ofLine)
	s.weighTrades()
}

// factors are what units count beside an English word.
func (d *draftSense) factors() []float64 {
	factor := make([]float64, len(d.m.roots)+1+d.grams.taken)
	for id := range factor {
		factor[id] = 1
	}
	for _, gram := range d.grams.slots {
		switch {
		case gram.second == 0:
		case gram.first == 0:
			factor[gram.value] = ofCharacter
		default:
			factor[gram.value] = ofPair
		}
	}
	return factor
}

// levels say by language and heading how many phrases with a word make it speak half for the heading.
func (d *draftSense) levels() (levels [2][]float32) {
	for language, counts := range d.phrases {
		mean := 0.0
		for _, phrases := range counts {
			mean += phrases / float64(len(counts))
		}
		for _, phrases := range counts {
			levels[language] = append(levels[language], float32(often*(1-byLength+byLength*phrases/mean)))
		}
	}
	return levels
}

// counter counts how often a unit is head and modifier, by heading or concept.
type counter struct {
	sums    []relevance // by heading or concept; the id is set of those touched
	touched []uint32
}

func (c *counter) add(id uint32, m mention) {
	r := &c.sums[id]
	if r.head == 0 && r.by == 0 {
		c.touched = append(c.touched, id)
	}
	if m.weight > 0 {
		r.head += m.weight
	} else {
		r.by -= m.weight
	}
}

// file appends what was counted to a list, by id, saturated, and begins anew. half is how much counts
// half, by id; nil where that is oftenLine. A word that is head in the text and modifier in the
// thesaurus, or the other way round, still says something.
func (c *counter) file(list *[]relevance, half []float32) (from, to uint32) {
	from = uint32(len(*list))
	slices.Sort(c.touched)
	k := float32(oftenLine)
	for _, id := range c.touched {
		if half != nil {
			k = half[id]
		}
		r := c.sums[id]
		c.sums[id] = relevance{}
		head, by := r.head/(r.head+k), r.by/(r.by+k)
		*list = append(*list, relevance{id, max(head, asModifier*by), max(by, asHead*head)})
	}
	c.touched = c.touched[:0]
	return from, uint32(len(*list))
}
