package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestWhatCameOfAMeeting(t *testing.T) {
	h := open(t).populate()
	m := h.accept(h.invite(h.slot(4)), "chain")
	h.serve()
	at := "/f/" + slug + "/meetings/" + m.ID.String()
	eva, li, chen := h.as("chain", "en"), h.as("roaster", "en"), h.as("boss", "en")
	lacks(t, "before it begins", eva.get(at), "What came of it")
	contains(t, "before it begins", eva.get(at), at+"/move", at+"/cancel")
	early := eva.post(at+"/outcome", url.Values{"useful": {"4"}})
	if early.status != http.StatusConflict {
		t.Errorf("before it begins: %d", early.status)
	}
	contains(t, "before it begins", early, "The meeting has not begun yet.")

	h.now.Store(int64(h.slot(5)))
	asked := eva.get(at)
	contains(t, "the form", asked, "What came of it", "How useful was it?", "Very useful", "Deal intended", `name="deal.currency" value="CNY"`, "never by the other side")
	lacks(t, "when it is over", asked, at+"/move", at+"/cancel")
	contains(t, "in Chinese", h.as("chain", "zh").get(at), "会面结果", "非常有用", "意向成交额")
	contains(t, "for staff", chen.get(at), "Neither side has said yet")
	wrong := eva.post(at+"/outcome", url.Values{"once": {asked.once()}, "deal.amount": {"lots"}, "deal.currency": {"USD"}, "months": {"6"}, "notes": {"Sent on by Eva"}})
	if wrong.status != http.StatusUnprocessableEntity {
		t.Errorf("nonsense gave %d", wrong.status)
	}
	contains(t, "nonsense", wrong, `value="lots"`, "Sent on by Eva", `id="useful-wrong"`, "is not a number")

	form := url.Values{"once": {asked.once()}, "useful": {"5"}, "deal.amount": {"120,000"}, "deal.currency": {"USD"}, "months": {"6"}, "next": {"sample"}, "notes": {"Wants <two> samples"}}
	said := eva.post(at+"/outcome", form)
	if said.status != http.StatusSeeOther || said.location != at {
		t.Fatalf("stated: %d to %q %s", said.status, said.location, clip(said.body))
	}
	own := eva.get(at)
	contains(t, "own word", own, "Noted. Only your side", "<b>Very useful</b>", "USD 120,000", "within 6 months", "send a sample", "Wants &lt;two&gt; samples", "Change it", `value="5" required checked`)
	lacks(t, "the other side", li.get(at), "Very useful</b>", "120,000", "two")
	contains(t, "the other side has its own form", li.get(at), "How useful was it?")
	contains(t, "staff", chen.get(at), "Nordic Retail Group AB", "<b>Very useful</b>", "USD 120,000")
	again := eva.post(at+"/outcome", url.Values{"useful": {"2"}})
	if again.status != http.StatusSeeOther {
		t.Fatalf("the second word: %d", again.status)
	}
	last := eva.get(at)
	contains(t, "the last word", last, "<b>A little</b>")
	lacks(t, "the last word", last, "120,000")
	if n := strings.Count(last.body, "data-frag=\"meeting\""); n != 1 {
		t.Errorf("%d fragments", n)
	}
	if got := h.as("tea", "en").post(at+"/outcome", url.Values{"useful": {"4"}}); got.status != http.StatusNotFound {
		t.Errorf("a stranger's word: %d", got.status)
	}
}
