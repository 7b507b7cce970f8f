package demo

import (
	"context"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// metYesterday is how many meetings of the first day take place beside those of the roles.
const metYesterday = 24

// yesterday books the meetings of the fair's first day, and when each is over both sides say
// what came of it; the buyers of Fill's list have not said so yet.
func (m *filler) yesterday(ctx context.Context, take func() pair) error {
	day := m.day(m.fair.Slots()[0].Start)
	m.clock = day[0].Start.Add(-time.Hour)
	defer func() { m.clock = m.now }()
	pairs := []pair{
		{m.of(1, 1), m.like(m.of(1, 1), fair.DemandSide)},
		{m.like(m.of(2, 1), fair.OfferSide), m.of(2, 1)},
		{m.of(3, 2), m.like(m.of(3, 2), fair.DemandSide)},
		{m.like(m.of(4, 0), fair.OfferSide), m.of(4, 0)},
	}
	for range metYesterday {
		pairs = append(pairs, take())
	}
	var met []invitation
	meet := func(ctx context.Context, m *filler, in invitation) error {
		agreed, err := m.u.Meetings.Accept(ctx, in.to.actor(m.fair.ID), in.ID, fair.AnswerDraft{Revision: in.Revision})
		if fair.CodeOf(err) == fair.Conflict {
			return nil
		}
		in.Meeting = agreed
		met = append(met, in)
		return err
	}
	for i, p := range pairs {
		if err := m.deal(ctx, p, i%3 == 0, m.spread(day, i, len(pairs)), meet); err != nil {
			return err
		}
	}
	for _, in := range met {
		if err := m.lookBack(ctx, in); err != nil {
			return err
		}
	}
	return nil
}

// lookBack has both sides of a meeting that is over say what came of it.
func (m *filler) lookBack(ctx context.Context, in invitation) error {
	m.clock = in.End.Add(10 * time.Minute)
	pair, err := m.fits.Pair(in.Offer, in.Demand, in.Offer, m.now)
	if err != nil {
		return err
	}
	said := m.outcome(pair)
	for _, f := range []*firm{in.from, in.to} {
		if f.role == fair.Buyer && m.isRole(f) {
			continue
		}
		d := said
		d.Notes = pick(m.rng, notes[said.Next]).of(f.country)
		if _, err := m.u.Outcomes.State(ctx, f.actor(m.fair.ID), in.ID, d); err != nil {
			return err
		}
	}
	return nil
}

// of is the Chinese text for somebody from China, the English one for others.
func (s said) of(country string) string {
	if country == "CN" {
		return s.zh
	}
	return s.en
}

// outcome is what came of a meeting: mostly, the better the pair, the more.
func (m *filler) outcome(pair fair.Match) fair.OutcomeDraft {
	useful := map[fair.Band]int{fair.Strong: 4, fair.Possible: 3, fair.Stretch: 2}[pair.Band] + m.rng.IntN(3) - 1
	d := fair.OutcomeDraft{Useful: useful, Next: fair.NextNothing}
	if useful < 3 {
		return d
	}
	d.Next = pick(m.rng, []fair.NextUp{fair.NextSample, fair.NextQuotation, fair.NextVisit})
	if useful == 5 {
		d.Next = fair.NextOrder
	}
	if useful > 3 {
		d.Deal = &fair.Money{Amount: rounded(between(m.rng, 20_000, 900_000)), Currency: "USD"}
		d.Months = pick(m.rng, []int{3, 6, 12})
	}
	return d
}

// notes are what people write down, by what follows.
var notes = map[fair.NextUp][]said{
	fair.NextSample:    {{"Wants two samples before the end of the month.", "月底前需要两份样品。"}, {"Samples by courier; colours as in our book.", "样品快递寄送，颜色按色卡。"}},
	fair.NextQuotation: {{"Quote for one container and for a year.", "报一柜价和年度价。"}, {"Price is near; asks for better terms of payment.", "价格接近，希望付款条件更宽松。"}},
	fair.NextVisit:     {{"They visit the plant in spring.", "春季来厂考察。"}, {"Their engineer comes before they decide.", "工程师先来考察再定。"}},
	fair.NextOrder:     {{"First order agreed, contract next week.", "首单已谈妥，下周签合同。"}, {"Order for the season; repeat if it sells.", "先下本季订单，卖得好再续。"}},
	fair.NextNothing:   {{"Not what we look for.", "不是我们要找的产品。"}, {"Too far apart in price.", "价格差距太大。"}},
}
