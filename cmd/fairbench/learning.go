package main

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/matching/learning"
)

// learningCmd simulates people of a generated fair whose preferences are not those that the
// weights were set for by hand, lets the model learn from what they decide, and asks it
// before each decision what it expects.
type learningCmd struct {
	output    `embed:""`
	Decisions int    `help:"Decisions that people make." default:"4000"`
	Seed      uint64 `help:"Of the fair, its people and their preferences." default:"1"`
}

// learningResult compares three predictors on the second half of the decisions: hand-set weights with slope
// and intercept learned, learned weights, and the hidden preferences themselves, which nobody can beat.
type learningResult struct {
	Decisions      int     `json:"decisions"`
	Yes            float64 `json:"yes"` // share
	LogLossFixed   float64 `json:"log_loss_fixed"`
	LogLossLearned float64 `json:"log_loss_learned"`
	LogLossHidden  float64 `json:"log_loss_hidden"`
	AUCFixed       float64 `json:"auc_fixed"`
	AUCLearned     float64 `json:"auc_learned"`
	AUCHidden      float64 `json:"auc_hidden"`
	// FarFixed and FarLearned are how far the weights are from the hidden ones: half the sum of the
	// differences, as a share of a side, mean of both sides.
	FarFixed   float64 `json:"far_fixed"`
	FarLearned float64 `json:"far_learned"`
	Replayed   bool    `json:"replayed"` // the same lessons again gave the same weights
}

// The simulated people.
const (
	crowdOffers  = 400
	crowdDemands = 1600
	sureness     = 14     // how steeply a yes gets likelier with what somebody prefers
	strangeness  = 1.6    // how far preferences are from the hand-set weights, in doublings
	pause        = 60_000 // milliseconds between decisions
)

// leastDecisions is how many it takes for both a yes and a no among the second half.
const leastDecisions = 100

func (c *learningCmd) Run(a *app) error {
	if c.Decisions < leastDecisions {
		return fmt.Errorf("--decisions: expected at least %d", leastDecisions)
	}
	crowd := newCrowd(c.Seed)
	lessons, chances, err := crowd.decide(a, c.Decisions)
	if err != nil {
		return err
	}
	r := learningResult{Decisions: len(lessons)}
	learned, fixed := learning.New(), newFixed()
	var said [3][]prediction
	for i, l := range lessons {
		if l.Yes {
			r.Yes += 1 / float64(len(lessons))
		}
		if i >= len(lessons)/2 {
			for n, p := range []float64{fixed.chance(l), learned.Chance(l), chances[i]} {
				said[n] = append(said[n], prediction{p, l.Yes})
			}
		}
		learned.Learn(l)
		fixed.learn(l)
	}
	r.LogLossFixed, r.LogLossLearned, r.LogLossHidden = round(logLoss(said[0]), 4), round(logLoss(said[1]), 4), round(logLoss(said[2]), 4)
	r.AUCFixed, r.AUCLearned, r.AUCHidden = round(auc(said[0]), 4), round(auc(said[1]), 4), round(auc(said[2]), 4)
	r.FarFixed, r.FarLearned = round(crowd.far(matching.HandSet()), 4), round(crowd.far(learned.Weights()), 4)
	again := learning.New()
	for _, l := range lessons {
		again.Learn(l)
	}
	r.Replayed = reflect.DeepEqual(again.Learned(), learned.Learned())
	return a.report(c.JSON, r)
}

// crowd is a generated fair with its people's preferences.
type crowd struct {
	rng    *rand.Rand
	engine *matching.Engine
	posts  []fair.Post
	hidden matching.Weights
}

func newCrowd(seed uint64) *crowd {
	c := &crowd{rng: rand.New(rand.NewPCG(seed, 9)), engine: matching.New(generatedFair(), generatedRates()), hidden: matching.HandSet()}
	g := newGenerator(seed, crowdOffers, crowdDemands)
	for n := range g.suppliers {
		s := g.supplierAt(n)
		c.engine.PutCompany(s.Company, s.Part.ParticipationDraft)
	}
	for n := range g.buyers {
		b := g.buyerAt(n)
		c.engine.PutCompany(b.Company, b.Part.ParticipationDraft)
	}
	for n := range crowdOffers {
		c.posts = append(c.posts, g.offer(n))
	}
	for n := range crowdDemands {
		c.posts = append(c.posts, g.demand(n))
	}
	for _, p := range c.posts {
		c.engine.PutPost(p)
	}
	parts := matching.Parts()
	for _, list := range [][]int32{c.hidden.Goods, c.hidden.Services} {
		for _, side := range []fair.Side{fair.DemandSide, fair.OfferSide} {
			c.prefer(parts, list, side)
		}
	}
	return c
}

