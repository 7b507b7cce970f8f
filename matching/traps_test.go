package matching

import (
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// scene is one offer and one demand of coffee, changed by each case.
type scene struct {
	offer, demand   fair.Post
	seller, buyer   fair.Company
	selling, buying fair.ParticipationDraft
	viewer          fair.Side
}

func newScene() *scene {
	s := &scene{seller: fair.Company{ID: fair.CompanyID{1}}, buyer: fair.Company{ID: fair.CompanyID{2}}, viewer: fair.DemandSide}
	s.selling.Role, s.buying.Role = fair.Exhibitor, fair.Buyer
	post := func(n byte, side fair.Side, company fair.CompanyID) fair.Post {
		return fair.Post{ID: fair.PostID{n}, Number: int64(n), Side: side, Company: company, State: fair.PostOpen,
			PostDraft: fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Green coffee beans"}}}}
	}
	s.offer = post(1, fair.OfferSide, s.seller.ID)
	s.offer.Offer = &fair.OfferTerms{}
	s.demand = post(2, fair.DemandSide, s.buyer.ID)
	s.demand.Demand = &fair.DemandTerms{}
	return s
}

func (s *scene) match(t *testing.T) fair.Match {
	t.Helper()
	e := New(newDraw(1).fair, fair.Rates{Base: "USD", Per: map[string]fair.Decimal{"CNY": fair.MustDecimal("0.14")}})
	e.PutPost(s.offer)
	e.PutCompany(s.seller, s.selling)
	e.PutCompany(s.buyer, s.buying)
	e.PutPost(s.demand)
	viewer := s.demand.ID
	if s.viewer == fair.OfferSide {
		viewer = s.offer.ID
	}
	m, err := e.Pair(s.offer.ID, s.demand.ID, viewer, drawnNow)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func reason(m fair.Match, side fair.Side, part string) fair.Reason {
	for _, r := range m.Reasons {
		if r.Part == part && r.Side == side {
			return r
		}
	}
	return fair.Reason{}
}

func amountOf(s, unit string) *fair.Quantity {
	return &fair.Quantity{Value: fair.MustDecimal(s), Unit: unit}
}

func priceOf(s, currency, unit string) *fair.Price {
	return &fair.Price{Amount: fair.MustDecimal(s), Currency: currency, Unit: unit}
}

func TestTraps(t *testing.T) {
	for _, c := range []struct {
		name   string
		set    func(s *scene)
		part   string // of the buyer's side
		points int
		key    string
	}{
		{"minimum met in another unit", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.First = amountOf("1000", "KGM"), amountOf("1", "TNE")
		}, "quantity", 1000, "reason.moq_met"},
		{"minimum twice the order", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.First = amountOf("2", "TNE"), amountOf("1000", "KGM")
		}, "quantity", 500, "reason.moq_short"},
		{"minimum per colour", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.MOQBasis, s.demand.Demand.First = amountOf("10", "C62"), fair.PerColour, amountOf("10", "C62")
		}, "quantity", 1000, "reason.moq_met_colour"},
		{"cartons without content", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.First = amountOf("10", "CT"), amountOf("500", "KGM")
		}, "quantity", 450, "reason.quantity_apart"},
		{"cartons with content", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.Content, s.demand.Demand.First = amountOf("10", "CT"), amountOf("6", "KGM"), amountOf("60", "KGM")
		}, "quantity", 1000, "reason.moq_met"},
		{"cartons wanted of goods sold by weight", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.Content, s.demand.Demand.First = amountOf("60", "KGM"), amountOf("6", "KGM"), amountOf("10", "CT")
		}, "quantity", 1000, "reason.moq_met"},
		{"tiny prices", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("0.0042", "USD", "C62"), priceOf("0.0042", "USD", "C62")
		}, "price", 700, "reason.price_within"},
		{"another currency and unit", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("100", "CNY", "KGM"), priceOf("14000", "USD", "TNE")
		}, "price", 700, "reason.price_within"},
		{"no rate", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("1", "JPY", "KGM"), priceOf("14000", "USD", "KGM")
		}, "price", 315, "reason.rate_missing"},
		{"no rate needed", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("1", "JPY", "KGM"), priceOf("2", "JPY", "KGM")
		}, "price", 700, "reason.price_within"},
		{"budget over quantity", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Annual = priceOf("4", "USD", "KGM"), amountOf("1", "TNE")
			s.demand.Demand.Budget = &fair.Money{Amount: fair.MustDecimal("4000"), Currency: "USD"}
		}, "price", 700, "reason.price_within_budget"},
		{"terms far apart are no gate", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("1", "USD", "KGM"), priceOf("1", "USD", "KGM")
			s.offer.Offer.Price.Incoterms, s.demand.Demand.Ceiling.Incoterms = []string{"EXW", "FOB"}, []string{"DDP"}
		}, "incoterm", 44, "reason.incoterm_apart"},
		{"preference by agreement", func(s *scene) {
			s.offer.Offer.Origin, s.demand.Demand.Destination = "PE", "CN"
		}, "tariff", 200, "reason.tariff_preference"},
		{"one of a family of schemes", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: halalScheme(t)}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "halal", Mandatory: true}}
		}, "certificates", 1800, "reason.certificates_held"},
		{"run out before the fair", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", ValidUntil: "2026-11-04"}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		}, "certificates", 720, "reason.certificates_unknown"},
		{"late by ten days", func(s *scene) {
			s.offer.Offer.LeadDays, s.demand.Demand.NeededBy = 30, "2026-10-11" // today is 21 September
		}, "lead_time", 225, "reason.lead_late"},
		{"traditional and simplified", func(s *scene) {
			s.offer.Languages, s.demand.Languages = []string{"zh-Hant"}, []string{"zh-Hans"}
		}, "language", 300, "reason.language_shared"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			c.set(s)
			m := s.match(t)
			if r := reason(m, fair.DemandSide, c.part); r.Points != c.points || r.Key != c.key {
				t.Errorf("%d points, %s; want %d, %s (%+v)", r.Points, r.Key, c.points, c.key, m.Gates)
			}
		})
	}
}

