package fair

import (
	"context"
	"strings"
	"time"
)

// Kind says what an Entry records.
type Kind string

// The kinds of journal entries. The subject's id is in Entry.Subject.
const (
	FairSaved        Kind = "fair.saved"        // subject: fair
	FairPhase        Kind = "fair.phase"        // subject: fair
	PlacesSaved      Kind = "places.saved"      // subject: fair
	RatesSaved       Kind = "rates.saved"       // subject: fair
	CompanySaved     Kind = "company.saved"     // subject: company; it or its participation changed
	PersonSaved      Kind = "person.saved"      // subject: person; with its roles at the fair
	PostCreated      Kind = "post.created"      // subject: post
	PostEdited       Kind = "post.edited"       // subject: post
	PostWithdrawn    Kind = "post.withdrawn"    // subject: post
	PostExpired      Kind = "post.expired"      // subject: post
	WishStated       Kind = "wish.stated"       // subject: the wisher's own post or company
	CompanyBlocked   Kind = "company.blocked"   // subject: the blocked company
	CompanyUnblocked Kind = "company.unblocked" // subject: the company no longer blocked

	MeetingProposed   Kind = "meeting.proposed" // subject: meeting, here and below
	MeetingCountered  Kind = "meeting.countered"
	MeetingAccepted   Kind = "meeting.accepted"  // agreed, without time and place yet
	MeetingScheduled  Kind = "meeting.scheduled" // booked
	MeetingMoved      Kind = "meeting.moved"     // same meeting, other time or place
	MeetingDeclined   Kind = "meeting.declined"
	MeetingWithdrawn  Kind = "meeting.withdrawn"
	MeetingExpired    Kind = "meeting.expired"
	MeetingCancelled  Kind = "meeting.cancelled"
	MeetingCheckedIn  Kind = "meeting.checked_in"
	MeetingHeld       Kind = "meeting.held"
	MeetingNoShow     Kind = "meeting.no_show"
	MeetingAttendance Kind = "meeting.attendance" // who attends changed
)

// OfPost reports whether the entry's subject is a post.
func (k Kind) OfPost() bool { return strings.HasPrefix(string(k), "post.") }

// OfMeeting reports whether the entry's subject is a meeting.
func (k Kind) OfMeeting() bool { return strings.HasPrefix(string(k), "meeting.") }

// Entry is one numbered line of a fair's journal. It holds ids, never personal
// text: content is loaded, and authorised, when it is delivered.
//
// Numbers start at 1, rise by 1 without holes, and are given in commit order:
// whoever has seen n will never meet an entry below n again. The zero FairID
// numbers the stream of the installation itself.
type Entry struct {
	Fair     FairID   `json:"fair"`
	Number   int64    `json:"number"`
	At       Time     `json:"at"`
	Kind     Kind     `json:"kind"`
	Subject  string   `json:"subject"` // the 36 characters of the subject's id
	Revision int64    `json:"revision,omitempty"`
	Actor    PersonID `json:"actor,omitzero"` // zero: the system

	// To are the people in whose inbox the entry stands, under its own number.
	// It is written with the entry and read back by JournalReader.Entries.
	To []PersonID `json:"-"`
	// Lesson is what the decision that the entry records teaches; nil for most. It is
	// written with the entry and read back by LessonReader.Lessons only.
	Lesson *Lesson `json:"-"`
}

// Transactor runs functions in transactions. The transaction travels in the
// context given to fn: every store call with that context takes part in it, and
// a Read or Write inside another joins it. fn may run more than once (the
// database may ask for a repeat) and must therefore have no effects of its own.
type Transactor interface {
	// Read gives fn one consistent snapshot.
	Read(ctx context.Context, fn func(context.Context) error) error
	// Write commits what fn did, with the entries it appended, or nothing.
	Write(ctx context.Context, fn func(context.Context) error) error
	// Append adds an entry to the journal when the surrounding Write commits;
	// the commit gives it its number. Outside a Write it is an error.
	Append(ctx context.Context, e Entry) error
}

// JournalReader reads committed entries.
type JournalReader interface {
	// Heads returns the last number of each stream that has entries.
	Heads(ctx context.Context) (map[FairID]int64, error)
	// Entries returns up to limit entries of the stream with numbers above after,
	// ascending, with To filled.
	Entries(ctx context.Context, fair FairID, after int64, limit int) ([]Entry, error)
	// Inbox is Entries for one person: only those addressed to them.
	Inbox(ctx context.Context, fair FairID, person PersonID, after int64, limit int) ([]Entry, error)
}

// Follower reads the journal from where it left off and does its one thing.
// Follow gets entries of one stream in order; the same entries may come again
// after a failure, so its effect is idempotent. An error makes the runner wait
// and offer the same entries again.
type Follower interface {
	Name() string
	Follow(ctx context.Context, fair FairID, entries []Entry) error
}

// Cursors keeps, per follower and stream, the last number followed.
type Cursors interface {
	Cursor(ctx context.Context, follower string, fair FairID) (int64, error)
	SetCursor(ctx context.Context, follower string, fair FairID, number int64) error
}

// Leases let one node at a time do a thing. A lease is held until its time is
// over; the holder renews it by acquiring again.
type Leases interface {
	// Acquire reports whether holder has the lease now, until now+ttl.
	Acquire(ctx context.Context, name, holder string, now Time, ttl time.Duration) (bool, error)
	// Release gives it back early; releasing another's lease does nothing.
	Release(ctx context.Context, name, holder string) error
}
