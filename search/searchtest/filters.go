package searchtest

import (
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// market fills a fair with offers that differ in everything one can filter by.
func market(h *house) {
	de := h.firm("Adler", func(c *fair.CompanyAtFair) {
		c.Country, c.Kind, c.Verified, c.Part.Hall = "DE", fair.Manufacturer, true, "1"
		c.Categories = []string{"Tools"}
		c.Certificates = []fair.Certificate{{Scheme: "iso9001"}}
	})
	cn := h.firm("Bamboo", func(c *fair.CompanyAtFair) {
		c.Country, c.Kind, c.SME, c.Part.Hall = "CN", fair.Distributor, true, "2"
		c.Categories = []string{"Home", "Tools"}
	})
	h.post("drill", de, "en", "Drill", func(p *fair.Post) {
		p.Codes = codes("846721")
		p.Offer.Price, p.Offer.MOQ, p.Offer.LeadDays = price("100", "USD"), &fair.Quantity{Value: fair.MustDecimal("10"), Unit: "C62"}, 30
		p.Offer.Certificates = []fair.Certificate{{Scheme: "ce"}, {Scheme: "ul", Status: fair.Applied}}
	})
	h.post("vase", cn, "en", "Vase", func(p *fair.Post) {
		p.Codes = codes("691310", "70")
		p.Offer.Price, p.Offer.Origin = price("50", "CNY"), "VN"
		p.Offer.MOQ = &fair.Quantity{Value: fair.MustDecimal("500"), Unit: "C62"}
	})
	h.post("install", de, "en", "Installing", func(p *fair.Post) {
		p.Trade, p.Codes, p.Offer.LeadDays = fair.Services, codes("S03"), 5
	})
	h.post("mystery", cn, "en", "Qqqq", func(p *fair.Post) { p.Offer.Price = price("3", "XAF") })
	h.post("wanted", cn, "en", "Drill wanted", func(p *fair.Post) { asDemand(p).Required = []fair.Requirement{{Scheme: "ce"}} })
	h.follow()
}

func testFilters(h *house) {
	market(h)
	h.finds(fair.Query{Countries: []string{"DE"}}, "drill", "install")
	h.finds(fair.Query{Countries: []string{"DE", "VN"}}, "drill", "install", "vase")
	h.finds(fair.Query{Countries: []string{"VN"}, Halls: []string{"2"}}, "vase")
	h.finds(fair.Query{Chapters: []string{"84"}}, "drill")
	h.finds(fair.Query{Chapters: []string{"8467"}}, "drill")
	h.finds(fair.Query{Chapters: []string{"70", "S03"}}, "vase", "install")
	h.finds(fair.Query{Certificates: []string{"ce"}}, "drill")
	h.finds(fair.Query{Certificates: []string{"iso9001"}}, "drill", "install") // the company's
	h.finds(fair.Query{Certificates: []string{"ul"}})                          // applied for is not held
	h.finds(fair.Query{Trade: fair.Services}, "install")
	h.finds(fair.Query{Kinds: []string{"distributor"}}, "vase", "mystery")
	h.finds(fair.Query{Categories: []string{"Home"}}, "vase", "mystery")
	h.finds(fair.Query{Verified: true}, "drill", "install")
	h.finds(fair.Query{SME: true}, "vase", "mystery")
	h.finds(fair.Query{PriceMin: 60}, "drill") // 700 CNY
	h.finds(fair.Query{PriceMax: 60}, "vase")
	h.finds(fair.Query{PriceMin: 50, PriceMax: 700}, "vase", "drill")
	h.finds(fair.Query{MOQMax: 10}, "drill")
	h.finds(fair.Query{LeadMax: 5}, "install")
	h.finds(fair.Query{Words: "drill", Countries: []string{"DE"}}, "drill")
	h.finds(fair.Query{Words: "drill", Countries: []string{"CN"}})
	h.finds(fair.Query{Words: "nowhere", Countries: []string{"DE"}})
	h.finds(fair.Query{What: fair.FindDemands, Certificates: []string{"ce"}}, "wanted")
	h.finds(fair.Query{What: fair.FindDemands}, "wanted")
}

func testEscapes(h *house) {
	odd := []string{`He said "no"`, `back\slash`, `a" OR what = "demand`, `x\" OR x = \"y`, "'single'", "[list], AND", "中文 \t tab", "*", "\\"}
	for i, o := range odd {
		c := h.firm(string(rune('A'+i)), func(c *fair.CompanyAtFair) { c.Categories = []string{o} })
		h.post(o, c, "en", "Thing", nil)
	}
	h.follow()
	for _, o := range odd {
		h.finds(fair.Query{Categories: []string{o}}, o)
		h.find(fair.Query{Words: o})
		h.find(fair.Query{Words: o, Prefix: true})
	}
	h.finds(fair.Query{Categories: odd}, slices.Clone(odd)...)
	if n := len(h.find(fair.Query{}).Facets); n != 7 {
		h.Errorf("%d facets", n)
	}
	for _, w := range []string{`"`, `"thing`, `thing"`, `-thing`, "thing -thing", `"" ""`, "(", "thing~2", "thing^9", "t*", "+thing", "title:thing"} {
		h.find(fair.Query{Words: w})
	}
}

func testFacets(h *house) {
	market(h)
	check := func(q fair.Query, field, want string) {
		h.Helper()
		if got := facet(h.find(q), field); got != want {
			h.Errorf("%+v: %s %q, want %q", q, field, got, want)
		}
	}
	check(fair.Query{}, "countries", "CN 2, DE 2, VN 1")
	check(fair.Query{}, "chapters", "69 1, 70 1, 84 1, S03 1")
	check(fair.Query{}, "certificates", "iso9001 2, ce 1")
	check(fair.Query{}, "trade", "goods 3, services 1")
	check(fair.Query{}, "halls", "1 2, 2 2")
	check(fair.Query{}, "kinds", "distributor 2, manufacturer 2")
	check(fair.Query{}, "categories", "Tools 4, Home 2")
	// A facet's own filter is off for it, and on for the others.
	q := fair.Query{Countries: []string{"DE"}, Trade: fair.Goods}
	check(q, "countries", "CN 2, DE 1, VN 1")
	check(q, "trade", "goods 1, services 1")
	check(q, "halls", "1 1")
	check(fair.Query{Words: "drill"}, "countries", "DE 1")
	check(fair.Query{Words: "drill", Countries: []string{"CN"}}, "countries", "DE 1")
}

func testSorts(h *house) {
	market(h)
	for sort, want := range map[fair.Sort][]string{
		fair.ByNewest:    {"mystery", "install", "vase", "drill"},
		fair.ByPrice:     {"vase", "drill", "mystery", "install"},
		fair.ByMOQ:       {"drill", "vase", "mystery", "install"},
		fair.ByLead:      {"install", "drill", "mystery", "vase"},
		fair.ByName:      {"drill", "install", "mystery", "vase"},
		fair.ByRelevance: {"mystery", "install", "vase", "drill"}, // without words: newest
		"":               {"mystery", "install", "vase", "drill"},
	} {
		if got := h.list(h.find(fair.Query{Sort: sort})); !slices.Equal(got, want) {
			h.Errorf("%q: %q, want %q", sort, got, want)
		}
	}
	h.firm("Zebra", nil)
	h.firm("Élan", nil)
	h.firm("eagle", nil)
	h.follow()
	want := []string{"Adler", "Bamboo", "eagle", "Élan", "Zebra"}
	if got := h.list(h.find(fair.Query{What: fair.FindCompanies, Sort: fair.ByName})); !slices.Equal(got, want) {
		h.Errorf("names: %q, want %q", got, want)
	}
}