// prefer draws what the people of a side really mind, about their trade.
func (c *crowd) prefer(parts []matching.PartInfo, list []int32, side fair.Side) {
	var sum float64
	drawn := make([]float64, len(list))
	for i, p := range parts {
		if p.Side == side {
			drawn[i] = float64(list[i]) * math.Exp2(strangeness*(2*c.rng.Float64()-1))
			sum += drawn[i]
		}
	}
	for i, p := range parts {
		if p.Side == side {
			list[i] = int32(math.Round(drawn[i] / sum * fair.FullScore))
		}
	}
}

// decide makes n decisions about pairs on people's lists, with the chances of a yes behind them.
func (c *crowd) decide(a *app, n int) (lessons []fair.Lesson, chances []float64, err error) {
	bar := a.bar(n, "deciding")
	middle := map[fair.Side]float64{}
	for len(lessons) < n {
		if a.ctx.Err() != nil {
			return nil, nil, a.ctx.Err()
		}
		p := c.posts[c.rng.IntN(len(c.posts))]
		list, err := c.engine.Top(p.ID, 20, generatedNow)
		if err != nil {
			return nil, nil, err
		}
		if len(list) == 0 {
			continue
		}
		l := fair.Lesson{Kind: fair.WishStated, At: generatedNow + fair.Time(len(lessons)*pause), Side: p.Side, Trade: p.Trade, Times: 1, Values: map[string]int{}}
		for _, r := range list[c.rng.IntN(len(list))].Reasons {
			if r.Side == p.Side && r.Weight > 0 {
				l.Values[r.Part] = r.Points * fair.FullScore / r.Weight
			}
		}
		liking := weighed(c.hidden, l)
		if middle[p.Side] == 0 {
			middle[p.Side] = liking
		}
		middle[p.Side] += 0.02 * (liking - middle[p.Side]) // about half say yes
		chance := 1 / (1 + math.Exp(-sureness*(liking-middle[p.Side])))
		l.Yes = c.rng.Float64() < chance
		lessons, chances = append(lessons, l), append(chances, chance)
		_ = bar.Add(1)
	}
	return lessons, chances, nil
}

// weighed is a side's score by some weights, 0 … 1.
func weighed(w matching.Weights, l fair.Lesson) float64 {
	list := w.Goods
	if l.Trade == fair.Services {
		list = w.Services
	}
	var sum float64
	for i, p := range matching.Parts() {
		if p.Side == l.Side {
			sum += float64(list[i]) * float64(l.Values[p.Name]) / fair.FullScore / fair.FullScore
		}
	}
	return sum
}

func (c *crowd) far(w matching.Weights) float64 {
	var sum float64
	for i := range w.Goods {
		sum += math.Abs(float64(w.Goods[i]-c.hidden.Goods[i])) / 2 / fair.FullScore
	}
	return sum / 2
}

// fixed predicts from the score by hand-set weights; slope and intercept are learned as the
// model's are, so that only the weights differ.
type fixed struct {
	weights matching.Weights
	sides   map[fair.Side]*line
}

type line struct{ slope, intercept, seen float64 }

func newFixed() *fixed {
	return &fixed{matching.HandSet(), map[fair.Side]*line{fair.DemandSide: {6, -3.6, 0}, fair.OfferSide: {6, -3.6, 0}}}
}

func (f *fixed) chance(l fair.Lesson) float64 {
	s := f.sides[l.Side]
	return 1 / (1 + math.Exp(-(s.slope*weighed(f.weights, l) + s.intercept)))
}

func (f *fixed) learn(l fair.Lesson) {
	s, want := f.sides[l.Side], 0.0
	if l.Yes {
		want = 1
	}
	surprise := want - f.chance(l)
	s.seen++
	rate := 0.5 / math.Sqrt(1+s.seen/50)
	s.slope += rate * surprise * (weighed(f.weights, l) - 0.6) * 6
	s.intercept += rate * surprise
}

// prediction is what was expected of a decision, and what it was.
type prediction struct {
	chance float64
	yes    bool
}

// logLoss is the mean negative logarithm of what was expected of what came true.
func logLoss(all []prediction) float64 {
	var sum float64
	for _, p := range all {
		c := p.chance
		if !p.yes {
			c = 1 - c
		}
		sum -= math.Log(max(c, 1e-12))
	}
	return sum / float64(len(all))
}

// auc is the area under the ROC curve: how often a yes was expected more than a no (Mann and
// Whitney 1947), ties counting half.
func auc(all []prediction) float64 {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b prediction) int { return cmp.Compare(a.chance, b.chance) })
	var ranks, yes float64
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].chance == sorted[i].chance {
			j++
		}
		for _, p := range sorted[i:j] {
			if p.yes {
				ranks += float64(i+j+1) / 2
				yes++
			}
		}
		i = j
	}
	no := float64(len(sorted)) - yes
	return (ranks - yes*(yes+1)/2) / (yes * no)
}
