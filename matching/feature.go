package matching

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/text"
)

// group is a kind of features; each has its share of the product part.
type group uint8

const (
	words    group = iota // index terms of title, text and public attributes
	concepts              // of the thesaurus, so that languages meet
	codes                 // headings and chapters, stated or read from the title
	groups   = 3
)

// shareOf is each group's share of the product part when a demand has all
// three, of fullRaw; a group it lacks leaves its share to the others.
var shareOf = [groups]uint32{30, 35, 35}

// fullRaw is the sum of a perfect product part. Sums fit 15 bits, which leaves the
// sixteenth to comparing four at once.
const fullRaw = 30000

// maxLevel is the level of a feature that a post is fully about.
const maxLevel = 8

// Bounds on the features of a post: what stands first counts.
const (
	maxWords    = 48
	maxConcepts = 20
	maxHeadings = 3
)

// feature is one thing a post is about; level is 1 … maxLevel. In a demand it says
// how much of the demand that is, in an offer how fully the offer answers it.
type feature struct {
	id    uint32
	level uint8
}

// reading is what a post's texts and codes say, before it is numbered.
type reading struct {
	words map[string]uint8
	other map[string]uint8 // concepts and codes
	said  string           // what it was read from, cut: reasons quote it
	// article is what the reading is about, of a post that names several goods.
	article string
}

// quoted is how much of a post's text is kept for reasons, in bytes.
const quoted = 600

// read finds the features of a post, a reading for each of the goods that a demand
// names. Title words count in full, words of the
// text less, by the length it is said in.
func read(p *fair.Post) []reading {
	r := reading{words: map[string]uint8{}, other: map[string]uint8{}}
	title, body := p.Title.All(), p.Text.All()
	if p.Seen("attributes") == fair.Public {
		body = strings.Join(append([]string{body}, attributes(p)...), "\n")
	}
	r.said = cut(title+"\n"+body, quoted)
	r.terms(p.Side, title, body)
	headings := r.concepts(p.Side, title, body)
	ofTrade := func(c taxonomy.Code) bool { return c.Service() == (p.Trade == fair.Services) }
	headings = slices.DeleteFunc(headings, func(c taxonomy.Code) bool { return !ofTrade(c) })
	r.codes(p.Side, p.Codes, headings)
	return []reading{r}
}

// cut shortens a text to at most n bytes, at a rune's end, in memory of its own.
func cut(s string, n int) string {
	if len(s) > n {
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n]
	}
	return strings.Clone(s)
}

// attributes are the stated properties, a text each.
func attributes(p *fair.Post) []string {
	out := make([]string, len(p.Attributes))
	for i, a := range p.Attributes {
		out[i] = a.Name + " " + a.Value
	}
	return out
}

// usualLength is the number of words of a usual text.
const usualLength = 40

func (r *reading) terms(side fair.Side, title, body string) {
	count := map[string]float64{}
	inTitle := map[string]bool{}
	var order []string
	note := func(tokens []text.Token, first bool) {
		for _, k := range tokens {
			t := k.Term
			if text.Stop(t) || strings.Trim(t, "0123456789.,") == "" {
				continue
			}
			if count[t] == 0 {
				order = append(order, t)
			}
			count[t]++
			inTitle[t] = inTitle[t] || first
		}
	}
	head, rest := text.Tokens(title), text.Tokens(body)
	note(head, true)
	note(rest, false)
	for _, t := range order[:min(len(order), maxWords)] {
		level := 1 + int(6*text.Saturate(count[t], float64(len(rest)), usualLength))
		switch {
		case side == fair.DemandSide && inTitle[t]:
			level = maxLevel
		case side == fair.DemandSide:
			level = min(level, 3) // what is asked for stands in the title
		case inTitle[t]:
			level += 4
		}
		r.words[t] = uint8(min(level, maxLevel))
	}
}

