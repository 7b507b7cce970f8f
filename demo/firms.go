package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// The lines, in lines.txt, that the people of Fill's list deal in.
const (
	roasted  = 0  // the exhibitor's
	green    = 1  // of the same house
	ebikes   = 40 // the Chinese exhibitor's
	solar    = 34
	linen    = 18 // the buyer's, with e-bikes
	redWine  = 3  // the Chinese buyer's, with coffee
	oliveOil = 4
)

// exhibitors makes the companies that offer, three offers each: two kinds of their
// own line, one of a neighbour's.
func (m *filler) exhibitors(ctx context.Context) error {
	for i := range m.size {
		own := i % len(m.lines)
		country, email, third := pick(m.rng, m.lines[own].from), "", (own+1)%len(m.lines)
		switch i {
		case 0:
			own, country, email, third = roasted, "BR", roles[1].email, green
		case 1:
			own, country, email, third = ebikes, "CN", roles[3].email, solar
		}
		l := &m.lines[own]
		name, city := m.names.company(country, trades[l.hall-1])
		kind := pick(m.rng, []fair.CompanyKind{fair.Manufacturer, fair.Manufacturer, fair.BrandOwner, fair.Distributor})
		if l.trade() == fair.Services {
			kind = fair.ServiceFirm
		}
		d := fair.CompanyDraft{
			Name: name, Country: country, City: city.en, Website: fmt.Sprintf("https://exhibitor%03d.example.com", i+1), Kind: kind, SME: m.rng.IntN(3) > 0,
			Markets: sample(m.rng, markets, 6+m.rng.IntN(8)), Languages: spoken(country), Categories: []string{l.name.en},
			Text: fair.Texts{
				"en": fmt.Sprintf("%s from %s: %s. We work for %s.", upper(l.name.en), city.en, l.facts.en, l.users.en),
				"zh": fmt.Sprintf("来自%s的%s企业，%s，服务%s。", city.zh, l.name.zh, l.facts.zh, l.users.zh),
			},
			Certificates: []fair.Certificate{{Scheme: l.proof[0], Status: fair.Held}},
		}
		part := fair.ParticipationDraft{Role: fair.Exhibitor, Hall: fmt.Sprint(l.hall), Stand: fmt.Sprintf("%d%c%02d", l.hall, 'A'+i%6, i/6+1), Seats: 1 + m.rng.IntN(3)}
		f, err := m.put(ctx, fmt.Sprintf("exhibitor-%03d", i+1), country, email, d, part)
		if err != nil {
			return err
		}
		for k, at := range []int{own, own, third} {
			l := &m.lines[at]
			d := l.offer(m.rng, country, l.kinds[(k+i)%len(l.kinds)])
			m.prove(&d, i)
			if k == 1 && i%taken == 0 {
				m.take(&d, i)
			}
			if email != "" { // those of the list can deal with one another
				d.Offer.Markets = union(d.Offer.Markets, "CN", "GB")
			}
			if err := m.post(ctx, f, at, fair.OfferSide, fmt.Sprintf("offer-%03d-%d", i+1, k+1), d); err != nil {
				return err
			}
		}
	}
	return nil
}

// buyers makes the companies that demand: one thin demand, one with quantities, one
// with everything.
func (m *filler) buyers(ctx context.Context) error {
	for i := range m.size {
		country, email := pick(m.rng, buyerLands), ""
		wanted := m.wanted()
		switch i {
		case 0:
			country, email, wanted = "GB", roles[2].email, []int{solar, linen, ebikes, linen}
		case 1:
			country, email, wanted = "CN", roles[4].email, []int{redWine, green, roasted, oliveOil}
		}
		trade := pick(m.rng, sells[m.lines[wanted[0]].hall-1])
		name, city := m.names.company(country, buyerTrades[trade])
		first, second := &m.lines[wanted[0]], &m.lines[wanted[1]]
		d := fair.CompanyDraft{
			Name: name, Country: country, City: city.en, Kind: buyerKinds[trade], Markets: []string{country}, Languages: spoken(country),
			Text: fair.Texts{
				"en": fmt.Sprintf("Buys %s, %s and more for its own market.", first.name.en, second.name.en),
				"zh": fmt.Sprintf("面向本地市场采购%s、%s等产品。", first.name.zh, second.name.zh),
			},
		}
		part := fair.ParticipationDraft{Role: fair.Buyer, Hosted: m.rng.IntN(4) == 0, Group: pick(m.rng, []string{"", "", "Retail delegation 零售团", "Industry delegation 工业团"})}
		f, err := m.put(ctx, fmt.Sprintf("buyer-%03d", i+1), country, email, d, part)
		if err != nil {
			return err
		}
		for k := range 3 {
			d := m.lines[wanted[k]].demand(m.rng, country, &m.lines[wanted[3]], k)
			if err := m.post(ctx, f, wanted[k], fair.DemandSide, fmt.Sprintf("demand-%03d-%d", i+1, k+1), d); err != nil {
				return err
			}
		}
	}
	return nil
}

// wanted are four lines of one hall: what one buyer would buy.
func (m *filler) wanted() []int {
	hall := m.lines[m.rng.IntN(len(m.lines))].hall
	var out []int
	for _, i := range m.rng.Perm(len(m.lines)) {
		if m.lines[i].hall == hall && len(out) < 4 {
			out = append(out, i)
		}
	}
	return out
}

func (m *filler) post(ctx context.Context, f *firm, at int, side fair.Side, ref string, d fair.PostDraft) error {
	p, open := m.kept[ref]
	if m.kept != nil && (!open || f.person.ID.IsZero()) {
		return nil // somebody closed it, or nobody is left to speak of it
	}
	if m.kept == nil {
		var err error
		if p, _, err = m.u.Posts.Put(ctx, fair.System(), m.fair.ID, f.company.ID, side, ref, d); err != nil {
			return fmt.Errorf("%s: %w", ref, err)
		}
	}
	m.posts = append(m.posts, post{p, f, at})
	m.fits.PutPost(p)
	return nil
}

// union is a sorted set with more in it.
func union(set []string, more ...string) []string {
	out := slices.Concat(set, more)
	slices.Sort(out)
	return slices.Compact(out)
}

// prove adds to a plant's registration for China what such papers hold.
func (m *filler) prove(d *fair.PostDraft, i int) {
	for k, c := range d.Offer.Certificates {
		if c.Scheme == "gacc" && c.Status == fair.Held {
			c.Number, c.Subject, c.Scope = fmt.Sprintf("C-%05d", 20_000+37*i), fmt.Sprintf("Plant %d", i%4+1), d.Title["en"]
			c.ValidUntil, c.Destinations = m.yearEnd(4), []string{"CN"}
			d.Offer.Certificates[k] = c
		}
	}
}

// taken: of every so many exhibitors one offer has a market with an agent already.
const taken = 12

func (m *filler) take(d *fair.PostDraft, i int) {
	d.Territory, d.Exclusive, d.TakenUntil = []string{[]string{"AU", "ZA", "CA"}[i/taken%3]}, fair.ExclusiveTaken, m.yearEnd(1)
	d.Offer.Agent = []string{"Kestrel Point Agencies", "Bellhaven Partners", "Rivermoor Sales"}[i/taken%3]
}

// yearEnd is the last day of a year after the fair's.
func (m *filler) yearEnd(later int) fair.Date {
	first, err := m.fair.Starts.In(m.fair.Location())
	if err != nil {
		return ""
	}
	return fair.Date(first.AddDate(later, 0, 0).Format("2006") + "-12-31")
}
