package matching

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/text"
)

// lowProduct is the value of the product part below which a pair is a stretch,
// however well its terms fit.
const lowProduct = 2000

// explained gives the matches of a list whose owner is p.
func (e *Engine) explained(si *sight, p *post, list []place) []fair.Match {
	out := make([]fair.Match, 0, len(list))
	other := e.sides[1-sideIndex(p.stated.Side)].posts
	for _, at := range list {
		q := other[at.slot]
		if p.stated.Side == fair.DemandSide {
			out = append(out, e.explain(si, q, e.posts[p.stated.ID][at.article()], true))
		} else {
			out = append(out, e.explain(si, p, q, false))
		}
	}
	return out
}

// explain scores a pair with everything there is to say about it.
func (e *Engine) explain(si *sight, o, d *post, ownsDemand bool) fair.Match {
	m := fair.Match{Offer: o.stated.ID, Demand: d.stated.ID, Supplier: o.stated.Company, Buyer: d.stated.Company, Band: fair.Stretch, Article: d.about}
	w := e.witness(si, o, d, ownsDemand)
	if shut := si.closed(o, d, &w.pair, w.met); len(shut) > 0 {
		for _, g := range shut {
			m.Gates = append(m.Gates, w.gate(g))
		}
		m.Changes = w.openings(shut)
		return m
	}
	t := w.tally(&w.pair)
	m.Reasons = make([]fair.Reason, 0, len(parts)+2)
	for i := range parts {
		if weight := w.scale.weights[i]; weight > 0 {
			m.Reasons = append(m.Reasons, w.reason(&parts[i], weight, t.parts[i]))
		}
	}
	m.ForBuyer, m.ForSeller = int(t.sides[0]), int(t.sides[1])
	m.Score, m.Band = t.score, t.band
	m.Reasons = append(m.Reasons, w.notes()...)
	m.Changes = w.changes(&t)
	return m
}

// witness knows the stated facts behind a pair, as its reader may see them.
type witness struct {
	pair
	e      *Engine
	scale  *scale
	op, dp *post
	of, df fair.Post
	met    uint16

	ownsDemand bool // the reader
}

func (e *Engine) witness(si *sight, o, d *post, ownsDemand bool) *witness {
	w := &witness{pair: si.pairing(o, d, ownsDemand), e: e, scale: si.scales.of(o.services), op: o, dp: d, of: o.stated, df: d.stated, met: e.met(o, d), ownsDemand: ownsDemand}
	if ownsDemand {
		w.of = w.of.Public()
	} else {
		w.df = w.df.Public()
	}
	return w
}

// most parts that there can be.
const maxParts = 32

// tally is a scored pair with what each part gave.
type tally struct {
	parts [maxParts]verdict
	sides points
	score int
	band  fair.Band
}

// tally scores a pair of the witness's posts on given terms.
func (w *witness) tally(pr *pair) (t tally) {
	value := product(rawOf(w.met))
	open := false
	for i := range parts {
		weight := w.scale.weights[i]
		if weight == 0 {
			continue
		}
		v := verdict{value: value}
		if parts[i].judge != nil {
			v = parts[i].judge(pr)
		}
		t.parts[i] = v
		t.sides[sideIndex(parts[i].side)] += weight * v.value / full
		open = open || v.open
	}
	t.score = fair.Join(int(t.sides[0]), int(t.sides[1]))
	t.band = fair.BandOf(t.score, open)
	if value < lowProduct {
		t.band = fair.Stretch
	}
	return t
}

// reason says why a part gave what it gave.
func (w *witness) reason(p *part, weight int32, v verdict) fair.Reason {
	r := fair.Reason{Side: p.side, Part: p.name, Weight: int(weight), Points: int(weight * v.value / full), Unknown: v.unknown}
	if v.unknown {
		r.Asks = w.asks(p.name, v.says)
	}
	if p.judge == nil {
		r.Key, r.Args = w.product()
	} else {
		r.Key, r.Args = w.key(v.says), w.args(v.says)
	}
	return r
}

