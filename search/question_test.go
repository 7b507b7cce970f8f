package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/text"
)

// shelf is a collection of a few documents.
func shelf(titles ...string) *collection {
	c := newCollection()
	for i, t := range titles {
		c.put(&Document{ID: string(rune('a' + i)), Title: fair.Texts{"en": t}})
	}
	return c
}

func TestGroups(t *testing.T) {
	c := shelf("smartphone for the desk", "coffee machine 43 cm", "DV7-1211ea keyboards", "咖啡豆")
	for words, want := range map[string]string{
		"the keyboards for a desk": "keyboard+desk",
		"smart phone":              "smart|smartphon+phone|smartphon",
		"dv7-1211ea":               "dv7|dv71211ea+1211ea|dv71211ea",
		"keybord":                  "keybord~1",
		"lamp":                     "lamp",
		"咖啡豆":                      "咖啡+啡豆",
		"":                         "",
		"the":                      "the",
	} {
		var got []string
		for _, g := range ask(c.corpus, &fair.Query{Words: words}).groups {
			s := strings.Join(g.Terms, "|")
			if g.Edits > 0 {
				s += "~" + string(rune('0'+g.Edits))
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "+"); s != want {
			t.Errorf("%q: %s, want %s", words, s, want)
		}
	}
	long := strings.Repeat("keyboards desk smartphone coffee machine ", 3) + "one two three four five six seven eight nine ten"
	if n := len(ask(c.corpus, &fair.Query{Words: long}).groups); n != maxGroups {
		t.Errorf("%d groups of a long question", n)
	}
}

// FuzzQuestion reads any words against any text: marks lie on rune boundaries,
// in order, inside the text.
func FuzzQuestion(f *testing.F) {
	f.Add("coffe mashine", "Coffee machines, 咖啡机 "+strings.Repeat("x", 300))
	f.Add("咖", "咖啡豆，烘焙 "+strings.Repeat("豆", 200))
	f.Add("dv7-1211ea 43.2cm", "DV7‑1211EA ４３.２ cm")
	f.Add("\xff\"'\\", "\xff\xfe")
	f.Fuzz(func(t *testing.T, words, s string) {
		c := shelf(s, "coffee machine")
		q := &fair.Query{Words: words, Prefix: len(s)%2 == 0}
		asked := ask(c.corpus, q)
		if len(asked.groups) > maxGroups {
			t.Fatalf("%d groups", len(asked.groups))
		}
		for _, g := range asked.groups {
			if g.Word == "" || len(g.Terms) == 0 {
				t.Fatalf("empty group %+v of %q", g, words)
			}
		}
		find := finding{question: asked, q: *q, col: c}
		title, snippet := find.marks(&Document{Title: fair.Texts{"en": s}, Text: fair.Texts{"zh": s}})
		for _, m := range []fair.Marked{title, snippet} {
			at := 0
			for _, p := range m.Spans {
				if p[0] < at || p[1] <= p[0] || p[1] > len(m.Text) {
					t.Fatalf("spans %v of %q", m.Spans, m.Text)
				}
				at = p[1]
			}
			if utf8.ValidString(s) && !utf8.ValidString(m.Text) {
				t.Fatalf("cut inside a rune: %q", m.Text)
			}
		}
	})
}

// TestWordsFollow takes the statistics through changes: they end as if only the
// last state had ever been.
func TestWordsFollow(t *testing.T) {
	c := shelf("red lamp", "blue lamp", "green desk")
	c.put(&Document{ID: "a", Title: fair.Texts{"en": "red chair"}})
	c.drop("b")
	c.drop("b")
	for term, want := range map[string]int{"lamp": 0, "red": 1, "chair": 1, "blue": 0, "desk": 1} {
		if got := c.corpus.DF(text.Terms(term)[0]); got != want {
			t.Errorf("%s in %d documents, want %d", term, got, want)
		}
	}
	if c.corpus.N() != 2 {
		t.Errorf("%d documents", c.corpus.N())
	}
}
