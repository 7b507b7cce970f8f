package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// round keeps as many decimals of a figure as anybody reads.
func round(x float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(x*p) / p
}

// milliseconds of d, to a hundredth.
func milliseconds(d time.Duration) float64 { return round(float64(d)/1e6, 2) }

// percentile is the smallest of the durations that p percent do not exceed; 0 of none.
func percentile(took []time.Duration, p int) time.Duration {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return sorted[max(0, (len(sorted)*p+99)/100-1)]
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(max(1, len(xs)))
}

// resamples is how often the bootstrap draws.
const resamples = 10_000

// bootstrap is the 95 % interval of the mean of xs by the percentiles of
// resampled means (Efron 1979), the same for the same xs.
func bootstrap(xs []float64) (low, high float64) {
	if len(xs) == 0 {
		return 0, 0
	}
	r := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamples)
	for i := range means {
		sum := 0.0
		for range xs {
			sum += xs[r.IntN(len(xs))]
		}
		means[i] = sum / float64(len(xs))
	}
	slices.Sort(means)
	return means[resamples/40], means[resamples-resamples/40-1]
}

// grades are the judged grades (0–3) of one query's products.
type grades map[string]int

func (g grades) best() int {
	best := 0
	for _, grade := range g {
		best = max(best, grade)
	}
	return best
}

// gained is what a grade gives at a rank counted from 0.
func gained(grade, rank int) float64 {
	return (math.Pow(2, float64(grade)) - 1) / math.Log2(float64(rank+2))
}

// ndcg10 is nDCG@10 of products in order; what is not judged has grade 0, the
// ideal is over all judged grades.
func (g grades) ndcg10(order []string) float64 {
	ideal := make([]int, 0, len(g))
	for _, grade := range g {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return b - a })
	best, got := 0.0, 0.0
	for i, grade := range ideal[:min(10, len(ideal))] {
		best += gained(grade, i)
	}
	for i, product := range order[:min(10, len(order))] {
		got += gained(g[product], i)
	}
	if best == 0 {
		return 0
	}
	return got / best
}

// condensed is ndcg10 of the judged products only, in the order given; judged
// ones that are not in it come last and so give nothing when ten others stand
// before them. Among themselves they are taken by grade ascending, the least
// kind order, so that a missing product never helps.
func (g grades) condensed(order []string) float64 {
	seen := map[string]bool{}
	var kept []string
	for _, product := range order {
		if _, judged := g[product]; judged && !seen[product] {
			seen[product] = true
			kept = append(kept, product)
		}
	}
	var missing []string
	for product := range g {
		if !seen[product] {
			missing = append(missing, product)
		}
	}
	slices.SortFunc(missing, func(a, b string) int { return g[a] - g[b] })
	return g.ndcg10(append(kept, missing...))
}
