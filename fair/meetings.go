package fair

import (
	"context"
	"slices"
)

// MeetingStore is what Meetings needs of the store.
type MeetingStore interface {
	Transactor
	Fair(ctx context.Context, id FairID) (Fair, error)
	Participation(ctx context.Context, fair FairID, company CompanyID) (Participation, error)
	// MembersAt lists who holds a grant of the company at the fair, in a fixed order.
	MembersAt(ctx context.Context, fair FairID, company CompanyID) ([]PersonID, error)
	Post(ctx context.Context, id PostID) (Post, error)
	Blocks(ctx context.Context, fair FairID) ([]Block, error)
	Meeting(ctx context.Context, id MeetingID) (Meeting, error)
	// SaveMeeting inserts (Revision 1) or replaces a meeting whose stored revision is
	// one less; Conflict otherwise. The row stays locked until the transaction ends.
	SaveMeeting(ctx context.Context, m Meeting) error
	// MeetingsOf lists a company's meetings at the fair, latest change first.
	MeetingsOf(ctx context.Context, fair FairID, company CompanyID, limit int) ([]Meeting, error)
	// OpenProposals counts the company's proposals that await an answer of the other side.
	OpenProposals(ctx context.Context, fair FairID, company CompanyID) (int, error)
	// ProposedAbout reports whether a proposal between the two companies, by either,
	// about just these posts awaits its answer.
	ProposedAbout(ctx context.Context, fair FairID, a, b CompanyID, offer, demand PostID) (bool, error)
	// DueProposals returns proposals that have expired by now.
	DueProposals(ctx context.Context, now Time, limit int) ([]Meeting, error)
	BookingStore
}

// Meetings runs the life of a meeting, from invitation to the end.
type Meetings struct {
	store  MeetingStore
	engine Matcher
	clock  Clock
}

// NewMeetings returns the service. engine (may be nil) says what answers teach.
func NewMeetings(store MeetingStore, engine Matcher, clock Clock) *Meetings {
	return &Meetings{store, engine, clock}
}

// Invite proposes a meeting. A pending proposal blocks nobody's time; it expires.
// Times are required once the fair books (phase published or live).
func (s *Meetings) Invite(ctx context.Context, a Actor, f FairID, d InviteDraft) (Meeting, error) {
	if !a.ActsFor(f, d.From) {
		return Meeting{}, denied()
	}
	if err := Validate(&d); err != nil {
		return Meeting{}, err
	}
	var m Meeting
	err := s.store.Write(ctx, func(ctx context.Context) error {
		fair, err := s.store.Fair(ctx, f)
		if err != nil {
			return err
		}
		about, err := s.subjects(ctx, d)
		if err != nil {
			return err
		}
		if d.To, err = about.invited(f, d); err != nil {
			return err
		}
		if err := s.mayInvite(ctx, fair, d, about); err != nil {
			return err
		}
		now := s.clock.now()
		m = Meeting{
			ID: NewID[Meeting](), Fair: f, Revision: 1, State: Proposed, From: d.From, To: d.To, Offer: d.Offer, Demand: d.Demand,
			CreatedBy: a.Person, Created: now,
		}
		if m.Attendees, err = s.attendees(ctx, a, f, d.From, d.With); err != nil {
			return err
		}
		if err := s.propose(fair, &m, d.From, d.Times, d.Minutes, d.Message, now); err != nil {
			return err
		}
		if err := s.store.SaveMeeting(ctx, m); err != nil {
			return err
		}
		if err := s.record(ctx, a, MeetingProposed, m, s.lesson(about, MeetingProposed, m, d.From)); err != nil {
			return err
		}
		m = seenBy(a, m, about.demand)
		return nil
	})
	return m, err
}

// seenBy is a meeting as its reader may see it: without the company behind a blind
// demand, until they have agreed to meet.
func seenBy(a Actor, m Meeting, demand Post) Meeting {
	if m.Agreed() || a.Staffs(m.Fair) || !demand.Blind() || a.belongsTo(m.Fair, demand.Company) {
		return m
	}
	return m.without(demand.Company)
}

// subjects are the posts that a meeting is about; the zero Post where it names none.
type subjects struct{ offer, demand Post }

func (s *Meetings) subjects(ctx context.Context, d InviteDraft) (about subjects, err error) {
	if !d.Demand.IsZero() {
		if about.demand, err = s.store.Post(ctx, d.Demand); err != nil {
			return about, err
		}
	}
	if !d.Offer.IsZero() {
		about.offer, err = s.store.Post(ctx, d.Offer)
	}
	return about, err
}

// blindTo reports whether the demand is a blind one of somebody else than c.
func (about subjects) blindTo(f FairID, c CompanyID) bool {
	return about.demand.Fair == f && about.demand.Blind() && about.demand.Company != c
}

