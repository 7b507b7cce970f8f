package web_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web"
	"github.com/fairmatch/fairmatch/web/pages"
)

func TestTheDescriptionIsWhole(t *testing.T) {
	w := newWorld(t, nil)
	rec := w.ask("", "GET", "/api/v1/openapi.json", "")
	doc := into[struct {
		OpenAPI    string
		Paths      map[string]map[string]json.RawMessage
		Components struct{ Schemas map[string]json.RawMessage }
	}](t, rec)
	if doc.OpenAPI != "3.1.0" || len(doc.Paths) < 30 {
		t.Errorf("OpenAPI %s with %d addresses", doc.OpenAPI, len(doc.Paths))
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(rec.Body.String(), -1) {
		if _, ok := doc.Components.Schemas[ref[1]]; !ok {
			t.Errorf("%s is referred to and not described", ref[1])
		}
	}
	var post struct {
		RequestBody struct {
			Content map[string]struct{ Schema map[string]string }
		}
		Responses map[string]json.RawMessage
	}
	must(t, json.Unmarshal(doc.Paths["/api/v1/fairs/{fair}/meetings"]["post"], &post))
	if post.RequestBody.Content["application/json"].Schema["$ref"] != "#/components/schemas/InviteDraft" || post.Responses["201"] == nil || post.Responses["default"] == nil {
		t.Errorf("the invitation is described as %s", doc.Paths["/api/v1/fairs/{fair}/meetings"]["post"])
	}
	if rec := w.ask("", "GET", "/api/v1/openapi.yaml", ""); rec.Code != 200 || !strings.Contains(rec.Body.String(), "openapi: 3.1.0") {
		t.Errorf("as YAML: %d %.200s", rec.Code, rec.Body)
	}
}

func TestTheReferencePageNeedsNoScript(t *testing.T) {
	w := newWorld(t, nil)
	rec := w.ask("", "GET", "/api/v1/docs", "")
	page := rec.Body.String()
	for _, want := range []string{`id="invite"`, `id="conflict"`, `id="schema-NewPost"`, "/api/v1/fairs/{fair}/meetings", "one of goods services"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in %.300s", want, page)
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "style=") || strings.Contains(page, "ZgotmplZ") {
		t.Error("the page has what the security policy forbids, or what the template refused")
	}
	for _, link := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, `id="`+link[1]+`"`) {
			t.Errorf("a link leads to %s, which is not there", link[1])
		}
	}
}

func TestPagesAndAPIStandTogether(t *testing.T) {
	w := newWorld(t, func(d *web.Deps, _ *web.Options) {
		u := d.UseCases
		p, err := pages.New(pages.Services{
			Access: u.Access, People: u.People, Fairs: u.Fairs, Companies: u.Companies, Posts: u.Posts, Meetings: u.Meetings, Views: u.Views,
			Matches: u.Matches, Finding: u.Finding, Pictures: u.Pictures, Once: u.Once,
		}, pages.Options{})
		must(t, err)
		d.Pages = p
	})
	for _, c := range []struct {
		path, body string
		headers    []string
		status     int
		kind       string
	}{
		{path: "/", status: 200, kind: "text/html"},
		{path: "/nowhere", status: 404, kind: "text/html"},
		{path: "/pictures/0123", status: 404, kind: "text/html"},
		{path: "/api/v1/nowhere", status: 404, kind: "application/problem+json"},
		{path: "/api/v1/fairs", status: 200, kind: "application/json"},
		{path: "/sign-in", body: "email=x", headers: []string{"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site"}, status: 403, kind: "text/html"},
		{path: "/sign-in", body: "email=x&password=" + strings.Repeat("y", 1<<20), headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 413, kind: "text/html"},
	} {
		method := "GET"
		if c.body != "" {
			method = "POST"
		}
		rec := w.ask("", method, c.path, c.body, c.headers...)
		if rec.Code != c.status || !strings.HasPrefix(rec.Header().Get("Content-Type"), c.kind) {
			t.Errorf("%s: %d %s, want %d %s", c.path, rec.Code, rec.Header().Get("Content-Type"), c.status, c.kind)
		}
	}
}

