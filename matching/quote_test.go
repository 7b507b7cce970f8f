package matching

import (
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

// Reasons quote the words as people wrote them, not as they are indexed.
func TestReasonsQuoteWords(t *testing.T) {
	for _, c := range []struct {
		lang, offer, demand string
		want                []string
	}{
		{"en", "Electric bicycles, mountain e-bikes", "Looking for mountain e-bike (electric bicycles)", []string{"bicycles", "mountain"}},
		{"zh", "阿拉比卡咖啡豆 水洗", "求购水洗阿拉比卡咖啡豆", []string{"阿拉比卡咖啡豆"}},
	} {
		e := New(fair.Fair{}, fair.Rates{})
		seller, buyer := fair.Company{ID: fair.NewID[fair.Company]()}, fair.Company{ID: fair.NewID[fair.Company]()}
		e.PutCompany(seller, fair.ParticipationDraft{Role: fair.Exhibitor})
		e.PutCompany(buyer, fair.ParticipationDraft{Role: fair.Buyer})
		post := func(c fair.Company, n int64, side fair.Side, lang, title string) fair.Post {
			p := fair.Post{ID: fair.NewID[fair.Post](), Number: n, Company: c.ID, Side: side, State: fair.PostOpen}
			p.Trade, p.Title = fair.Goods, fair.Texts{lang: title}
			if side == fair.OfferSide {
				p.Offer = &fair.OfferTerms{}
			} else {
				p.Demand = &fair.DemandTerms{}
			}
			return p
		}
		o, d := post(seller, 1, fair.OfferSide, c.lang, c.offer), post(buyer, 2, fair.DemandSide, c.lang, c.demand)
		e.PutPost(o)
		e.PutPost(d)
		m, err := e.Pair(o.ID, d.ID, d.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		words, _ := m.Reasons[0].Args["words"].([]string)
		for _, w := range c.want {
			if !slices.Contains(words, w) {
				t.Errorf("%q with %q: the reason names %q, want %q among them", c.offer, c.demand, words, w)
			}
		}
	}
}
