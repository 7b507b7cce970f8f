package realtime_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/realtime"
	"github.com/fairmatch/fairmatch/realtime/memory"
)

// house is a journal, the contents it names, and a hub that follows it.
type house struct {
	mu      sync.Mutex
	entries []fair.Entry
	fair    fair.FairID
	hub     *realtime.Hub
	server  *httptest.Server

	signedOut atomic.Bool // all sessions are over
}

func (h *house) Heads(context.Context) (map[fair.FairID]int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return map[fair.FairID]int64{h.fair: int64(len(h.entries))}, nil
}

func (h *house) Inbox(_ context.Context, _ fair.FairID, p fair.PersonID, after int64, limit int) ([]fair.Entry, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []fair.Entry
	for _, e := range h.entries {
		if e.Number > after && slices.Contains(e.To, p) && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (h *house) Deliver(_ context.Context, _ fair.Actor, e fair.Entry) (fair.Item, error) {
	return fair.Item{Number: e.Number, Kind: e.Kind, Subject: e.Subject}, nil
}

func (h *house) BoardMeeting(_ context.Context, e fair.Entry) (fair.Meeting, error) {
	return fair.Meeting{Revision: e.Number}, nil
}

// happen commits an entry and lets the hub follow it.
func (h *house) happen(t *testing.T, kind fair.Kind, to ...fair.PersonID) int64 {
	t.Helper()
	h.mu.Lock()
	e := fair.Entry{Fair: h.fair, Number: int64(len(h.entries)) + 1, Kind: kind, To: to}
	h.entries = append(h.entries, e)
	h.mu.Unlock()
	if err := h.hub.Follow(context.Background(), h.fair, []fair.Entry{e}); err != nil {
		t.Error(err)
	}
	return e.Number
}

func newHouse(t *testing.T) *house {
	t.Helper()
	before := runtime.NumGoroutine()
	h := &house{fair: fair.NewID[fair.Fair]()}
	h.hub = realtime.NewHub(h, h, memory.New(), time.Now, slog.New(slog.DiscardHandler), realtime.Options{})
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		person, _ := fair.ParseID[fair.Person](r.URL.Query().Get("person"))
		a := fair.Actor{Person: person}
		if role := r.URL.Query().Get("role"); role != "" {
			a.Grants = []fair.Grant{{Person: person, Fair: h.fair, Role: fair.Role(role)}}
		}
		after, _ := strconv.ParseInt(r.URL.Query().Get("after"), 10, 64)
		s := realtime.Subscription{Fair: h.fair, After: after, Board: r.URL.Query().Get("board") != ""}
		s.Who = func(context.Context) (fair.Actor, error) {
			if h.signedOut.Load() {
				return fair.Actor{}, &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
			}
			return a, nil
		}
		if r.URL.Path == "/events" {
			if err := h.hub.ServeEvents(w, r, a, s); err != nil {
				w.WriteHeader(http.StatusForbidden)
			}
			return
		}
		h.hub.ServeSocket(w, r, a, s)
	}))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		h.hub.Drain(ctx)
		h.server.Close()
		if n := h.hub.Connections(); n != 0 {
			t.Errorf("%d connections are left after the drain", n)
		}
		http.DefaultClient.CloseIdleConnections()
		for end := time.Now().Add(patience); runtime.NumGoroutine() > before; runtime.Gosched() {
			if time.Now().After(end) {
				t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
				return
			}
		}
	})
	return h
}

const patience = 10 * time.Second

type message struct {
	Type    string
	Head    int64
	Number  int64
	Item    *fair.Item
	Meeting *fair.Meeting
}

func (h *house) dial(t *testing.T, query string) *websocket.Conn {
	t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(h.server.URL, "http")+"/live?"+query, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(patience))
	return ws
}

