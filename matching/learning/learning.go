// Package learning turns what people decide at a fair into weights for matching.
//
// For each trade and side it keeps a logistic model of the decisions: the chance of
// a yes is the logistic function of a slope times the side's score, plus an
// intercept. The weights behind the score are the hand-set ones, each times the
// exponential of a correction, scaled to the same sum; the corrections are learned
// online by gradient steps on the log loss (exponentiated gradient: Kivinen and
// Warmuth 1997), drawn back to 0 by ridge regularisation, and fade with time. They
// are bounded so that no weight ever falls below half or rises above twice what was set by
// hand.
//
// A [Model] is a function of the lessons it was given, in their order, and of nothing else:
// the journal replayed gives the same weights to the last digit. It knows no post, no
// person and no clock.
package learning

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
)

// The settings of learning.
const (
	// step is what the first lessons move a correction by, per unit of surprise; it falls with the
	// square root of their number, as is usual for online gradient descent.
	step = 0.6
	// slowStep is for slope and intercept.
	slowStep = 0.5
	// ridge draws corrections back to the weights that were set by hand.
	ridge = 0.002
	// halfLife is the time after which a lesson counts half.
	halfLife = 30 * 24 * time.Hour
	// shift is how far, in hundredths of a point, some weight must have moved before matching is told: a
	// large fair's engine does not weigh everything again for nothing.
	shift = 10
	// bound of a correction, the logarithm of the square root of two: after scaling no
	// weight leaves the range from half to twice the hand-set one.
	bound = 0.34657359027997264
	// A yes and a no are equally likely, at first, at this score, and the chance rises this
	// steeply with it (the score in 0 … 1).
	firstMiddle = 0.6
	firstSlope  = 6
	// Bounds of the slope: a better score never makes a yes less likely.
	leastSlope = 0.5
	mostSlope  = 40
)

// Model is what one fair has taught. The zero value is not ready; see [New].
type Model struct {
	lessons int
	since   fair.Time
	sides   [4]side // goods: buyer, supplier; services: buyer, supplier
	weights matching.Weights
}

// side is the model of one side's decisions in one trade.
type side struct {
	parts      []int     // places in matching.Parts, those that weigh anything
	names      []string  // of the parts
	set        []float64 // hand-set weights, sum 1
	correction []float64 // logarithms
	slope      float64
	intercept  float64
	lessons    float64   // how many so far, by what they count
	last       fair.Time // when the last was
}

// New returns a model that has learned nothing.
func New() *Model {
	m := &Model{}
	m.Reset()
	return m
}

// Reset forgets everything.
func (m *Model) Reset() {
	*m = Model{weights: matching.HandSet()}
	for i := range m.sides {
		s := &m.sides[i]
		s.slope, s.intercept = firstSlope, -firstSlope*firstMiddle
		for at, p := range matching.Parts() {
			weight := p.Goods
			if i >= 2 {
				weight = p.Services
			}
			if (p.Side == fair.OfferSide) == (i%2 == 1) && weight > 0 {
				s.parts = append(s.parts, at)
				s.names = append(s.names, p.Name)
				s.set = append(s.set, float64(weight)/fair.FullScore)
			}
		}
		s.correction = make([]float64, len(s.set))
	}
}

func (m *Model) side(of fair.Side, trade fair.Trade) *side {
	i := 0
	if trade == fair.Services {
		i = 2
	}
	if of == fair.OfferSide {
		i++
	}
	return &m.sides[i]
}

// Learn takes in a lesson. Lessons come in the order of their numbers.
func (m *Model) Learn(l fair.Lesson) {
	if l.Kind == fair.LearningReset {
		m.Reset()
		return
	}
	if m.lessons == 0 {
		m.since = l.At
	}
	m.lessons++
	m.side(l.Side, l.Trade).learn(l)
	if w := m.exact(); far(w, m.weights) {
		m.weights = w
	}
}

// far tells whether some weight differs enough to matter.
func far(a, b matching.Weights) bool {
	for i := range a.Goods {
		if max(a.Goods[i]-b.Goods[i], b.Goods[i]-a.Goods[i], a.Services[i]-b.Services[i], b.Services[i]-a.Services[i]) >= shift {
			return true
		}
	}
	return false
}

// Chance is how likely, by what was learned so far, the decision of the lesson was to be a
// yes: a prediction, if it is asked before the lesson is learned.
func (m *Model) Chance(l fair.Lesson) float64 {
	s := m.side(l.Side, l.Trade)
	weights := s.weights()
	return s.chance(score(weights, s.values(l, weights)))
}