// key is the catalog's key of a saying, with what the sentence turns on.
func (w *witness) key(s saying) string {
	key := sayingKeys[s]
	switch s {
	case priceWithin, priceFloor, priceAbove, priceApart, priceUnknown:
		if w.df.Demand.Ceiling == nil {
			key += "_budget"
		}
	case purposeStated:
		key = "reason.purpose_" + string(w.df.Demand.Purpose)
	case moqMet, moqShort:
		if w.o.basis != 0 {
			key += "_" + string(w.of.Offer.MOQBasis)
		}
	case quantityApart, volumeApart, capacityApart:
		if w.packages() && w.of.Offer.Content == nil {
			key += "_pack"
		}
	}
	return key
}

// product tells what the two posts share: up to five words and the code that
// counts most, and how many percent each kind of evidence gave.
func (w *witness) product() (string, fair.Args) {
	v := w.e.vocab
	n := v.normOf(w.dp.features)
	type hit struct{ id, points uint32 }
	var found []hit
	var by [groups]uint32
	for _, a := range v.asks(&n, w.dp.features, nil) {
		if got := uint32(rawOf(shared([]asked{a}, w.op.features))); got > 0 {
			found = append(found, hit{a.id, got})
			by[v.kind[a.id]] += got
		}
	}
	slices.SortFunc(found, func(a, b hit) int { // numbers of features are chance
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(v.name[a.id], v.name[b.id]))
	})
	var said []string
	pairs := map[string]bool{} // Chinese terms are two characters each
	var code taxonomy.Code
	for _, h := range found {
		switch name := v.name[h.id]; {
		case v.kind[h.id] == words && isHan(name[1:]):
			pairs[name[1:]] = true
		case v.kind[h.id] == words && len(said) < 5 && len(name) > 2: // a letter alone says nothing
			said = append(said, name[1:])
		case v.kind[h.id] != words && code == "":
			code, _, _ = taxonomy.ParseCode(beforeDot(name[1:]))
		}
	}
	w.write(said)
	if wording := wordings(w.dp.said, pairs); len(wording) > 0 {
		said = append(wording, said...)
		said = said[:min(len(said), 5)]
	}
	percent := func(g group) int { return int(by[g]) * 100 / fullRaw }
	args := fair.Args{"text": percent(words), "concept": percent(concepts), "codes": percent(codes)}
	switch {
	case code == "":
		args["words"] = said
		return "reason.product_words", args
	case len(said) == 0:
		args["code"] = code
		return "reason.product_code", args
	}
	args["words"], args["code"] = said, code
	return "reason.product_both", args
}

// write puts in the place of each term the word as the demand writes it, or else the
// offer.
func (w *witness) write(terms []string) {
	open := slices.Clone(terms)
	left := len(terms)
	for _, said := range []string{w.dp.said, w.op.said} {
		if left == 0 {
			return
		}
		for _, k := range text.Tokens(said) {
			if i := slices.Index(open, k.Term); i >= 0 && k.Term != "" {
				terms[i], open[i] = strings.ToLower(said[k.Start:k.End]), ""
				left--
			}
		}
	}
}

func isHan(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.Is(unicode.Han, r)
}

// wordings puts overlapping pairs of characters together again, as the text has
// them: 咖啡 and 啡豆 are 咖啡豆. Longest first, none within another.
func wordings(s string, pairs map[string]bool) []string {
	var out []string
	var run []rune
	end := func() {
		if w := string(run); len(run) > 1 && !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(o, w) }) {
			out = append(out, w)
		}
		run = nil
	}
	for _, r := range s {
		if n := len(run); n > 0 && !pairs[string(run[n-1])+string(r)] {
			end()
		}
		if unicode.Is(unicode.Han, r) {
			run = append(run, r)
		}
	}
	end()
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}
