package web

import (
	"bufio"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/fairmatch/fairmatch/web/caller"
)

// measures are what /metrics tells about requests.
type measures struct {
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
}

func newMeasures(r *prometheus.Registry) (*measures, error) {
	m := &measures{
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "fairmatch_http_request_seconds", Help: "Time to answer a request, by route.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}, []string{"route", "status"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "fairmatch_http_requests_in_flight", Help: "Requests being answered."}),
	}
	if err := r.Register(m.seconds); err != nil {
		return nil, err
	}
	return m, r.Register(m.inFlight)
}

// observe logs and measures what was answered. Neither knows query strings, nor
// the secrets of sign-in links.
func (s *site) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &watched{ResponseWriter: w}
		s.measures.inFlight.Inc()
		defer func() {
			s.measures.inFlight.Dec()
			n, took := notesOf(r), time.Since(start)
			if !seen.taken { // a live connection lasts for hours and says nothing of speed
				s.measures.seconds.WithLabelValues(route(n), strconv.Itoa(seen.code())).Observe(took.Seconds())
			}
			s.Logger.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("request", caller.Of(r.Context()).Request), slog.String("method", r.Method), slog.String("path", loggedPath(r)),
				slog.String("route", route(n)), slog.Int("status", seen.code()), slog.Int64("bytes", seen.bytes),
				slog.Duration("took", took), slog.String("client", n.client.String()))
		}()
		next.ServeHTTP(seen, r)
	})
}

func route(n *notes) string {
	if n.pattern == "" {
		return "none"
	}
	return n.pattern
}

// loggedPath leaves out what signs somebody in.
func loggedPath(r *http.Request) string {
	if strings.HasPrefix(r.URL.Path, linkPath) {
		return linkPath + "…"
	}
	return r.URL.Path
}

// linkPath is where pages redeem sign-in links; what follows is a secret.
const linkPath = "/link/"

// watched is a response writer that remembers what was answered.
type watched struct {
	http.ResponseWriter
	status int
	bytes  int64
	taken  bool // the connection was taken over (websocket)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *watched) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush is for handlers that stream.
func (w *watched) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() } // what cannot be flushed is sent at the end

// Hijack is for websockets, whose library asks for this method by name.
func (w *watched) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil {
		w.taken, w.status = true, http.StatusSwitchingProtocols
	}
	return conn, rw, err
}

func (w *watched) code() int {
	if w.status == 0 {
		return http.StatusOK
	}
	return w.status
}
