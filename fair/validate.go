package fair

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
	"golang.org/x/text/language"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// Validate holds a command against its validate tags: the one set of rules for
// the API, the forms and the imports. The error is an *Error of code Invalid
// with one FieldError per broken rule.
func Validate(command any) error {
	e := &Error{Code: Invalid, Key: "error.invalid"}
	unreadable(reflect.ValueOf(command), "", &e.Fields)
	err := rules.Struct(command)
	var broken validator.ValidationErrors
	if err != nil && !errors.As(err, &broken) {
		return fmt.Errorf("validate %T: %w", command, err)
	}
	for _, b := range broken {
		f := FieldError{Field: fieldPath(b.Namespace()), Rule: b.Tag(), Param: b.Param(), Value: shown(b.Value())}
		if f.Param == "" {
			f.Param = strings.Join(nearest(b.Tag(), f.Value), " | ")
		}
		e.Fields = append(e.Fields, f)
	}
	if len(e.Fields) == 0 {
		return nil
	}
	return e
}

// unreadable finds texts with characters that nobody writes and that can deceive
// a reader or a machine: controls but for line breaks and tabs, marks that turn
// the direction of the text, broken UTF-8. Commands are trees of plain values.
func unreadable(v reflect.Value, path string, out *[]FieldError) {
	switch v.Kind() {
	case reflect.String:
		if s := v.String(); !utf8.ValidString(s) || strings.ContainsFunc(s, Deceives) {
			*out = append(*out, FieldError{Field: path, Rule: "characters"})
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			unreadable(v.Elem(), path, out)
		}
	case reflect.Slice:
		for i := range v.Len() {
			unreadable(v.Index(i), indexed(path, i), out)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			unreadable(k, path, out)
			unreadable(v.MapIndex(k), path+"["+clip(k.String(), 20)+"]", out)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[Decimal]() {
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Anonymous {
				unreadable(v.Field(i), path, out)
			} else if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); f.IsExported() {
				unreadable(v.Field(i), strings.TrimPrefix(path+"."+name, "."), out)
			}
		}
	}
}

// Deceives reports whether a text with r is refused: see Validate. Imports leave such
// characters out.
func Deceives(r rune) bool {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return false
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return unicode.IsControl(r)
}

// nearest are the valid values closest to one that the tag refuses.
func nearest(tag, value string) []string {
	var err error
	switch tag {
	case "country":
		_, err = taxonomy.ParseCountry(value)
	case "currency":
		_, err = taxonomy.ParseCurrency(value)
	case "unit":
		_, err = taxonomy.ParseUnit(value)
	case "incoterm":
		_, err = taxonomy.ParseIncoterm(value)
	case "scheme":
		_, err = taxonomy.ParseCertificate(value)
	case "code":
		_, _, err = taxonomy.ParseCode(value)
	}
	var unknown *taxonomy.UnknownError
	if errors.As(err, &unknown) {
		return unknown.Nearest
	}
	return nil
}

// Rule is a validation tag of our own, with what it admits for the schema.
type Rule struct {
	Tag     string
	Pattern string // regular expression of a string, as JSON Schema wants it
	Format  string // JSON Schema format, when there is one
	admits  func(s string) bool
}

