package matching

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// Exposure keeps a run over the whole fair from recommending a few companies to
// everybody and others to nobody.
type Exposure struct {
	Most  int // on how many lists of the other side a company stands at most; 0: any number
	Least int // on how many it should stand, if it has as many pairs that are at least possible; 0: none is lifted
}

// ExposureReport tells what an [Exposure] did to the lists of one side.
type ExposureReport struct {
	Side      fair.Side      `json:"side"`      // whose lists: the demands' recommend suppliers
	Companies int            `json:"companies"` // of the other side that have posts
	Small     int            `json:"small"`     // of them small or medium-sized
	Before    ExposureFigure `json:"before"`
	After     ExposureFigure `json:"after"`
	Loss      float64        `json:"loss"` // share of the value that is lost
}

// ExposureFigure is how recommendations are spread over companies.
type ExposureFigure struct {
	Value   int64   `json:"value"`   // sum of the scores on all lists, hundredths of a point
	Gini    float64 `json:"gini"`    // of the companies' numbers of lists: 0 all alike, 1 all on one
	Most    int     `json:"most"`    // lists of the company that is on most
	Starved int     `json:"starved"` // companies on fewer lists than Least, or on none
	// StarvedSmall are the small ones among the starved, and SmallShare the share of all
	// recommendations that goes to small companies.
	StarvedSmall int     `json:"starved_small"`
	SmallShare   float64 `json:"small_share"`
}

// spreadDepth is how many times longer the lists are from which those of a spread run
// are chosen.
const spreadDepth = 3

// Spread is [Engine.All] with exposure kept fair, and tells what that cost. The best pairs of
// the whole fair go first; a company that stands on the most lists allowed gives way to
// the next. Then companies on fewer than the least take the places of those on more, where they
// lose least by it, small companies first.
func (e *Engine) Spread(ctx context.Context, k int, now fair.Time, x Exposure, progress func(done, total int), emit func(post fair.PostID, best []Kept) error) ([2]ExposureReport, error) {
	s := newSpread(e, max(k, 0), now, x)
	if err := e.All(ctx, spreadDepth*s.k, now, Options{}, progress, s.take); err != nil {
		return [2]ExposureReport{}, err
	}
	s.reach()
	var reports [2]ExposureReport
	for i := range s.halves {
		h := &s.halves[i]
		reports[i] = h.settle(s.k, x)
		for at, id := range h.owners {
			if err := emit(id, h.list(at)); err != nil {
				return reports, err
			}
		}
	}
	return reports, nil
}

// spread is a spread run: the demands' lists, then the offers'.
type spread struct {
	e      *Engine
	sight  *sight
	k      int
	x      Exposure
	halves [2]half
}

// half is the lists of one side's posts.
type half struct {
	side   fair.Side
	owners []fair.PostID
	place  map[fair.PostID]int32 // in owners
	lists  [][]candidate         // by owner, best first; behind them what reach adds
	firms  []exposed             // by number; of the companies that may stand on the lists
}

// candidate is a pair that may stand on a list.
type candidate struct {
	Kept
	firm  int32
	taken bool
	later bool // beyond the list that there would be without exposure
}

// exposed is a company and how often it is recommended.
type exposed struct {
	id           fair.CompanyID
	there, small bool
	before, now  int
}

func newSpread(e *Engine, k int, now fair.Time, x Exposure) *spread {
	e.mu.RLock()
	defer e.mu.RUnlock()
	s := &spread{e: e, sight: e.sight(now), k: k, x: x}
	for i, side := range [2]fair.Side{fair.DemandSide, fair.OfferSide} {
		s.halves[i] = half{side: side, place: map[fair.PostID]int32{}, firms: make([]exposed, len(e.firms))}
		for _, p := range e.sides[1-i].posts {
			if p != nil && !p.lapsed(s.sight.today) {
				s.halves[i].firms[p.firm.number] = exposed{id: p.firm.ID, there: true, small: p.firm.SME}
			}
		}
	}
	return s
}

