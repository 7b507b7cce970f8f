package matching

import (
	"cmp"
	"maps"
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
var shareOf = [groups]uint32{10, 30, 60}

// fullRaw is the sum of a perfect product part. Sums fit 15 bits, which leaves the
// sixteenth to comparing four at once.
const fullRaw = 30000

// maxLevel is the level of a feature that a post is fully about.
const maxLevel = 15

// maxWords bounds the words of a post: what stands first counts.
const maxWords = 48

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
	if list := articles(p); list != nil {
		return readArticles(p, list)
	}
	title, body := p.Title.All(), p.Text.All()
	if p.Seen("attributes") == fair.Public {
		body = strings.Join(append([]string{body}, attributes(p)...), "\n")
	}
	return []reading{readText(p, title, body, p.Codes)}
}

// readArticles reads each of several goods by itself; a stated code belongs to the one it agrees with.
func readArticles(p *fair.Post, list []article) []reading {
	out := make([]reading, len(list))
	for i, a := range list {
		disagrees := func(c taxonomy.Code) bool { return c.Heading() != a.heading }
		out[i] = readText(p, a.text, "", slices.DeleteFunc(slices.Clone(p.Codes), disagrees))
		out[i].article = a.text
	}
	return out
}

func readText(p *fair.Post, title, body string, stated []taxonomy.Code) reading {
	r := reading{words: map[string]uint8{}, other: map[string]uint8{}, said: cut(title+"\n"+body, quoted)}
	r.terms(p.Side, title, body)
	r.about(p, title, body, stated)
	return r
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
			level = min(2*level, 6) // what is asked for stands in the title
		case inTitle[t]:
			level = 2*level + 7
		}
		r.words[t] = uint8(min(level, maxLevel))
	}
}

// Bounds on what a post is about. A demand that says little keeps many unlikely headings: the fair may
// hold only offers of one of them. An offer names its goods.
const (
	leastShare    = 0.005 // likelihoods below this, and
	besideLikely  = 0.05  // below this share of the likeliest, are left out of a demand
	besideOffered = 0.15  // and of an offer,
	besideSure    = 0.15  // both by this times the likelihood of the likeliest more: who is sure needs no others
	// statedShare is how likely an exhibitor's or buyer's own codes are right, together.
	statedShare = 0.6
	// doubtful is a likeliest heading's likelihood under which a demand asks for chapters too, by this
	// part of their likelihood.
	doubtful  = 0.5
	byChapter = 0.12
	// leastConcept and besideConcept bound concepts as the first two do headings; leastChapter and
	// leastAsked are the least likelihoods of an offer's and a demand's chapters.
	leastConcept  = 0.015
	besideConcept = 0.2
	leastChapter  = 0.2
	leastAsked    = 0.02
)

// bounds are the most headings and concepts of a post.
var bounds = map[fair.Side]struct {
	headings, concepts int
	beside             float64
}{fair.DemandSide: {14, 6, besideLikely}, fair.OfferSide: {3, 4, besideOffered}}

// levelOf is the level of a likelihood. Its power lies between the likelihood itself and the square
// root, with which the sum over what two posts share would be the overlap of their likelihoods.
func levelOf(share float64) uint8 {
	return uint8(max(1, min(maxLevel, math.Round(maxLevel*math.Pow(share, 0.75)))))
}

// named is the likelihood at which an offer answers in full: a short title leaves doubt even where it
// is clear.
const named = 0.5

// about notes the headings, chapters and concepts that a post is likely about.
func (r *reading) about(p *fair.Post, title, body string, stated []taxonomy.Code) {
	topic := taxonomy.About(title, body, p.Trade == fair.Services)
	bound := bounds[p.Side]
	share := map[taxonomy.Code]float64{}
	rest := 1.0
	for _, c := range stated {
		share[c.Heading()] += statedShare / float64(len(stated))
		rest = 1 - statedShare
	}
	likeliest := 0.0
	for i, h := range topic.Headings {
		likeliest = max(likeliest, h.Share)
		if i < bound.headings && h.Share >= max(leastShare, (bound.beside+besideSure*likeliest)*likeliest) {
			share[h.Code] += rest * h.Share
		}
	}
	sure := 1.0
	if p.Side == fair.OfferSide {
		sure = named
	}
	r.headings(p.Side, share, sure)
	for i, c := range topic.Concepts {
		if i < bound.concepts && c.Share >= max(leastConcept, besideConcept*topic.Concepts[0].Share) {
			r.other["c"+c.Concept.ID()] = levelOf(c.Share / sure)
		}
	}
}

// headings notes headings, and chapters: of an offer the ones it is likely in, of a demand those that
// it says no more of.
func (r *reading) headings(side fair.Side, share map[taxonomy.Code]float64, sure float64) {
	chapters := map[taxonomy.Code]float64{}
	likeliest := 0.0
	for _, c := range slices.Sorted(maps.Keys(share)) { // sums of fractions depend on their order
		x := share[c]
		chapters[c.Chapter()] += x
		if c != c.Chapter() {
			r.other["h"+string(c)] = levelOf(x / sure)
			likeliest = max(likeliest, x)
		}
	}
	for c, x := range chapters {
		switch {
		case side == fair.OfferSide && x >= leastChapter:
			r.other["h"+string(c)] = levelOf(x / sure)
		case side == fair.DemandSide && likeliest < doubtful && x >= leastAsked:
			r.other["h"+string(c)] = levelOf(byChapter * x)
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
