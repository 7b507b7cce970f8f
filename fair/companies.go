package fair

import "context"

// CompanyStore is what Companies needs of the store.
type CompanyStore interface {
	Transactor
	Fair(ctx context.Context, id FairID) (Fair, error)
	Company(ctx context.Context, id CompanyID) (Company, error)
	// CompanyByRef finds the company that takes part in the fair under that ref.
	CompanyByRef(ctx context.Context, fair FairID, ref string) (Company, error)
	// SaveCompany inserts (Revision 1) or replaces a company whose stored revision
	// is one less; Conflict otherwise.
	SaveCompany(ctx context.Context, c Company) error
	Participation(ctx context.Context, fair FairID, company CompanyID) (Participation, error)
	// SaveParticipation inserts or replaces; Conflict when the ref is another's.
	SaveParticipation(ctx context.Context, p Participation) error
	// Participations lists the fairs a company takes part in.
	Participations(ctx context.Context, company CompanyID) ([]Participation, error)
	// CompaniesAt returns up to limit companies of the fair with ids above after, by id.
	CompaniesAt(ctx context.Context, fair FairID, after CompanyID, limit int) ([]CompanyAtFair, error)
	// StandOf returns the place that is the company's stand at the fair.
	StandOf(ctx context.Context, fair FairID, company CompanyID) (Place, error)
	SavePlace(ctx context.Context, p Place) error
	SaveBlock(ctx context.Context, b Block) error // again is no error
	DropBlock(ctx context.Context, fair FairID, company, blocked CompanyID) error
	Blocks(ctx context.Context, fair FairID) ([]Block, error)
}

// maxRef is the most bytes of a record's own key.
const maxRef = 120

// Companies keeps companies and their part in fairs.
type Companies struct {
	store CompanyStore
	clock Clock
}

// NewCompanies returns the service.
func NewCompanies(store CompanyStore, clock Clock) *Companies { return &Companies{store, clock} }

// Put creates or updates the company that takes part in the fair under ref; an
// empty ref always creates. Its organizer may. A stand named in the part becomes
// a place.
func (s *Companies) Put(ctx context.Context, a Actor, id FairID, ref string, d CompanyDraft, part ParticipationDraft) (Company, Change, error) {
	if !a.Organizes(id) {
		return Company{}, "", denied()
	}
	if len(ref) > maxRef {
		return Company{}, "", badField("ref", "max", ref, maxRef)
	}
	if err := Validate(&d); err != nil {
		return Company{}, "", err
	}
	if err := Validate(&part); err != nil {
		return Company{}, "", err
	}
	var c Company
	var change Change
	err := s.store.Write(ctx, func(ctx context.Context) error {
		var err error
		c, change, err = s.upsert(ctx, a, id, ref, d, part)
		return err
	})
	return c, change, err
}

func (s *Companies) upsert(ctx context.Context, a Actor, id FairID, ref string, d CompanyDraft, part ParticipationDraft) (Company, Change, error) {
	p := Participation{Fair: id, Ref: ref, ParticipationDraft: part}
	c, err := s.byRef(ctx, id, ref)
	switch {
	case CodeOf(err) == NotFound:
		c = Company{ID: NewID[Company](), Revision: 1, CompanyDraft: d}
		p.Company = c.ID
		return c, Created, s.save(ctx, a, c, p)
	case err != nil:
		return c, "", err
	}
	p.Company = c.ID
	old, err := s.store.Participation(ctx, id, c.ID)
	if err != nil {
		return c, "", err
	}
	if same(c.CompanyDraft, d) && old == p {
		return c, Unchanged, nil
	}
	c.CompanyDraft = d
	c.Revision++
	return c, Updated, s.save(ctx, a, c, p)
}

func (s *Companies) byRef(ctx context.Context, id FairID, ref string) (Company, error) {
	if ref == "" {
		return Company{}, Missing("company")
	}
	return s.store.CompanyByRef(ctx, id, ref)
}

func (s *Companies) save(ctx context.Context, a Actor, c Company, p Participation) error {
	if err := s.store.SaveCompany(ctx, c); err != nil {
		return err
	}
	if err := s.store.SaveParticipation(ctx, p); err != nil {
		return err
	}
	if err := s.saveStand(ctx, a, p); err != nil {
		return err
	}
	return s.record(ctx, a, c)
}

// saveStand makes the stand of a participation a place, one seat unless stated. A
// stand that is no longer stated belongs to nobody, and is used for no more meetings.
func (s *Companies) saveStand(ctx context.Context, a Actor, p Participation) error {
	old, err := s.store.StandOf(ctx, p.Fair, p.Company)
	if err != nil && CodeOf(err) != NotFound {
		return err
	}
	stated, had := p.Stand != "" && p.Hall != "", err == nil
	if !stated && !had {
		return nil
	}
	f, err := s.store.Fair(ctx, p.Fair)
	if err != nil {
		return err
	}
	place := Place{ID: old.ID, Fair: p.Fair, PlaceDraft: old.PlaceDraft}
	if stated {
		place.Company = p.Company
		place.PlaceDraft = PlaceDraft{Label: p.Stand, Kind: Stand, Hall: p.Hall, Seats: max(1, p.Seats)}
		if err := f.checkPlace("", place.PlaceDraft); err != nil {
			return err
		}
	}
	if !had {
		place.ID = NewID[Place]()
	}
	if place == old {
		return nil
	}
	if err := s.store.SavePlace(ctx, place); CodeOf(err) == Conflict {
		return badField("stand", "unique", place.Label)
	} else if err != nil {
		return err
	}
	return s.store.Append(ctx, Entry{Fair: p.Fair, At: s.clock.now(), Kind: PlacesSaved, Subject: p.Fair.String(), Revision: f.Revision, Actor: a.Person})
}