// stringRules are the tags that judge a string by itself.
var stringRules = []Rule{
	{Tag: "slug", Pattern: `^[a-z0-9]+(-[a-z0-9]+)*$`},
	{Tag: "clock", Pattern: `^([01][0-9]|2[0-3]):[0-5][0-9]$`},
	{Tag: "picture", Pattern: `^[0-9a-f]{64}$`},
	{Tag: "date", Format: "date", admits: func(s string) bool { _, err := time.Parse(time.DateOnly, s); return err == nil }},
	{Tag: "country", Pattern: `^[A-Z]{2}$`, admits: canonical(taxonomy.ParseCountry)},
	{Tag: "currency", Pattern: `^[A-Z]{3}$`, admits: canonical(taxonomy.ParseCurrency)},
	{Tag: "unit", Pattern: `^[0-9A-Z]{1,3}$`, admits: func(s string) bool { u, err := taxonomy.ParseUnit(s); return err == nil && u.Code == s }},
	{Tag: "incoterm", Pattern: `^[A-Z]{3}$`, admits: func(s string) bool { t, err := taxonomy.ParseIncoterm(s); return err == nil && string(t) == s }},
	{Tag: "scheme", Pattern: `^[a-z0-9_-]+$`, admits: func(s string) bool { c, err := taxonomy.ParseCertificate(s); return err == nil && c.Key == s }},
	{Tag: "code", Pattern: `^([0-9]{2}|[0-9]{4}|[0-9]{6}|S[0-9]{2}[A-Z]?)$`, admits: func(s string) bool { c, _, err := taxonomy.ParseCode(s); return err == nil && string(c) == s }},
	{Tag: "language", Pattern: `^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`, admits: func(s string) bool { _, err := language.Parse(s); return err == nil }},
	{Tag: "visible", admits: func(s string) bool { _, ok := hideable[s]; return ok }},
}

// StringRules lists our own tags on strings, for whoever writes a schema.
func StringRules() []Rule { return slices.Clone(stringRules) }

func canonical(parse func(string) (string, error)) func(string) bool {
	return func(s string) bool { v, err := parse(s); return err == nil && v == s }
}

var rules = newRules()

func newRules() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterCustomTypeFunc(func(f reflect.Value) any { return f.Interface().(Decimal).Float() }, Decimal{})
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	must := func(err error) {
		if err != nil {
			panic(err) // a tag registered twice or by a bad name: a bug that the first test finds
		}
	}
	for _, r := range stringRules {
		admits := r.admits
		if r.Pattern != "" {
			shape := regexp.MustCompile(r.Pattern)
			further := admits
			admits = func(s string) bool { return shape.MatchString(s) && (further == nil || further(s)) }
		}
		must(v.RegisterValidation(r.Tag, func(f validator.FieldLevel) bool { return admits(f.Field().String()) }))
	}
	must(v.RegisterValidation("email", func(f validator.FieldLevel) bool {
		a, err := mail.ParseAddress(f.Field().String())
		return err == nil && a.Address == f.Field().String() && strings.Contains(a.Address, "@")
	}))
	must(v.RegisterValidation("positive", func(f validator.FieldLevel) bool {
		return f.Field().Kind() == reflect.Float64 && f.Field().Float() > 0
	}))
	must(v.RegisterValidation("multiple", func(f validator.FieldLevel) bool {
		n, err := strconv.ParseInt(f.Param(), 10, 64)
		return err == nil && f.Field().Int()%n == 0
	}))
	must(v.RegisterValidation("texts", validTexts))
	return v
}

// validTexts admits languages as keys and texts of at most the tag's parameter
// in characters, at least one of them with something to read.
func validTexts(f validator.FieldLevel) bool {
	texts, ok := f.Field().Interface().(Texts)
	limit, err := strconv.Atoi(f.Param())
	if !ok || err != nil {
		return false
	}
	some := false
	for lang, s := range texts {
		if _, err := language.Parse(lang); err != nil || !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
			return false
		}
		some = some || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
	}
	return some
}

// fieldPath drops the command's own name and the names of embedded structs.
func fieldPath(namespace string) string {
	_, path, _ := strings.Cut(namespace, ".")
	parts := strings.Split(path, ".")
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool {
		return p == "" || p[0] >= 'A' && p[0] <= 'Z'
	}), ".")
}

func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return clip(v, 60)
	case fmt.Stringer:
		return clip(v.String(), 60)
	}
	rv := reflect.ValueOf(v)
	switch rv.Kind() {
	case reflect.String, reflect.Int, reflect.Int64, reflect.Float64, reflect.Bool:
		return clip(fmt.Sprint(v), 60)
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }

func indexed(field string, i int) string { return field + "[" + itoa(i) + "]" }

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
