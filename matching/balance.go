package matching

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// balanceK is how many companies of a post's list are looked at for one that is at
// least possible: the best score is nearly always it.
const balanceK = 5

// Balance makes the map of where supply and demand of the fair meet and miss each other,
// from everything that posts state: it is for the organizer. progress (may be nil) is
// called as by [Engine.All].
func (e *Engine) Balance(ctx context.Context, now fair.Time, progress func(done, total int)) (fair.Balance, error) {
	met := map[*post]bool{}
	err := e.All(ctx, balanceK, now, Options{}, progress, func(id fair.PostID, best []Kept) error {
		e.mu.RLock()
		defer e.mu.RUnlock()
		si := e.sight(now)
		for _, p := range e.posts[id] {
			met[p] = e.isMet(si, p, best)
		}
		return nil
	})
	if err != nil {
		return fair.Balance{}, err
	}
	e.mu.RLock()
	defer e.mu.RUnlock()
	m := newMap(e, now)
	for p, found := range met {
		m.count(p, found)
		if articles := e.posts[p.stated.ID]; len(articles) > 0 && articles[0] == p {
			m.total(articles, met)
		}
	}
	return m.balance(), nil
}

// isMet tells whether one of a post's best pairs is at least possible for this article of
// it. An article that its sisters keep off a full list is looked up by itself.
func (e *Engine) isMet(si *sight, p *post, best []Kept) bool {
	for _, k := range best {
		for _, q := range e.posts[k.Other] {
			if e.possible(si, p, q) {
				return true
			}
		}
	}
	if len(best) < balanceK || len(e.posts[p.stated.ID]) == 1 {
		return false
	}
	b := board{k: balanceK}
	e.best(si, p, &b)
	other := e.sides[1-sideIndex(p.stated.Side)].posts
	return slices.ContainsFunc(b.places, func(at place) bool { return e.possible(si, p, other[at.slot]) })
}

// possible tells whether the pair is at least possible, as p's owner sees it.
func (e *Engine) possible(si *sight, p, q *post) bool {
	o, d := p, q
	if p.stated.Side == fair.DemandSide {
		o, d = q, p
	}
	met := e.met(o, d)
	j, ok := si.judge(p, q, met)
	return ok && product(rawOf(met)) >= lowProduct && fair.BandOf(int(j.score), false) != fair.Stretch
}

// balanceMap gathers cells.
type balanceMap struct {
	e     *Engine
	today day
	out   fair.Balance
	cells map[cellKey]*fair.BalanceCell
}

type cellKey struct {
	category taxonomy.Code
	region   string
}

func newMap(e *Engine, now fair.Time) *balanceMap {
	return &balanceMap{e, e.desk.today(now), fair.Balance{At: now, Currency: e.desk.rates.Base}, map[cellKey]*fair.BalanceCell{}}
}

// count puts a post, or one article of it, on the map.
func (m *balanceMap) count(p *post, met bool) {
	if p.lapsed(m.today) {
		return
	}
	category := m.e.category(p)
	for _, region := range regions(&p.stated) {
		m.add(m.cell(category, region), p, met)
	}
}

// add counts a post in a cell.
func (m *balanceMap) add(c *fair.BalanceCell, p *post, met bool) {
	if p.stated.Side == fair.OfferSide {
		c.Offers++
		if !met {
			c.Idle++
		}
		return
	}
	c.Demands++
	if !met {
		c.Unmet++
		m.stake(c, p)
	}
}

// total counts every post once; a demand that names several goods is met when one of
// them is.
func (m *balanceMap) total(articles []*post, met map[*post]bool) {
	if p := articles[0]; !p.lapsed(m.today) {
		m.add(&m.out.Total, p, slices.ContainsFunc(articles, func(p *post) bool { return met[p] }))
	}
}

func (m *balanceMap) cell(category taxonomy.Code, region string) *fair.BalanceCell {
	key := cellKey{category, region}
	if m.cells[key] == nil {
		m.cells[key] = &fair.BalanceCell{Category: category, Region: region}
	}
	return m.cells[key]
}

// stake adds an unmet demand's budget. Each of the goods that a demand names is worth all
// of it: nobody has said how it is to be divided.
func (m *balanceMap) stake(c *fair.BalanceCell, p *post) {
	if b := p.stated.Demand.Budget; b != nil {
		if v, ok := m.e.desk.rates.Convert(b.Amount.Float(), b.Currency, m.e.desk.rates.Base); ok {
			c.AtStake = plus(c.AtStake, 100*v)
			return
		}
	}
	c.Unpriced++
}

// plus adds up to what a cell can hold: somebody may state a budget of 10^18.
func plus(sum int64, more float64) int64 {
	const most = math.MaxInt64 / 4
	if more >= most || sum >= most-int64(more) {
		return most
	}
	return sum + int64(math.Round(more))
}

func (m *balanceMap) balance() fair.Balance {
	for _, c := range m.cells {
		m.out.Cells = append(m.out.Cells, *c)
	}
	slices.SortFunc(m.out.Cells, func(a, b fair.BalanceCell) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Region, b.Region))
	})
	return m.out
}

// regions are where a post is on the map: see [fair.BalanceCell].
func regions(p *fair.Post) []string {
	if p.Side == fair.DemandSide {
		return []string{taxonomy.Region(p.Demand.Destination)}
	}
	var out []string
	for _, c := range p.Offer.Markets {
		if r := taxonomy.Region(c); !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		out = append(out, "")
	}
	return out
}

// category is the heading or sub-sector that a post is about: the one it states, if it
// is not one of several articles, else the one its words say most.
func (e *Engine) category(p *post) taxonomy.Code {
	if p.about == "" && len(p.stated.Codes) > 0 {
		return p.stated.Codes[0].Heading()
	}
	var best taxonomy.Code
	var most uint8
	for _, f := range p.features {
		name := e.vocab.name[f.id]
		if e.vocab.kind[f.id] != codes {
			continue
		}
		if c := taxonomy.Code(name[1:]); c.Chapter() != c && (f.level > most || f.level == most && c < best) {
			best, most = c, f.level
		}
	}
	return best
}
