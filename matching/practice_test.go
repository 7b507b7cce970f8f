package matching

import (
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// The hand-set weights are those of the list that people at fairs go by; a line of it
// may be several parts.
func TestHandSetWeightsFollowTheList(t *testing.T) {
	for _, c := range []struct {
		side   fair.Side
		trade  fair.Trade
		parts  []string
		weight int
	}{
		{fair.DemandSide, fair.Goods, []string{"product"}, 40},
		{fair.DemandSide, fair.Goods, []string{"certificates"}, 18},
		{fair.DemandSide, fair.Goods, []string{"supplier_kind", "territory"}, 12},
		{fair.DemandSide, fair.Goods, []string{"quantity"}, 10},
		{fair.DemandSide, fair.Goods, []string{"price"}, 7},
		{fair.DemandSide, fair.Goods, []string{"capacity", "lead_time"}, 5},
		{fair.DemandSide, fair.Goods, []string{"language", "samples"}, 5},
		{fair.DemandSide, fair.Goods, []string{"tariff"}, 2},
		{fair.DemandSide, fair.Goods, []string{"incoterm"}, 1},
		{fair.OfferSide, fair.Goods, []string{"product"}, 25},
		{fair.OfferSide, fair.Goods, []string{"buyer", "budget"}, 25},
		{fair.OfferSide, fair.Goods, []string{"channel", "purpose", "territory"}, 20},
		{fair.OfferSide, fair.Goods, []string{"volume"}, 15},
		{fair.OfferSide, fair.Goods, []string{"market"}, 10},
		{fair.OfferSide, fair.Goods, []string{"language"}, 5},
		{fair.DemandSide, fair.Services, []string{"product"}, 40},
		{fair.DemandSide, fair.Services, []string{"certificates"}, 20},
		{fair.DemandSide, fair.Services, []string{"language"}, 15},
		{fair.DemandSide, fair.Services, []string{"price"}, 12},
		{fair.DemandSide, fair.Services, []string{"lead_time"}, 8},
		{fair.DemandSide, fair.Services, []string{"rights"}, 5},
	} {
		sum := 0
		for _, p := range Parts() {
			if p.Side != c.side || !slices.Contains(c.parts, p.Name) {
				continue
			}
			if c.trade == fair.Goods {
				sum += p.Goods
			} else {
				sum += p.Services
			}
		}
		if sum != 100*c.weight {
			t.Errorf("%s, %s: %v weigh %d", c.side, c.trade, c.parts, sum)
		}
	}
}

// Only agreements between the two count, from the day they are in force; groupings give
// no preference.
func TestPreferencesAreDated(t *testing.T) {
	for _, c := range []struct {
		starts           fair.Date
		from, to, key    string
		share, agreement string
	}{
		{"2026-11-05", "PE", "CN", "reason.tariff_preference", "", "CN-PE"},
		{"2009-11-05", "PE", "CN", "reason.tariff_none", "", ""},
		{"2026-11-05", "JP", "CN", "reason.tariff_preference", "", "RCEP"},
		{"2021-11-05", "JP", "CN", "reason.tariff_none", "", ""},
		{"2026-11-05", "BR", "CN", "reason.tariff_none", "BRICS", ""},
		{"2026-11-05", "KZ", "CN", "reason.tariff_none", "SCO", ""},
		{"2026-11-05", "KE", "CN", "reason.tariff_none", "BRI", ""},
		{"2026-11-05", "CN", "CN", "reason.tariff_home", "", ""},
	} {
		s := newScene()
		s.starts = c.starts
		s.offer.Offer.Origin, s.demand.Demand.Destination = c.from, c.to
		r := reason(s.match(t), fair.DemandSide, "tariff")
		keys, _ := r.Args["agreements"].([]string)
		if r.Key != c.key || c.agreement != "" && !slices.Contains(keys, c.agreement) {
			t.Errorf("%+v: %+v", c, r)
		}
		in := func(country string) bool {
			return slices.ContainsFunc(taxonomy.Groupings(country, s.engine().duty.on), func(a taxonomy.Agreement) bool { return a.Key == c.share })
		}
		if c.share != "" && (!in(c.from) || !in(c.to)) {
			t.Errorf("%s and %s do not share %s", c.from, c.to, c.share)
		}
	}
}

// A list shows companies, each with its best post: one with many articles does not fill
// it.
func TestListsAreOfCompanies(t *testing.T) {
	s := newScene()
	e := s.engine()
	for n := byte(10); n < 60; n++ {
		p := s.offer
		p.ID, p.Number = fair.PostID{n}, int64(n)
		if n == 40 {
			terms := fair.OfferTerms{Samples: fair.Yes, Origin: "PE"}
			p.Offer = &terms
		}
		e.PutPost(p)
	}
	other := s.offer
	other.ID, other.Number, other.Company = fair.PostID{9}, 99, fair.CompanyID{7}
	e.PutPost(other)
	e.PutCompany(fair.Company{ID: other.Company}, s.selling)
	d := s.demand
	d.Demand = &fair.DemandTerms{Samples: fair.Yes, Destination: "CN"}
	e.PutPost(d)
	list, err := e.Top(d.ID, 20, drawnNow)
	if err != nil || len(list) != 2 || list[0].Offer != (fair.PostID{40}) || list[1].Supplier != other.Company {
		t.Errorf("%v: %+v", err, list)
	}
}

// "No thanks" concerns one pair of posts, a block the company; blocks come first.
func TestNoThanksAndBlocks(t *testing.T) {
	s := newScene()
	e := s.engine()
	second := s.offer
	second.ID, second.Number = fair.PostID{3}, 3
	e.PutPost(second)
	gatesOf := func(offer fair.PostID) string {
		m, err := e.Pair(offer, s.demand.ID, s.demand.ID, drawnNow)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Gates) == 0 {
			return ""
		}
		return m.Gates[0].Key
	}
	e.PutWish(fair.Wish{Company: s.buyer.ID, Own: s.demand.ID, Other: s.offer.ID, Level: fair.NoThanks})
	if a, b := gatesOf(s.offer.ID), gatesOf(second.ID); a != "gate.withheld" || b != "" {
		t.Errorf("declined: %q, its other post: %q", a, b)
	}
	e.PutBlock(fair.Block{Company: s.seller.ID, Blocked: s.buyer.ID})
	if a, b := gatesOf(s.offer.ID), gatesOf(second.ID); a != "gate.withheld" || b != "gate.withheld" {
		t.Errorf("blocked: %q, %q", a, b)
	}
	if m, err := e.Pair(s.offer.ID, s.demand.ID, s.offer.ID, drawnNow); err != nil || len(m.Gates) != 1 {
		t.Errorf("the supplier can tell a block from a no: %v %+v", err, m.Gates)
	}
	if list, err := e.Top(s.demand.ID, 5, drawnNow); err != nil || len(list) > 0 {
		t.Errorf("a blocked company is listed: %v %+v", err, list)
	}
}

