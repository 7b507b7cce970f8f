package matching

import (
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
)

func TestGini(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   float64
	}{{nil, 0}, {[]int{0, 0}, 0}, {[]int{3, 3, 3}, 0}, {[]int{0, 0, 0, 8}, 0.75}, {[]int{4, 1}, 0.3}} {
		if got := gini(c.counts); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("Gini of %v is %v, want %v", c.counts, got, c.want)
		}
	}
}

func drawnEngine(t *rapid.T) *Engine {
	r := newDraw(rapid.Uint64().Draw(t, "seed"))
	e := New(r.fair, r.rates())
	eventful(r, e, rapid.IntRange(2, 60).Draw(t, "posts"), 10)
	return e
}

// lists of a spread run, and what it reports.
func spreadLists(t *rapid.T, e *Engine, k int, x Exposure) (map[fair.PostID][]Kept, [2]ExposureReport) {
	out := map[fair.PostID][]Kept{}
	reports, err := e.Spread(t.Context(), k, drawnNow, x, nil, func(id fair.PostID, best []Kept) error {
		out[id] = best
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, reports
}

func TestExposureWithoutLimitsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawnEngine(t)
		k := rapid.IntRange(0, 4).Draw(t, "k")
		plain := map[fair.PostID][]Kept{}
		err := e.All(t.Context(), k, drawnNow, Options{}, nil, func(id fair.PostID, best []Kept) error {
			plain[id] = append([]Kept(nil), best...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		got, reports := spreadLists(t, e, k, Exposure{})
		for id, want := range plain {
			if !reflect.DeepEqual(got[id], want) && len(got[id])+len(want) > 0 {
				t.Fatalf("list %v, want %v", got[id], want)
			}
		}
		for _, r := range reports {
			if r.Loss != 0 || r.Before != r.After {
				t.Fatalf("it cost something: %+v", r)
			}
		}
	})
}

func TestExposureHoldsItsLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawnEngine(t)
		k := rapid.IntRange(1, 4).Draw(t, "k")
		least := rapid.IntRange(0, 2).Draw(t, "least")
		x := Exposure{Most: least + rapid.IntRange(1, 3).Draw(t, "more"), Least: least}
		lists, reports := spreadLists(t, e, k, x)
		counts := map[fair.Side]map[fair.CompanyID]int{fair.OfferSide: {}, fair.DemandSide: {}}
		for id, list := range lists {
			if len(list) > k {
				t.Fatalf("a list of %d, want at most %d", len(list), k)
			}
			firms := map[fair.CompanyID]bool{}
			for i, b := range list {
				other := &e.posts[b.Other][0].stated
				c := other.Company
				if firms[c] && !other.Blind() || i > 0 && b.Score > list[i-1].Score {
					t.Fatalf("a company twice, or out of order: %v", list)
				}
				firms[c] = firms[c] || !other.Blind() // a blind demand stands for itself
				counts[e.posts[id][0].stated.Side][c]++
			}
		}
		for _, r := range reports {
			for c, n := range counts[r.Side] {
				if n > x.Most {
					t.Fatalf("%v stands on %d lists, want at most %d", c, n, x.Most)
				}
			}
			if r.After.Most > x.Most || r.After.Starved > r.Before.Starved && r.Before.Most <= x.Most {
				t.Fatalf("report %+v", r)
			}
		}
	})
}

// Three suppliers offer the same, and the first stands on every list. Who is on none gets a
// place of those that it can spare, the small one before the large one that came earlier.
func TestExposureLiftsTheStarved(t *testing.T) {
	for _, c := range []struct {
		demands int
		want    [3]int // lists of the first, the large, the small
	}{{1, [3]int{1, 0, 0}}, {2, [3]int{1, 0, 1}}, {3, [3]int{1, 1, 1}}, {5, [3]int{3, 1, 1}}} {
		e := New(fair.Fair{FairDraft: fair.FairDraft{Zone: "UTC", Starts: "2026-11-05", Currency: "USD"}}, fair.Rates{Base: "USD"})
		number := int64(0)
		put := func(c fair.Company, p fair.Post) fair.CompanyID {
			number++
			c.ID = drawnID[fair.Company](1, number)
			p.ID, p.Company, p.Number, p.State = drawnID[fair.Post](2, number), c.ID, number, fair.PostOpen
			p.Trade, p.Title = fair.Goods, fair.Texts{"en": "Roasted coffee beans"}
			e.PutCompany(c, fair.ParticipationDraft{Role: fair.Both})
			e.PutPost(p)
			return c.ID
		}
		var suppliers [3]fair.CompanyID
		for i := range suppliers {
			var firm fair.Company
			firm.SME = i == 2
			suppliers[i] = put(firm, fair.Post{Side: fair.OfferSide, PostDraft: fair.PostDraft{Offer: &fair.OfferTerms{}}})
		}
		for range c.demands {
			put(fair.Company{}, fair.Post{Side: fair.DemandSide, PostDraft: fair.PostDraft{Demand: &fair.DemandTerms{}}})
		}
		got := map[fair.CompanyID]int{}
		reports, err := e.Spread(t.Context(), 1, drawnNow, Exposure{Least: 1}, nil, func(id fair.PostID, best []Kept) error {
			if e.posts[id][0].stated.Side == fair.DemandSide {
				for _, b := range best {
					got[e.posts[b.Other][0].stated.Company]++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if lists := [3]int{got[suppliers[0]], got[suppliers[1]], got[suppliers[2]]}; lists != c.want {
			t.Errorf("%d demands: lists %v, want %v", c.demands, lists, c.want)
		}
		if r := reports[0]; r.Before.Starved != 2 || r.Loss != 0 || r.Before.Most != c.demands {
			t.Errorf("%d demands: %+v", c.demands, r)
		}
	}
}
