package matching

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
)

// rewrite puts other values into the fields of p that others cannot see.
func rewrite(r *draw, p fair.Post) fair.Post {
	other := p
	r.fill(&other)
	return takeOver(p, other, func(f string) bool { return p.Seen(f) != fair.Public })
}

// takeOver gives p the chosen hideable fields of another post of its side.
func takeOver(p, other fair.Post, chosen func(field string) bool) fair.Post {
	next := p
	swap(chosen("territory"), &next.Territory, other.Territory)
	swap(chosen("exclusive"), &next.Exclusive, other.Exclusive)
	swap(chosen("exclusive"), &next.TakenUntil, other.TakenUntil)
	swap(chosen("attributes"), &next.Attributes, other.Attributes)
	if p.Offer != nil {
		a, b := *p.Offer, other.Offer
		swap(chosen("price"), &a.Price, b.Price)
		swap(chosen("moq"), &a.MOQ, b.MOQ)
		swap(chosen("moq"), &a.MOQBasis, b.MOQBasis)
		swap(chosen("capacity"), &a.Capacity, b.Capacity)
		swap(chosen("lead_days"), &a.LeadDays, b.LeadDays)
		swap(chosen("floor"), &a.Floor, b.Floor)
		swap(chosen("certificates"), &a.Certificates, b.Certificates)
		swap(chosen("markets"), &a.Markets, b.Markets)
		swap(chosen("exclusive"), &a.Agent, b.Agent)
		next.Offer = &a
		return next
	}
	a, b := *p.Demand, other.Demand
	swap(chosen("first"), &a.First, b.First)
	swap(chosen("annual"), &a.Annual, b.Annual)
	swap(chosen("ceiling"), &a.Ceiling, b.Ceiling)
	swap(chosen("budget"), &a.Budget, b.Budget)
	swap(chosen("needed_by"), &a.NeededBy, b.NeededBy)
	swap(chosen("origins"), &a.Origins, b.Origins)
	swap(chosen("required"), &a.Required, b.Required)
	next.Demand = &a
	return next
}

func swap[T any](do bool, to *T, from T) {
	if do {
		*to = from
	}
}

// Nobody learns from a score, a reason or a gate what another hides: change it,
// and what the others see stays the same.
func TestProbing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newDraw(rapid.Uint64().Draw(t, "seed"))
		e := New(r.fair, r.rates())
		all := eventful(r, e, 30, 10)
		p := all[rapid.IntRange(0, len(all)-1).Draw(t, "post")]
		view := func() (out []any) {
			for _, q := range all {
				if q.Side == p.Side {
					continue
				}
				list, err := e.Top(q.ID, 50, drawnNow)
				o, d := p.ID, q.ID
				if p.Side == fair.DemandSide {
					o, d = d, o
				}
				pair, err2 := e.Pair(o, d, q.ID, drawnNow)
				out = append(out, list, err == nil, pair, err2 == nil)
			}
			return out
		}
		before := view()
		if p.State == fair.PostOpen {
			e.PutPost(rewrite(r, p))
		}
		if after := view(); !reflect.DeepEqual(before, after) {
			t.Fatalf("what %d hides shows", p.Number)
		}
	})
}

// prober is somebody who changes his own post at will and writes down whatever he is
// told: the order of his list, scores, reasons, gates, questions, changes.
type prober struct {
	own, other fair.Post
	engine     *Engine
	script     uint64 // seed of what he tries
}

