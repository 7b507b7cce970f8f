package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// arrival is an inbox item that came to a client's socket.
type arrival struct {
	number  int64
	subject string
	kind    fair.Kind
	at      time.Time
}

// listener is a person with a page open: it keeps its socket, and comes back with
// the last number it has seen.
type listener struct {
	member
	fair    string // short name
	last    int64
	mu      sync.Mutex
	arrived []arrival
	opened  sync.Once
	ready   func() // called when the first connection is greeted
}

// listen keeps the socket open until ctx ends; address gives the server's, which
// may change while it is away.
func (l *listener) listen(ctx context.Context, address func() string) {
	for ctx.Err() == nil {
		l.connected(ctx, address())
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// connected reads one connection to its end.
func (l *listener) connected(ctx context.Context, address string) {
	query := url.Values{"fair": {l.fair}, "after": {fmt.Sprint(l.last)}}
	header := http.Header{"Authorization": {"Bearer " + l.session}}
	ws, answer, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(address, "http")+"/api/v1/live?"+query.Encode(), header)
	if err != nil {
		if answer != nil {
			answer.Body.Close()
		}
		return
	}
	defer ws.Close()
	defer context.AfterFunc(ctx, func() { ws.Close() })()
	for {
		_, frame, err := ws.ReadMessage()
		if err != nil || l.take(frame, time.Now()) != nil {
			return
		}
	}
}

// take notes a frame.
func (l *listener) take(b []byte, now time.Time) error {
	var f struct {
		Type string `json:"type"`
		Item struct {
			Number  int64     `json:"number"`
			Subject string    `json:"subject"`
			Kind    fair.Kind `json:"kind"`
		} `json:"item"`
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return err
	}
	switch f.Type {
	case "hello":
		l.opened.Do(l.ready)
	case "item":
		l.mu.Lock()
		l.arrived = append(l.arrived, arrival{f.Item.Number, f.Item.Subject, f.Item.Kind, now})
		l.mu.Unlock()
		l.last = f.Item.Number
	}
	return nil
}

// audience is everybody who listens.
type audience struct {
	listeners []*listener
	address   atomic.Pointer[string]
	stop      func()
}

// gather connects so many of the stage's members and waits until all were greeted.
func gather(ctx context.Context, s *stage, connections int, address string) (*audience, error) {
	a := &audience{}
	a.address.Store(&address)
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	greeted := make(chan struct{}, connections)
	for n := range connections {
		l := &listener{member: s.members[n], fair: s.fair.Slug, last: s.head, ready: func() { greeted <- struct{}{} }}
		a.listeners = append(a.listeners, l)
		all.Go(func() { l.listen(ctx, func() string { return *a.address.Load() }) })
	}
	a.stop = func() { cancel(); all.Wait() }
	patience := time.NewTimer(time.Minute)
	defer patience.Stop()
	for n := range connections {
		select {
		case <-greeted:
		case <-ctx.Done():
			a.stop()
			return nil, ctx.Err()
		case <-patience.C:
			a.stop()
			return nil, fmt.Errorf("only %d of %d connections were greeted within a minute", n, connections)
		}
	}
	return a, nil
}

// account is what became of the journal's entries that were addressed to people
// who listened.
type account struct {
	Delivered  int `json:"delivered"`
	Lost       int `json:"lost"`
	Doubled    int `json:"doubled"`
	OutOfOrder int `json:"out_of_order"`
}

// settle waits until everybody has what the journal has for them, at most for
// patience, and then holds every inbox against the journal.
func (a *audience) settle(ctx context.Context, db *store.DB, s *stage, patience time.Duration) (account, error) {
	want, err := inboxes(ctx, db, s)
	if err != nil {
		return account{}, err
	}
	for end := time.Now().Add(patience); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(10 * time.Millisecond) {
		if a.count(want).Lost == 0 {
			break
		}
	}
	return a.count(want), ctx.Err()
}

// inboxes lists the numbers of the entries since the stage was set, by person.
func inboxes(ctx context.Context, db *store.DB, s *stage) (map[fair.PersonID][]int64, error) {
	want := map[fair.PersonID][]int64{}
	for after := s.head; ; {
		entries, err := db.Entries(ctx, s.fair.ID, after, 5000)
		if err != nil || len(entries) == 0 {
			return want, err
		}
		for _, e := range entries {
			after = e.Number
			for _, p := range e.To {
				want[p] = append(want[p], e.Number)
			}
		}
	}
}

func (a *audience) count(want map[fair.PersonID][]int64) account {
	var sum account
	for _, l := range a.listeners {
		l.mu.Lock()
		seen := map[int64]bool{}
		highest := int64(0)
		for _, item := range l.arrived {
			if seen[item.number] {
				sum.Doubled++
			} else if item.number < highest {
				sum.OutOfOrder++
			}
			seen[item.number], highest = true, max(highest, item.number)
		}
		l.mu.Unlock()
		for _, number := range want[l.actor.Person] {
			if seen[number] {
				sum.Delivered++
			} else {
				sum.Lost++
			}
		}
	}
	return sum
}
