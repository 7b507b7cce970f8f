package embedding_test

import (
	"encoding/json"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/embedding"
	"github.com/fairmatch/fairmatch/store"
)

// server answers the embeddings call: a text's vector counts its a's, e's and o's.
type server struct {
	*httptest.Server
	calls, texts int
	header       http.Header
	answer       func(w http.ResponseWriter, texts []string) bool // true when it has answered
}

func newServer(t *testing.T) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask struct {
			Model string
			Input []string
		}
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil || r.URL.Path != "/v1/embeddings" || ask.Model != "letters" {
			http.Error(w, `{"error":{"message":"no such model"}}`, http.StatusNotFound)
			return
		}
		s.calls++
		s.texts += len(ask.Input)
		s.header = r.Header
		if s.answer != nil && s.answer(w, ask.Input) {
			return
		}
		type item struct {
			Object    string    `json:"object"`
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		}
		var data []item
		for i, text := range ask.Input {
			var v []float64
			for _, letter := range []string{"a", "e", "o"} {
				v = append(v, float64(strings.Count(text, letter))+0.5)
			}
			data = append([]item{{"embedding", i, v}}, data...) // in another order
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"object": "list", "data": data, "model": "letters"})
	}))
	t.Cleanup(s.Close)
	return s
}

func model(t *testing.T, s *server) *embedding.Model {
	t.Helper()
	db, err := store.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	m, err := embedding.New(s.URL+"/v1", "secret", "letters", db)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestVectorsComeInOrderAndOnce(t *testing.T) {
	s := newServer(t)
	m := model(t, s)
	texts := []string{"banana", "", "kettle", " banana ", "tool"}
	got, err := m.Of(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]float64{{3.5, .5, .5}, nil, {.5, 2.5, .5}, {3.5, .5, .5}, {.5, .5, 2.5}} {
		if len(got[i]) != len(want) {
			t.Fatalf("text %d has %v", i, got[i])
		}
		length := math.Sqrt(func() (n float64) {
			for _, x := range want {
				n += x * x
			}
			return n
		}())
		for j, x := range want {
			if math.Abs(float64(got[i][j])-x/length) > 1e-6 {
				t.Errorf("text %d has %v, want %v of length 1", i, got[i], want)
			}
		}
	}
	if s.texts != 3 || s.header.Get("Authorization") != "Bearer secret" {
		t.Errorf("%d texts were sent, with %q", s.texts, s.header.Get("Authorization"))
	}
	if _, err := m.Of(t.Context(), texts); err != nil || s.calls != 1 {
		t.Errorf("known texts made call %d: %v", s.calls, err)
	}
	if _, err := m.Of(t.Context(), append(texts, "onion")); err != nil || s.texts != 4 {
		t.Errorf("%d texts were sent for one new one: %v", s.texts, err)
	}
}

func TestManyTextsTakeManyCalls(t *testing.T) {
	s := newServer(t)
	var texts []string
	for i := range 150 {
		texts = append(texts, strings.Repeat("a", i)+strings.Repeat("e", 150-i))
	}
	got, err := model(t, s).Of(t.Context(), texts)
	if err != nil || s.calls != 3 {
		t.Fatalf("%d calls, %v", s.calls, err)
	}
	for i := 1; i < len(got); i++ {
		if got[i][0] <= got[i-1][0] {
			t.Fatalf("vector %d is not the text's", i)
		}
	}
}

func TestLongTextsAreCutBetweenCharacters(t *testing.T) {
	s := newServer(t)
	s.answer = func(_ http.ResponseWriter, texts []string) bool {
		if len(texts[0]) > 4000 || strings.ContainsRune(texts[0], '\uFFFD') {
			t.Errorf("a text of %d bytes is sent, broken: %v", len(texts[0]), strings.ContainsRune(texts[0], '\uFFFD'))
		}
		return false
	}
	if _, err := model(t, s).Of(t.Context(), []string{"x" + strings.Repeat("茶", 2000)}); err != nil {
		t.Error(err)
	}
}

func TestWhatTheServerMayNotAnswer(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":         "<html>",
		"too few":          `{"data":[{"index":0,"embedding":[1,2]}]}`,
		"one twice":        `{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}`,
		"numbered beyond":  `{"data":[{"index":0,"embedding":[1,2]},{"index":2,"embedding":[1,2]}]}`,
		"unequal lengths":  `{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2,3]}]}`,
		"no direction":     `{"data":[{"index":0,"embedding":[0,0]},{"index":1,"embedding":[1,2]}]}`,
		"an empty vector":  `{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[1,2]}]}`,
		"an empty answer":  `{}`,
		"numbers too long": `{"data":[{"index":0,"embedding":[1e999,2]},{"index":1,"embedding":[1,2]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t)
			s.answer = func(w http.ResponseWriter, _ []string) bool { _, _ = w.Write([]byte(body)); return true }
			m := model(t, s)
			if got, err := m.Of(t.Context(), []string{"tea", "coffee"}); err == nil || !strings.HasPrefix(err.Error(), "embeddings: ") {
				t.Fatalf("%v, %v", got, err)
			}
			s.answer = nil
			if _, err := m.Of(t.Context(), []string{"tea", "coffee"}); err != nil {
				t.Errorf("nothing half-done may stay: %v", err)
			}
		})
	}
	s := newServer(t)
	s.answer = func(w http.ResponseWriter, _ []string) bool {
		http.Error(w, "slow down", http.StatusTooManyRequests)
		return true
	}
	if _, err := model(t, s).Of(t.Context(), []string{"tea"}); err == nil || !strings.Contains(err.Error(), "429") {
		t.Errorf("too many requests: %v", err)
	}
}

func TestATextThatIsRefusedKeepsNoOtherBack(t *testing.T) {
	s := newServer(t)
	s.answer = func(w http.ResponseWriter, texts []string) bool {
		if strings.Contains(strings.Join(texts, " "), "endless") {
			http.Error(w, "too many tokens", http.StatusBadRequest)
			return true
		}
		return false
	}
	got, err := model(t, s).Of(t.Context(), []string{"tea", "endless", "coffee"})
	if err != nil || got[0] == nil || got[1] != nil || got[2] == nil {
		t.Errorf("%v, %v", got, err)
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "example.org/v1", "ftp://example.org", "http://"} {
		if _, err := embedding.New(bad, "", "m", nil); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
	if _, err := embedding.New("http://localhost/v1", "", "", nil); err == nil {
		t.Error("a model without a name")
	}
}
