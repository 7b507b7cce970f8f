package matching

import (
	"slices"
	"strings"
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
		{"Coffee and red wine", "", []taxonomy.Code{"0901", "2204"}},
		{"coffee, red wine, 20 t", "", []taxonomy.Code{"0901", "2204"}},
		{"coffee 20 t, red wine 5000 bottles", "", []taxonomy.Code{"0901", "2204"}},
		{"20 t of coffee, 5,000 bottles of red wine", "", []taxonomy.Code{"0901", "2204"}},
		{"采购咖啡20吨、红酒5000瓶，预算500万元", "", []taxonomy.Code{"0901", "2204"}},
		{"coffee, red wine, about 3 containers", "", []taxonomy.Code{"0901", "2204"}},
		{"coffee, red wine, delivered to Hamburg", "", []taxonomy.Code{"0901", "2204"}},
		{"coffee, roasted, red wine", "", []taxonomy.Code{"0901", "2204"}},
		{"Looking for suppliers of coffee and red wine", "", []taxonomy.Code{"0901", "2204"}},
		{"We need coffee, tea and cocoa. Budget USD 2m", "", []taxonomy.Code{"0901", "0902", "1805"}},
		{"coffee/tea/cocoa", "", []taxonomy.Code{"0901", "0902", "1805"}},
		{"tables, chairs, sofas", "", []taxonomy.Code{"9403", "9401"}},
		{"chairs, lamps and coffee tables", "", []taxonomy.Code{"9401", "9405", "9403"}},
		{"咖啡 红酒 橄榄油", "", []taxonomy.Code{"0901", "2204", "1509"}},
		{"求购 咖啡 红酒 橄榄油", "", []taxonomy.Code{"0901", "2204", "1509"}},
		{"咖啡、葡萄酒", "", []taxonomy.Code{"0901", "2204"}},
		{"Shopping for the hotel", "1. towels 2. red wine 3. coffee", []taxonomy.Code{"6302", "2204", "0901"}},
	} {
		if got := headingsOf(c.title, c.text, fair.Goods); !slices.Equal(got, c.want) {
			t.Errorf("%s / %s: %v, want %v", c.title, c.text, got, c.want)
		}
	}
	for _, title := range []string{"sea freight, cargo insurance", "logistics and insurance", "翻译、报关、仓储服务"} {
		if got := headingsOf(title, "", fair.Services); len(got) != 2 {
			t.Errorf("%s: %v", title, got)
		}
	}
}

func TestOneProductStaysOne(t *testing.T) {
	for _, title := range []string{
		"stainless, insulated, 500 ml bottle", "salt and pepper mill", "cups for tea and coffee", "Coffee", "coffee, US$ 5 million",
		"red wine and white wine", "盐和胡椒研磨器", "茶和咖啡用的杯子", "保温杯，不锈钢，500毫升", "LED lamp, warm white, dimmable", "",
		"Machine for washing and drying vegetables", "black and white printer",
		"a bottle that keeps tea hot, for commuters", "浴巾、面巾和方巾",
		"Laptop, tablet and phone bags", "bag for laptop, tablet and phone", "Beef, lamb and pork sausages",
		"Silk, wool and cashmere scarves", "apple, orange and mango juice", "chicken, duck and goose feathers",
		"chicken, goose and duck feathers", "coconut, sunflower and olive oil", "fruit and vegetable juice", "wheat, corn and soybean oil",
		"蓝牙耳机、手机的充电器", "用于咖啡、茶叶的包装盒", "茶叶、咖啡礼盒", "手机和电脑配件", "Laptop and phone accessories",
		"LED lamp, warm white, aluminium", "Water bottle, stainless steel, bamboo lid", "不锈钢 保温杯", "shampoo, conditioner",
	} {
		if got := headingsOf(title, "", fair.Goods); got != nil {
			t.Errorf("%q is split into %v", title, got)
		}
	}
}

// What an article says is its goods: no budget, and no goods of the list are lost.
func TestArticlesSayTheirGoods(t *testing.T) {
	for _, c := range []struct {
		trade fair.Trade
		title string
		want  []string
	}{
		{fair.Goods, "Coffee, red wine and olive oil. Budget USD 2m", []string{"Coffee", "red wine", "olive oil"}},
		{fair.Goods, "coffee 20 t, red wine 5000 bottles", []string{"coffee", "red wine"}},
		{fair.Goods, "coffee, roasted, red wine", []string{"coffee, roasted", "red wine"}},
		{fair.Services, "翻译、报关、仓储服务", []string{"翻译", "报关、仓储服务"}},
		{fair.Goods, "coffee, red wine, olive oil, honey, towels, laptops, office chairs, air conditioners, shampoo, LED lamps",
			[]string{"coffee", "red wine", "olive oil", "honey", "towels", "laptops", "office chairs", "air conditioners, shampoo, LED lamps"}},
	} {
		p := fair.Post{Side: fair.DemandSide}
		p.Trade, p.Title = c.trade, fair.Texts{"en": c.title}
		var got []string
		for _, a := range articles(&p) {
			got = append(got, a.text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.title, got, c.want)
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
		for _, g := range goods {
			if list != nil && !slices.ContainsFunc(list, func(a article) bool { return strings.Contains(a.text, g) }) {
				t.Fatalf("%q: %s is in none of %v", title, g, list)
			}
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