// invited is the company that an invitation goes to: the one that is named, or
// whose post it is about.
func (about subjects) invited(f FairID, d InviteDraft) (CompanyID, error) {
	to := d.To
	if about.blindTo(f, d.From) && !to.IsZero() {
		return to, badField("to", "blind", "") // right or wrong: a guess is not answered
	}
	for _, p := range []Post{about.demand, about.offer} {
		if to.IsZero() && p.Fair == f && p.Company != d.From {
			to = p.Company
		}
	}
	switch to {
	case CompanyID{}:
		return to, badField("to", "required", "")
	case d.From:
		return to, badField("to", "nefield", "")
	}
	return to, nil
}

// mayInvite holds the gates and limits of an invitation.
func (s *Meetings) mayInvite(ctx context.Context, f Fair, d InviteDraft, about subjects) error {
	if f.Phase == Closed {
		return fault(Conflict, "error.fair_closed")
	}
	if f.Phase.Books() && len(d.Times) == 0 {
		return badField("times", "required", "")
	}
	for _, c := range []CompanyID{d.From, d.To} {
		if _, err := s.store.Participation(ctx, f.ID, c); err != nil {
			return err
		}
	}
	if err := s.checkBlocks(ctx, f.ID, d, about.blindTo(f.ID, d.From)); err != nil {
		return err
	}
	if err := about.check(f.ID, d); err != nil {
		return err
	}
	if again, err := s.store.ProposedAbout(ctx, f.ID, d.From, d.To, d.Offer, d.Demand); err != nil {
		return err
	} else if again {
		return fault(Conflict, "error.already_invited")
	}
	n, err := s.store.OpenProposals(ctx, f.ID, d.From)
	if err != nil {
		return err
	}
	if n >= f.Rules.MaxOpenProposals() {
		return fault(TooMany, "error.too_many_proposals", "max", f.Rules.MaxOpenProposals())
	}
	return nil
}

// checkBlocks: a block holds both ways; but one's own block of the company behind
// a blind demand does not, or it would tell who that is.
func (s *Meetings) checkBlocks(ctx context.Context, f FairID, d InviteDraft, blind bool) error {
	blocks, err := s.store.Blocks(ctx, f)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(blocks, func(b Block) bool {
		return b.Company == d.To && b.Blocked == d.From || !blind && b.Company == d.From && b.Blocked == d.To
	}) {
		return fault(Forbidden, "error.blocked")
	}
	return nil
}

// check: the posts a meeting is about are open and belong to its companies.
func (about subjects) check(f FairID, d InviteDraft) error {
	for _, subject := range []struct {
		field string
		post  Post
		side  Side
	}{{"offer", about.offer, OfferSide}, {"demand", about.demand, DemandSide}} {
		p := subject.post
		if !p.ID.IsZero() && (p.Fair != f || p.Side != subject.side || p.State != PostOpen || p.Company != d.From && p.Company != d.To) {
			return badField(subject.field, "subject", p.ID.String())
		}
	}
	return nil
}

// propose puts a proposal of one side on the meeting and asks the other.
func (s *Meetings) propose(f Fair, m *Meeting, by CompanyID, times []Time, minutes int, message string, now Time) error {
	if minutes > 0 {
		m.Minutes = minutes
	} else if m.Minutes == 0 {
		m.Minutes = f.SlotMinutes
	}
	for i, t := range times {
		if err := checkStart(f, t, m.Minutes, now); err != nil {
			return badField(indexed("times", i), err.Rule, t.String())
		}
	}
	m.Times, m.Message, m.Asked, m.Updated = times, message, m.Other(by), now
	m.Expires = now.Add(f.Rules.ProposalLife())
	if len(times) > 0 {
		m.Expires = min(m.Expires, slices.Max(times))
	}
	return nil
}

// checkStart: a start lies on an atom, in opening hours, and not in the past.
func checkStart(f Fair, t Time, minutes int, now Time) *FieldError {
	switch {
	case int64(t)%Atom.Milliseconds() != 0:
		return &FieldError{Rule: "atom"}
	case t <= now:
		return &FieldError{Rule: "future"}
	case !f.OpenAt(t, minutes):
		return &FieldError{Rule: "open_hours"}
	}
	return nil
}

// attendees are the named people of the company, or the actor where none is named and
// the actor belongs to it, or else its first person.
func (s *Meetings) attendees(ctx context.Context, a Actor, f FairID, c CompanyID, with []PersonID) ([]Attendee, error) {
	ids, err := s.store.MembersAt(ctx, f, c)
	if err != nil {
		return nil, err
	}
	if len(with) == 0 && slices.Contains(ids, a.Person) {
		with = []PersonID{a.Person}
	}
	if len(with) == 0 && len(ids) > 0 {
		with = ids[:1]
	}
	if len(with) == 0 {
		return nil, fault(Conflict, "error.nobody_attends")
	}
	out := make([]Attendee, 0, len(with))
	for i, p := range with {
		if !slices.Contains(ids, p) {
			return nil, badField(indexed("with", i), "attendee", p.String())
		}
		out = append(out, Attendee{Person: p, Company: c})
	}
	return out, nil
}

