package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/demo"
)

// patience bounds what waits for a server; a healthy run never gets near it.
const patience = 180 * time.Second

// output is what a running command has printed so far.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	grown chan struct{} // something more may be there
}

func newOutput() *output { return &output{grown: make(chan struct{}, 1)} }

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	select {
	case o.grown <- struct{}{}:
	default:
	}
	return o.text.Write(b)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// server is a serving command.
type server struct {
	out, err *output
	ended    chan int
	cancel   func()
}

// start runs a serving command until it has printed what ends its greeting.
func start(t *testing.T, greeting string, args ...string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s := &server{out: newOutput(), err: newOutput(), ended: make(chan int, 1), cancel: cancel}
	go func() { s.ended <- run(ctx, args, s.out, s.err) }()
	t.Cleanup(func() { s.stop(t) })
	deadline := time.After(patience)
	for !strings.Contains(s.out.String(), greeting) {
		select {
		case <-s.out.grown:
		case code := <-s.ended:
			s.ended <- code
			t.Fatalf("exit %d: %s%s", code, s.out, s.err)
		case <-deadline:
			t.Fatalf("not open in time: %s%s", s.out, s.err)
		}
	}
	return s
}

// stop ends it as a signal does, and returns its exit code.
func (s *server) stop(t *testing.T) int {
	t.Helper()
	s.cancel()
	select {
	case code := <-s.ended:
		s.ended <- code
		return code
	case <-time.After(patience):
		t.Error("it does not stop")
		return -1
	}
}

// newBrowser keeps cookies, and follows nothing by itself.
func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Jar: jar, Transport: transport, Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// fetch asks a page as a browser does that stands on it.
func fetch(t *testing.T, c *http.Client, method, url string) (status int, location, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Location"), string(b)
}

func TestServe(t *testing.T) {
	o := newExpo(t)
	link := line[made](t, ok(t, "user", "create", "--data", o.data, "--json", "--role", "organizer", "--fair", "expo", "--name", "Ada", "--email", "ada@example.org")).Link
	s := start(t, "\n", "serve", "--data", o.data, "--listen", "127.0.0.1:0", "--json")
	var open struct{ Address string }
	if err := json.Unmarshal([]byte(s.out.String()), &open); err != nil || !strings.HasPrefix(open.Address, "http://127.0.0.1:") {
		t.Fatalf("%v: %s", err, s.out)
	}
	b := newBrowser(t)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/api/v1/openapi.json", "/sign-in"} {
		if status, _, body := fetch(t, b, "GET", open.Address+path); status != http.StatusOK || body == "" {
			t.Errorf("%s: %d %q", path, status, body)
		}
	}
	_, secret, _ := strings.Cut(link, "/link/")
	signIn(t, b, open.Address+"/link/"+secret, "Ada")
	if status, _, body := fetch(t, b, "GET", open.Address+"/f/expo/desk"); status != http.StatusOK || !strings.Contains(body, "Ada") {
		t.Errorf("the desk: %d", status)
	}
	t.Run("tools work beside it", func(t *testing.T) {
		r := line[imported](t, ok(t, "import", "--data", o.data, "--fair", "expo", "companies", o.file(t, "c.csv", companies), "--json")).Report
		if r.Created != 3 {
			t.Errorf("%+v", r)
		}
		says(t, ok(t, "search", "--data", o.data, "--fair", "expo", "--what", "company", "verde").out, "Verde Coffee")
	})
	if code := s.stop(t); code != 0 {
		t.Errorf("exit %d: %s", code, s.err)
	}
	if strings.Count(s.out.String(), "\n") != 1 || strings.Contains(s.err.String(), "level=ERROR") {
		t.Errorf("%s%s", s.out, s.err)
	}
	if c, err := net.Dial("tcp", strings.TrimPrefix(open.Address, "http://")); err == nil {
		c.Close()
		t.Error("still listening")
	}
}

// signIn opens a sign-in link, which asks, and confirms, which signs in; a second
// time neither does anything.
func signIn(t *testing.T, b *http.Client, link, name string) {
	t.Helper()
	for range 2 { // looking uses nothing up
		if status, _, body := fetch(t, b, "GET", link); status != http.StatusOK || !strings.Contains(body, name) || !strings.Contains(body, `method="post"`) {
			t.Fatalf("the link of %s: %d\n%s", name, status, body)
		}
	}
	if len(b.Jar.Cookies(mustParse(t, link))) != 0 {
		t.Errorf("%s is signed in by looking", name)
	}
	status, location, body := fetch(t, b, "POST", link)
	if status != http.StatusSeeOther || location == "" {
		t.Fatalf("signing in as %s: %d\n%s", name, status, body)
	}
	other := newBrowser(t)
	for _, method := range []string{"GET", "POST"} {
		if status, _, _ := fetch(t, other, method, link); status != http.StatusUnauthorized {
			t.Errorf("%s of a used link: %d", method, status)
		}
	}
}

func TestServeFailures(t *testing.T) {
	o := newExpo(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"address in use":         {[]string{"--listen", busy.Addr().String()}, "address already in use"},
		"no address":             {[]string{"--listen", "here"}, "here"},
		"a certificate, no key":  {[]string{"--tls-cert", o.file(t, "cert.pem", "x")}, "--tls-key"},
		"no public address":      {[]string{"--public-url", "expo.example"}, "--public-url"},
		"no Meilisearch address": {[]string{"--search", "meilisearch"}, "--meilisearch-url"},
		"no such database":       {[]string{"--database", "oracle:x"}, "postgres://"},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, append([]string{"serve", "--data", o.data}, c.args...)...)
			if r.code != exitFailure || r.out != "" {
				t.Errorf("exit %d, %q", r.code, r.out)
			}
			says(t, r.err, c.says)
		})
	}
}

