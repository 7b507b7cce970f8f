package pages_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// insights are what the engine would tell of the fair; nothing until told so.
type insights struct {
	absent  bool
	learned fair.Learned
	balance fair.BalanceState
}

func (i *insights) Learned(fair.FairID) (fair.Learned, error) {
	if i.absent {
		return fair.Learned{}, fair.Missing("fair")
	}
	return i.learned, nil
}

func (i *insights) Balance(fair.FairID, fair.Time) (fair.BalanceState, error) {
	if i.absent {
		return fair.BalanceState{}, fair.Missing("fair")
	}
	return i.balance, nil
}

// teach has the fake know weights and a map of n categories, all drawn from
// numbers, so that pictures of them are the same each time.
func (h *house) teach(n int) *house {
	turn := uint32(7)
	next := func(below uint32) int {
		turn = turn*1664525 + 1013904223
		return int(turn >> 16 % below)
	}
	for i, part := range []string{"product", "certificates", "quantity", "price", "lead_time", "language", "samples", "tariff"} {
		for _, side := range []fair.Side{fair.DemandSide, fair.OfferSide} {
			hand := 2600 - 300*i
			h.views.learned.Parts = append(h.views.learned.Parts, fair.LearnedPart{Trade: fair.Goods, Side: side, Part: part, HandSet: hand, Weight: hand + (i%3-1)*hand/4, Least: hand / 2, Most: hand * 2})
		}
	}
	slices.SortStableFunc(h.views.learned.Parts, func(a, b fair.LearnedPart) int { return strings.Compare(string(a.Side), string(b.Side)) })
	h.views.learned.Lessons, h.views.learned.Since = 1234, h.slot(0)
	regions := []string{"", "eastern-asia", "south-eastern-asia", "southern-asia", "western-asia", "northern-europe", "western-europe", "southern-europe", "eastern-europe", "northern-africa", "western-africa",
		"eastern-africa", "northern-america", "central-america", "south-america", "australia-and-new-zealand"}
	b := fair.BalanceState{Ready: true, Balance: fair.Balance{At: h.slot(1), Currency: "CNY"}}
	headings := taxonomy.Headings()
	for i := range n {
		for _, r := range regions {
			c := fair.BalanceCell{Category: headings[(i*37)%len(headings)], Region: r}
			if i == n-1 {
				c.Category = ""
			}
			if r != "" {
				c.Demands = max(0, next(40)*(n-i)/n-6)
			}
			c.Offers = max(0, next(24)-8)
			c.Unmet, c.Idle = c.Demands*next(100)/100, c.Offers*next(100)/100
			c.AtStake = int64(c.Unmet) * int64(next(9_000)) * 100_00
			if c.Demands+c.Offers > 0 {
				b.Cells = append(b.Cells, c)
				b.Total.Demands, b.Total.Unmet, b.Total.Offers, b.Total.Idle, b.Total.AtStake = b.Total.Demands+c.Demands, b.Total.Unmet+c.Unmet, b.Total.Offers+c.Offers, b.Total.Idle+c.Idle, b.Total.AtStake+c.AtStake
			}
		}
	}
	b.Total.Unpriced = 3
	h.views.balance = b
	return h
}

func TestSupplyAndDemand(t *testing.T) {
	h := open(t).populate().serve()
	boss, f := h.as("boss", "en"), "/f/"+slug+"/desk/balance"
	for _, who := range []string{"roaster", "chain"} {
		scenario{name: "the map is for staff", who: who, path: "/desk/balance", status: 403}.run(t, h)
	}

	h.views.absent = true
	contains(t, "no engine yet", boss.get(f), "The first map is being made", `http-equiv="refresh"`)
	h.views.absent = false
	h.views.balance = fair.BalanceState{Done: 1200, Posts: 4800}
	contains(t, "the first map", boss.get(f), `<progress max="4800" value="1200">25 %</progress>`, "1,200 of 4,800 posts", `http-equiv="refresh"`)
	h.views.balance = fair.BalanceState{Ready: true, Balance: fair.Balance{At: h.slot(0), Currency: "CNY"}}
	empty := boss.get(f)
	contains(t, "an empty fair", empty, "Once companies have posted", "/desk/import")
	lacks(t, "an empty fair", empty, "<table", "refresh", "balance.csv")

	h.views.balance = gap(h)
	whole := boss.get(f)
	contains(t, "the map", whole, "0901 Coffee", "8542 ", "Northern Europe", "Europe</th>", "4 of 7 demands without supply", "2 of 5 offers without demand", "CNY 12.3 k at stake", "1 more states no budget",
		"Thu 5 Nov 09:00", `href="/api/v1/fairs/`+slug+`/balance.csv"`, "A newer map is being made: 50 %.", `class="d5"`)
	lacks(t, "the map", whole, "refresh", "Southern Asia")
	if strings.Index(whole.body, "0901 Coffee") > strings.Index(whole.body, ">8542 ") {
		t.Error("what has most at stake does not come first")
	}
	sorted := boss.get(f + "?sort=idle")
	if table := sorted.body[strings.Index(sorted.body, "<tbody>"):]; strings.Index(table, "0901 Coffee") < strings.Index(table, "8542 ") {
		t.Error("what is idle most does not come first")
	}
	services := boss.get(f + "?trade=services")
	contains(t, "services", services, "No posts in this part")
	lacks(t, "services", services, "0901")
	chapter := boss.get(f + "?chapter=85&trade=goods")
	contains(t, "one chapter", chapter, ">8542 ", "Western Asia", `value="85" selected`)
	lacks(t, "one chapter", chapter, `<span>0901 Coffee</span>`, "Northern Europe</span></th>")
	contains(t, "odd wishes", boss.get(f+"?trade=x&sort=y&chapter=zz"), "No posts in this part")
	contains(t, "in Chinese", h.as("boss", "zh").get(f), "北欧", "7 条需求中 4 条没有供应", "CNY 1.23 万")
}

