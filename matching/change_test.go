package matching

import (
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
)

// flip is a post with the change applied, the field stated openly.
func flip(t interface{ Fatalf(string, ...any) }, p fair.Post, l fair.Lift) fair.Post {
	p.Visibility = maps.Clone(p.Visibility)
	if slices.Contains(fair.HideableFields(), l.Field) {
		if p.Visibility == nil {
			p.Visibility = map[string]fair.Visibility{}
		}
		p.Visibility[l.Field] = fair.Public
	}
	switch l.Field {
	case "languages":
		p.Languages = l.To.([]string)
	case "channel":
		p.Channel = l.To.(fair.Channel)
	case "territory":
		p.Territory = l.To.([]string)
	case "exclusive":
		p.Exclusive = l.To.(fair.Exclusivity)
	case "taken_until":
		p.TakenUntil = l.To.(fair.Date)
	case "valid_until":
		p.ValidUntil = l.To.(fair.Date)
	default:
		if l.Side == fair.OfferSide {
			p.Offer = flipOffer(t, *p.Offer, l)
		} else {
			p.Demand = flipDemand(t, *p.Demand, l)
		}
	}
	return p
}

func flipOffer(t interface{ Fatalf(string, ...any) }, o fair.OfferTerms, l fair.Lift) *fair.OfferTerms {
	switch to := l.To.(type) {
	case fair.Quantity:
		*map[string]**fair.Quantity{"moq": &o.MOQ, "capacity": &o.Capacity, "content": &o.Content}[l.Field] = &to
	case fair.Price:
		o.Price = &to
	case int:
		o.LeadDays = to
	case []fair.Certificate:
		o.Certificates = to
	case fair.Answer:
		o.Samples = to
	case []string:
		o.Markets = to
	case string:
		*map[string]*string{"origin": &o.Origin, "rights": &o.Rights}[l.Field] = to
	default:
		t.Fatalf("a change of the offer's %s to %T", l.Field, l.To)
	}
	return &o
}

func flipDemand(t interface{ Fatalf(string, ...any) }, d fair.DemandTerms, l fair.Lift) *fair.DemandTerms {
	switch to := l.To.(type) {
	case fair.Quantity:
		*map[string]**fair.Quantity{"first": &d.First, "annual": &d.Annual}[l.Field] = &to
	case fair.Price:
		d.Ceiling = &to
	case fair.Money:
		d.Budget = &to
	case fair.Date:
		d.NeededBy = to
	case string:
		d.Destination = to
	case []string:
		d.Origins = to
	case []fair.Requirement:
		d.Required = to
	case []fair.CompanyKind:
		d.Suppliers = to
	case fair.Purpose:
		d.Purpose = to
	default:
		t.Fatalf("a change of the demand's %s to %T", l.Field, l.To)
	}
	return &d
}

// keeps makes every change that a pair names, one at a time, and looks whether the pair
// then has what was promised.
func keeps(t interface{ Fatalf(string, ...any) }, e *Engine, o, d fair.Post, viewer fair.PostID, seen map[string]int) {
	m, err := e.Pair(o.ID, d.ID, viewer, drawnNow)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if len(m.Changes) > maxChanges {
		t.Fatalf("%d changes", len(m.Changes))
	}
	for i, l := range m.Changes {
		p := o
		if l.Side == fair.DemandSide {
			p = d
		}
		e.PutPost(flip(t, p, l))
		got, err := e.Pair(o.ID, d.ID, viewer, drawnNow)
		e.PutPost(p)
		if err != nil || got.Score != l.Score || got.Band != l.Band {
			t.Fatalf("%+v\ngives %d, %s, gates %+v (%v)\nto %+v\nof %+v", l, got.Score, got.Band, got.Gates, err, p.PostDraft, m)
		}
		if l.Score < m.Score+leastLift && slices.Index(bands, l.Band) <= slices.Index(bands, m.Band) {
			t.Fatalf("%+v does not lift %d, %s", l, m.Score, m.Band)
		}
		if i > 0 && l.Score > m.Changes[i-1].Score {
			t.Fatalf("change %d is above the one before: %+v", i, m.Changes)
		}
		if l.Args["score"] != l.Score/100 {
			t.Fatalf("the sentence says %v of %d", l.Args["score"], l.Score)
		}
		seen[l.Key]++
	}
}