// concepts notes the concepts of title and text; it returns the headings that the
// title is about. An offer that names a concept answers it, in the title and as
// what it is about more fully than elsewhere; in a demand how specific the words
// are counts too.
func (r *reading) concepts(side fair.Side, title, body string) []taxonomy.Code {
	inTitle := taxonomy.Concepts(title)
	note := func(hits []taxonomy.Hit, head, beside float64) {
		for _, h := range hits {
			w := beside
			if h.Head {
				w = head
			}
			if side == fair.DemandSide {
				w *= h.Weight
			}
			id, level := "c"+h.Concept.ID(), uint8(max(1, math.Round(w)))
			if have, ok := r.other[id]; ok || len(r.other) < maxConcepts {
				r.other[id] = max(have, level)
			}
		}
	}
	if side == fair.DemandSide {
		note(inTitle, maxLevel, maxLevel/2)
		note(taxonomy.Concepts(body), maxLevel/2, maxLevel/4)
	} else {
		note(inTitle, maxLevel, maxLevel-2)
		note(taxonomy.Concepts(body), maxLevel-2, maxLevel/2)
	}
	return headingsOf(inTitle)
}

// headingsOf are the headings that the heads of a title speak for most.
func headingsOf(hits []taxonomy.Hit) []taxonomy.Code {
	weight := map[taxonomy.Code]float64{}
	best := 0.0
	for _, h := range hits {
		if h.Head {
			c := h.Concept.Code().Heading()
			weight[c] = max(weight[c], h.Weight)
			best = max(best, weight[c])
		}
	}
	var out []taxonomy.Code
	for c, w := range weight {
		if w >= 0.8*best {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b taxonomy.Code) int {
		return cmp.Or(cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b))
	})
	return out[:min(len(out), maxHeadings)]
}

// codeLevels are the levels of a stated heading, a guessed one and a chapter. In a
// demand the chapter is a quarter of what counts; an offer in it answers it fully.
var codeLevels = map[fair.Side][3]uint8{fair.DemandSide: {6, 4, 2}, fair.OfferSide: {maxLevel, maxLevel - 1, maxLevel}}

func (r *reading) codes(side fair.Side, stated, guessed []taxonomy.Code) {
	levels := codeLevels[side]
	put := func(c taxonomy.Code, level uint8) { r.other["h"+string(c)] = max(r.other["h"+string(c)], level) }
	for i, list := range [][]taxonomy.Code{stated, guessed} {
		for _, c := range list {
			put(c.Heading(), levels[i])
			put(c.Chapter(), levels[2])
		}
	}
}

func groupOf(name string) group {
	switch name[0] {
	case 'c':
		return concepts
	case 'h':
		return codes
	}
	return words
}

// vocabulary numbers features and knows how telling each is: weight falls with the
// number of posts that have it.
type vocabulary struct {
	ids    map[string]uint32
	kind   []group
	name   []string
	df     []uint32
	weight []uint32
	posts  int
	scale  int // posts rounded up to a power of two, at least 16
}

func newVocabulary() *vocabulary {
	return &vocabulary{ids: map[string]uint32{}, scale: 16}
}

// number turns a reading into features, by id.
func (v *vocabulary) number(r reading) []feature {
	out := make([]feature, 0, len(r.words)+len(r.other))
	for t, l := range r.words {
		out = append(out, feature{v.id("w" + t), l})
	}
	for t, l := range r.other {
		out = append(out, feature{v.id(t), l})
	}
	slices.SortFunc(out, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	return out
}

func (v *vocabulary) id(name string) uint32 {
	if i, ok := v.ids[name]; ok {
		return i
	}
	i := uint32(len(v.name))
	v.ids[name] = i
	v.kind = append(v.kind, groupOf(name))
	v.name = append(v.name, name)
	v.df = append(v.df, 0)
	v.weight = append(v.weight, v.weigh(groupOf(name), 0))
	return i
}

// weigh gives a feature's weight from the number of posts that have it, in
// steps, so that a weight changes seldom. A word in more than an eighth of a
// large fair's posts says nothing; concepts and codes always say something.
func (v *vocabulary) weigh(k group, df uint32) uint32 {
	if k == words && df > 8 && int(df)*8 > v.scale {
		return 0
	}
	if df >= 8 {
		drop := bits.Len32(df) - 3
		df = df >> drop << drop
	}
	return uint32(max(1, math.Round(16*text.IDF(v.scale, int(df)))))
}

// beforeDot cuts a concept's name to its code.
func beforeDot(s string) string {
	s, _, _ = strings.Cut(s, ".")
	return s
}