// gap is a map of two categories: coffee that nobody supplies in the north, chips
// that nobody asks for.
func gap(h *house) fair.BalanceState {
	coffee := fair.BalanceCell{Category: "0901", Region: "northern-europe", Demands: 7, Unmet: 4, Offers: 5, Idle: 2, AtStake: 1234567, Unpriced: 1}
	chips := fair.BalanceCell{Category: "8542", Region: "western-asia", Offers: 9, Idle: 9}
	total := fair.BalanceCell{Demands: 7, Unmet: 4, Offers: 14, Idle: 11, AtStake: 1234567, Unpriced: 1}
	return fair.BalanceState{Ready: true, Done: 8, Posts: 16, Balance: fair.Balance{At: h.slot(0), Currency: "CNY", Total: total, Cells: []fair.BalanceCell{coffee, chips}}}
}

func TestALargeMapShowsTheGreatestGaps(t *testing.T) {
	h := open(t).populate().serve().teach(80)
	for _, lang := range locale.Languages() {
		boss := h.as("boss", lang)
		some, all := boss.get("/f/"+slug+"/desk/balance"), boss.get("/f/"+slug+"/desk/balance?all=1")
		checkPage(t, lang+" balance", lang, page{some.status, some.body[:min(len(some.body), 190_000)] + "</html>", "", nil})
		rows := func(p page) int { return strings.Count(p.body, `<th scope="row">`) }
		if rows(some) != 30 || rows(all) != 80 {
			t.Errorf("%s: %d rows at first, %d in all", lang, rows(some), rows(all))
		}
		link := `href="/f/` + slug + `/desk/balance?all=1"`
		if !strings.Contains(some.body, link) || strings.Contains(all.body, link) {
			t.Errorf("%s: the way to all rows", lang)
		}
	}
}

func TestLearnedWeights(t *testing.T) {
	h := open(t).populate().serve()
	f := "/f/" + slug + "/desk/weights"
	boss := h.as("boss", "en")
	for _, s := range []scenario{
		{name: "weights are for staff", who: "roaster", path: "/desk/weights", status: 403},
		{name: "so is their reset", who: "roaster", method: "POST", path: "/desk/weights/reset", form: url.Values{}, status: 403},
	} {
		s.run(t, h)
	}
	contains(t, "no engine yet", boss.get(f), "Matching of this fair is starting")
	h.teach(2)
	shown := boss.get(f)
	contains(t, "weights", shown, "1,234 decisions learned from", "since Thu 5 Nov 09:00", "Goods: what counts for buyers", "Goods: what counts for suppliers", "Certificates", "26.00", "▼ 6.50", "▲ 5.00",
		"Learned 19.50, set by hand 26.00, at least 13.00 and at most 52.00", "This cannot be taken back.")
	before := h.head()
	done := boss.post(f+"/reset", url.Values{"once": {shown.once()}})
	if done.status != http.StatusSeeOther || done.location != f {
		t.Fatalf("reset: %d to %q", done.status, done.location)
	}
	boss.post(f+"/reset", url.Values{"once": {shown.once()}})
	entries, err := h.db.Entries(t.Context(), h.fair.ID, before, 10)
	must(t, err)
	if len(entries) != 1 || entries[0].Kind != fair.LearningReset {
		t.Errorf("the journal says %v", entries)
	}
	contains(t, "after it", boss.get(f), "The weights are those set by hand.")
	h.views.learned.Lessons = 0
	contains(t, "nothing learned", boss.get(f), "Nothing is learned yet")
	contains(t, "in Chinese", h.as("boss", "zh").get(f), "人工设定", "重置权重")
}
