// Package searchtest is the suite that every search engine passes.
package searchtest

import (
	"testing"

	"github.com/fairmatch/fairmatch/search"
)

// Run checks an engine. open returns a fresh one, or one whose fairs are others
// than the test's, and closes it with the test.
func Run(t *testing.T, open func(*testing.T) search.Engine) {
	for _, c := range []struct {
		name string
		test func(*house)
	}{
		{"Words", testWords},
		{"Languages", testLanguages},
		{"Typos", testTypos},
		{"Prefix", testPrefix},
		{"Marks", testMarks},
		{"Filters", testFilters},
		{"Escapes", testEscapes},
		{"Facets", testFacets},
		{"Sorts", testSorts},
		{"Reference", testReference},
		{"Pages", testPages},
		{"Blind", testBlind},
		{"Hidden", testHidden},
		{"Changes", testChanges},
		{"Rates", testRates},
		{"Companies", testCompanies},
		{"Rebuild", testRebuild},
		{"Lost", testLost},
		{"Nothing", testNothing},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(newHouse(t, open(t))) })
	}
}
