package matching

import (
	"fmt"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// Weights are what each part weighs in goods and in services, in hundredths, by the
// order of [Parts]. In each trade the parts of a side add up to [fair.FullScore].
type Weights struct {
	Goods    []int32 `json:"goods"`
	Services []int32 `json:"services"`
}

// HandSet are the weights that an engine begins with.
func HandSet() Weights {
	w := Weights{make([]int32, len(parts)), make([]int32, len(parts))}
	for i, p := range parts {
		w.Goods[i], w.Services[i] = p.goods, p.services
	}
	return w
}

// PartInfo is a part as it may be inspected, with its hand-set weights.
type PartInfo struct {
	Name     string    `json:"name"`
	Side     fair.Side `json:"side"` // whose score it belongs to: the demand's is the buyer's
	Goods    int       `json:"goods"`
	Services int       `json:"services"`
}

// Parts are the parts in the fixed order of reasons and weights.
func Parts() []PartInfo {
	out := make([]PartInfo, len(parts))
	for i, p := range parts {
		out[i] = PartInfo{p.name, p.side, int(p.goods), int(p.services)}
	}
	return out
}

// Equal tells whether w and o are the same.
func (w Weights) Equal(o Weights) bool {
	return slices.Equal(w.Goods, o.Goods) && slices.Equal(w.Services, o.Services)
}

// of gives the weights of a trade.
func (w Weights) of(services bool) []int32 {
	if services {
		return w.Services
	}
	return w.Goods
}

// check tells what is wrong with weights.
func (w Weights) check() error {
	for i, list := range [2][]int32{w.Goods, w.Services} {
		trade := [2]fair.Trade{fair.Goods, fair.Services}[i]
		if len(list) != len(parts) {
			return fmt.Errorf("%d weights in %s of %d parts", len(list), trade, len(parts))
		}
		var sums points
		for n, weight := range list {
			if weight < 0 {
				return fmt.Errorf("the weight of %s in %s is below 0", parts[n].name, trade)
			}
			sums[sideIndex(parts[n].side)] += min(weight, fair.FullScore+1)
		}
		if sums != (points{fair.FullScore, fair.FullScore}) {
			return fmt.Errorf("the weights in %s add up to %d for the buyer and %d for the supplier, not to %d", trade, sums[0], sums[1], fair.FullScore)
		}
	}
	return nil
}

// line is a part that counts in a trade, with its weight there.
type line struct {
	*part
	weight int32
	whose  int // 0 the buyer's, 1 the supplier's
}

// maxNeeds bounds how many lines' needs of a fact of the offer are told apart.
const maxNeeds = 9

// scale weighs the pairs of one trade.
type scale struct {
	weights []int32 // by part
	lines   []line  // of the parts without the product, in their order
	product points  // what the product part weighs for each side
	losses  [1 << maxNeeds]points
	// products are the most that the product part gives for each step of the sum.
	products [fullRaw/productStep + 1]duo
}

// productStep is the width of a step: small beside what a pair's other parts leave open.
const productStep = 16

// scales are those of goods and of services. They are replaced, never changed.
type scales [2]scale

func (s *scales) of(services bool) *scale {
	if services {
		return &s[1]
	}
	return &s[0]
}

func newScales(w Weights) *scales {
	var s scales
	for i, services := range [2]bool{false, true} {
		s[i].fill(w.of(services))
	}
	return &s
}

func (k *scale) fill(weights []int32) {
	k.weights = slices.Clone(weights)
	for i := range parts {
		p, weight := &parts[i], weights[i]
		whose := sideIndex(p.side)
		switch {
		case p.judge == nil:
			k.product[whose] += weight
		case weight > 0:
			k.lines = append(k.lines, line{p, weight, whose})
		}
	}
	for step := range k.products {
		k.products[step] = pack(k.with(points{}, product(int32(step+1)*productStep)))
	}
	bit := 0
	for _, l := range k.lines {
		if l.mostO == nil || bit == maxNeeds {
			continue
		}
		for m := range k.losses {
			if m>>bit&1 != 0 {
				k.losses[m][l.whose] += l.weight * (full - prior) / full
			}
		}
		bit++
	}
}

// SetWeights weighs by w from now on; a run over the whole fair keeps the weights it
// began with. Weights that do not fit [Parts] or do not add up change nothing.
func (e *Engine) SetWeights(w Weights) error {
	if err := w.check(); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.scales = newScales(w)
	for _, articles := range e.posts {
		e.rebound(articles)
	}
	return nil
}

// Weights are those that the engine weighs by.
func (e *Engine) Weights() Weights {
	e.mu.RLock()
	defer e.mu.RUnlock()
	return Weights{slices.Clone(e.scales[0].weights), slices.Clone(e.scales[1].weights)}
}
