package matching

import (
	"testing"

	"pgregory.net/rapid"
)

// What is marked does not hang on how it is reckoned.
func TestMarkIsMarkClear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.IntRange(0, 5).Draw(t, "words")
		n := words * lanesOf
		lane := rapid.Uint16Range(0, fullRaw+1)
		var met, least lanes
		copy(met.sums()[:], rapid.SliceOfN(lane, n, n).Draw(t, "sums"))
		copy(least.sums()[:], rapid.SliceOfN(lane, n, n).Draw(t, "leasts"))
		for _, at := range rapid.SliceOf(rapid.IntRange(0, slabSize-1)).Draw(t, "kin") {
			met.sums()[at] |= kin
		}
		from := lane.Draw(t, "from")
		var got, want [6]uint64
		got[words], want[words] = 7, 7 // beyond
		mark(&got[0], &met.words[0], &least.words[0], words, from)
		markClear(&want[0], &met.words[0], &least.words[0], words, from)
		if got != want {
			t.Fatalf("marked %x, want %x", got, want)
		}
	})
}
