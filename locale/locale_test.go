package locale_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
)

func TestEveryKeyIsInEveryLanguage(t *testing.T) {
	want, err := locale.Keys("en")
	if err != nil {
		t.Fatal(err)
	}
	if len(want) != len(slices.Compact(slices.Clone(want))) {
		t.Error("a key stands in two catalogs")
	}
	for _, lang := range locale.Languages() {
		got, err := locale.Keys(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range want {
			if !slices.Contains(got, k) {
				t.Errorf("%s lacks %s", lang, k)
			}
		}
		for _, k := range got {
			if !slices.Contains(want, k) {
				t.Errorf("only %s has %s", lang, k)
			}
		}
	}
}

func TestFactsAreWrittenInTheReadersForm(t *testing.T) {
	price := fair.Price{Amount: fair.MustDecimal("0.0042"), Currency: "USD", Unit: "C62", Incoterms: []string{"FOB"}, Place: "Callao"}
	start := fair.At(time.Date(2026, 11, 5, 1, 30, 0, 0, time.UTC))
	shanghai := time.FixedZone("CST", 8*3600)
	en, zh := locale.For("en"), locale.For("zh-CN")
	for _, c := range []struct{ got, want string }{
		{en.Price(price), "USD 0.0042 / piece (FOB Callao)"},
		{en.Money(fair.Money{Amount: fair.MustDecimal("1234567.5"), Currency: "CNY"}), "CNY 1,234,567.50"},
		{en.Money(fair.Money{Amount: fair.MustDecimal("500000000000000001"), Currency: "JPY"}), "JPY 500,000,000,000,000,001"},
		{zh.Quantity(fair.Quantity{Value: fair.MustDecimal("5000"), Unit: "KGM"}), "5,000 千克"},
		{en.Quantity(fair.Quantity{Value: fair.MustDecimal("5000"), Unit: "KGM"}), "5,000 kilograms"},
		{en.Quantity(fair.Quantity{Value: fair.MustDecimal("1.0"), Unit: "C62"}), "1.0 piece"},
		{en.Quantity(fair.Quantity{Value: fair.MustDecimal("20"), Unit: "BX"}), "20 boxes"},
		{en.Quantity(fair.Quantity{Value: fair.MustDecimal("3"), Unit: "FTK"}), "3 square feet"},
		{en.Quantity(fair.Quantity{Value: fair.MustDecimal("12"), Unit: "DZN"}), "12 dozen"},
		{en.Date("2026-11-05"), "5 Nov 2026"},
		{zh.Date("2026-11-05"), "2026年11月5日"},
		{en.When(start, start.Add(30*time.Minute), shanghai), "Thu 5 Nov 09:30–10:00"},
		{zh.When(start, 0, shanghai), "11月5日 周四 09:30"},
		{en.Score(8349), "83"},
		{en.Number(12500), "12,500"},
		{zh.Language("es"), "西班牙语"},
		{en.Region("eastern-asia"), "Eastern Asia"},
		{zh.Region(""), "未说明"},
		{en.Sum(123_456_789_00, "CNY"), "CNY 123 M"},
		{en.Sum(1_234_567_00, "CNY"), "CNY 1.23 M"},
		{zh.Sum(1_234_567_00, "CNY"), "CNY 123 万"},
		{zh.Sum(-2_500_000_000_00, "CNY"), "CNY -25 亿"},
		{en.Sum(999_49, "USD"), "USD 999"},
		{en.Sum(0, "USD"), "USD 0"},
		{en.Say("reason.kind_other", fair.Args{"kinds": []string{"manufacturer", "brand_owner"}, "kind": "importer"}), "Another kind of supplier is wanted: manufacturer, brand owner; this one is: importer."},
		{en.Say("reason.certificates_held", fair.Args{"held_schemes": []string{"haccp"}, "details": []fair.Certificate{{Scheme: "haccp", Subject: "Lima plant", Scope: "roasted coffee", Destinations: []string{"CN", "PE"}}}}),
			"All certificates asked for are held: HACCP. HACCP (Lima plant; scope: roasted coffee; counts in China, Peru)."},
		{zh.Say("gate.territory", fair.Args{"countries": []string{"CN"}, "until": fair.Date("2027-12-31"), "agent": "Hanseatic"}), "该区域经销权已授予他人，至 2027年12月31日：中国。请联系：Hanseatic。"},
		{en.Question("price", fair.DemandSide), "What may it cost?"},
		{en.Question("price", fair.OfferSide), "What is your price?"},
		{en.Question("price", ""), "What is the price, and what may it cost?"},
		{en.Question("price"), "What is the price, and what may it cost?"},
		{en.Question("budget", fair.OfferSide), "What is the budget?"},
		{zh.Say("reason.channel_shared", fair.Args{"offered_channel": "b2b", "wanted_channel": "both"}), "渠道相合：面向企业；两者皆可。"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestErrorsForPeople(t *testing.T) {
	for _, lang := range locale.Languages() {
		p := locale.For(lang)
		secret := errors.New("dial tcp 10.0.0.7: refused")
		sentence, _ := p.Error(secret)
		if sentence != p.T("error.internal") {
			t.Errorf("%s: an unknown error says %q", lang, sentence)
		}
		known := &fair.Error{Code: fair.Invalid, Key: "error.invalid", Cause: secret, Fields: []fair.FieldError{
			{Field: "title", Rule: "required"}, {Field: "offer.price.currency", Rule: "currency", Param: "USD | UAH", Value: "US"}, {Field: "x", Rule: "never heard of"}}}
		sentence, fields := p.Error(known)
		if strings.Contains(sentence, "10.0.0.7") || len(fields) != 3 {
			t.Errorf("%s: %q, %v", lang, sentence, fields)
		}
		if s := fields["offer.price.currency"]; !strings.Contains(s, "USD, UAH") || !strings.Contains(s, "US") {
			t.Errorf("%s: the currency's rule says %q", lang, s)
		}
		for field, s := range fields {
			if strings.Contains(s, "rule.") || strings.Contains(s, "no value") {
				t.Errorf("%s: %s says %q", lang, field, s)
			}
		}
	}
}

// Every rule that validation can name has a sentence, so that none falls back to "is not valid".
func TestEveryRuleHasASentence(t *testing.T) {
	p := locale.For("en")
	for _, r := range fair.StringRules() {
		if !p.Has("rule." + r.Tag) {
			t.Errorf("rule %s has no sentence", r.Tag)
		}
	}
}

func TestMatch(t *testing.T) {
	for accept, want := range map[string]string{"zh-CN,zh;q=0.9,en;q=0.8": "zh", "zh-TW": "zh", "de-DE,de": "en", "": "en", "en-GB": "en", ";;;": "en"} {
		if got := locale.Match(accept); got != want {
			t.Errorf("%q: got %s, want %s", accept, got, want)
		}
	}
}
