package node_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

// patience bounds what waits for a server; a healthy run never gets near it.
const patience = 30 * time.Second

// running is a node that serves.
type running struct {
	*node.Node
	address string
	stop    func() // gracefully; waits
}

func start(t *testing.T, c node.Config) *running {
	t.Helper()
	c.Listen = "127.0.0.1:0"
	if c.Data == "" {
		c.Data = t.TempDir()
	}
	n, err := node.Open(t.Context(), c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	opened, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- n.Serve(ctx, func(address string) { opened <- address }) }()
	r := &running{Node: n}
	stopped := false
	r.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the node ended with %v", err)
		}
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(r.stop)
	select {
	case r.address = <-opened:
	case err := <-ended:
		t.Fatalf("the node did not open: %v", err)
	case <-time.After(patience):
		t.Fatal("the node did not open in time")
	}
	return r
}

// expo is a live fair of today with two companies, each with somebody who is signed in.
type expo struct {
	fair          fair.Fair
	seller, buyer fair.Company
	ann, bob      string // sessions
}

func fill(t *testing.T, n *node.Node) expo {
	t.Helper()
	ctx, a := t.Context(), fair.System()
	today := time.Now().UTC()
	e := expo{}
	var err error
	e.fair, err = n.Fairs.Create(ctx, a, fair.FairDraft{
		Slug: "expo", Name: fair.Texts{"en": "Expo"}, Zone: "UTC", Starts: fair.Date(today.Format(time.DateOnly)), Ends: fair.Date(today.AddDate(0, 0, 2).Format(time.DateOnly)),
		Opens: "00:00", Closes: "23:55", SlotMinutes: 30, Currency: "CNY", Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1"}}},
	})
	check(t, err)
	e.fair, err = n.Fairs.SetPhase(ctx, a, e.fair.ID, fair.Live)
	check(t, err)
	check(t, n.Fairs.AddPlaces(ctx, a, e.fair.ID, []fair.PlaceDraft{{Label: "T1", Kind: fair.Table, Hall: "1", Seats: 1}}))
	e.seller, e.ann = member(t, n, e.fair.ID, "seller", fair.Exhibitor)
	e.buyer, e.bob = member(t, n, e.fair.ID, "buyer", fair.Buyer)
	return e
}

