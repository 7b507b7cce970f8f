package matching

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
)

// needed is the least sum that does.
func TestNeeded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		most := points{rapid.Int32Range(0, 6000).Draw(t, "buyer"), rapid.Int32Range(0, 7500).Draw(t, "supplier")}
		score := rapid.Int32Range(1, fair.FullScore).Draw(t, "score")
		scale := newScales(drawnWeights(newDraw(rapid.Uint64().Draw(t, "weights")))).of(false)
		reach := func(raw int32) bool { return scale.with(most, product(raw)).join() >= score }
		switch n := scale.needed(most, score); {
		case n > fullRaw && reach(fullRaw):
			t.Fatal("a perfect product reaches it")
		case n <= fullRaw && (!reach(n) || n > 1 && reach(n-1)):
			t.Fatalf("%d is not the least", n)
		}
	})
}

func TestProductRises(t *testing.T) {
	if product(0) != 0 || product(fullRaw) != full {
		t.Fatalf("from %d to %d", product(0), product(fullRaw))
	}
	for raw := range int32(fullRaw) {
		if product(raw) > product(raw+1) {
			t.Fatalf("falls at %d", raw)
		}
	}
}

// Equal scores come in the order of the posts' numbers, of a company its first.
func TestTies(t *testing.T) {
	s := newScene()
	e := New(newDraw(1).fair, fair.Rates{Base: "USD"})
	e.PutCompany(s.buyer, s.buying)
	e.PutPost(s.demand)
	for i, number := range []int64{40, 12, 31, 25, 50} {
		c := s.seller
		c.ID[1] = byte(i % 3)
		e.PutCompany(c, s.selling)
		p := s.offer
		p.ID[2], p.Number, p.Company = byte(number), number, c.ID
		e.PutPost(p)
	}
	list, err := e.Top(s.demand.ID, 2, drawnNow)
	if err != nil {
		t.Fatal(err)
	}
	// companies have 40 and 25, 12 and 50, 31
	if len(list) != 2 || list[0].Offer[2] != 12 || list[1].Offer[2] != 25 {
		t.Errorf("%+v", list)
	}
}
