// Package embedding asks a model what texts mean: any server that speaks the
// OpenAI-compatible embeddings call. It is optional; nothing needs it.
//
// A vector is kept in the store by model and hash of the text, so that a text is
// sent once, whoever asks. What is sent are texts that everybody at the fair may
// read. It knows no post and no score.
package embedding

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of one call.
const (
	textsAtOnce = 64
	longest     = 4000     // bytes of a text that are sent: more is beyond most models
	answerLimit = 64 << 20 // bytes
	timeout     = 60 * time.Second
)

// Store keeps vectors.
type Store interface {
	// Vectors returns the kept vectors of a model by the hashes of their texts; those that are
	// not kept are left out.
	Vectors(ctx context.Context, model string, hashes []string) (map[string][]float32, error)
	// SaveVectors keeps vectors; again is no error.
	SaveVectors(ctx context.Context, model string, vectors map[string][]float32) error
}

// Model is a model on a server, with a store of what it has said.
type Model struct {
	address, key, model string
	store               Store
	client              *http.Client
}

// New returns the model of that name on the server at base, an address such as
// https://example.org/v1. key may be empty. The server need not be up yet.
func New(base, key, model string, store Store) (*Model, error) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("embeddings: %q is no address: expected https://example.org/v1", base)
	}
	if model == "" {
		return nil, errors.New("embeddings: the model's name is missing")
	}
	address := strings.TrimSuffix(strings.TrimSuffix(u.String(), "/"), "/embeddings") + "/embeddings"
	return &Model{address, key, model, store, &http.Client{Timeout: timeout}}, nil
}

// Of returns the vectors of texts, each of length 1, in their order: kept ones from the store,
// others from the server. An empty text, and one that the server refuses, has none: nil.
func (m *Model) Of(ctx context.Context, texts []string) ([][]float32, error) {
	hashes := make([]string, len(texts))
	var known []string
	for i, t := range texts {
		if t = cut(t); t != "" {
			hashes[i] = hash(t)
			known = append(known, hashes[i])
		}
	}
	kept, err := m.store.Vectors(ctx, m.model, known)
	if err != nil {
		return nil, err
	}
	missing := map[string]string{} // texts by hash
	for i, h := range hashes {
		if _, ok := kept[h]; !ok && h != "" {
			missing[h] = cut(texts[i])
		}
	}
	if err := m.learn(ctx, missing, kept); err != nil {
		return nil, err
	}
	out := make([][]float32, len(texts))
	for i, h := range hashes {
		out[i] = kept[h]
	}
	return out, nil
}

// learn asks the server for what is missing, keeps it, and adds it to kept.
func (m *Model) learn(ctx context.Context, missing map[string]string, kept map[string][]float32) error {
	var hashes, texts []string
	ask := func() error {
		vectors, err := m.askApart(ctx, texts)
		if err != nil {
			return err
		}
		fresh := map[string][]float32{}
		for i, h := range hashes {
			if vectors[i] != nil {
				fresh[h], kept[h] = vectors[i], vectors[i]
			}
		}
		hashes, texts = nil, nil
		return m.store.SaveVectors(ctx, m.model, fresh)
	}
	for h, t := range missing {
		hashes, texts = append(hashes, h), append(texts, t)
		if len(texts) == textsAtOnce {
			if err := ask(); err != nil {
				return err
			}
		}
	}
	if len(texts) > 0 {
		return ask()
	}
	return nil
}

// refused is a server's answer that the texts themselves are at fault, such as one that is
// too long for the model.
type refused struct{ error }

// askApart asks for all texts at once; where the server refuses them, for each alone, so that one
// that it cannot take keeps no other back.
func (m *Model) askApart(ctx context.Context, texts []string) ([][]float32, error) {
	vectors, err := m.ask(ctx, texts)
	if !errors.As(err, new(refused)) {
		return vectors, err
	}
	vectors = make([][]float32, len(texts))
	for i, t := range texts {
		one, err := m.ask(ctx, []string{t})
		switch {
		case errors.As(err, new(refused)):
		case err != nil:
			return nil, err
		default:
			vectors[i] = one[0]
		}
	}
	return vectors, nil
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// cut is what of a text is sent.
func cut(text string) string {
	text = strings.TrimSpace(text)
	if len(text) <= longest {
		return text
	}
	n := longest
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// answer is the server's.
type answer struct {
	Data []struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	} `json:"data"`
}

// ask makes one call.
func (m *Model) ask(ctx context.Context, texts []string) ([][]float32, error) {
	body, err := json.Marshal(map[string]any{"model": m.model, "input": texts, "encoding_format": "float"})
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	if m.key != "" {
		req.Header.Set("Authorization", "Bearer "+m.key)
	}
	resp, err := m.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, answerLimit+1))
	if err != nil {
		return nil, fmt.Errorf("embeddings: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		err := fmt.Errorf("embeddings: the server answers %s: %.200s", resp.Status, b)
		switch resp.StatusCode {
		case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
			return nil, refused{err}
		}
		return nil, err
	}
	if len(b) > answerLimit {
		return nil, fmt.Errorf("embeddings: the answer is longer than %d bytes", answerLimit)
	}
	var a answer
	if err := json.Unmarshal(b, &a); err != nil {
		return nil, fmt.Errorf("embeddings: the answer is not what the call promises: %w", err)
	}
	return a.vectors(len(texts))
}

// vectors are the answer's n vectors by their index, each of length 1.
func (a *answer) vectors(n int) ([][]float32, error) {
	out := make([][]float32, n)
	for _, d := range a.Data {
		if d.Index < 0 || d.Index >= n || out[d.Index] != nil {
			return nil, fmt.Errorf("embeddings: the answer numbers a vector %d of %d", d.Index, n)
		}
		v, err := unit(d.Embedding)
		if err != nil {
			return nil, err
		}
		out[d.Index] = v
	}
	for i, v := range out {
		if v == nil || len(v) != len(out[0]) {
			return nil, fmt.Errorf("embeddings: vector %d of %d is missing, or of another length", i, n)
		}
	}
	return out, nil
}

// unit scales a vector to length 1.
func unit(v []float32) ([]float32, error) {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if len(v) == 0 || sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil, errors.New("embeddings: a vector has no direction")
	}
	length := math.Sqrt(sum)
	out := make([]float32, len(v))
	for i, x := range v {
		out[i] = float32(float64(x) / length)
	}
	return out, nil
}
