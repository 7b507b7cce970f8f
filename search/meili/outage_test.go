package meili

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// wire forwards connections to a server, and can be cut.
type wire struct {
	listener net.Listener
	to       string
	mu       sync.Mutex
	cut      bool
	open     map[net.Conn]bool
	done     sync.WaitGroup
}

func newWire(t *testing.T, to string) *wire {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, to: to, open: map[net.Conn]bool{}}
	w.done.Go(w.accept)
	t.Cleanup(func() {
		_ = l.Close()
		w.set(true)
		w.done.Wait()
	})
	return w
}

func (w *wire) accept() {
	for {
		in, err := w.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", w.to)
		w.mu.Lock()
		if err != nil || w.cut {
			_ = in.Close()
			if out != nil {
				_ = out.Close()
			}
			w.mu.Unlock()
			continue
		}
		w.open[in], w.open[out] = true, true
		w.mu.Unlock()
		for _, pair := range [][2]net.Conn{{in, out}, {out, in}} {
			w.done.Go(func() {
				_, _ = io.Copy(pair[0], pair[1])
				_, _ = in.Close(), out.Close()
			})
		}
	}
}

// set cuts the wire, or mends it.
func (w *wire) set(cut bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = cut
	if cut {
		for c := range w.open {
			_ = c.Close()
		}
		clear(w.open)
	}
}

// down checks that err tells people that search is down, and when to ask again.
func down(t *testing.T, err error) {
	t.Helper()
	var e *fair.Error
	if !errors.As(err, &e) || e.Code != fair.Unavailable || e.Key != "error.search_down" || e.RetryAfter != 5*time.Second {
		t.Errorf("error %v, want unavailable", err)
	}
}

// TestOutage cuts the server off: everything says so, and goes on when it is back.
func TestOutage(t *testing.T) {
	url, key := server(t)
	host, plain := strings.CutPrefix(url, "http://")
	if !plain {
		t.Skip("the wire carries no TLS")
	}
	w := newWire(t, strings.TrimSuffix(host, "/"))
	e := New("http://"+w.listener.Addr().String(), key)
	s := search.NewService(e)
	ctx, f := context.Background(), fair.NewID[fair.Fair]()
	doc := search.Document{ID: fair.NewID[fair.Post]().String(), What: fair.FindOffers, Title: fair.Texts{"en": "Lamp"}}
	q := fair.Query{Fair: f, What: fair.FindOffers, Words: "lamp"}
	if err := e.Apply(ctx, f, []search.Document{doc}, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.remove(ctx, uid(f)) })

	w.set(true)
	_, err := s.Find(ctx, q)
	down(t, err)
	down(t, s.Ready(ctx))
	down(t, e.Apply(ctx, f, []search.Document{doc}, nil))
	_, err = e.Built(ctx, f)
	down(t, err)
	down(t, e.Rebuild(ctx, f, "2", search.Each([]search.Document{doc})))

	w.set(false)
	if err := s.Ready(ctx); err != nil {
		t.Error(err)
	}
	if found, err := s.Find(ctx, q); err != nil || found.Total != 1 {
		t.Errorf("after the outage: %d found, %v", found.Total, err)
	}
	if err := e.Apply(ctx, f, nil, []string{doc.ID}); err != nil {
		t.Error(err)
	}
	if found, err := s.Find(ctx, q); err != nil || found.Total != 0 {
		t.Errorf("after deleting: %d found, %v", found.Total, err)
	}
}

// TestRefusals tells a wrong key, which nobody who searches can help, from a
// request that the server judges wrong, and sees a task that failed.
func TestRefusals(t *testing.T) {
	url, key := server(t)
	ctx, f := context.Background(), fair.NewID[fair.Fair]()
	if key != "" {
		down(t, New(url, key+"x").Apply(ctx, f, nil, nil))
	}
	e := New(url, key)
	bad := search.Document{ID: "not a valid key!", What: fair.FindOffers}
	err := e.Apply(ctx, f, []search.Document{bad}, nil)
	t.Cleanup(func() { _ = e.remove(ctx, uid(f)) })
	if err == nil || fair.CodeOf(err) != fair.Internal || !strings.Contains(err.Error(), "failed") {
		t.Errorf("a failed task gave %v", err)
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if err := e.Apply(gone, f, []search.Document{bad}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled request gave %v", err)
	}
}