// Edit changes what a company states about itself; its own people may. Verified
// stays as the organizer set it.
func (s *Companies) Edit(ctx context.Context, a Actor, f FairID, id CompanyID, revision int64, d CompanyDraft) (Company, error) {
	if err := Validate(&d); err != nil {
		return Company{}, err
	}
	return s.change(ctx, a, f, id, func(c *Company) error {
		if c.Revision != revision {
			return fault(Conflict, "error.revision")
		}
		c.CompanyDraft = d
		return nil
	})
}

// Verify states that an organizer has checked who the company is, or takes it back.
func (s *Companies) Verify(ctx context.Context, a Actor, f FairID, id CompanyID, verified bool) (Company, error) {
	if !a.Organizes(f) {
		return Company{}, denied()
	}
	return s.change(ctx, a, f, id, func(c *Company) error {
		c.Verified = verified
		return nil
	})
}

func (s *Companies) change(ctx context.Context, a Actor, f FairID, id CompanyID, edit func(*Company) error) (Company, error) {
	var c Company
	if !a.ActsFor(f, id) {
		return c, denied()
	}
	err := s.store.Write(ctx, func(ctx context.Context) error {
		if _, err := s.store.Participation(ctx, f, id); err != nil {
			return err
		}
		var err error
		if c, err = s.store.Company(ctx, id); err != nil {
			return err
		}
		if err := edit(&c); err != nil {
			return err
		}
		c.Revision++
		if err := s.store.SaveCompany(ctx, c); err != nil {
			return err
		}
		return s.record(ctx, a, c)
	})
	return c, err
}

// Get returns a company that takes part in the fair, for whoever attends it.
func (s *Companies) Get(ctx context.Context, a Actor, f FairID, id CompanyID) (CompanyAtFair, error) {
	if !a.Attends(f) {
		return CompanyAtFair{}, denied()
	}
	part, err := s.store.Participation(ctx, f, id)
	if err != nil {
		return CompanyAtFair{}, err
	}
	c, err := s.store.Company(ctx, id)
	return CompanyAtFair{Company: c, Part: part}, err
}

// ByRef finds a company by its key in what was imported; for the fair's organizer.
func (s *Companies) ByRef(ctx context.Context, a Actor, f FairID, ref string) (Company, error) {
	if !a.Organizes(f) {
		return Company{}, denied()
	}
	return s.byRef(ctx, f, ref)
}

// List pages through the companies of a fair by id, for whoever attends it.
func (s *Companies) List(ctx context.Context, a Actor, f FairID, after CompanyID, limit int) ([]CompanyAtFair, error) {
	if !a.Attends(f) {
		return nil, denied()
	}
	return s.store.CompaniesAt(ctx, f, after, limit)
}

// Block keeps another company away from one's own at a fair: no match, no
// invitation, either way. Unblock takes it back.
func (s *Companies) Block(ctx context.Context, a Actor, f FairID, own, other CompanyID) error {
	return s.setBlock(ctx, a, f, own, other, CompanyBlocked)
}

// Unblock takes a block back.
func (s *Companies) Unblock(ctx context.Context, a Actor, f FairID, own, other CompanyID) error {
	return s.setBlock(ctx, a, f, own, other, CompanyUnblocked)
}

func (s *Companies) setBlock(ctx context.Context, a Actor, f FairID, own, other CompanyID, kind Kind) error {
	if !a.ActsFor(f, own) || own == other {
		return denied()
	}
	return s.store.Write(ctx, func(ctx context.Context) error {
		if _, err := s.store.Participation(ctx, f, other); err != nil {
			return err
		}
		now := s.clock.now()
		var err error
		if kind == CompanyBlocked {
			err = s.store.SaveBlock(ctx, Block{Fair: f, Company: own, Blocked: other, At: now})
		} else {
			err = s.store.DropBlock(ctx, f, own, other)
		}
		if err != nil {
			return err
		}
		return s.store.Append(ctx, Entry{Fair: f, At: now, Kind: kind, Subject: other.String(), Actor: a.Person})
	})
}

// record tells every fair the company takes part in.
func (s *Companies) record(ctx context.Context, a Actor, c Company) error {
	parts, err := s.store.Participations(ctx, c.ID)
	if err != nil {
		return err
	}
	for _, p := range parts {
		e := Entry{Fair: p.Fair, At: s.clock.now(), Kind: CompanySaved, Subject: c.ID.String(), Revision: c.Revision, Actor: a.Person}
		if err := s.store.Append(ctx, e); err != nil {
			return err
		}
	}
	return nil
}
