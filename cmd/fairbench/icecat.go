package main

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// judged is a set of products with queries whose answers people have graded.
type judged struct {
	docs    []search.Document
	product map[string]string // document → product
	grades  map[string]grades // by query; only queries with something relevant
}

// queries are those that count, sorted.
func (j *judged) queries() []string { return slices.Sorted(maps.Keys(j.grades)) }

// loadJudged reads products (JSON lines, gzipped, of the Icecat catalog as the
// Chorus project publishes it) and judgments (query, product_id, grade).
func loadJudged(products, judgments string) (*judged, error) {
	j := &judged{product: map[string]string{}, grades: map[string]grades{}}
	if err := j.loadProducts(products); err != nil {
		return nil, fmt.Errorf("%s: %w", products, err)
	}
	err := readPairs(judgments, 3, func(row []string) error {
		grade, err := strconv.Atoi(row[2])
		if err != nil {
			return err
		}
		if j.grades[row[0]] == nil {
			j.grades[row[0]] = grades{}
		}
		j.grades[row[0]][row[1]] = grade
		return nil
	})
	maps.DeleteFunc(j.grades, func(_ string, g grades) bool { return g.best() == 0 })
	if err == nil && len(j.grades) == 0 {
		err = fmt.Errorf("%s: no query has a relevant product", judgments)
	}
	return j, err
}

func (j *judged) loadProducts(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 4<<20)
	for n := 1; lines.Scan(); n++ {
		var p map[string]any
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		d := document(p, n)
		j.product[d.ID], _ = p["id"].(string)
		j.docs = append(j.docs, d)
	}
	return lines.Err()
}

// document makes an offer of a product: its supplier is the brand, its textual
// attributes those of the offer.
func document(p map[string]any, number int) search.Document {
	field := func(name string) string { s, _ := p[name].(string); return s }
	var attributes []string
	for _, key := range slices.Sorted(maps.Keys(p)) {
		if strings.HasPrefix(key, "attr_t_") {
			attributes = append(attributes, field(key))
		}
	}
	d := search.Document{
		ID: numberedID[fair.Post](kindProduct, int64(number)).String(), What: fair.FindOffers, Created: int64(number),
		Title: fair.Texts{"en": field("title")}, Brand: field("supplier"),
		Text: fair.Texts{"en": field("short_description")}, Attributes: strings.Join(attributes, "\n"),
	}
	d.FindConcepts()
	return d
}

// loadScores reads the nDCG@10 of another engine by query (query, ndcg10).
func loadScores(file string) (map[string]float64, error) {
	scores := map[string]float64{}
	return scores, readPairs(file, 2, func(row []string) (err error) {
		scores[row[0]], err = strconv.ParseFloat(row[1], 64)
		return err
	})
}

// readPairs reads a CSV file below its header, each row of that many fields.
func readPairs(file string, fields int, take func(row []string) error) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = fields
	rows, err := r.ReadAll()
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for i, row := range rows[min(1, len(rows)):] {
		if err := take(row); err != nil {
			return fmt.Errorf("%s:%d: %w", file, i+2, err)
		}
	}
	return nil
}
