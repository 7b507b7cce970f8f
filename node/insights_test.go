package node_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

// until asks again and again until it is true.
func until(t *testing.T, what string, ask func() bool) {
	t.Helper()
	again, late := time.NewTicker(5*time.Millisecond), time.After(patience)
	defer again.Stop()
	for !ask() {
		select {
		case <-again.C:
		case <-late:
			t.Fatalf("%s: not in time", what)
		}
	}
}

func coffee(side fair.Side) fair.PostDraft {
	d := fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Roasted coffee beans, arabica"}, Languages: []string{"en"}, Channel: fair.B2B}}
	quantity := &fair.Quantity{Value: fair.MustDecimal("500"), Unit: "KGM"}
	if side == fair.OfferSide {
		d.Offer = &fair.OfferTerms{MOQ: quantity, Origin: "PE"}
	} else {
		d.Demand = &fair.DemandTerms{First: quantity, Destination: "CN"}
	}
	return d
}

func TestANewPostIsNewsToTheOtherSide(t *testing.T) {
	n := start(t, node.Config{})
	e := fill(t, n.Node)
	want, err := n.Posts.Create(t.Context(), fair.System(), e.fair.ID, e.buyer.ID, fair.DemandSide, coffee(fair.DemandSide))
	check(t, err)
	ws := n.listen(t, e.bob, e.fair.ID, -1)
	offer, err := n.Posts.Create(t.Context(), fair.System(), e.fair.ID, e.seller.ID, fair.OfferSide, coffee(fair.OfferSide))
	check(t, err)
	for {
		got := item(t, ws)
		if got.Kind != fair.MatchesFound {
			continue
		}
		if len(got.Finds) != 1 || got.Finds[0].Own != want.ID || got.Finds[0].Other != offer.ID || got.Finds[0].Band == fair.Stretch || got.Finds[0].OtherPost.Title["en"] == "" {
			t.Fatalf("the buyer hears %+v", got.Finds)
		}
		break
	}
	// What comes within a quarter of an hour waits, and comes together.
	for range 3 {
		_, err := n.Posts.Create(t.Context(), fair.System(), e.fair.ID, e.seller.ID, fair.OfferSide, coffee(fair.OfferSide))
		check(t, err)
	}
	heads, err := n.Store.Heads(t.Context())
	check(t, err)
	until(t, "the herald follows", func() bool {
		at, err := n.Store.Cursor(t.Context(), "news", e.fair.ID)
		check(t, err)
		return at >= heads[e.fair.ID]
	})
	waiting, err := n.Store.CompaniesToTell(t.Context(), e.fair.ID, fair.At(time.Now().Add(time.Hour)), 10)
	check(t, err)
	if len(waiting) != 1 || waiting[0] != e.buyer.ID {
		t.Errorf("companies with finds that wait: %v, want the buyer", waiting)
	}
	due, err := n.Store.CompaniesToTell(t.Context(), e.fair.ID, fair.At(time.Now().Add(-15*time.Minute)), 10)
	check(t, err)
	if len(due) != 0 {
		t.Errorf("told again within a quarter of an hour: %v", due)
	}
}

func TestDecisionsTeachAndAReplayTeachesTheSame(t *testing.T) {
	data := t.TempDir()
	first := start(t, node.Config{Storage: node.Storage{Data: data}})
	e := fill(t, first.Node)
	ctx := t.Context()
	want, offer := pair(t, first, e)
	offers := []fair.PostID{offer}
	for range 14 {
		o, err := first.Posts.Create(ctx, fair.System(), e.fair.ID, e.seller.ID, fair.OfferSide, coffee(fair.OfferSide))
		check(t, err)
		offers = append(offers, o.ID)
	}
	until(t, "the engine knows all pairs", func() bool {
		m, err := first.Matches.Pair(ctx, fair.System(), offers[len(offers)-1], want)
		return err == nil && m.Score > 0
	})
	for _, o := range offers {
		for range 3 { // said again, or changed, it teaches nothing
			check(t, first.Posts.Wish(ctx, fair.System(), want, o, fair.MustMeet))
			check(t, first.Posts.Wish(ctx, fair.System(), want, o, fair.WouldMeet))
		}
	}
	learned := func(n *running) fair.Learned {
		w, err := n.Learning.Weights(ctx, fair.System(), e.fair.ID)
		check(t, err)
		return w
	}
	until(t, "the lessons are learned", func() bool { return learned(first).Lessons == len(offers) })
	taught := learned(first)
	moved := false
	for _, p := range taught.Parts {
		moved = moved || p.Weight != p.HandSet
	}
	if !moved {
		t.Error("fifteen decisions changed no weight")
	}
	first.stop()
	second := start(t, node.Config{Storage: node.Storage{Data: data}})
	if again := learned(second); !reflect.DeepEqual(again, taught) {
		t.Errorf("after a restart the weights are %+v, want %+v", again, taught)
	}
	check(t, second.Learning.Reset(ctx, fair.System(), e.fair.ID))
	until(t, "the reset", func() bool { return learned(second).Lessons == 0 })
	for _, p := range learned(second).Parts {
		if p.Weight != p.HandSet {
			t.Errorf("after a reset %s weighs %d, want %d", p.Part, p.Weight, p.HandSet)
		}
	}
}

