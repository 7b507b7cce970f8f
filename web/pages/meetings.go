package pages

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

// meetingLine is a meeting from the reader's side.
type meetingLine struct {
	fair.MeetingView
	Other *fair.Company // nil: its demand is blind and nothing is agreed
	Post  *fair.Post    // the other side's post, or else one's own
	Asker bool          // one's own side waits for the answer
}

// line turns a view to the reader's side. Who posted a blind demand stays
// unnamed until a meeting is agreed.
func (v *visit) line(m fair.MeetingView) meetingLine {
	l := meetingLine{MeetingView: m}
	other := m.ToCompany
	if m.Mine == m.To {
		other = m.FromCompany
	}
	if !other.ID.IsZero() { // the view leaves out who is not to be named
		l.Other = &other
	}
	l.Asker = m.State == fair.Proposed && !m.MayAnswer
	for _, p := range []*fair.Post{m.OfferPost, m.DemandPost} {
		if p != nil && (l.Post == nil || p.Company == other.ID) {
			l.Post = p
		}
	}
	return l
}

// meetingLines lists the reader's meetings, latest change first.
func (v *visit) meetingLines(limit int) ([]meetingLine, error) {
	views, err := v.Views.Meetings(v.ctx, v.who.Actor, v.fair.ID, v.ownID(), limit)
	if err != nil {
		return nil, err
	}
	out := make([]meetingLine, len(views))
	for i, m := range views {
		out[i] = v.line(m)
	}
	return out, nil
}

// meetingsWith are a company's meetings under way or agreed, by the other company.
func (v *visit) meetingsWith(c fair.CompanyID) (map[fair.CompanyID]fair.MeetingID, error) {
	if v.own == nil || c != v.own.ID {
		return nil, nil
	}
	if v.with != nil {
		return v.with, nil
	}
	views, err := v.Views.Meetings(v.ctx, v.who.Actor, v.fair.ID, c, 200)
	if err != nil {
		return nil, err
	}
	v.with = map[fair.CompanyID]fair.MeetingID{}
	for _, m := range views {
		if other := m.Other(c); !other.IsZero() && (m.State == fair.Proposed || m.Agreed()) { // zero: a blind buyer
			v.with[other] = m.ID
		}
	}
	return v.with, nil
}

// Who is the other company's name, in its own script.
func (l meetingLine) Who(lang, unnamed string) string {
	if l.Other == nil {
		return unnamed
	}
	return nameOf(*l.Other, lang).Own
}

type meetingPage struct {
	frame
	Form     *form
	M        meetingLine
	Days     []dayOfSlots   // free-ish times to propose
	Openings []fair.Opening // free alternatives after a refusal
	Team     []fair.Person  // own people who may attend
	Places   []fair.Place   // for staff who move a meeting
	MayEnd   bool           // it can be cancelled
	MayMove  bool
	Card     *matchCard // why it fits, from the reader's side
	Outcome  outcomeView
}

// Chips are the usual reasons to decline, as keys under "decline.".
func (meetingPage) Chips() []string {
	return []string{"not_our_product", "price", "quantity", "supplier", "no_time", "other_partner"}
}

func showMeeting(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	return v.meetingPage(http.StatusOK, newForm(), nil)
}

func (v *visit) meetingPage(status int, f *form, refusal *fair.Error) error {
	m, err := v.Views.Meeting(v.ctx, v.who.Actor, id[fair.Meeting](v.r.PathValue("id")))
	if err != nil {
		return err
	}
	if m.Fair != v.fair.ID {
		return fair.Missing("meeting")
	}
	page := &meetingPage{Form: f, M: v.line(m)}
	page.Tab = "inbox"
	page.Title = v.say.T("meeting.title")
	if page.M.Other != nil {
		page.Title += " · " + nameOf(*page.M.Other, v.say.Lang()).Own
	}
	ahead := m.State == fair.Accepted || m.State == fair.Scheduled && m.End > v.now()
	page.MayEnd = ahead && (!m.Mine.IsZero() || v.who.ActsFor(v.fair.ID, m.From))
	page.MayMove = ahead && m.State == fair.Scheduled && (!m.Mine.IsZero() || v.who.Organizes(v.fair.ID))
	if refusal != nil {
		page.Openings = refusal.Openings
	}
	if err := v.meetingChoices(page); err != nil {
		return err
	}
	if err := v.fillOutcome(page); err != nil {
		return err
	}
	return v.render(status, "meeting", page)
}