// values are the lesson's, 0 … 1; a part that it does not have stands where the others do.
func (s *side) values(l fair.Lesson, weights []float64) []float64 {
	out := make([]float64, len(s.names))
	var sum, known float64
	for i, name := range s.names {
		v, ok := l.Values[name]
		if !ok {
			out[i] = math.NaN()
			continue
		}
		out[i] = float64(min(max(v, 0), fair.FullScore)) / fair.FullScore
		sum += float64(weights[i] * out[i])
		known += weights[i]
	}
	for i, v := range out {
		if math.IsNaN(v) {
			out[i] = sum / max(known, 1e-9)
		}
	}
	return out
}

// weights are the hand-set ones with their corrections, scaled to the sum of 1.
func (s *side) weights() []float64 {
	out := make([]float64, len(s.set))
	var sum float64
	for i, w := range s.set {
		out[i] = float64(w * math.Exp(s.correction[i]))
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// score adds up. Products are converted, which keeps compilers from fusing them with the sum:
// the result is the same on every processor.
func score(weights, values []float64) float64 {
	var sum float64
	for i, w := range weights {
		sum += float64(w * values[i])
	}
	return sum
}

func (s *side) chance(score float64) float64 {
	return 1 / (1 + math.Exp(-(float64(s.slope*score) + s.intercept)))
}

// learn is a step down the gradient of the log loss, with respect to corrections,
// slope and intercept.
func (s *side) learn(l fair.Lesson) {
	s.fade(l.At)
	want := 0.0
	if l.Yes {
		want = 1
	}
	for range max(l.Times, 1) {
		weights := s.weights()
		values := s.values(l, weights)
		at := score(weights, values)
		surprise := want - s.chance(at)
		s.lessons++
		rate := 1 / math.Sqrt(1+s.lessons/50)
		for i := range s.correction {
			// A heavy part moves its correction more, though not in proportion: else light
			// parts would never be learned.
			pull := math.Sqrt(weights[i]) * (values[i] - at)
			c := s.correction[i] + float64(step*rate*surprise*pull) - float64(ridge*rate*s.correction[i])
			s.correction[i] = min(max(c, -bound), bound)
		}
		s.slope = min(max(s.slope+float64(slowStep*rate*surprise*(at-firstMiddle)*firstSlope), leastSlope), mostSlope)
		s.intercept += float64(slowStep * rate * surprise)
	}
}

// fade lets what was learned pass with time.
func (s *side) fade(now fair.Time) {
	if s.last != 0 && now > s.last {
		keep := math.Exp2(-float64(now-s.last) / float64(halfLife.Milliseconds()))
		for i := range s.correction {
			s.correction[i] *= keep
		}
		s.lessons *= keep
	}
	s.last = max(s.last, now)
}

// Weights are those to match by, for [matching.Engine.SetWeights]: what the lessons so far have
// made, as of the last time that it had changed enough to matter.
func (m *Model) Weights() matching.Weights { return m.weights }

// exact are the weights to the last lesson.
func (m *Model) exact() matching.Weights {
	w := matching.HandSet()
	for i := range m.sides {
		list := w.Goods
		if i >= 2 {
			list = w.Services
		}
		m.sides[i].round(list)
	}
	return w
}

// round writes a side's weights in hundredths: each rounded down, then those that lost most
// rounded up, until they add up.
func (s *side) round(into []int32) {
	weights := s.weights()
	order := make([]int, len(weights))
	rest := make([]float64, len(weights))
	left := int32(fair.FullScore)
	for i, w := range weights {
		whole := math.Floor(w * fair.FullScore)
		into[s.parts[i]], rest[i], order[i] = int32(whole), w*fair.FullScore-whole, i
		left -= int32(whole)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rest[b], rest[a]) })
	for _, i := range order[:max(left, 0)] {
		into[s.parts[i]]++
	}
}

// Learned tells what the weights have become, with the bounds of learning.
func (m *Model) Learned() fair.Learned {
	w := m.Weights()
	out := fair.Learned{Lessons: m.lessons, Since: m.since}
	for _, trade := range []fair.Trade{fair.Goods, fair.Services} {
		for i, p := range matching.Parts() {
			set, weight := p.Goods, w.Goods[i]
			if trade == fair.Services {
				set, weight = p.Services, w.Services[i]
			}
			if set > 0 {
				out.Parts = append(out.Parts, fair.LearnedPart{
					Trade: trade, Side: p.Side, Part: p.Name, HandSet: set, Weight: int(weight), Least: set / 2, Most: min(2*set, fair.FullScore)})
			}
		}
	}
	return out
}
