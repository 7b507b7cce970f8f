package matching

import (
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"pgregory.net/rapid"
)

// headingsOf are the headings that a demand is split into.
func headingsOf(title, text string, trade fair.Trade) []taxonomy.Code {
	p := fair.Post{Side: fair.DemandSide}
	p.Trade, p.Title, p.Text = trade, fair.Texts{"en": title}, fair.Texts{"en": text}
	var out []taxonomy.Code
	for _, a := range articles(&p) {
		out = append(out, a.heading)
	}
	return out
}

func TestSeveralGoodsAreSplit(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        []taxonomy.Code
	}{
		{"coffee, red wine, US$ 5 million", "", []taxonomy.Code{"0901", "2204"}},
		{"采购咖啡、红酒、橄榄油,500万元", "", []taxonomy.Code{"0901", "2204", "1509"}},
		{"求购咖啡和红酒", "", []taxonomy.Code{"0901", "2204"}},
		{"Looking for olive oil and honey", "", []taxonomy.Code{"1509", "0409"}},
		{"Purchasing list", "1) laptop computers, 200 pcs\n2) office chairs\n3) air conditioners", []taxonomy.Code{"8471", "9401", "8415"}},
		{"Coffee (arabica, washed); red wine", "", []taxonomy.Code{"0901", "2204"}},
		{"Shopping for the hotel", "1. towels 2. red wine 3. coffee", []taxonomy.Code{"6302", "2204", "0901"}},
	} {
		if got := headingsOf(c.title, c.text, fair.Goods); !slices.Equal(got, c.want) {
			t.Errorf("%s / %s: %v, want %v", c.title, c.text, got, c.want)
		}
	}
	if got := headingsOf("sea freight, cargo insurance", "", fair.Services); len(got) != 2 {
		t.Errorf("services: %v", got)
	}
}

func TestOneProductStaysOne(t *testing.T) {
	for _, title := range []string{
		"stainless, insulated, 500 ml bottle", "salt and pepper mill", "cups for tea and coffee", "Coffee", "coffee, US$ 5 million",
		"red wine and white wine", "盐和胡椒研磨器", "茶和咖啡用的杯子", "保温杯，不锈钢，500毫升", "LED lamp, warm white, dimmable", "",
		"Machine for washing and drying vegetables", "black and white printer",
		"a bottle that keeps tea hot, for commuters", "浴巾、面巾和方巾",
	} {
		if got := headingsOf(title, "", fair.Goods); got != nil {
			t.Errorf("%q is split into %v", title, got)
		}
	}
}

// An offer is never split, and articles differ in heading and are at most eight.
func TestArticlesHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := fair.Post{Side: rapid.SampledFrom([]fair.Side{fair.OfferSide, fair.DemandSide}).Draw(t, "side")}
		goods := rapid.SliceOf(rapid.SampledFrom(drawnGoods)).Draw(t, "goods")
		title := ""
		for _, g := range goods {
			title += g + rapid.SampledFrom([]string{", ", "、", " and ", "\n", " "}).Draw(t, "separator")
		}
		p.Trade, p.Title = fair.Goods, fair.Texts{"en": title}
		list := articles(&p)
		if p.Side == fair.OfferSide && list != nil || len(list) == 1 || len(list) > maxArticles {
			t.Fatalf("%q: %v", title, list)
		}
		seen := map[taxonomy.Code]bool{}
		for _, a := range list {
			if seen[a.heading] {
				t.Fatalf("%q: %s twice", title, a.heading)
			}
			seen[a.heading] = true
		}
	})
}
