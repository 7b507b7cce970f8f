package node

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/fairmatch/fairmatch/embedding"
	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/notify"
	"github.com/fairmatch/fairmatch/realtime"
	"github.com/fairmatch/fairmatch/realtime/memory"
	"github.com/fairmatch/fairmatch/realtime/redis"
	"github.com/fairmatch/fairmatch/search"
)

// drainTime is how long a stop may take: requests finish, sockets are told to
// come back elsewhere.
const drainTime = 10 * time.Second

// Node is a running system's parts.
type Node struct {
	*House
	conf    Config
	log     *slog.Logger
	id      string
	broker  realtime.Broker
	hub     *realtime.Hub
	engine  search.Engine
	finder  *search.Service
	outbox  *notify.Outbox   // nil: no mail
	model   *embedding.Model // nil: no embeddings
	runner  *runner
	cursors memoryCursors // of the followers whose effect lives in this process
	loaded  atomic.Bool
	closers []io.Closer
}

// Open opens the store and the engines and wires them. Serve runs them.
func Open(ctx context.Context, c Config, log *slog.Logger) (*Node, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	lock, err := Lock(c.Data)
	if err != nil {
		return nil, err
	}
	h, err := OpenHouse(ctx, c.Storage)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	n := &Node{House: h, conf: c, log: log, closers: []io.Closer{lock}}
	if err := n.open(ctx); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

func (n *Node) open(ctx context.Context) (err error) {
	if n.id, err = nodeID(n.conf.Data); err != nil {
		return err
	}
	if err := n.openBroker(ctx); err != nil {
		return err
	}
	if n.model, err = n.conf.Embeddings.open(n.Store); err != nil {
		return err
	}
	n.matchers.meaning = n.model != nil
	if err := n.openSearch(); err != nil {
		return err
	}
	if n.conf.SMTP != "" {
		mailer, err := notify.NewMailer(n.conf.SMTP, n.conf.MailFrom)
		if err != nil {
			return err
		}
		n.outbox = notify.NewOutbox(mailer, n.log)
	}
	n.UseCases = fair.NewUseCases(n.Store, n.engines(n.finder), time.Now)
	var origins []string
	if n.conf.PublicURL != "" {
		origins = append(origins, n.conf.PublicURL)
	}
	n.hub = realtime.NewHub(n.Store, n.Views, n.broker, time.Now, n.log, realtime.Options{Origins: origins})
	n.follow()
	n.Store.OnCommit(func(f fair.FairID, _ int64) { n.wake(f) })
	return nil
}

// nodeID is this node's lasting name, kept in its data folder.
func nodeID(data string) (string, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", fmt.Errorf("--data: %w", err)
	}
	file := filepath.Join(data, "node-id")
	if b, err := os.ReadFile(file); err == nil && len(b) > 0 {
		return strings.TrimSpace(string(b)), nil
	}
	id := uuid.NewString()
	return id, os.WriteFile(file, []byte(id+"\n"), 0o600)
}

func (n *Node) openBroker(ctx context.Context) error {
	if n.conf.Redis == "" {
		n.broker = memory.New()
		return nil
	}
	b, err := redis.Open(ctx, n.conf.Redis)
	if err != nil {
		return err
	}
	n.broker = b
	n.closers = append(n.closers, b)
	return nil
}

func (n *Node) openSearch() error {
	engine, closer, err := n.conf.SearchEngine.open(filepath.Join(n.conf.Data, "search"), n.model, n.conf.EmbeddingsModel)
	if err != nil {
		return err
	}
	n.engine, n.finder = engine, search.NewService(engine)
	n.closers = append(n.closers, closer)
	return nil
}

// follow lists who reads the journal, and how. An embedded index belongs to its
// node, and so does its cursor; a Meilisearch index is shared, and one node at a
// time writes to it.
func (n *Node) follow() {
	n.runner = &runner{journal: n.Store, leases: n.Store.Leases(), holder: n.id, log: n.log, clock: time.Now}
	n.runner.add(n.hub, &n.cursors, "")
	n.runner.add(n.matchers, &n.cursors, "")
	n.runner.add(n.learners, &n.cursors, "")
	n.runner.add(&herald{n.Store, n.matchers, n.News, time.Now}, n.Store, "news")
	n.runner.add(search.NewStatistics(n.finder, n.Store), &n.cursors, "")
	if n.model != nil {
		n.runner.add(&meanings{n.Store, n.matchers, n.model}, &n.cursors, "")
	}
	index := search.NewFollower(n.engine, n.Store)
	if n.conf.Search == "meilisearch" {
		n.runner.add(index, n.Store, "search")
	} else {
		n.runner.add(index, ownCursors{n.Store, n.id}, "")
	}
}

// ownCursors keeps, in the store, the cursors of followers whose effect lives in
// one node's data folder.
type ownCursors struct {
	fair.Cursors
	node string
}

func (c ownCursors) Cursor(ctx context.Context, follower string, f fair.FairID) (int64, error) {
	return c.Cursors.Cursor(ctx, follower+"@"+c.node, f)
}

func (c ownCursors) SetCursor(ctx context.Context, follower string, f fair.FairID, number int64) error {
	return c.Cursors.SetCursor(ctx, follower+"@"+c.node, f, number)
}