// Accept says yes to a proposal. While the fair is collecting or scheduling that
// agrees to meet and books nothing; once it is published or live, time and place
// are booked in the same transaction, or the answer is a Conflict whose Openings
// name free alternatives.
func (s *Meetings) Accept(ctx context.Context, a Actor, id MeetingID, d AnswerDraft) (Meeting, error) {
	if err := Validate(&d); err != nil {
		return Meeting{}, err
	}
	return s.change(ctx, a, id, d.Revision, func(ctx context.Context, f Fair, m *Meeting) (Kind, error) {
		if !a.ActsFor(m.Fair, m.Asked) {
			return "", denied()
		}
		now := s.clock.now()
		if m.State == Proposed && m.Expires <= now {
			return "", fault(Expired, "error.proposal_expired")
		}
		if f.Phase == Closed {
			return "", fault(Conflict, "error.fair_closed")
		}
		own, err := s.attendees(ctx, a, m.Fair, m.Asked, d.With)
		if err != nil {
			return "", err
		}
		m.Attendees = append(slices.DeleteFunc(m.Attendees, func(at Attendee) bool { return at.Company == m.Asked }), own...)
		if !f.Phase.Books() {
			return MeetingAccepted, m.become(MeetingAccepted, now)
		}
		if err := m.become(MeetingScheduled, now); err != nil {
			return "", err
		}
		if d.Start != 0 && !slices.Contains(m.Times, d.Start) {
			return "", badField("start", "proposed", d.Start.String())
		}
		starts := m.Times
		if d.Start != 0 {
			starts = []Time{d.Start}
		}
		return MeetingScheduled, s.book(ctx, f, m, starts, PlaceID{})
	})
}

// Counter proposes other times; now the other side is asked. Either the company
// that is asked may, or the one that asked, to change its mind.
func (s *Meetings) Counter(ctx context.Context, a Actor, id MeetingID, d CounterDraft) (Meeting, error) {
	if err := Validate(&d); err != nil {
		return Meeting{}, err
	}
	return s.change(ctx, a, id, d.Revision, func(ctx context.Context, f Fair, m *Meeting) (Kind, error) {
		by, err := s.sideOf(a, m)
		if err != nil {
			return "", err
		}
		now := s.clock.now()
		if m.State == Proposed && m.Expires <= now {
			return "", fault(Expired, "error.proposal_expired")
		}
		if err := m.become(MeetingCountered, now); err != nil {
			return "", err
		}
		if !slices.ContainsFunc(m.Attendees, func(at Attendee) bool { return at.Company == by }) {
			own, err := s.attendees(ctx, a, m.Fair, by, nil)
			if err != nil {
				return "", err
			}
			m.Attendees = append(m.Attendees, own...)
		}
		return MeetingCountered, s.propose(f, m, by, d.Times, d.Minutes, d.Message, now)
	})
}

// Decline says no to a proposal; the asked side may.
func (s *Meetings) Decline(ctx context.Context, a Actor, id MeetingID, d EndDraft) (Meeting, error) {
	return s.end(ctx, a, id, d, MeetingDeclined, func(m *Meeting) bool { return a.ActsFor(m.Fair, m.Asked) })
}

// Withdraw takes a proposal back; the side that asked may.
func (s *Meetings) Withdraw(ctx context.Context, a Actor, id MeetingID, d EndDraft) (Meeting, error) {
	return s.end(ctx, a, id, d, MeetingWithdrawn, func(m *Meeting) bool { return a.ActsFor(m.Fair, m.Other(m.Asked)) })
}

// Cancel ends an agreed meeting and frees its time and place; either side may.
func (s *Meetings) Cancel(ctx context.Context, a Actor, id MeetingID, d EndDraft) (Meeting, error) {
	return s.end(ctx, a, id, d, MeetingCancelled, func(m *Meeting) bool { return a.ActsFor(m.Fair, m.From) || a.ActsFor(m.Fair, m.To) })
}

func (s *Meetings) end(ctx context.Context, a Actor, id MeetingID, d EndDraft, kind Kind, may func(*Meeting) bool) (Meeting, error) {
	if err := Validate(&d); err != nil {
		return Meeting{}, err
	}
	return s.change(ctx, a, id, d.Revision, func(ctx context.Context, _ Fair, m *Meeting) (Kind, error) {
		if !may(m) {
			return "", denied()
		}
		if err := m.become(kind, s.clock.now()); err != nil {
			return "", err
		}
		m.Reason = d.Reason
		m.Start, m.End, m.Place, m.Seat = 0, 0, PlaceID{}, 0
		return kind, s.store.Release(ctx, m.ID)
	})
}

