package pages

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/web/api"
)

type fairPage struct {
	frame
	Form  *form
	Langs []string
	New   bool
	Bans  []int // numbers of the rows
}

// HasBans reports whether any ban is stated.
func (p *fairPage) HasBans() bool { return len(p.Bans) > spareRows || p.Form.Any("bans") != "" }

// Named is what the codes typed in a field stand for.
func (p *fairPage) Named(field string) string {
	var out []string
	for _, s := range (&typed{form: p.Form}).items(field) {
		if c, _, err := taxonomy.ParseCode(s); err == nil {
			out = append(out, c.Title(p.Lang))
		}
	}
	return strings.Join(out, "; ")
}

func newFair(v *visit) error {
	if v.me == nil {
		return &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
	}
	if !v.who.Organizes(fair.FairID{}) {
		return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	f := newForm()
	f.set("zone", "Asia/Shanghai")
	f.set("opens", "09:00")
	f.set("closes", "17:00")
	f.set("slot_minutes", "30")
	f.set("currency", "CNY")
	return v.fairForm(http.StatusOK, f)
}

func (v *visit) fairForm(status int, f *form) error {
	page := &fairPage{Form: f, Langs: v.textLanguages(), New: v.fair == nil, Bans: numbered(f, "bans")}
	page.Tab = "desk"
	page.Title = v.say.T("fair.new")
	if !page.New {
		page.Title = v.say.T("fair.edit")
	}
	return v.render(status, "fair", page)
}

func createFair(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if f.Get("do") == "check" {
		return v.checkFair(f)
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		d, err := v.fairDraft(f)
		if err != nil {
			return "", err
		}
		x, err := v.Fairs.Create(ctx, v.who.Actor, d)
		return "/f/" + x.Slug + "/desk", err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.fairForm(api.StatusOf(err), f)
	}
	return v.redirect(to, "fair_created")
}

func editFair(v *visit) error {
	f := newForm()
	d := v.fair.FairDraft
	f.set("revision", strconv.FormatInt(v.fair.Revision, 10))
	for lang, s := range d.Name {
		f.set("name."+lang, s)
	}
	for lang, s := range d.City {
		f.set("city."+lang, s)
	}
	f.set("slug", d.Slug)
	f.set("zone", d.Zone)
	f.set("starts", string(d.Starts))
	f.set("ends", string(d.Ends))
	f.set("opens", d.Opens)
	f.set("closes", d.Closes)
	f.set("slot_minutes", strconv.Itoa(d.SlotMinutes))
	f.set("currency", d.Currency)
	f.set("halls", v.hallLines(d.Halls))
	f.set("walks", walkLines(d.Walks))
	v.fillBans(f, d.Bans)
	f.set("rules.proposal_hours", strconv.Itoa(int(d.Rules.ProposalLife().Hours())))
	f.set("rules.open_proposals", strconv.Itoa(d.Rules.MaxOpenProposals()))
	f.set("rules.other_hall", strconv.Itoa(d.Rules.OtherHall))
	return v.fairForm(http.StatusOK, f)
}

// hallLines writes halls as they are typed: "4.1 | Hall 4.1 | 4.1号馆".
func (v *visit) hallLines(halls []fair.Hall) string {
	var b strings.Builder
	for _, h := range halls {
		b.WriteString(h.Key)
		for _, l := range []string{"en", "zh"} {
			b.WriteString(" | " + h.Name[l])
		}
		b.WriteString("\n")
	}
	return b.String()
}

func walkLines(walks []fair.Walk) string {
	var b strings.Builder
	for _, w := range walks {
		b.WriteString(w.From + " | " + w.To + " | " + strconv.Itoa(w.Minutes) + "\n")
	}
	return b.String()
}

func saveFair(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if f.Get("do") == "check" {
		return v.checkFair(f)
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		d, err := v.fairDraft(f)
		if err != nil {
			return "", err
		}
		t := &typed{form: f}
		x, err := v.Fairs.Edit(ctx, v.who.Actor, v.fair.ID, t.revision(), d)
		return "/f/" + x.Slug + "/desk", err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.fairForm(api.StatusOf(err), f)
	}
	return v.redirect(to, "fair_saved")
}

// checkFair shows the form again with all that is wrong with it, and more rows.
func (v *visit) checkFair(f *form) error {
	d, err := v.fairDraft(f)
	if err == nil {
		err = fair.Validate(&d)
	}
	if err != nil && !v.refuse(f, err) {
		return err
	}
	return v.fairForm(http.StatusOK, f)
}

func (v *visit) fairDraft(f *form) (fair.FairDraft, error) {
	t := &typed{form: f}
	d := fair.FairDraft{
		Slug: t.text("slug"), Name: t.texts("name", v.textLanguages()), City: t.texts("city", v.textLanguages()), Zone: t.text("zone"),
		Starts: fair.Date(t.text("starts")), Ends: fair.Date(t.text("ends")), Opens: t.text("opens"), Closes: t.text("closes"),
		SlotMinutes: t.whole("slot_minutes"), Halls: t.halls("halls"), Walks: t.walks("walks"), Currency: t.currency("currency"), Bans: t.bans("bans"),
		Rules: fair.MeetingRules{ProposalHours: t.whole("rules.proposal_hours"), OpenProposals: t.whole("rules.open_proposals"), OtherHall: t.whole("rules.other_hall")},
	}
	return d, t.judge(&d)
}

// cells are the lines of a text area, each cut at its bars.
func (t *typed) cells(name string) [][]string {
	var out [][]string
	for line := range strings.Lines(t.text(name)) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := strings.Split(line, "|")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		out = append(out, parts)
	}
	return out
}

