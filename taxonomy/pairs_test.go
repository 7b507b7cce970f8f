package taxonomy

import (
	"testing"

	"pgregory.net/rapid"
)

// A table of pairs answers as a map does, however much it has to grow and whatever collides.
func TestPairsAreAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, want := newPairs(rapid.IntRange(0, 40).Draw(t, "room")), map[[2]uint32]uint32{}
		first, second := rapid.Uint32Range(0, 9), rapid.Uint32Range(1, 40)
		for range rapid.IntRange(0, 300).Draw(t, "puts") {
			pair := [2]uint32{first.Draw(t, "first"), second.Draw(t, "second")}
			value := rapid.Uint32Range(1, 1000).Draw(t, "value")
			if _, has := want[pair]; !has {
				want[pair] = value
			}
			if got := p.put(pair[0], pair[1], value); got != want[pair] {
				t.Fatalf("put %v: %d, want %d", pair, got, want[pair])
			}
		}
		for a := range uint32(11) {
			for b := range uint32(42) {
				if got := p.get(a, b); got != want[[2]uint32{a, b}] {
					t.Fatalf("%d, %d: %d, want %d", a, b, got, want[[2]uint32{a, b}])
				}
			}
		}
		if p.taken != len(want) {
			t.Fatalf("%d taken, want %d", p.taken, len(want))
		}
	})
}
