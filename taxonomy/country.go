package taxonomy

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// country is a row of data/countries.txt.
type country struct{ en, zh, region string }

type countryTable struct {
	rows  map[string]country
	names *vocabulary
}

var loadCountries = sync.OnceValue(func() *countryTable {
	t := &countryTable{rows: make(map[string]country), names: newVocabulary()}
	rows := readTable("countries.txt", 6)
	for _, r := range rows {
		t.rows[r[0]] = country{en: r[2], zh: r[3], region: r[4]}
		t.names.add(r[0], r[2], r[3], r[0], r[1])
	}
	for _, r := range rows {
		t.names.add(r[0], strings.Split(r[5], ",")...)
	}
	return t
})

// Countries returns every ISO 3166-1 alpha-2 code, sorted; the caller owns the slice. Some are
// regions, not countries: say "country or region" to people.
func Countries() []string { return slices.Sorted(maps.Keys(loadCountries().rows)) }

// CountryName returns the name of an alpha-2 code, Chinese where lang starts with "zh", else English;
// an unknown code is its own name.
func CountryName(code, lang string) string {
	c, ok := loadCountries().rows[code]
	if !ok {
		return code
	}
	return inLanguage(lang, c.en, c.zh)
}

// ParseCountry reads an alpha-2 or alpha-3 code or a usual English or Chinese name ("USA", "Hong Kong
// SAR", "中国") and returns the alpha-2 code, or an *UnknownError of kind "country". Case, accents and
// punctuation do not matter, nor does a leading "the"; "St" is "Saint".
func ParseCountry(s string) (string, error) {
	names := loadCountries().names
	code, err := names.find("country", s)
	if err == nil {
		return code, nil
	}
	form := strings.TrimPrefix(fold(s), "the ")
	if rest, ok := strings.CutPrefix(form, "st "); ok {
		form = "saint " + rest
	}
	if code, ok := names.keys[form]; ok {
		return code, nil
	}
	return "", err
}

// Region returns the UN M49 sub-region of an alpha-2 code as a key ("eastern-asia"), the intermediate
// region where M49 has one ("south-america"), "antarctica", or "" for an unknown code.
func Region(country string) string { return loadCountries().rows[country].region }
