package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Balance is the supply-demand map, with its categories and regions named in the
// caller's language.
type Balance struct {
	fair.BalanceState
	Cells []NamedCell `json:"cells"` // by category, then region; only those with posts
}

// NamedCell is one category in one region.
type NamedCell struct {
	fair.BalanceCell
	Title      string `json:"title,omitempty"` // of the category
	RegionName string `json:"region_name"`
}

// Weights are what a fair's weights have become.
type Weights struct {
	fair.Learned
	Parts []PartWeight `json:"parts"` // in the fixed order of the parts, goods first
}

// PartWeight is the weight of one part, with the part's name in the caller's language.
type PartWeight struct {
	fair.LearnedPart
	Name string `json:"name"`
}

func (s *server) insights() {
	const group = "Insights"
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/balance", "balance", group, "Where supply and demand meet and miss each other",
		"For staff. The last map that was made; a newer one is begun when it is out of date, and done of posts says how far that is. ready is false until there is a map. at_stake is in hundredths of the unit of currency."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *AtFair) (Balance, error) {
			b, err := s.Balances.Get(ctx, who.Actor, f)
			return tell(locale.For(who.Lang), b), err
		})
	table := s.plain(operation(http.MethodGet, "/fairs/{fair}/balance.csv", "balanceTable", group, "The same map as a table",
		"For staff. CSV in UTF-8 with a header, a line per category and region; at_stake is in units of the currency. Until there is a map: 503, with the seconds to wait."), s.balanceTable)
	table.Parameters = []*huma.Param{pathParam("fair")}
	table.Responses["200"].Content = bodyOf("text/csv").Content
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/weights", "weights", group, "The weights of matching, as set by hand and as learned",
		"For staff. Weights are hundredths of a point; learning stays between least and most."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *AtFair) (Weights, error) {
			l, err := s.Learning.Weights(ctx, who.Actor, f)
			out := Weights{Learned: l, Parts: make([]PartWeight, 0, len(l.Parts))}
			for _, p := range l.Parts {
				out.Parts = append(out.Parts, PartWeight{p, locale.For(who.Lang).Part(p.Part)})
			}
			return out, err
		})
	reset := operation(http.MethodPost, "/fairs/{fair}/weights/reset", "resetWeights", group, "Forget what was learned", "Its organizer may. The weights become those set by hand; what people decide from then on is learned anew.")
	reset.DefaultStatus = http.StatusNoContent
	actAt(s, reset, func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, _ nothing) (nothing, error) {
		return nothing{}, s.Learning.Reset(ctx, who.Actor, f)
	})
}

func tell(p *locale.Printer, b fair.BalanceState) Balance {
	out := Balance{BalanceState: b, Cells: make([]NamedCell, 0, len(b.Cells))}
	for _, c := range b.Cells {
		out.Cells = append(out.Cells, NamedCell{c, c.Category.Title(p.Lang()), p.Region(c.Region)})
	}
	return out
}

// mapSoon is when to ask again for a map that is being made.
const mapSoon = 5 * time.Second

func (s *server) balanceTable(w http.ResponseWriter, r *http.Request) {
	who := caller.Of(r.Context())
	f, err := s.resolve(r.Context(), r.PathValue("fair"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	b, err := s.Balances.Get(r.Context(), who.Actor, f)
	if err == nil && !b.Ready {
		err = &fair.Error{Code: fair.Unavailable, Key: "error.balance_making", RetryAfter: mapSoon}
	}
	var table []byte
	if err == nil {
		table, err = balanceCSV(tell(locale.For(who.Lang), b))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="supply-demand.csv"`)
	w.Header().Set("Content-Language", locale.For(who.Lang).Lang())
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(table) // a client that left is no error of ours
}

// balanceCSV writes the map as a table. It begins with a byte order mark, without which
// spreadsheets read Chinese in the wrong encoding.
func balanceCSV(b Balance) ([]byte, error) {
	out := bytes.NewBufferString("\ufeff")
	c := csv.NewWriter(out)
	rows := [][]string{{"category", "title", "region", "region_name", "demands", "unmet", "offers", "idle", "at_stake", "currency", "unpriced"}}
	for _, cell := range b.Cells {
		rows = append(rows, []string{
			safe(string(cell.Category)), safe(cell.Title), safe(cell.Region), safe(cell.RegionName), strconv.Itoa(cell.Demands), strconv.Itoa(cell.Unmet),
			strconv.Itoa(cell.Offers), strconv.Itoa(cell.Idle), fmt.Sprintf("%d.%02d", cell.AtStake/100, cell.AtStake%100), safe(b.Currency), strconv.Itoa(cell.Unpriced),
		})
	}
	err := c.WriteAll(rows)
	return out.Bytes(), err
}

// safe keeps a spreadsheet from reading a text as a formula (OWASP, CSV injection); the
// full-width signs begin one where the keyboard is Chinese or Japanese.
func safe(s string) string {
	if strings.IndexAny(s, "=+-@\t\r＝＋－＠") == 0 {
		return "'" + s
	}
	return s
}
