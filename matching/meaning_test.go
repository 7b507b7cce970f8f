package matching

import (
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func TestMeaningIsOneMorePart(t *testing.T) {
	r := newDraw(21)
	e := New(r.fair, r.rates())
	all := eventful(r, e, 60, 0)
	var offer, demand fair.PostID
	for _, p := range all {
		for _, q := range all {
			if m, err := e.Pair(p.ID, q.ID, p.ID, drawnNow); err == nil && m.Score > 0 {
				offer, demand = p.ID, q.ID
			}
		}
	}
	part := func(wantSays string, least, most int) {
		t.Helper()
		m, err := e.Pair(offer, demand, demand, drawnNow)
		if err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, why := range m.Reasons {
			if why.Part == "meaning" {
				seen++
				if value := why.Points * full / why.Weight; why.Key != wantSays || value < least || value > most || why.Unknown {
					t.Errorf("%s worth %d, want %s worth %d to %d", why.Key, value, wantSays, least, most)
				}
			}
		}
		if want := 2; wantSays == "" && seen > 0 || wantSays != "" && seen != want {
			t.Errorf("%d reasons of meaning", seen)
		}
		checkSum(t, m)
	}
	part("", 0, 0) // absent by default
	if err := e.SetWeights(HandSet().WithMeaning()); err != nil {
		t.Fatal(err)
	}
	part("reason.meaning_unknown", prior-50, prior)
	e.PutVector(offer, []float32{1, 0})
	part("reason.meaning_unknown", prior-50, prior)
	e.PutVector(demand, []float32{1, 0})
	part("reason.meaning_near", full, full)
	e.PutVector(demand, []float32{.6, .8}) // cosine .6: two thirds of the way
	part("reason.meaning_near", 6500, 6800)
	e.PutVector(demand, []float32{0, 1})
	part("reason.meaning_far", 0, 0)
	e.PutVector(demand, []float32{1, 0, 0}) // another model's
	part("reason.meaning_unknown", prior-50, prior)
}
