package realtime

import (
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/fairmatch/fairmatch/fair"
)

// Close codes of our own.
const (
	CloseDraining   = 4001 // the node stops: come back after the reason's retry_ms
	CloseSlow       = 4002 // the client took no bytes in time: come back and resume
	CloseRenew      = 4003 // the connection is old: come back
	CloseFull       = 4004 // the node has no room: come back later
	CloseFailed     = 4005 // something went wrong here: come back and resume
	CloseSignIn     = 4501 // nobody is signed in
	CloseForbidden  = 4502 // signed in, but not for this fair
	CloseBadRequest = 4503 // the address or a message cannot be read
)

// Limits of a connection.
const (
	writeWait    = 10 * time.Second
	pingEvery    = 25 * time.Second
	pongWait     = 70 * time.Second
	maxLife      = time.Hour // then the session is checked again
	readLimit    = 1024      // bytes of a client's message; clients have nothing to say
	maxMessages  = 20        // of a client in a minute
	maxPerPerson = 12        // connections
	kept         = 4096      // entries per fair in memory
	pageSize     = 200       // entries read from the journal at once
	presenceTTL  = 90 * time.Second
)

// Journal is what the hub reads when a cursor is older than what it keeps.
type Journal interface {
	Heads(ctx context.Context) (map[fair.FairID]int64, error)
	Inbox(ctx context.Context, f fair.FairID, p fair.PersonID, after int64, limit int) ([]fair.Entry, error)
}

// Contents loads, and authorises, what an entry says to a person or to the board.
type Contents interface {
	Deliver(ctx context.Context, to fair.Actor, e fair.Entry) (fair.Item, error)
	BoardMeeting(ctx context.Context, e fair.Entry) (fair.Meeting, error)
}

// Hub holds this node's connections.
type Hub struct {
	journal  Journal
	contents Contents
	broker   Broker
	log      *slog.Logger
	clock    fair.Clock
	upgrader websocket.Upgrader
	most     int

	mu      sync.Mutex
	closing bool
	fairs   map[fair.FairID]*room
	count   int
	done    sync.WaitGroup

	delivered atomic.Int64
}

// room is what the hub keeps of one fair.
type room struct {
	entries []fair.Entry // the last ones followed, ascending without holes
	people  map[fair.PersonID][]*connection
	boards  map[*connection]struct{}
	frames  []boardFrame // for the boards, ascending
	since   int64        // frames holds every meeting entry above this number
}

type boardFrame struct {
	number int64
	frame  *prepared
}

// Options are a hub's settings.
type Options struct {
	Origins        []string // allowed Origin headers besides the request's own host
	MaxConnections int      // on this node; 0: 20,000
}

// NewHub returns a hub without connections.
func NewHub(j Journal, c Contents, b Broker, clock fair.Clock, log *slog.Logger, o Options) *Hub {
	h := &Hub{journal: j, contents: c, broker: b, clock: clock, log: log, most: o.MaxConnections, fairs: map[fair.FairID]*room{}}
	if h.most == 0 {
		h.most = 20_000
	}
	h.upgrader = websocket.Upgrader{
		ReadBufferSize:  1024,
		WriteBufferSize: 4096,
		WriteBufferPool: &sync.Pool{},
		CheckOrigin:     originCheck(o.Origins),
	}
	return h
}

// Name is the follower's.
func (h *Hub) Name() string { return "realtime" }

// Delivered counts the items written since the start.
func (h *Hub) Delivered() int64 { return h.delivered.Load() }

// Connections counts those open now.
func (h *Hub) Connections() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.count
}

func (h *Hub) room(f fair.FairID) *room {
	r := h.fairs[f]
	if r == nil {
		r = &room{people: map[fair.PersonID][]*connection{}, boards: map[*connection]struct{}{}}
		h.fairs[f] = r
	}
	return r
}

// Follow keeps the entries and wakes the connections they concern. Every node
// follows, from the journal's head at its start.
func (h *Hub) Follow(ctx context.Context, f fair.FairID, entries []fair.Entry) error {
	frames, err := h.boardFrames(ctx, f, entries)
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.room(f)
	if n := len(r.entries); n > 0 && r.entries[n-1].Number >= entries[0].Number {
		entries = slices.DeleteFunc(slices.Clone(entries), func(e fair.Entry) bool { return e.Number <= r.entries[n-1].Number })
	}
	r.entries = last(append(r.entries, entries...), kept)
	for _, fr := range frames {
		if n := len(r.frames); n == 0 || r.frames[n-1].number < fr.number {
			r.frames = append(r.frames, fr)
		}
	}
	if over := len(r.frames) - kept; over > 0 {
		r.since = r.frames[over-1].number
		r.frames = last(r.frames, kept)
	}
	for _, e := range entries {
		for _, p := range e.To {
			for _, c := range r.people[p] {
				c.wakeUp()
			}
		}
	}
	if len(frames) > 0 {
		for c := range r.boards {
			c.wakeUp()
		}
	}
	return nil
}

