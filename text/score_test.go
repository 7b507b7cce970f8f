package text

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// shelf is a small mixed catalogue; a title to a line.
const shelf = `Laptop lock with key
Sleeve for laptop
Acme laptop 14 inch 16 GB
Toshi laptop bag black
Smartphone 6.1" 128GB
Smart phone holder
Wi-Fi router
USB-C cable 2 m
Television 55" 4K
Television 32" HD
HP Pavilion dv7-1211ea notebook
绿茶 茶叶 批发
无线充电器 15W
手机保护套
手机 5G 双卡
Wireless mouse
Wire fence
Rechargeable battery AA
The Who poster`

// first gives the titles that answer s, best first.
func first(t *testing.T, s string, o Options) []string {
	t.Helper()
	titles := strings.Split(shelf, "\n")
	c := NewCorpus(Weights{2, 1})
	docs := map[string]Doc{}
	for _, s := range titles {
		docs[s] = Analyse(s, "")
		c.Add(docs[s])
	}
	q := c.Query(s, o)
	score := func(s string) float64 { return c.Score(q, docs[s]) }
	titles = slices.DeleteFunc(titles, func(s string) bool { return score(s) == 0 })
	slices.SortStableFunc(titles, func(a, b string) int {
		switch x, y := score(a), score(b); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	return titles
}

func TestWhatComesFirst(t *testing.T) {
	for _, c := range []struct {
		query, want string
		o           Options
	}{
		{query: "laptop", want: "Acme laptop 14 inch 16 GB"},
		{query: "Laptops", want: "Acme laptop 14 inch 16 GB"},
		{query: "labtop", want: "Acme laptop 14 inch 16 GB"},
		{query: "laptop bag", want: "Toshi laptop bag black"},
		{query: "smart phone", want: "Smart phone holder"},
		{query: "smartphones", want: "Smartphone 6.1\" 128GB"},
		{query: "wifi", want: "Wi-Fi router"},
		{query: "wi fi router", want: "Wi-Fi router"},
		{query: "55 inch television", want: "Television 55\" 4K"},
		{query: "television 32\"", want: "Television 32\" HD"},
		{query: "128 gb", want: "Smartphone 6.1\" 128GB"},
		{query: "dv7-1211ea", want: "HP Pavilion dv7-1211ea notebook"},
		{query: "DV7 1211EA", want: "HP Pavilion dv7-1211ea notebook"},
		{query: "dv71211ea", want: "HP Pavilion dv7-1211ea notebook"},
		{query: "note book", want: "HP Pavilion dv7-1211ea notebook"},
		{query: "wireles mose", want: "Wireless mouse"},
		{query: "ireless", want: "Wireless mouse"},
		{query: "etlevision 4k", want: "Television 55\" 4K"},
		{query: "qrouter", want: "Wi-Fi router"},
		{query: "fenc", want: "Wire fence"},
		{query: "rechargable", want: "Rechargeable battery AA"},
		{query: "充电器", want: "无线充电器 15W"},
		{query: "手机", want: "手机 5G 双卡"},
		{query: "手机保护", want: "手机保护套"},
		{query: "茶", want: "绿茶 茶叶 批发"},
		{query: "telev", want: "Television 55\" 4K", o: Options{Prefix: true}},
		{query: "the", want: "The Who poster"},
		{query: "portable computer", want: "Acme laptop 14 inch 16 GB", o: Options{Synonyms: func(s string) []string {
			return map[string][]string{"computer": {"laptop"}}[s]
		}}},
	} {
		got := first(t, c.query, c.o)
		if len(got) == 0 || got[0] != c.want {
			t.Errorf("%q finds %q, want %q first", c.query, got, c.want)
		}
	}
}

func TestWhatDoesNotCount(t *testing.T) {
	for _, query := range []string{"", "?!", "zzzz", "telev", "dv8", "手帕", "mou", "shes zzes"} {
		if got := first(t, query, Options{}); len(got) > 0 {
			t.Errorf("%q finds %q", query, got)
		}
	}
	if a, b := first(t, "the laptop for me", Options{}), first(t, "laptop", Options{}); !slices.Equal(a, b) {
		t.Errorf("stop words change the order: %q, %q", a, b)
	}
}

func TestHighlight(t *testing.T) {
	c := NewCorpus(Weights{1})
	for _, s := range strings.Split(shelf, "\n") {
		c.Add(Analyse(s))
	}
	for _, h := range []struct {
		query, in, want string
		o               Options
	}{
		{query: "laptops", in: "Laptop lock for a LAPTOP", want: "[Laptop] lock for a [LAPTOP]"},
		{query: "labtop", in: "A laptop.", want: "A [laptop]."},
		{query: "无线充电", in: "新款无线充电器", want: "新款[无线充电]器"},
		{query: "televi", in: "Television", want: "[Television]", o: Options{Prefix: true}},
		{query: "32 inch", in: "Télé 32\"", want: "Télé [32\"]"},
		{query: "wifi", in: "Wi-Fi router", want: "[Wi-Fi] router"},
		{query: "nothing", in: "Laptop", want: "Laptop"},
	} {
		got, end := "", 0
		for _, p := range c.Highlight(c.Query(h.query, h.o), h.in) {
			got += h.in[end:p.Start] + "[" + h.in[p.Start:p.End] + "]"
			end = p.End
		}
		if got += h.in[end:]; got != h.want {
			t.Errorf("%q: %s, want %s", h.query, got, h.want)
		}
	}
}

// More of the query in a text of the same length always counts more.
func TestScoreGrowsWithWhatMatches(t *testing.T) {
	words := strings.Fields("laptop phone router battery 手机 cable fence")
	rapid.Check(t, func(t *rapid.T) {
		c := NewCorpus(Weights{2, 1})
		for _, w := range words {
			c.Add(Analyse(w, w+" filler"))
		}
		perm := rapid.Permutation(words).Draw(t, "words")
		asked := perm[:rapid.IntRange(2, 4).Draw(t, "asked")]
		q := c.Query(strings.Join(asked, " "), Options{})
		before := 0.0
		for n := 1; n <= len(asked); n++ {
			text := strings.Join(asked[:n], ", ") + strings.Repeat(", other", len(asked)-n)
			score := c.Score(q, Analyse("other", text))
			if score <= before {
				t.Fatalf("%q: %d words score %v, %d %v", asked, n-1, before, n, score)
			}
			before = score
		}
	})
}
