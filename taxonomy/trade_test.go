package taxonomy

import (
	"testing"

	"pgregory.net/rapid"
)

func TestTrade(t *testing.T) {
	for _, c := range []struct {
		title, text string
		services    bool
	}{
		{"Roasted coffee beans", "From our own farm, packed in 1 kg bags", false},
		{"Sewing machines for a garment factory", "", false},
		{"展会用的帐篷", "", false},
		{"Cleaning machine for floors", "", false},
		{"Cleaning of offices and shops, every evening", "", true},
		{"Crew to repair the roof of our warehouse", "", true},
		{"会展搭建服务", "", true},
		{"货运代理，整柜海运到鹿特丹", "", true},
		{"Haruko Industries", "We translate contracts into Japanese and interpret at trade fairs", true},
	} {
		if got, sure := Trade(c.title, c.text); got != c.services || sure < 0.25 {
			t.Errorf("%q: services %v, at %.2f", c.title, got, sure)
		}
	}
	if services, sure := Trade("qwrtz", ""); services || sure != 0 {
		t.Errorf("of what says nothing: %v, at %v", services, sure)
	}
}

// How sure Trade is lies between 0 and 1, whatever it reads, and it says the same again.
func TestTradeHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title, text := anyPost().Draw(t, "title"), anyPost().Draw(t, "text")
		services, sure := Trade(title, text)
		if !(sure >= 0 && sure <= 1) {
			t.Fatalf("sure at %v", sure)
		}
		if again, as := Trade(title, text); again != services || as != sure {
			t.Fatalf("%v at %v, then %v at %v", services, sure, again, as)
		}
	})
}
