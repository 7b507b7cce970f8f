package demo

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// renew moves a fair whose last time to meet is past, books meetings of the new days,
// and opens its doors again, all or nothing. What people changed, and the meetings of
// the days before, stay as they are.
func renew(ctx context.Context, u fair.UseCases, store fair.Store, f fair.Fair, now time.Time) (fair.Fair, error) {
	if slots := f.Slots(); len(slots) > 0 && slots[len(slots)-1].Start > fair.At(now) {
		return f, nil
	}
	_, _, err := u.Once.Do(ctx, fair.System(), fmt.Sprintf("renew %s %d", f.Slug, f.Revision), nil, func(ctx context.Context) (int, []byte, error) {
		d := f.FairDraft
		d.Starts, d.Ends = days(now)
		moved, err := u.Fairs.Edit(ctx, fair.System(), f.ID, f.Revision, d)
		if err != nil {
			return 0, nil, err
		}
		return 0, nil, rebook(ctx, u, store, moved, now)
	})
	if err != nil {
		return f, err
	}
	return u.Fairs.Get(ctx, f.ID)
}

// rebook finds the companies and posts that fill made, in the order of its seed, and
// books meetings between them.
func rebook(ctx context.Context, u fair.UseCases, store fair.Store, f fair.Fair, now time.Time) error {
	m := newFiller(u, f, now, firmsPerSide)
	var err error
	if m.kept, err = openPosts(ctx, store, f.ID); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{m.exhibitors, m.buyers, m.addGaps} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	m.rng = rand.New(rand.NewPCG(uint64(f.Revision), 11)) // other pairs each time
	if err := m.meetings(ctx, store); err != nil {
		return err
	}
	_, err = u.Fairs.SetPhase(ctx, fair.System(), f.ID, fair.Live)
	return err
}

// openPosts are the fair's open posts by ref.
func openPosts(ctx context.Context, store fair.Store, id fair.FairID) (map[string]fair.Post, error) {
	out := map[string]fair.Post{}
	for p, err := range fair.EachPost(ctx, store, id) {
		if err != nil {
			return nil, err
		}
		if p.State == fair.PostOpen && p.Ref != "" {
			out[p.Ref] = p
		}
	}
	return out, nil
}

// find is put for a company that is there. It draws from the seed what put draws.
func (m *filler) find(ctx context.Context, ref, country, email string, role fair.Role) (*firm, error) {
	m.rng.IntN(2)
	m.heads++
	email = cmp.Or(email, m.names.person(country, m.heads).Email)
	c, err := m.u.Companies.ByRef(ctx, fair.System(), m.fair.ID, ref)
	if err != nil {
		return nil, err
	}
	at, err := m.u.Companies.Get(ctx, fair.System(), m.fair.ID, c.ID)
	if err != nil {
		return nil, err
	}
	f := &firm{company: c, role: at.Part.Role, country: country}
	pick(m.rng, functions[role])
	people, err := m.u.People.At(ctx, fair.System(), m.fair.ID, c.ID)
	if err != nil {
		return nil, err
	}
	if len(people) > 0 {
		f.person = people[max(0, slices.IndexFunc(people, func(p fair.Person) bool { return p.Email == email }))]
	}
	m.firms = append(m.firms, f)
	m.fits.PutCompany(f.company, at.Part.ParticipationDraft)
	return f, nil
}
