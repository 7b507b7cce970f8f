package search_test

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/embedded"
)

// The judged product search that ../shared/data may hold; products are offers
// without a company.
const icecat = "../../shared/data/icecat/"

type judged struct {
	docs   []search.Document
	ids    map[string]string         // document → product
	grades map[string]map[string]int // query → product → grade
	theirs map[string]float64        // query → nDCG@10 of a plain server
}

func loadJudged(t testing.TB) judged {
	j := judged{ids: map[string]string{}, grades: map[string]map[string]int{}, theirs: map[string]float64{}}
	if testing.Short() {
		t.Skip("nineteen thousand products are long")
	}
	f, err := os.Open(icecat + "products.jsonl.gz")
	if err != nil {
		t.Skipf("no judged products beside the project: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var p map[string]any
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		d := product(p)
		d.Created = int64(len(j.docs) + 1)
		j.ids[d.ID] = p["id"].(string)
		j.docs = append(j.docs, d)
	}
	for _, r := range rows(t, "judgments.csv") {
		if j.grades[r[0]] == nil {
			j.grades[r[0]] = map[string]int{}
		}
		j.grades[r[0]][r[1]], _ = strconv.Atoi(r[2])
	}
	for _, r := range rows(t, "meilisearch.csv") {
		j.theirs[r[0]], _ = strconv.ParseFloat(r[1], 64)
	}
	return j
}

func product(p map[string]any) search.Document {
	field := func(name string) string { s, _ := p[name].(string); return s }
	var attrs []string
	for _, k := range slices.Sorted(maps.Keys(p)) {
		if strings.HasPrefix(k, "attr_t_") {
			attrs = append(attrs, field(k))
		}
	}
	d := search.Document{
		ID: fair.NewID[fair.Post]().String(), What: fair.FindOffers, Brand: field("supplier"),
		Title: fair.Texts{"en": field("title")}, Text: fair.Texts{"en": field("short_description")}, Attributes: strings.Join(attrs, "\n"),
	}
	d.FindConcepts()
	return d
}

func rows(t testing.TB, name string) [][]string {
	f, err := os.Open(icecat + name)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	out, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return out[1:]
}

func (j judged) ndcg(query string, hits []fair.Hit) float64 {
	gain := func(rank, grade int) float64 { return (math.Pow(2, float64(grade)) - 1) / math.Log2(float64(rank+2)) }
	grades := slices.SortedFunc(maps.Values(j.grades[query]), func(a, b int) int { return cmp.Compare(b, a) })
	var best, got float64
	for i := range min(10, len(grades)) {
		best += gain(i, grades[i])
	}
	for i := range min(10, len(hits)) {
		got += gain(i, j.grades[query][j.ids[hits[i].Post.String()]])
	}
	return got / best
}

func mean(xs []float64) float64 {
	s := 0.0
	for _, x := range xs {
		s += x
	}
	return s / float64(len(xs))
}

// lower is the 2.5 % bound of the mean of xs by resampling.
func lower(xs []float64) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, 5000)
	for i := range means {
		for range xs {
			means[i] += xs[r.IntN(len(xs))] / float64(len(xs))
		}
	}
	slices.Sort(means)
	return means[len(means)/40]
}

func TestQualityEmbedded(t *testing.T) {
	j := loadJudged(t)
	e, err := embedded.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	j.measure(t, e)
}

// measure indexes the products and asks every query with a published figure.
func (j judged) measure(t *testing.T, e search.Engine) {
	ctx, f := context.Background(), fair.NewID[fair.Fair]()
	s := search.NewService(e)
	start := time.Now()
	if err := s.Load(ctx, f, search.Each(j.docs)); err != nil {
		t.Fatal(err)
	}
	loaded := time.Since(start)
	if err := e.Rebuild(ctx, f, "test", search.Each(j.docs)); err != nil {
		t.Fatal(err)
	}
	built := time.Since(start) - loaded
	var ours, gains, took []float64
	for round := range 3 {
		for _, q := range slices.Sorted(maps.Keys(j.theirs)) {
			found, err := s.Find(ctx, fair.Query{Fair: f, What: fair.FindOffers, Words: q, Limit: 20})
			if err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				n := j.ndcg(q, found.Hits)
				ours, gains = append(ours, n), append(gains, n-j.theirs[q])
				if os.Getenv("SHOW") != "" {
					t.Logf("%-25s %.3f %+.3f  %6d  %.1f ms", q, n, n-j.theirs[q], found.Total, found.TookMS)
				}
			} else {
				took = append(took, found.TookMS)
			}
		}
	}
	slices.Sort(took)
	t.Logf("nDCG@10 %.4f, gain %.4f (95%% from %.4f); p50 %.1f p95 %.1f ms; loaded in %v, built in %v",
		mean(ours), mean(gains), lower(gains), took[len(took)/2], took[len(took)*95/100], loaded, built)
	if m := mean(gains); m < .10 || lower(gains) <= 0 {
		t.Errorf("mean gain %.4f, want .10", m)
	}
}
