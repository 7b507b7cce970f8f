package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/web/caller"
)

// notes are what the middlewares tell each other about one request.
type notes struct {
	client  netip.Addr // who really asks
	pattern string     // of the innermost route; "" when none took it
}

type notesKey struct{}

func notesOf(r *http.Request) *notes {
	n, _ := r.Context().Value(notesKey{}).(*notes)
	return n
}

// soundID is what a request id of a trusted proxy may look like.
var soundID = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)

// arrive finds out who the client is, and gives the request its id. Both believe
// headers only from a trusted proxy.
func (s *site) arrive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := &notes{client: remote(r)}
		id := ""
		https := s.TLS || r.TLS != nil
		if s.trusted(n.client) {
			id = r.Header.Get("X-Request-Id")
			https = https || strings.EqualFold(lastOf(r.Header.Values("X-Forwarded-Proto")), "https")
			n.client = s.behindProxies(n.client, r.Header.Values("X-Forwarded-For"))
		}
		if !soundID.MatchString(id) {
			id = rand.Text()
		}
		ctx := context.WithValue(r.Context(), notesKey{}, n)
		r = r.WithContext(caller.With(ctx, caller.Caller{Request: id, Lang: language(r)}))
		r.RemoteAddr = netip.AddrPortFrom(n.client, 0).String()
		w.Header().Set("X-Request-Id", id)
		if https {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

func remote(r *http.Request) netip.Addr {
	if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return at.Addr().Unmap()
	}
	at, _ := netip.ParseAddr(r.RemoteAddr) // a socket without a port; the zero Addr is trusted by nobody
	return at.Unmap()
}

func (s *site) trusted(a netip.Addr) bool {
	return slices.ContainsFunc(s.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(a) })
}

// behindProxies walks X-Forwarded-For from the right, past our proxies: the
// first address that is not ours is the client. What stands left of it, the client may
// have written itself.
func (s *site) behindProxies(proxy netip.Addr, forwarded []string) netip.Addr {
	hops := strings.Split(strings.Join(forwarded, ","), ",")
	client := proxy
	for _, hop := range slices.Backward(hops) {
		at, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return client
		}
		if client = at.Unmap(); !s.trusted(client) {
			return client
		}
	}
	return client
}

func lastOf(values []string) string {
	parts := strings.Split(strings.Join(values, ","), ",")
	return strings.TrimSpace(parts[len(parts)-1])
}

// noted remembers which route of mux took the request.
func noted(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { // also when the handler panics
			if n := notesOf(r); n != nil && n.pattern == "" && r.Pattern != "/" {
				n.pattern = r.Pattern
			}
		}()
		mux.ServeHTTP(w, r)
	})
}
