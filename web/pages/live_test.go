package pages_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"net/url"
	"os/exec"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestLiveInvitation has two people with a page open each: the buyer's inbox sees
// the invitation arrive, the buyer accepts with two taps, the organizer's board shows
// it. Nobody reloads.
func TestLiveInvitation(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		if _, err := exec.LookPath("google-chrome"); err != nil {
			t.Skip("no Chromium on this machine")
		}
	}
	h := open(t).populate().serve()
	browser := chromium(t)
	buyer := h.tab(t, browser, "chain", "/inbox")
	board := h.tab(t, browser, "boss", "/desk/board")
	for h.hub.Connections() < 2 {
		if t.Context().Err() != nil {
			t.Fatal("the pages did not connect")
		}
		do(t, buyer, chromedp.Sleep(20*time.Millisecond))
	}

	h.invite(h.slot(4), h.slot(6))
	h.follow()
	do(t, buyer, chromedp.WaitVisible(`.toast`), chromedp.WaitVisible(`[data-frag="inbox"] .invitation`))
	if got := run(t, buyer, chromedp.Text(`.toast`)); !strings.Contains(got, "New invitation") || !strings.Contains(got, "云岭咖啡有限公司") {
		t.Errorf("the toast says %q", got)
	}
	do(t, buyer, chromedp.Click(`.invitation .primary`), chromedp.WaitVisible(`.answer .primary`), chromedp.Click(`.answer .primary`), chromedp.WaitVisible(`.ticket`))
	if got := run(t, buyer, chromedp.Text(`.ticket`)); !strings.Contains(got, "11:00–11:30") || !strings.Contains(got, "1A-05") {
		t.Errorf("the ticket says %q", got)
	}
	h.follow()
	do(t, board, chromedp.WaitVisible(`.board .c-scheduled a`))
}

// patience is how long a browser may take for one step on a busy machine.
const patience = 60 * time.Second

// tab opens a page of the fair for somebody, in a browser context of its own.
func (h *house) tab(t *testing.T, browser context.Context, who, path string) context.Context {
	t.Helper()
	tab, done := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(done)
	v := view{lang: "en", theme: "light", width: 1000, height: 900}
	must(t, chromedp.Do(tab, v.prepare(h.url, h.session(who)), chromedp.Navigate(h.url+"/f/"+slug+path)))
	return tab
}

func do(t *testing.T, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	must(t, chromedp.Do(ctx, steps...))
}

func run[T any](t *testing.T, tab context.Context, a chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	out, err := chromedp.Run(ctx, a)
	must(t, err)
	return out
}

// TestWeight: a first visit takes at most 60 kB over the wire, of which 20 kB are script.
func TestWeight(t *testing.T) {
	h := open(t).populate()
	h.accept(h.invite(h.slot(4)), "chain")
	h.serve()
	li := h.as("roaster", "zh")
	for _, p := range []string{"", "/posts/" + h.beans.ID.String() + "/edit", "/find?what=offer"} {
		got := li.get("/f/" + slug + p)
		total, script := packed(t, got.body), 0
		files := regexp.MustCompile(`/assets/[0-9a-f]+/[a-z.]+`).FindAllString(got.body, -1)
		seen := map[string]bool{}
		for _, f := range append(files, path.Dir(files[0])+"/live.js") {
			if seen[f] {
				continue
			}
			seen[f] = true
			asset := li.get(f)
			if asset.status != 200 || !strings.Contains(asset.header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d, %q", f, asset.status, asset.header.Get("Cache-Control"))
			}
			n := packed(t, asset.body)
			total += n
			if strings.HasSuffix(f, ".js") {
				script += n
			}
		}
		if total > 60_000 || script > 20_000 || len(seen) < 4 {
			t.Errorf("%q weighs %d bytes, %d of them script, in %d files", p, total, script, len(seen))
		}
		t.Logf("%q: %d bytes, %d of them script", p, total, script)
	}
}

func packed(t *testing.T, s string) int {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(s))
	must(t, err)
	must(t, z.Close())
	return b.Len()
}

// TestFragments: a script gets the part it asks for and nothing else; an unknown
// part is the whole page.
func TestFragments(t *testing.T) {
	h := open(t).populate()
	h.accept(h.invite(h.slot(4)), "chain")
	h.serve()
	for _, c := range []struct{ who, path, name, has string }{
		{"chain", "", "today", "next-card"}, {"chain", "/inbox", "inbox", "meeting-row"}, {"chain", "/agenda", "agenda", "ruler"},
		{"boss", "/desk/board", "board", "c-scheduled"}, {"chain", "/find?what=offer", "results", "found in"},
	} {
		got := h.as(c.who, "en").fragment("/f/"+slug+c.path, c.name)
		contains(t, c.name, got, c.has)
		lacks(t, c.name, got, "<html", "<main")
		if vary := got.header.Get("Vary"); !strings.Contains(vary, "X-Fragment") {
			t.Errorf("%s: Vary %q", c.name, vary)
		}
	}
	contains(t, "unknown", h.as("chain", "en").fragment("/f/"+slug, "nonsense"), "<html")
	guide := h.as("roaster", "en").send("POST", "/f/"+slug+"/posts/new", url.Values{"side": {"offer"}, "title.en": {"frozen blueberries"}, "do": {"save"}}, "guide")
	contains(t, "guide", guide, "0811")
	if n := strings.Count(h.as("roaster", "en").get("/f/"+slug+"/posts").body, "row-link"); n != 1 {
		t.Errorf("asking for the guide posted something: %d posts", n)
	}
}

// TestBoardOnAPhone: the table scrolls, not the page, and where a row is stays in sight.
func TestBoardOnAPhone(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("no Chromium on this machine")
	}
	h := open(t).populate().serve()
	tab := h.tab(t, chromium(t), "boss", "/desk/board")
	must(t, chromedp.Do(tab, view{lang: "en", theme: "light", width: 390, height: 800}.prepare(h.url, h.session("boss")), chromedp.Navigate(h.url+"/f/"+slug+"/desk/board")))
	const longNames = `document.querySelectorAll(".segment").forEach(s => s.textContent = "Machines, energy and electronics")`
	if wide := run(t, tab, chromedp.Evaluate[int](longNames+`, document.documentElement.scrollWidth`)); wide > 390 {
		t.Errorf("the page is %d wide", wide)
	}
	left := run(t, tab, chromedp.Evaluate[float64](`(() => { const s = document.querySelector(".board").closest(".scroll"); s.scrollLeft = 400; return s.scrollLeft && document.querySelector(".board th[scope=row]").getBoundingClientRect().left })()`))
	if left != 0 {
		t.Errorf("the places stand at %v", left)
	}
	if scrolled := run(t, tab, chromedp.Evaluate[float64](`document.querySelector(".board").closest(".scroll").scrollLeft`)); scrolled == 0 {
		t.Error("the table does not scroll")
	}
}