// halalScheme is a scheme other than halal that answers it.
func halalScheme(t *testing.T) string {
	want, err := taxonomy.ParseCertificate("halal")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range taxonomy.Schemes() {
		if s.Satisfies(want) && s.Key != want.Key {
			return s.Key
		}
	}
	t.Fatal("no scheme answers halal")
	return ""
}

// Only what both sides state closes a gate.
func TestUnknownIsNotNo(t *testing.T) {
	for name, set := range map[string]func(s *scene){
		"gate.certificate": func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", Status: fair.NotHeld}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		},
		"gate.origin":      func(s *scene) { s.offer.Offer.Origin, s.demand.Demand.Origins = "PE", []string{"BR"} },
		"gate.destination": func(s *scene) { s.offer.Offer.Markets, s.demand.Demand.Destination = []string{"DE"}, "CN" },
		"gate.territory": func(s *scene) {
			s.offer.Exclusive, s.offer.Territory = fair.ExclusiveTaken, []string{"CN"}
			s.demand.Exclusive, s.demand.Territory = fair.ExclusiveWanted, []string{"CN", "DE"}
		},
	} {
		both := newScene()
		set(both)
		if m := both.match(t); m.Score != 0 || len(m.Gates) != 1 || m.Gates[0].Key != name {
			t.Errorf("%s: score %d, gates %+v", name, m.Score, m.Gates)
		}
		silent := newScene()
		set(silent)
		silent.offer.Offer, silent.offer.Exclusive, silent.offer.Territory = &fair.OfferTerms{}, "", nil
		if m := silent.match(t); m.Score == 0 || m.Band == fair.Strong || len(m.Gates) > 0 {
			t.Errorf("%s, not stated by the offer: score %d, band %s", name, m.Score, m.Band)
		}
	}
}

// A mandatory certificate nobody speaks of keeps the best of pairs at possible.
func TestUnknownRequirementIsAtMostPossible(t *testing.T) {
	s := newScene()
	s.buyer.Verified = true
	s.offer.Offer = &fair.OfferTerms{MOQ: amountOf("1", "KGM"), Capacity: amountOf("99", "TNE"), Price: priceOf("1", "USD", "KGM"), LeadDays: 1, Origin: "PE"}
	s.demand.Demand = &fair.DemandTerms{First: amountOf("1", "TNE"), Ceiling: priceOf("2", "USD", "KGM"), NeededBy: "2027-01-01", Destination: "CN"}
	if m := s.match(t); m.Band != fair.Strong {
		t.Fatalf("%s at %d", m.Band, m.Score)
	}
	s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "iso9001"}, {Scheme: "haccp"}}
	s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}, {Scheme: "iso9001"}, {Scheme: "haccp"}}
	if m := s.match(t); m.Band != fair.Possible || m.Score < 7000 {
		t.Errorf("%s at %d", m.Band, m.Score)
	}
}

// What a supplier keeps to itself lifts its own view only.
func TestFloorIsTheSuppliersOwn(t *testing.T) {
	s := newScene()
	s.offer.Offer.Price, s.offer.Offer.Floor = priceOf("3", "USD", "KGM"), &fair.Money{Amount: fair.MustDecimal("2"), Currency: "USD"}
	s.demand.Demand.Ceiling = priceOf("2", "USD", "KGM")
	s.demand.Visibility = map[string]fair.Visibility{"ceiling": fair.Public}
	if r := reason(s.match(t), fair.DemandSide, "price"); r.Key != "reason.price_above" {
		t.Errorf("the buyer reads %s", r.Key)
	}
	s.viewer = fair.OfferSide
	if r := reason(s.match(t), fair.DemandSide, "price"); r.Key != "reason.price_floor" {
		t.Errorf("the supplier reads %s", r.Key)
	}
}

func TestNothingKnownIsNotStrong(t *testing.T) {
	if m := newScene().match(t); m.Band != fair.Possible {
		t.Errorf("%s at %d", m.Band, m.Score)
	}
}

func TestLanguagesMeet(t *testing.T) {
	s := newScene()
	s.demand.Title = fair.Texts{"zh": "采购咖啡生豆"}
	m := s.match(t)
	if r := reason(m, fair.DemandSide, "product"); r.Key != "reason.product_code" || r.Args["code"] != taxonomy.Code("0901") || r.Points < 2500 {
		t.Errorf("%+v", r)
	}
	s.demand.Title = fair.Texts{"en": "Steel pipes"}
	if m := s.match(t); m.Score != 0 || m.Gates[0].Key != "gate.nothing_shared" {
		t.Errorf("coffee for steel pipes: %+v", m)
	}
}
