package taxonomy

import (
	"slices"
	"strings"
	"sync"
)

// Scheme is a certification scheme. Subject says what a certificate of it is issued for: "company",
// "plant", "product" or "model".
type Scheme struct {
	Key     string // "ce", "iso9001", "halal-jakim"
	Subject string

	en, zh string
	family string
}

type schemeTable struct {
	list  []Scheme
	at    map[string]int
	names *vocabulary
}

var loadSchemes = sync.OnceValue(func() *schemeTable {
	t := &schemeTable{at: make(map[string]int), names: newVocabulary()}
	rows := readTable("certificates.txt", 6)
	for _, r := range rows {
		t.at[r[0]] = len(t.list)
		t.list = append(t.list, Scheme{Key: r[0], Subject: r[1], family: r[2], en: r[3], zh: r[4]})
		t.names.add(r[0], r[3], r[4], r[0])
	}
	for _, r := range rows {
		t.names.add(r[0], strings.Split(r[5], ",")...)
	}
	return t
})

// schemeNoise are words around a scheme's name that say nothing about which it is.
var schemeNoise = []string{"certificate", "certification", "certified", "compliant", "compliance", "approved", "认证", "证书"}

// ParseCertificate reads a scheme's key or usual name ("CE", "3C认证", "ISO 9001:2015", "halal"), or
// gives an *UnknownError of kind "certificate". "Organic" alone is refused: which country's matters.
func ParseCertificate(s string) (Scheme, error) {
	t := loadSchemes()
	form := fold(s)
	if form == "organic" || form == "有机" || form == "有机认证" || form == "organic certificate" {
		return Scheme{}, &UnknownError{Kind: "certificate", Value: s, Nearest: []string{"EU organic", "USDA organic", "China organic"}}
	}
	key, err := t.names.find("certificate", s)
	if err == nil {
		return t.list[t.at[key]], nil
	}
	for _, word := range append([]string{""}, schemeNoise...) {
		bare := strings.TrimSpace(strings.TrimSuffix(form, word))
		for _, written := range []string{bare, strings.ReplaceAll(bare, " ", "")} {
			if key, ok := t.names.keys[written]; ok {
				return t.list[t.at[key]], nil
			}
		}
	}
	return Scheme{}, err
}

// Schemes returns all schemes in the order of the table; the caller owns the slice.
func Schemes() []Scheme { return slices.Clone(loadSchemes().list) }

// Name returns the scheme's name, Chinese where lang starts with "zh", else English.
func (s Scheme) Name(lang string) string { return inLanguage(lang, s.en, s.zh) }

// Satisfies tells whether holding s answers a demand for want: the same scheme, or one of want's
// family, as a JAKIM halal certificate answers "halal". The reverse is unknown, not no.
func (s Scheme) Satisfies(want Scheme) bool {
	return s.Key != "" && (s.Key == want.Key || s.family == want.Key)
}
