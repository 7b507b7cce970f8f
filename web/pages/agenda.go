package pages

import (
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

type agendaPage struct {
	frame
	Days   []agendaDay
	Agreed []meetingLine // without a time yet
	Now    fair.Time
}

type agendaDay struct {
	At    fair.Time
	Today bool
	Rows  []agendaRow
}

// agendaRow is a meeting with what lies before it: free minutes, of which the
// walk takes some.
type agendaRow struct {
	meetingLine
	Gap  int // minutes since the meeting before; 0 for the first
	Walk int // minutes from the meeting before
	Past bool
	Now  bool // the now-line stands before this row
}

func showAgenda(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	page := &agendaPage{Now: v.now()}
	page.Tab = "agenda"
	page.Title = v.say.T("agenda.title")
	lines, err := v.meetingLines(500)
	if err != nil {
		return err
	}
	var booked []meetingLine
	for _, l := range lines {
		switch {
		case l.State == fair.Accepted:
			page.Agreed = append(page.Agreed, l)
		case l.Agreed() && l.Start != 0:
			booked = append(booked, l)
		}
	}
	slices.SortFunc(booked, func(a, b meetingLine) int { return int(a.Start - b.Start) })
	page.Days = v.agendaDays(booked, page.Now)
	return v.render(200, "agenda", page)
}

func (v *visit) agendaDays(booked []meetingLine, now fair.Time) []agendaDay {
	var out []agendaDay
	today := v.say.Day(now, v.zone)
	line := false
	for _, l := range booked {
		day := v.say.Day(l.Start, v.zone)
		if len(out) == 0 || v.say.Day(out[len(out)-1].At, v.zone) != day {
			out = append(out, agendaDay{At: l.Start, Today: day == today})
			line = false
		}
		d := &out[len(out)-1]
		row := agendaRow{meetingLine: l, Past: l.End <= now}
		if n := len(d.Rows); n > 0 {
			before := d.Rows[n-1]
			row.Gap = int(l.Start-before.End) / 60_000
			row.Walk = v.fair.WalkMinutes(before.Hall, l.Hall)
		}
		if d.Today && !line && l.End > now {
			row.Now, line = true, true
		}
		d.Rows = append(d.Rows, row)
	}
	return out
}
