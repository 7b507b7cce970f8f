package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/caller"
)

// identify puts who asks, and in which language, into the request's context. A
// session that does not hold (any more) is nobody's; its cookie is cleared.
func (s *site) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who := caller.Of(r.Context())
		secret, fromCookie := session(r)
		var err error
		if secret != "" {
			who.Actor, err = s.UseCases.Access.Actor(r.Context(), secret)
			switch fair.CodeOf(err) {
			case fair.Unauthenticated:
				err = nil
				if fromCookie {
					http.SetCookie(w, &http.Cookie{Name: caller.SessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.TLS, SameSite: http.SameSiteLaxMode})
				}
			default:
				who.Session = secret
			}
		}
		if err == nil && who.SignedIn() && !chosen(r) {
			err = s.ownLanguage(r, &who)
		}
		r = r.WithContext(caller.With(r.Context(), who))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// session is the secret that the request shows.
func session(r *http.Request) (secret string, fromCookie bool) {
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token), false
	}
	if c, err := r.Cookie(caller.SessionCookie); err == nil {
		return c.Value, true
	}
	return "", false
}

// chosen reports whether the reader has chosen a language in this browser.
func chosen(r *http.Request) bool {
	c, err := r.Cookie(caller.LanguageCookie)
	return err == nil && slices.Contains(locale.Languages(), c.Value)
}

func language(r *http.Request) string {
	if chosen(r) {
		c, _ := r.Cookie(caller.LanguageCookie)
		return c.Value
	}
	return locale.Match(r.Header.Get("Accept-Language"))
}

// ownLanguage takes the language of the person's own entry, where it states one.
func (s *site) ownLanguage(r *http.Request, who *caller.Caller) error {
	p, err := s.UseCases.People.Me(r.Context(), who.Actor)
	if err == nil && p.Locale != "" {
		who.Lang = locale.Match(p.Locale)
	}
	return err
}
