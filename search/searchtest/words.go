package searchtest

import (
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

// pantry fills a fair with things to eat and to drink from, in two languages.
func pantry(h *house) {
	yunnan := h.firm("Yunnan Beans", func(c *fair.CompanyAtFair) { c.Country = "CN"; c.Name["zh"] = "云南豆业" })
	roma := h.firm("Roma Machines", func(c *fair.CompanyAtFair) { c.Country = "IT" })
	h.post("beans", yunnan, "en", "Roasted coffee beans", nil)
	h.post("豆", yunnan, "zh", "烘焙咖啡豆", func(p *fair.Post) { p.Text = fair.Texts{"zh": "云南小粒种，适合意式浓缩"} })
	h.post("machine", roma, "en", "Espresso machines", func(p *fair.Post) { p.Text = fair.Texts{"en": "Two groups, rotary pump, 1.5 kW"} })
	h.post("grinder", roma, "en", "Grinder DV7-1211ea", func(p *fair.Post) {
		p.Attributes = []fair.Attribute{{Name: "burr", Value: "ceramic"}}
	})
	h.post("cups", roma, "en", "Porcelain cups", func(p *fair.Post) { p.Text = fair.Texts{"en": "Smartphone holders are sold apart."} })
	h.follow()
}

func testWords(h *house) {
	pantry(h)
	h.finds(fair.Query{}, "beans", "豆", "machine", "grinder", "cups")
	h.finds(fair.Query{Words: "porcelain"}, "cups")
	h.finds(fair.Query{Words: "PORCELAIN cup"}, "cups")
	h.finds(fair.Query{Words: "roma"}, "machine", "grinder", "cups")
	h.finds(fair.Query{Words: "dv71211ea"}, "grinder")
	h.finds(fair.Query{Words: "dv7 1211ea"}, "grinder")
	h.finds(fair.Query{Words: "ceramic burr"}, "grinder")
	h.finds(fair.Query{Words: "smart phone"}, "cups")
	h.finds(fair.Query{Words: "submarine"})
	// Where nothing has all words, what has some is better than nothing.
	h.finds(fair.Query{Words: "porcelain submarine"}, "cups")
	if got := h.list(h.find(fair.Query{Words: "ceramic grinder of roma"})); len(got) == 0 || got[0] != "grinder" {
		h.Errorf("what has all the words is not first: %q", got)
	}
}

func testLanguages(h *house) {
	pantry(h)
	h.finds(fair.Query{Words: "烘焙"}, "豆")
	h.finds(fair.Query{Words: "小粒种"}, "豆")
	h.finds(fair.Query{Words: "浓"}, "豆") // one character, inside words
	h.finds(fair.Query{Words: "云南"}, "beans", "豆")
	for _, q := range []string{"咖啡豆", "coffee beans", "烘焙咖啡"} {
		got := h.list(h.find(fair.Query{Words: q}))
		if !slices.Contains(got, "beans") || !slices.Contains(got, "豆") {
			h.Errorf("%s finds %q, want both languages", q, got)
		}
		if slices.Contains(got, "cups") {
			h.Errorf("%s finds cups", q)
		}
	}
}

func testTypos(h *house) {
	pantry(h)
	h.finds(fair.Query{Words: "porcelian"}, "cups")
	h.finds(fair.Query{Words: "expresso"}, "machine")
	h.finds(fair.Query{Words: "mashines"}, "machine", "grinder", "cups") // all of Roma Machines
	h.finds(fair.Query{Words: "cupz"})                                   // too short to guess
	if got := h.list(h.find(fair.Query{Words: "coffe beens"})); !slices.Contains(got, "beans") {
		h.Errorf("coffe beens finds %q", got)
	}
}

func testPrefix(h *house) {
	pantry(h)
	h.finds(fair.Query{Words: "porc", Prefix: true}, "cups")
	h.finds(fair.Query{Words: "porc"})
	if got := h.list(h.find(fair.Query{Words: "roma grin", Prefix: true})); len(got) == 0 || got[0] != "grinder" {
		h.Errorf("roma grin finds %q", got)
	}
	h.finds(fair.Query{Words: "烘", Prefix: true}, "豆")
}

func testMarks(h *house) {
	pantry(h)
	for _, c := range []struct{ words, title, snippet string }{
		{"espresso pump", "[Espresso] machines", "Two groups, rotary [pump], 1.5 kW"},
		{"浓缩", "烘焙咖啡豆", "云南小粒种，适合意式[浓缩]"},
		{"ceramics", "Grinder DV7-1211ea", "burr [ceramic]"},
	} {
		found := h.find(fair.Query{Words: c.words})
		if len(found.Hits) == 0 {
			h.Errorf("%s: nothing found", c.words)
			continue
		}
		if got := marked(found.Hits[0].Title); got != c.title {
			h.Errorf("%s: title %q, want %q", c.words, got, c.title)
		}
		if got := marked(found.Hits[0].Snippet); got != c.snippet {
			h.Errorf("%s: snippet %q, want %q", c.words, got, c.snippet)
		}
	}
	// A long text is cut around what matched, on rune boundaries.
	long := strings.Repeat("各种器皿，", 200) + "saffron" + strings.Repeat("，各种器皿", 200)
	h.post("long", h.firm("Long", nil), "zh", "长文", func(p *fair.Post) { p.Text = fair.Texts{"zh": long} })
	h.follow()
	got := marked(h.find(fair.Query{Words: "saffron"}).Hits[0].Snippet)
	if !strings.Contains(got, "[saffron]") || len(got) > 300 || !strings.HasPrefix(got, "…") || strings.ContainsRune(got, '\uFFFD') {
		h.Errorf("snippet %q", got)
	}
}

// marked writes marks as brackets.
func marked(m fair.Marked) string {
	var b strings.Builder
	at := 0
	for _, s := range m.Spans {
		b.WriteString(m.Text[at:s[0]] + "[" + m.Text[s[0]:s[1]] + "]")
		at = s[1]
	}
	return b.String() + m.Text[at:]
}
