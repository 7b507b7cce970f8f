package pages_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/fairmatch/fairmatch/fair"
)

// TestScreens takes pictures of the pages into the folder named by
// FAIRMATCH_SCREENS, to be looked at: a phone and a desk, both languages, both
// themes. Nothing is asserted but that the page loads without a script error and
// fits the width of the screen.
func TestScreens(t *testing.T) {
	dir := os.Getenv("FAIRMATCH_SCREENS")
	if dir == "" {
		t.Skip("FAIRMATCH_SCREENS names no folder")
	}
	h := open(t).populate().teach(60)
	h.accept(h.invite(h.slot(4), h.slot(6)), "chain")
	asked := h.invite(h.slot(8), h.slot(10), h.slot(20))
	h.accept(h.inviteSpice(), "spice")
	met, err := h.s.Meetings.Invite(t.Context(), h.actor("chain"), h.fair.ID, fair.InviteDraft{From: h.chain.ID, To: h.tea.ID, Offer: h.leaves.ID, Times: []fair.Time{h.slot(1)}})
	must(t, err)
	met = h.accept(met, "tea")
	h.now.Store(int64(h.slot(1)) + 25*60_000)
	_, err = h.s.Outcomes.State(t.Context(), h.actor("tea"), met.ID, fair.OutcomeDraft{Useful: 4, Months: 6, Next: fair.NextSample, Deal: &fair.Money{Amount: fair.MustDecimal("120000"), Currency: "USD"}, Notes: "Wants two samples by Friday."})
	must(t, err)
	h.tell(h.coffee)
	h.tell(h.wanted("Decaf beans for offices"), h.pepper)
	h.serve()
	f := "/f/" + slug
	shots := map[string]map[string]string{
		"roaster": {"today": f, "posts": f + "/posts", "post": f + "/posts/" + h.beans.ID.String(), "editor": f + "/posts/" + h.beans.ID.String() + "/edit", "new": f + "/posts/new",
			"match": f + "/match/" + h.beans.ID.String() + "/" + h.coffee.ID.String(), "invite": fmt.Sprintf("%s/invite?offer=%s&demand=%s", f, h.beans.ID, h.pepper.ID), "agenda": f + "/agenda", "inbox": f + "/inbox"},
		"chain": {"buyer-today": f, "meeting": f + "/meetings/" + asked.ID.String(), "find": f + "/find?q=coffee", "company": f + "/companies/" + h.roaster.ID.String(), "profile": "/profile", "missing": f + "/nothing", "outcome": f + "/meetings/" + met.ID.String()},
		"tea":   {"outcome-said": f + "/meetings/" + met.ID.String()},
		"boss":  {"desk": f + "/desk", "board": f + "/desk/board", "people": f + "/desk/people", "fair": f + "/desk/fair", "places": f + "/desk/places", "import": f + "/desk/import", "balance": f + "/desk/balance", "weights": f + "/desk/weights", "boss-today": f},
		"":      {"signin": "/sign-in", "welcome": f},
	}
	only := os.Getenv("FAIRMATCH_SCREENS_ONLY")
	browser := chromium(t)
	for who, list := range shots {
		session := h.session(who)
		for name, path := range list {
			if only != "" && !strings.Contains(","+only+",", ","+name+",") {
				continue
			}
			for _, v := range views {
				tab, done := chromedp.NewContext(browser)
				must(t, chromedp.Do(tab, v.prepare(h.url, session), chromedp.Navigate(h.url+path), chromedp.Sleep(150*time.Millisecond)))
				wide, err := chromedp.Run(tab, chromedp.Evaluate[bool](fmt.Sprintf(`document.documentElement.scrollWidth > %d`, v.width)))
				must(t, err)
				png, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
				must(t, err)
				done()
				if wide {
					t.Errorf("%s at %d px is wider than the screen", name, v.width)
				}
				must(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%s.png", name, v.name)), png, 0o644))
			}
		}
	}
}

// chromium starts a browser for the test.
func chromium(t *testing.T) context.Context {
	alloc, stop := chromedp.NewExecAllocator(t.Context(), append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU)...)
	t.Cleanup(stop)
	browser, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	must(t, chromedp.Do(browser, chromedp.Navigate("about:blank"))) // starts it
	return browser
}

// view is a screen, a language and a theme.
type view struct {
	name, lang, theme string
	width, height     int64
}

var views = []view{
	{"390-en", "en", "light", 390, 800}, {"390-zh-dark", "zh", "dark", 390, 800}, {"1440-zh", "zh", "light", 1440, 900}, {"1440-en-dark", "en", "dark", 1440, 900},
}

func (v view) prepare(url, session string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		size := emulation.SetDeviceMetricsOverrideParams{Width: v.width, Height: v.height, DeviceScaleFactor: 1, Mobile: v.width < 500}
		if _, err := cdp.Call(ctx, t, emulation.SetDeviceMetricsOverride, size); err != nil {
			return err
		}
		theme := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: v.theme}}}
		if _, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, theme); err != nil {
			return err
		}
		for name, value := range map[string]string{"fm_lang": v.lang, "fm_session": session} {
			if _, err := cdp.Call(ctx, t, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: url}); err != nil {
				return err
			}
		}
		return nil
	})
}
