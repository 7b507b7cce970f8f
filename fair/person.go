package fair

import (
	"slices"
	"strings"
)

// Person is somebody who uses Fairmatch. Passwords and tokens are kept apart.
type Person struct {
	ID       PersonID `json:"id"`
	Revision int64    `json:"revision"`
	PersonDraft
}

// PersonDraft is what is stated about a person.
type PersonDraft struct {
	Name      string   `json:"name" validate:"required,max=120"`
	Email     string   `json:"email" validate:"required,email,max=254"` // unique, compared in lower case
	Phone     string   `json:"phone,omitempty" validate:"omitempty,e164"`
	Function  string   `json:"function,omitempty" validate:"max=80"` // "head of purchasing"
	Languages []string `json:"languages,omitempty" validate:"max=20,unique,dive,language"`
	Locale    string   `json:"locale,omitempty" validate:"omitempty,language"` // of pages and messages
	Zone      string   `json:"zone,omitempty" validate:"omitempty,timezone"`
}

// NormalEmail is the form in which e-mail addresses are kept and compared.
func NormalEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// Role is what somebody is at a fair, for a company or for the organizer; and
// what a company is there.
type Role string

// The roles. Exhibitor, Buyer and Both belong to a company, the others to the fair.
const (
	Organizer    Role = "organizer"
	Matchmaker   Role = "matchmaker"
	HallStaff    Role = "hall_staff"
	GroupManager Role = "group_manager"
	Exhibitor    Role = "exhibitor"
	Buyer        Role = "buyer"
	Both         Role = "both"
)

// Grant gives a person a role at a fair, for a company. A Grant of Organizer
// with the zero FairID is the installation's own organizer: it may create fairs
// and holds at every fair.
type Grant struct {
	Person  PersonID  `json:"person"`
	Fair    FairID    `json:"fair,omitzero"`
	Company CompanyID `json:"company,omitzero"`
	Role    Role      `json:"role" validate:"required,oneof=organizer matchmaker hall_staff group_manager exhibitor buyer both"`
}

// Actor is who asks: a person with the grants they hold at this moment. Adapters
// make one per request with Access.Actor and hand it to every service.
type Actor struct {
	Person PersonID
	Grants []Grant
	system bool
}

// System is the house itself: the clock's ticker, imports from the command line.
func System() Actor { return Actor{system: true} }

// IsSystem reports whether the house itself acts.
func (a Actor) IsSystem() bool { return a.system }

// SignedIn reports whether somebody asks.
func (a Actor) SignedIn() bool { return a.system || !a.Person.IsZero() }

// Organizes reports whether the actor may run this fair.
func (a Actor) Organizes(f FairID) bool {
	return a.system || slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Role == Organizer && (g.Fair == f || g.Fair.IsZero())
	})
}

// Staffs reports whether the actor belongs to those who run this fair: they see
// the board and everybody's meetings.
func (a Actor) Staffs(f FairID) bool {
	return a.Organizes(f) || slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Fair == f && (g.Role == Matchmaker || g.Role == HallStaff)
	})
}

// ActsFor reports whether the actor may speak for the company at the fair.
func (a Actor) ActsFor(f FairID, c CompanyID) bool {
	return a.Organizes(f) || a.belongsTo(f, c)
}

// belongsTo is ActsFor without the organizer's power.
func (a Actor) belongsTo(f FairID, c CompanyID) bool {
	return !c.IsZero() && slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Fair == f && g.Company == c && (g.Role == Exhibitor || g.Role == Buyer || g.Role == Both)
	})
}

// Attends reports whether the actor has any part in the fair.
func (a Actor) Attends(f FairID) bool {
	return a.Organizes(f) || slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Fair == f })
}

// Companies are those the actor speaks for at the fair by a grant of their own.
func (a Actor) Companies(f FairID) []CompanyID {
	var out []CompanyID
	for _, g := range a.Grants {
		if g.Fair == f && a.belongsTo(f, g.Company) && !slices.Contains(out, g.Company) {
			out = append(out, g.Company)
		}
	}
	return out
}