func TestPictures(t *testing.T) {
	w := newWorld(t, nil)
	var b bytes.Buffer
	img := image.NewGray(image.Rect(0, 0, 3, 2))
	img.Set(1, 1, color.White)
	must(t, png.Encode(&b, img))
	rec := w.ask("ann", "POST", "/api/v1/pictures", b.String(), "Content-Type", "image/png")
	kept := into[struct{ Hash, URL string }](t, rec)
	if rec.Code != http.StatusCreated || len(kept.Hash) != 64 {
		t.Fatalf("%d %s", rec.Code, rec.Body)
	}
	for _, path := range []string{kept.URL, "/api/v1/pictures/" + kept.Hash} {
		rec := w.ask("", "GET", path, "")
		if rec.Code != 200 || rec.Header().Get("Content-Type") != "image/png" || !strings.Contains(rec.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", path, rec.Code, rec.Header())
		}
	}
	if rec := w.ask("", "POST", "/api/v1/pictures", b.String(), "Content-Type", "image/png"); rec.Code != 401 {
		t.Errorf("nobody's picture: %d", rec.Code)
	}
	for _, size := range []int{fair.MaxPictureBytes + 1, 7 << 20} {
		if rec := w.ask("ann", "POST", "/api/v1/pictures", strings.Repeat("x", size), "Content-Type", "image/png"); rec.Code != 413 {
			t.Errorf("%d bytes: %d %s", size, rec.Code, rec.Body)
		}
	}
}

// hub says back what it was asked for.
type hub struct{}

func (hub) ServeSocket(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) {
	up := websocket.Upgrader{}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	_ = ws.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, "%s %s %d %v", a.Person, f, after, board))
}

func (hub) ServeEvents(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) error {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprintf(w, "data: %s %s %d %v\n\n", a.Person, f, after, board)
	_ = http.NewResponseController(w).Flush()
	<-r.Context().Done()
	return nil
}

func TestLiveConnections(t *testing.T) {
	w := newWorld(t, func(d *web.Deps, _ *web.Options) { d.Live = hub{} })
	server := httptest.NewServer(w.handler)
	defer server.Close()
	bearer := http.Header{"Authorization": {"Bearer " + w.tokens["ann"]}, "Accept-Encoding": {"gzip"}}
	ws, _, err := websocket.DefaultDialer.Dial(strings.Replace(server.URL, "http", "ws", 1)+"/api/v1/live?fair=expo&after=7", bearer)
	must(t, err)
	defer ws.Close()
	_, frame, err := ws.ReadMessage()
	must(t, err)
	if want := w.filled("{ann} {fair} 7 false"); string(frame) != want {
		t.Errorf("got %q, want %q", frame, want)
	}
	r, err := http.NewRequest("GET", server.URL+"/api/v1/live/events?fair={fair}&board=true", nil)
	must(t, err)
	r.URL.RawQuery = w.filled("fair={fair}&board=true")
	r.Header = bearer
	r.Header.Set("Last-Event-ID", "9")
	res, err := http.DefaultClient.Do(r)
	must(t, err)
	defer res.Body.Close()
	line, err := bufio.NewReader(res.Body).ReadString('\n') // comes while the connection is open
	must(t, err)
	if want := w.filled("data: {ann} {fair} 9 true\n"); line != want {
		t.Errorf("got %q, want %q", line, want)
	}
	for query, status := range map[string]int{"fair=expo&after=soon": 422, "fair=nowhere": 404, "": 404} {
		if rec := w.ask("ann", "GET", "/api/v1/live/events?"+query, ""); rec.Code != status {
			t.Errorf("%q: %d, want %d", query, rec.Code, status)
		}
	}
}

// A map that is being made is no empty table.
func TestTheTableWaitsForTheMap(t *testing.T) {
	w := newWorld(t, nil)
	w.views.making = true
	rec := w.ask("hal", "GET", "/api/v1/fairs/expo/balance.csv", "")
	if rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Retry-After") != "5" || rec.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d, Retry-After %q: %s", rec.Code, rec.Header().Get("Retry-After"), rec.Body)
	}
	state := into[struct {
		Ready       bool
		Done, Posts int
		Cells       []json.RawMessage
	}](t, w.ask("hal", "GET", "/api/v1/fairs/expo/balance", ""))
	if state.Ready || state.Done != 3 || state.Posts != 9 || state.Cells == nil {
		t.Errorf("the map under way is %+v", state)
	}
}
