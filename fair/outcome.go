package fair

import "context"

// Outcome is what one side says came of a meeting. It is private to that side and
// the organizer's staff; public ratings there are none.
type Outcome struct {
	Fair    FairID    `json:"fair"`
	Meeting MeetingID `json:"meeting"`
	Company CompanyID `json:"company"` // whose word it is
	At      Time      `json:"at"`
	OutcomeDraft
}

// OutcomeDraft is what is stated about a meeting's outcome.
type OutcomeDraft struct {
	Useful int    `json:"useful" validate:"min=1,max=5"` // 1 not at all … 5 very
	Notes  string `json:"notes,omitempty" validate:"max=4000"`
	// Deal is what the side intends to trade, within Months; where both sides state one it
	// is the same deal, counted once.
	Deal   *Money `json:"deal,omitempty"`
	Months int    `json:"months,omitempty" validate:"min=0,max=60"`
	Next   NextUp `json:"next,omitempty" validate:"omitempty,oneof=sample quotation visit order nothing"`
}

// NextUp is the step that follows a meeting.
type NextUp string

// The next steps.
const (
	NextSample    NextUp = "sample"
	NextQuotation NextUp = "quotation"
	NextVisit     NextUp = "visit"
	NextOrder     NextUp = "order"
	NextNothing   NextUp = "nothing"
)

// OutcomeStated tells the company's own people. Subject: meeting.
const OutcomeStated Kind = "outcome.stated"

// OutcomeStore is what Outcomes needs of the store.
type OutcomeStore interface {
	Transactor
	Meeting(ctx context.Context, id MeetingID) (Meeting, error)
	MembersAt(ctx context.Context, fair FairID, company CompanyID) ([]PersonID, error)
	Post(ctx context.Context, id PostID) (Post, error)
	SaveOutcome(ctx context.Context, o Outcome) error // insert or replace, by meeting and company
	// OutcomesOf lists what has been said about a meeting, by company.
	OutcomesOf(ctx context.Context, meeting MeetingID) ([]Outcome, error)
}

// Outcomes keeps what came of meetings.
type Outcomes struct {
	store  OutcomeStore
	engine Matcher
	clock  Clock
}

// NewOutcomes returns the service.
func NewOutcomes(store OutcomeStore, engine Matcher, clock Clock) *Outcomes {
	return &Outcomes{store, engine, clock}
}

// State says what came of a meeting, for the company that the actor belongs to;
// the last word counts. A meeting has an outcome once it was scheduled and has begun.
func (s *Outcomes) State(ctx context.Context, a Actor, id MeetingID, d OutcomeDraft) (Outcome, error) {
	if err := Validate(&d); err != nil {
		return Outcome{}, err
	}
	var out Outcome
	err := s.store.Write(ctx, func(ctx context.Context) error {
		m, own, err := s.mine(ctx, a, id)
		if err != nil {
			return err
		}
		now := s.clock.now()
		switch {
		case m.State != Scheduled && m.State != CheckedIn && m.State != MetHeld:
			return fault(Conflict, "error.meeting_state", "state", string(m.State))
		case m.Start > now:
			return fault(Conflict, "error.meeting_ahead")
		}
		out = Outcome{Fair: m.Fair, Meeting: m.ID, Company: own, At: now, OutcomeDraft: d}
		if err := s.store.SaveOutcome(ctx, out); err != nil {
			return err
		}
		to, err := s.store.MembersAt(ctx, m.Fair, own)
		if err != nil {
			return err
		}
		e := Entry{Fair: m.Fair, At: now, Kind: OutcomeStated, Subject: m.ID.String(), Actor: a.Person, To: to}
		if e.Lesson, err = s.lesson(ctx, m, own, d, now); err != nil {
			return err
		}
		return s.store.Append(ctx, e)
	})
	return out, err
}

// lesson: a useful meeting counts as two decisions for its pair, a useless one as two
// against it; in between it teaches nothing.
func (s *Outcomes) lesson(ctx context.Context, m Meeting, own CompanyID, d OutcomeDraft, now Time) (*Lesson, error) {
	if d.Useful == 3 || m.Offer.IsZero() || m.Demand.IsZero() {
		return nil, nil
	}
	offer, err := s.store.Post(ctx, m.Offer)
	if err != nil {
		return nil, err
	}
	demand, err := s.store.Post(ctx, m.Demand)
	if err != nil {
		return nil, err
	}
	return lessonOf(s.engine, offer, demand, sideFor(offer, own), now, d.Useful > 3, 2), nil
}

// sideFor is the side of a pair on which the company stands.
func sideFor(offer Post, own CompanyID) Side {
	if offer.Company == own {
		return OfferSide
	}
	return DemandSide
}

// Of lists what the actor may see of a meeting's outcomes: its own side's word, all to staff.
func (s *Outcomes) Of(ctx context.Context, a Actor, id MeetingID) ([]Outcome, error) {
	m, err := s.store.Meeting(ctx, id)
	if err != nil {
		return nil, err
	}
	all, err := s.store.OutcomesOf(ctx, id)
	if err != nil || a.Staffs(m.Fair) {
		return all, err
	}
	var out []Outcome
	for _, o := range all {
		if a.belongsTo(o.Fair, o.Company) {
			out = append(out, o)
		}
	}
	return out, nil
}

// mine loads a meeting and says which of its companies the actor belongs to.
func (s *Outcomes) mine(ctx context.Context, a Actor, id MeetingID) (Meeting, CompanyID, error) {
	m, err := s.store.Meeting(ctx, id)
	if err != nil {
		return m, CompanyID{}, err
	}
	for _, c := range []CompanyID{m.From, m.To} {
		if a.belongsTo(m.Fair, c) {
			return m, c, nil
		}
	}
	if a.Staffs(m.Fair) {
		return m, CompanyID{}, denied()
	}
	return m, CompanyID{}, Missing("meeting")
}
