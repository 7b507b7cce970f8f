package fair_test

import (
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

func TestALinkSignsInOnce(t *testing.T) {
	h := newHouse(t, fair.Live)
	_, ann := h.company("seller", fair.Exhibitor)
	secret := must(h.Access.Link(t.Context(), h.boss, ann.Person, "/f/expo"))(t)
	for range 3 { // mail scanners open links
		must(h.Access.PeekLink(t.Context(), secret))(t)
	}
	session, page, a, err := h.Access.Redeem(t.Context(), secret)
	if err != nil || page != "/f/expo" || a.Person != ann.Person || len(a.Grants) != 1 {
		t.Fatalf("got %s, %+v, %v", page, a, err)
	}
	_, _, _, err = h.Access.Redeem(t.Context(), secret)
	wantCode(t, err, fair.Unauthenticated)
	if a := must(h.Access.Actor(t.Context(), session))(t); a.Person != ann.Person {
		t.Errorf("the session is %v's", a.Person)
	}
	_, err = h.Access.Actor(t.Context(), secret)
	wantCode(t, err, fair.Unauthenticated)
	if err := h.Access.SignOut(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	_, err = h.Access.Actor(t.Context(), session)
	wantCode(t, err, fair.Unauthenticated)
}

func TestLinksAndSessionsEnd(t *testing.T) {
	h := newHouse(t, fair.Live)
	_, ann := h.company("seller", fair.Exhibitor)
	first := must(h.Access.Link(t.Context(), h.boss, ann.Person, ""))(t)
	second := must(h.Access.Link(t.Context(), h.boss, ann.Person, ""))(t)
	session, _, _, err := h.Access.Redeem(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(73 * time.Hour)
	_, err = h.Access.PeekLink(t.Context(), second)
	wantCode(t, err, fair.Unauthenticated)
	must(h.Access.Actor(t.Context(), session))(t)
	h.now = h.now.Add(30 * 24 * time.Hour)
	_, err = h.Access.Actor(t.Context(), session)
	wantCode(t, err, fair.Unauthenticated)
}

// A link is a key to all that its person may do.
func TestWhoMayMakeALinkForWhom(t *testing.T) {
	h := newHouse(t, fair.Live)
	_, ann := h.company("seller", fair.Exhibitor)
	owner, _, err := h.People.Put(t.Context(), fair.System(), fair.PersonDraft{Name: "Owner", Email: "owner@example.com"}, fair.Grant{Role: fair.Organizer})
	if err != nil {
		t.Fatal(err)
	}
	link := func(by fair.Actor, of fair.PersonID) error {
		_, err := h.Access.Link(t.Context(), by, of, "")
		return err
	}
	if err := link(h.boss, ann.Person); err != nil {
		t.Errorf("the fair's organizer, for an exhibitor: %v", err)
	}
	wantCode(t, link(h.boss, owner.ID), fair.Forbidden)
	wantCode(t, link(ann, h.boss.Person), fair.Forbidden)
	wantCode(t, link(ann, ann.Person), fair.Forbidden)
}

func TestPasswords(t *testing.T) {
	h := newHouse(t, fair.Live)
	_, ann := h.company("seller", fair.Exhibitor)
	p := must(h.People.Me(t.Context(), ann))(t)
	_, _, err := h.Access.SignIn(t.Context(), p.Email, "")
	wantCode(t, err, fair.Unauthenticated) // no password is set yet
	wantCode(t, h.Access.SetPassword(t.Context(), ann, ann.Person, "", "short", ""), fair.Invalid)
	wantCode(t, h.Access.SetPassword(t.Context(), h.boss, ann.Person, "", "a long enough one", ""), fair.Forbidden)
	if err := h.Access.SetPassword(t.Context(), ann, ann.Person, "", "a long enough one", ""); err != nil {
		t.Fatal(err)
	}
	_, _, err = h.Access.SignIn(t.Context(), p.Email, "a long enough two")
	wantCode(t, err, fair.Unauthenticated)
	_, _, err = h.Access.SignIn(t.Context(), "nobody@example.com", "a long enough one")
	wantCode(t, err, fair.Unauthenticated)
	session, a, err := h.Access.SignIn(t.Context(), " "+p.Email, "a long enough one")
	if err != nil || session == "" || a.Person != ann.Person {
		t.Errorf("got %v, %v", a, err)
	}
	other, _, err := h.Access.SignIn(t.Context(), p.Email, "a long enough one")
	if err != nil {
		t.Fatal(err)
	}
	wantCode(t, h.Access.SetPassword(t.Context(), ann, ann.Person, "not the old one", "a long enough three", session), fair.Invalid)
	if err := h.Access.SetPassword(t.Context(), ann, ann.Person, "a long enough one", "a long enough three", session); err != nil {
		t.Fatal(err)
	}
	must(h.Access.Actor(t.Context(), session))(t)
	_, err = h.Access.Actor(t.Context(), other)
	wantCode(t, err, fair.Unauthenticated) // whoever had the old password is out
}

// Organizers know people by their e-mail addresses.
func TestNobodyTakesAnAddressThatIsNotTheirs(t *testing.T) {
	h := newHouse(t, fair.Live)
	_, ann := h.company("seller", fair.Exhibitor)
	p := must(h.People.Me(t.Context(), ann))(t)
	d := p.PersonDraft
	d.Email = "future.boss@example.com"
	_, err := h.People.Edit(t.Context(), ann, p.Revision, d)
	wantCode(t, err, fair.Invalid)
	d.Email, d.Name = p.Email, "Ann"
	if got := must(h.People.Edit(t.Context(), ann, p.Revision, d))(t); got.Name != "Ann" {
		t.Errorf("got %+v", got)
	}
}

func TestAnOrganizerDoesNotOverwriteAnExistingAccount(t *testing.T) {
	h := newHouse(t, fair.Live)
	_, ann := h.company("seller", fair.Exhibitor)
	p := must(h.People.Me(t.Context(), ann))(t)
	d := fair.PersonDraft{Name: "Somebody else", Email: p.Email}
	got, _, err := h.People.Put(t.Context(), h.boss, d, fair.Grant{Fair: h.fair.ID, Role: fair.HallStaff})
	if err != nil || got.Name != p.Name {
		t.Errorf("got %q, %v", got.Name, err)
	}
	_, _, err = h.People.Put(t.Context(), h.boss, d, fair.Grant{Role: fair.Organizer})
	wantCode(t, err, fair.Forbidden)
}
