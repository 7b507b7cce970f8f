package storetest

import (
	"context"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// NewFair saves a fair of three days.
func NewFair(t testing.TB, db *store.DB) fair.Fair {
	t.Helper()
	id := fair.NewID[fair.Fair]()
	f := fair.Fair{ID: id, Revision: 1, Phase: fair.Live, FairDraft: fair.FairDraft{
		Slug: "fair-" + id.String(), Name: fair.Texts{"en": "Tea and Tools", "zh": "茶与工具"}, Zone: "Asia/Shanghai",
		Starts: "2026-11-05", Ends: "2026-11-07", Opens: "09:00", Closes: "17:00", SlotMinutes: 30, Currency: "CNY",
		Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1"}}},
	}}
	must(t, db.SaveFair(context.Background(), f))
	return f
}

// NewCompany saves a company that takes part in the fair on both sides.
func NewCompany(t testing.TB, db *store.DB, f fair.FairID) fair.Company {
	t.Helper()
	c := fair.Company{ID: fair.NewID[fair.Company](), Revision: 1, CompanyDraft: fair.CompanyDraft{Name: fair.Texts{"en": "Jade Kettle"}, Country: "CN"}}
	must(t, db.SaveCompany(context.Background(), c))
	part := fair.Participation{Fair: f, Company: c.ID, ParticipationDraft: fair.ParticipationDraft{Role: fair.Both}}
	must(t, db.SaveParticipation(context.Background(), part))
	return c
}

// NewPerson saves a person who speaks for the company at the fair.
func NewPerson(t testing.TB, db *store.DB, f fair.FairID, c fair.CompanyID, name string) fair.Person {
	t.Helper()
	id := fair.NewID[fair.Person]()
	p := fair.Person{ID: id, Revision: 1, PersonDraft: fair.PersonDraft{Name: name, Email: id.String() + "@example.com"}}
	must(t, db.SavePerson(context.Background(), p))
	_, err := db.SaveGrant(context.Background(), fair.Grant{Person: id, Fair: f, Company: c, Role: fair.Both})
	must(t, err)
	return p
}

// Offer is a draft of usual size.
func Offer() fair.PostDraft {
	return fair.PostDraft{
		Content: fair.Content{
			Trade: fair.Goods, Title: fair.Texts{"en": "Electric kettle, steel, 1.7 litres", "zh": "电热水壶"},
			Text:  fair.Texts{"en": "Double wall, dry-boil protection, plugs for any market; own mould, logo on request."},
			Codes: []taxonomy.Code{"851610"}, Languages: []string{"zh", "en"}, Channel: fair.B2B,
			Attributes: []fair.Attribute{{Name: "power", Value: "1800", Unit: "WTT"}},
		},
		Offer: &fair.OfferTerms{
			MOQ:      &fair.Quantity{Value: fair.MustDecimal("500"), Unit: "C62"},
			Price:    &fair.Price{Amount: fair.MustDecimal("7.85"), Currency: "USD", Unit: "C62", Incoterms: []string{"FOB"}, Place: "Ningbo"},
			LeadDays: 30, Origin: "CN", Markets: []string{"DE", "FR"},
			Certificates: []fair.Certificate{{Scheme: "ce", Status: fair.Held}},
		},
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
