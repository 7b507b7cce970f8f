package text

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

const icecat = "../../shared/data/icecat/"

type catalogue struct {
	ids    []string
	docs   []Doc
	corpus *Corpus
	grades map[string]map[string]int // query → product → grade
	theirs map[string]float64        // query → nDCG@10 of Meilisearch
}

var loaded *catalogue // read once for all tests

func loadCatalogue(t testing.TB) *catalogue {
	if loaded != nil {
		return loaded
	}
	f, err := os.Open(icecat + "products.jsonl.gz")
	if err != nil {
		t.Skipf("no product data beside the project: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	c := &catalogue{corpus: NewCorpus(Weights{2, 1, 1, .3}), grades: map[string]map[string]int{}, theirs: map[string]float64{}}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var p map[string]any
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		c.ids = append(c.ids, p["id"].(string))
		c.docs = append(c.docs, Analyse(field(p, "title"), field(p, "supplier"), field(p, "short_description"), attributes(p)))
		c.corpus.Add(c.docs[len(c.docs)-1])
	}
	for _, r := range readCSV(t, "judgments.csv") {
		if c.grades[r[0]] == nil {
			c.grades[r[0]] = map[string]int{}
		}
		c.grades[r[0]][r[1]], _ = strconv.Atoi(r[2])
	}
	for _, r := range readCSV(t, "meilisearch.csv") {
		c.theirs[r[0]], _ = strconv.ParseFloat(r[1], 64)
	}
	loaded = c
	return c
}

func field(p map[string]any, name string) string {
	s, _ := p[name].(string)
	return s
}

func attributes(p map[string]any) string {
	var out []string
	for k := range p {
		if strings.HasPrefix(k, "attr_t_") {
			out = append(out, k)
		}
	}
	sort.Strings(out)
	for i, k := range out {
		out[i] = field(p, k)
	}
	return strings.Join(out, "\n")
}

func readCSV(t testing.TB, name string) [][]string {
	f, err := os.Open(icecat + name)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

// top gives the k best documents, ties by their place in the catalogue.
func (c *catalogue) top(q Query, k int) []int {
	scores := make([]float64, len(c.docs))
	order := make([]int, 0, 1000)
	for i, d := range c.docs {
		if scores[i] = c.corpus.Score(q, d); scores[i] > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	return order[:min(k, len(order))]
}

func gain(grade int) float64 { return math.Pow(2, float64(grade)) - 1 }

func (c *catalogue) ndcg(query string, order []int) float64 {
	judged := c.grades[query]
	ideal := make([]int, 0, len(judged))
	for _, g := range judged {
		ideal = append(ideal, g)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	var best, got float64
	for i := range min(10, len(ideal)) {
		best += gain(ideal[i]) / math.Log2(float64(i+2))
	}
	for i := range min(10, len(order)) {
		got += gain(judged[c.ids[order[i]]]) / math.Log2(float64(i+2))
	}
	if best == 0 {
		return math.NaN()
	}
	return got / best
}

// lower is the 2.5 % bound of the mean of xs by resampling.
func lower(xs []float64) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, 5000)
	for i := range means {
		for range xs {
			means[i] += xs[r.IntN(len(xs))]
		}
		means[i] /= float64(len(xs))
	}
	slices.Sort(means)
	return means[len(means)/40]
}

func mean(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s / float64(len(xs))
}

// ours gives nDCG@10 of the order of the products the corpus says, each query
// typed as mistype says.
func (c *catalogue) ours(queries []string, mistype func(string) string) []float64 {
	out := make([]float64, len(queries))
	for i, s := range queries {
		out[i] = c.ndcg(s, c.top(c.corpus.Query(mistype(s), Options{}), 10))
	}
	return out
}

// condensed is nDCG@10 over the judged products alone, in the same order.
func (c *catalogue) condensed(s string) float64 {
	return c.ndcg(s, slices.DeleteFunc(c.top(c.corpus.Query(s, Options{}), len(c.docs)), func(d int) bool {
		_, ok := c.grades[s][c.ids[d]]
		return !ok
	}))
}

func asTyped(s string) string { return s }

// The floors lie a little under what is reached. Nothing in the score was chosen
// by these queries alone; both halves of them are to gain.
func TestOrderOfProducts(t *testing.T) {
	c := loadCatalogue(t)
	queries := slices.Sorted(maps.Keys(c.theirs))
	ours := c.ours(queries, asTyped)
	var gains, condensed []float64
	var halves [2][]float64
	for i, s := range queries {
		gains = append(gains, ours[i]-c.theirs[s])
		halves[i%2] = append(halves[i%2], gains[i])
		condensed = append(condensed, c.condensed(s))
	}
	t.Logf("%d queries: nDCG@10 %.4f, condensed %.4f, gain %.4f (95%% from %.4f), halves %.4f and %.4f",
		len(queries), mean(ours), mean(condensed), mean(gains), lower(gains), mean(halves[0]), mean(halves[1]))
	if mean(ours) < .82 || mean(condensed) < .86 || mean(gains) < .14 || lower(gains) < .06 {
		t.Error("the order got worse")
	}
	if mean(halves[0]) < .1 || mean(halves[1]) < .1 {
		t.Error("one half of the queries gains too little")
	}
}

// One slip of the finger in the longest word costs little.
func TestOrderOfProductsMistyped(t *testing.T) {
	c := loadCatalogue(t)
	var queries []string
	for _, s := range slices.Sorted(maps.Keys(c.theirs)) {
		if slip(s, rand.New(rand.NewPCG(1, 1))) != s {
			queries = append(queries, s)
		}
	}
	clean, r := c.ours(queries, asTyped), rand.New(rand.NewPCG(3, 4))
	typed := c.ours(queries, func(s string) string { return slip(s, r) })
	t.Logf("%d queries: nDCG@10 %.4f, with a slip %.4f", len(queries), mean(clean), mean(typed))
	if mean(typed) < .8*mean(clean) {
		t.Error("typos cost more than a fifth")
	}
}

// slip swaps, drops, doubles or changes one letter, not the first, of the
// longest word of s, if that has five letters.
func slip(s string, r *rand.Rand) string {
	words := strings.Fields(s)
	at := 0
	for i, w := range words {
		if len(w) > len(words[at]) {
			at = i
		}
	}
	w := []byte(words[at])
	if len(w) < 5 {
		return s
	}
	i := 1 + r.IntN(len(w)-2)
	switch r.IntN(4) {
	case 0:
		w[i], w[i+1] = w[i+1], w[i]
	case 1:
		w = slices.Delete(w, i, i+1)
	case 2:
		w = slices.Insert(w, i, w[i])
	case 3:
		w[i] = 'a' + byte(r.IntN(26))
	}
	words[at] = string(w)
	return strings.Join(words, " ")
}
