package matching

import (
	"reflect"
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// A certificate that states where it counts is proof there and nowhere else: neither of
// holding nor of lacking it.
func TestCertificatesCountWhereTheySay(t *testing.T) {
	held := func(scheme string, at ...string) fair.Certificate {
		return fair.Certificate{Scheme: scheme, Destinations: at}
	}
	missing := func(scheme string, at ...string) fair.Certificate {
		return fair.Certificate{Scheme: scheme, Status: fair.NotHeld, Destinations: at}
	}
	for _, c := range []struct {
		name         string
		certificates []fair.Certificate
		asked        string
		destination  string
		points       int // -1: a gate is closed
		under        string
		asks         fair.Side
	}{
		{"there", []fair.Certificate{held("haccp", "CN", "PE")}, "haccp", "PE", 1800, "held_schemes", ""},
		{"elsewhere", []fair.Certificate{held("haccp", "CN", "PE")}, "haccp", "DE", 1260, "elsewhere_schemes", fair.OfferSide},
		{"no destination", []fair.Certificate{held("haccp", "CN")}, "haccp", "", 1260, "elsewhere_schemes", fair.DemandSide},
		{"everywhere", []fair.Certificate{held("haccp", "CN"), held("haccp")}, "haccp", "DE", 1800, "held_schemes", ""},
		{"two of a family, one for each", []fair.Certificate{held("halal-jakim", "MY"), held("halal-bpjph", "ID")}, "halal", "ID", 1800, "held_schemes", ""},
		{"two of a family, none for it", []fair.Certificate{held("halal-jakim", "MY"), held("halal-bpjph", "ID")}, "halal", "SG", 1260, "elsewhere_schemes", fair.OfferSide},
		{"recognised abroad, as stated", []fair.Certificate{held("halal-jakim", "MY", "ID")}, "halal", "ID", 1800, "held_schemes", ""},
		{"not at home, as stated", []fair.Certificate{held("halal-jakim", "ID")}, "halal-jakim", "MY", 1260, "elsewhere_schemes", fair.OfferSide},
		{"national by default", []fair.Certificate{held("halal-jakim")}, "halal", "ID", 1260, "abroad_schemes", fair.OfferSide},
		{"national by default, at home", []fair.Certificate{held("halal-jakim")}, "halal", "MY", 1800, "held_schemes", ""},
		{"missing there", []fair.Certificate{missing("haccp", "CN")}, "haccp", "CN", -1, "lacking_schemes", ""},
		{"missing elsewhere", []fair.Certificate{missing("haccp", "CN")}, "haccp", "DE", 810, "unknown_schemes", fair.OfferSide},
		{"missing there, held elsewhere", []fair.Certificate{held("haccp", "DE"), missing("haccp", "CN")}, "haccp", "CN", -1, "lacking_schemes", ""},
		{"missing, held elsewhere", []fair.Certificate{held("haccp", "DE"), missing("haccp")}, "haccp", "CN", 1260, "elsewhere_schemes", fair.OfferSide},
		{"missing there, held in general", []fair.Certificate{held("haccp"), missing("haccp", "CN")}, "haccp", "CN", -1, "lacking_schemes", ""},
		{"missing elsewhere, held in general", []fair.Certificate{held("haccp"), missing("haccp", "CN")}, "haccp", "DE", 1800, "held_schemes", ""},
		{"held there, missing in general", []fair.Certificate{missing("haccp"), held("haccp", "CN")}, "haccp", "CN", 1800, "held_schemes", ""},
		{"applied for there, held in general", []fair.Certificate{held("haccp"), {Scheme: "haccp", Status: fair.Applied, Destinations: []string{"CN"}}}, "haccp", "CN", 1080, "applied_schemes", ""},
		{"another of the family applied for there", []fair.Certificate{held("halal-bpjph", "MY"), {Scheme: "halal-jakim", Status: fair.Applied, Destinations: []string{"MY"}}}, "halal", "MY", 1800, "held_schemes", ""},
		{"applied for there", []fair.Certificate{held("haccp", "DE"), {Scheme: "haccp", Status: fair.Applied, Destinations: []string{"CN"}}}, "haccp", "CN", 1080, "applied_schemes", ""},
		{"applied for elsewhere", []fair.Certificate{{Scheme: "haccp", Status: fair.Applied, Destinations: []string{"CN"}}}, "haccp", "DE", 810, "unknown_schemes", fair.OfferSide},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			s.offer.Offer.Certificates, s.demand.Demand.Destination = c.certificates[:1], c.destination
			s.seller.Certificates = c.certificates[1:]
			s.demand.Demand.Required = []fair.Requirement{{Scheme: c.asked, Mandatory: true}}
			m := s.match(t)
			if c.points < 0 {
				if len(m.Gates) != 1 || m.Gates[0].Key != "gate.certificate" {
					t.Errorf("%+v", m)
				}
				return
			}
			r := reason(m, fair.DemandSide, "certificates")
			if r.Points != c.points || !reflect.DeepEqual(r.Args[c.under], []string{c.asked}) || r.Asks != c.asks {
				t.Errorf("%d points, asks %q, %v", r.Points, r.Asks, r.Args)
			}
			if at, told := r.Args["destination_country"]; told != (c.under == "elsewhere_schemes" && c.destination != "") || told && at != c.destination {
				t.Errorf("the destination told: %v", at)
			}
		})
	}
}