func read(t *testing.T, ws *websocket.Conn) message {
	t.Helper()
	var m message
	if err := ws.ReadJSON(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

func attendee(p fair.PersonID, after int64) string {
	return fmt.Sprintf("person=%s&role=buyer&after=%d", p, after)
}

func TestWhatWasMissedComesThenWhatIsNew(t *testing.T) {
	h := newHouse(t)
	me, other := fair.NewID[fair.Person](), fair.NewID[fair.Person]()
	h.happen(t, fair.MeetingProposed, me)
	second := h.happen(t, fair.MeetingCountered, me, other)
	h.happen(t, fair.MeetingProposed, other)
	ws := h.dial(t, attendee(me, 1))
	if m := read(t, ws); m.Type != "hello" || m.Head != 3 {
		t.Fatalf("got %+v, want hello at 3", m)
	}
	if m := read(t, ws); m.Item == nil || m.Item.Number != second {
		t.Fatalf("got %+v, want item %d", m, second)
	}
	fresh := h.happen(t, fair.MeetingAccepted, me)
	if m := read(t, ws); m.Item == nil || m.Item.Number != fresh {
		t.Fatalf("got %+v, want item %d", m, fresh)
	}
}

// A client that reconnects again and again, each time with the last number it
// saw, gets every entry once and in order, while entries keep coming.
func TestNothingIsLostOrDoubledAcrossReconnects(t *testing.T) {
	h := newHouse(t)
	me, other := fair.NewID[fair.Person](), fair.NewID[fair.Person]()
	const total = 3000
	go func() {
		for i := range total {
			if i%3 == 0 {
				h.happen(t, fair.MeetingProposed, other)
			} else {
				h.happen(t, fair.MeetingProposed, me)
			}
		}
	}()
	var got []int64
	last := int64(0)
	for len(got) < total-total/3 {
		ws := h.dial(t, attendee(me, last))
		for range 200 {
			if m := read(t, ws); m.Item != nil {
				got = append(got, m.Item.Number)
				last = m.Item.Number
			}
			if len(got) == total-total/3 {
				break
			}
		}
		ws.Close()
	}
	for i, n := range got {
		if want := int64(i + i/2 + 2); n != want {
			t.Fatalf("item %d has number %d, want %d", i, n, want)
		}
	}
}

func TestACursorFromNowOnGetsNothingOld(t *testing.T) {
	h := newHouse(t)
	me := fair.NewID[fair.Person]()
	h.happen(t, fair.MeetingProposed, me)
	for _, after := range []int64{-1, 99} {
		ws := h.dial(t, attendee(me, after))
		if m := read(t, ws); m.Type != "hello" {
			t.Fatalf("got %+v, want hello", m)
		}
		fresh := h.happen(t, fair.MeetingProposed, me)
		if m := read(t, ws); m.Item == nil || m.Item.Number != fresh {
			t.Fatalf("after %d: got %+v, want item %d", after, m, fresh)
		}
	}
}

func TestTheBoardSeesMeetingsOfAll(t *testing.T) {
	h := newHouse(t)
	staff := fair.NewID[fair.Person]()
	ws := h.dial(t, "person="+staff.String()+"&role=organizer&after=-1&board=1")
	read(t, ws)
	h.happen(t, fair.PostCreated, fair.NewID[fair.Person]())
	n := h.happen(t, fair.MeetingScheduled, fair.NewID[fair.Person]())
	if m := read(t, ws); m.Type != "board" || m.Number != n || m.Meeting == nil {
		t.Fatalf("got %+v, want board %d", m, n)
	}
}

func TestABoardThatMissedMeetingsIsToldToReload(t *testing.T) {
	h := newHouse(t)
	staff := fair.NewID[fair.Person]()
	for range 3 {
		h.happen(t, fair.MeetingScheduled, fair.NewID[fair.Person]())
	}
	ws := h.dial(t, "person="+staff.String()+"&role=organizer&after=1&board=1")
	read(t, ws)
	if m := read(t, ws); m.Type != "reload" {
		t.Fatalf("got %+v, want reload", m)
	}
}

func TestRefusalsAreCloseCodes(t *testing.T) {
	h := newHouse(t)
	p := fair.NewID[fair.Person]().String()
	for query, code := range map[string]int{
		"after=0":             realtime.CloseSignIn,
		"after=0&person=" + p: realtime.CloseForbidden,
		"after=0&person=" + p + "&role=buyer&board=1": realtime.CloseForbidden,
	} {
		_, _, err := h.dial(t, query).ReadMessage()
		if !websocket.IsCloseError(err, code) {
			t.Errorf("%s: got %v, want close %d", query, err, code)
		}
	}
}

func TestAForeignOriginIsRefused(t *testing.T) {
	h := newHouse(t)
	address := "ws" + strings.TrimPrefix(h.server.URL, "http") + "/live?" + attendee(fair.NewID[fair.Person](), 0)
	_, answer, err := websocket.DefaultDialer.Dial(address, http.Header{"Origin": {"https://evil.example"}})
	if err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, want 403", err)
	}
}

func TestAClientThatTalksTooMuchIsClosed(t *testing.T) {
	h := newHouse(t)
	ws := h.dial(t, attendee(fair.NewID[fair.Person](), 0))
	for range 50 {
		if ws.WriteMessage(websocket.TextMessage, []byte("hello?")) != nil {
			break
		}
	}
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, realtime.CloseBadRequest) {
				t.Errorf("got %v, want close %d", err, realtime.CloseBadRequest)
			}
			return
		}
	}
}

