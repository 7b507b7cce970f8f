package pages

import (
	"context"
	"net/http"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

// outcomeView is what a meeting's page shows of what came of it.
type outcomeView struct {
	MayState bool          // the reader's side can say so now
	Mine     *fair.Outcome // the word of the reader's side; nil: none yet
	Staff    bool
	Words    []outcomeWord // of both sides, for staff
	Form     *form
	Wrong    bool // what was sent is refused
	Next     []fair.NextUp
}

type outcomeWord struct {
	Outcome fair.Outcome
	Company fair.Company
}

// fillOutcome loads what has been said, of meetings that have begun.
func (v *visit) fillOutcome(page *meetingPage) error {
	m := page.M
	held := m.State == fair.Scheduled || m.State == fair.CheckedIn || m.State == fair.MetHeld
	if !held || m.Start > v.now() {
		return nil
	}
	said, err := v.Outcomes.Of(v.ctx, v.who.Actor, m.ID)
	if err != nil {
		return err
	}
	out := &page.Outcome
	out.MayState, out.Staff = !m.Mine.IsZero(), m.Mine.IsZero()
	out.Next = []fair.NextUp{fair.NextSample, fair.NextQuotation, fair.NextVisit, fair.NextOrder, fair.NextNothing}
	for i, o := range said {
		company := m.FromCompany
		if o.Company == m.To {
			company = m.ToCompany
		}
		out.Words = append(out.Words, outcomeWord{o, company})
		if o.Company == m.Mine {
			out.Mine = &said[i]
		}
	}
	out.Form = page.Form
	if out.Wrong = v.r.Method == http.MethodPost && v.r.PathValue("verb") == ""; !out.Wrong {
		out.Form = outcomeForm(out.Mine, v.fair.Currency)
	}
	return nil
}

// outcomeForm shows what was said before, to be changed.
func outcomeForm(said *fair.Outcome, currency string) *form {
	f := newForm()
	f.set("deal.currency", currency)
	if said == nil {
		return f
	}
	f.set("useful", strconv.Itoa(said.Useful))
	f.set("notes", said.Notes)
	f.set("next", string(said.Next))
	if said.Deal != nil {
		f.set("deal.amount", said.Deal.Amount.String())
		f.set("deal.currency", said.Deal.Currency)
	}
	if said.Months > 0 {
		f.set("months", strconv.Itoa(said.Months))
	}
	return f
}

// stateOutcome says what came of a meeting, for the reader's side.
func stateOutcome(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	f, err := v.form()
	if err != nil {
		return err
	}
	mid := id[fair.Meeting](v.r.PathValue("id"))
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		d := fair.OutcomeDraft{Useful: t.whole("useful"), Notes: t.text("notes"), Deal: t.money("deal"), Months: t.whole("months"), Next: fair.NextUp(t.text("next"))}
		if err := t.judge(&d); err != nil {
			return "", err
		}
		_, err := v.Outcomes.State(ctx, v.who.Actor, mid, d)
		return v.at("meetings", mid.String()), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.meetingPage(api.StatusOf(err), f, nil)
	}
	return v.redirect(to, "outcome_stated")
}