// What would change a pair does, for random fairs, for either reader.
func TestChangesKeepTheirPromise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newDraw(rapid.Uint64().Draw(t, "seed"))
		e := New(r.fair, r.rates())
		changesOf(t, e, eventful(r, e, 14, 4), map[string]int{})
	})
}

// Every kind of change is met, and both catalogs have its sentence.
func TestEveryKindOfChange(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(6) {
		r := newDraw(seed)
		e := New(r.fair, r.rates())
		changesOf(t, e, eventful(r, e, 40, 0), seen)
	}
	sc := newScene() // these are seldom among the best
	sc.offer.Offer.Price, sc.demand.Demand.Ceiling = priceOf("4", "USD", "KGM"), priceOf("5", "USD", "KGM")
	sc.offer.Offer.Price.Incoterms, sc.demand.Demand.Ceiling.Incoterms = []string{"EXW"}, []string{"DDP"}
	keeps(t, sc.engine(), sc.offer, sc.demand, sc.demand.ID, seen)
	sc = newScene()
	for _, p := range []*fair.Post{&sc.offer, &sc.demand} {
		p.Trade, p.Title = fair.Services, fair.Texts{"en": "Warehousing and logistics"}
	}
	keeps(t, sc.engine(), sc.offer, sc.demand, sc.offer.ID, seen)
	sc = newScene()
	sc.offer.Offer.Certificates = []fair.Certificate{{Scheme: "ce", Status: fair.NotHeld}}
	sc.demand.Demand.Required = []fair.Requirement{{Scheme: "ce", Mandatory: true}}
	keeps(t, sc.engine(), sc.offer, sc.demand, sc.demand.ID, seen)
	texts := []map[string]string{catalogue(t, "en"), catalogue(t, "zh")}
	for _, kind := range []string{"moq", "capacity", "content", "price", "price_incoterm", "lead_days", "origin", "markets", "samples", "certificates",
		"territory", "exclusive", "rights", "languages", "channel", "first", "annual", "ceiling", "ceiling_incoterm", "budget", "needed_by", "destination",
		"origins", "required", "suppliers", "not_exclusive", "purpose", "valid_until", "taken_until", "certificate_destination"} {
		if seen["change."+kind] == 0 {
			t.Errorf("no change of %s in %v", kind, seen)
		}
		delete(seen, "change."+kind)
		for i, text := range texts {
			if text["change."+kind] == "" {
				t.Errorf("catalog %d lacks change.%s", i, kind)
			}
		}
	}
	if len(seen) > 0 {
		t.Errorf("unheard of: %v", seen)
	}
}

// A change names no currency that the fair has no rate for, unless it stands there already.
func TestChangesNameCurrenciesWithRates(t *testing.T) {
	s := newScene()
	s.offer.Offer.Price, s.offer.Offer.MOQ = priceOf("2500", "XAF", "KGM"), amountOf("10", "KGM")
	for _, limit := range []*fair.Price{nil, priceOf("5", "USD", "KGM")} {
		s.demand.Demand.Ceiling = limit
		for _, l := range s.match(t).Changes {
			if l.Field == "ceiling" || l.Field == "budget" {
				t.Errorf("%+v", l)
			}
		}
	}
}

// Numbers that changes propose end with no zero.
func TestAbout(t *testing.T) {
	for x, want := range map[float64]string{10: "10", 0.012: "0.012", 10.04: "10", 1234: "1230", 99.96: "99.9", 0.5: "0.5"} {
		if d, ok := about(x, false); !ok || d.String() != want {
			t.Errorf("about %v: %s, want %s", x, d.String(), want)
		}
	}
	for currency, want := range map[string]string{"JPY": "11", "USD": "10.3"} {
		if d, ok := sum(10.25, currency); !ok || d.String() != want {
			t.Errorf("in all %s: %s, want %s", currency, d.String(), want)
		}
	}
}

func changesOf(t interface{ Fatalf(string, ...any) }, e *Engine, all []fair.Post, seen map[string]int) {
	for _, o := range all {
		for _, d := range all {
			if o.Side == fair.OfferSide && d.Side == fair.DemandSide && o.State == fair.PostOpen && d.State == fair.PostOpen {
				keeps(t, e, o, d, o.ID, seen)
				keeps(t, e, o, d, d.ID, seen)
			}
		}
	}
}
