// Package web assembles the API and the pages behind one handler, with all that
// every request goes through: see New for the order.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

// Pages are the pages for people. They own every address that the API does not,
// and say errors to people in the caller's language.
type Pages interface {
	Register(mux *http.ServeMux)
	Error(w http.ResponseWriter, r *http.Request, err error)
}

// Deps are what the web room serves. Pages, Live, Presence, Importer, Ready and
// Metrics may be nil.
type Deps struct {
	UseCases fair.UseCases
	Pages    Pages
	Live     api.Live
	Presence api.Presence
	Importer api.Importer
	Ready    func(ctx context.Context) error // nil when the node can serve
	Metrics  *prometheus.Registry            // the web room adds its own measures, and serves all at /metrics
}

// Options are settings of the installation.
type Options struct {
	PublicURL      string         // "https://fair.example", no slash at the end; may be empty
	TLS            bool           // people reach the node over TLS only
	TrustedProxies []netip.Prefix // whose X-Forwarded headers and request ids are believed
	Logger         *slog.Logger   // nil: the default one
	Clock          fair.Clock     // nil: the clock
}

// site is the assembled web room.
type site struct {
	Deps
	Options
	mux      *http.ServeMux
	measures *measures
	limits   *signInLimits
}

// New assembles the handler. A request goes through, from the outside in:
// arrive (who is it really, and its id), observe (log and measures), guard
// (security headers), compress, identify (session and language), recover
// (panics), the same-origin check, the body's limit, the limits of sign-in, and
// the routes.
func New(d Deps, o Options) (http.Handler, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if d.Metrics == nil {
		d.Metrics = prometheus.NewRegistry()
	}
	s := &site{Deps: d, Options: o, mux: http.NewServeMux(), limits: newSignInLimits()}
	var err error
	if s.measures, err = newMeasures(d.Metrics); err != nil {
		return nil, err
	}
	api.Register(s.mux, api.Deps{UseCases: d.UseCases, Live: d.Live, Presence: d.Presence, Importer: d.Importer, PublicURL: o.PublicURL, Logger: o.Logger})
	if d.Pages != nil {
		d.Pages.Register(s.mux)
	}
	sameOrigin, err := s.sameOrigin()
	if err != nil {
		return nil, err
	}
	inner := s.identify(s.recover(sameOrigin(s.limitBody(s.limitSignIn(http.HandlerFunc(s.route))))))
	return s.arrive(s.observe(s.guard(compress(s.outer(inner))))), nil
}

// outer serves what needs to know nobody.
func (s *site) outer(inner http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /pictures/{hash}", func(w http.ResponseWriter, r *http.Request) {
		if err := api.ServePicture(w, r, s.UseCases.Pictures); err != nil {
			s.fail(w, r, err)
		}
	})
	mux.Handle("GET /assets/", http.HandlerFunc(s.route))
	mux.Handle("/", inner)
	return noted(mux)
}

func (s *site) route(w http.ResponseWriter, r *http.Request) { noted(s.mux).ServeHTTP(w, r) }

func (s *site) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if s.Ready != nil {
		if err := s.Ready(ctx); err != nil {
			s.Logger.WarnContext(ctx, "not ready", "error", err)
			answer(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
	}
	answer(w, http.StatusOK, "ready\n")
}

func answer(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that left is no error of ours
}