func TestASessionThatEndedHearsNothingMore(t *testing.T) {
	h := newHouse(t)
	me := fair.NewID[fair.Person]()
	ws := h.dial(t, attendee(me, 0))
	read(t, ws)
	n := h.happen(t, fair.MeetingProposed, me)
	if m := read(t, ws); m.Item == nil || m.Item.Number != n {
		t.Fatalf("got %+v, want item %d", m, n)
	}
	h.signedOut.Store(true)
	h.happen(t, fair.MeetingProposed, me)
	if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, realtime.CloseSignIn) {
		t.Errorf("got %v, want close %d", err, realtime.CloseSignIn)
	}
}

func TestDrainAsksToComeBackLater(t *testing.T) {
	h := newHouse(t)
	ws := h.dial(t, attendee(fair.NewID[fair.Person](), 0))
	read(t, ws)
	go h.hub.Drain(context.Background())
	_, _, err := ws.ReadMessage()
	closed, ok := err.(*websocket.CloseError)
	var advice struct {
		RetryMS int `json:"retry_ms"`
	}
	if !ok || closed.Code != realtime.CloseDraining || json.Unmarshal([]byte(closed.Text), &advice) != nil || advice.RetryMS < 200 {
		t.Errorf("got %v, want close %d with advice", err, realtime.CloseDraining)
	}
}

func TestAPersonMayNotTakeAllConnections(t *testing.T) {
	h := newHouse(t)
	me := fair.NewID[fair.Person]()
	for i := range 13 {
		_, _, err := h.dial(t, attendee(me, 0)).ReadMessage()
		if full := websocket.IsCloseError(err, realtime.CloseFull); full != (i == 12) {
			t.Errorf("connection %d: %v", i+1, err)
		}
	}
}

func TestPresenceFollowsTheConnection(t *testing.T) {
	h := newHouse(t)
	me := fair.NewID[fair.Person]()
	ws := h.dial(t, attendee(me, 0))
	read(t, ws)
	if here, err := h.hub.Present(t.Context(), h.fair); err != nil || !slices.Equal(here, []fair.PersonID{me}) {
		t.Fatalf("present are %v, %v", here, err)
	}
	ws.Close()
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		here, err := h.hub.Present(t.Context(), h.fair)
		if err == nil && len(here) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("still present: %v, %v", here, err)
		}
	}
}

func TestEventsCarryTheSameItems(t *testing.T) {
	h := newHouse(t)
	me := fair.NewID[fair.Person]()
	n := h.happen(t, fair.MeetingProposed, me)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, h.server.URL+"/events?"+attendee(me, 0), nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if ct := answer.Header.Get("Content-Type"); ct != "text/event-stream" {
		t.Errorf("content type %q", ct)
	}
	lines := bufio.NewScanner(answer.Body)
	var id string
	for lines.Scan() {
		if v, ok := strings.CutPrefix(lines.Text(), "id: "); ok {
			id = v
		}
		if v, ok := strings.CutPrefix(lines.Text(), "data: "); ok && id != "" {
			var m message
			if err := json.Unmarshal([]byte(v), &m); err != nil || m.Item == nil || m.Item.Number != n || id != strconv.FormatInt(n, 10) {
				t.Errorf("got id %s, %s", id, v)
			}
			return
		}
	}
	t.Error("the stream ended without the item")
}