// What a certificate is about is told with it.
func TestCertificatesAreToldInDetail(t *testing.T) {
	s := newScene()
	s.offer.Offer.Certificates = []fair.Certificate{
		{Scheme: "haccp", Number: "77", Issuer: "SGS", Subject: "Lima plant", Scope: "roasted coffee", Destinations: []string{"CN"}}, {Scheme: "ce", Subject: "a mill"},
		{Scheme: "iso9001"}, {Scheme: "fsc", Subject: "bags", ValidUntil: "2026-01-01"}}
	s.demand.Demand.Destination = "CN"
	s.demand.Demand.Required = []fair.Requirement{{Scheme: "haccp"}, {Scheme: "iso9001"}, {Scheme: "fsc"}}
	want := []fair.Certificate{{Scheme: "haccp", Subject: "Lima plant", Scope: "roasted coffee", Destinations: []string{"CN"}}}
	if r := reason(s.match(t), fair.DemandSide, "certificates"); !reflect.DeepEqual(r.Args["details"], want) {
		t.Errorf("%+v", r.Args["details"])
	}
	s.offer.Visibility = map[string]fair.Visibility{"certificates": fair.ForMatching}
	if r := reason(s.match(t), fair.DemandSide, "certificates"); r.Args["details"] != nil {
		t.Errorf("hidden, and told: %+v", r.Args)
	}
}

// A territory is taken to the day stated, and whoever seeks it is told whom to ask.
func TestTakenUntil(t *testing.T) {
	for _, c := range []struct {
		exclusive fair.Exclusivity
		until     fair.Date
		taken     bool
	}{
		{fair.ExclusiveTaken, "2027-12-31", true},
		{fair.ExclusiveTaken, "2026-11-05", true}, // the fair's first day
		{fair.ExclusiveTaken, "2026-11-04", false},
		{"", "2027-12-31", true},
		{"", "2026-11-04", false},
		{fair.ExclusiveOffered, "2027-12-31", false},
	} {
		s := newScene()
		s.offer.Exclusive, s.offer.TakenUntil, s.offer.Territory, s.offer.Offer.Agent = c.exclusive, c.until, []string{"CN"}, "Hanseatic"
		s.demand.Exclusive, s.demand.Territory = fair.ExclusiveWanted, []string{"CN"}
		m := s.match(t)
		if !c.taken {
			if r := reason(m, fair.DemandSide, "territory"); r.Key != "reason.exclusive_free" || r.Args["agent"] != nil || (r.Args["until"] == c.until) == (c.exclusive == fair.ExclusiveOffered) {
				t.Errorf("%+v: %+v", c, r)
			}
			continue
		}
		want := fair.Args{"countries": []string{"CN"}, "offered_countries": []string{"CN"}, "until": c.until, "agent": "Hanseatic"}
		if len(m.Gates) != 1 || m.Gates[0].Key != "gate.territory" || !reflect.DeepEqual(m.Gates[0].Args, want) {
			t.Errorf("%+v: %+v", c, m.Gates)
		}
		if len(m.Changes) == 0 || m.Changes[0].Key != "change.taken_until" || m.Changes[0].To != fair.Date("2026-11-04") {
			t.Errorf("%+v: %+v", c, m.Changes)
		}
	}
}

