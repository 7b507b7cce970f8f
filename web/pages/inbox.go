package pages

import (
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
)

type inboxPage struct {
	frame
	Waiting []meetingLine // that want an answer, the one that expires first on top
	Asked   []meetingLine // that wait for the other side
	Rest    []meetingLine // what became of the others, latest first
	Found   []telling     // new matches, latest first
}

// inboxMeetings is how many meetings the inbox goes back, inboxTellings how many messages
// of new matches.
const (
	inboxMeetings = 100
	inboxTellings = 5
)

func showInbox(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	page := &inboxPage{}
	page.Tab = "inbox"
	page.Title = v.say.T("inbox.title")
	heads, err := v.Journal.Heads(v.ctx)
	if err != nil {
		return err
	}
	page.After = heads[v.fair.ID]
	lines, err := v.meetingLines(inboxMeetings)
	if err != nil {
		return err
	}
	for _, l := range lines {
		switch {
		case l.MayAnswer:
			page.Waiting = append(page.Waiting, l)
		case l.State == fair.Proposed:
			page.Asked = append(page.Asked, l)
		default:
			page.Rest = append(page.Rest, l)
		}
	}
	if page.Found, err = v.tellings(0, inboxTellings); err != nil {
		return err
	}
	v.setCookie(seenCookie, strconv.FormatInt(page.After, 10), v.at(), 90*24*3600)
	return v.render(200, "inbox", page)
}

type newsPage struct {
	frame
	Item  fair.Item
	Line  *meetingLine // of a meeting's news
	Finds []findLine   // of new matches
	To    string       // where the news leads
}

// showNews draws one live message, for the script to slide in.
func showNews(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	n, err := strconv.ParseInt(v.r.PathValue("number"), 10, 64)
	if err != nil || n < 1 {
		return fair.Missing("page")
	}
	items, err := v.Views.Inbox(v.ctx, v.who.Actor, v.fair.ID, n-1, 1)
	if err != nil {
		return err
	}
	if len(items) == 0 || items[0].Number != n {
		return fair.Missing("page")
	}
	page := &newsPage{Item: items[0]}
	page.Tab = "inbox"
	page.Title = v.say.T("inbox.title")
	switch {
	case page.Item.Meeting != nil:
		line := v.line(*page.Item.Meeting)
		page.Line, page.To = &line, v.at("meetings", line.ID.String())
	case len(page.Item.Finds) > 0:
		t, err := v.telling(page.Item)
		if err != nil {
			return err
		}
		page.Finds, page.To = t.Lines, v.at("inbox")
		if first := t.Lines[0]; len(t.Lines) == 1 {
			page.To = v.at("match", first.Offer().String(), first.Demand().String())
		}
	default:
		return fair.Missing("page")
	}
	if v.fragment() == "" {
		return v.redirect(page.To, "")
	}
	return v.render(200, "news", page)
}
