package matching

import (
	"reflect"
	"slices"
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
	starts          fair.Date  // of the fair, where it matters
	bans            []fair.Ban // of the fair
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

func (s *scene) engine() *Engine {
	f := newDraw(1).fair
	f.Bans = s.bans
	if s.starts != "" {
		f.Starts = s.starts
	}
	e := New(f, fair.Rates{Base: "USD", Per: map[string]fair.Decimal{"CNY": fair.MustDecimal("0.14")}})
	e.PutPost(s.offer)
	e.PutCompany(s.seller, s.selling)
	e.PutCompany(s.buyer, s.buying)
	e.PutPost(s.demand)
	return e
}

func (s *scene) match(t *testing.T) fair.Match {
	t.Helper()
	viewer := s.demand.ID
	if s.viewer == fair.OfferSide {
		viewer = s.offer.ID
	}
	m, err := s.engine().Pair(s.offer.ID, s.demand.ID, viewer, drawnNow)
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
		}, "quantity", 450, "reason.quantity_apart_pack"},
		{"pieces wanted of goods sold by weight", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.First = amountOf("10", "KGM"), amountOf("500", "C62")
		}, "quantity", 450, "reason.quantity_apart"},
		{"a minimum is compared with the first order", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.First, s.demand.Demand.Annual = amountOf("2", "TNE"), amountOf("1", "TNE"), amountOf("40", "TNE")
		}, "quantity", 500, "reason.moq_short"},
		{"a year's volume does not tell the first order", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.Annual = amountOf("2", "TNE"), amountOf("40", "TNE")
		}, "quantity", 450, "reason.first_unknown"},
		{"a year's volume below the minimum tells enough", func(s *scene) {
			s.offer.Offer.MOQ, s.demand.Demand.Annual = amountOf("4", "TNE"), amountOf("1", "TNE")
		}, "quantity", 0, "reason.moq_above_year"},
		{"minimum per article", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.MOQBasis, s.demand.Demand.First = amountOf("100", "C62"), fair.PerArticle, amountOf("450", "C62")
		}, "quantity", 1000, "reason.moq_met_article"},
		{"capacity is compared with the year", func(s *scene) {
			s.offer.Offer.Capacity, s.demand.Demand.First, s.demand.Demand.Annual = amountOf("20", "TNE"), amountOf("1", "TNE"), amountOf("40", "TNE")
		}, "capacity", 100, "reason.capacity_short"},
		{"a first order does not tell the year", func(s *scene) {
			s.offer.Offer.Capacity, s.demand.Demand.First = amountOf("20", "TNE"), amountOf("1", "TNE")
		}, "capacity", 90, "reason.annual_unknown"},
		{"a budget and no quantity pays for the minimum", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.Price = amountOf("1", "TNE"), priceOf("28", "CNY", "KGM")
			s.demand.Demand.Budget = &fair.Money{Amount: fair.MustDecimal("3921"), Currency: "USD"}
		}, "quantity", 800, "reason.budget_covers"},
		{"a budget and no quantity is half the minimum", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.Price = amountOf("1", "TNE"), priceOf("4", "USD", "KGM")
			s.demand.Demand.Budget = &fair.Money{Amount: fair.MustDecimal("2000"), Currency: "USD"}
		}, "quantity", 500, "reason.budget_below"},
		{"a budget and no price to compare the minimum with", func(s *scene) {
			s.offer.Offer.MOQ = amountOf("1", "TNE")
			s.demand.Demand.Budget = &fair.Money{Amount: fair.MustDecimal("2000"), Currency: "USD"}
		}, "quantity", 450, "reason.quantity_unknown"},
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
		{"a price per carton against a limit per kilogram", func(s *scene) {
			s.offer.Offer.Price, s.offer.Offer.Content, s.demand.Demand.Ceiling = priceOf("60", "USD", "CT"), amountOf("12", "KGM"), priceOf("5", "USD", "KGM")
		}, "price", 700, "reason.price_within"},
		{"a price per kilogram against a limit per carton", func(s *scene) {
			s.offer.Offer.Price, s.offer.Offer.Content, s.demand.Demand.Ceiling = priceOf("5.05", "USD", "KGM"), amountOf("12", "KGM"), priceOf("60", "USD", "CT")
		}, "price", 682, "reason.price_above"},
		{"a price per carton of unknown content", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("60", "USD", "CT"), priceOf("5", "USD", "KGM")
		}, "price", 315, "reason.price_apart"},
		{"a tiny price a little above", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("0.0043", "USD", "C62"), priceOf("0.0042", "USD", "C62")
		}, "price", 659, "reason.price_above"},
		{"ex works is not delivered", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("4", "USD", "KGM"), priceOf("5", "USD", "KGM")
			s.offer.Offer.Price.Incoterms, s.demand.Demand.Ceiling.Incoterms = []string{"EXW"}, []string{"CIF", "DDP"}
		}, "price", 315, "reason.price_terms"},
		{"above the limit even ex works", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("10", "USD", "KGM"), priceOf("5", "USD", "KGM")
			s.offer.Offer.Price.Incoterms, s.demand.Demand.Ceiling.Incoterms = []string{"EXW"}, []string{"CIF", "DDP"}
		}, "price", 0, "reason.price_above"},
		{"within the limit even delivered", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("4", "USD", "KGM"), priceOf("5", "USD", "KGM")
			s.offer.Offer.Price.Incoterms, s.demand.Demand.Ceiling.Incoterms = []string{"DDP"}, []string{"FOB"}
		}, "price", 700, "reason.price_within"},
		{"terms that meet compare", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("4", "USD", "KGM"), priceOf("5", "USD", "KGM")
			s.offer.Offer.Price.Incoterms, s.demand.Demand.Ceiling.Incoterms = []string{"EXW", "FOB"}, []string{"FOB", "DDP"}
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
		{"no agreement between the two", func(s *scene) {
			s.offer.Offer.Origin, s.demand.Demand.Destination = "CN", "KE"
		}, "tariff", 80, "reason.tariff_none"},
		{"organic of one country is not that of another", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "organic-eu"}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "organic-cn", Mandatory: true}}
		}, "certificates", 810, "reason.certificates_unknown"},
		{"halal at home", func(s *scene) {
			s.offer.Offer.Certificates, s.demand.Demand.Destination = []fair.Certificate{{Scheme: "halal-jakim"}}, "MY"
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "halal", Mandatory: true}}
		}, "certificates", 1800, "reason.certificates_held"},
		{"halal of another country", func(s *scene) {
			s.offer.Offer.Certificates, s.demand.Demand.Destination = []fair.Certificate{{Scheme: "halal-jakim"}}, "ID"
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "halal", Mandatory: true}}
		}, "certificates", 1260, "reason.certificates_unknown"},
		{"applied for", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", Status: fair.Applied}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		}, "certificates", 1080, "reason.certificates_partly"},
		{"a wish stated as missing is no gate", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", Status: fair.NotHeld}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce"}}
		}, "certificates", 0, "reason.certificates_partly"},
		{"runs out during the fair", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", ValidUntil: "2026-11-09"}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		}, "certificates", 810, "reason.certificates_unknown"},
		{"valid to the fair's last day", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", ValidUntil: "2026-11-10"}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		}, "certificates", 1800, "reason.certificates_held"},
		{"the company's certificates count", func(s *scene) {
			s.seller.Certificates = []fair.Certificate{{Scheme: "ce"}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		}, "certificates", 1800, "reason.certificates_held"},
		{"a trader where the maker is wanted", func(s *scene) {
			s.seller.Kind, s.demand.Demand.Suppliers = fair.Distributor, []fair.CompanyKind{fair.Manufacturer, fair.BrandOwner}
		}, "supplier_kind", 105, "reason.kind_other"},
		{"the maker by its own word", func(s *scene) {
			s.seller.Kind, s.demand.Demand.Suppliers = fair.Manufacturer, []fair.CompanyKind{fair.Manufacturer}
		}, "supplier_kind", 595, "reason.kind_said"},
		{"the maker with proof", func(s *scene) {
			s.seller.Kind, s.demand.Demand.Suppliers, s.seller.Verified = fair.Manufacturer, []fair.CompanyKind{fair.Manufacturer}, true
		}, "supplier_kind", 700, "reason.kind_wanted"},
		{"a territory taken for another channel", func(s *scene) {
			s.offer.Exclusive, s.offer.Territory, s.offer.Channel = fair.ExclusiveTaken, []string{"CN"}, fair.B2B
			s.demand.Territory, s.demand.Channel = []string{"CN"}, fair.B2C
		}, "territory", 300, "reason.taken_other_channel"},
		{"a territory taken in part", func(s *scene) {
			s.offer.Exclusive, s.offer.Territory, s.demand.Territory = fair.ExclusiveTaken, []string{"CN"}, []string{"CN", "DE"}
		}, "territory", 200, "reason.territory_partly_taken"},
		{"a territory taken elsewhere", func(s *scene) {
			s.offer.Exclusive, s.offer.Territory, s.demand.Territory = fair.ExclusiveTaken, []string{"FR"}, []string{"DE"}
		}, "territory", 225, "reason.taken_elsewhere"},
		{"a taken territory does not concern who buys the goods alone", func(s *scene) {
			s.offer.Exclusive, s.offer.Territory, s.demand.Demand.Destination = fair.ExclusiveTaken, []string{"CN"}, "CN"
		}, "territory", 300, "reason.territory_not_asked"},
		{"exclusive where it is wanted", func(s *scene) {
			s.offer.Exclusive, s.offer.Territory = fair.ExclusiveOffered, []string{"CN", "DE"}
			s.demand.Exclusive, s.demand.Territory = fair.ExclusiveWanted, []string{"CN"}
		}, "territory", 500, "reason.exclusive_free"},
		{"exclusive, nobody says where", func(s *scene) {
			s.offer.Exclusive, s.demand.Exclusive, s.demand.Territory = fair.ExclusiveOffered, fair.ExclusiveWanted, []string{"CN"}
		}, "territory", 350, "reason.exclusive_somewhere"},
		{"no interpreter for a shared language", func(s *scene) {
			s.offer.Languages, s.demand.Languages = []string{"en", "es"}, []string{"zh"}
		}, "language", 45, "reason.language_none"},
		{"a sample wanted and none there", func(s *scene) {
			s.offer.Offer.Samples, s.demand.Demand.Samples = fair.No, fair.Yes
		}, "samples", 30, "reason.samples_none"},
		{"run out before the fair", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", ValidUntil: "2026-11-04"}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		}, "certificates", 810, "reason.certificates_unknown"},
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

// Only what both sides state closes a gate; one side's silence leaves it open and the
// pair at possible.
func TestUnknownIsNotNo(t *testing.T) {
	for name, set := range map[string]func(s *scene){
		"gate.certificate": func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", Status: fair.NotHeld}}
			s.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
		},
		"gate.origin": func(s *scene) { s.offer.Offer.Origin, s.demand.Demand.Origins = "PE", []string{"BR"} },
		"gate.territory": func(s *scene) {
			s.offer.Exclusive, s.offer.Territory = fair.ExclusiveTaken, []string{"CN"}
			s.demand.Exclusive, s.demand.Territory = fair.ExclusiveWanted, []string{"CN"}
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

// What is not hard never closes a gate, however bad it is.
func TestSoft(t *testing.T) {
	s := newScene()
	s.offer.Offer = &fair.OfferTerms{MOQ: amountOf("9000", "TNE"), Capacity: amountOf("1", "KGM"), Price: priceOf("900", "USD", "KGM"), LeadDays: 900, Markets: []string{"DE"}, Samples: fair.No,
		Certificates: []fair.Certificate{{Scheme: "ce", Status: fair.NotHeld}}}
	s.offer.Offer.Price.Incoterms = []string{"EXW"}
	s.offer.Exclusive, s.offer.Channel, s.offer.Languages, s.seller.Kind = fair.ExclusiveNone, fair.B2B, []string{"es"}, fair.Distributor
	s.demand.Demand = &fair.DemandTerms{First: amountOf("1", "KGM"), Annual: amountOf("10", "TNE"), Ceiling: priceOf("1", "USD", "KGM"), NeededBy: "2026-10-01", Destination: "CN",
		Samples: fair.Yes, Required: []fair.Requirement{{Scheme: "ce"}}, Suppliers: []fair.CompanyKind{fair.Manufacturer}, Purpose: fair.OwnUse}
	s.demand.Demand.Ceiling.Incoterms = []string{"DDP"}
	s.demand.Exclusive, s.demand.Channel, s.demand.Languages = fair.ExclusiveWanted, fair.B2C, []string{"zh"}
	m := s.match(t)
	if len(m.Gates) > 0 || m.Score == 0 {
		t.Errorf("score %d, gates %+v", m.Score, m.Gates)
	}
	for part, key := range map[string]string{ // every wish that is not met is said, not passed over
		"certificates": "reason.certificates_partly", "supplier_kind": "reason.kind_other", "territory": "reason.exclusive_not",
		"quantity": "reason.moq_short", "price": "reason.price_above", "capacity": "reason.capacity_short", "lead_time": "reason.lead_late",
		"language": "reason.language_none", "samples": "reason.samples_none", "incoterm": "reason.incoterm_apart",
	} {
		if r := reason(m, fair.DemandSide, part); r.Key != key || 2*r.Points > r.Weight && part != "incoterm" {
			t.Errorf("%s: %+v", part, r)
		}
	}
	for part, key := range map[string]string{"channel": "reason.channel_other", "volume": "reason.volume_small", "market": "reason.market_unserved"} {
		if r := reason(m, fair.OfferSide, part); r.Key != key || 2*r.Points > r.Weight {
			t.Errorf("%s: %+v", part, r)
		}
	}
}

// A destination left out of those that the supplier names is asked about.
func TestDestinationLeftOutIsAtMostPossible(t *testing.T) {
	s := newScene()
	s.buyer.Verified = true
	s.offer.Offer = &fair.OfferTerms{MOQ: amountOf("1", "KGM"), Capacity: amountOf("99", "TNE"), Price: priceOf("1", "USD", "KGM"), LeadDays: 1, Origin: "PE", Markets: []string{"CN"}}
	s.demand.Demand = &fair.DemandTerms{First: amountOf("1", "TNE"), Ceiling: priceOf("2", "USD", "KGM"), NeededBy: "2027-01-01", Destination: "CN", Purpose: fair.Resale}
	if m := s.match(t); m.Band != fair.Strong {
		t.Fatalf("%s at %d", m.Band, m.Score)
	}
	s.offer.Offer.Markets = []string{"DE"}
	if m := s.match(t); m.Band != fair.Possible || len(m.Gates) > 0 {
		t.Errorf("%s at %d, gates %+v", m.Band, m.Score, m.Gates)
	}
}

// Forwarders and service firms that pose as buyers of goods stand last until they
// are verified.
func TestBuyersStanding(t *testing.T) {
	for _, c := range []struct {
		kind     fair.CompanyKind
		hosted   bool
		verified bool
		key      string
		points   int
	}{
		{fair.Importer, false, false, "reason.buyer_registered", 750},
		{fair.Importer, true, false, "reason.buyer_hosted", 1275},
		{fair.Importer, false, true, "reason.buyer_verified", 1500},
		{fair.Forwarder, true, false, "reason.buyer_doubtful", 300},
		{fair.ServiceFirm, false, false, "reason.buyer_doubtful", 300},
		{fair.Forwarder, false, true, "reason.buyer_verified", 1500},
	} {
		s := newScene()
		s.viewer, s.buyer.Kind, s.buying.Hosted, s.buyer.Verified = fair.OfferSide, c.kind, c.hosted, c.verified
		if r := reason(s.match(t), fair.OfferSide, "buyer"); r.Key != c.key || r.Points != c.points {
			t.Errorf("%+v: %+v", c, r)
		}
	}
}

// Facts that sentences turn on.
func TestFacts(t *testing.T) {
	for _, c := range []struct {
		part string
		set  func(s *scene)
		want fair.Args
	}{
		{"quantity", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.MOQBasis, s.demand.Demand.First = amountOf("100", "C62"), fair.PerColour, amountOf("450", "C62")
		}, fair.Args{"moq": *amountOf("100", "C62"), "wanted": *amountOf("450", "C62"), "times": 4}},
		{"price", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("1", "JPY", "KGM"), priceOf("1", "VND", "KGM")
		}, fair.Args{"price": *priceOf("1", "JPY", "KGM"), "limit": *priceOf("1", "VND", "KGM"), "currencies": []string{"JPY", "VND"}}},
		{"price", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("1.2", "USD", "KGM"), priceOf("1", "USD", "KGM")
		}, fair.Args{"price": *priceOf("1.2", "USD", "KGM"), "limit": *priceOf("1", "USD", "KGM"), "percent": 20}},
		{"price", func(s *scene) {
			s.offer.Offer.Price, s.demand.Demand.Ceiling = priceOf("1.003", "USD", "KGM"), priceOf("1", "USD", "KGM")
		}, fair.Args{"price": *priceOf("1.003", "USD", "KGM"), "limit": *priceOf("1", "USD", "KGM")}},
		{"price", func(s *scene) {
			s.offer.Offer.Price, s.offer.Offer.Content, s.demand.Demand.Ceiling = priceOf("60", "USD", "CT"), amountOf("12", "KGM"), priceOf("5", "USD", "KGM")
		}, fair.Args{"price": *priceOf("60", "USD", "CT"), "limit": *priceOf("5", "USD", "KGM"), "content": *amountOf("12", "KGM")}},
		{"price", func(s *scene) { s.offer.Offer.Price = priceOf("60", "USD", "CT") }, fair.Args{"price": *priceOf("60", "USD", "CT")}},
		{"quantity", func(s *scene) {
			s.offer.Offer.MOQ, s.offer.Offer.Price = amountOf("1", "TNE"), priceOf("28", "CNY", "KGM")
			s.demand.Demand.Budget, s.demand.Visibility = &fair.Money{Amount: fair.MustDecimal("5000"), Currency: "USD"}, map[string]fair.Visibility{"budget": fair.Public}
		}, fair.Args{"moq": *amountOf("1", "TNE"), "limit": fair.Money{Amount: fair.MustDecimal("5000"), Currency: "USD"}, "total": fair.Money{Amount: fair.MustDecimal("28000"), Currency: "CNY"}}},
		{"language", func(s *scene) { s.offer.Languages = []string{"es"} }, fair.Args{"seller_languages": []string{"es"}}},
		{"tariff", func(s *scene) { s.offer.Offer.Origin, s.demand.Demand.Destination = "PE", "CN" },
			fair.Args{"origin_country": "PE", "destination_country": "CN", "agreements": []string{"CN-PE"}}},
		{"lead_time", func(s *scene) { s.offer.Offer.LeadDays, s.demand.Demand.NeededBy = 30, "2026-10-11" },
			fair.Args{"days": 30, "needed_by": fair.Date("2026-10-11"), "late": 10}},
		{"certificates", func(s *scene) {
			s.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce"}, {Scheme: "haccp", Status: fair.Applied}, {Scheme: "iso9001", Status: fair.NotHeld}, {Scheme: "fsc", ValidUntil: "2026-01-01"}, {Scheme: "halal-muis"}}
			s.demand.Demand.Destination = "CN"
			for _, scheme := range []string{"ce", "haccp", "iso9001", "fsc", "halal", "kosher"} {
				s.demand.Demand.Required = append(s.demand.Demand.Required, fair.Requirement{Scheme: scheme})
			}
		}, fair.Args{"held_schemes": []string{"ce"}, "applied_schemes": []string{"haccp"}, "lacking_schemes": []string{"iso9001"},
			"expired_schemes": []string{"fsc"}, "abroad_schemes": []string{"halal"}, "unknown_schemes": []string{"kosher"}}},
	} {
		s := newScene()
		s.demand.Visibility = map[string]fair.Visibility{"ceiling": fair.Public}
		c.set(s)
		for _, s.viewer = range []fair.Side{fair.OfferSide, fair.DemandSide} {
			if r := reason(s.match(t), fair.DemandSide, c.part); !reflect.DeepEqual(r.Args, c.want) {
				t.Errorf("%s: %v, want %v", c.part, r.Args, c.want)
			}
		}
	}
}

// One piece too few is too few, and what conversions round is not.
func TestAmountsAreComparedExactly(t *testing.T) {
	for _, c := range []struct {
		moq, wanted *fair.Quantity
		met         bool
	}{
		{amountOf("100001", "C62"), amountOf("100000", "C62"), false},
		{amountOf("1000000001", "C62"), amountOf("1000000000", "C62"), false},
		{amountOf("100000", "C62"), amountOf("100000", "C62"), true},
		{amountOf("1200000", "C62"), amountOf("100000", "DZN"), true},
		{amountOf("1200001", "C62"), amountOf("100000", "DZN"), false},
		{amountOf("0.3", "TNE"), amountOf("300", "KGM"), true},
		{amountOf("1", "LBR"), amountOf("16", "ONZ"), true},
		{amountOf("7", "CT"), amountOf("2100", "GRM"), true},
	} {
		s := newScene()
		s.offer.Offer.Content = amountOf("0.3", "KGM")
		s.offer.Offer.MOQ, s.offer.Offer.Capacity = c.moq, c.wanted
		s.demand.Demand.First, s.demand.Demand.Annual = c.wanted, c.moq
		m := s.match(t)
		for key, said := range map[string]bool{
			reason(m, fair.DemandSide, "quantity").Key: c.met, reason(m, fair.DemandSide, "capacity").Key: c.met,
		} {
			if (key == "reason.moq_met" || key == "reason.capacity_enough") != said {
				t.Errorf("%v, wanted %v: %s", *c.moq, *c.wanted, key)
			}
		}
		s.demand.Demand.Annual = c.wanted
		volume := reason(s.match(t), fair.OfferSide, "volume")
		if (volume.Key == "reason.volume_good") != c.met {
			t.Errorf("%v, wanted %v: %s", *c.moq, *c.wanted, volume.Key)
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

// A stated code that the title contradicts stays, with a warning.
func TestContradictedCode(t *testing.T) {
	for _, c := range []struct {
		title, code, guess string
	}{
		{"Frozen strawberries", "081010", "0811"},
		{"速冻草莓", "0810", "0811"},
		{"Frozen strawberries", "0811", ""},
		{"Fresh strawberries", "081010", ""},
		{"Something quite different", "0810", ""},
	} {
		s := newScene()
		s.offer.Title, s.offer.Codes = fair.Texts{"en": c.title}, []taxonomy.Code{taxonomy.Code(c.code)}
		s.demand.Title = fair.Texts{"en": "Strawberries, " + c.title}
		m := s.match(t)
		want := fair.Reason{}
		if c.guess != "" {
			want = fair.Reason{Side: fair.OfferSide, Part: "code", Key: "reason.code_doubt", Args: fair.Args{"code": taxonomy.Code(c.code[:4]), "guess": taxonomy.Code(c.guess)}}
		}
		if got := reason(m, fair.OfferSide, "code"); !reflect.DeepEqual(got, want) {
			t.Errorf("%s under %s: %+v, want %+v", c.title, c.code, got, want)
		}
	}
}

// A buyer that offers the same itself is marked for the supplier, unless that would
// tell whose a blind demand is.
func TestCompetitorsAreMarked(t *testing.T) {
	for _, c := range []struct {
		title        string
		blind, marks bool
	}{{"Roasted coffee", false, true}, {"Roasted coffee", true, false}, {"Steel pipes", false, false}} {
		s := newScene()
		s.demand.Demand.Blind = c.blind
		e := s.engine()
		own := s.offer
		own.ID, own.Number, own.Company, own.Title = fair.PostID{3}, 3, s.buyer.ID, fair.Texts{"en": c.title}
		e.PutPost(own)
		for viewer, marks := range map[fair.PostID]bool{s.offer.ID: c.marks, s.demand.ID: false} {
			m, err := e.Pair(s.offer.ID, s.demand.ID, viewer, drawnNow)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.ContainsFunc(m.Reasons, func(r fair.Reason) bool { return r.Key == "reason.competitor" }); got != marks {
				t.Errorf("%+v seen by %v: marked %v", c, viewer, got)
			}
		}
	}
}
