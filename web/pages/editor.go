package pages

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/taxonomy"
)

type editorPage struct {
	frame
	Form    *form
	Side    fair.Side
	Post    *fair.Post // nil: a new one
	Guesses []guess
	Missing []string // what decides and is not stated, as keys under "missing."
	Langs   []string // of the texts, the reader's first
	Certs   []int    // numbers of the rows for certificates
	Attrs   []int
	Hidable []string
	Codes   []taxonomy.Code // chosen
}

// guess is a category that the words speak for.
type guess struct {
	taxonomy.Guess
	Chosen bool
}

// Percent is the confidence in whole percents.
func (g guess) Percent() int { return int(g.Confidence*100 + .5) }

// Offer tells the sides apart for templates.
func (p *editorPage) Offer() bool { return p.Side == fair.OfferSide }

// OtherText reports whether anything is written in the languages that are folded.
func (p *editorPage) OtherText() bool {
	return slices.ContainsFunc(p.Langs[1:], func(l string) bool { return p.Form.Get("title."+l)+p.Form.Get("text."+l) != "" })
}

// Exclusives are what the side can say of exclusivity, and what it has said.
func (p *editorPage) Exclusives() []fair.Exclusivity {
	out := []fair.Exclusivity{fair.ExclusiveOffered, fair.ExclusiveTaken, fair.ExclusiveNone}
	if !p.Offer() {
		out = []fair.Exclusivity{fair.ExclusiveWanted, fair.ExclusiveNone}
	}
	if said := fair.Exclusivity(p.Form.Get("exclusive")); said != "" && !slices.Contains(out, said) {
		out = append(out, said)
	}
	return out
}

// Terms is the prefix of the side's own fields.
func (p *editorPage) Terms() string { return string(p.Side) }

// Names for choices and suggestions.
func (*editorPage) Incoterms() []taxonomy.Incoterm { return taxonomy.Incoterms() }
func (*editorPage) Units() []string                { return unitCodes() }
func (*editorPage) Schemes() []taxonomy.Scheme     { return taxonomy.Schemes() }
func (*editorPage) Countries() []string            { return taxonomy.Countries() }
func (*editorPage) Kinds() []fair.CompanyKind      { return fair.CompanyKinds() }
func (*editorPage) Currencies() []string           { return usualCurrencies }

// usualCurrencies are suggested first; every other can be typed.
var usualCurrencies = []string{"CNY", "USD", "EUR", "JPY", "GBP", "HKD", "KRW", "SGD", "AUD", "THB", "MYR", "BRL", "CHF", "AED"}

func unitCodes() []string {
	units := taxonomy.Units()
	out := make([]string, len(units))
	for i, u := range units {
		out[i] = u.Code
	}
	return out
}

// maxGuesses is how many categories are suggested.
const maxGuesses = 4

func (v *visit) editor(status int, f *form, side fair.Side, post *fair.Post) error {
	page := &editorPage{Form: f, Side: side, Post: post, Langs: v.textLanguages()}
	page.Tab = "posts"
	page.Title = v.say.T("editor." + map[bool]string{true: "new", false: "edit"}[post == nil] + "." + string(side))
	t := &typed{form: f}
	page.Codes = chosenCodes(t)
	words := t.texts("title", page.Langs).All() + " \n" + t.texts("text", page.Langs).All()
	for _, g := range taxonomy.Classify(words, 2*maxGuesses) {
		if trade := t.text("trade"); len(page.Guesses) == maxGuesses || trade != "" && g.Code.Service() != (trade == string(fair.Services)) {
			continue
		}
		chosen := slices.ContainsFunc(page.Codes, func(c taxonomy.Code) bool { return c.Within(g.Code) })
		page.Guesses = append(page.Guesses, guess{g, chosen})
	}
	page.Missing = missing(f, side)
	page.Certs = numbered(f, string(side)+".certificates")
	if side == fair.DemandSide {
		page.Certs = numbered(f, "demand.required")
	}
	page.Attrs = numbered(f, "attributes")
	page.Hidable = hidable[side]
	return v.render(status, "editor", page)
}

// hidable are the fields whose visibility a side can set.
var hidable = map[fair.Side][]string{
	fair.OfferSide:  {"price", "floor", "moq", "capacity", "lead_days", "certificates", "markets", "territory", "exclusive", "attributes"},
	fair.DemandSide: {"ceiling", "budget", "first", "annual", "needed_by", "origins", "required", "territory", "exclusive", "attributes"},
}

// textLanguages are the languages texts can be given in, the reader's first.
func (v *visit) textLanguages() []string {
	out := []string{v.say.Lang()}
	for _, l := range locale.Languages() {
		if l != out[0] {
			out = append(out, l)
		}
	}
	return out
}

// decisive are the fields whose lack costs most in matches, in the order asked.
var decisive = map[fair.Side][]string{
	fair.OfferSide:  {"text", "offer.moq.value", "offer.price.amount", "offer.origin", "offer.lead_days", "offer.certificates[0].scheme"},
	fair.DemandSide: {"text", "demand.first.value", "demand.ceiling.amount", "demand.destination", "demand.needed_by", "demand.required[0].scheme"},
}

// missing lists, under the catalog's "missing.", the decisive fields not filled in.
func missing(f *form, side fair.Side) []string {
	var out []string
	for _, name := range decisive[side] {
		filled := f.Get(name) != ""
		for _, l := range locale.Languages() {
			filled = filled || f.Get(name+"."+l) != ""
		}
		if !filled {
			key := strings.TrimPrefix(name, string(side)+".")
			key, _, _ = strings.Cut(key, "[")
			key, _, _ = strings.Cut(key, ".")
			out = append(out, key)
		}
	}
	return out
}

// spareRows is how many empty rows a list offers.
const spareRows = 2

// numbered are the rows of a list up to the last that is filled in, and some empty ones.
func numbered(f *form, list string) []int {
	n := 0
	if filled := f.rows(list); len(filled) > 0 {
		n = filled[len(filled)-1] + 1
	}
	out := make([]int, n+spareRows)
	for i := range out {
		out[i] = i
	}
	return out
}

// chosenCodes are the ticked guesses and the typed codes that can be read.
func chosenCodes(t *typed) []taxonomy.Code {
	var out []taxonomy.Code
	for _, s := range append(slices.Clone(t.form.Values["code"]), t.items("codes")...) {
		c, _, err := taxonomy.ParseCode(s)
		if err == nil && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// postForm reads the editor's form, and keeps the pictures that came with it:
// from then on the form holds their hashes.
func (v *visit) postForm() (*form, error) {
	f, err := v.form()
	if err != nil || v.r.MultipartForm == nil {
		return f, err
	}
	for _, header := range v.r.MultipartForm.File["upload"] {
		if header.Size == 0 {
			continue
		}
		if err := v.addPicture(f, header.Open); err != nil {
			var e *fair.Error
			if !errors.As(err, &e) || e.Code == fair.Internal {
				return f, err
			}
			sentence, _ := v.say.Error(err)
			f.Errors = map[string]string{"pictures": sentence}
			f.Values.Set("do", "check")
		}
	}
	return f, nil
}

func (v *visit) addPicture(f *form, open func() (multipart.File, error)) error {
	file, err := open()
	if err != nil {
		return err
	}
	defer file.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, io.LimitReader(file, fair.MaxPictureBytes+1)); err != nil {
		return err
	}
	p, err := v.Pictures.Add(v.ctx, v.who.Actor, b.Bytes())
	if err != nil {
		return err
	}
	if !slices.Contains(f.Values["picture"], p.Hash) {
		f.Values.Add("picture", p.Hash)
	}
	return nil
}