// A ban closes a pair only where all that it turns on is stated; where one thing is not,
// the reader is warned.
func TestBans(t *testing.T) {
	ban := fair.Ban{Codes: []taxonomy.Code{"0901"}, Origins: []string{"BR", "PE"}, Destinations: []string{"CN"}, Note: "List 4."}
	codes := func(c ...taxonomy.Code) []taxonomy.Code { return c }
	for _, c := range []struct {
		name                string
		set                 func(b *fair.Ban)
		offered, wanted     []taxonomy.Code
		origin, destination string
		key                 string // of the gate or the warning
		args                fair.Args
	}{
		{"by the offer's code", nil, codes("090111"), nil, "PE", "CN", "gate.prohibited",
			fair.Args{"origin_country": "PE", "destination_country": "CN", "code": taxonomy.Code("090111"), "note": "List 4"}},
		{"by the demand's code", nil, nil, codes("0901"), "PE", "CN", "gate.prohibited",
			fair.Args{"origin_country": "PE", "destination_country": "CN", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"another origin", nil, codes("0901"), nil, "KE", "CN", "", nil},
		{"another destination", nil, codes("0901"), nil, "PE", "DE", "", nil},
		{"another code", nil, codes("0902"), codes("0902"), "PE", "CN", "", nil},
		{"origin not stated", nil, codes("0901"), nil, "", "CN", "reason.ban_origin",
			fair.Args{"countries": []string{"BR", "PE"}, "destination_country": "CN", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"destination not stated", nil, codes("0901"), nil, "PE", "", "reason.ban_destination",
			fair.Args{"countries": []string{"CN"}, "origin_country": "PE", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"neither stated", nil, codes("0901"), nil, "", "", "", nil},
		{"the title's heading is not stated", nil, nil, nil, "PE", "CN", "reason.ban_code",
			fair.Args{"origin_country": "PE", "destination_country": "CN", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"one of several codes", nil, codes("0902", "0901"), nil, "PE", "CN", "reason.ban_code",
			fair.Args{"origin_country": "PE", "destination_country": "CN", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"the chapter only", nil, codes("09"), nil, "PE", "CN", "reason.ban_code",
			fair.Args{"origin_country": "PE", "destination_country": "CN", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"over", func(b *fair.Ban) { b.Until = "2026-11-04" }, codes("0901"), nil, "PE", "CN", "", nil},
		{"to the first day", func(b *fair.Ban) { b.Until = "2026-11-05" }, codes("0901"), nil, "PE", "CN", "gate.prohibited", nil},
		{"from the last day", func(b *fair.Ban) { b.Since = "2026-11-10" }, codes("0901"), nil, "PE", "CN", "gate.prohibited", nil},
		{"to come", func(b *fair.Ban) { b.Since = "2026-11-11" }, codes("0901"), nil, "PE", "CN", "", nil},
		{"a sanction", func(b *fair.Ban) { b.Codes = nil }, nil, nil, "PE", "CN", "gate.prohibited",
			fair.Args{"origin_country": "PE", "destination_country": "CN", "note": "List 4"}},
		{"wherever from", func(b *fair.Ban) { b.Origins = nil }, codes("0901"), nil, "", "CN", "gate.prohibited",
			fair.Args{"destination_country": "CN", "code": taxonomy.Code("0901"), "note": "List 4"}},
		{"wherever to", func(b *fair.Ban) { b.Destinations = nil }, nil, codes("0901"), "PE", "", "gate.prohibited",
			fair.Args{"origin_country": "PE", "code": taxonomy.Code("0901"), "note": "List 4"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newScene()
			b := ban
			if c.set != nil {
				c.set(&b)
			}
			s.bans = []fair.Ban{b}
			s.offer.Codes, s.demand.Codes, s.offer.Offer.Origin, s.demand.Demand.Destination = c.offered, c.wanted, c.origin, c.destination
			m := s.match(t)
			var told []fair.Reason
			for _, r := range append(m.Gates, m.Reasons...) {
				if r.Part == "ban" || r.Key == "gate.prohibited" {
					told = append(told, r)
				}
			}
			if c.key == "" {
				if len(told) > 0 || m.Score == 0 {
					t.Errorf("score %d, told %+v", m.Score, told)
				}
				return
			}
			if len(told) != 1 || told[0].Key != c.key || c.args != nil && !reflect.DeepEqual(told[0].Args, c.args) || (m.Score == 0) != (c.key == "gate.prohibited") {
				t.Errorf("score %d, told %+v", m.Score, told)
			}
		})
	}
}

// What is stated of a demand that names several goods closes it for none of them.
func TestBansOnOneOfSeveralGoods(t *testing.T) {
	for title, key := range map[string]string{"Green coffee beans": "reason.ban_code", "Red wine": ""} {
		s := newScene()
		s.bans = []fair.Ban{{Codes: []taxonomy.Code{"0901"}, Origins: []string{"PE"}, Destinations: []string{"CN"}}}
		s.demand.Title, s.demand.Codes, s.demand.Demand.Destination = fair.Texts{"en": "Coffee, red wine"}, []taxonomy.Code{"0901"}, "CN"
		s.offer.Title, s.offer.Offer.Origin = fair.Texts{"en": title}, "PE"
		if m := s.match(t); m.Score == 0 || reason(m, fair.OfferSide, "ban").Key != key {
			t.Errorf("%s: score %d, gates %+v, %+v", title, m.Score, m.Gates, m.Reasons)
		}
	}
}

// A second code beside a banned one opens nothing where the other post is about the
// banned goods, too.
func TestBansAreNotEvadedByMoreCodes(t *testing.T) {
	for _, c := range []struct {
		offer, demand []taxonomy.Code
		origin        string
		shut          bool
	}{
		{[]taxonomy.Code{"0901", "2204"}, []taxonomy.Code{"0901", "2204"}, "PE", true},
		{[]taxonomy.Code{"090111", "2204"}, []taxonomy.Code{"2204", "090121"}, "PE", true},
		{[]taxonomy.Code{"0901", "2204"}, []taxonomy.Code{"0901", "2204"}, "BR", false},
		{[]taxonomy.Code{"0901", "2204"}, []taxonomy.Code{"2204"}, "PE", false},
		{[]taxonomy.Code{"0901", "2204"}, []taxonomy.Code{"0902", "2204"}, "PE", false}, // each under another ban
	} {
		s := newScene()
		s.bans = []fair.Ban{
			{Origins: []string{"IR"}, Destinations: []string{"CN"}},
			{Codes: []taxonomy.Code{"0901"}, Origins: []string{"PE"}, Destinations: []string{"CN"}},
			{Codes: []taxonomy.Code{"0902"}, Origins: []string{"PE"}, Destinations: []string{"CN"}},
		}
		s.offer.Codes, s.demand.Codes = c.offer, c.demand
		s.offer.Offer.Origin, s.demand.Demand.Destination = c.origin, "CN"
		m := s.match(t)
		if shut := len(m.Gates) == 1 && m.Gates[0].Key == "gate.prohibited"; shut != c.shut || shut != (m.Score == 0) {
			t.Errorf("%+v: score %d, gates %+v", c, m.Score, m.Gates)
		}
		list, err := s.engine().Top(s.demand.ID, 5, drawnNow)
		if err != nil || (len(list) == 0) != c.shut {
			t.Errorf("%+v: listed %d (%v)", c, len(list), err)
		}
	}
}

// complete gives a side everything that parts look at, fitting the other's.
func complete(p fair.Post) fair.Post {
	p.Territory, p.Channel, p.Languages, p.Visibility = []string{"CN", "PE", "DE", "FR"}, fair.AnyChannel, []string{"en", "zh", "es"}, nil
	price := priceOf("1", "USD", "KGM")
	price.Incoterms = []string{"FOB"}
	if p.Offer != nil {
		p.Exclusive, p.TakenUntil = fair.ExclusiveOffered, ""
		held := []fair.Certificate{{Scheme: "ce"}, {Scheme: "iso9001"}, {Scheme: "halal"}, {Scheme: "halal-jakim"}}
		p.Offer = &fair.OfferTerms{MOQ: amountOf("1", "KGM"), Capacity: amountOf("9000", "TNE"), Price: price, Content: amountOf("10", "KGM"), LeadDays: 5, Origin: "PE",
			Markets: drawnCountries, Certificates: held, Samples: fair.Yes, Rights: "trade mark"}
		return p
	}
	p.Exclusive = ""
	p.Demand = &fair.DemandTerms{First: amountOf("10", "KGM"), Annual: amountOf("100", "KGM"), Ceiling: price, Budget: &fair.Money{Amount: fair.MustDecimal("100"), Currency: "USD"},
		NeededBy: "2027-03-01", Destination: "PE", Purpose: fair.Resale, Required: p.Demand.Required, Suppliers: p.Demand.Suppliers}
	return p
}

// A side that is asked can answer: when it has stated everything it is not asked again;
// and where nobody alone is asked, one side's answer does not settle it.
func TestWhoIsAskedCanAnswer(t *testing.T) {
	asked := map[fair.Side]map[string]bool{fair.OfferSide: {}, fair.DemandSide: {}, "": {}}
	for seed := range uint64(8) {
		r := newDraw(seed)
		e := New(r.fair, r.rates())
		for _, id := range []fair.CompanyID{{1}, {2}} {
			c, part := r.again(id)
			if seed%2 == 0 {
				c.Kind = ""
			}
			e.PutCompany(c, part)
			r.companies = append(r.companies, id)
		}
		for range 60 {
			o, d := r.post(), r.post()
			o.Side, o.Company, d.Side, d.Company = fair.OfferSide, r.companies[0], fair.DemandSide, r.companies[1]
			r.fill(&o)
			r.fill(&d)
			d.Title, d.Trade = o.Title, o.Trade
			o.Visibility, d.Visibility = nil, nil
			openThenAnswered(t, e, o, d, asked)
		}
	}
	for side, parts := range map[fair.Side][]string{
		fair.OfferSide:  {"certificates", "supplier_kind", "territory", "quantity", "price", "capacity", "lead_time", "language", "samples", "tariff", "incoterm", "rights", "channel", "volume", "market"},
		fair.DemandSide: {"certificates", "territory", "quantity", "price", "capacity", "lead_time", "language", "tariff", "incoterm", "budget", "channel", "purpose", "volume", "market"},
		"":              {"quantity", "price", "capacity", "lead_time", "language", "tariff", "incoterm", "channel", "volume", "market"},
	} {
		for _, part := range parts {
			if !asked[side][part] {
				t.Errorf("nobody asks %q about %s", side, part)
			}
		}
	}
}

// openThenAnswered looks at every open question of a pair, before and after one side
// has stated everything.
func openThenAnswered(t *testing.T, e *Engine, o, d fair.Post, asked map[fair.Side]map[string]bool) {
	t.Helper()
	match := func(o, d fair.Post) fair.Match {
		e.PutPost(o)
		e.PutPost(d)
		m, err := e.Pair(o.ID, d.ID, d.ID, drawnNow)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	m, offered, wanted := match(o, d), match(complete(o), d), match(o, complete(d))
	for _, r := range m.Reasons {
		if !r.Unknown && r.Asks != "" {
			t.Fatalf("nothing is open, and %s is asked: %+v", r.Asks, r)
		}
		if !r.Unknown {
			continue
		}
		asked[r.Asks][r.Part] = true
		byOffer, byDemand := reason(offered, r.Side, r.Part), reason(wanted, r.Side, r.Part)
		still := func(r fair.Reason, side fair.Side) bool { return r.Unknown && r.Asks == side }
		switch {
		case r.Part == "supplier_kind": // the company's to say
		case r.Asks == fair.OfferSide && still(byOffer, r.Asks), r.Asks == fair.DemandSide && still(byDemand, r.Asks):
			t.Fatalf("%s has answered, and is asked again: %+v, %+v, %+v", r.Asks, r, byOffer, byDemand)
		case r.Asks == "" && !slices.Contains(eitherCould, r.Key) && (offered.Score > 0 && !byOffer.Unknown || wanted.Score > 0 && !byDemand.Unknown):
			t.Fatalf("both are asked, and one answer settles it: %+v, %+v, %+v", r, byOffer, byDemand)
		}
	}
}

// eitherCould are open for what both have said: either could say it otherwise.
var eitherCould = []string{"reason.quantity_apart", "reason.volume_apart", "reason.capacity_apart", "reason.price_apart", "reason.price_apart_budget",
	"reason.price_terms", "reason.rate_missing"}
