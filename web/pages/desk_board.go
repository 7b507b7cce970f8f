package pages

import (
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

type boardPage struct {
	frame
	Days   []boardDay
	Halls  []fair.Hall
	Hall   string
	Slots  []boardSlot
	Groups []boardGroup
	Next   []meetingLine // of this slot and the next
	Stamp  fair.Time
	Counts map[string]int // cells by state
	States []string
}

type boardDay struct {
	Date fair.Date
	On   bool
}

type boardSlot struct {
	fair.Slot
	Now bool
}

type boardGroup struct {
	Hall string
	Rows []boardRow
}

type boardRow struct {
	Place fair.Place
	Cells []boardCell
}

// boardCell is one place in one slot: free, or the meeting that takes it.
type boardCell struct {
	State   string // "free", or the meeting's
	Meeting fair.MeetingID
	More    int // further meetings there at once, at stands of several seats
	Start   fair.Time
	Now     bool
}

// boardStates are the states a cell can have, in the order of the legend.
var boardStates = []string{"free", string(fair.Scheduled), string(fair.CheckedIn), string(fair.MetHeld), string(fair.NoShow)}

func showBoard(v *visit) error {
	page := &boardPage{Halls: v.fair.Halls, Hall: v.r.URL.Query().Get("hall"), Stamp: v.now(), Counts: map[string]int{}, States: boardStates}
	page.Tab, page.Wide = "board", true
	page.Title = v.say.T("board.title")
	from, to := v.boardSlots(page)
	board, err := v.Views.Board(v.ctx, v.who.Actor, v.fair.ID, from, to)
	if err != nil {
		return err
	}
	page.After = board.Head
	at := map[fair.PlaceID][]fair.Meeting{}
	for _, m := range board.Meetings {
		at[m.Place] = append(at[m.Place], m)
	}
	for _, h := range v.fair.Halls {
		if page.Hall != "" && page.Hall != h.Key {
			continue
		}
		g := boardGroup{Hall: h.Name.Pick(v.say.Lang())}
		for _, p := range board.Places {
			if p.Hall == h.Key && (p.Kind == fair.Table || len(at[p.ID]) > 0) {
				g.Rows = append(g.Rows, page.row(p, at[p.ID]))
			}
		}
		if len(g.Rows) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	if page.Next, err = v.nowAndNext(board, page.Stamp); err != nil {
		return err
	}
	return v.render(200, "board", page)
}

// comingDay is the day of the next slot to end; after the fair, the last day.
func (v *visit) comingDay() fair.Date {
	for _, s := range v.fair.Slots() {
		if s.End > v.now() {
			return fair.Date(s.Start.Std().In(v.zone).Format(time.DateOnly))
		}
	}
	return v.fair.Ends
}

// boardSlots chooses the day: the asked one, else the one under way or to come.
func (v *visit) boardSlots(page *boardPage) (from, to fair.Time) {
	days := v.fair.Days()
	if len(days) == 0 {
		return 0, 0
	}
	want := fair.Date(v.r.URL.Query().Get("day"))
	if want == "" {
		want = v.comingDay()
	}
	on := 0
	for i, d := range days {
		if d == want {
			on = i
		}
	}
	for i, d := range days {
		page.Days = append(page.Days, boardDay{d, i == on})
	}
	for _, s := range v.fair.Slots() {
		if s.Start.Std().In(v.zone).Format(time.DateOnly) == string(days[on]) {
			page.Slots = append(page.Slots, boardSlot{s, s.Start <= page.Stamp && page.Stamp < s.End})
		}
	}
	start, err := days[on].In(v.zone)
	if err != nil {
		return 0, 0
	}
	return fair.At(start), fair.At(start.AddDate(0, 0, 1))
}

// row fills the cells of a place.
func (p *boardPage) row(place fair.Place, meetings []fair.Meeting) boardRow {
	r := boardRow{Place: place}
	for _, s := range p.Slots {
		c := boardCell{State: "free", Start: s.Start, Now: s.Now}
		for _, m := range meetings {
			if m.Start >= s.End || m.End <= s.Start {
				continue
			}
			if c.Meeting.IsZero() {
				c.Meeting, c.State = m.ID, string(m.State)
			} else {
				c.More++
			}
		}
		p.Counts[c.State]++
		r.Cells = append(r.Cells, c)
	}
	return r
}

// boardList is how many meetings are listed with names under the board.
const boardList = 24

// nowAndNext are the meetings under way, and the first to come.
func (v *visit) nowAndNext(b fair.Board, now fair.Time) ([]meetingLine, error) {
	var out []meetingLine
	for _, m := range b.Meetings {
		if m.End <= now || len(out) == boardList {
			continue
		}
		view, err := v.Views.Meeting(v.ctx, v.who.Actor, m.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, v.line(view))
	}
	return out, nil
}