var demoLink = regexp.MustCompile(`(?m)^  (\S.*?)  +(\S.*?)  +(http://127\.0\.0\.1:\d+/link/\S+)$`)

const demoGreeting = "--reset begins anew).\n\n"

func TestDemo(t *testing.T) {
	data := filepath.Join(t.TempDir(), "demo")
	args := []string{"demo", "--data", data, "--listen", "127.0.0.1:0"}
	s := start(t, demoGreeting, args...)
	roles := demoLink.FindAllStringSubmatch(s.out.String(), -1)
	if len(roles) != 5 {
		t.Fatalf("%d roles: %s", len(roles), s.out)
	}
	says(t, s.out.String(), "Fairmatch is open at http://127.0.0.1:", demo.Password, data)
	for _, r := range roles {
		t.Run(r[1], func(t *testing.T) {
			b := newBrowser(t)
			name, _, _ := strings.Cut(r[2], " ")
			signIn(t, b, r[3], name)
			base, _, _ := strings.Cut(r[3], "/link/")
			page := "/f/" + demo.Slug
			if r[1] == "Organizer" {
				page += "/desk"
			}
			if status, _, body := fetch(t, b, "GET", base+page); status != http.StatusOK || !strings.Contains(body, name) {
				t.Errorf("%s: %d", page, status)
			}
		})
	}
	if code := s.stop(t); code != 0 {
		t.Errorf("exit %d: %s", code, s.err)
	}
	before := demoPosts(t, data)

	t.Run("again", func(t *testing.T) {
		s := start(t, demoGreeting, args...)
		again := demoLink.FindAllStringSubmatch(s.out.String(), -1)
		if len(again) != len(roles) || again[0][2] != roles[0][2] || strings.HasSuffix(again[0][3], roles[0][3][strings.Index(roles[0][3], "/link/"):]) {
			t.Errorf("%v, then %v", roles, again)
		}
		if code := s.stop(t); code != 0 {
			t.Errorf("exit %d: %s", code, s.err)
		}
		if after := demoPosts(t, data); after != before {
			t.Error("the posts are others")
		}
	})
	t.Run("anew", func(t *testing.T) {
		// What a second fill makes is package demo's to test, and takes seconds.
		anew := demoCmd{Data: data, Reset: true}
		if err := anew.prepare(); err != nil {
			t.Fatal(err)
		}
		files, err := os.ReadDir(data)
		if err != nil || len(files) != 2 || files[0].Name() != marker || files[1].Name() != "lock" {
			t.Errorf("%v, %v", files, err)
		}
		if err := anew.prepare(); err != nil {
			t.Errorf("twice: %v", err)
		}
	})
}

// demoPosts is a part of the demonstration's posts, with their ids.
func demoPosts(t *testing.T, data string) string {
	t.Helper()
	found := line[struct {
		Total int
		Hits  []struct{ Post string }
	}](t, ok(t, "search", "--data", data, "--fair", demo.Slug, "--limit", "100", "--json", "coffee"))
	if found.Total == 0 {
		t.Fatal("nobody offers coffee")
	}
	ids := make([]string, 0, len(found.Hits))
	for _, h := range found.Hits {
		ids = append(ids, h.Post)
	}
	return strings.Join(ids, " ")
}

// TestDemoInForeignFolder: what demo did not make stays, and is never marked as its own.
func TestDemoInForeignFolder(t *testing.T) {
	o := office{t.TempDir(), ""}
	o.files = o.data
	own := o.file(t, "thesis.txt", "years of work")
	for _, flags := range [][]string{nil, {"--reset"}} {
		r := command(t, append([]string{"demo", "--data", o.data, "--listen", "127.0.0.1:0"}, flags...)...)
		if r.code != exitUsage || r.out != "" {
			t.Errorf("%v: exit %d, %q", flags, r.code, r.out)
		}
		says(t, r.err, o.data, "--reset deletes only what demo made")
	}
	files, err := os.ReadDir(o.data)
	if err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
	if b, err := os.ReadFile(own); err != nil || string(b) != "years of work" {
		t.Errorf("%q, %v", b, err)
	}
}

// TestDemoAfterFailedStart: what a start leaves behind that never opened is no content.
func TestDemoAfterFailedStart(t *testing.T) {
	o := office{t.TempDir(), ""}
	o.files = o.data
	o.file(t, "lock", "")
	o.file(t, "node-id", "1")
	c := demoCmd{Data: o.data}
	if err := c.prepare(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(o.data, marker)); err != nil {
		t.Error(err)
	}
	under := demoCmd{Data: filepath.Join(o.file(t, "file", ""), "demo")}
	if err := under.prepare(); err == nil || errors.As(err, new(misuse)) {
		t.Errorf("a folder in a file: %v", err)
	}
}

// TestStopBeforeOpening: Ctrl-C while a server starts is no failure.
func TestStopBeforeOpening(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, verb := range []string{"demo", "serve"} {
		out, err := newOutput(), newOutput()
		if code := run(ctx, []string{verb, "--data", filepath.Join(t.TempDir(), "data"), "--listen", "127.0.0.1:0"}, out, err); code != 0 || out.String() != "" || strings.Contains(err.String(), "fairmatch:") {
			t.Errorf("%s: exit %d: %s%s", verb, code, out, err)
		}
	}
}

func mustParse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
