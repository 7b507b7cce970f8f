package demo

import (
	"context"
	"slices"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// pair is an offer and a demand of one line.
type pair struct{ offer, demand post }

// outcomes are what becomes of the invitations after the roles' own: how many, and
// what the other side does.
var outcomes = []struct {
	n      int
	answer func(context.Context, *filler, invitation) error
}{
	{30, accept},
	{12, wait},
	{4, counter},
	{5, decline},
	{2, withdraw},
	{2, cancel},
}

// meetings fills the board: some agreed before there was a schedule, the others
// invited and answered since it is published; those of yesterday are over.
func (m *filler) meetings(ctx context.Context, store fair.Store) (err error) {
	m.clock = m.now
	m.u = fair.NewUseCases(store, fair.Engines{Matcher: m.fits}, func() time.Time { return m.clock.Std() })
	pairs := m.pairs()
	take := func() (p pair) {
		if len(pairs) > 0 {
			p, pairs = pairs[0], pairs[1:]
		}
		return p
	}
	if m.fair, err = m.u.Fairs.SetPhase(ctx, fair.System(), m.fair.ID, fair.Scheduling); err != nil {
		return err
	}
	for range 5 {
		if err := m.deal(ctx, take(), false, nil, accept); err != nil {
			return err
		}
	}
	if m.fair, err = m.u.Fairs.SetPhase(ctx, fair.System(), m.fair.ID, fair.Published); err != nil {
		return err
	}
	for _, step := range []func(context.Context, func() pair) error{m.yesterday, m.sinceMorning} {
		if err := step(ctx, take); err != nil {
			return err
		}
	}
	times := m.times()
	if err := m.forRoles(ctx, times); err != nil {
		return err
	}
	for _, o := range outcomes {
		for i := range o.n {
			if err := m.deal(ctx, take(), i%3 == 0, times(), o.answer); err != nil {
				return err
			}
		}
	}
	if m.kept != nil {
		return nil // they wished when the fair was made
	}
	return m.wishes(ctx, pairs)
}

// deal has one side of a pair invite and the other answer. In a fair that was in use
// some pairs can no more: a post is closed, they wait for an answer, one blocked the
// other; these are left out.
func (m *filler) deal(ctx context.Context, p pair, byBuyer bool, times []fair.Time, answer func(context.Context, *filler, invitation) error) error {
	if m.kept != nil && (p.offer.firm == nil || p.demand.firm == nil) {
		return nil
	}
	in, err := m.invite(ctx, p, byBuyer, times)
	if m.kept != nil && err != nil && fair.CodeOf(err) != fair.Internal {
		return nil
	}
	if err != nil {
		return err
	}
	return answer(ctx, m, in)
}

// agreedBefore is how many meetings of today sinceMorning books.
const agreedBefore = 40

// sinceMorning books what was agreed before the doors opened today, all over the day, so
// that the board is full at any hour.
func (m *filler) sinceMorning(ctx context.Context, take func() pair) error {
	day := m.day(m.now)
	m.clock = day[0].Start.Add(-time.Hour)
	defer func() { m.clock = m.now }()
	if m.clock >= m.now {
		return nil
	}
	for i := range agreedBefore {
		if err := m.deal(ctx, take(), i%3 == 0, m.spread(day, i, agreedBefore), accept); err != nil {
			return err
		}
	}
	return nil
}

// day are the slots of the day on which t is.
func (m *filler) day(t fair.Time) []fair.Slot {
	date := func(t fair.Time) string { return t.Std().In(m.fair.Location()).Format(time.DateOnly) }
	return slices.DeleteFunc(m.fair.Slots(), func(s fair.Slot) bool { return date(s.Start) != date(t) })
}

// spread are two starts for the i-th of n meetings of a day: its own, and any other.
func (m *filler) spread(day []fair.Slot, i, n int) []fair.Time {
	at := i * len(day) / n
	other := (at + 1 + m.rng.IntN(len(day)-1)) % len(day)
	return []fair.Time{day[at].Start, day[other].Start}
}

// times returns a source of three starts each: one soon, two further away, all ahead.
func (m *filler) times() func() []fair.Time {
	slots := m.fair.Slots()
	slots = slices.DeleteFunc(slots, func(s fair.Slot) bool { return s.Start <= m.now.Add(20*time.Minute) })
	return func() []fair.Time {
		near, far := min(20, len(slots)), len(slots)
		at := []int{m.rng.IntN(near), near + m.rng.IntN(far-near), near + m.rng.IntN(far-near)}
		slices.Sort(at)
		var out []fair.Time
		for _, i := range slices.Compact(at) {
			out = append(out, slots[i].Start)
		}
		return out
	}
}

// possible reports whether nothing that the two sides state rules the pair out.
func (m *filler) possible(p pair) bool {
	found, err := m.fits.Pair(p.offer.ID, p.demand.ID, p.offer.ID, m.now)
	return err == nil && len(found.Gates) == 0
}

// pairs are offers and demands of the same line that can deal, each company of a side at most three times,
// none of the roles'; in the order of a seeded draw.
func (m *filler) pairs() []pair {
	var out []pair
	busy := map[fair.CompanyID]int{}
	for _, i := range m.rng.Perm(len(m.posts)) {
		d := m.posts[i]
		if d.Side != fair.DemandSide || m.isRole(d.firm) {
			continue
		}
		for _, k := range m.rng.Perm(len(m.posts)) {
			o := m.posts[k]
			if o.Side == fair.OfferSide && o.line == d.line && !m.isRole(o.firm) && busy[o.Company] < 3 && busy[d.Company] < 2 && m.possible(pair{o, d}) {
				busy[o.Company]++
				busy[d.Company]++
				out = append(out, pair{o, d})
				break
			}
		}
	}
	return out
}

func (m *filler) isRole(f *firm) bool {
	for _, r := range roles {
		if f.person.Email == r.email {
			return true
		}
	}
	return false
}

// of is the n-th post of the firm whose person has that address.
func (m *filler) of(role, n int) post {
	for _, p := range m.posts {
		if p.firm.person.Email == roles[role].email {
			if n == 0 {
				return p
			}
			n--
		}
	}
	return post{}
}

// forRoles gives everybody of the list one invitation to answer and one meeting to
// go to.
func (m *filler) forRoles(ctx context.Context, times func() []fair.Time) error {
	foreign, chinese := pair{m.of(1, 0), m.of(4, 2)}, pair{m.of(3, 0), m.of(2, 2)}
	for _, step := range []struct {
		p       pair
		byBuyer bool
		answer  func(context.Context, *filler, invitation) error
	}{
		{foreign, true, wait},  // the Chinese buyer invites the exhibitor
		{chinese, false, wait}, // the Chinese exhibitor invites the buyer
		{pair{m.like(foreign.demand, fair.OfferSide), foreign.demand}, false, accept},
		{pair{m.like(chinese.demand, fair.OfferSide), chinese.demand}, false, accept},
		{pair{foreign.offer, m.like(foreign.offer, fair.DemandSide)}, false, accept},
		{pair{chinese.offer, m.like(chinese.offer, fair.DemandSide)}, true, accept},
		{pair{m.of(3, 1), m.like(m.of(3, 1), fair.DemandSide)}, true, wait},
		{pair{m.like(m.of(4, 1), fair.OfferSide), m.of(4, 1)}, false, wait},
	} {
		if err := m.deal(ctx, step.p, step.byBuyer, times(), step.answer); err != nil {
			return err
		}
	}
	return nil
}

// like is the post of the other side in the same line that fits it best, of a company
// without a role.
func (m *filler) like(p post, side fair.Side) (best post) {
	most := 0
	for _, o := range m.posts {
		if o.Side != side || o.line != p.line || m.isRole(o.firm) {
			continue
		}
		offer, demand := p.ID, o.ID
		if side == fair.OfferSide {
			offer, demand = o.ID, p.ID
		}
		if found, err := m.fits.Pair(offer, demand, p.ID, m.now); err == nil && len(found.Gates) == 0 && found.Score > most {
			best, most = o, found.Score
		}
	}
	return best
}

// invitation is a proposal and who has to answer it.
type invitation struct {
	fair.Meeting
	from, to *firm
}

func (m *filler) invite(ctx context.Context, p pair, byBuyer bool, times []fair.Time) (invitation, error) {
	in := invitation{from: p.offer.firm, to: p.demand.firm}
	s := pick(m.rng, []said{
		{"Your demand fits what we make. May we show you samples?", "您的需求与我们的产品很匹配，欢迎来看样。"},
		{"We would like to quote for this. Half an hour at our stand?", "希望为您报价，可否在展位洽谈半小时？"},
	})
	if byBuyer {
		in.from, in.to = in.to, in.from
		s = pick(m.rng, []said{
			{"We need this for the coming season. Can we talk about prices and delivery?", "下季采购计划有此需求，想了解价格和交期。"},
			{"Please bring a sample and your certificates.", "请带样品和证书。"},
		})
	}
	message := s.en
	if in.to.country == "CN" || in.from.country == "CN" {
		message = s.zh
	}
	var err error
	in.Meeting, err = m.u.Meetings.Invite(ctx, in.from.actor(m.fair.ID), m.fair.ID, fair.InviteDraft{
		From: in.from.company.ID, Offer: p.offer.ID, Demand: p.demand.ID, Message: message, Times: times,
	})
	return in, err
}

// accept says yes; where none of the times is free for both, the proposal stays open.
func accept(ctx context.Context, m *filler, in invitation) error {
	_, err := m.u.Meetings.Accept(ctx, in.to.actor(m.fair.ID), in.ID, fair.AnswerDraft{Revision: in.Revision})
	if fair.CodeOf(err) == fair.Conflict {
		return nil
	}
	return err
}

func wait(context.Context, *filler, invitation) error { return nil }

func counter(ctx context.Context, m *filler, in invitation) error {
	_, err := m.u.Meetings.Counter(ctx, in.to.actor(m.fair.ID), in.ID, fair.CounterDraft{
		Revision: in.Revision, Times: in.Times[len(in.Times)-1:], Message: "Another time suits us better. 换个时间更合适。",
	})
	return err
}

func decline(ctx context.Context, m *filler, in invitation) error {
	reason := pick(m.rng, []string{"We have a supplier for this. 已有供应商。", "Not our price level. 价格区间不符。", "Our days are full. 日程已满。"})
	_, err := m.u.Meetings.Decline(ctx, in.to.actor(m.fair.ID), in.ID, fair.EndDraft{Revision: in.Revision, Reason: reason})
	return err
}

func withdraw(ctx context.Context, m *filler, in invitation) error {
	_, err := m.u.Meetings.Withdraw(ctx, in.from.actor(m.fair.ID), in.ID, fair.EndDraft{Revision: in.Revision, Reason: "Sold out for this season. 本季已售罄。"})
	return err
}

func cancel(ctx context.Context, m *filler, in invitation) error {
	agreed, err := m.u.Meetings.Accept(ctx, in.to.actor(m.fair.ID), in.ID, fair.AnswerDraft{Revision: in.Revision})
	if err != nil {
		if fair.CodeOf(err) == fair.Conflict {
			return nil
		}
		return err
	}
	_, err = m.u.Meetings.Cancel(ctx, in.to.actor(m.fair.ID), in.ID, fair.EndDraft{Revision: agreed.Revision, Reason: "Our flight is late. 航班延误。"})
	return err
}

// wishes states what both sides of some pairs would like. They decide by what they care about, which is not
// what the hand-set weights take to be usual: so the fair has something to learn.
func (m *filler) wishes(ctx context.Context, pairs []pair) error {
	for _, p := range pairs {
		for _, both := range [][2]post{{p.demand, p.offer}, {p.offer, p.demand}} {
			if err := m.wish(ctx, p, both[0], both[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *filler) wish(ctx context.Context, p pair, own, other post) error {
	found, err := m.fits.Pair(p.offer.ID, p.demand.ID, own.ID, m.now)
	if err != nil {
		return err
	}
	if level := wishFor(found, own.Side); level != "" {
		return m.u.Posts.Wish(ctx, own.firm.actor(m.fair.ID), own.ID, other.ID, level)
	}
	return nil
}

// matters are the parts that the companies of a side look at.
var matters = map[fair.Side][]string{fair.DemandSide: {"price", "supplier_kind"}, fair.OfferSide: {"volume", "buyer"}}

// wishFor is what a company of a side says to a pair; "" where it does not care.
func wishFor(m fair.Match, side fair.Side) fair.WishLevel {
	points, weight := 0, 0
	for _, r := range m.Reasons {
		if r.Side == side && slices.Contains(matters[side], r.Part) {
			points, weight = points+r.Points, weight+r.Weight
		}
	}
	switch share := 100 * points / max(weight, 1); {
	case share >= 85:
		return fair.MustMeet
	case share >= 70:
		return fair.WouldMeet
	case share <= 55:
		return fair.NoThanks
	}
	return ""
}
