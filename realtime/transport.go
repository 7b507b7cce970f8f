package realtime

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"github.com/fairmatch/fairmatch/fair"
)

// Subscription is what a client asks for: whose inbox it wants is decided by who
// asks.
type Subscription struct {
	Fair  fair.FairID
	After int64 // last number seen; -1 for "from now on"
	Board bool
	// Who says who listens, with the roles they have at that moment; it is asked
	// before anything is delivered, and at every ping. Unauthenticated ends the
	// connection: the session is over.
	Who func(ctx context.Context) (fair.Actor, error)
}

// admit says with which close code a subscription is refused, 0 when it is not.
func admit(a fair.Actor, s Subscription) int {
	switch {
	case a.Person.IsZero():
		return CloseSignIn
	case !a.Attends(s.Fair) || s.Board && !a.Staffs(s.Fair):
		return CloseForbidden
	}
	return 0
}

// ServeSocket upgrades the request to a websocket. Refusals come as close codes,
// for a browser's script cannot see an HTTP status here. It returns after the
// upgrade; the connection goes on.
func (h *Hub) ServeSocket(w http.ResponseWriter, r *http.Request, a fair.Actor, s Subscription) {
	ws, err := h.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	out := &socket{ws}
	if code := admit(a, s); code != 0 {
		out.close(code)
		return
	}
	c := h.connect(out, a.Person, s)
	if code := h.join(c); code != 0 {
		out.close(code)
		return
	}
	go h.readSocket(ws, c)
	go func() {
		defer h.leave(c)
		defer ws.Close()
		c.write(context.WithoutCancel(r.Context()))
	}()
}

// readSocket takes pongs and the client's close; anything else a client says is
// counted and ignored.
func (h *Hub) readSocket(ws *websocket.Conn, c *connection) {
	defer close(c.over)
	ws.SetReadLimit(readLimit)
	alive := func(string) error { return ws.SetReadDeadline(time.Now().Add(pongWait)) }
	_ = alive("") // a dead connection shows at the first read
	ws.SetPongHandler(alive)
	window, said := time.Now(), 0
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			return
		}
		if now := time.Now(); now.Sub(window) > time.Minute {
			window, said = now, 0
		}
		if said++; said > maxMessages {
			c.end(CloseBadRequest)
			return
		}
	}
}

// socket is a websocket as a sink.
type socket struct{ ws *websocket.Conn }

func (s *socket) send(p *prepared, _ int64) error {
	if err := s.ws.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return s.ws.WritePreparedMessage(p.socket)
}

func (s *socket) ping() error {
	return s.ws.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWait))
}

func (s *socket) close(code int) {
	_ = s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, advice(code)), time.Now().Add(time.Second))
	_ = s.ws.Close() // the client may be gone already
}

// ServeEvents serves the same frames as server-sent events (the WHATWG HTML
// standard's event stream), for networks that break websockets. It returns when
// the client is gone, or, having written nothing, with the error why it is refused.
func (h *Hub) ServeEvents(w http.ResponseWriter, r *http.Request, a fair.Actor, s Subscription) error {
	switch admit(a, s) {
	case CloseSignIn:
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	case CloseForbidden:
		return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	out := &events{w: w, rc: http.NewResponseController(w)}
	c := h.connect(out, a.Person, s)
	if h.join(c) != 0 {
		return &fair.Error{Code: fair.Unavailable, Key: "error.live_full", RetryAfter: 5 * time.Second}
	}
	defer h.leave(c)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Accel-Buffering", "no")
	c.write(r.Context())
	return nil
}

// events is an event stream as a sink.
type events struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func (e *events) send(p *prepared, number int64) error {
	if number > 0 {
		return e.print("id: %d\ndata: %s\n\n", number, p.json)
	}
	return e.print("data: %s\n\n", p.json)
}

func (e *events) ping() error { return e.print(": still here\n\n") }

func (e *events) close(code int) {
	_ = e.print("event: close\ndata: {\"code\":%d}\n\n", code) // the client may be gone already
}

func (e *events) print(format string, args ...any) error {
	if err := e.rc.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.w, format, args...); err != nil {
		return err
	}
	return e.rc.Flush()
}

// originCheck admits requests without an Origin (not from a browser), from the
// request's own host, and from the allowed origins.
func originCheck(allowed []string) func(*http.Request) bool {
	return func(r *http.Request) bool {
		origin := r.Header.Get("Origin")
		if origin == "" || slices.Contains(allowed, origin) {
			return true
		}
		u, err := url.Parse(origin)
		return err == nil && u.Host == r.Host
	}
}