func (t *typed) halls(name string) []fair.Hall {
	var out []fair.Hall
	for _, c := range t.cells(name) {
		h := fair.Hall{Key: c[0], Name: fair.Texts{}}
		for i, lang := range []string{"en", "zh"} {
			if i+1 < len(c) && c[i+1] != "" {
				h.Name[lang] = c[i+1]
			}
		}
		if len(h.Name) == 0 {
			h.Name["en"] = h.Key
		}
		out = append(out, h)
	}
	return out
}

func (t *typed) walks(name string) []fair.Walk {
	var out []fair.Walk
	for i, c := range t.cells(name) {
		if len(c) != 3 {
			t.bad(name+"["+strconv.Itoa(i)+"]", "number", strings.Join(c, " | "))
			continue
		}
		n, err := strconv.Atoi(plainNumber(c[2]))
		if err != nil {
			t.bad(name+"["+strconv.Itoa(i)+"]", "number", c[2])
		}
		out = append(out, fair.Walk{From: c[0], To: c[1], Minutes: n})
	}
	return out
}

func (v *visit) fillBans(f *form, bans []fair.Ban) {
	for i, b := range bans {
		row := "bans[" + strconv.Itoa(i) + "]"
		codes := make([]string, len(b.Codes))
		for k, c := range b.Codes {
			codes[k] = string(c)
		}
		f.set(row+".codes", strings.Join(codes, "; "))
		f.set(row+".origins", v.countryList(b.Origins))
		f.set(row+".destinations", v.countryList(b.Destinations))
		f.set(row+".since", string(b.Since))
		f.set(row+".until", string(b.Until))
		f.set(row+".note", b.Note)
	}
}

// bans reads NAME[0].codes, .origins, .destinations, .since, .until, .note and so on. A ban of
// nothing in particular would close the whole fair: it is refused.
func (t *typed) bans(name string) []fair.Ban {
	var out []fair.Ban
	for _, i := range t.form.rows(name) {
		row := name + "[" + strconv.Itoa(i) + "]"
		b := fair.Ban{
			Codes: t.codes(row + ".codes"), Origins: t.countries(row + ".origins"), Destinations: t.countries(row + ".destinations"),
			Since: fair.Date(t.text(row + ".since")), Until: fair.Date(t.text(row + ".until")), Note: t.text(row + ".note"),
		}
		if t.text(row+".codes")+t.text(row+".origins")+t.text(row+".destinations") == "" {
			t.bad(row+".codes", "required", "")
		}
		out = append(out, b)
	}
	return out
}
