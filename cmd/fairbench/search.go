package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/embedded"
	"github.com/fairmatch/fairmatch/search/meili"
)

type searchCmd struct {
	output         `embed:""`
	Products       string `help:"Products: JSON lines, gzipped." type:"existingfile" required:""`
	Judgments      string `help:"Graded answers: CSV of query, product_id, grade." type:"existingfile" required:""`
	Compare        string `help:"Another engine's nDCG@10: CSV of query, ndcg10. Default: meilisearch.csv beside the judgments, where present." type:"existingfile"`
	Search         string `help:"Search engine." enum:"embedded,meilisearch" default:"embedded"`
	MeilisearchURL string `help:"Address of Meilisearch." env:"FAIRMATCH_MEILISEARCH_URL"`
	MeilisearchKey string `help:"Key of Meilisearch." env:"FAIRMATCH_MEILISEARCH_KEY"`
}

// searchResult is what the measure prints. The gain is the mean over the queries
// of ours minus theirs, with its bootstrap 95 % interval.
type searchResult struct {
	Queries   int      `json:"queries"`
	Products  int      `json:"products"`
	NDCG10    float64  `json:"ndcg10"`
	Condensed float64  `json:"ndcg10_condensed"`
	P50       float64  `json:"p50_ms"`
	P95       float64  `json:"p95_ms"`
	Gain      *float64 `json:"gain,omitempty"`
	GainLow   *float64 `json:"gain_low,omitempty"`
	GainHigh  *float64 `json:"gain_high,omitempty"`
	Load      float64  `json:"load_seconds"`
}

// judgedFair is the fair whose offers the products are; always the same, so that
// a second run on one server replaces the index of the first.
var judgedFair = numberedID[fair.Fair](kindFair, 1)

func (c *searchCmd) Run(a *app) error {
	products, err := loadJudged(c.Products, c.Judgments)
	if err != nil {
		return err
	}
	theirs, err := c.compared()
	if err != nil {
		return err
	}
	engine, closeEngine, err := c.engine()
	if err != nil {
		return err
	}
	defer closeEngine()
	begin := time.Now()
	service := search.NewService(engine)
	if err := service.Load(a.ctx, judgedFair, search.Each(products.docs)); err != nil {
		return err
	}
	if err := engine.Rebuild(a.ctx, judgedFair, "fairbench", search.Each(products.docs)); err != nil {
		return err
	}
	m := &searchMeasure{judged: products, finding: fair.NewFinding(service), ours: map[string]float64{}}
	result := searchResult{Queries: len(products.grades), Products: len(products.docs), Load: round(time.Since(begin).Seconds(), 1)}
	if err := m.quality(a, &result); err != nil {
		return err
	}
	if err := m.latency(a, &result); err != nil {
		return err
	}
	if theirs != nil {
		if err := m.gain(theirs, &result); err != nil {
			return err
		}
	}
	return a.report(c.JSON, result)
}

// compared loads the other engine's figures; nil when there are none.
func (c *searchCmd) compared() (map[string]float64, error) {
	if c.Compare != "" {
		return loadScores(c.Compare)
	}
	beside := filepath.Join(filepath.Dir(c.Judgments), "meilisearch.csv")
	if _, err := os.Stat(beside); errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	return loadScores(beside)
}

// engine opens the engine as a node does; an embedded one in a folder of its own
// that goes when it is closed.
func (c *searchCmd) engine() (search.Engine, func(), error) {
	if c.Search == "meilisearch" {
		if c.MeilisearchURL == "" {
			return nil, nil, errors.New("--search meilisearch needs --meilisearch-url")
		}
		return meili.New(c.MeilisearchURL, c.MeilisearchKey), func() {}, nil
	}
	dir, err := os.MkdirTemp("", "fairbench-search-")
	if err != nil {
		return nil, nil, err
	}
	e, err := embedded.Open(dir)
	if err != nil {
		return nil, nil, errors.Join(err, os.RemoveAll(dir))
	}
	return e, func() { _ = errors.Join(e.Close(), os.RemoveAll(dir)) }, nil
}

// searchMeasure asks the judged queries through the service that people use.
type searchMeasure struct {
	*judged
	finding *fair.Finding
	ours    map[string]float64 // nDCG@10 by query
}

// page asks for products of a query from offset on.
func (m *searchMeasure) page(ctx context.Context, query string, offset, limit int) (products []string, total int, err error) {
	found, err := m.finding.Find(ctx, fair.System(), fair.Query{Fair: judgedFair, What: fair.FindOffers, Words: query, Offset: offset, Limit: limit})
	for _, h := range found.Hits {
		products = append(products, m.product[h.Post.String()])
	}
	return products, found.Total, err
}

// Pages of the whole list of a query, as far as people may turn them.
const (
	pageSize  = 100
	pageLimit = 10_000
)

// whole turns the pages of a query until each judged product was met or no more come.
func (m *searchMeasure) whole(ctx context.Context, query string) ([]string, error) {
	var all []string
	left := len(m.grades[query])
	for offset := 0; offset <= pageLimit && left > 0; offset += pageSize {
		page, total, err := m.page(ctx, query, offset, pageSize)
		if err != nil {
			return nil, err
		}
		for _, product := range page {
			if _, judged := m.grades[query][product]; judged {
				left--
			}
		}
		all = append(all, page...)
		if len(page) == 0 || offset+pageSize >= total {
			break
		}
	}
	return all, nil
}

func (m *searchMeasure) quality(a *app, r *searchResult) error {
	bar := a.bar(len(m.grades), "judging")
	var own, condensed []float64
	for _, q := range m.queries() {
		top, _, err := m.page(a.ctx, q, 0, 10)
		if err != nil {
			return fmt.Errorf("query %q: %w", q, err)
		}
		m.ours[q] = m.grades[q].ndcg10(top)
		own = append(own, m.ours[q])
		all, err := m.whole(a.ctx, q)
		if err != nil {
			return fmt.Errorf("query %q: %w", q, err)
		}
		condensed = append(condensed, m.grades[q].condensed(all))
		_ = bar.Add(1)
	}
	r.NDCG10, r.Condensed = round(mean(own), 4), round(mean(condensed), 4)
	return bar.Finish()
}

// rounds is how often the queries are asked for their latency; quality's round
// has warmed the engine up.
const rounds = 5

func (m *searchMeasure) latency(a *app, r *searchResult) error {
	var took []time.Duration
	for range rounds {
		for _, q := range m.queries() {
			begin := time.Now()
			if _, _, err := m.page(a.ctx, q, 0, 10); err != nil {
				return err
			}
			took = append(took, time.Since(begin))
		}
	}
	r.P50, r.P95 = milliseconds(percentile(took, 50)), milliseconds(percentile(took, 95))
	return nil
}

// gain compares query by query those that the other engine has a figure for.
func (m *searchMeasure) gain(theirs map[string]float64, r *searchResult) error {
	var gains []float64
	for _, q := range m.queries() {
		if their, ok := theirs[q]; ok {
			gains = append(gains, m.ours[q]-their)
		}
	}
	if len(gains) == 0 {
		return errors.New("--compare: none of the queries is in the file")
	}
	low, high := bootstrap(gains)
	g := round(mean(gains), 4)
	low, high = round(low, 4), round(high, 4)
	r.Gain, r.GainLow, r.GainHigh = &g, &low, &high
	return nil
}
