package fair

import (
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// Fair is one edition of an event: its days and hours, halls and rules.
type Fair struct {
	ID       FairID `json:"id"`
	Revision int64  `json:"revision"`
	Phase    Phase  `json:"phase"`
	FairDraft
}

// FairDraft is what an organizer states about a fair.
type FairDraft struct {
	Slug        string       `json:"slug" validate:"required,slug,max=40"` // stands in addresses
	Name        Texts        `json:"name" validate:"required,texts=120"`
	City        Texts        `json:"city,omitempty" validate:"omitempty,texts=80"`
	Zone        string       `json:"zone" validate:"required,timezone"` // IANA name
	Starts      Date         `json:"starts" validate:"required,date"`
	Ends        Date         `json:"ends" validate:"required,date"`
	Opens       string       `json:"opens" validate:"required,clock"` // "09:00", every day, fair's zone
	Closes      string       `json:"closes" validate:"required,clock"`
	SlotMinutes int          `json:"slot_minutes" validate:"min=5,max=120,multiple=5"`
	Halls       []Hall       `json:"halls" validate:"min=1,max=50,dive"`
	Walks       []Walk       `json:"walks,omitempty" validate:"max=1225,dive"`
	Currency    string       `json:"currency" validate:"required,currency"` // that totals are shown in
	Bans        []Ban        `json:"bans,omitempty" validate:"max=1000,dive"`
	Rules       MeetingRules `json:"rules"`
}

// Ban is trade that may not be: goods that a country or region does not let in, or a sanction. It is the
// organizer's data, dated, never a rule of the house. It names codes, origins or destinations, and is on
// pairs of which all that it names is so.
type Ban struct {
	Codes        []taxonomy.Code `json:"codes,omitempty" validate:"max=200,unique,dive,code"`           // HS 2022 or W/120, with all below; empty: everything
	Origins      []string        `json:"origins,omitempty" validate:"max=250,unique,dive,country"`      // of the goods; empty: any
	Destinations []string        `json:"destinations,omitempty" validate:"max=250,unique,dive,country"` // empty: any
	Since        Date            `json:"since,omitempty" validate:"omitempty,date"`
	Until        Date            `json:"until,omitempty" validate:"omitempty,date"` // last day
	Note         string          `json:"note,omitempty" validate:"max=200"`         // the act or list that it follows from, as people are told
}

// Hall is a building or area; Key is short and stable ("4.1").
type Hall struct {
	Key  string `json:"key" validate:"required,max=20"`
	Name Texts  `json:"name" validate:"required,texts=80"`
}

// Walk is the minutes a visitor needs from one hall to another, either way.
type Walk struct {
	From    string `json:"from" validate:"required,max=20"`
	To      string `json:"to" validate:"required,max=20"`
	Minutes int    `json:"minutes" validate:"min=0,max=120"`
}

// MeetingRules are the fair's settings for meetings. Zero values take the
// defaults named here.
type MeetingRules struct {
	ProposalHours int `json:"proposal_hours,omitempty" validate:"min=0,max=720"`  // a proposal expires after; default 48
	OpenProposals int `json:"open_proposals,omitempty" validate:"min=0,max=1000"` // unanswered at once, per company; default 40
	OtherHall     int `json:"other_hall,omitempty" validate:"min=0,max=120"`      // minutes between halls without a Walk; default 10
}

// ProposalLife is how long a proposal waits for its answer.
func (r MeetingRules) ProposalLife() time.Duration {
	if r.ProposalHours == 0 {
		return 48 * time.Hour
	}
	return time.Duration(r.ProposalHours) * time.Hour
}

// MaxOpenProposals is how many unanswered proposals a company may have out.
func (r MeetingRules) MaxOpenProposals() int {
	if r.OpenProposals == 0 {
		return 40
	}
	return r.OpenProposals
}

// Phase is where a fair stands in its life.
type Phase string

// The phases, in order.
const (
	Collecting Phase = "collecting" // posts, wishes and agreements to meet
	Scheduling Phase = "scheduling" // the organizer drafts the schedule
	Published  Phase = "published"  // agendas are out; accepting books
	Live       Phase = "live"       // the doors are open; accepting books
	Closed     Phase = "closed"     // over; nothing new is agreed
)

// Phases lists the phases in order.
func Phases() []Phase { return []Phase{Collecting, Scheduling, Published, Live, Closed} }

// Books reports whether accepting a proposal books time and place at once.
func (p Phase) Books() bool { return p == Published || p == Live }

// Location is the fair's time zone; UTC where the name is unknown here.
func (f *Fair) Location() *time.Location {
	if loc, ok := zones.Load(f.Zone); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(f.Zone)
	if err != nil {
		return time.UTC
	}
	zones.Store(f.Zone, loc)
	return loc
}

// zones keeps the time zones of the fairs: loading one reads a file. Only names
// that validation has let in are kept.
var zones sync.Map

// Slot is one cell of the fair's grid.
type Slot struct{ Start, End Time }

// Slots are the cells of the usual grid, ascending, over all days.
func (f *Fair) Slots() []Slot {
	var out []Slot
	step := Time(f.SlotMinutes) * minute
	if step <= 0 {
		return nil
	}
	for _, d := range f.Days() {
		open, shut := f.hours(d)
		for t := open; t+step <= shut; t += step {
			out = append(out, Slot{t, t + step})
		}
	}
	return out
}

// Days are the fair's calendar days.
func (f *Fair) Days() []Date {
	first, err1 := f.Starts.In(f.Location())
	last, err2 := f.Ends.In(f.Location())
	if err1 != nil || err2 != nil {
		return nil
	}
	var out []Date
	for d := first; !d.After(last) && len(out) < 60; d = d.AddDate(0, 0, 1) {
		out = append(out, Date(d.Format(time.DateOnly)))
	}
	return out
}

func (f *Fair) hours(d Date) (open, shut Time) {
	at := func(clock string) Time {
		t, err := time.ParseInLocation("2006-01-02 15:04", string(d)+" "+clock, f.Location())
		if err != nil {
			return 0
		}
		return At(t)
	}
	return at(f.Opens), at(f.Closes)
}

// OpenAt reports whether a meeting of that length lies inside one day's hours.
func (f *Fair) OpenAt(start Time, minutes int) bool {
	d := Date(start.Std().In(f.Location()).Format(time.DateOnly))
	if d < f.Starts || d > f.Ends {
		return false
	}
	open, shut := f.hours(d)
	return start >= open && start+Time(minutes)*minute <= shut
}

// WalkMinutes is the time to get from hall a to hall b; within a hall it is 0.
func (f *Fair) WalkMinutes(a, b string) int {
	if a == b || a == "" || b == "" {
		return 0
	}
	for _, w := range f.Walks {
		if w.From == a && w.To == b || w.From == b && w.To == a {
			return w.Minutes
		}
	}
	if f.Rules.OtherHall > 0 {
		return f.Rules.OtherHall
	}
	return 10
}

// maxWalk bounds WalkMinutes over all pairs of halls.
func (f *Fair) maxWalk() int {
	m := max(10, f.Rules.OtherHall)
	for _, w := range f.Walks {
		m = max(m, w.Minutes)
	}
	return m
}

// Place is where people meet: a stand with seats, or a negotiation table.
type Place struct {
	ID      PlaceID   `json:"id"`
	Fair    FairID    `json:"fair"`
	Company CompanyID `json:"company,omitzero"` // whose stand it is
	PlaceDraft
}

// PlaceDraft is what an organizer states about a place. Label is unique in the fair.
type PlaceDraft struct {
	Label string    `json:"label" validate:"required,max=40"`
	Kind  PlaceKind `json:"kind" validate:"required,oneof=table stand"`
	Hall  string    `json:"hall" validate:"required,max=20"`
	Seats int       `json:"seats" validate:"min=1,max=50"` // meetings that fit at once; a table has 1
}

// PlaceKind is a table, shared by all, or a stand, its exhibitor's own.
type PlaceKind string

// The kinds of places.
const (
	Table PlaceKind = "table"
	Stand PlaceKind = "stand"
)

// maxDays is how long a fair may last.
const maxDays = 31

// check holds what tags cannot say about a fair.
func (d *FairDraft) check() error {
	e := &Error{Code: Invalid, Key: "error.invalid"}
	if err := Validate(d); err != nil && !errors.As(err, &e) {
		return err
	}
	add := func(bad bool, field, rule, value string, param ...any) {
		if bad && !slices.ContainsFunc(e.Fields, func(f FieldError) bool { return f.Field == field }) {
			e.Fields = append(e.Fields, badField(field, rule, value, param...).Fields...)
		}
	}
	add(d.Ends < d.Starts, "ends", "gtefield", string(d.Ends))
	add(d.Closes <= d.Opens, "closes", "gtfield", d.Closes)
	f := Fair{FairDraft: *d}
	add(len(f.Days()) > maxDays, "ends", "days", string(d.Ends), maxDays)
	halls := map[string]bool{}
	for _, h := range d.Halls {
		add(halls[h.Key], "halls", "unique", h.Key)
		halls[h.Key] = true
	}
	for _, w := range d.Walks {
		add(!halls[w.From] || !halls[w.To], "walks", "hall", w.From+"–"+w.To)
	}
	for i, b := range d.Bans {
		add(len(b.Codes)+len(b.Origins)+len(b.Destinations) == 0, indexed("bans", i)+".codes", "required", "") // it would ban all trade
		add(b.Until != "" && b.Until < b.Since, indexed("bans", i)+".until", "gtefield", string(b.Until))
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}
