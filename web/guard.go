package web

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
	"github.com/fairmatch/fairmatch/web/caller"
)

// policy lets pages load and send to this installation only.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// guard sets what browsers must not do.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if strings.HasPrefix(r.URL.Path, linkPath) {
			h.Set("Cache-Control", "no-store") // the address is the secret; other sites never see it as referrer
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses changing requests that a browser sends from another site:
// sessions travel in cookies.
func (s *site) sameOrigin() (func(http.Handler) http.Handler, error) {
	check := http.NewCrossOriginProtection()
	if s.PublicURL != "" {
		if err := check.AddTrustedOrigin(s.PublicURL); err != nil {
			return nil, fmt.Errorf("public address %q: %w", s.PublicURL, err)
		}
	}
	check.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, &fair.Error{Code: fair.Forbidden, Key: "error.csrf"})
	}))
	return check.Handler, nil
}

// recover turns a panic into a neutral answer with the request's id.
func (s *site) recover(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &watched{ResponseWriter: w}
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) || r.Context().Err() != nil {
				panic(http.ErrAbortHandler) // the client left
			}
			s.Logger.ErrorContext(r.Context(), "panic", "cause", cause, "request", caller.Of(r.Context()).Request,
				"method", r.Method, "path", loggedPath(r), "stack", string(debug.Stack()))
			if seen.status != 0 || seen.taken {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Cache-Control", "ETag", "Set-Cookie", "Location"} {
				w.Header().Del(name)
			}
			s.fail(w, r, &fair.Error{Code: fair.Internal, Key: "error.internal"})
		}()
		next.ServeHTTP(seen, r)
	})
}

// fail answers with an error: a problem document for programs, else a page.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	if s.Pages == nil || strings.HasPrefix(r.URL.Path, "/api/") {
		api.WriteError(s.Logger, w, r, err)
		return
	}
	s.Pages.Error(w, r, err)
}

// Limits of bodies in bytes.
const (
	maxBody    = 1 << 20
	maxPicture = 6 << 20
	maxImport  = 64 << 20
)

// limitBody cuts bodies off where they are too long for their address.
func (s *site) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := int64(maxBody)
		switch {
		case r.Method != http.MethodPost:
		case strings.Contains(r.URL.Path, "/imports/"), strings.HasSuffix(r.URL.Path, "/desk/import"):
			limit = maxImport
		case strings.HasSuffix(r.URL.Path, "/pictures"), strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/"):
			limit = maxPicture
		}
		if r.ContentLength > limit {
			s.fail(w, r, &fair.Error{Code: fair.TooLarge, Key: "error.too_large", Args: fair.Args{"max": fmt.Sprintf("%d MB", limit>>20)}})
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}