// last returns the last n of s, in fresh memory once it has grown to twice that.
func last[T any](s []T, n int) []T {
	if len(s) <= n {
		return s
	}
	if cap(s) > 2*n {
		return slices.Clone(s[len(s)-n:])
	}
	return s[len(s)-n:]
}

// boardFrames prepares the meeting entries when somebody watches the board.
func (h *Hub) boardFrames(ctx context.Context, f fair.FairID, entries []fair.Entry) ([]boardFrame, error) {
	h.mu.Lock()
	r := h.room(f)
	watched := len(r.boards) > 0
	if !watched {
		r.frames, r.since = nil, entries[len(entries)-1].Number
	}
	h.mu.Unlock()
	if !watched {
		return nil, nil
	}
	var out []boardFrame
	for _, e := range entries {
		if !e.Kind.OfMeeting() {
			continue
		}
		m, err := h.contents.BoardMeeting(ctx, e)
		if fair.CodeOf(err) == fair.NotFound {
			continue // gone since
		}
		if err != nil {
			return nil, err
		}
		p, err := prepare(frame{Type: "board", Number: e.Number, Kind: e.Kind, Meeting: &m})
		if err != nil {
			return nil, err
		}
		out = append(out, boardFrame{e.Number, p})
	}
	return out, nil
}

// frame is what travels to the client.
type frame struct {
	Type    string        `json:"type"` // "hello", "item", "board", "reload"
	Head    int64         `json:"head,omitempty"`
	Number  int64         `json:"number,omitempty"`
	Kind    fair.Kind     `json:"kind,omitempty"`
	Item    *fair.Item    `json:"item,omitempty"`
	Meeting *fair.Meeting `json:"meeting,omitempty"`
}

// prepared is a frame encoded once for every reader and both transports.
type prepared struct {
	json   []byte
	socket *websocket.PreparedMessage
}

func prepare(f frame) (*prepared, error) {
	b, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, b)
	return &prepared{b, m}, err
}

// Present lists the people of a fair with an open connection on any node.
func (h *Hub) Present(ctx context.Context, f fair.FairID) ([]fair.PersonID, error) {
	return h.broker.Present(ctx, f, fair.At(h.clock()))
}

// join registers a connection, or says with which close code it is refused.
func (h *Hub) join(c *connection) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.room(c.fair)
	switch {
	case h.closing:
		return CloseDraining
	case h.count >= h.most || len(r.people[c.person]) >= maxPerPerson:
		return CloseFull
	}
	h.count++
	h.done.Add(1)
	r.people[c.person] = append(r.people[c.person], c)
	if c.board {
		r.boards[c] = struct{}{}
	}
	return 0
}

func (h *Hub) leave(c *connection) {
	h.mu.Lock()
	r := h.room(c.fair)
	r.people[c.person] = slices.DeleteFunc(r.people[c.person], func(o *connection) bool { return o == c })
	if len(r.people[c.person]) == 0 {
		delete(r.people, c.person)
	}
	delete(r.boards, c)
	h.count--
	h.mu.Unlock()
	h.done.Done()
}

// Drain refuses new connections, asks all to come back elsewhere, each after a
// time of its own so that they do not come at once, and waits for them to end.
func (h *Hub) Drain(ctx context.Context) {
	h.mu.Lock()
	h.closing = true
	for _, r := range h.fairs {
		for _, cs := range r.people {
			for _, c := range cs {
				c.end(CloseDraining)
			}
		}
	}
	h.mu.Unlock()
	over := make(chan struct{})
	go func() { h.done.Wait(); close(over) }()
	select {
	case <-over:
	case <-ctx.Done():
	}
}

// advice is the reason of a close: when to come back, in milliseconds.
func advice(code int) string {
	if code >= 4500 {
		return ""
	}
	spread := 1000
	if code == CloseDraining || code == CloseFull {
		spread = 8000
	}
	b, _ := json.Marshal(map[string]int{"retry_ms": 200 + rand.IntN(spread)})
	return string(b)
}
