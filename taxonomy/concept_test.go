package taxonomy

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func TestThesaurusIsWellFormed(t *testing.T) {
	_, bad := readThesaurus(dataFiles)
	for _, b := range bad {
		t.Error(b)
	}
}

// small is a thesaurus of our own, so that the rules of the matcher are tested apart from the data.
const small = `09 Coffee, tea and spices | 咖啡、茶、香料
0901 Coffee | 咖啡
  roasted coffee, ground coffee = 烘焙咖啡, 咖啡粉
  coffee bean = 咖啡豆
1006 Rice | 大米
2204 Wine | 葡萄酒
  red wine = 红酒
4202 Travel goods | 旅行用品
  handbag, bag, suitcase = 手袋, 箱包
  case, phone case = 保护壳, 手机壳
8419 Coffee machines | 咖啡机
8517 Phones | 手机
  mobile phone, smartphone = 智能手机
8422 Packing machines | 包装机
  bag-making machine, packing machine, machine = 制袋机
6109 T-shirts | T恤
  t-shirt, tee = T恤衫, 文化衫
6203 Clothing for men | 男装
  clothing = 服装
5208 Cotton fabric | 棉布
  cloth, fabric = 布料
4819 Boxes | 纸盒
  gift box = 礼盒
1905 Biscuits | 饼干
`

func smallMatcher(t testing.TB) (*thesaurus, *matcher) {
	th := &thesaurus{entries: make(map[Code]entry)}
	if bad := th.read("small", small); len(bad) > 0 {
		t.Fatal(bad)
	}
	return th, newMatcher(th)
}

// found lists the codes of the phrases in text, the heads with a star, in their order.
func found(th *thesaurus, m *matcher, text string) string {
	var room scratch
	_, spans := m.find(text, &room)
	var out []string
	for _, s := range spans {
		code := ""
		for _, p := range m.postings(s.phrase) {
			if c := string(th.concepts[p.concept].code); len(c) > len(code) {
				code = c
			}
		}
		if s.head {
			code += "*"
		}
		out = append(out, code)
	}
	return strings.Join(out, " ")
}

