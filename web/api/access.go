package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

type signInBody struct {
	Email    string `json:"email" validate:"required,max=254"`
	Password string `json:"password" validate:"required,max=200"`
}

type linkBody struct {
	Secret string `json:"secret" validate:"required,max=200"`
}

// Session is a session that was opened.
type Session struct {
	Token  string        `json:"token"` // for Authorization: Bearer
	Person fair.PersonID `json:"person"`
	Grants []fair.Grant  `json:"grants"`
	Next   string        `json:"next,omitempty"` // the page that a sign-in link leads to
}

// Me is the signed-in person with what they may do.
type Me struct {
	fair.Person
	Grants []fair.Grant `json:"grants"`
	Locale string       `json:"language"` // that sentences come in
}

type editMe struct {
	Revision int64 `json:"revision" validate:"min=1"`
	fair.PersonDraft
}

type passwordBody struct {
	Old      string `json:"old,omitempty" validate:"max=200"` // the current one, once one is set
	Password string `json:"password" validate:"required,min=10,max=200"`
}

func (s *server) access() {
	const group = "Sign-in"
	open := operation(http.MethodPost, "/session", "signIn", group, "Sign in by e-mail and password", "Tries are limited per address and per client.")
	open.DefaultStatus, open.Metadata = http.StatusCreated, map[string]any{secret: true}
	act(s, open, func(ctx context.Context, _ caller.Caller, _ *struct{ Sent }, b signInBody) (Session, error) {
		if err := fair.Validate(&b); err != nil {
			return Session{}, err
		}
		token, a, err := s.Access.SignIn(ctx, b.Email, b.Password)
		return Session{Token: token, Person: a.Person, Grants: list(a.Grants)}, err
	})
	link := operation(http.MethodPost, "/session/link", "redeemLink", group, "Sign in by a link's secret", "A link works once.")
	link.DefaultStatus, link.Metadata = http.StatusCreated, map[string]any{secret: true}
	act(s, link, func(ctx context.Context, _ caller.Caller, _ *struct{ Sent }, b linkBody) (Session, error) {
		if err := fair.Validate(&b); err != nil {
			return Session{}, err
		}
		token, next, a, err := s.Access.Redeem(ctx, b.Secret)
		return Session{Token: token, Person: a.Person, Grants: list(a.Grants), Next: next}, err
	})
	end := operation(http.MethodDelete, "/session", "signOut", group, "End the session", "")
	end.DefaultStatus = http.StatusNoContent
	act(s, end, func(ctx context.Context, who caller.Caller, _ *struct{ Sent }, _ nothing) (nothing, error) {
		return nothing{}, s.Access.SignOut(ctx, who.Session)
	})
	s.me(group)
}

func (s *server) me(group string) {
	view := func(ctx context.Context, who caller.Caller) (Me, error) {
		p, err := s.People.Me(ctx, who.Actor)
		return Me{Person: p, Grants: list(who.Grants), Locale: who.Lang}, err
	}
	read(s, operation(http.MethodGet, "/me", "me", group, "Who is signed in, with their roles", ""),
		func(ctx context.Context, who caller.Caller, _ *struct{}) (Me, error) { return view(ctx, who) })
	act(s, operation(http.MethodPut, "/me", "editMe", group, "Change the own entry", ""),
		func(ctx context.Context, who caller.Caller, _ *struct{ Sent }, b editMe) (Me, error) {
			if _, err := s.People.Edit(ctx, who.Actor, b.Revision, b.PersonDraft); err != nil {
				return Me{}, err
			}
			return view(ctx, who)
		})
	password := operation(http.MethodPut, "/me/password", "setPassword", group, "Set the own password", "")
	password.DefaultStatus = http.StatusNoContent
	act(s, password, func(ctx context.Context, who caller.Caller, _ *struct{ Sent }, b passwordBody) (nothing, error) {
		if !who.SignedIn() {
			return nothing{}, denied()
		}
		return nothing{}, s.Access.SetPassword(ctx, who.Actor, who.Person, b.Old, b.Password, who.Session)
	})
}

// list makes an absent list an empty one: clients read [] more easily than null.
func list[T any](items []T) []T {
	if items == nil {
		return []T{}
	}
	return items
}
