package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// People is a list of people.
type People struct {
	People []fair.Person `json:"people"`
}

type personBody struct {
	Person  fair.PersonDraft `json:"person"`
	Role    fair.Role        `json:"role" validate:"required,oneof=organizer matchmaker hall_staff group_manager exhibitor buyer both"`
	Company fair.CompanyID   `json:"company,omitzero"` // for exhibitor, buyer and both
}

// PersonPut is a person with what putting them did.
type PersonPut struct {
	fair.Person
	Change fair.Change `json:"change"`
}

type linkFor struct {
	Next string `json:"next,omitempty" validate:"max=300"` // the page that the link leads to
}

// Link is a one-time key that signs a person in: hand it to nobody else.
type Link struct {
	Secret string `json:"secret"` // the page is /link/SECRET
}

type peopleOf struct {
	AtFair
	Company fair.CompanyID `query:"company" doc:"Only this company's people"`
}

type personSent struct {
	FairSent
	Person fair.PersonID `path:"person"`
}

func (s *server) people() {
	const group = "People"
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/people", "listPeople", group, "The people of a fair, by name", "For its staff; of one company for those who speak for it."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *peopleOf) (People, error) {
			all, err := s.People.At(ctx, who.Actor, f, in.Company)
			return People{list(all)}, err
		})
	actAt(s, operation(http.MethodPost, "/fairs/{fair}/people", "putPerson", group, "Give a person a role at a fair", "Its organizer may. Who has no entry with that e-mail address gets one."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, b personBody) (PersonPut, error) {
			p, change, err := s.People.Put(ctx, who.Actor, b.Person, fair.Grant{Fair: f, Company: b.Company, Role: b.Role})
			return PersonPut{p, change}, err
		})
	link := operation(http.MethodPost, "/fairs/{fair}/people/{person}/link", "makeLink", group, "Make a one-time sign-in link for a person", "Its organizer may.")
	link.DefaultStatus, link.Metadata = http.StatusCreated, map[string]any{secret: true}
	actAt(s, link, func(ctx context.Context, who caller.Caller, _ fair.FairID, in *personSent, b linkFor) (Link, error) {
		if err := fair.Validate(&b); err != nil {
			return Link{}, err
		}
		key, err := s.Access.Link(ctx, who.Actor, in.Person, b.Next)
		return Link{key}, err
	})
}
