package fair_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func offer() fair.PostDraft {
	return fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Green coffee beans", "zh": "咖啡生豆"}},
		Offer: &fair.OfferTerms{
			MOQ:    &fair.Quantity{Value: fair.MustDecimal("1000"), Unit: "KGM"},
			Price:  &fair.Price{Amount: fair.MustDecimal("0.0042"), Currency: "USD", Unit: "C62", Incoterms: []string{"FOB"}},
			Origin: "PE",
		},
	}
}

func TestValidateNamesFieldRuleAndValue(t *testing.T) {
	for name, c := range map[string]struct {
		spoil       func(*fair.PostDraft)
		field, rule string
	}{
		"title missing":       {func(d *fair.PostDraft) { d.Title = nil }, "title", "required"},
		"title empty":         {func(d *fair.PostDraft) { d.Title = fair.Texts{"en": " "} }, "title", "texts"},
		"title too long":      {func(d *fair.PostDraft) { d.Title["en"] = strings.Repeat("x", 201) }, "title", "texts"},
		"language":            {func(d *fair.PostDraft) { d.Title["??"] = "x" }, "title", "texts"},
		"bare dollar":         {func(d *fair.PostDraft) { d.Offer.Price.Currency = "$" }, "offer.price.currency", "currency"},
		"unit":                {func(d *fair.PostDraft) { d.Offer.MOQ.Unit = "kilo" }, "offer.moq.unit", "unit"},
		"zero price":          {func(d *fair.PostDraft) { d.Offer.Price.Amount = fair.Decimal{} }, "offer.price.amount", "positive"},
		"negative price":      {func(d *fair.PostDraft) { d.Offer.Price.Amount = fair.MustDecimal("-1") }, "offer.price.amount", "positive"},
		"incoterm":            {func(d *fair.PostDraft) { d.Offer.Price.Incoterms = []string{"FOB", "DDU"} }, "offer.price.incoterms[1]", "incoterm"},
		"incoterm twice":      {func(d *fair.PostDraft) { d.Offer.Price.Incoterms = []string{"FOB", "FOB"} }, "offer.price.incoterms", "unique"},
		"country by name":     {func(d *fair.PostDraft) { d.Offer.Origin = "Peru" }, "offer.origin", "country"},
		"country lower case":  {func(d *fair.PostDraft) { d.Offer.Origin = "pe" }, "offer.origin", "country"},
		"code":                {func(d *fair.PostDraft) { d.Codes = append(d.Codes, "0000") }, "codes[0]", "code"},
		"visibility of what":  {func(d *fair.PostDraft) { d.Visibility = map[string]fair.Visibility{"soul": fair.Public} }, "visibility[soul]", "visible"},
		"visibility to whom":  {func(d *fair.PostDraft) { d.Visibility = map[string]fair.Visibility{"price": "friends"} }, "visibility[price]", "oneof"},
		"trade":               {func(d *fair.PostDraft) { d.Trade = "ideas" }, "trade", "oneof"},
		"date":                {func(d *fair.PostDraft) { d.ValidUntil = "2026-02-30" }, "valid_until", "date"},
		"unknown certificate": {func(d *fair.PostDraft) { d.Offer.Certificates = []fair.Certificate{{Scheme: "zz"}} }, "offer.certificates[0].scheme", "scheme"},
		"control character":   {func(d *fair.PostDraft) { d.Title["en"] = "a\x00b" }, "title[en]", "characters"},
		"turned text":         {func(d *fair.PostDraft) { d.Text = fair.Texts{"en": "a\u202eb"} }, "text[en]", "characters"},
		"nothing to read":     {func(d *fair.PostDraft) { d.Title = fair.Texts{"en": " \u200b"} }, "title", "texts"},
		"picture":             {func(d *fair.PostDraft) { d.Pictures = []string{"../x"} }, "pictures[0]", "picture"},
	} {
		t.Run(name, func(t *testing.T) {
			d := offer()
			if err := fair.Validate(&d); err != nil {
				t.Fatalf("the sound draft: %v", err)
			}
			c.spoil(&d)
			err := fair.Validate(&d)
			var e *fair.Error
			if !errors.As(err, &e) || e.Code != fair.Invalid || len(e.Fields) == 0 {
				t.Fatalf("got %v, want invalid", err)
			}
			if f := e.Fields[0]; f.Field != c.field || f.Rule != c.rule {
				t.Errorf("got %s %s (%q), want %s %s", f.Field, f.Rule, f.Value, c.field, c.rule)
			}
		})
	}
}

func TestAnUnknownValueNamesTheNearest(t *testing.T) {
	d := offer()
	d.Offer.Price.Currency = "USDD"
	var e *fair.Error
	if err := fair.Validate(&d); !errors.As(err, &e) || !strings.Contains(e.Fields[0].Param, "USD") {
		t.Errorf("got %v, want USD among the nearest", e)
	}
}

func TestDecimalRefusesWhatIsNotExact(t *testing.T) {
	for _, s := range []string{"", "1e5", "NaN", "Infinity", "1,000", " 1", "1.2.3", "--1", "0x10", strings.Repeat("9", 19), "0.1234567890123"} {
		if d, err := fair.ParseDecimal(s); err == nil {
			t.Errorf("%q was read as %s", s, d)
		}
	}
	for _, s := range []string{"0", "0.0042", "-3", "123456789012345678.123456789012"} {
		if d, err := fair.ParseDecimal(s); err != nil || d.String() != s {
			t.Errorf("%q: got %s, %v", s, d, err)
		}
	}
}
