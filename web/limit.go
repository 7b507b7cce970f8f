package web

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/fairmatch/fairmatch/fair"
)

// signInLimits slow down who guesses passwords or floods mailboxes. Many people share
// a fair's address, so an address may do much and an e-mail address little.
type signInLimits struct {
	client, email *buckets
}

func newSignInLimits() *signInLimits {
	return &signInLimits{
		client: newBuckets(rate.Every(time.Second), 120),
		email:  newBuckets(rate.Every(30*time.Second), 8),
	}
}

// limitSignIn holds sign-in, and requests for sign-in links, to the limits.
func (s *site) limitSignIn(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !signsIn(r) {
			next.ServeHTTP(w, r)
			return
		}
		now := s.Clock()
		wait := s.limits.client.take(network(notesOf(r).client), now)
		if wait == 0 {
			email, err := peekEmail(r)
			if err != nil {
				s.fail(w, r, &fair.Error{Code: fair.TooLarge, Key: "error.too_large", Args: fair.Args{"max": "1 MB"}, Cause: err})
				return
			}
			if email != "" {
				wait = s.limits.email.take(email, now)
			}
		}
		if wait > 0 {
			s.fail(w, r, &fair.Error{Code: fair.TooMany, Key: "error.too_many", RetryAfter: wait})
			return
		}
		next.ServeHTTP(w, r)
	})
}

func signsIn(r *http.Request) bool {
	if r.Method != http.MethodPost {
		return false
	}
	switch r.URL.Path {
	case "/sign-in", "/sign-in/link", "/api/v1/session", "/api/v1/session/link":
		return true
	}
	return strings.HasPrefix(r.URL.Path, linkPath)
}

// network is what one subscriber holds: an IPv4 address, or an IPv6 /64.
func network(a netip.Addr) string {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

// peekEmail reads the e-mail address from a form or JSON body and leaves the
// body as it was.
func peekEmail(r *http.Request) (string, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	email := ""
	if strings.HasPrefix(r.URL.Path, "/api/") {
		var v struct{ Email string }
		if json.Unmarshal(body, &v) == nil {
			email = v.Email
		}
	} else {
		copied := r.Clone(r.Context())
		copied.Body = io.NopCloser(bytes.NewReader(body))
		email = copied.PostFormValue("email")
	}
	return fair.NormalEmail(email), nil
}

// maxBuckets bounds the memory of one kind of limit: two generations of so many.
const maxBuckets = 20_000

// buckets are token buckets by key. When a generation is full the one before is
// forgotten: who comes often stays, who was seen once goes.
type buckets struct {
	mu         sync.Mutex
	every      rate.Limit
	burst      int
	young, old map[string]*rate.Limiter
}

func newBuckets(every rate.Limit, burst int) *buckets {
	return &buckets{every: every, burst: burst, young: map[string]*rate.Limiter{}}
}

// take takes a token, or says how long to wait for one.
func (b *buckets) take(key string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	l, ok := b.young[key]
	if !ok {
		if l = b.old[key]; l == nil {
			l = rate.NewLimiter(b.every, b.burst)
		}
		if len(b.young) >= maxBuckets {
			b.young, b.old = map[string]*rate.Limiter{}, b.young
		}
		b.young[key] = l
	}
	taken := l.ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 {
		taken.CancelAt(now)
	}
	return wait
}
