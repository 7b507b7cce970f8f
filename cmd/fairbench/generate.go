package main

import (
	"math"
	"math/rand/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// generator makes a fair of any size: headings by Zipf's law, companies with a long
// tail, about 14 words an offer and 9 a demand, in English, Chinese or both, and
// terms stated as often as real exhibitors and buyers state them. Each company and
// post is a function of the seed and its number.
type generator struct {
	*rand.Rand
	source   *rand.PCG
	seed     uint64
	fair     fair.Fair
	goods    []shelf
	services []shelf
	words    map[string]*vocabulary

	offers, demands   int
	suppliers, buyers int

	good, service, supplier, buyer, country *rand.Zipf
}

// The fair that is generated, and the moment it is matched at.
const (
	generatedStart = "2026-11-05"
	generatedNow   = fair.Time(1_790_000_000_000) // September 2026
)

// generatedFair is the fair that posts are generated for.
func generatedFair() fair.Fair {
	return fair.Fair{ID: numberedID[fair.Fair](kindFair, 2), Phase: fair.Live, FairDraft: fair.FairDraft{
		Slug: "generated", Name: fair.Texts{"en": "Generated fair"}, Zone: "Asia/Shanghai",
		Starts: generatedStart, Ends: "2026-11-10", Opens: "09:00", Closes: "17:00", SlotMinutes: 30, Currency: "USD"}}
}

// generatedRates leave out one currency that prices are asked in, as real ones do.
func generatedRates() fair.Rates {
	return fair.Rates{Base: "USD", Per: map[string]fair.Decimal{
		"CNY": fair.MustDecimal("0.14"), "EUR": fair.MustDecimal("1.1"), "JPY": fair.MustDecimal("0.0067"), "GBP": fair.MustDecimal("1.27")}}
}

func newGenerator(seed uint64, offers, demands int) *generator {
	g := &generator{source: rand.NewPCG(seed, 0), seed: seed, fair: generatedFair(), offers: offers, demands: demands}
	g.Rand = rand.New(g.source)
	g.goods, g.services = shelves(g.Rand, false), shelves(g.Rand, true)
	g.words = vocabularies(g.Rand)
	g.suppliers, g.buyers = max(2, offers/4), max(2, demands/4)
	zipf := func(skew, flat float64, n int) *rand.Zipf {
		return rand.NewZipf(g.Rand, skew, max(1, flat), uint64(n-1))
	}
	g.good, g.service = zipf(1.05, 8, len(g.goods)), zipf(1.05, 4, len(g.services))
	g.supplier, g.buyer = zipf(1.3, float64(g.suppliers)/20, g.suppliers), zipf(1.3, float64(g.buyers)/20, g.buyers)
	g.country = zipf(1.3, 3, len(countries))
	return g
}

// about starts the n-th thing of a kind: what is drawn next depends on nothing else.
func (g *generator) about(kind byte, n int) {
	g.source.Seed(g.seed, uint64(kind)<<56|uint64(n))
}

func (g *generator) chance(p float64) bool { return g.Float64() < p }

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// some is n of the values, or fewer: what is drawn twice is taken once.
func some[T comparable](r *rand.Rand, n int, from []T) []T {
	have := map[T]bool{}
	var out []T
	for range n {
		if v := pick(r, from); !have[v] {
			have[v] = true
			out = append(out, v)
		}
	}
	return out
}

// languages are what a post is written in.
func (g *generator) languages(chinese, both float64) []string {
	switch x := g.Float64(); {
	case x < both:
		return []string{"en", "zh"}
	case x < both+chinese:
		return []string{"zh"}
	}
	return []string{"en"}
}

// write gives a post its title and text: about n words in all, the title beginning
// or, in English, ending with what the goods are called.
func (g *generator) write(c *fair.Content, s *shelf, languages []string, n int) {
	c.Title, c.Text, c.Original = fair.Texts{}, fair.Texts{}, languages[0]
	concept := g.IntN(1 << 30)
	for _, lang := range languages {
		v, phrases := g.words[lang], s.phrases[lang]
		name := phrases[concept%len(phrases)] // the same goods in both languages, mostly
		few := 1 + g.IntN(3)
		c.Title[lang] = v.some(few) + v.join + name
		left := n/len(languages) - few - v.length(name) + g.IntN(5) - 2
		if g.chance(.5) {
			more := pick(g.Rand, phrases)
			left -= v.length(more)
			c.Text[lang] = more + v.join
		}
		c.Text[lang] += v.some(max(1, left))
	}
}

// begin starts a post: where it belongs, what it is about and how it is written.
func (g *generator) begin(n int, languages []string, words int, coded float64) (fair.Post, *shelf) {
	p := fair.Post{Fair: g.fair.ID, State: fair.PostOpen, Revision: 1, Number: int64(n) + 1, Created: generatedNow, Updated: generatedNow}
	s := &g.goods[g.good.Uint64()]
	p.Trade = fair.Goods
	if g.chance(.04) {
		s = &g.services[g.service.Uint64()]
		p.Trade = fair.Services
	}
	g.write(&p.Content, s, languages, words)
	if g.chance(coded) {
		p.Codes = []taxonomy.Code{s.code}
	}
	if g.chance(.15) {
		p.Attributes = []fair.Attribute{{Name: pick(g.Rand, attributeNames), Value: g.words["en"].some(1)}}
	}
	if g.chance(.4) {
		p.Channel = pick(g.Rand, []fair.Channel{fair.B2B, fair.B2B, fair.B2C, fair.AnyChannel, fair.AnyChannel})
	}
	if g.chance(.2) {
		p.ValidUntil = "2026-12-31"
		if g.chance(.04) {
			p.ValidUntil = "2026-08-31"
		}
	}
	return p, s
}

// offer makes the n-th offer, counted from 0; offers have the first numbers of the fair.
func (g *generator) offer(n int) fair.Post {
	g.about(kindOffer, n)
	p, s := g.begin(n, g.languages(.25, .2), 14, .6)
	p.ID, p.Ref, p.Side = numberedID[fair.Post](kindOffer, int64(n)), ref("o", n), fair.OfferSide
	p.Company = numberedID[fair.Company](kindSupplier, int64(g.supplier.Uint64()))
	p.Offer = g.offerTerms(s)
	if g.chance(.15) {
		p.Territory = some(g.Rand, 4, countries)
		p.Exclusive = pick(g.Rand, []fair.Exclusivity{fair.ExclusiveOffered, fair.ExclusiveOffered, fair.ExclusiveTaken, fair.ExclusiveNone})
	}
	g.hide(&p, []string{"price", "moq", "capacity", "certificates"})
	return p
}

// demand makes the n-th demand, counted from 0.
func (g *generator) demand(n int) fair.Post {
	g.about(kindDemand, n)
	p, s := g.begin(g.offers+n, g.languages(.4, .08), 9, .35)
	p.ID, p.Ref, p.Side = numberedID[fair.Post](kindDemand, int64(n)), ref("d", n), fair.DemandSide
	p.Company = numberedID[fair.Company](kindBuyer, int64(g.buyer.Uint64()))
	p.Demand = g.demandTerms(s)
	if g.chance(.05) {
		p.Territory = some(g.Rand, 2, countries)
		p.Exclusive = fair.ExclusiveWanted
	}
	g.hide(&p, []string{"first", "annual", "needed_by"})
	return p
}

// hide keeps one of the fields for matching, or until a meeting is agreed, in one
// post of twelve.
func (g *generator) hide(p *fair.Post, fields []string) {
	if g.chance(.08) {
		p.Visibility = map[string]fair.Visibility{pick(g.Rand, fields): pick(g.Rand, []fair.Visibility{fair.ForMatching, fair.AfterAcceptance})}
	}
}

// usualPrice draws what a heading's goods cost: cents to ten thousands.
func usualPrice(r *rand.Rand) float64 { return math.Exp(r.NormFloat64()*2 + 2.5) }
