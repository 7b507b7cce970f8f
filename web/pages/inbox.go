package pages

import (
	"fmt"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
)

type inboxPage struct {
	frame
	Waiting []meetingLine // that want an answer, the one that expires first on top
	Asked   []meetingLine // that wait for the other side
	Rest    []meetingLine // what became of the others, latest first
}

// inboxMeetings is how many meetings the inbox goes back.
const inboxMeetings = 100

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
	v.setCookie(seenCookie, strconv.FormatInt(page.After, 10), v.at(), 90*24*3600)
	return v.render(200, "inbox", page)
}

type newsPage struct {
	frame
	Item fair.Item
	Line *meetingLine
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
	if len(items) == 0 || items[0].Number != n || items[0].Meeting == nil {
		return fair.Missing("page")
	}
	line := v.line(*items[0].Meeting)
	page := &newsPage{Item: items[0], Line: &line}
	page.Tab = "inbox"
	page.Title = v.say.T("inbox.title")
	if v.fragment() == "" {
		return v.redirect(fmt.Sprintf("/f/%s/meetings/%s", v.fair.Slug, line.ID), "")
	}
	return v.render(200, "news", page)
}