func TestTheMapOfSupplyAndDemandIsMadeWhenAsked(t *testing.T) {
	n := start(t, node.Config{})
	e := fill(t, n.Node)
	want, offer := pair(t, n, e)
	var b fair.BalanceState
	until(t, "the map", func() (ready bool) {
		var err error
		b, err = n.Balances.Get(t.Context(), fair.System(), e.fair.ID)
		check(t, err)
		return b.Ready
	})
	if b.Total != (fair.BalanceCell{Demands: 1, Offers: 1}) {
		t.Errorf("the map of %v and %v is %+v", want, offer, b.Total)
	}
}

// pair posts a demand and an offer that fit, and waits until the engine knows them.
func pair(t *testing.T, n *running, e expo) (demand, offer fair.PostID) {
	t.Helper()
	d, err := n.Posts.Create(t.Context(), fair.System(), e.fair.ID, e.buyer.ID, fair.DemandSide, coffee(fair.DemandSide))
	check(t, err)
	o, err := n.Posts.Create(t.Context(), fair.System(), e.fair.ID, e.seller.ID, fair.OfferSide, coffee(fair.OfferSide))
	check(t, err)
	until(t, "the engine knows the pair", func() bool {
		m, err := n.Matches.Pair(t.Context(), fair.System(), o.ID, d.ID)
		return err == nil && m.Score > 0
	})
	return d.ID, o.ID
}

// letters is a server of embeddings: a text's vector counts some of its letters.
func letters(t *testing.T, asked chan<- string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var ask struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&ask); err != nil {
			t.Error(err)
		}
		type item struct {
			Index     int       `json:"index"`
			Embedding []float64 `json:"embedding"`
		}
		var data []item
		for i, text := range ask.Input {
			asked <- text
			data = append(data, item{i, []float64{1, float64(strings.Count(text, "c")), float64(strings.Count(text, "s"))}})
		}
		if err := json.NewEncoder(w).Encode(map[string]any{"data": data}); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestWhatPostsMeanIsAPartWhereAModelIsNamed(t *testing.T) {
	asked := make(chan string, 100)
	n := start(t, node.Config{Embeddings: node.Embeddings{EmbeddingsURL: letters(t, asked) + "/v1", EmbeddingsModel: "letters"}})
	e := fill(t, n.Node)
	demand, offer := pair(t, n, e)
	meaning := func() string {
		m, err := n.Matches.Pair(t.Context(), fair.System(), offer, demand)
		check(t, err)
		for _, r := range m.Reasons {
			if r.Part == "meaning" {
				return r.Key
			}
		}
		return ""
	}
	until(t, "both posts have a meaning", func() bool { return meaning() == "reason.meaning_near" })
	_, err := n.Fairs.SetPhase(t.Context(), fair.System(), e.fair.ID, fair.Closed)
	check(t, err)
	heads, err := n.Store.Heads(t.Context())
	check(t, err)
	until(t, "the engine is loaded anew", func() bool { return n.Reached(e.fair.ID) >= heads[e.fair.ID] })
	if meaning() != "reason.meaning_near" {
		t.Error("an engine that is loaded anew knows no meaning")
	}
	if len(asked) != 1 { // both posts say the same
		t.Errorf("%d texts were sent, want one", len(asked))
	}
}
