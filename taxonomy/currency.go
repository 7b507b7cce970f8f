package taxonomy

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

type currency struct {
	en, zh string
	minor  int
}

type currencyTable struct {
	rows  map[string]currency
	names map[string]string // trimmed, lower-case form → code
}

var loadCurrencies = sync.OnceValue(func() *currencyTable {
	t := &currencyTable{rows: make(map[string]currency), names: make(map[string]string)}
	for _, r := range readTable("currencies.txt", 5) {
		minor, err := strconv.Atoi(r[1])
		if err != nil {
			panic("data/currencies.txt: minor units of " + r[0])
		}
		t.rows[r[0]] = currency{en: r[2], zh: r[3], minor: minor}
		for _, name := range append([]string{r[0], r[2], r[3]}, strings.Split(r[4], ",")...) {
			if name = moneyForm(name); name != "" {
				t.names[name] = r[0]
			}
		}
	}
	return t
})

// ambiguousMoney lists signs and words of several currencies with the ones most likely meant.
var ambiguousMoney = map[string][]string{
	"$": {"USD", "HKD", "SGD"}, "¥": {"CNY", "JPY"}, "dollar": {"USD", "HKD", "AUD"},
	"dollars": {"USD", "HKD", "AUD"}, "pound": {"GBP", "EGP"}, "peso": {"MXN", "PHP", "CLP"},
	"kr": {"SEK", "NOK", "DKK"}, "krone": {"NOK", "DKK"}, "rupee": {"INR", "PKR", "LKR"}, "rs": {"INR", "PKR", "LKR"},
	"dinar": {"KWD", "BHD", "JOD"}, "franc": {"CHF", "XOF", "XAF"}, "riyal": {"SAR", "QAR"},
	"dirham": {"AED", "MAD"}, "lira": {"TRY"}, "法郎": {"CHF"}, "比索": {"MXN", "PHP"}, "卢比": {"INR", "PKR"},
	"第纳尔": {"KWD", "BHD"}, "克朗": {"SEK", "NOK", "DKK"}, "镑": {"GBP", "EGP"}, "里亚尔": {"SAR", "QAR"},
}

// moneyForm is the form currency names are compared in: signs matter, so unlike fold it keeps all but
// spaces at the ends, a final point and case; a full-width sign is its plain one.
func moneyForm(s string) string {
	s = strings.NewReplacer("￥", "¥", "＄", "$", "￡", "£").Replace(strings.ToLower(strings.TrimSpace(s)))
	return strings.TrimSuffix(strings.Join(strings.Fields(s), " "), ".")
}

// ParseCurrency reads an ISO 4217 code, name or sign ("USD", "US$", "RMB", "人民币", "€") and returns
// the code, or an *UnknownError of kind "currency". A sign or word that names several currencies, such
// as a bare "$" or "¥", is refused with those it may mean as Nearest.
func ParseCurrency(s string) (string, error) {
	t := loadCurrencies()
	form := moneyForm(s)
	if code, ok := t.names[form]; ok {
		return code, nil
	}
	if meant, ok := ambiguousMoney[form]; ok {
		return "", &UnknownError{Kind: "currency", Value: s, Nearest: slices.Clone(meant)}
	}
	candidates := make(map[string]string, len(t.names))
	for name, code := range t.names {
		candidates[fold(name)] = code
	}
	return "", unknown("currency", s, candidates)
}

// MinorUnits returns how many decimals the currency's smallest coin has by ISO 4217 (JPY 0, USD 2,
// KWD 3), 2 for an unknown code.
func MinorUnits(code string) int {
	if c, ok := loadCurrencies().rows[code]; ok {
		return c.minor
	}
	return 2
}

// CurrencyName returns the name of a code, Chinese where lang starts with "zh" and we have one, else
// English; an unknown code is its own name.
func CurrencyName(code, lang string) string {
	c, ok := loadCurrencies().rows[code]
	if !ok {
		return code
	}
	return inLanguage(lang, c.en, c.zh)
}

// Currencies returns every code, sorted; the caller owns the slice.
func Currencies() []string { return slices.Sorted(maps.Keys(loadCurrencies().rows)) }