func member(t *testing.T, n *node.Node, f fair.FairID, name string, role fair.Role) (fair.Company, string) {
	t.Helper()
	ctx, a := t.Context(), fair.System()
	c, _, err := n.Companies.Put(ctx, a, f, name, fair.CompanyDraft{Name: fair.Texts{"en": name}}, fair.ParticipationDraft{Role: role})
	check(t, err)
	p, _, err := n.People.Put(ctx, a, fair.PersonDraft{Name: name, Email: name + "@example.com"}, fair.Grant{Fair: f, Company: c.ID, Role: role})
	check(t, err)
	link, err := n.Access.Link(ctx, a, p.ID, "")
	check(t, err)
	session, _, _, err := n.Access.Redeem(ctx, link)
	check(t, err)
	return c, session
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// post sends a request of the API and reads its answer.
func (r *running) post(t *testing.T, session, path string, body, into any) {
	t.Helper()
	b, err := json.Marshal(body)
	check(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.address+"/api/v1"+path, bytes.NewReader(b))
	check(t, err)
	req.Header.Set("Authorization", "Bearer "+session)
	req.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(req)
	check(t, err)
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	check(t, err)
	if answer.StatusCode >= 300 {
		t.Fatalf("POST %s: %d %s", path, answer.StatusCode, got)
	}
	if into != nil {
		check(t, json.Unmarshal(got, into))
	}
}

// listen opens the live connection of a session.
func (r *running) listen(t *testing.T, session string, f fair.FairID, after int64) *websocket.Conn {
	t.Helper()
	address := fmt.Sprintf("%s/api/v1/live?fair=%s&after=%d", strings.Replace(r.address, "http", "ws", 1), f, after)
	ws, _, err := websocket.DefaultDialer.Dial(address, http.Header{"Authorization": {"Bearer " + session}})
	check(t, err)
	t.Cleanup(func() { ws.Close() })
	check(t, ws.SetReadDeadline(time.Now().Add(patience)))
	return ws
}

// item reads the next inbox item.
func item(t *testing.T, ws *websocket.Conn) fair.Item {
	t.Helper()
	for {
		var frame struct {
			Type string
			Item fair.Item
		}
		check(t, ws.ReadJSON(&frame))
		if frame.Type == "item" {
			return frame.Item
		}
	}
}

// story: an invitation sent to one node arrives live at the other; the answer comes back.
func story(t *testing.T, here, there *running) {
	e := fill(t, here.Node)
	atBob := there.listen(t, e.bob, e.fair.ID, -1)
	atAnn := here.listen(t, e.ann, e.fair.ID, -1)
	start := fair.At(time.Now().Add(2 * time.Hour).Truncate(30 * time.Minute))
	var m fair.Meeting
	here.post(t, e.ann, "/fairs/"+e.fair.ID.String()+"/meetings", fair.InviteDraft{From: e.seller.ID, To: e.buyer.ID, Times: []fair.Time{start}, Message: "coffee?"}, &m)
	got := item(t, atBob)
	if got.Kind != fair.MeetingProposed || got.Meeting == nil || got.Meeting.Message != "coffee?" || !got.Meeting.MayAnswer {
		t.Fatalf("the buyer hears %+v", got)
	}
	there.post(t, e.bob, "/meetings/"+m.ID.String()+"/accept", fair.AnswerDraft{Revision: got.Meeting.Revision}, nil)
	for _, ws := range []*websocket.Conn{atAnn, atBob} {
		for {
			if got = item(t, ws); got.Kind == fair.MeetingScheduled {
				break
			}
		}
		if got.Meeting.Start != start || got.Meeting.PlaceLabel != "T1" {
			t.Errorf("the meeting is %+v", got.Meeting)
		}
	}
}

func TestAnInvitationArrivesAndIsAccepted(t *testing.T) {
	one := start(t, node.Config{})
	story(t, one, one)
	ready, err := http.Get(one.address + "/readyz")
	check(t, err)
	ready.Body.Close()
	if ready.StatusCode != http.StatusOK {
		t.Errorf("/readyz says %d", ready.StatusCode)
	}
}

func TestTwoNodesOverPostgresAndRedis(t *testing.T) {
	redis := os.Getenv("FAIRMATCH_TEST_REDIS_URL")
	if redis == "" {
		t.Skip("FAIRMATCH_TEST_REDIS_URL is not set; `make test` starts a Redis and sets it")
	}
	conf := node.Config{Storage: node.Storage{Database: postgres(t)}, Redis: redis}
	story(t, start(t, conf), start(t, conf))
}

// postgres makes a database of its own for the test.
func postgres(t *testing.T) string {
	t.Helper()
	server := os.Getenv("FAIRMATCH_TEST_POSTGRES_URL")
	if server == "" {
		t.Skip("FAIRMATCH_TEST_POSTGRES_URL is not set; `make test` starts a PostgreSQL and sets it")
	}
	db, err := sql.Open("pgx", server)
	check(t, err)
	raw := make([]byte, 6)
	rand.Read(raw)
	name := "node_" + hex.EncodeToString(raw)
	_, err = db.Exec("CREATE DATABASE " + name)
	check(t, err)
	t.Cleanup(func() {
		if _, err := db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	return server[:strings.LastIndex(server, "/")+1] + name
}

func TestAStopAsksSocketsToComeBackAndLosesNothing(t *testing.T) {
	data := t.TempDir()
	first := start(t, node.Config{Storage: node.Storage{Data: data}})
	e := fill(t, first.Node)
	ws := first.listen(t, e.bob, e.fair.ID, -1)
	at := fair.At(time.Now().Add(2 * time.Hour).Truncate(30 * time.Minute))
	invite := fair.InviteDraft{From: e.seller.ID, To: e.buyer.ID, Times: []fair.Time{at}}
	path := "/fairs/" + e.fair.ID.String() + "/meetings"
	var m fair.Meeting
	first.post(t, e.ann, path, invite, &m)
	seen := item(t, ws).Number
	first.post(t, e.ann, "/meetings/"+m.ID.String()+"/withdraw", fair.EndDraft{Revision: m.Revision}, nil)
	first.stop()
	for {
		if _, _, err := ws.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, 4001) {
				t.Errorf("the socket ended with %v", err)
			}
			break
		}
	}
	second := start(t, node.Config{Storage: node.Storage{Data: data}})
	ws = second.listen(t, e.bob, e.fair.ID, seen)
	if got := item(t, ws); got.Number != seen+1 {
		t.Errorf("after the restart item %d came, want %d", got.Number, seen+1)
	}
}

func TestADataFolderHasOneServer(t *testing.T) {
	data := t.TempDir()
	first := start(t, node.Config{Storage: node.Storage{Data: data}})
	if n, err := node.Open(t.Context(), node.Config{Storage: node.Storage{Data: data}}, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), "another Fairmatch") {
		t.Errorf("a second server: %v", err)
		if n != nil {
			n.Close()
		}
	}
	first.stop()
	start(t, node.Config{Storage: node.Storage{Data: data}})
}

func TestAConfigurationThatCannotBeIsRefused(t *testing.T) {
	for want, c := range map[string]node.Config{
		"--tls-key":         {TLSCert: "x"},
		"--meilisearch-url": {SearchEngine: node.SearchEngine{Search: "meilisearch"}},
		"--public-url":      {PublicURL: "match.example.org"},
		"--database":        {Storage: node.Storage{Database: "mysql://x"}},
		"smtp":              {SMTP: "mail.example.org"},
		"redis":             {Redis: "http://x"},
	} {
		if c.Data == "" {
			c.Data = t.TempDir()
		}
		if n, err := node.Open(t.Context(), c, slog.New(slog.DiscardHandler)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want an error that names %s, got %v", want, err)
			if n != nil {
				n.Close()
			}
		}
	}
}