// take keeps a list of the run.
func (s *spread) take(id fair.PostID, best []Kept) error {
	s.e.mu.RLock()
	defer s.e.mu.RUnlock()
	own := s.e.posts[id]
	if len(own) == 0 {
		return nil // taken back meanwhile
	}
	h := &s.halves[sideIndex(own[0].stated.Side)]
	list := make([]candidate, 0, len(best))
	for i, b := range best {
		if firm, ok := s.firm(b.Other, h); ok {
			list = append(list, candidate{Kept: b, firm: firm, later: i >= s.k})
		}
	}
	h.place[id] = int32(len(h.owners))
	h.owners, h.lists = append(h.owners, id), append(h.lists, list)
	return nil
}

// firm is the number of a post's company; false for one that came during the run.
func (s *spread) firm(id fair.PostID, h *half) (int32, bool) {
	p := s.e.posts[id]
	if len(p) == 0 || int(p[0].firm.number) >= len(h.firms) {
		return 0, false
	}
	return p[0].firm.number, true
}

// reach adds, for companies that stand on few lists or none, the pairs that their own posts' lists
// hold: so the smallest are found that come up on nobody's.
func (s *spread) reach() {
	s.e.mu.RLock()
	defer s.e.mu.RUnlock()
	for i := range s.halves {
		h, other := &s.halves[i], &s.halves[1-i]
		seen := make([]int, len(h.firms))
		for _, list := range h.lists {
			for _, c := range list {
				seen[c.firm]++
			}
		}
		for at, id := range other.owners {
			firm, ok := s.firm(id, h)
			if !ok || seen[firm] >= s.x.Least {
				continue
			}
			for _, c := range other.lists[at] {
				s.propose(h, c.Other, id, firm)
			}
		}
	}
}

// propose puts a company's post on the list of another post, where it belongs by its score as
// the list's owner sees it, unless the company is on it already or a gate closes the pair.
func (s *spread) propose(h *half, owner, id fair.PostID, firm int32) {
	at, ok := h.place[owner]
	if !ok || slices.ContainsFunc(h.lists[at], func(c candidate) bool { return c.firm == firm }) {
		return
	}
	best := judged{}
	for _, p := range s.e.posts[owner] {
		for _, q := range s.e.posts[id] {
			o, d := p, q
			if h.side == fair.DemandSide {
				o, d = q, p
			}
			if j, ok := s.sight.judge(p, q, s.e.met(o, d)); ok && j.score > best.score {
				best = j
			}
		}
	}
	if best.score > 0 {
		kept := Kept{Other: id, Score: int(best.score), ForBuyer: int(best.sides[0]), ForSeller: int(best.sides[1])}
		h.lists[at] = append(h.lists[at], candidate{Kept: kept, firm: firm, later: true})
	}
}

// settle chooses the lists and reports.
func (h *half) settle(k int, x Exposure) ExposureReport {
	r := ExposureReport{Side: h.side}
	for _, f := range h.firms {
		if f.there {
			r.Companies++
		}
		if f.there && f.small {
			r.Small++
		}
	}
	for _, list := range h.lists {
		for i := range list {
			if c := &list[i]; !c.later {
				h.firms[c.firm].before++
				r.Before.Value += int64(c.Score)
			}
		}
	}
	h.cap(k, x.Most)
	h.lift(k, x.Least)
	for _, list := range h.lists {
		for _, c := range list {
			if c.taken {
				r.After.Value += int64(c.Score)
			}
		}
	}
	h.figure(&r.Before, x.Least, func(f *exposed) int { return f.before })
	h.figure(&r.After, x.Least, func(f *exposed) int { return f.now })
	if r.Before.Value > 0 {
		r.Loss = 1 - float64(r.After.Value)/float64(r.Before.Value)
	}
	return r
}

// spot is where a candidate stands.
type spot struct{ list, at int32 }

