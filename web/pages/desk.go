package pages

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/transfer"
	"github.com/fairmatch/fairmatch/web/api"
)

type deskPage struct {
	frame
	Tally   fair.Tally
	Present int
	Phases  []fair.Phase
	States  []fair.MeetingState
	Form    *form
}

func showDesk(v *visit) error {
	tally, err := v.Fairs.Tally(v.ctx, v.who.Actor, v.fair.ID)
	if err != nil {
		return err
	}
	page := &deskPage{
		Tally: tally, Present: v.present(), Phases: fair.Phases(), Form: newForm(),
		States: []fair.MeetingState{fair.Proposed, fair.Accepted, fair.Scheduled, fair.CheckedIn, fair.MetHeld, fair.NoShow, fair.Declined, fair.Withdrawn, fair.Lapsed, fair.Cancelled},
	}
	page.Tab = "desk"
	page.Title = v.say.T("desk.title")
	return v.render(200, "desk", page)
}

func setPhase(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		_, err := v.Fairs.SetPhase(ctx, v.who.Actor, v.fair.ID, fair.Phase(f.Get("phase")))
		return v.at("desk"), err
	})
	if err != nil {
		return err
	}
	return v.redirect(to, "phase_set")
}

type placesPage struct {
	frame
	Form   *form
	Groups []placeGroup
	Total  int
}

// placeGroup are the places of one hall.
type placeGroup struct {
	Hall   string
	Tables []fair.Place
	Stands int
}

func showPlaces(v *visit) error { return v.placesForm(http.StatusOK, newForm()) }

func (v *visit) placesForm(status int, f *form) error {
	places, err := v.Fairs.Places(v.ctx, v.who.Actor, v.fair.ID)
	if err != nil {
		return err
	}
	page := &placesPage{Form: f, Total: len(places)}
	page.Tab = "desk"
	page.Title = v.say.T("places.title")
	for _, h := range v.fair.Halls {
		g := placeGroup{Hall: h.Name.Pick(v.say.Lang())}
		for _, p := range places {
			switch {
			case p.Hall != h.Key:
			case p.Kind == fair.Table:
				g.Tables = append(g.Tables, p)
			default:
				g.Stands++
			}
		}
		page.Groups = append(page.Groups, g)
	}
	return v.render(status, "places", page)
}

// maxTables is how many tables one form adds.
const maxTables = 500

// addPlaces adds tables in bulk: a hall, a prefix, the first number, how many.
func addPlaces(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		first, count := max(1, t.whole("first")), t.whole("count")
		if count < 1 || count > maxTables {
			t.bad("count", "max", f.Get("count"), strconv.Itoa(maxTables))
		}
		if err := t.err(); err != nil {
			return "", err
		}
		width := max(2, len(strconv.Itoa(first+count-1)))
		var drafts []fair.PlaceDraft
		for i := range count {
			n := strconv.Itoa(first + i)
			label := t.text("prefix") + strings.Repeat("0", width-len(n)) + n
			drafts = append(drafts, fair.PlaceDraft{Label: label, Kind: fair.Table, Hall: t.text("hall"), Seats: 1})
		}
		return v.at("desk", "places"), v.Fairs.AddPlaces(ctx, v.who.Actor, v.fair.ID, drafts)
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.placesForm(api.StatusOf(err), f)
	}
	return v.redirect(to, "places_added")
}

type ratesPage struct {
	frame
	Form  *form
	Rates []rateLine
}

type rateLine struct {
	Currency string
	Rate     fair.Decimal
}

func showRates(v *visit) error { return v.ratesForm(http.StatusOK, newForm()) }

func (v *visit) ratesForm(status int, f *form) error {
	rates, err := v.Fairs.Rates(v.ctx, v.fair.ID)
	if err != nil {
		return err
	}
	page := &ratesPage{Form: f}
	page.Tab = "desk"
	page.Title = v.say.T("rates.title")
	for c, r := range rates.Per {
		page.Rates = append(page.Rates, rateLine{c, r})
	}
	slices.SortFunc(page.Rates, func(a, b rateLine) int { return strings.Compare(a.Currency, b.Currency) })
	return v.render(status, "rates", page)
}

func setRate(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		t := &typed{form: f}
		d := fair.RateDraft{Currency: t.currency("currency"), Rate: t.decimal("rate")}
		if err := t.judge(&d); err != nil {
			return "", err
		}
		_, err := v.Fairs.SetRate(ctx, v.who.Actor, v.fair.ID, d)
		return v.at("desk", "rates"), err
	})
	if err != nil {
		if !v.refuse(f, err) {
			return err
		}
		return v.ratesForm(api.StatusOf(err), f)
	}
	return v.redirect(to, "rate_set")
}

type importPage struct {
	frame
	Form   *form
	Report *transfer.Report
	Rows   []importRow
	Ready  bool
}

// Kinds of records in the order they depend on each other.
func (*importPage) Kinds() []string {
	return []string{"companies", "people", "offers", "demands", "rates"}
}

// importRow is a rejected row in words.
type importRow struct {
	transfer.RowError
	Sentence string
}

func showImport(v *visit) error { return v.importForm(http.StatusOK, newForm(), nil) }

func (v *visit) importForm(status int, f *form, report *transfer.Report) error {
	page := &importPage{Form: f, Report: report, Ready: v.Importer != nil}
	page.Tab = "desk"
	page.Title = v.say.T("import.title")
	if report != nil {
		for _, e := range report.Errors {
			wrong := fair.FieldError{Field: e.Column, Rule: e.Rule, Param: e.Param, Value: e.Value}
			page.Rows = append(page.Rows, importRow{e, v.say.Field(wrong)})
		}
	}
	return v.render(status, "import", page)
}

// runImport reads the uploaded file. The same file again changes nothing, so it
// needs no key.
func runImport(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	if v.Importer == nil {
		return fair.Missing("page")
	}
	file, _, err := v.r.FormFile("file")
	if err != nil {
		v.refuse(f, &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: "file", Rule: "required"}}})
		return v.importForm(http.StatusUnprocessableEntity, f, nil)
	}
	defer file.Close()
	report, err := v.Importer.Import(v.ctx, v.who.Actor, v.fair.ID, transfer.Kind(f.Get("kind")), file)
	if err != nil {
		return v.importBroken(f, report, err)
	}
	return v.importForm(http.StatusOK, f, &report)
}

// importBroken shows why an import ended early, beside what of it is in.
func (v *visit) importBroken(f *form, report transfer.Report, err error) error {
	known := v.refuse(f, err)
	if report.Rows == 0 {
		if !known {
			return err
		}
		return v.importForm(api.StatusOf(err), f, nil)
	}
	if !known {
		v.Logger.ErrorContext(v.ctx, "import broke off", "error", err, "request", v.who.Request, "rows", report.Rows)
		f.Sentence, f.Errors = v.say.Error(err)
	}
	return v.importForm(api.StatusOf(err), f, &report)
}
