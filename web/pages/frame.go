package pages

import (
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
)

// pageData is a page's typed content with the frame around it.
type pageData interface{ base() *frame }

// frame is what the layout shows around every page. Pages set Title and Tab;
// render fills the rest.
type frame struct {
	Title string
	Tab   string // of the navigation: "today", "find" …
	Wide  bool   // tables, grids and boards take the full width
	// Refresh is after how many seconds the page asks again; 0: it does not.
	Refresh int

	Lang, Dir string
	Others    []language // the languages to change to
	Fair      *fair.Fair
	Me        *fair.Person
	Own       *fair.CompanyAtFair
	Staff     bool // belongs to those who run the fair
	Runs      bool // is its organizer
	Organizer bool
	Flash     string
	Here      string // address of this page, to come back to
	Live      bool   // keep the socket
	After     int64  // journal number that the page is not older than
	News      int    // unread items, at most 9

	say *locale.Printer
	now fair.Time
}

func (f *frame) base() *frame { return f }

// Path is an address of the fair.
func (f *frame) Path(parts ...string) string {
	return "/f/" + f.Fair.Slug + strings.Join(append([]string{""}, parts...), "/")
}

// Attends reports whether the reader has a part in the fair of the page.
func (f *frame) Attends() bool { return f.Own != nil || f.Staff }

// Away is a stretch of time on the reader's own clock, where that differs from
// the fair's; else "".
func (f *frame) Away(start, end fair.Time) string {
	if f.Me == nil || f.Me.Zone == "" || start == 0 {
		return ""
	}
	mine, err := time.LoadLocation(f.Me.Zone)
	if err != nil {
		return ""
	}
	at := start.Std()
	_, here := at.In(mine).Zone()
	if _, there := at.In(f.Fair.Location()).Zone(); here == there {
		return ""
	}
	return f.say.When(start, end, mine)
}

// HallName is a hall's name in the reader's language; its key when the fair has
// no such hall.
func (f *frame) HallName(key string) string {
	for _, h := range f.Fair.Halls {
		if h.Key == key {
			return h.Name.Pick(f.Lang)
		}
	}
	return key
}

// Within says how long a proposal still waits: "answer within 5 hours".
func (f *frame) Within(t fair.Time) string {
	minutes := int((t - f.now) / 60_000)
	switch {
	case t <= f.now:
		return ""
	case minutes < 60:
		return f.say.T("meeting.answer_minutes", "count", max(minutes, 1))
	}
	return f.say.T("meeting.answer_hours", "count", minutes/60)
}

// Left says how long there is until t: "in 25 min", or "" when it is past or far.
func (f *frame) Left(t fair.Time) string {
	minutes := int((t - f.now) / 60_000)
	switch {
	case t <= f.now || minutes > 48*60:
		return ""
	case minutes < 60:
		return f.say.T("time.minutes_left", "count", minutes)
	}
	return f.say.T("time.hours_left", "count", minutes/60)
}

type language struct{ Tag, Name string }

var languageNames = map[string]string{"en": "English", "zh": "中文"}

func (v *visit) fillFrame(f *frame) error {
	f.say, f.now = v.say, v.now()
	f.Lang, f.Dir = v.say.Lang(), v.say.Dir()
	for _, l := range locale.Languages() {
		if l != f.Lang {
			f.Others = append(f.Others, language{l, languageNames[l]})
		}
	}
	f.Me, f.Own, f.Fair, f.Here = v.me, v.own, v.fair, v.r.URL.RequestURI()
	f.Organizer = v.who.Organizes(fair.FairID{})
	if v.r.Method != "GET" {
		f.Here = v.r.URL.Path
	}
	f.Flash = v.takeFlash()
	if v.fair == nil || !v.who.Attends(v.fair.ID) {
		return nil
	}
	f.Staff, f.Runs = v.who.Staffs(v.fair.ID), v.who.Organizes(v.fair.ID)
	f.Live = true
	return v.countNews(f)
}

// countNews finds how far the journal is, and what in it is new to the reader.
func (v *visit) countNews(f *frame) error {
	if f.After == 0 {
		heads, err := v.Journal.Heads(v.ctx)
		if err != nil {
			return err
		}
		f.After = heads[v.fair.ID]
	}
	if f.Tab == "inbox" || v.own == nil {
		return nil
	}
	entries, err := v.Journal.Inbox(v.ctx, v.fair.ID, v.who.Person, v.seen(), 50)
	if err != nil {
		return err
	}
	for _, e := range entries {
		news := e.Kind == fair.MatchesFound || strings.HasPrefix(string(e.Kind), "meeting.")
		if news && e.Actor != v.who.Person && f.News < 9 {
			f.News++
		}
	}
	return nil
}
