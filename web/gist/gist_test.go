package gist_test

import (
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/gist"
)

func parts(reasons []fair.Reason) []string {
	var out []string
	for _, r := range reasons {
		out = append(out, r.Part)
	}
	return out
}

func TestGist(t *testing.T) {
	buyer, supplier := fair.DemandSide, fair.OfferSide
	m := fair.Match{Reasons: []fair.Reason{
		{Side: buyer, Part: "certificates", Weight: 2000, Points: 2000, Key: "reason.certificates_not_asked"},
		{Side: buyer, Part: "product", Weight: 1800, Points: 1700, Key: "reason.product_words"},
		{Side: buyer, Part: "price", Weight: 1500, Points: 300, Key: "reason.price_above"},
		{Side: buyer, Part: "quantity", Weight: 1000, Points: 900, Key: "reason.moq_met"},
		{Side: buyer, Part: "lead_time", Weight: 700, Points: 350, Key: "reason.lead_unknown", Unknown: true},
		{Side: buyer, Part: "language", Weight: 600, Points: 0, Key: "reason.language_none"},
		{Side: buyer, Part: "samples", Weight: 400, Points: 199, Key: "reason.samples_none"},
		{Side: buyer, Part: "tariff", Weight: 400, Points: 100, Key: "reason.tariff_none"},
		{Side: buyer, Part: "incoterm", Weight: 300, Points: 150, Key: "reason.incoterm_apart"},
		{Side: supplier, Part: "product", Weight: 1790, Points: 100, Key: "reason.product_code"},
		{Side: supplier, Part: "capacity", Weight: 900, Points: 450, Key: "reason.capacity_unknown", Unknown: true},
		{Side: supplier, Part: "rights", Weight: 0, Points: 0, Key: "reason.rights_unknown", Unknown: true},
	}}
	g := gist.Of(m)
	if got := parts(g.Facts); !slices.Equal(got, []string{"product", "price"}) {
		t.Errorf("the facts are %v", got)
	}
	if got := parts(g.Unmet); !slices.Equal(got, []string{"language", "samples"}) {
		t.Errorf("not met: %v", got)
	}
	if g.Ask == nil || g.Ask.Part != "capacity" {
		t.Errorf("the question is about %v", g.Ask)
	}
	if g := gist.Of(fair.Match{}); g.Facts != nil || g.Unmet != nil || g.Ask != nil {
		t.Errorf("of no reasons: %+v", g)
	}
}
