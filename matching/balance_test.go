package matching

import (
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func TestBalanceFindsWhatMissesEachOther(t *testing.T) {
	e := New(fair.Fair{FairDraft: fair.FairDraft{Zone: "UTC", Starts: "2026-11-05", Currency: "USD"}}, fair.Rates{Base: "USD", Per: map[string]fair.Decimal{"CNY": fair.MustDecimal("0.14")}})
	number := int64(0)
	put := func(d fair.PostDraft, side fair.Side) {
		number++
		c := fair.Company{ID: fair.NewID[fair.Company]()}
		e.PutCompany(c, fair.ParticipationDraft{Role: fair.Both})
		e.PutPost(fair.Post{ID: fair.NewID[fair.Post](), Company: c.ID, Number: number, Side: side, State: fair.PostOpen, PostDraft: d})
	}
	offer := func(title string, markets ...string) {
		put(fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": title}}, Offer: &fair.OfferTerms{Markets: markets}}, fair.OfferSide)
	}
	demand := func(title, to, budget, currency string) {
		d := &fair.DemandTerms{Destination: to}
		if budget != "" {
			d.Budget = &fair.Money{Amount: fair.MustDecimal(budget), Currency: currency}
		}
		put(fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": title}}, Demand: d}, fair.DemandSide)
	}
	offer("Roasted coffee beans", "DE", "FR", "PL")
	offer("Steam turbines")
	demand("Roasted coffee beans", "DE", "", "")
	demand("Bicycles", "KE", "1000.50", "USD")
	demand("Bicycles", "TZ", "1000", "CNY")
	demand("Bicycles", "KE", "70", "XAU")
	b, err := e.Balance(t.Context(), 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := fair.Balance{Currency: "USD", Total: fair.BalanceCell{Demands: 4, Unmet: 3, Offers: 2, Idle: 1, AtStake: 114050, Unpriced: 1}, Cells: []fair.BalanceCell{
		{Category: "0901", Region: "eastern-europe", Offers: 1},
		{Category: "0901", Region: "western-europe", Demands: 1, Offers: 1},
		{Category: "8406", Offers: 1, Idle: 1},
		{Category: "8712", Region: "eastern-africa", Demands: 3, Unmet: 3, AtStake: 114050, Unpriced: 1},
	}}
	if b.Total != want.Total || b.Currency != want.Currency || len(b.Cells) != len(want.Cells) {
		t.Fatalf("map %+v, want %+v", b, want)
	}
	for i, c := range b.Cells {
		if c != want.Cells[i] {
			t.Errorf("cell %+v, want %+v", c, want.Cells[i])
		}
	}
}
