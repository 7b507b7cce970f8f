package pages_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/fairmatch/fairmatch/fair"
)

// tell notes new matches of the roaster's beans and tells them, some time after the last.
func (h *house) tell(demands ...fair.Post) {
	h.now.Add((20 * time.Minute).Milliseconds())
	news := fair.NewNews(h.db, func() time.Time { return fair.Time(h.now.Load()).Std() })
	var finds []fair.Find
	for i, d := range demands {
		finds = append(finds, fair.Find{Fair: h.fair.ID, Company: h.roaster.ID, Own: h.beans.ID, Other: d.ID, Score: 8100 - 2000*i, Band: fair.BandOf(8100-2000*i, false), At: fair.Time(h.now.Load())})
	}
	must(h.t, news.Note(h.t.Context(), finds))
	n, err := news.Tell(h.t.Context(), h.fair.ID)
	must(h.t, err)
	if n != 1 {
		h.t.Fatalf("%d companies were told", n)
	}
}

// wanted is a further demand of the chain.
func (h *house) wanted(title string) fair.Post {
	return h.post(h.chain, fair.DemandSide, fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": title}, Codes: codes("0901")}, Demand: &fair.DemandTerms{}})
}

func TestNewMatchesAreTold(t *testing.T) {
	h := open(t).populate().serve()
	f := "/f/" + slug
	li, zh := h.as("roaster", "en"), h.as("roaster", "zh")
	lacks(t, "before", li.get(f+"/inbox"), "New matches")

	h.tell(h.coffee)
	match := f + "/match/" + h.beans.ID.String() + "/" + h.coffee.ID.String()
	one := li.fragment(f+"/news/"+fmt.Sprint(h.head()), "toast")
	contains(t, "the toast", one, match, "New match for your offer “Roasted arabica coffee beans, 1 kg bags”: “Roasted coffee beans for our stores, private label”", "Strong")
	if led := li.get(f + "/news/" + fmt.Sprint(h.head())); led.location != match {
		t.Errorf("without script the news leads to %q", led.location)
	}
	contains(t, "unread", li.get(f+"/posts"), `<b class="count"`)
	contains(t, "one in the inbox", li.get(f+"/inbox"), match, "New match for your offer “Roasted arabica", "Nordic Retail Group AB", "Strong", "Thu 5 Nov 09:30")
	contains(t, "today", li.get(f), "New matches", match, "for your offer “Roasted arabica")

	second, gone := h.wanted("Decaf beans for offices"), h.wanted("Beans that nobody wants any more")
	h.tell(second, h.pepper, gone)
	_, err := h.s.Posts.Withdraw(t.Context(), fair.System(), gone.ID, gone.Revision)
	must(t, err)
	digest := li.get(f + "/inbox")
	contains(t, "a digest", digest, "2 new matches", "Decaf beans for offices", "Coffee beans for supermarkets", "Unnamed buyer", "Possible", "/match/"+h.beans.ID.String()+"/"+second.ID.String())
	lacks(t, "a digest", digest, "nobody wants", "Secret Supermarkets", h.blind.ID.String())
	if strings.Index(digest.body, "2 new matches") > strings.Index(digest.body, "New match for your offer") {
		t.Error("the latest does not come first")
	}
	contains(t, "in Chinese", zh.get(f+"/inbox"), "新匹配", "2 个新匹配", "匹配您的供应“阿拉比卡烘焙咖啡豆 1公斤装”")
	many := li.fragment(f+"/news/"+fmt.Sprint(h.head()-1), "toast")
	contains(t, "the toast of a digest", many, `href="`+f+`/inbox"`, "2 new matches", "Decaf beans for offices")
	contains(t, "today has both", li.get(f), "Decaf beans for offices", match, "All new matches")
	for _, who := range []string{"chain", "tea"} {
		lacks(t, "others", h.as(who, "en").get(f+"/inbox"), "New matches")
		scenario{name: "another's news", who: who, path: "/news/" + fmt.Sprint(h.head()-1), status: 404}.run(t, h)
	}
	h.now.Add((25 * time.Hour).Milliseconds())
	lacks(t, "the next day", li.get(f), "All new matches")
	contains(t, "the inbox the next day", li.get(f+"/inbox"), "2 new matches")
}

// A new match slides into open pages by itself.
func TestLiveFinds(t *testing.T) {
	if _, err := exec.LookPath("chromium"); err != nil {
		if _, err := exec.LookPath("google-chrome"); err != nil {
			t.Skip("no Chromium on this machine")
		}
	}
	h := open(t).populate().serve()
	tab := h.tab(t, chromium(t), "roaster", "/inbox")
	for h.hub.Connections() < 1 {
		if t.Context().Err() != nil {
			t.Fatal("the page did not connect")
		}
		do(t, tab, chromedp.Sleep(20*time.Millisecond))
	}
	h.tell(h.coffee)
	h.follow()
	do(t, tab, chromedp.WaitVisible(`.toast`), chromedp.WaitVisible(`[data-frag="inbox"] .telling`))
	if got := run(t, tab, chromedp.Text(`.toast`)); !strings.Contains(got, "New match for your offer") || !strings.Contains(got, "Strong") {
		t.Errorf("the toast says %q", got)
	}
	do(t, tab, chromedp.Click(`.telling h3 a`), chromedp.WaitVisible(`.changes`))
}
