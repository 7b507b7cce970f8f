package taxonomy

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What a post is about, though no phrase of the thesaurus stands whole in it.
func TestAboutByWords(t *testing.T) {
	for _, c := range []struct {
		title, text string
		services    bool
		want        Code
	}{
		{"Bottle that keeps tea hot for commuters", "", false, "9617"},
		{"上班路上喝热茶的保温水壶", "", false, "9617"},
		{"Cloth for the curtains of a hotel", "", false, "5407"},
		{"焊工用的护脸面罩", "", false, "6506"},
		{"Somebody to carry twenty containers by sea to Rotterdam", "", true, "S11A"},
		{"500 bags of rice, no pork", "", false, "1006"},
	} {
		got := About(c.title, c.text, c.services).Headings
		if !slices.ContainsFunc(got[:min(5, len(got))], func(h LikelyCode) bool { return h.Code == c.want }) {
			t.Errorf("%q: %v lacks %s", c.title, got[:min(5, len(got))], c.want)
		}
	}
}

// What a thing is for does not outweigh the thing, and what is not wanted says nothing.
func TestAboutIsTheHead(t *testing.T) {
	first := func(title string) Code { return About(title, "", false).Headings[0].Code }
	for title, not := range map[string]Code{
		"towels for hotel": "S09A", "phone case": "8517", "手机壳": "8517", "bag making machine": "4202", "制袋机": "4202",
		"meat, no pork": "0203", "肉类，不要猪肉": "0203",
	} {
		if got := first(title); got == not {
			t.Errorf("%q is about %s", title, got)
		}
	}
}

// Where the title says nothing, the text speaks; else the title does.
func TestAboutReadsTitleFirst(t *testing.T) {
	if got := About("Haruko Industries", "We roast coffee beans", false).Headings; got[0].Code != "0901" {
		t.Errorf("the text says %v", got[:1])
	}
	if got := About("Olive oil", "Goes well with coffee, tea, red wine and honey", false).Headings; got[0].Code != "1509" {
		t.Errorf("the title says %v", got[:1])
	}
}

func TestAboutHolds(t *testing.T) {
	pieces := []string{"coffee", "咖啡豆", "for", "的", "hotel", "酒店", ",", "，", "not", "不要", "machine", "用", "and", "和", "500", "ml", "\n", " ", "求购", "qwrtz"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 60).Draw(t, label), rapid.SampledFrom([]string{"", " "}).Draw(t, "gap"))
		}
		title, text := draw("title"), draw("text")
		topic := About(title, text, false)
		sum, last := 0.0, 1.0
		for _, h := range topic.Headings {
			if h.Share <= 0 || h.Share > last {
				t.Fatalf("%v is out of order", topic.Headings)
			}
			sum, last = sum+h.Share, h.Share
		}
		if sum >= 1 || len(topic.Headings) > maxHeadings || len(topic.Concepts) > maxConcepts {
			t.Fatalf("%v sums to %v", topic, sum)
		}
		again := About(title, text, false)
		if !slices.Equal(again.Headings, topic.Headings) || !slices.Equal(again.Concepts, topic.Concepts) {
			t.Fatalf("%v, then %v", topic, again)
		}
	})
}

func FuzzAbout(f *testing.F) {
	for _, s := range []string{"", "用", "的的的", "a of of", "500 bags of", "(", "和和", "\xff\xfe", "不要", strings.Repeat("咖", 300)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, text string) { About(title, text, true) })
}

func TestRoot(t *testing.T) {
	for _, group := range []string{"heater heating heated heat", "printer printing prints print", "bottles bottled bottle", "cutting cutter cut"} {
		words := strings.Fields(group)
		for _, w := range words[1:] {
			if root(w) != root(words[0]) {
				t.Errorf("%s is %s, %s is %s", words[0], root(words[0]), w, root(w))
			}
		}
	}
	for _, pair := range []string{"corn corner", "show shower", "cloth clothing", "bed bedding", "lead leather"} {
		a, b, _ := strings.Cut(pair, " ")
		if root(a) == root(b) {
			t.Errorf("%s and %s are of one root", a, b)
		}
	}
}
