package matching

import (
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

// drawnWeights divide each side's 10000 at random, and leave a part out now and then.
func drawnWeights(r *draw) Weights {
	side := func(list []int32, s fair.Side) {
		left := int32(fair.FullScore)
		first := slices.IndexFunc(parts, func(p part) bool { return p.side == s })
		for _, i := range r.Perm(len(parts)) {
			if p := &parts[i]; p.side == s && i != first && r.chance(.9) {
				list[i] = r.Int32N(min(left+1, 3000))
				left -= list[i]
			}
		}
		list[first] += left
	}
	w := Weights{make([]int32, len(parts)), make([]int32, len(parts))}
	for _, list := range [2][]int32{w.Goods, w.Services} {
		side(list, fair.DemandSide)
		side(list, fair.OfferSide)
	}
	return w
}

func TestHandSetWeightsFit(t *testing.T) {
	if err := HandSet().check(); err != nil {
		t.Error(err)
	}
	for i, p := range Parts() {
		if p.Name != parts[i].name || p.Goods != int(HandSet().Goods[i]) || p.Services != int(HandSet().Services[i]) {
			t.Errorf("part %d is %+v", i, p)
		}
	}
}

func TestWeightsThatDoNotFit(t *testing.T) {
	e := New(newDraw(1).fair, fair.Rates{Base: "USD"})
	for name, spoil := range map[string]func(w *Weights){
		"too few":       func(w *Weights) { w.Goods = w.Goods[1:] },
		"no services":   func(w *Weights) { w.Services = nil },
		"too much":      func(w *Weights) { w.Services[0]++ },
		"too little":    func(w *Weights) { w.Goods[len(w.Goods)-1]-- },
		"below nothing": func(w *Weights) { w.Goods[1] -= 5000; w.Goods[0] += 5000 },
		"huge":          func(w *Weights) { w.Goods[0], w.Goods[1] = 1<<31-1, 1<<31-1 },
	} {
		w := HandSet()
		spoil(&w)
		if e.SetWeights(w) == nil {
			t.Errorf("%s: %v is taken", name, w)
		}
	}
	if got := e.Weights(); !slices.Equal(got.Goods, HandSet().Goods) || !slices.Equal(got.Services, HandSet().Services) {
		t.Errorf("refused weights leave %v", got)
	}
}
