package pages

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

type invitePage struct {
	frame
	Form  *form
	Other *fair.Company // nil: a blind demand
	Card  *matchCard    // the pair that it is about
	Post  *fair.Post    // or the one post
	Query inviteQuery
	Days  []dayOfSlots
	Team  []fair.Person
	Must  bool // times must be proposed: accepting books
}

// Lengths are the usual lengths of a meeting, in minutes, about the fair's slot.
func (p *invitePage) Lengths() []int {
	slot := p.Fair.SlotMinutes
	if slot > 60 {
		return []int{slot}
	}
	return []int{slot, 2 * slot}
}

// Choices are the numbers of the proposed times.
func (*invitePage) Choices() []int { return []int{0, 1, 2} }

// Time is the proposed time number i.
func (p *invitePage) Time(i int) string {
	if t := p.Form.Values["times"]; i < len(t) {
		return t[i]
	}
	return ""
}

// inviteQuery says whom to invite: by a company, or by posts. A blind demand is
// only named by its post; its company is found when the invitation is sent.
type inviteQuery struct {
	To            fair.CompanyID
	Offer, Demand fair.PostID
}

func (v *visit) inviteQuery(get func(string) string) inviteQuery {
	return inviteQuery{To: id[fair.Company](get("to")), Offer: id[fair.Post](get("offer")), Demand: id[fair.Post](get("demand"))}
}

func showInvite(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	f := newForm()
	f.set("minutes", strconv.Itoa(v.fair.SlotMinutes))
	return v.inviteForm(http.StatusOK, f, v.inviteQuery(v.r.URL.Query().Get))
}

func (v *visit) inviteForm(status int, f *form, q inviteQuery) error {
	page := &invitePage{Form: f, Query: q, Must: v.fair.Phase.Books()}
	page.Tab = "posts"
	page.Title = v.say.T("invite.title")
	if err := v.fillInvite(page, q); err != nil {
		return err
	}
	var err error
	if page.Days, err = v.freeSlots(v.fair.SlotMinutes); err != nil {
		return err
	}
	if f.Values["times"] == nil && page.Must {
		for _, t := range suggested(page.Days, 3) {
			f.Values.Add("times", t.String())
		}
	}
	if page.Team, err = v.People.At(v.ctx, v.who.Actor, v.fair.ID, v.own.ID); err != nil {
		return err
	}
	return v.render(status, "invite", page)
}

// fillInvite finds what the invitation is about.
func (v *visit) fillInvite(page *invitePage, q inviteQuery) error {
	if !q.Offer.IsZero() && !q.Demand.IsZero() {
		m, err := v.matchPage(q.Offer, q.Demand)
		switch {
		case err == nil:
			page.Card, page.Other = &m.Card, m.Card.Company
			return nil
		case fair.CodeOf(err) != fair.NotFound:
			return err
		}
	}
	for _, p := range []fair.PostID{q.Offer, q.Demand} {
		if p.IsZero() {
			continue
		}
		post, err := v.Posts.Get(v.ctx, v.who.Actor, p)
		if err != nil {
			return err
		}
		if post.Company != v.own.ID {
			page.Post = &post
			if q.To.IsZero() {
				q.To = post.Company
			}
		}
	}
	if q.To.IsZero() {
		return nil
	}
	c, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, q.To)
	page.Other = &c.Company
	return err
}

func sendInvite(v *visit) error {
	if err := v.needCompany(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	q := v.inviteQuery(f.Get)
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		m, err := v.invite(ctx, &typed{form: f}, q)
		return v.at("meetings", m.ID.String()), err
	})
	if err != nil {
		var refusal *fair.Error
		if !errors.As(err, &refusal) || !v.refuse(f, err) {
			return err
		}
		return v.inviteForm(api.StatusOf(err), f, q)
	}
	return v.redirect(to, "invited")
}

func (v *visit) invite(ctx context.Context, t *typed, q inviteQuery) (fair.Meeting, error) {
	d := fair.InviteDraft{
		From: v.own.ID, To: q.To, Offer: q.Offer, Demand: q.Demand, Message: t.text("message"), Times: t.times("times"),
		Minutes: t.whole("minutes"), With: t.attendees(),
	}
	if err := t.err(); err != nil {
		return fair.Meeting{}, err
	}
	if d.To.IsZero() {
		var err error
		if d.To, err = v.addressee(ctx, q); err != nil {
			return fair.Meeting{}, err
		}
	}
	return v.Meetings.Invite(ctx, v.who.Actor, v.fair.ID, d)
}

// addressee is the company on the other side of a pair of posts.
func (v *visit) addressee(ctx context.Context, q inviteQuery) (fair.CompanyID, error) {
	if !q.Offer.IsZero() && !q.Demand.IsZero() {
		m, err := v.Matches.Pair(ctx, v.who.Actor, q.Offer, q.Demand)
		if err != nil {
			return fair.CompanyID{}, err
		}
		if m.Supplier == v.own.ID {
			return m.Buyer, nil
		}
		return m.Supplier, nil
	}
	for _, p := range []fair.PostID{q.Offer, q.Demand} {
		if p.IsZero() {
			continue
		}
		post, err := v.Posts.Get(ctx, v.who.Actor, p)
		if err != nil {
			return fair.CompanyID{}, err
		}
		if post.Company != v.own.ID {
			return post.Company, nil
		}
	}
	return fair.CompanyID{}, nil
}
