package pages

import (
	"slices"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

type fairsPage struct {
	frame
	Fairs []fair.Fair
}

// showFairs lists the fairs; where there is only one, or the reader takes part
// in only one, it leads there.
func showFairs(v *visit) error {
	fairs, err := v.Fairs.List(v.ctx)
	if err != nil {
		return err
	}
	mine := slices.DeleteFunc(slices.Clone(fairs), func(f fair.Fair) bool { return !v.who.Attends(f.ID) })
	installation := v.who.Organizes(fair.FairID{})
	switch {
	case installation:
	case len(mine) == 1:
		return v.redirect("/f/"+mine[0].Slug, "")
	case len(fairs) == 1:
		return v.redirect("/f/"+fairs[0].Slug, "")
	}
	page := &fairsPage{Fairs: fairs}
	page.Title = v.say.T("fairs.title")
	return v.render(200, "fairs", page)
}

// postLine is an own post with its best matches.
type postLine struct {
	Post fair.Post
	Best []matchCard
}

type todayPage struct {
	frame
	Next    []meetingLine // to come, soonest first
	Waiting []meetingLine // invitations that want an answer
	Sent    int           // own invitations without an answer
	Found   []findLine    // new matches of the last day, the latest first
	Posts   []postLine
	Further []fair.Company // that the reader speaks for too
	Tally   *fair.Tally    // for staff
	Present int
}

// Numbers of what Today shows.
const (
	todayMeetings = 3
	todayWaiting  = 5
	todayPosts    = 4
	todayMatches  = 2
	todayFinds    = 5
)

func showToday(v *visit) error {
	page := &todayPage{}
	page.Tab = "today"
	page.Title = v.fair.Name.Pick(v.say.Lang())
	if !v.who.Attends(v.fair.ID) {
		return v.render(200, "welcome", page)
	}
	if v.own != nil {
		if err := v.ownDay(page); err != nil {
			return err
		}
	}
	if v.who.Staffs(v.fair.ID) {
		tally, err := v.Fairs.Tally(v.ctx, v.who.Actor, v.fair.ID)
		if err != nil {
			return err
		}
		page.Tally = &tally
		page.Present = v.present()
	}
	return v.render(200, "today", page)
}

// present counts who is connected; when that is not known, nobody.
func (v *visit) present() int {
	if v.Presence == nil {
		return 0
	}
	here, err := v.Presence.Present(v.ctx, v.fair.ID)
	if err != nil {
		v.Logger.WarnContext(v.ctx, "presence", "error", err)
	}
	return len(here)
}

func (v *visit) ownDay(page *todayPage) error {
	var err error
	if page.Further, err = v.others(); err != nil {
		return err
	}
	lines, err := v.meetingLines(200)
	if err != nil {
		return err
	}
	now := v.now()
	for _, l := range lines {
		switch {
		case l.MayAnswer:
			if len(page.Waiting) < todayWaiting {
				page.Waiting = append(page.Waiting, l)
			}
		case l.State == fair.Proposed:
			page.Sent++
		case (l.State == fair.Scheduled || l.State == fair.CheckedIn) && l.End > now:
			page.Next = append(page.Next, l)
		}
	}
	slices.SortFunc(page.Next, func(a, b meetingLine) int { return int(a.Start - b.Start) })
	page.Next = page.Next[:min(len(page.Next), todayMeetings)]
	told, err := v.tellings(now.Add(-24*time.Hour), todayFinds)
	if err != nil {
		return err
	}
	for _, t := range told {
		page.Found = append(page.Found, t.Lines...)
	}
	page.Found = page.Found[:min(len(page.Found), todayFinds)]
	posts, err := v.Posts.Of(v.ctx, v.who.Actor, v.fair.ID, v.own.ID)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.State != fair.PostOpen || len(page.Posts) == todayPosts {
			continue
		}
		best, err := v.cards(p, todayMatches)
		if err != nil {
			return err
		}
		page.Posts = append(page.Posts, postLine{p, best})
	}
	return nil
}

// Booked is how many meetings stand in the fair's schedule.
func (p *todayPage) Booked() int { return p.Tally.Meetings[fair.Scheduled] }
