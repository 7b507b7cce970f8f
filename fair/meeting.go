package fair

import (
	"slices"
	"time"
)

// minute is one minute of Time.
const minute = Time(60_000)

// Atom is the unit in which time is booked: five minutes.
const Atom = 5 * time.Minute

// Meeting is an agreement to meet, from the first proposal on. Rescheduling and
// counter-proposals change the same meeting: same id, rising revision.
type Meeting struct {
	ID       MeetingID    `json:"id"`
	Fair     FairID       `json:"fair"`
	Revision int64        `json:"revision"`
	State    MeetingState `json:"state"`
	From     CompanyID    `json:"from"` // who invited
	To       CompanyID    `json:"to"`
	Offer    PostID       `json:"offer,omitzero"` // what it is about
	Demand   PostID       `json:"demand,omitzero"`
	Message  string       `json:"message,omitempty"` // of the last proposal
	// Asked is the company whose answer is awaited while proposed.
	Asked     CompanyID  `json:"asked,omitzero"`
	Times     []Time     `json:"times,omitempty"` // proposed starts, in order of preference
	Minutes   int        `json:"minutes"`
	Attendees []Attendee `json:"attendees"`
	Start     Time       `json:"start,omitzero"` // once scheduled
	End       Time       `json:"end,omitzero"`
	Place     PlaceID    `json:"place,omitzero"`
	Seat      int        `json:"seat,omitempty"`   // 1 … the place's seats
	Expires   Time       `json:"expires,omitzero"` // a proposal's end
	Reason    string     `json:"reason,omitempty"` // of a decline, withdrawal or cancellation
	CreatedBy PersonID   `json:"created_by,omitzero"`
	Created   Time       `json:"created"`
	Updated   Time       `json:"updated"`
}

// Attendee is a person who attends for a company.
type Attendee struct {
	Person  PersonID  `json:"person"`
	Company CompanyID `json:"company"`
}

// MeetingState is where a meeting stands.
type MeetingState string

// The states.
const (
	Proposed  MeetingState = "proposed"
	Accepted  MeetingState = "accepted"  // agreed to meet; time and place to come
	Scheduled MeetingState = "scheduled" // time and place are booked
	CheckedIn MeetingState = "checked_in"
	MetHeld   MeetingState = "held"
	NoShow    MeetingState = "no_show"
	Declined  MeetingState = "declined"
	Withdrawn MeetingState = "withdrawn"
	Lapsed    MeetingState = "expired"
	Cancelled MeetingState = "cancelled"
)

// next is the state machine: from which states a kind of entry may follow, and
// which state it leads to.
var next = map[Kind]struct {
	from []MeetingState
	to   MeetingState
}{
	MeetingCountered: {[]MeetingState{Proposed}, Proposed},
	MeetingAccepted:  {[]MeetingState{Proposed}, Accepted},
	MeetingScheduled: {[]MeetingState{Proposed, Accepted}, Scheduled},
	MeetingMoved:     {[]MeetingState{Scheduled}, Scheduled},
	MeetingDeclined:  {[]MeetingState{Proposed}, Declined},
	MeetingWithdrawn: {[]MeetingState{Proposed}, Withdrawn},
	MeetingExpired:   {[]MeetingState{Proposed}, Lapsed},
	MeetingCancelled: {[]MeetingState{Accepted, Scheduled}, Cancelled},
	MeetingCheckedIn: {[]MeetingState{Scheduled}, CheckedIn},
	MeetingHeld:      {[]MeetingState{CheckedIn, Scheduled}, MetHeld},
	MeetingNoShow:    {[]MeetingState{Scheduled, CheckedIn}, NoShow},
}

// become moves the meeting along kind, or says why it cannot.
func (m *Meeting) become(kind Kind, now Time) error {
	step := next[kind]
	if !slices.Contains(step.from, m.State) {
		return fault(Conflict, "error.meeting_state", "state", string(m.State))
	}
	m.State, m.Updated = step.to, now
	return nil
}