// What is over is not matched.
func TestExpiry(t *testing.T) {
	for date, over := range map[fair.Date]bool{"2026-09-20": true, "2026-09-21": false} { // today is 21 September
		s := newScene()
		s.offer.ValidUntil = date
		if m := s.match(t); (len(m.Gates) == 1 && m.Gates[0].Key == "gate.offer_expired") != over {
			t.Errorf("%s: %+v", date, m.Gates)
		}
	}
}

// The two sides are joined by their weighted harmonic mean: a pair that is good for one
// side only is no good pair.
func TestBothSidesMustGain(t *testing.T) {
	s := newScene()
	m := s.match(t)
	if want := 1 / (.6/float64(m.ForBuyer) + .4/float64(m.ForSeller)); m.Score != int(want) {
		t.Errorf("%d and %d give %d, want %v", m.ForBuyer, m.ForSeller, m.Score, want)
	}
	if fair.Join(10000, 1000) >= fair.Join(4000, 4000) || fair.Join(6000, 5000) <= fair.Join(5000, 6000) {
		t.Error("the join is not the buyer's .6 harmonic mean")
	}
}

// A bare "$" says no currency.
func TestBareDollarIsRefused(t *testing.T) {
	if _, err := taxonomy.ParseCurrency("$"); err == nil {
		t.Error("$ is taken")
	}
	p := fair.Price{Amount: fair.MustDecimal("1"), Currency: "$", Unit: "KGM"}
	if err := fair.Validate(&p); err == nil {
		t.Error("a price in $ is taken")
	}
}
