package realtime

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/fairmatch/fairmatch/fair"
)

// sink is a client's side of a connection: a websocket or an event stream. Only
// the connection's writer calls it.
type sink interface {
	send(p *prepared, number int64) error // number 0: the frame moves no cursor
	ping() error
	close(code int)
}

// connection is one open client: a cursor into a person's inbox, and into the
// board's frames where it watches the board.
type connection struct {
	hub     *Hub
	sink    sink
	id      string
	fair    fair.FairID
	person  fair.PersonID
	board   bool
	who     func(context.Context) (fair.Actor, error)
	cursor  int64 // last inbox number written
	painted int64 // last board number written
	wake    chan struct{}
	over    chan struct{} // closed when the client is gone
	code    atomic.Int32  // close code that was asked for
}

func (h *Hub) connect(out sink, p fair.PersonID, s Subscription) *connection {
	return &connection{hub: h, sink: out, id: uuid.NewString(), fair: s.Fair, person: p, board: s.Board, who: s.Who,
		cursor: s.After, painted: s.After, wake: make(chan struct{}, 1), over: make(chan struct{})}
}

func (c *connection) wakeUp() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// end asks the writer to close with a code; the first one asked for counts.
func (c *connection) end(code int) {
	c.code.CompareAndSwap(0, int32(code))
	c.wakeUp()
}

// write is the connection's writer; it returns when the connection is over.
func (c *connection) write(ctx context.Context) {
	ping := time.NewTicker(pingEvery)
	life := time.NewTimer(maxLife)
	defer ping.Stop()
	defer life.Stop()
	defer c.gone()
	c.here(ctx)
	if !c.hello(ctx) {
		return
	}
	for {
		if code := int(c.code.Load()); code != 0 {
			c.sink.close(code)
			return
		}
		if err := c.catchUp(ctx); err != nil {
			c.fail(ctx, err)
			return
		}
		if c.code.Load() != 0 {
			continue
		}
		select {
		case <-c.over:
			return
		case <-ctx.Done():
			return
		case <-c.wake:
		case <-life.C:
			c.end(CloseRenew)
		case <-ping.C:
			c.here(ctx)
			if _, err := c.who(ctx); err != nil && fair.CodeOf(err) == fair.Unauthenticated {
				c.end(CloseSignIn)
			} else if c.sink.ping() != nil {
				return
			}
		}
	}
}

// errClient marks the failures that are the client's side of the connection.
var errClient = errors.New("the client takes nothing")

func (c *connection) send(p *prepared, number int64) error {
	if err := c.sink.send(p, number); err != nil {
		return fmt.Errorf("%w: %w", errClient, err)
	}
	return nil
}

func (c *connection) fail(ctx context.Context, err error) {
	code := CloseFailed
	if errors.Is(err, errClient) {
		code = CloseSlow
	} else if ctx.Err() == nil {
		c.hub.log.Warn("a connection ends", "person", c.person, "error", err)
	}
	c.sink.close(code)
}

func (c *connection) here(ctx context.Context) {
	if err := c.hub.broker.Here(ctx, c.fair, c.person, c.id, fair.At(c.hub.clock()), presenceTTL); err != nil && ctx.Err() == nil {
		c.hub.log.Warn("presence was not noted", "error", err)
	}
}

func (c *connection) gone() {
	ctx, cancel := context.WithTimeout(context.Background(), writeWait)
	defer cancel()
	if err := c.hub.broker.Gone(ctx, c.fair, c.person, c.id); err != nil {
		c.hub.log.Warn("presence was not taken back", "error", err)
	}
}

// hello tells the client the journal's head. A client that has no number yet
// begins there: what is older is on the page it has just loaded.
func (c *connection) hello(ctx context.Context) bool {
	heads, err := c.hub.journal.Heads(ctx)
	if err != nil {
		c.fail(ctx, err)
		return false
	}
	head := heads[c.fair]
	if c.cursor < 0 || c.cursor > head {
		c.cursor, c.painted = head, head
	}
	p, err := prepare(frame{Type: "hello", Head: head})
	return err == nil && c.send(p, 0) == nil
}

// catchUp writes everything between the cursor and what is known.
func (c *connection) catchUp(ctx context.Context) error {
	for {
		entries, more, err := c.next(ctx)
		if err != nil {
			return err
		}
		if err := c.deliverAll(ctx, entries); err != nil {
			return err
		}
		if !more || c.code.Load() != 0 {
			break
		}
	}
	if c.board {
		return c.paint()
	}
	return nil
}

// deliverAll writes the entries, or ends the connection where its session is over.
func (c *connection) deliverAll(ctx context.Context, entries []fair.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	who, err := c.who(ctx)
	if err != nil && fair.CodeOf(err) == fair.Unauthenticated {
		c.end(CloseSignIn)
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := c.deliver(ctx, who, e); err != nil {
			return err
		}
	}
	return nil
}

func (c *connection) deliver(ctx context.Context, who fair.Actor, e fair.Entry) error {
	item, err := c.hub.contents.Deliver(ctx, who, e)
	if err != nil {
		return err
	}
	p, err := prepare(frame{Type: "item", Item: &item})
	if err != nil {
		return err
	}
	if err := c.send(p, e.Number); err != nil {
		return err
	}
	c.cursor = e.Number
	c.hub.delivered.Add(1)
	return nil
}

// next returns entries addressed to the person above the cursor: from memory
// where it reaches back far enough, else from the journal; and whether there
// may be more.
func (c *connection) next(ctx context.Context) ([]fair.Entry, bool, error) {
	c.hub.mu.Lock()
	entries := c.hub.room(c.fair).entries
	c.hub.mu.Unlock()
	if len(entries) > 0 && entries[0].Number <= c.cursor+1 {
		i, found := slices.BinarySearchFunc(entries, c.cursor, func(e fair.Entry, n int64) int { return int(e.Number - n) })
		if found {
			i++
		}
		var mine []fair.Entry
		for _, e := range entries[i:] {
			if slices.Contains(e.To, c.person) {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 {
			c.cursor = max(c.cursor, entries[len(entries)-1].Number)
		}
		return mine, false, nil
	}
	got, err := c.hub.journal.Inbox(ctx, c.fair, c.person, c.cursor, pageSize)
	return got, len(got) == pageSize, err
}

// paint writes the board frames above the last one written.
func (c *connection) paint() error {
	c.hub.mu.Lock()
	r := c.hub.room(c.fair)
	frames, since := r.frames, r.since
	c.hub.mu.Unlock()
	if c.painted < since {
		p, err := prepare(frame{Type: "reload"})
		if err != nil {
			return err
		}
		c.painted = since
		if err := c.send(p, 0); err != nil {
			return err
		}
	}
	for _, f := range frames {
		if f.number <= c.painted {
			continue
		}
		if err := c.send(f.frame, 0); err != nil {
			return err
		}
		c.painted = f.number
	}
	return nil
}