// transcript is every answer, byte by byte.
func (p prober) transcript(t *testing.T) []byte {
	r := newDraw(p.script)
	var out []byte
	note := func(v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out = append(append(out, b...), '\n')
	}
	ask := func() {
		list, err := p.engine.Top(p.own.ID, 50, drawnNow)
		note([]any{list, err == nil})
		o, d := p.other.ID, p.own.ID
		if p.own.Side == fair.OfferSide {
			o, d = d, o
		}
		pair, err := p.engine.Pair(o, d, p.own.ID, drawnNow)
		note([]any{pair, err == nil})
	}
	ask()
	for range 4 { // whatever comes to his mind
		title := p.own.Title
		r.fill(&p.own)
		p.own.Title, p.own.Trade, p.own.ValidUntil = title, p.other.Trade, ""
		p.engine.PutPost(p.own)
		ask()
	}
	low, high := 1, 1<<9 // and the search for a limit
	for low < high {
		mid := (low + high) / 2
		p.bid(mid)
		ask()
		if out[len(out)/2]%2 == 0 {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return out
}

// bid states amounts of n everywhere.
func (p *prober) bid(n int) {
	q := &fair.Quantity{Value: newDecimal(n), Unit: "KGM"}
	price := &fair.Price{Amount: newDecimal(n), Currency: "USD", Unit: "KGM"}
	if p.own.Side == fair.OfferSide {
		p.own.Offer = &fair.OfferTerms{MOQ: q, Capacity: q, Price: price, LeadDays: min(n, 1000), Origin: "PE"}
	} else {
		p.own.Demand = &fair.DemandTerms{First: q, Annual: q, Ceiling: price, Destination: "CN"}
	}
	p.engine.PutPost(p.own)
}

func newDecimal(n int) (d fair.Decimal) {
	d.SetInt64(int64(n))
	return d
}

// However long one probes, of no field that another hides is anything to be learned,
// whichever it is and however it is hidden: two fairs that differ in it alone give the
// same answers, byte by byte.
func TestProbingEachField(t *testing.T) {
	for _, field := range fair.HideableFields() {
		for _, how := range []fair.Visibility{fair.ForMatching, fair.AfterAcceptance, fair.Public} {
			told := false
			for seed := uint64(0); seed < 4 || how == fair.Public && !told && seed < 40; seed++ {
				a, b := probed(seed, field, how, 1), probed(seed, field, how, 2)
				same := slices.Equal(a.transcript(t), b.transcript(t))
				if how != fair.Public && !same {
					t.Fatalf("%s shows, though it is %s", field, how)
				}
				told = told || !same
			}
			if how == fair.Public && !told {
				t.Errorf("the probe learns nothing of %s even where it is public", field)
			}
		}
	}
}

// probed is a fair in which one field of a post, as visible as how says, depends on
// the world.
func probed(seed uint64, field string, how fair.Visibility, world uint64) prober {
	r := newDraw(seed)
	e := New(r.fair, r.rates())
	for range 4 {
		e.PutCompany(r.company())
	}
	side := fair.OfferSide
	if slices.Contains([]string{"first", "annual", "ceiling", "budget", "needed_by", "origins", "required"}, field) || slices.Contains([]string{"territory", "exclusive", "attributes"}, field) && seed%2 == 0 {
		side = fair.DemandSide
	}
	var p prober
	for p.own.ID.IsZero() || p.other.ID.IsZero() {
		q := r.post()
		q.Title, q.Trade, q.ValidUntil = fair.Texts{"en": "green coffee beans"}, fair.Goods, ""
		switch {
		case q.Side == side && p.other.ID.IsZero():
			q.Company, p.other = r.companies[0], q
		case q.Side != side && p.own.ID.IsZero():
			q.Company, p.own = r.companies[1], q
		}
	}
	hidden := newDraw(seed + world)
	with := p.other
	hidden.fill(&with)
	p.other = takeOver(p.other, with, func(f string) bool { return f == field })
	p.other.Visibility = maps.Clone(p.other.Visibility)
	p.other.Visibility[field] = how
	e.PutPost(p.other)
	e.PutPost(p.own)
	for range 6 {
		e.PutPost(r.post())
	}
	p.engine, p.script = e, seed+99
	return p
}

// What is for matching only counts where it may: on its owner's own list.
func TestHiddenFieldsCountForTheirOwner(t *testing.T) {
	s := newScene()
	s.offer.Offer.Price = priceOf("4", "USD", "KGM")
	without := s.match(t)
	s.demand.Demand.Ceiling = priceOf("2", "USD", "KGM")
	if with := s.match(t); with.ForBuyer >= without.ForBuyer {
		t.Errorf("the buyer's own ceiling does not count: %d, %d", without.ForBuyer, with.ForBuyer)
	}
	s.viewer = fair.OfferSide
	if with := s.match(t); reason(with, fair.DemandSide, "price").Key != "reason.limit_unknown" {
		t.Errorf("the supplier reads %+v", reason(with, fair.DemandSide, "price"))
	}
}

// A blind demand stays on others' lists whatever else its company posts: were it left
// out beside an open demand of the same company, that would tell whose it is.
func TestBlindDemandsStandForThemselves(t *testing.T) {
	e := New(fair.Fair{FairDraft: fair.FairDraft{Zone: "UTC", Starts: "2026-11-05", Currency: "USD"}}, fair.Rates{Base: "USD"})
	buyer, supplier := fair.NewID[fair.Company](), fair.NewID[fair.Company]()
	for _, c := range []fair.CompanyID{buyer, supplier} {
		e.PutCompany(fair.Company{ID: c}, fair.ParticipationDraft{Role: fair.Both})
	}
	put := func(n int64, c fair.CompanyID, d fair.PostDraft, side fair.Side) fair.PostID {
		d.Trade, d.Title = fair.Goods, fair.Texts{"en": "Roasted coffee beans"}
		p := fair.Post{ID: fair.NewID[fair.Post](), Company: c, Number: n, Side: side, State: fair.PostOpen, PostDraft: d}
		e.PutPost(p)
		return p.ID
	}
	offer := put(1, supplier, fair.PostDraft{Offer: &fair.OfferTerms{}}, fair.OfferSide)
	put(2, buyer, fair.PostDraft{Demand: &fair.DemandTerms{}}, fair.DemandSide)
	put(3, buyer, fair.PostDraft{Demand: &fair.DemandTerms{Blind: true}}, fair.DemandSide)
	put(4, buyer, fair.PostDraft{Demand: &fair.DemandTerms{}}, fair.DemandSide)
	list, err := e.Top(offer, 5, drawnNow)
	if err != nil || len(list) != 2 {
		t.Fatalf("the list has %d pairs, want the company's best and the blind demand: %v", len(list), err)
	}
}
