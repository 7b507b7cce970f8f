package meili

import (
	"context"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/searchtest"
)

// senses gives texts that hold the same key word the same vector, and all others
// directions of their own.
type senses struct {
	same map[string]string // word → sense
	down bool
}

func (s *senses) Of(_ context.Context, texts []string) ([][]float32, error) {
	if s.down {
		return nil, errors.New("the model does not answer")
	}
	out := make([][]float32, len(texts))
	for i, t := range texts {
		for word, sense := range s.same {
			if strings.Contains(strings.ToLower(t), word) {
				t = sense
			}
		}
		h := fnv.New64a()
		_, _ = h.Write([]byte(t))
		r := rand.New(rand.NewPCG(h.Sum64(), 1))
		v := make([]float32, 64)
		var sum float64
		for j := range v {
			v[j] = float32(r.NormFloat64())
			sum += float64(v[j]) * float64(v[j])
		}
		for j := range v {
			v[j] /= float32(math.Sqrt(sum))
		}
		out[i] = v
	}
	return out, nil
}

// Vectors take nothing from what the contract promises.
func TestSuiteWithMeaning(t *testing.T) {
	url, key := server(t)
	searchtest.Run(t, func(t *testing.T) search.Engine {
		e := &tidy{Engine: New(url, key).WithMeaning(&senses{}, "test"), fairs: map[fair.FairID]bool{}}
		t.Cleanup(func() { e.tidy(t) })
		return e
	})
}

func TestWhatMeansTheSameIsFound(t *testing.T) {
	url, key := server(t)
	model := &senses{same: map[string]string{"thermos": "flask", "vacuum vessel": "flask"}}
	e := &tidy{Engine: New(url, key).WithMeaning(model, "test"), fairs: map[fair.FairID]bool{}}
	t.Cleanup(func() { e.tidy(t) })
	id := fair.NewID[fair.Fair]()
	docs := []search.Document{
		{ID: fair.NewID[fair.Post]().String(), What: fair.FindOffers, Title: fair.Texts{"en": "Steel vacuum vessel"}, Created: 1},
		{ID: fair.NewID[fair.Post]().String(), What: fair.FindOffers, Title: fair.Texts{"en": "Garden chair"}, Created: 2},
	}
	ctx := t.Context()
	if err := e.Rebuild(ctx, id, "1", search.Each(docs)); err != nil {
		t.Fatal(err)
	}
	ask := search.Ask{Query: fair.Query{Fair: id, What: fair.FindOffers, Words: "thermos", Sort: fair.ByRelevance, Limit: 10}, Groups: []search.Group{{Word: "thermos", Terms: []string{"thermo"}}}}
	got, err := e.Search(ctx, ask)
	if err != nil || len(got.IDs) != 1 || got.IDs[0] != docs[0].ID {
		t.Fatalf("found %v, %v; want the vessel alone", got.IDs, err)
	}
	model.down = true // then words decide
	if got, err := e.Search(ctx, ask); err != nil || len(got.IDs) != 0 {
		t.Errorf("without the model: %v, %v", got.IDs, err)
	}
	docs[1].Title = fair.Texts{"en": "Garden bench"}
	if err := e.Apply(ctx, id, docs[1:], nil); err != nil {
		t.Errorf("a post without its vector: %v", err)
	}
	for want, engine := range map[string]*Engine{"": New(url, key).WithMeaning(model, "other"), "1": New(url, key)} {
		if v, err := engine.Built(ctx, id); err != nil || v != want {
			t.Errorf("version %q, %v; want %q", v, err, want)
		}
	}
	if v, err := e.Built(ctx, id); err != nil || v != "1" {
		t.Errorf("version %q, %v", v, err)
	}
}