// load fills what lives in memory, and makes lost search indexes good. The heads are taken
// first: what is committed meanwhile is followed afterwards.
func (n *Node) load(ctx context.Context) error {
	heads, err := n.Store.Heads(ctx)
	if err != nil {
		return err
	}
	statistics, index := search.NewStatistics(n.finder, n.Store), search.NewFollower(n.engine, n.Store)
	for id, head := range heads {
		if err := n.cursors.SetCursor(ctx, n.hub.Name(), id, head); err != nil {
			return err
		}
		if id.IsZero() {
			continue
		}
		if _, err := n.Matching(ctx, id); err != nil {
			return err
		}
		n.matchers.reach(id, head)
		if err := statistics.Load(ctx, id); err != nil {
			return err
		}
		for _, follower := range []string{n.matchers.Name(), n.learners.Name(), statistics.Name()} {
			if err := n.cursors.SetCursor(ctx, follower, id, head); err != nil {
				return err
			}
		}
		if err := index.Prepare(ctx, id); err != nil {
			n.log.Warn("search starts without its index; it catches up", "error", err)
		}
	}
	return nil
}

// Serve loads, listens and runs until ctx ends, then stops gracefully. It calls
// opened (may be nil) with the address once people can come in.
func (n *Node) Serve(ctx context.Context, opened func(address string)) error {
	listener, err := net.Listen("tcp", n.conf.Listen)
	if err != nil {
		return err
	}
	address := n.address(listener)
	handler, err := n.handler(address)
	if err != nil {
		listener.Close()
		return err
	}
	server := &http.Server{
		Handler: handler, ErrorLog: slog.NewLogLogger(n.log.Handler(), slog.LevelDebug),
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 60 * time.Second, WriteTimeout: 120 * time.Second, IdleTimeout: 120 * time.Second,
		MaxHeaderBytes: 32 << 10,
	}
	served := make(chan error, 1)
	go func() { served <- n.listen(server, listener) }()
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	finished := make(chan error, 1)
	go func() { finished <- n.run(background, func() { n.opened(address, opened) }) }()
	select {
	case <-ctx.Done():
	case err = <-served:
		served <- nil
	case err = <-finished:
		finished <- nil
	}
	return errors.Join(err, n.shutdown(server, stop, finished))
}

func (n *Node) opened(address string, opened func(string)) {
	n.log.Info("open", "address", address, "node", n.id)
	if opened != nil {
		opened(address)
	}
}

func (n *Node) address(l net.Listener) string {
	if n.conf.PublicURL != "" {
		return n.conf.PublicURL
	}
	scheme := "http"
	if n.conf.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsUnspecified() {
		return scheme + "://" + net.JoinHostPort("localhost", port)
	}
	return scheme + "://" + l.Addr().String()
}

func (n *Node) listen(server *http.Server, l net.Listener) error {
	var err error
	if n.conf.TLSCert != "" {
		server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		err = server.ServeTLS(l, n.conf.TLSCert, n.conf.TLSKey)
	} else {
		err = server.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// run is everything that goes on beside serving requests; it returns when ctx
// has ended and all of it with it.
func (n *Node) run(ctx context.Context, opened func()) error {
	if err := n.load(ctx); err != nil {
		return err
	}
	n.runner.start(ctx)
	n.runner.done.Go(func() { n.listenForWakes(ctx) })
	t := &ticker{leases: n.Store.Leases(), holder: n.id, log: n.log, clock: time.Now,
		fairs: n.Fairs, posts: n.Posts, meetings: n.Meetings, news: n.News, access: n.Access, once: n.Once}
	n.balances.start(ctx, &n.runner.done)
	n.runner.done.Go(func() { t.run(ctx) })
	if n.outbox != nil {
		n.runner.done.Go(func() { n.outbox.Run(ctx) })
	}
	n.loaded.Store(true)
	opened()
	n.runner.wait()
	return nil
}

// wake tells this node's followers at once, and the other nodes through the broker.
func (n *Node) wake(f fair.FairID) {
	n.runner.wakeAll()
	ctx, cancel := context.WithTimeout(context.Background(), retryWait)
	defer cancel()
	if err := n.broker.Wake(ctx, f); err != nil {
		n.log.Warn("the other nodes were not woken", "error", err)
	}
}

func (n *Node) listenForWakes(ctx context.Context) {
	for ctx.Err() == nil {
		err := n.broker.Wakes(ctx, n.runner.wakeAll, func(fair.FairID) { n.runner.wakeAll() })
		if ctx.Err() != nil {
			return
		}
		n.log.Warn("wake-ups of other nodes are not heard", "error", err)
		select {
		case <-ctx.Done():
		case <-time.After(retryWait):
		}
	}
}

// shutdown lets requests finish, sends sockets elsewhere, and stops the rest.
func (n *Node) shutdown(server *http.Server, stop func(), finished chan error) error {
	ctx, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	n.loaded.Store(false)
	n.hub.Drain(ctx)
	err := server.Shutdown(ctx)
	if err != nil {
		n.log.Warn("some requests were cut off", "error", err)
		err = server.Close()
	}
	stop()
	return errors.Join(err, <-finished)
}

// Close closes what Open opened.
func (n *Node) Close() error {
	errs := []error{n.House.Close()}
	for _, c := range slices.Backward(n.closers) { // the lock last
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// ready reports whether this node should get requests.
func (n *Node) ready(ctx context.Context) error {
	if !n.loaded.Load() {
		return errors.New("loading")
	}
	return n.Store.Ping(ctx)
}
