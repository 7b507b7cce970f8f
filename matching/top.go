package matching

import (
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// sight is what gates and judges need beside the two posts.
type sight struct {
	today  day
	duty   *duties
	blocks map[[2]fair.CompanyID]bool
	wishes map[[2]fair.PostID]fair.WishLevel
	scales *scales
}

func (e *Engine) sight(now fair.Time) *sight {
	return &sight{e.desk.today(now), e.duty, e.blocks, e.wishes, e.scales}
}

// apart tells whether a block keeps the two companies from each other. The
// supplier's block does not touch a blind demand: else its vanishing from the
// list would tell whose it is.
func (s *sight) apart(o, d *post) bool {
	if !o.shy || !d.shy {
		return false
	}
	supplier, buyer := o.stated.Company, d.stated.Company
	return s.blocks[[2]fair.CompanyID{buyer, supplier}] || !d.stated.Demand.Blind && s.blocks[[2]fair.CompanyID{supplier, buyer}]
}

func (s *sight) declines(o, d *post) bool {
	a, b := o.stated.ID, d.stated.ID
	return o.shy && d.shy &&
		(s.wishes[[2]fair.PostID{a, b}] == fair.NoThanks || s.wishes[[2]fair.PostID{b, a}] == fair.NoThanks)
}

// pairing is an offer and a demand as the owner of one of them sees them.
func (s *sight) pairing(o, d *post, ownsDemand bool) pair {
	return pair{o.seen(!ownsDemand).supply, d.seen(ownsDemand).wants, s.today, s.duty}
}

// shut is closed without the reasons, of two posts that are alike.
func (s *sight) shut(o, d *post, pr *pair) bool {
	return o.services != d.services || o.firm.number == d.firm.number || o.lapsed(s.today) || d.lapsed(s.today) ||
		pr.contradicts() || s.apart(o, d) || s.declines(o, d)
}

// asked is what a demand asks of a feature.
type asked struct {
	id     uint32
	points uint16
	kin    uint16 // the mark, of concepts and codes
}

func (v *vocabulary) asks(n *norm, features []feature, into []asked) []asked {
	for _, f := range features {
		if a := n.ask(v.kind[f.id], v.weight[f.id], uint32(f.level)); a > 0 {
			into = append(into, asked{f.id, uint16(a), v.kind[f.id].mark()})
		}
	}
	return into
}

// mark is kin for the groups that make it.
func (g group) mark() uint16 {
	if g == words {
		return 0
	}
	return kin
}

// sums are accumulators over the slots of one side; zero between uses.
type sums struct {
	met     []uint16
	touched []int32
}

func (e *Engine) sums(n int) *sums {
	s, ok := e.pool.Get().(*sums)
	if !ok {
		s = &sums{}
	}
	if len(s.met) < n {
		s.met = make([]uint16, n+n/8)
	}
	return s
}

func (e *Engine) release(s *sums) {
	for _, slot := range s.touched {
		s.met[slot] = 0
	}
	s.touched = s.touched[:0]
	e.pool.Put(s)
}

func (s *sums) add(slot int32, n uint32, mark uint16) {
	old := s.met[slot]
	if old == 0 && uint16(n)|mark != 0 {
		s.touched = append(s.touched, slot)
	}
	s.met[slot] = old + uint16(n) | mark
}

// meet adds up what a post has in common with every post of the other side.
func (e *Engine) meet(p *post) *sums {
	v := e.vocab
	other := &e.sides[1-sideIndex(p.stated.Side)]
	s := e.sums(len(other.posts))
	if p.stated.Side == fair.DemandSide {
		n := &e.sides[0].norms[p.slot]
		for _, a := range v.asks(n, p.features, nil) {
			for _, q := range other.list(a.id) {
				s.add(q.slot(), adds(uint32(a.points), q.level()), a.kin)
			}
		}
		return s
	}
	for _, f := range p.features {
		g, w := v.kind[f.id], v.weight[f.id]
		if w == 0 {
			continue
		}
		for _, q := range other.list(f.id) {
			slot := q.slot()
			if ask := other.norms[slot].ask(g, w, q.level()); ask > 0 {
				s.add(slot, adds(ask, uint32(f.level)), g.mark())
			}
		}
	}
	return s
}

// Top gives the best k companies for a post, each with its best pair, best
// first, with reasons; equal scores in the order of the other posts' numbers. A
// demand that names several goods has one list for all of them. NotFound when the
// engine does not hold the post.
func (e *Engine) Top(id fair.PostID, k int, now fair.Time) ([]fair.Match, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	articles := e.posts[id]
	if len(articles) == 0 {
		return nil, fair.Missing("post")
	}
	si := e.sight(now)
	b := board{k: k}
	if k > 0 {
		for _, p := range articles {
			e.best(si, p, &b)
		}
	}
	return e.explained(si, articles[0], b.places), nil
}

// best offers p's pairs to a board, from the index.
func (e *Engine) best(si *sight, p *post, b *board) {
	if p.lapsed(si.today) {
		return
	}
	s := e.meet(p)
	defer e.release(s)
	other := e.sides[1-sideIndex(p.stated.Side)].posts
	weigh := si.scales.of(p.services)
	floor := b.floor()
	least := weigh.needed(p.whole.most, floor)
	first := int32(s.first(8 * b.k))
	for pass := range 2 {
		for _, slot := range s.touched {
			raw := rawOf(s.met[slot])
			if raw < least || (raw >= first) != (pass == 0) || !alike(s.met[slot]) {
				continue
			}
			if e.try(si, b, p, other[slot], s.met[slot]) && b.floor() != floor {
				floor = b.floor()
				least = weigh.needed(p.whole.most, floor)
			}
		}
	}
}

// first is a sum that about n of the touched posts reach, so that the likeliest
// are tried first and the others meet a full list.
func (s *sums) first(n int) int {
	const step = 128
	var steps [fullRaw/step + 1]int
	for _, slot := range s.touched {
		steps[rawOf(s.met[slot])/step]++
	}
	at := len(steps) - 1
	for ; at > 0 && n > steps[at]; at-- {
		n -= steps[at]
	}
	return at * step
}

// try scores the pair of p, the list's owner, with q and offers it to the board.
func (e *Engine) try(si *sight, b *board, p, q *post, met uint16) bool {
	o, d := p.whole, q.public
	if p.stated.Side == fair.DemandSide {
		o, d = d, o
	}
	if p.services != q.services || !si.scales.of(p.services).reaches(o, d, product(rawOf(met)), b.floor()) {
		return false
	}
	j, ok := si.judge(p, q, met)
	return ok && b.offer(placed(p, q, j))
}

// placed is q's place on p's list.
func placed(p, q *post, j judged) place {
	return place{keyOf(j.score, tie(q.number, max(p.article, q.article))), q.slot, q.listedAs(), j}
}

// judge scores the pair as p's owner sees it; false when a gate closes it or the
// score is 0.
func (s *sight) judge(p, q *post, met uint16) (judged, bool) {
	o, d := p, q
	if p.stated.Side == fair.DemandSide {
		o, d = q, p
	}
	pr := s.pairing(o, d, d == p)
	if !alike(met) || s.shut(o, d, &pr) {
		return judged{}, false
	}
	j := s.scales.of(o.services).score(&pr, product(rawOf(met)))
	return j, j.score > 0
}

// shared is the sum over what two posts have in common, marked.
func shared(asks []asked, offer []feature) uint16 {
	var sum, mark uint16
	i := 0
	for _, a := range asks {
		for i < len(offer) && offer[i].id < a.id {
			i++
		}
		if i < len(offer) && offer[i].id == a.id {
			sum += uint16(adds(uint32(a.points), uint32(offer[i].level)))
			mark |= a.kin
		}
	}
	return sum | mark
}

// met computes the marked sum of one pair from nothing but the weights.
func (e *Engine) met(o, d *post) uint16 {
	n := e.vocab.normOf(d.features)
	return shared(e.vocab.asks(&n, d.features, nil), o.features)
}

// Reference gives what [Engine.Top] gives, by scoring every pair: the clear
// version that the fast ones are held against.
func (e *Engine) Reference(id fair.PostID, k int, now fair.Time) ([]fair.Match, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	articles := e.posts[id]
	if len(articles) == 0 {
		return nil, fair.Missing("post")
	}
	si := e.sight(now)
	best := map[int32]place{}
	for _, p := range articles {
		e.compare(si, p, best)
	}
	all := make([]place, 0, len(best))
	for _, at := range best {
		all = append(all, at)
	}
	slices.SortFunc(all, func(a, b place) int {
		if a.before(&b) {
			return -1
		}
		return 1
	})
	return e.explained(si, articles[0], all[:max(0, min(k, len(all)))]), nil
}

// compare scores p with every post of the other side and keeps each company's best.
func (e *Engine) compare(si *sight, p *post, best map[int32]place) {
	for _, q := range e.sides[1-sideIndex(p.stated.Side)].posts {
		if q == nil {
			continue
		}
		o, d := p, q
		if p.stated.Side == fair.DemandSide {
			o, d = q, p
		}
		j, ok := si.judge(p, q, e.met(o, d))
		at := placed(p, q, j)
		if have, taken := best[at.firm]; ok && (!taken || at.before(&have)) {
			best[at.firm] = at
		}
	}
}

// Pair scores one pair as the owner of the post viewer sees it: its own post
// whole, the other's public part; of a demand that names several goods, the article
// that goes best with the offer. Score 0 comes with the gates that close it.
func (e *Engine) Pair(offer, demand, viewer fair.PostID, now fair.Time) (fair.Match, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	offers, demands := e.posts[offer], e.posts[demand]
	if len(offers) == 0 || len(demands) == 0 || offers[0].stated.Side != fair.OfferSide || demands[0].stated.Side != fair.DemandSide ||
		viewer != offer && viewer != demand {
		return fair.Match{}, fair.Missing("match")
	}
	si := e.sight(now)
	o, d := offers[0], e.article(si, offers[0], demands, viewer == demand)
	return e.explain(si, o, d, viewer == demand), nil
}

// article picks the article of a demand that goes best with an offer; where a gate
// closes them all, the one that has most in common with it.
func (e *Engine) article(si *sight, o *post, demands []*post, ownsDemand bool) *post {
	var best *post
	var most, met int32
	for _, d := range demands {
		shared := e.met(o, d)
		own, other := o, d
		if ownsDemand {
			own, other = d, o
		}
		j, _ := si.judge(own, other, shared)
		if best == nil || j.score > most || most == 0 && j.score == 0 && rawOf(shared) > met {
			best, most, met = d, j.score, rawOf(shared)
		}
	}
	return best
}
