package pages

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/web/api"
)

type balancePage struct {
	frame
	Map      fair.BalanceState
	Percent  int // of the run under way
	Pick     balancePick
	Trades   []balanceLink
	Sorts    []string
	Chapters []taxonomy.Code
	Regions  []string
	Belts    []belt
	Rows     []balanceRow
	More     int    // rows that are not shown
	All      string // address that shows them
	Table    string // address of the map as CSV
	Unmet    []shade
	Idle     []shade
}

// balancePick is what of the map is shown, and in which order.
type balancePick struct {
	Trade   fair.Trade // "": both
	Chapter taxonomy.Code
	Sort    string
	All     bool
}

type balanceLink struct {
	Trade fair.Trade
	To    string
	On    bool
}

// belt is a continent over the columns of its regions.
type belt struct {
	Name string // key under "continent."
	Span int
}

// belts are the regions from east to west, as a map of the world is read from China.
var belts = []struct {
	name    string
	regions []string
}{
	{"asia", []string{"eastern-asia", "south-eastern-asia", "southern-asia", "central-asia", "western-asia"}},
	{"europe", []string{"eastern-europe", "northern-europe", "western-europe", "southern-europe"}},
	{"africa", []string{"northern-africa", "western-africa", "middle-africa", "eastern-africa", "southern-africa"}},
	{"americas", []string{"northern-america", "central-america", "caribbean", "south-america"}},
	{"oceania", []string{"australia-and-new-zealand", "melanesia", "micronesia", "polynesia"}},
	{"elsewhere", []string{"antarctica", ""}},
}

// balanceRow is one category; its cells stand in the order of the page's regions.
type balanceRow struct {
	Category taxonomy.Code
	Demands  int
	Unmet    int
	Idle     int // an offer counts in every region that it is meant for
	AtStake  int64
	Bar      int // of 100: the row's part of the greatest value at stake
	Cells    []balanceCell
}

// balanceCell is one category in one region, with how dark its halves are: 1 … 5, 0 for none.
type balanceCell struct {
	fair.BalanceCell
	UnmetShade int
	IdleShade  int
}

// shade is a step of the legend.
type shade struct {
	Level int
	Label string // "3–6"
}

// balanceRows is how many categories are shown at first.
const balanceRows = 30

// balanceSorts are the orders of the rows; the first is the usual one.
var balanceSorts = []string{"stake", "unmet", "idle"}

func showBalance(v *visit) error {
	state, err := v.Balances.Get(v.ctx, v.who.Actor, v.fair.ID)
	if ignore(err, fair.NotFound) != nil {
		return err
	}
	page := &balancePage{Map: state, Pick: v.balancePick(), Sorts: balanceSorts, Table: api.Prefix + "/fairs/" + v.fair.Slug + "/balance.csv"}
	page.Tab, page.Wide = "desk", true
	page.Title = v.say.T("balance.title")
	if state.Posts > 0 {
		page.Percent = 100 * state.Done / state.Posts
	}
	if !state.Ready {
		page.Refresh = 3
		return v.render(200, "balance", page)
	}
	page.draw()
	for _, t := range []fair.Trade{"", fair.Goods, fair.Services} {
		to := page.Pick
		to.Trade, to.Chapter, to.All = t, "", false
		page.Trades = append(page.Trades, balanceLink{t, v.at("desk", "balance") + to.query(), t == page.Pick.Trade})
	}
	all := page.Pick
	all.All = true
	page.All = v.at("desk", "balance") + all.query()
	return v.render(200, "balance", page)
}

// balancePick reads the address; what is odd in it is as if it were absent.
func (v *visit) balancePick() balancePick {
	q := v.r.URL.Query()
	p := balancePick{Trade: fair.Trade(q.Get("trade")), Chapter: taxonomy.Code(q.Get("chapter")), Sort: q.Get("sort"), All: q.Get("all") != ""}
	if p.Trade != fair.Goods && p.Trade != fair.Services {
		p.Trade = ""
	}
	if !slices.Contains(balanceSorts, p.Sort) {
		p.Sort = balanceSorts[0]
	}
	return p
}