// Move gives a scheduled meeting another time and place; either side may.
func (s *Meetings) Move(ctx context.Context, a Actor, id MeetingID, d MoveDraft) (Meeting, error) {
	if err := Validate(&d); err != nil {
		return Meeting{}, err
	}
	return s.change(ctx, a, id, d.Revision, func(ctx context.Context, f Fair, m *Meeting) (Kind, error) {
		if _, err := s.sideOf(a, m); err != nil {
			return "", err
		}
		now := s.clock.now()
		if err := m.become(MeetingMoved, now); err != nil {
			return "", err
		}
		if bad := checkStart(f, d.Start, m.Minutes, now); bad != nil {
			return "", badField("start", bad.Rule, d.Start.String())
		}
		return MeetingMoved, s.book(ctx, f, m, []Time{d.Start}, d.Place)
	})
}

// Expire ends proposals that nobody answered in time, a batch at a time, and
// says how many. The clock's ticker calls it, on one node at a time.
func (s *Meetings) Expire(ctx context.Context) (int, error) {
	due, err := s.store.DueProposals(ctx, s.clock.now(), 500)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, m := range due {
		_, err := s.change(ctx, System(), m.ID, m.Revision, func(_ context.Context, _ Fair, m *Meeting) (Kind, error) {
			return MeetingExpired, m.become(MeetingExpired, s.clock.now())
		})
		switch CodeOf(err) {
		case Conflict: // answered this moment
		case "":
			n++
		default:
			return n, err
		}
	}
	return n, nil
}

// change loads a meeting, lets step alter it, and saves and records it.
func (s *Meetings) change(ctx context.Context, a Actor, id MeetingID, revision int64, step func(context.Context, Fair, *Meeting) (Kind, error)) (Meeting, error) {
	var out Meeting
	err := s.store.Write(ctx, func(ctx context.Context) error {
		m, err := s.store.Meeting(ctx, id)
		if err != nil {
			return err
		}
		if !a.Staffs(m.Fair) && !a.belongsTo(m.Fair, m.From) && !a.belongsTo(m.Fair, m.To) {
			return Missing("meeting")
		}
		if m.Revision != revision {
			return fault(Conflict, "error.revision")
		}
		f, err := s.store.Fair(ctx, m.Fair)
		if err != nil {
			return err
		}
		before := m
		kind, err := step(ctx, f, &m)
		if err != nil {
			return err
		}
		about, err := s.subjects(ctx, InviteDraft{Offer: m.Offer, Demand: m.Demand})
		if err != nil {
			return err
		}
		m.Revision++
		if err := s.store.SaveMeeting(ctx, m); err != nil {
			return err
		}
		out = seenBy(a, m, about.demand)
		var lesson *Lesson
		if before.State == Proposed {
			lesson = s.lesson(about, kind, m, before.Asked)
		}
		return s.record(ctx, a, kind, m, lesson)
	})
	return out, err
}

// sideOf is the company that the actor speaks for in the meeting; an organizer
// who belongs to neither speaks for the side that is not asked.
func (s *Meetings) sideOf(a Actor, m *Meeting) (CompanyID, error) {
	for _, c := range []CompanyID{m.Asked, m.From, m.To} {
		if a.belongsTo(m.Fair, c) {
			return c, nil
		}
	}
	if a.Organizes(m.Fair) {
		return m.Other(m.Asked), nil
	}
	return CompanyID{}, denied()
}

// lesson is what a step teaches about the company by, which took it: who proposes or
// accepts wants the pair, who declines does not. Other steps are not about the pair.
func (s *Meetings) lesson(about subjects, kind Kind, m Meeting, by CompanyID) *Lesson {
	switch kind {
	case MeetingProposed, MeetingAccepted, MeetingScheduled, MeetingDeclined:
		return lessonOf(s.engine, about.offer, about.demand, sideFor(about.offer, by), m.Updated, kind != MeetingDeclined, 1)
	}
	return nil
}

// record tells the journal, and the inboxes of both companies' people.
func (s *Meetings) record(ctx context.Context, a Actor, kind Kind, m Meeting, lesson *Lesson) error {
	var to []PersonID
	for _, c := range []CompanyID{m.From, m.To} {
		people, err := s.store.MembersAt(ctx, m.Fair, c)
		if err != nil {
			return err
		}
		for _, p := range people {
			if !slices.Contains(to, p) {
				to = append(to, p)
			}
		}
	}
	return s.store.Append(ctx, Entry{Fair: m.Fair, At: m.Updated, Kind: kind, Subject: m.ID.String(), Revision: m.Revision, Actor: a.Person, To: to, Lesson: lesson})
}
