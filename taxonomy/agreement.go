package taxonomy

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Agreement is a trade agreement, or a grouping of countries and regions that gives no preference
// (Belt and Road, BRICS, SCO, APEC). The dates are from general knowledge: tell people "preference
// possible, proof of origin needed", never a rate.
type Agreement struct {
	Key        string               // "RCEP", "CN-PE"
	Preference bool                 // it lowers tariffs between its parties
	Members    map[string]time.Time // alpha-2 → in force for it since, UTC; shared, do not change

	en, zh string
	side   map[string]int // the party's side; preference is across sides, or anywhere with one side
	sides  int
	except map[[2]string]bool
}

// partyGroups are names that stand for their members in data/agreements.txt.
var partyGroups = map[string][]string{
	"EU": {"AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT",
		"LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE"},
	"ASEAN": {"BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "VN"},
}

var loadAgreements = sync.OnceValue(func() []Agreement {
	var list []Agreement
	for _, r := range readTable("agreements.txt", 7) {
		a := Agreement{
			Key: r[0], Preference: r[1] == "preference", en: r[3], zh: r[4],
			Members: make(map[string]time.Time), side: make(map[string]int), except: make(map[[2]string]bool),
		}
		for n, side := range strings.Split(r[5], ";") {
			a.sides = n + 1
			for _, party := range strings.Fields(side) {
				a.join(party, r[2], n)
			}
		}
		for _, pair := range strings.Fields(r[6]) {
			x, y, _ := strings.Cut(pair, "-")
			a.except[[2]string{x, y}], a.except[[2]string{y, x}] = true, true
		}
		list = append(list, a)
	}
	return list
})

// join adds a party, "VN" or "VN@2019-01-14" or a group, to a side.
func (a *Agreement) join(party, since string, side int) {
	name, later, ok := strings.Cut(party, "@")
	if ok {
		since = later
	}
	from, err := time.Parse(time.DateOnly, since)
	if err != nil {
		panic("data/agreements.txt: " + a.Key + ": date " + since)
	}
	members, group := partyGroups[name]
	if !group {
		members = []string{name}
	}
	for _, m := range members {
		a.Members[m] = from
		a.side[m] = side
	}
}

// Name returns the agreement's name, Chinese where lang starts with "zh", else English.
func (a Agreement) Name(lang string) string { return inLanguage(lang, a.en, a.zh) }

// Agreements returns all agreements and groupings in the order of the table; the caller owns the slice.
func Agreements() []Agreement { return slices.Clone(loadAgreements()) }

// Between returns the preferential agreements in force between two different countries or regions on
// a day, in the order of the table: regional ones first.
func Between(a, b string, on time.Time) []Agreement {
	var out []Agreement
	for _, g := range loadAgreements() {
		if g.Preference && a != b && g.binds(a, on) && g.binds(b, on) &&
			(g.sides == 1 || g.side[a] != g.side[b]) && !g.except[[2]string{a, b}] {
			out = append(out, g)
		}
	}
	return out
}

// Groupings returns the groupings without preference that a country or region belonged to on a day.
func Groupings(country string, on time.Time) []Agreement {
	var out []Agreement
	for _, g := range loadAgreements() {
		if !g.Preference && g.binds(country, on) {
			out = append(out, g)
		}
	}
	return out
}

func (a Agreement) binds(country string, on time.Time) bool {
	from, ok := a.Members[country]
	return ok && !on.Before(from)
}
