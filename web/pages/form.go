package pages

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// form is what a form shows: what was typed, and what is wrong with it. Field
// names are the paths of the command's fields, as errors name them.
type form struct {
	Values   url.Values
	Errors   map[string]string
	Sentence string
	Once     string // random key: the same form sent twice acts once
}

func newForm() *form { return &form{Values: url.Values{}, Once: rand.Text()} }

// Get is the typed value of a field.
func (f *form) Get(name string) string { return f.Values.Get(name) }

// Has reports whether a checkbox or chip of that value is on.
func (f *form) Has(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Any is the first thing that is wrong with a field or anything under it.
func (f *form) Any(name string) string {
	best := ""
	for field := range f.Errors {
		if within(name, field) && (best == "" || field < best) {
			best = field
		}
	}
	return f.Errors[best]
}

// maxRows is how long a list of a form can be.
const maxRows = 1000

// rows are the numbers of the rows NAME[0].…, NAME[1].… in which anything is typed, rising.
func (f *form) rows(name string) []int {
	var out []int
	for field, values := range f.Values {
		rest, ok := strings.CutPrefix(field, name+"[")
		number, _, closed := strings.Cut(rest, "].")
		i, err := strconv.Atoi(number)
		if ok && closed && err == nil && i >= 0 && i < maxRows && strings.TrimSpace(strings.Join(values, "")) != "" {
			out = append(out, i)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (f *form) set(name, value string) {
	if value != "" {
		f.Values.Set(name, value)
	}
}

// maxFormMemory is how much of an upload is held in memory; the rest is on disk.
const maxFormMemory = 1 << 20

// form reads what was sent.
func (v *visit) form() (*form, error) {
	var err error
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/") {
		err = v.r.ParseMultipartForm(maxFormMemory)
	} else {
		err = v.r.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, &fair.Error{Code: fair.TooLarge, Key: "error.too_large", Args: fair.Args{"max": strconv.FormatInt(tooLarge.Limit>>20, 10) + " MB"}, Cause: err}
	case err != nil:
		return nil, &fair.Error{Code: fair.Invalid, Key: "error.body", Args: fair.Args{"value": ""}, Cause: err}
	}
	f := &form{Values: v.r.PostForm, Once: cmp.Or(v.r.PostForm.Get("once"), rand.Text())}
	return f, nil
}

// refuse puts an error of a service on the form and reports whether the form can
// be shown again with it; other errors are for the error page.
func (v *visit) refuse(f *form, err error) bool {
	var e *fair.Error
	if !errors.As(err, &e) || e.Code == fair.Internal || e.Code == fair.NotFound || e.Code == fair.Unauthenticated {
		return false
	}
	f.Sentence, f.Errors = v.say.Error(err)
	f.Once = rand.Text()
	return true
}

// once carries a form out, and when it is sent again only repeats where the
// first time led to.
func (v *visit) once(f *form, act func(context.Context) (string, error)) (string, error) {
	request := v.r.URL.Path + "?" + f.Values.Encode()
	_, to, err := v.Once.Do(v.ctx, v.who.Actor, f.Get("once"), []byte(request), func(ctx context.Context) (int, []byte, error) {
		to, err := act(ctx)
		return http.StatusSeeOther, []byte(to), err
	})
	return string(to), err
}

// typed reads fields of a form into values, collecting what cannot be read.
type typed struct {
	form   *form
	broken []fair.FieldError
}

func (t *typed) bad(field, rule, value string, nearest ...string) {
	t.broken = append(t.broken, fair.FieldError{Field: field, Rule: rule, Value: value, Param: strings.Join(nearest, " | ")})
}

// err is nil, or an Invalid error of all that could not be read.
func (t *typed) err() error {
	if len(t.broken) == 0 {
		return nil
	}
	return &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: t.broken}
}

// judge is err, and when something could not be read also all else that is wrong with
// the commands: people see every field to mend at once. Without it the service judges.
func (t *typed) judge(commands ...any) error {
	if len(t.broken) == 0 {
		return nil
	}
	unread := slices.Clone(t.broken)
	for _, c := range commands {
		var e *fair.Error
		if !errors.As(fair.Validate(c), &e) {
			continue
		}
		for _, f := range e.Fields {
			if !slices.ContainsFunc(unread, func(b fair.FieldError) bool { return within(b.Field, f.Field) || within(f.Field, b.Field) }) {
				t.broken = append(t.broken, f)
			}
		}
	}
	return t.err()
}

// within reports whether a field is another one or a part of it.
func within(outer, field string) bool {
	rest, ok := strings.CutPrefix(field, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (t *typed) text(name string) string { return strings.TrimSpace(t.form.Get(name)) }

// texts reads NAME.en, NAME.zh …
func (t *typed) texts(name string, langs []string) fair.Texts {
	out := fair.Texts{}
	for _, l := range langs {
		if s := t.text(name + "." + l); s != "" {
			out[l] = strings.ReplaceAll(s, "\r\n", "\n")
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (t *typed) whole(name string) int {
	s := plainNumber(t.text(name))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.bad(name, "number", s)
	}
	return n
}

// real reads a bound of a search; what is no number is no bound.
func (t *typed) real(name string) float64 {
	x, err := strconv.ParseFloat(plainNumber(t.text(name)), 64)
	if err != nil || x < 0 {
		return 0
	}
	return x
}

func (t *typed) decimal(name string) fair.Decimal {
	d, err := fair.ParseDecimal(plainNumber(t.text(name)))
	if err != nil {
		t.bad(name, "number", t.text(name))
	}
	return d
}

// plainNumber drops the grouping that people type, and reads full-width digits.
func plainNumber(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ',' || r == '，' || r == ' ' || r == '\u00a0' || r == '\'':
			return -1
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '．':
			return '.'
		}
		return r
	}, s)
}

func (t *typed) unit(name string) string {
	u, err := taxonomy.ParseUnit(t.text(name))
	t.known(name, "unit", err)
	return u.Code
}

func (t *typed) currency(name string) string {
	c, err := taxonomy.ParseCurrency(t.text(name))
	t.known(name, "currency", err)
	return c
}

// known notes an unknown name, with those that are near.
func (t *typed) known(name, rule string, err error) {
	if err == nil {
		return
	}
	if t.text(name) == "" {
		rule = "required"
	}
	t.bad(name, rule, t.text(name), nearest(err)...)
}

// quantity reads NAME.value and NAME.unit; nil when no value is typed.
func (t *typed) quantity(name string) *fair.Quantity {
	if t.text(name+".value") == "" {
		return nil
	}
	return &fair.Quantity{Value: t.decimal(name + ".value"), Unit: t.unit(name + ".unit")}
}

// money reads NAME.amount and NAME.currency; nil when no amount is typed.
func (t *typed) money(name string) *fair.Money {
	if t.text(name+".amount") == "" {
		return nil
	}
	return &fair.Money{Amount: t.decimal(name + ".amount"), Currency: t.currency(name + ".currency")}
}

func (t *typed) price(name string) *fair.Price {
	if t.text(name+".amount") == "" {
		return nil
	}
	p := &fair.Price{Amount: t.decimal(name + ".amount"), Currency: t.currency(name + ".currency"), Unit: t.unit(name + ".unit"), Place: t.text(name + ".place")}
	p.Incoterms = slices.Clone(t.form.Values[name+".incoterms"])
	return p
}

func (t *typed) country(name string) string {
	if t.text(name) == "" {
		return ""
	}
	c, err := taxonomy.ParseCountry(t.text(name))
	t.known(name, "country", err)
	return c
}

// items splits a list as people type it.
func (t *typed) items(name string) []string { return split(t.text(name), ",，、;；\n") }

func split(s, marks string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// countries reads a list of names. Some hold a comma ("Hong Kong SAR, China"), so
// commas separate only what is no name as a whole.
func (t *typed) countries(name string) []string {
	var pieces, out []string
	for _, s := range split(t.text(name), "、;；\n") {
		if _, err := taxonomy.ParseCountry(s); err == nil {
			pieces = append(pieces, s)
		} else {
			pieces = append(pieces, split(s, ",，")...)
		}
	}
	for _, s := range pieces {
		c, err := taxonomy.ParseCountry(s)
		if err != nil {
			t.bad(name, "country", s, nearest(err)...)
		} else if !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out
}

// nearest are the names that an unknown one may mean.
func nearest(err error) []string {
	var u *taxonomy.UnknownError
	if errors.As(err, &u) {
		return u.Nearest
	}
	return nil
}

// id reads an identifier of a form; an odd one is as if it were absent, for only
// a tampered form has it.
func id[T any](s string) fair.ID[T] {
	out, _ := fair.ParseID[T](s)
	return out
}

// times reads all values of a field that are instants.
func (t *typed) times(name string) []fair.Time {
	var out []fair.Time
	for _, s := range t.form.Values[name] {
		var at fair.Time
		if err := at.UnmarshalText([]byte(s)); err != nil {
			t.bad(name, "proposed", s)
		} else if at != 0 && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	return out
}
