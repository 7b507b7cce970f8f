package fair

import (
	"context"
	"slices"
	"strings"
)

// FairStore is what Fairs needs of the store.
type FairStore interface {
	Transactor
	Fair(ctx context.Context, id FairID) (Fair, error)
	FairBySlug(ctx context.Context, slug string) (Fair, error)
	Fairs(ctx context.Context) ([]Fair, error) // by first day, newest first
	// SaveFair inserts (Revision 1) or replaces a fair whose stored revision is one
	// less; Conflict otherwise, or when the slug is taken.
	SaveFair(ctx context.Context, f Fair) error
	Places(ctx context.Context, fair FairID) ([]Place, error) // by hall, label
	SavePlace(ctx context.Context, p Place) error             // insert or replace; Conflict when the label is another's
	Rates(ctx context.Context, fair FairID) (map[string]Decimal, error)
	SaveRate(ctx context.Context, fair FairID, currency string, rate Decimal) error
	Tally(ctx context.Context, fair FairID) (Tally, error)
}

// Tally counts what a fair has.
type Tally struct {
	Companies  int                  `json:"companies"`
	Exhibitors int                  `json:"exhibitors"`
	Buyers     int                  `json:"buyers"`
	People     int                  `json:"people"`
	Offers     int                  `json:"offers"`  // open
	Demands    int                  `json:"demands"` // open
	Places     int                  `json:"places"`
	Meetings   map[MeetingState]int `json:"meetings"`
}

// Fairs creates fairs and keeps their frame: days, halls, places, rates, phase.
type Fairs struct {
	store FairStore
	clock Clock
}

// NewFairs returns the service.
func NewFairs(store FairStore, clock Clock) *Fairs { return &Fairs{store, clock} }

// Create opens a new fair in phase Collecting. An organizer of the installation may.
func (s *Fairs) Create(ctx context.Context, a Actor, d FairDraft) (Fair, error) {
	if !a.Organizes(FairID{}) {
		return Fair{}, denied()
	}
	if err := d.check(); err != nil {
		return Fair{}, err
	}
	f := Fair{ID: NewID[Fair](), Revision: 1, Phase: Collecting, FairDraft: d}
	err := s.store.Write(ctx, func(ctx context.Context) error {
		if err := s.store.SaveFair(ctx, f); err != nil {
			return err
		}
		return s.record(ctx, a, FairSaved, f)
	})
	return f, err
}

// Edit replaces what is stated about a fair. Its organizer may.
func (s *Fairs) Edit(ctx context.Context, a Actor, id FairID, revision int64, d FairDraft) (Fair, error) {
	return s.change(ctx, a, id, FairSaved, func(f *Fair) error {
		if err := d.check(); err != nil {
			return err
		}
		if f.Revision != revision {
			return fault(Conflict, "error.revision")
		}
		f.FairDraft = d
		return nil
	})
}

// SetPhase moves the fair to another phase; any is allowed, for people make
// mistakes. Its organizer may.
func (s *Fairs) SetPhase(ctx context.Context, a Actor, id FairID, p Phase) (Fair, error) {
	return s.change(ctx, a, id, FairPhase, func(f *Fair) error {
		if !slices.Contains(Phases(), p) {
			return badField("phase", "oneof", string(p), "collecting scheduling published live closed")
		}
		f.Phase = p
		return nil
	})
}

func (s *Fairs) change(ctx context.Context, a Actor, id FairID, kind Kind, edit func(*Fair) error) (Fair, error) {
	var f Fair
	if !a.Organizes(id) {
		return f, denied()
	}
	err := s.store.Write(ctx, func(ctx context.Context) error {
		var err error
		if f, err = s.store.Fair(ctx, id); err != nil {
			return err
		}
		if err := edit(&f); err != nil {
			return err
		}
		f.Revision++
		if err := s.store.SaveFair(ctx, f); err != nil {
			return err
		}
		return s.record(ctx, a, kind, f)
	})
	return f, err
}

// Get returns a fair; everybody may know it.
func (s *Fairs) Get(ctx context.Context, id FairID) (Fair, error) { return s.store.Fair(ctx, id) }

// BySlug returns the fair with that short name.
func (s *Fairs) BySlug(ctx context.Context, slug string) (Fair, error) {
	return s.store.FairBySlug(ctx, slug)
}

