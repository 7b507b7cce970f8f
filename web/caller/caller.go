// Package caller carries, in a request's context, who asks and in which
// language: put there once by the web room's middleware, read by the API and
// the pages. It knows nothing of either.
package caller

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

// The cookies by which a browser says who asks and in which language: the pages set
// them, the middleware reads them.
const (
	SessionCookie  = "fm_session"
	LanguageCookie = "fm_lang"
)

// Caller is who sends a request.
type Caller struct {
	fair.Actor
	Lang    string // a language of package locale
	Request string // the request's id, for logs and error pages
	Session string // the secret of the session; "" when nobody is signed in
}

type key struct{}

// With returns a context that carries c.
func With(ctx context.Context, c Caller) context.Context { return context.WithValue(ctx, key{}, c) }

// Of returns the context's caller; the zero Caller where there is none.
func Of(ctx context.Context) Caller {
	c, _ := ctx.Value(key{}).(Caller)
	return c
}
