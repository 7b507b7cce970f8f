package fair_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func TestEverythingWrongWithAFairIsSaidAtOnce(t *testing.T) {
	h := newHouse(t, fair.Collecting)
	d := fairDraft()
	d.Slug, d.Zone, d.Currency, d.SlotMinutes = "My Fair!", "Mars/Base", "ZZZ", 7
	d.Ends, d.Closes = "2026-11-04", "08:00"
	d.Halls = append(d.Halls, d.Halls[0])
	d.Walks = []fair.Walk{{From: "1", To: "9"}}
	d.Bans = []fair.Ban{{Note: "everything"}, {Origins: []string{"BR"}, Since: "2026-02-01", Until: "2026-01-01"}}
	_, err := h.Fairs.Create(t.Context(), fair.System(), d)
	var e *fair.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	var got []string
	for _, f := range e.Fields {
		got = append(got, f.Field)
	}
	for _, want := range []string{"slug", "zone", "currency", "slot_minutes", "ends", "closes", "halls", "walks", "bans[0].codes", "bans[1].until"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is not named: %v", want, got)
		}
	}
}

func TestAStandThatIsNoLongerStatedIsNotUsed(t *testing.T) {
	h := newHouse(t, fair.Live)
	put := func(part fair.ParticipationDraft) {
		t.Helper()
		if _, _, err := h.Companies.Put(t.Context(), fair.System(), h.fair.ID, "seller", fair.CompanyDraft{Name: fair.Texts{"en": "Seller"}}, part); err != nil {
			t.Fatal(err)
		}
	}
	put(fair.ParticipationDraft{Role: fair.Exhibitor, Hall: "2", Stand: "2B14"})
	put(fair.ParticipationDraft{Role: fair.Exhibitor, Hall: "1", Stand: "1A01", Seats: 2})
	places := must(h.Fairs.Places(t.Context(), h.boss, h.fair.ID))(t)
	if len(places) != 1 || places[0].Label != "1A01" || places[0].Seats != 2 || places[0].Company.IsZero() {
		t.Errorf("the stand moved to %+v", places)
	}
	put(fair.ParticipationDraft{Role: fair.Exhibitor})
	if places = must(h.Fairs.Places(t.Context(), h.boss, h.fair.ID))(t); len(places) != 1 || !places[0].Company.IsZero() {
		t.Errorf("the stand is still the company's: %+v", places)
	}
}