// meetingChoices loads what the page's forms choose from.
func (v *visit) meetingChoices(page *meetingPage) error {
	m := page.M
	var err error
	if m.State == fair.Proposed || m.State == fair.Scheduled {
		if page.Days, err = v.freeSlots(m.Minutes); err != nil {
			return err
		}
	}
	if m.MayAnswer && !m.Mine.IsZero() {
		if page.Team, err = v.People.At(v.ctx, v.who.Actor, v.fair.ID, m.Mine); err != nil {
			return err
		}
	}
	if m.State == fair.Scheduled && v.who.Organizes(v.fair.ID) {
		if page.Places, err = v.Fairs.Places(v.ctx, v.who.Actor, v.fair.ID); err != nil {
			return err
		}
		page.Places = slices.DeleteFunc(page.Places, func(p fair.Place) bool { return p.Kind == fair.Stand && !m.Between(p.Company) })
	}
	if m.Mine.IsZero() || m.Offer.IsZero() || m.Demand.IsZero() {
		return nil
	}
	match, err := v.Matches.Pair(v.ctx, v.who.Actor, m.Offer, m.Demand)
	if err != nil {
		return ignore(err, fair.NotFound, fair.Forbidden)
	}
	side := fair.OfferSide
	if match.Buyer == m.Mine {
		side = fair.DemandSide
	}
	card, err := v.card(match, side)
	if err != nil {
		return ignore(err, fair.NotFound, fair.Forbidden)
	}
	page.Card = &card
	return nil
}

// ignore drops errors of codes that only mean "nothing to show".
func ignore(err error, codes ...fair.Code) error {
	if slices.Contains(codes, fair.CodeOf(err)) {
		return nil
	}
	return err
}

// answerMeeting carries out one verb on a meeting.
func answerMeeting(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	verb := v.r.PathValue("verb")
	act, ok := meetingVerbs[verb]
	if !ok {
		return fair.Missing("page")
	}
	mid := id[fair.Meeting](v.r.PathValue("id"))
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		_, err := act(ctx, v, mid, t)
		return v.at("meetings", mid.String()), err
	})
	if err != nil {
		var refusal *fair.Error
		if !errors.As(err, &refusal) || !v.refuse(f, err) {
			return err
		}
		return v.meetingPage(api.StatusOf(err), f, refusal)
	}
	return v.redirect(to, "meeting_"+verb)
}

// meetingVerbs are the answers to a meeting, by the last part of their address.
var meetingVerbs = map[string]func(context.Context, *visit, fair.MeetingID, *typed) (fair.Meeting, error){
	"accept": func(ctx context.Context, v *visit, m fair.MeetingID, t *typed) (fair.Meeting, error) {
		d := fair.AnswerDraft{Revision: t.revision(), With: t.attendees()}
		if at := t.times("start"); len(at) > 0 {
			d.Start = at[0]
		}
		if err := t.err(); err != nil {
			return fair.Meeting{}, err
		}
		return v.Meetings.Accept(ctx, v.who.Actor, m, d)
	},
	"counter": func(ctx context.Context, v *visit, m fair.MeetingID, t *typed) (fair.Meeting, error) {
		d := fair.CounterDraft{Revision: t.revision(), Times: t.times("times"), Message: t.text("message")}
		if err := t.err(); err != nil {
			return fair.Meeting{}, err
		}
		return v.Meetings.Counter(ctx, v.who.Actor, m, d)
	},
	"decline": func(ctx context.Context, v *visit, m fair.MeetingID, t *typed) (fair.Meeting, error) {
		return v.Meetings.Decline(ctx, v.who.Actor, m, t.end())
	},
	"withdraw": func(ctx context.Context, v *visit, m fair.MeetingID, t *typed) (fair.Meeting, error) {
		return v.Meetings.Withdraw(ctx, v.who.Actor, m, t.end())
	},
	"cancel": func(ctx context.Context, v *visit, m fair.MeetingID, t *typed) (fair.Meeting, error) {
		return v.Meetings.Cancel(ctx, v.who.Actor, m, t.end())
	},
	"move": func(ctx context.Context, v *visit, m fair.MeetingID, t *typed) (fair.Meeting, error) {
		d := fair.MoveDraft{Revision: t.revision(), Place: id[fair.Place](t.text("place"))}
		if at := t.times("start"); len(at) > 0 {
			d.Start = at[0]
		}
		if err := t.err(); err != nil {
			return fair.Meeting{}, err
		}
		return v.Meetings.Move(ctx, v.who.Actor, m, d)
	},
}

func (t *typed) revision() int64 {
	n, _ := strconv.ParseInt(t.text("revision"), 10, 64) // 0 is refused by the service
	return n
}

func (t *typed) end() fair.EndDraft {
	return fair.EndDraft{Revision: t.revision(), Reason: t.text("reason")}
}

func (t *typed) attendees() []fair.PersonID {
	var out []fair.PersonID
	for _, s := range t.form.Values["with"] {
		if p := id[fair.Person](s); !p.IsZero() && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}