// Other is the company on the other side of c.
func (m *Meeting) Other(c CompanyID) CompanyID {
	if m.From == c {
		return m.To
	}
	return m.From
}

// Between reports whether c is one of the two companies.
func (m *Meeting) Between(c CompanyID) bool { return !c.IsZero() && (m.From == c || m.To == c) }

// Agreed reports whether both sides said yes and nobody took it back.
func (m *Meeting) Agreed() bool {
	return slices.Contains([]MeetingState{Accepted, Scheduled, CheckedIn, MetHeld, NoShow}, m.State)
}

// without leaves out who the company c is: its id and its people.
func (m Meeting) without(c CompanyID) Meeting {
	if m.From == c {
		m.CreatedBy = PersonID{}
	}
	for _, id := range []*CompanyID{&m.From, &m.To, &m.Asked} {
		if *id == c {
			*id = CompanyID{}
		}
	}
	m.Attendees = slices.DeleteFunc(slices.Clone(m.Attendees), func(at Attendee) bool { return at.Company == c })
	return m
}

// Resource is something of which there is only one at a time: a person, or one
// seat of a place. Its text is the first half of a booking's primary key.
type Resource string

// PersonResource is a person's time.
func PersonResource(p PersonID) Resource { return Resource("person:" + p.String()) }

// SeatResource is one seat of a place; a table has seat 1 only.
func SeatResource(p PlaceID, seat int) Resource {
	return Resource("seat:" + p.String() + ":" + itoa(seat))
}

// atoms are the numbers of the five-minute cells of the whole installation, in
// UTC, that [start, end) touches.
func atoms(start, end Time) []int64 {
	cell := int64(Atom / time.Millisecond)
	var out []int64
	for a := int64(start) / cell; a*cell < int64(end); a++ {
		out = append(out, a)
	}
	return out
}

// Opening is a free time and place for the people of a meeting.
type Opening struct {
	Start Time    `json:"start"`
	End   Time    `json:"end"`
	Place PlaceID `json:"place"`
	Label string  `json:"label"` // of the place
}

// InviteDraft asks another company to meet.
type InviteDraft struct {
	From    CompanyID  `json:"from" validate:"required"`
	To      CompanyID  `json:"to,omitzero"` // may be left out: whose post it is about; so a blind buyer is invited
	Offer   PostID     `json:"offer,omitzero"`
	Demand  PostID     `json:"demand,omitzero"`
	Message string     `json:"message,omitempty" validate:"max=1000"`
	Times   []Time     `json:"times" validate:"max=10,unique"`                        // proposed starts; required once the fair books
	Minutes int        `json:"minutes,omitempty" validate:"min=0,max=240,multiple=5"` // 0: the fair's slot
	With    []PersonID `json:"with,omitempty" validate:"max=8,unique"`                // own attendees; empty: the inviter
}

// AnswerDraft accepts a proposal. Revision is the one that was read: if the
// meeting has changed since, the answer is refused.
type AnswerDraft struct {
	Revision int64      `json:"revision" validate:"min=1"`
	Start    Time       `json:"start,omitzero"` // which proposed time; zero: the first that is free
	With     []PersonID `json:"with,omitempty" validate:"max=8,unique"`
}

// CounterDraft proposes other times for the same meeting.
type CounterDraft struct {
	Revision int64  `json:"revision" validate:"min=1"`
	Times    []Time `json:"times" validate:"min=1,max=10,unique"`
	Minutes  int    `json:"minutes,omitempty" validate:"min=0,max=240,multiple=5"`
	Message  string `json:"message,omitempty" validate:"max=1000"`
}

// EndDraft declines, withdraws or cancels.
type EndDraft struct {
	Revision int64  `json:"revision" validate:"min=1"`
	Reason   string `json:"reason,omitempty" validate:"max=400"`
}

// MoveDraft gives a scheduled meeting another time, and, if Place is set, that place.
type MoveDraft struct {
	Revision int64   `json:"revision" validate:"min=1"`
	Start    Time    `json:"start" validate:"required"`
	Place    PlaceID `json:"place,omitzero"`
}