func (p balancePick) query() string {
	q := url.Values{}
	for name, value := range map[string]string{"trade": string(p.Trade), "chapter": string(p.Chapter)} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if p.Sort != balanceSorts[0] {
		q.Set("sort", p.Sort)
	}
	if p.All {
		q.Set("all", "1")
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// trades reports whether a category is of the picked trade.
func (p balancePick) trades(c taxonomy.Code) bool {
	return p.Trade == "" || c != "" && c.Service() == (p.Trade == fair.Services)
}

// draw lays the picked part of the map out.
func (page *balancePage) draw() {
	rows := page.sums()
	slices.SortFunc(rows, page.Pick.compare)
	if !page.Pick.All && len(rows) > balanceRows+1 { // one row more costs less than the link to it
		page.More = len(rows) - balanceRows
		rows = rows[:balanceRows]
	}
	page.columns(rows)
	var most int64
	unmet, idle := 0, 0
	for _, r := range rows {
		most = max(most, r.AtStake)
		for _, c := range r.Cells {
			unmet, idle = max(unmet, c.Unmet), max(idle, c.Idle)
		}
	}
	unmetSteps, idleSteps := steps(unmet), steps(idle)
	page.Unmet, page.Idle = legend(unmetSteps), legend(idleSteps)
	for i := range rows {
		if most > 0 {
			rows[i].Bar = int(100 * float64(rows[i].AtStake) / float64(most))
		}
		rows[i].place(page.Regions, unmetSteps, idleSteps)
	}
	page.Rows = rows
}

// sums makes a row of each picked category, and lists the chapters to pick from.
func (page *balancePage) sums() []balanceRow {
	at := map[taxonomy.Code]int{}
	var rows []balanceRow
	for _, c := range page.Map.Cells {
		if !page.Pick.trades(c.Category) {
			continue
		}
		chapter := c.Category.Chapter()
		if c.Category != "" && !slices.Contains(page.Chapters, chapter) {
			page.Chapters = append(page.Chapters, chapter)
		}
		if page.Pick.Chapter != "" && chapter != page.Pick.Chapter {
			continue
		}
		i, ok := at[c.Category]
		if !ok {
			i = len(rows)
			at[c.Category] = i
			rows = append(rows, balanceRow{Category: c.Category})
		}
		r := &rows[i]
		r.Demands, r.Unmet, r.Idle, r.AtStake = r.Demands+c.Demands, r.Unmet+c.Unmet, r.Idle+c.Idle, r.AtStake+c.AtStake
		r.Cells = append(r.Cells, balanceCell{BalanceCell: c})
	}
	slices.Sort(page.Chapters)
	return rows
}

// compare puts the row with the most first.
func (p balancePick) compare(a, b balanceRow) int {
	stake, unmet, idle := cmp.Compare(b.AtStake, a.AtStake), cmp.Compare(b.Unmet, a.Unmet), cmp.Compare(b.Idle, a.Idle)
	switch p.Sort {
	case "unmet":
		return cmp.Or(unmet, stake, idle, cmp.Compare(a.Category, b.Category))
	case "idle":
		return cmp.Or(idle, unmet, stake, cmp.Compare(a.Category, b.Category))
	}
	return cmp.Or(stake, unmet, idle, cmp.Compare(a.Category, b.Category))
}

// columns are the regions that the rows have posts in.
func (page *balancePage) columns(rows []balanceRow) {
	used := map[string]bool{}
	for _, r := range rows {
		for _, c := range r.Cells {
			used[c.Region] = true
		}
	}
	for _, b := range belts {
		span := 0
		for _, region := range b.regions {
			if used[region] {
				page.Regions = append(page.Regions, region)
				span++
			}
		}
		if span > 0 {
			page.Belts = append(page.Belts, belt{b.name, span})
		}
	}
}

// place puts the cells into their columns, with their shades.
func (r *balanceRow) place(regions []string, unmet, idle []int) {
	cells := make([]balanceCell, len(regions))
	for _, c := range r.Cells {
		c.UnmetShade, c.IdleShade = level(unmet, c.Unmet), level(idle, c.Idle)
		cells[slices.Index(regions, c.Region)] = c
	}
	r.Cells = cells
}

// shades is how many there are.
const shades = 5

// steps are the least counts of the shades, for counts up to most: they grow by a factor,
// because a few cells of a fair hold most of its posts.
func steps(most int) []int {
	var out []int
	for k := range shades {
		least := int(math.Ceil(math.Pow(float64(most), float64(k)/shades)))
		if k > 0 {
			least = max(least, out[k-1]+1)
		}
		if least > most {
			break
		}
		out = append(out, least)
	}
	return out
}

// level is the shade of a count.
func level(steps []int, n int) int {
	i, found := slices.BinarySearch(steps, n)
	if found {
		i++
	}
	return i
}

func legend(steps []int) []shade {
	out := make([]shade, len(steps))
	for i, least := range steps {
		label := strconv.Itoa(least)
		switch {
		case i == len(steps)-1:
			label += "+"
		case steps[i+1] > least+1:
			label += "–" + strconv.Itoa(steps[i+1]-1)
		}
		out[i] = shade{i + 1, label}
	}
	return out
}
