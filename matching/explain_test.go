package matching

import "testing"

// BenchmarkExplained times what the reasons and changes of a list of 20 take, without
// finding it.
func BenchmarkExplained(b *testing.B) {
	x := newExpo(1)
	e := x.build(500, 4000)
	si := e.sight(drawnNow)
	for _, side := range []string{"demand", "offer"} {
		p := e.sides[1].posts[7]
		if side == "demand" {
			p = e.sides[0].posts[7]
		}
		list := board{k: 20}
		e.best(si, p, &list)
		b.Run(side, func(b *testing.B) {
			b.ReportMetric(float64(len(list.places)), "pairs")
			b.ReportAllocs()
			for b.Loop() {
				e.explained(si, p, list.places)
			}
		})
	}
}