// List returns all fairs, newest first.
func (s *Fairs) List(ctx context.Context) ([]Fair, error) { return s.store.Fairs(ctx) }

// AddPlaces adds tables, or changes those with the same label. Its organizer may.
func (s *Fairs) AddPlaces(ctx context.Context, a Actor, id FairID, drafts []PlaceDraft) error {
	if !a.Organizes(id) {
		return denied()
	}
	if len(drafts) > 5000 {
		return fault(TooLarge, "error.too_large", "max", 5000)
	}
	return s.store.Write(ctx, func(ctx context.Context) error {
		f, err := s.store.Fair(ctx, id)
		if err != nil {
			return err
		}
		have, err := s.store.Places(ctx, id)
		if err != nil {
			return err
		}
		for i, d := range drafts {
			if err := f.checkPlace(indexed("places", i)+".", d); err != nil {
				return err
			}
			p := Place{ID: NewID[Place](), Fair: id, PlaceDraft: d}
			if at := slices.IndexFunc(have, func(p Place) bool { return p.Label == d.Label }); at >= 0 {
				p.ID, p.Company = have[at].ID, have[at].Company
			}
			if err := s.store.SavePlace(ctx, p); err != nil {
				return err
			}
		}
		return s.record(ctx, a, PlacesSaved, f)
	})
}

// checkPlace judges a place; at goes before the names of the fields that are wrong.
func (f *Fair) checkPlace(at string, d PlaceDraft) error {
	if err := Validate(&d); err != nil {
		return err
	}
	if !slices.ContainsFunc(f.Halls, func(h Hall) bool { return h.Key == d.Hall }) {
		return badField(at+"hall", "hall", d.Hall)
	}
	return nil
}

// Places lists a fair's places for whoever attends it.
func (s *Fairs) Places(ctx context.Context, a Actor, id FairID) ([]Place, error) {
	if !a.Attends(id) {
		return nil, denied()
	}
	return s.store.Places(ctx, id)
}

// SetRate states an exchange rate. Its organizer may.
func (s *Fairs) SetRate(ctx context.Context, a Actor, id FairID, d RateDraft) (Change, error) {
	if !a.Organizes(id) {
		return "", denied()
	}
	if err := Validate(&d); err != nil {
		return "", err
	}
	change := Created
	err := s.store.Write(ctx, func(ctx context.Context) error {
		f, err := s.store.Fair(ctx, id)
		if err != nil {
			return err
		}
		have, err := s.store.Rates(ctx, id)
		if err != nil {
			return err
		}
		if old, ok := have[d.Currency]; ok {
			change = Updated
			if old.Cmp(&d.Rate.Decimal) == 0 {
				change = Unchanged
				return nil
			}
		}
		if err := s.store.SaveRate(ctx, id, d.Currency, d.Rate); err != nil {
			return err
		}
		return s.record(ctx, a, RatesSaved, f)
	})
	return change, err
}

// Rates returns a fair's exchange rates; everybody may know them.
func (s *Fairs) Rates(ctx context.Context, id FairID) (Rates, error) {
	f, err := s.store.Fair(ctx, id)
	if err != nil {
		return Rates{}, err
	}
	per, err := s.store.Rates(ctx, id)
	return Rates{Base: f.Currency, Per: per}, err
}

// Tally counts a fair for those who run it.
func (s *Fairs) Tally(ctx context.Context, a Actor, id FairID) (Tally, error) {
	if !a.Staffs(id) {
		return Tally{}, denied()
	}
	return s.store.Tally(ctx, id)
}

// Resolve finds a fair by id or short name.
func (s *Fairs) Resolve(ctx context.Context, name string) (Fair, error) {
	if id, err := ParseID[Fair](name); err == nil && !id.IsZero() {
		return s.store.Fair(ctx, id)
	}
	return s.store.FairBySlug(ctx, strings.ToLower(name))
}

func (s *Fairs) record(ctx context.Context, a Actor, kind Kind, f Fair) error {
	return s.store.Append(ctx, Entry{Fair: f.ID, At: s.clock.now(), Kind: kind, Subject: f.ID.String(), Revision: f.Revision, Actor: a.Person})
}
