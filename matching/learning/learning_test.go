package learning_test

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/matching/learning"
)

// lessons draws any that a journal may hold.
func lessons(t *rapid.T) []fair.Lesson {
	var names []string
	for _, p := range matching.Parts() {
		names = append(names, p.Name)
	}
	at := fair.Time(0)
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) fair.Lesson {
		at += fair.Time(rapid.Int64Range(0, 40*86400_000).Draw(t, "after"))
		if rapid.IntRange(0, 30).Draw(t, "reset") == 0 {
			return fair.Lesson{Kind: fair.LearningReset, At: at}
		}
		return fair.Lesson{
			Kind: fair.WishStated, At: at, Side: rapid.SampledFrom([]fair.Side{fair.OfferSide, fair.DemandSide}).Draw(t, "side"),
			Trade: rapid.SampledFrom([]fair.Trade{fair.Goods, fair.Services}).Draw(t, "trade"),
			Yes:   rapid.Bool().Draw(t, "yes"), Times: rapid.IntRange(0, 3).Draw(t, "times"),
			Values: rapid.MapOf(rapid.SampledFrom(names), rapid.IntRange(-10, 20000)).Draw(t, "values"),
		}
	}), 0, 60).Draw(t, "lessons")
}

// Whatever is learned, the engine takes the weights, and none leaves its bounds.
func TestBounded(t *testing.T) {
	engine := matching.New(fair.Fair{}, fair.Rates{})
	rapid.Check(t, func(t *rapid.T) {
		m := learning.New()
		for _, l := range lessons(t) {
			m.Learn(l)
		}
		if err := engine.SetWeights(m.Weights()); err != nil {
			t.Fatal(err)
		}
		for _, p := range m.Learned().Parts {
			if p.Weight < p.Least || p.Weight > p.Most {
				t.Fatalf("%s %s %s weighs %d, outside %d … %d", p.Trade, p.Side, p.Part, p.Weight, p.Least, p.Most)
			}
		}
	})
}

func TestReplayGivesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := lessons(t)
		one, two := learning.New(), learning.New()
		for _, l := range all {
			one.Learn(l)
		}
		last := 0
		for i, l := range all {
			two.Learn(l)
			if l.Kind == fair.LearningReset {
				last = i + 1
			}
		}
		if !reflect.DeepEqual(one.Learned(), two.Learned()) {
			t.Fatal("the same lessons gave other weights")
		}
		after := learning.New()
		for _, l := range all[last:] {
			after.Learn(l)
		}
		if !reflect.DeepEqual(one.Learned(), after.Learned()) {
			t.Fatal("lessons before a reset count")
		}
	})
}

func TestNothingLearnedIsHandSet(t *testing.T) {
	if w := learning.New().Weights(); !reflect.DeepEqual(w, matching.HandSet()) {
		t.Errorf("weights %v, want %v", w, matching.HandSet())
	}
}

// lesson is a decision on random values by somebody who minds only one part.
func lesson(rng *rand.Rand, minds string, at fair.Time) fair.Lesson {
	l := fair.Lesson{Kind: fair.WishStated, At: at, Side: fair.DemandSide, Trade: fair.Goods, Times: 1, Values: map[string]int{}}
	for _, p := range matching.Parts() {
		if p.Side == fair.DemandSide && p.Goods > 0 {
			l.Values[p.Name] = rng.IntN(fair.FullScore + 1)
		}
	}
	l.Yes = l.Values[minds] > fair.FullScore/2
	return l
}

func TestWhatPeopleMindGainsWeight(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	m := learning.New()
	for i := range 600 {
		m.Learn(lesson(rng, "price", fair.Time(i)))
	}
	for _, p := range m.Learned().Parts {
		switch {
		case p.Trade != fair.Goods || p.Side != fair.DemandSide:
			if p.Weight != p.HandSet {
				t.Errorf("%s %s %s weighs %d, and nobody said anything about it", p.Trade, p.Side, p.Part, p.Weight)
			}
		case p.Part == "price" && p.Weight < p.HandSet*3/2:
			t.Errorf("price weighs %d, hand-set %d: not learned", p.Weight, p.HandSet)
		case p.Part == "product" && p.Weight > p.HandSet:
			t.Errorf("product weighs %d, hand-set %d, and nobody minds it", p.Weight, p.HandSet)
		}
	}
}

// After long silence one lesson meets nearly the hand-set weights again.
func TestLessonsFade(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	m := learning.New()
	for i := range 300 {
		m.Learn(lesson(rng, "price", fair.Time(i)))
	}
	const years = fair.Time(3 * 365 * 86400_000)
	m.Learn(lesson(rng, "price", years))
	for _, p := range m.Learned().Parts {
		if far := math.Abs(float64(p.Weight - p.HandSet)); far > 0.15*float64(p.HandSet)+1 {
			t.Errorf("%s %s %s weighs %d three years later, hand-set %d", p.Trade, p.Side, p.Part, p.Weight, p.HandSet)
		}
	}
}
