package text

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

var vocabulary = strings.Fields("laptop laptops bag case phone smart smartphone 充电器 无线充电 55 inch 55\" for printer dv7-1211ea cable charger the")

func drawDoc(t *rapid.T) Doc {
	words := rapid.SliceOfN(rapid.SampledFrom(vocabulary), 0, 8)
	return Analyse(strings.Join(words.Draw(t, "title"), " "), strings.Join(words.Draw(t, "text"), " "))
}

// state is everything a corpus answers with.
func state(c *Corpus) string {
	var df []string
	for _, e := range c.words {
		if e.df > 0 {
			df = append(df, fmt.Sprint(e.term, c.DF(e.term)))
		}
	}
	slices.Sort(df)
	return fmt.Sprint(c.N(), c.length, df)
}

func TestRemoveTakesBackWhatAddCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := NewCorpus(Weights{2, 1})
		for range rapid.IntRange(0, 5).Draw(t, "kept") {
			c.Add(drawDoc(t))
		}
		before := state(c)
		var docs []Doc
		for range rapid.IntRange(1, 5).Draw(t, "taken back") {
			docs = append(docs, drawDoc(t))
			c.Add(docs[len(docs)-1])
		}
		for _, d := range docs {
			c.Remove(d)
		}
		if after := state(c); after != before {
			t.Fatalf("%s\nbefore %s", after, before)
		}
	})
}

func TestWordsNobodyHasAreForgotten(t *testing.T) {
	c := NewCorpus(Weights{1})
	kept := Analyse("kept words stay")
	c.Add(kept)
	before := state(c)
	for i := range 5000 {
		d := Analyse(fmt.Sprintf("word%d", i))
		c.Add(d)
		c.Remove(d)
	}
	if n := len(c.words); n > 2100 {
		t.Errorf("%d entries are kept for 3 words", n)
	}
	if after := state(c); after != before {
		t.Errorf("%s, before %s", after, before)
	}
}

func TestCorpusIsSafeForConcurrentUse(t *testing.T) {
	c := NewCorpus(Weights{1})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 200 {
				d := Analyse(fmt.Sprintf("laptop model %c%c", 'a'+i, 'a'+j%26))
				c.Add(d)
				if c.Score(c.Query("labtop mod", Options{Prefix: true}), d) <= 0 {
					t.Error("a document just added is not found")
				}
				c.Remove(d)
			}
		})
	}
	wg.Wait()
	if c.N() != 0 || c.DF("laptop") != 0 {
		t.Errorf("N %d, DF %d after all was removed", c.N(), c.DF("laptop"))
	}
}

// plainDamerau is the textbook recurrence.
func plainDamerau(a, b []rune) int {
	if len(a) == 0 || len(b) == 0 {
		return len(a) + len(b)
	}
	x, y := a[:len(a)-1], b[:len(b)-1]
	cost := 1
	if a[len(a)-1] == b[len(b)-1] {
		cost = 0
	}
	d := min(plainDamerau(x, b)+1, plainDamerau(a, y)+1, plainDamerau(x, y)+cost)
	if n, m := len(a), len(b); n > 1 && m > 1 && a[n-1] == b[m-2] && a[n-2] == b[m-1] {
		d = min(d, plainDamerau(a[:n-2], b[:m-2])+1)
	}
	return d
}

func TestDamerauAgainstPlain(t *testing.T) {
	words := rapid.StringMatching(`[abcé]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		want := plainDamerau([]rune(a), []rune(b))
		for limit := range 4 {
			if got := damerau([]rune(a), []rune(b), limit); got != min(want, limit+1) {
				t.Fatalf("%s %s within %d: %d, plainly %d", a, b, limit, got, want)
			}
			if want <= limit && farApart(letters(a), letters(b), limit) {
				t.Fatalf("%s %s: the letters rule out a distance of %d", a, b, want)
			}
		}
	})
}

func TestSharedPieces(t *testing.T) {
	if got, want := IDF(100, 10), math.Log(1+90.5/10.5); math.Abs(got-want) > 1e-12 {
		t.Errorf("IDF %v, want %v", got, want)
	}
	if IDF(10, 10) <= 0 || IDF(10, 20) != IDF(10, 10) || IDF(0, 0) < 0 {
		t.Error("IDF is to stay positive and bounded")
	}
	if got, want := Saturate(2, 20, 10), 2/1.75/(1.2+2/1.75); math.Abs(got-want) > 1e-12 {
		t.Errorf("Saturate %v, want %v", got, want)
	}
	if got := Saturate(1, 5, 0); math.Abs(got-1/2.2) > 1e-12 {
		t.Errorf("without a mean %v", got)
	}
}

// big is a corpus of about 300,000 terms.
func big() (*Corpus, []Doc) {
	r := rand.New(rand.NewPCG(1, 1))
	syllables := strings.Fields("ba co du fe gi ho ka la mi no pe ri so ta vu we xa zo ber con der fon ger lap top pho ne tab let cam era")
	c := NewCorpus(Weights{2, 1, 1, .3})
	name := func() string {
		s := ""
		for range 2 + r.IntN(3) {
			s += syllables[r.IntN(len(syllables))]
		}
		return s
	}
	var docs []Doc
	for i := range 60000 {
		var w []string
		for range 11 {
			w = append(w, name())
		}
		w = append(w, fmt.Sprintf("%c%d", 'a'+i%26, i))
		d := Analyse(strings.Join(w[:6], " "), w[0], strings.Join(w[6:], " "), "black")
		c.Add(d)
		if len(docs) < 200 {
			docs = append(docs, d)
		}
	}
	return c, docs
}

func BenchmarkAnalyse(b *testing.B) {
	for b.Loop() {
		Analyse("Wireless charging stations for phones and tablets", "Acme", "Fast 15 W charger, USB-C cable included, black")
	}
}

func BenchmarkAnalyseChinese(b *testing.B) {
	for b.Loop() {
		Analyse("无线充电站适用于手机和平板", "某公司", "快速充电器，含数据线，黑色")
	}
}

func BenchmarkScore200(b *testing.B) {
	c, docs := big()
	q := c.Query("laptopho fonger tablet", Options{Prefix: true})
	b.ReportMetric(float64(len(c.words)), "terms")
	for b.Loop() {
		for _, d := range docs {
			c.Score(q, d)
		}
	}
}

func BenchmarkQueryTypo(b *testing.B) {
	c, _ := big()
	for b.Loop() {
		c.Query("labtopxhone tablet came", Options{Prefix: true})
	}
	b.ReportMetric(float64(len(c.words)), "terms")
}
