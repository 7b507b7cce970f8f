package fair

import (
	"context"
	"slices"
)

// PeopleStore is what People needs of the store.
type PeopleStore interface {
	Transactor
	Person(ctx context.Context, id PersonID) (Person, error)
	PersonByEmail(ctx context.Context, email string) (Person, error)
	// SavePerson inserts (Revision 1) or replaces a person whose stored revision is
	// one less; Conflict otherwise, or when the e-mail belongs to somebody else.
	SavePerson(ctx context.Context, p Person) error
	Grants(ctx context.Context, id PersonID) ([]Grant, error)
	// SaveGrant adds a grant; one that is there already is no error. It reports
	// whether it was new.
	SaveGrant(ctx context.Context, g Grant) (bool, error)
	// PeopleAt returns the people who hold a grant at the fair, by name; of one
	// company where company is not zero.
	PeopleAt(ctx context.Context, fair FairID, company CompanyID) ([]Person, error)
	Participation(ctx context.Context, fair FairID, company CompanyID) (Participation, error)
}

// People keeps persons and what they may do.
type People struct {
	store PeopleStore
	clock Clock
}

// NewPeople returns the service.
func NewPeople(store PeopleStore, clock Clock) *People { return &People{store, clock} }

// Change says what putting a record did.
type Change string

// What putting a record can do.
const (
	Created   Change = "created"
	Updated   Change = "updated"
	Unchanged Change = "unchanged"
)

// Put creates or updates the person with that e-mail address and gives them a
// role. Organizers of the fair may (of the installation, when the grant has no
// fair). An existing person's own account is only given the grant: what somebody states about
// themselves is not overwritten by an organizer who does not run the installation.
func (s *People) Put(ctx context.Context, a Actor, d PersonDraft, g Grant) (Person, Change, error) {
	if !a.Organizes(g.Fair) {
		return Person{}, "", denied()
	}
	d.Email = NormalEmail(d.Email)
	if err := Validate(&d); err != nil {
		return Person{}, "", err
	}
	if err := s.checkGrant(ctx, g); err != nil {
		return Person{}, "", err
	}
	var p Person
	change := Unchanged
	err := s.store.Write(ctx, func(ctx context.Context) error {
		var err error
		p, change, err = s.upsert(ctx, a, d)
		if err != nil {
			return err
		}
		g.Person = p.ID
		fresh, err := s.store.SaveGrant(ctx, g)
		if err != nil {
			return err
		}
		if fresh && change == Unchanged {
			change = Updated
		}
		if change == Unchanged {
			return nil
		}
		return s.record(ctx, a, p, g.Fair)
	})
	return p, change, err
}

func (s *People) upsert(ctx context.Context, a Actor, d PersonDraft) (Person, Change, error) {
	p, err := s.store.PersonByEmail(ctx, d.Email)
	if CodeOf(err) == NotFound {
		p = Person{ID: NewID[Person](), Revision: 1, PersonDraft: d}
		return p, Created, s.store.SavePerson(ctx, p)
	}
	if err != nil || same(p.PersonDraft, d) || !a.Organizes(FairID{}) {
		return p, Unchanged, err
	}
	p.PersonDraft = d
	p.Revision++
	return p, Updated, s.store.SavePerson(ctx, p)
}

func (s *People) checkGrant(ctx context.Context, g Grant) error {
	if err := Validate(&g); err != nil {
		return err
	}
	ofCompany := slices.Contains([]Role{Exhibitor, Buyer, Both}, g.Role)
	if ofCompany != !g.Company.IsZero() || ofCompany && g.Fair.IsZero() {
		return badField("company", "role", string(g.Role))
	}
	if !ofCompany {
		return nil
	}
	_, err := s.store.Participation(ctx, g.Fair, g.Company)
	return err
}

// Edit changes the actor's own entry, but for the e-mail address: organizers know
// people by it, so whoever could take a new one could be given its roles.
func (s *People) Edit(ctx context.Context, a Actor, revision int64, d PersonDraft) (Person, error) {
	d.Email = NormalEmail(d.Email)
	if err := Validate(&d); err != nil {
		return Person{}, err
	}
	if a.Person.IsZero() {
		return Person{}, denied()
	}
	var p Person
	err := s.store.Write(ctx, func(ctx context.Context) error {
		var err error
		if p, err = s.store.Person(ctx, a.Person); err != nil {
			return err
		}
		if p.Revision != revision {
			return fault(Conflict, "error.revision")
		}
		if p.Email != d.Email {
			return badField("email", "fixed", d.Email)
		}
		p.PersonDraft = d
		p.Revision++
		if err := s.store.SavePerson(ctx, p); err != nil {
			return err
		}
		for _, f := range fairsOf(a.Grants) {
			if err := s.record(ctx, a, p, f); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// Me returns the actor's own entry.
func (s *People) Me(ctx context.Context, a Actor) (Person, error) {
	if a.Person.IsZero() {
		return Person{}, fault(Unauthenticated, "error.session")
	}
	return s.store.Person(ctx, a.Person)
}

// At lists the people of a fair for its organizer, or of one company for those
// who speak for it.
func (s *People) At(ctx context.Context, a Actor, f FairID, c CompanyID) ([]Person, error) {
	if !a.Staffs(f) && !a.ActsFor(f, c) {
		return nil, denied()
	}
	return s.store.PeopleAt(ctx, f, c)
}

func (s *People) record(ctx context.Context, a Actor, p Person, f FairID) error {
	return s.store.Append(ctx, Entry{Fair: f, At: s.clock.now(), Kind: PersonSaved, Subject: p.ID.String(), Revision: p.Revision, Actor: a.Person})
}

func fairsOf(grants []Grant) []FairID {
	var out []FairID
	for _, g := range grants {
		if !g.Fair.IsZero() && !slices.Contains(out, g.Fair) {
			out = append(out, g.Fair)
		}
	}
	return out
}
