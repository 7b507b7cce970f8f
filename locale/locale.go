// Package locale turns keys, facts and values into what a person reads: the
// message catalogs, and dates, numbers and money in the reader's form. Pages,
// mails and the command line all speak through it.
//
// It must not know of HTTP or templates.
package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/fairmatch/fairmatch/fair"
)

//go:embed catalog/*.json
var catalogs embed.FS

// Languages are those with complete catalogs, by BCP 47 tag; the first is the
// one that others fall back to.
func Languages() []string { return []string{"en", "zh"} }

// Match returns the language of ours that serves an Accept-Language header, or
// any list of tags, best.
func Match(accept ...string) string {
	matcher := language.NewMatcher([]language.Tag{language.English, language.Chinese})
	_, i := language.MatchStrings(matcher, accept...)
	return Languages()[i]
}

// Printer writes for readers of one language. It is safe for concurrent use.
type Printer struct {
	lang  string
	loc   *i18n.Localizer
	print *message.Printer
}

var printers = sync.OnceValue(func() map[string]*Printer {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	files, err := fs.Glob(catalogs, "catalog/*.json")
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		if _, err := bundle.LoadMessageFileFS(catalogs, f); err != nil {
			panic(fmt.Sprintf("catalog %s: %v", f, err)) // embedded: the first test finds it
		}
	}
	out := map[string]*Printer{}
	for _, l := range Languages() {
		out[l] = &Printer{lang: l, loc: i18n.NewLocalizer(bundle, l), print: message.NewPrinter(language.Make(l))}
	}
	return out
})

// For returns the printer of a language; an unknown one is matched to ours.
func For(lang string) *Printer {
	if p, ok := printers()[lang]; ok {
		return p
	}
	return printers()[Match(lang)]
}

// Lang is the printer's language.
func (p *Printer) Lang() string { return p.lang }

// Dir is the direction of its script, for the dir attribute.
func (p *Printer) Dir() string { return "ltr" }

// Has reports whether the catalog has the key.
func (p *Printer) Has(key string) bool {
	_, _, err := p.loc.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	var missing *i18n.MessageNotFoundErr
	return !errors.As(err, &missing)
}

// T returns the sentence of a key; pairs are names and values of its facts, and
// "count" chooses the plural form. A key that is missing shows itself.
func (p *Printer) T(key string, pairs ...any) string {
	args := make(fair.Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return p.Say(key, args)
}

// Say is T with the facts as a map, each written in the reader's form.
func (p *Printer) Say(key string, args fair.Args) string {
	shown := make(map[string]any, len(args))
	for name, v := range args {
		shown[name] = p.value(name, v)
	}
	conf := &i18n.LocalizeConfig{MessageID: key, TemplateData: shown}
	if n, ok := args["count"]; ok {
		conf.PluralCount = n
	}
	s, err := p.loc.Localize(conf)
	if err != nil && s == "" {
		return key
	}
	return s
}

// Error returns the sentence of an error, and per field of a command what is
// wrong with it. An error that is not a *fair.Error gives the neutral sentence.
func (p *Printer) Error(err error) (sentence string, fields map[string]string) {
	var e *fair.Error
	if !errors.As(err, &e) || e.Code == fair.Internal {
		return p.T("error.internal"), nil
	}
	if len(e.Fields) > 0 {
		fields = make(map[string]string, len(e.Fields))
		for _, f := range e.Fields {
			fields[f.Field] = p.Field(f)
		}
	}
	args := e.Args
	if what, ok := args["what"].(string); ok {
		args = fair.Args{"what": p.T("what." + what)}
	}
	return p.Say(e.Key, args), fields
}

// Field says which rule a field breaks: "must be at most 200 characters".
func (p *Printer) Field(f fair.FieldError) string {
	key := "rule." + f.Rule
	if !p.Has(key) {
		key = "rule.other"
	}
	return p.T(key, "param", alternatives(f), "value", f.Value)
}

// alternatives writes a rule's parameter: several values stand as "A | B", those
// of oneof as the validator has them, "a b".
func alternatives(f fair.FieldError) string {
	if f.Rule == "oneof" {
		return strings.ReplaceAll(f.Param, " ", ", ")
	}
	return strings.ReplaceAll(f.Param, " | ", ", ")
}

// Reason is the sentence of one part of a match.
func (p *Printer) Reason(r fair.Reason) string { return p.Say(r.Key, r.Args) }

// Lift is the sentence of a change that would lift a match.
func (p *Printer) Lift(l fair.Lift) string { return p.Say(l.Key, l.Args) }

// Part names a part of a match ("Price").
func (p *Printer) Part(part string) string { return p.T("part." + part) }

// Question asks for what a part did not find stated: the side that can answer it alone
// ([fair.Reason.Asks]), where one is given, so that one answer will do; else both.
func (p *Printer) Question(part string, asks ...fair.Side) string {
	for _, side := range asks {
		if key := "question." + part + askedOf[side]; side != "" && p.Has(key) {
			return p.T(key)
		}
	}
	return p.T("question." + part)
}

var askedOf = map[fair.Side]string{fair.OfferSide: "_supplier", fair.DemandSide: "_buyer"}

// Keys lists the catalog's keys in a language, sorted, for tests of completeness.
func Keys(lang string) ([]string, error) {
	files, err := fs.Glob(catalogs, "catalog/*."+lang+".json")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, f := range files {
		b, err := catalogs.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var m map[string]json.RawMessage
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		for k := range m {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out, nil
}
