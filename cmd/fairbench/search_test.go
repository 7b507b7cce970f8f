package main

import (
	"compress/gzip"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if !strings.HasSuffix(name, ".gz") {
		if _, err := f.WriteString(content); err != nil {
			t.Fatal(err)
		}
		return path
	}
	z := gzip.NewWriter(f)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestSearch(t *testing.T) {
	dir := t.TempDir()
	products := write(t, dir, "products.jsonl.gz", `{"id": "1", "title": "Acme steel kettle", "supplier": "Acme", "attr_t_colour": "red"}
{"id": "2", "title": "Acme garden hose", "supplier": "Acme", "short_description": "green hose of rubber"}
{"id": "3", "title": "Borel desk lamp", "supplier": "Borel"}
{"id": "4", "title": "Borel wall lamp for kettle corners", "supplier": "Borel"}
`)
	judgments := write(t, dir, "judgments.csv", "query,product_id,grade\nkettle,1,3\nkettle,4,1\nlamp,3,2\nhose,1,0\nnothing at all,3,3\n")
	args := []string{"search", "--products", products, "--judgments", judgments}

	got := measure[searchResult](t, args...)
	// "hose" has nothing relevant; of the other three, two are answered perfectly. In the
	// condensed list the one that was not returned stands first of one.
	if got.Queries != 3 || got.Products != 4 || got.NDCG10 != .6667 || got.Condensed != 1 || got.Gain != nil {
		t.Errorf("without another engine: %+v", got)
	}
	write(t, dir, "meilisearch.csv", "query,ndcg10\nkettle,0.5\nlamp,0.5\n")
	got = measure[searchResult](t, args...)
	if got.Gain == nil || *got.Gain != .5 || *got.GainLow != .5 || *got.GainHigh != .5 {
		t.Errorf("beside another engine: %+v", got)
	}
}

func TestNDCG(t *testing.T) {
	g := grades{"a": 3, "b": 1, "c": 0}
	ideal := 7/math.Log2(2) + 1/math.Log2(3)
	for _, c := range []struct {
		order            string
		whole, condensed float64
	}{
		{"a b c", ideal, ideal},
		{"b a", 1/math.Log2(2) + 7/math.Log2(3), 1/math.Log2(2) + 7/math.Log2(3)},
		{"x a", 7 / math.Log2(3), 7/math.Log2(2) + 1/math.Log2(4)}, // then c, then b
		{"x x x x x x x x x x a", 0, 7/math.Log2(2) + 1/math.Log2(4)},
		{"", 0, 1/math.Log2(3) + 7/math.Log2(4)},
	} {
		order := strings.Fields(c.order)
		if got := g.ndcg10(order); math.Abs(got-c.whole/ideal) > 1e-9 {
			t.Errorf("ndcg10(%q) = %v, want %v", c.order, got, c.whole/ideal)
		}
		if got := g.condensed(order); math.Abs(got-c.condensed/ideal) > 1e-9 {
			t.Errorf("condensed(%q) = %v, want %v", c.order, got, c.condensed/ideal)
		}
	}
}

func TestBootstrapHoldsTheMean(t *testing.T) {
	xs := []float64{.1, .2, -.1, .4, .3, 0, .2, .1}
	low, high := bootstrap(xs)
	if m := mean(xs); low >= m || high <= m || low < -.1 || high > .4 {
		t.Errorf("interval [%v, %v] about %v", low, high, m)
	}
	if again, _ := bootstrap(xs); again != low {
		t.Errorf("%v, then %v: not the same twice", low, again)
	}
}
