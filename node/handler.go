package node

import (
	"context"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/realtime"
	"github.com/fairmatch/fairmatch/transfer"
	"github.com/fairmatch/fairmatch/web"
	"github.com/fairmatch/fairmatch/web/caller"
	"github.com/fairmatch/fairmatch/web/pages"
)

// handler assembles what is served at address.
func (n *Node) handler(address string) (http.Handler, error) {
	secure := strings.HasPrefix(address, "https://")
	files := importer{n.House}
	services := pages.Services{
		Access: n.Access, People: n.People, Fairs: n.Fairs, Companies: n.Companies, Posts: n.Posts, Meetings: n.Meetings, Views: n.Views,
		Matches: n.Matches, Finding: n.Finding, Pictures: n.Pictures, Once: n.Once,
		Learning: n.Learning, Outcomes: n.Outcomes, Balances: n.Balances,
		Journal: n.Store, Roles: n.Store, Importer: files, Presence: n.hub,
	}
	if n.outbox != nil {
		services.Mailer = n.outbox
	}
	p, err := pages.New(services, pages.Options{PublicURL: address, Secure: secure, Now: time.Now, Logger: n.log})
	if err != nil {
		return nil, err
	}
	deps := web.Deps{UseCases: n.UseCases, Pages: p, Live: live{n.hub, n.Access}, Presence: n.hub, Importer: files, Ready: n.ready, Metrics: n.metrics()}
	site, err := web.New(deps, web.Options{PublicURL: n.conf.PublicURL, TLS: secure, TrustedProxies: n.conf.TrustedProxy, Logger: n.log, Clock: time.Now})
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !n.loaded.Load() && !forMachines(r.URL.Path) {
			w.Header().Set("Retry-After", "2")
			http.Error(w, "starting", http.StatusServiceUnavailable)
			return
		}
		site.ServeHTTP(w, r)
	}), nil
}

// forMachines are the addresses that answer also while the node loads or stops.
func forMachines(path string) bool {
	return path == "/healthz" || path == "/readyz" || path == "/metrics"
}

// metrics are the node's own measures; the web room adds its.
func (n *Node) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "fairmatch_live_connections", Help: "Open live connections of this node."},
			func() float64 { return float64(n.hub.Connections()) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "fairmatch_live_delivered_total", Help: "Inbox items written to live connections."},
			func() float64 { return float64(n.hub.Delivered()) }))
	return r
}

// live is the hub as the web room knows it.
type live struct {
	hub    *realtime.Hub
	access *fair.Access
}

func (l live) ServeSocket(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) {
	l.hub.ServeSocket(w, r, a, l.subscription(r, f, after, board))
}

func (l live) ServeEvents(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) error {
	return l.hub.ServeEvents(w, r, a, l.subscription(r, f, after, board))
}

// subscription ends with the caller's session.
func (l live) subscription(r *http.Request, f fair.FairID, after int64, board bool) realtime.Subscription {
	session := caller.Of(r.Context()).Session
	who := func(ctx context.Context) (fair.Actor, error) { return l.access.Actor(ctx, session) }
	return realtime.Subscription{Fair: f, After: after, Board: board, Who: who}
}

// importer is transfer as the web room knows it.
type importer struct{ *House }

func (i importer) Import(ctx context.Context, a fair.Actor, f fair.FairID, kind transfer.Kind, file io.Reader) (transfer.Report, error) {
	return i.House.Import(ctx, a, f, kind, transfer.Source{Reader: file}, nil)
}