func TestHeads(t *testing.T) {
	th, m := smallMatcher(t)
	for _, c := range []struct{ text, want string }{
		{"phone case", "4202*"},
		{"case for phone", "4202* 8517"},
		{"cases for mobile phones", "4202* 8517"},
		{"手机壳", "4202*"},
		{"用于手机的保护壳", "8517 4202*"},
		{"手机保护壳", "8517 4202*"},
		{"手机贴膜机", "8517"},
		{"bags", "4202*"},
		{"bag-making machines", "8422*"},
		{"bag sewing machine", "4202 8422*"},
		{"500 bags of rice", "4202 1006*"},
		{"rice, 50 kg bags", "1006* 4202"},
		{"bag of leather", "4202"},
		{"roasted coffee beans 500 g", "0901 0901*"},
		{"coffee machine", "8419*"},
		{"coffee and wine", "0901* 2204*"},
		{"咖啡和红酒", "0901* 2204*"},
		{"咖啡、红酒", "0901* 2204*"},
		{"red wine (with phone case)", "2204* 4202"},
		{"COFFEE from ACME® 250ml", "0901*"},
		{"clothing", "6203*"},
		{"cloths", "5208*"},
		{"T-Shirts", "6109*"},
		{"tshirt", "6109*"},
		{"t shirt", "6109*"},
		{"Ｃｏｆｆｅｅ", "0901*"},
		{"café coffée", "0901*"},
		{"葡萄酒", "2204*"},
		{"紅酒", "2204*"},
		{"饼干礼盒", "1905* 4819"},
		{"礼盒", "4819*"},
		{"饼干盒装", "1905*"},
		{"饼干 24盒", "1905*"},
		{"饼干盒", "1905"},
		{"manufacturer of coffee machines", "8419*"},
		{"coffee grinding machine", "8419*"},
		{"coffee, machine", "0901* 8422*"},
		{"coffee for machine", "0901* 8422"},
		{"machine for coffee and wine", "8422* 0901 2204"},
		{"machine for coffee, wine", "8422* 0901 2204*"},
		{"咖啡 红酒", "0901* 2204*"},
		{"咖啡桌 红酒", "0901 2204*"},
		{"red winery", ""},
		{"", ""},
		{"nothing we know", ""},
	} {
		if got := found(th, m, c.text); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestTraditionalCharacters(t *testing.T) {
	for pair := range strings.FieldsSeq(traditional) {
		runes := []rune(pair)
		if len(runes) != 2 || runes[0] == runes[1] || simplified(runes[0]) != runes[1] || simplified(runes[1]) != runes[1] {
			t.Errorf("pair %q", pair)
		}
	}
	for traditional, simple := range map[string]string{"手機殼": "手机壳", "鋰電池": "锂电池", "葡萄酒": "葡萄酒", "筆記型電腦，纖維": "笔记型电脑，纤维"} {
		if !slices.Equal(Concepts(traditional), Concepts(simple)) {
			t.Errorf("%s is not understood as %s", traditional, simple)
		}
	}
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ word, want string }{
		{"bags", "bag"}, {"boxes", "box"}, {"batteries", "battery"}, {"glasses", "glass"}, {"glass", "glass"},
		{"shoes", "shoe"}, {"potatoes", "potato"}, {"knives", "knife"}, {"gloves", "glove"}, {"women", "woman"},
		{"cases", "case"}, {"lenses", "lens"}, {"watches", "watch"}, {"toys", "toy"}, {"clothing", "clothing"},
		{"bus", "bus"}, {"fibers", "fibre"}, {"tires", "tyre"}, {"aluminum", "aluminium"}, {"its", "its"},
		{"bearings", "bearing"}, {"dresses", "dress"}, {"analysis", "analysis"},
	} {
		if got := stem(c.word); got != c.want {
			t.Errorf("stem(%q) = %q, want %q", c.word, got, c.want)
		}
	}
}

func TestStemIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{1,12}`).Draw(t, "word")
		if s := stem(word); s == "" || len(s) > len(word)+1 {
			t.Fatalf("stem(%q) = %q", word, s)
		}
	})
}

// TestEveryPhraseIsFound: a concept is found by each of its own phrases, except by a title that is a
// list: nobody writes it.
func TestEveryPhraseIsFound(t *testing.T) {
	lost := 0
	for i, c := range loadThesaurus().concepts {
		for _, p := range slices.Concat(c.en, c.zh) {
			if c.ordinal == 0 && strings.ContainsAny(p, ",;(、，；（") {
				continue
			}
			hits := Concepts(p)
			if !slices.ContainsFunc(hits, func(h Hit) bool { return h.Concept == Concept(i) }) {
				lost++
				t.Logf("%s: phrase %q is not found in itself", Concept(i).ID(), p)
			}
		}
	}
	if lost > 0 {
		t.Errorf("%d phrases lost", lost)
	}
}

// TestConceptsHolds checks what Concepts promises for any text.
func TestConceptsHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyPost().Draw(t, "text")
		hits := Concepts(text)
		for i, h := range hits {
			if h.Weight <= 0 || h.Weight > 1 {
				t.Fatalf("weight %v", h.Weight)
			}
			if int(h.Concept) >= NumConcepts() {
				t.Fatalf("concept %d", h.Concept)
			}
			if i > 0 && hits[i-1].Concept >= h.Concept {
				t.Fatalf("not sorted or not distinct: %v", hits)
			}
		}
		if again := Concepts(text); !slices.Equal(hits, again) {
			t.Fatalf("%v, then %v", hits, again)
		}
	})
}

// TestClassifyHolds checks what Classify promises for any text.
func TestClassifyHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyPost().Draw(t, "text")
		all := Classify(text, 1000)
		sum := 0.0
		for i, g := range all {
			sum += g.Confidence
			if g.Confidence < 0 || i > 0 && all[i-1].Confidence < g.Confidence {
				t.Fatalf("not sorted: %v", all)
			}
			if len(g.Phrases) == 0 {
				t.Fatalf("no phrases: %v", g)
			}
			for _, p := range g.Phrases {
				if !strings.Contains(text, p) {
					t.Fatalf("%q is not in the text", p)
				}
			}
			if c, _, err := ParseCode(string(g.Code)); err != nil || c != g.Code {
				t.Fatalf("%s: %v", g.Code, err)
			}
		}
		if sum > 1+1e-9 {
			t.Fatalf("confidences sum to %v", sum)
		}
		if few := Classify(text, 2); len(few) != min(2, len(all)) {
			t.Fatalf("%d of %d guesses", len(few), len(all))
		}
	})
}

// anyPost draws texts of thesaurus phrases, glue, noise and rubbish.
func anyPost() *rapid.Generator[string] {
	concepts := loadThesaurus().concepts
	return rapid.Custom(func(t *rapid.T) string {
		var parts []string
		for range rapid.IntRange(0, 20).Draw(t, "parts") {
			c := concepts[rapid.IntRange(0, len(concepts)-1).Draw(t, "concept")]
			parts = append(parts, rapid.OneOf(
				rapid.SampledFrom(c.en), rapid.SampledFrom(c.zh),
				rapid.SampledFrom([]string{"for", "of", "and", ",", "500 kg", "(", ")", "的", "、", "用于", "Acme"}),
				rapid.String(),
			).Draw(t, "part"))
		}
		return strings.Join(parts, rapid.SampledFrom([]string{" ", ""}).Draw(t, "space"))
	})
}

// TestClassifyCountsAPhraseOnce: what is said again does not add up.
func TestClassifyCountsAPhraseOnce(t *testing.T) {
	once := Classify("laptop", 5)
	again := Classify("case for laptop, laptop", 5)
	if len(once) == 0 || once[0].Code != "8471" {
		t.Fatalf("laptop: %v", once)
	}
	for _, g := range again {
		if g.Code == "8471" && len(g.Phrases) != 1 {
			t.Errorf("phrases %v", g.Phrases)
		}
	}
}

func FuzzConcepts(f *testing.F) {
	f.Add("500 bags of rice, 手机壳 for Ｃoffee – \xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		Concepts(text)
		Classify(text, 3)
	})
}

func TestConcurrentFirstUse(t *testing.T) {
	want := Concepts("stainless steel ball valve")
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if got := Concepts("stainless steel ball valve"); !slices.Equal(got, want) {
				t.Errorf("%v, want %v", got, want)
			}
		})
	}
	group.Wait()
}

const fifteenWords = "We are looking for stainless steel ball valves and gate valves for our water treatment plant project"

func BenchmarkConcepts(b *testing.B) {
	for _, text := range []struct{ name, text string }{{"en", fifteenWords}, {"zh", "采购不锈钢球阀、闸阀，用于水处理工程项目，年需求量五千套，要求通过质量认证"}} {
		b.Run(text.name, func(b *testing.B) {
			Concepts(text.text)
			b.ReportAllocs()
			for b.Loop() {
				Concepts(text.text)
			}
		})
	}
}

func BenchmarkClassify(b *testing.B) {
	Classify(fifteenWords, 3)
	b.ReportAllocs()
	for b.Loop() {
		Classify(fifteenWords, 3)
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		th, _ := readThesaurus(dataFiles)
		newMatcher(th)
	}
}