// cap takes the best pairs of all lists until a list is full or a company on its most.
func (h *half) cap(k, most int) {
	var order []spot
	for l, list := range h.lists {
		for i := range list {
			order = append(order, spot{int32(l), int32(i)})
		}
	}
	slices.SortStableFunc(order, func(a, b spot) int { return cmp.Compare(h.at(b).Score, h.at(a).Score) })
	taken := make([]int, len(h.lists))
	for _, s := range order {
		c := h.at(s)
		f := &h.firms[c.firm]
		if taken[s.list] == k || most > 0 && f.now >= most {
			continue
		}
		c.taken = true
		taken[s.list]++
		f.now++
	}
}

func (h *half) at(s spot) *candidate { return &h.lists[s.list][s.at] }

// lift gives starved companies places, small ones first.
func (h *half) lift(k, least int) {
	waiting := map[int32][]spot{}
	for l, list := range h.lists {
		for i, c := range list {
			if f := &h.firms[c.firm]; f.now < least && !c.taken && fair.BandOf(c.Score, false) != fair.Stretch {
				waiting[c.firm] = append(waiting[c.firm], spot{int32(l), int32(i)})
			}
		}
	}
	var firms []int32
	for f := range waiting {
		firms = append(firms, f)
	}
	slices.SortFunc(firms, func(a, b int32) int {
		if x, y := h.firms[a].small, h.firms[b].small; x != y {
			if x {
				return -1
			}
			return 1
		}
		return bytes.Compare(h.firms[a].id[:], h.firms[b].id[:])
	})
	for _, f := range firms {
		spots := waiting[f]
		slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(h.at(b).Score, h.at(a).Score) })
		for _, s := range spots {
			if h.firms[f].now < least {
				h.admit(s, k, least)
			}
		}
	}
}

// admit takes a candidate onto its list: into a free place, or into that of the worst pair whose
// company can spare it.
func (h *half) admit(s spot, k, least int) {
	list := h.lists[s.list]
	taken, worst := 0, -1
	for i := range list {
		if !list[i].taken {
			continue
		}
		taken++
		if h.firms[list[i].firm].now > least && (worst < 0 || list[i].Score <= list[worst].Score) {
			worst = i
		}
	}
	if taken >= k {
		if worst < 0 {
			return
		}
		list[worst].taken = false
		h.firms[list[worst].firm].now--
	}
	h.at(s).taken = true
	h.firms[h.at(s).firm].now++
}

// figure fills in how the numbers of lists are spread.
func (h *half) figure(f *ExposureFigure, least int, number func(*exposed) int) {
	var counts []int
	var all, small int
	for i := range h.firms {
		firm := &h.firms[i]
		if !firm.there {
			continue
		}
		n := number(firm)
		counts = append(counts, n)
		all += n
		if firm.small {
			small += n
		}
		if n < max(least, 1) {
			f.Starved++
			if firm.small {
				f.StarvedSmall++
			}
		}
		f.Most = max(f.Most, n)
	}
	f.Gini = gini(counts)
	if all > 0 {
		f.SmallShare = float64(small) / float64(all)
	}
}

// gini is the Gini coefficient of counts (Gini 1912): half the mean difference of two of them
// over their mean. It sorts them.
func gini(counts []int) float64 {
	slices.Sort(counts)
	var sum, weighted float64
	for i, n := range counts {
		sum += float64(n)
		weighted += float64(n) * float64(2*(i+1)-len(counts)-1)
	}
	if sum == 0 {
		return 0
	}
	return weighted / (sum * float64(len(counts)))
}

// list is what an owner's list has become, best first.
func (h *half) list(at int) []Kept {
	var out []Kept
	for _, c := range h.lists[at] {
		if c.taken {
			out = append(out, c.Kept)
		}
	}
	slices.SortStableFunc(out, func(a, b Kept) int { return cmp.Compare(b.Score, a.Score) })
	return out
}
