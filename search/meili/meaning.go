package meili

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/fairmatch/fairmatch/search"
)

// Meaning says what texts mean, in vectors of one length; nil for an empty text.
type Meaning interface {
	Of(ctx context.Context, texts []string) ([][]float32, error)
}

// embedder is the name under which the server keeps the vectors that we give it.
const embedder = "meaning"

const (
	// patient is how long a question waits for its vector. After that it is answered by words alone.
	patient = time.Second
	// akin is the server's score, half of one plus the cosine, from which what only means the same
	// is found: everything means a little of everything.
	akin = 0.8
)

// WithMeaning lets the engine find by what texts mean, too. model names who says so: an
// index made with another is built again.
func (e *Engine) WithMeaning(m Meaning, model string) *Engine {
	e.meaning, e.model = m, model
	return e
}

// madeWith stands between an index's version and the model of its vectors.
const madeWith = " / "

// version marks an index with the model that its vectors are of.
func (e *Engine) version(of string) string {
	if e.meaning == nil {
		return of
	}
	return of + madeWith + e.model
}

// marked is the version that a mark is of; "" when its vectors are of another model, or
// missing. Who asks without a model, as a tool of the command line does, takes any.
func (e *Engine) marked(mark string) string {
	of, model, _ := strings.Cut(mark, madeWith)
	if e.meaning != nil && model != e.model {
		return ""
	}
	return of
}

// embedders are the settings for our vectors; none without a model, which must have answered
// once for their length to be known.
func (e *Engine) embedders(ctx context.Context) (map[string]meilisearch.Embedder, error) {
	if e.meaning == nil {
		return nil, nil
	}
	v, err := e.meaning.Of(ctx, []string{"length"})
	if err == nil && v[0] == nil {
		err = errors.New("the model of embeddings refuses every text")
	}
	if err != nil {
		return nil, search.Down(err)
	}
	return map[string]meilisearch.Embedder{embedder: {Source: meilisearch.UserProvidedEmbedderSource, Dimensions: len(v[0])}}, nil
}

// give adds the documents' vectors. Where the model does not answer, a document is found by its
// words until the index is built again or it changes.
func (e *Engine) give(ctx context.Context, records []record) {
	if e.meaning == nil {
		return
	}
	texts := make([]string, len(records))
	for i, r := range records {
		texts[i] = meant(&r.Document)
	}
	vectors, err := e.meaning.Of(ctx, texts)
	for i := range records {
		records[i].Vectors = map[string][]float32{embedder: nil}
		if err == nil {
			records[i].Vectors[embedder] = vectors[i]
		}
	}
}

// meant is the text whose meaning a document is found by.
func meant(d *search.Document) string {
	return strings.TrimSpace(strings.Join([]string{d.Title.All(), d.Text.All(), d.Attributes}, "\n"))
}

// alike is the query for what means the same as the question, false where there is none.
func (e *Engine) alike(ctx context.Context, a *search.Ask, conditions []string) (*meilisearch.SearchRequest, bool) {
	if e.meaning == nil || len(a.Groups) == 0 || a.Prefix {
		return nil, false
	}
	ctx, cancel := context.WithTimeout(ctx, patient)
	defer cancel()
	v, err := e.meaning.Of(ctx, []string{a.Words})
	if err != nil || v[0] == nil {
		return nil, false
	}
	return &meilisearch.SearchRequest{
		Vector: v[0], Hybrid: &meilisearch.SearchRequestHybrid{SemanticRatio: 1, Embedder: embedder}, Filter: conditions,
		RankingScoreThreshold: akin, FederationOptions: &meilisearch.SearchFederationOptions{Weight: beside},
	}, true
}
