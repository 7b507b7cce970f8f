package api

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
)

// rules are a validate tag, read: rules of the value itself, and after dive of
// its elements and, between keys and endkeys, of its keys.
type rules struct {
	own      []rule
	optional bool // omitempty: the zero value is not judged
	keys     *rules
	elements *rules
}

type rule struct{ tag, param string }

func parseRules(tag string) rules {
	r, _ := readRules(strings.FieldsFunc(tag, func(c rune) bool { return c == ',' }))
	return r
}

func readRules(parts []string) (r rules, rest []string) {
	for len(parts) > 0 {
		tag, param, _ := strings.Cut(parts[0], "=")
		parts = parts[1:]
		switch tag {
		case "omitempty":
			r.optional = true
		case "dive":
			elements := rules{}
			if len(parts) > 0 && parts[0] == "keys" {
				var keys rules
				keys, parts = readRules(parts[1:])
				r.keys = &keys
			}
			elements, parts = readRules(parts)
			r.elements = &elements
			return r, parts
		case "endkeys":
			return r, parts
		default:
			r.own = append(r.own, rule{tag, param})
		}
	}
	return r, nil
}

// apply narrows the schema of a field's type to what its rules admit. A tag
// that it does not know is a mistake of ours and panics; the first test finds it.
func (r rules) apply(t reflect.Type, s *huma.Schema) *huma.Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	for _, one := range r.own {
		one.apply(t, s)
	}
	if r.elements == nil {
		return s
	}
	if t.Kind() == reflect.Map {
		s.AdditionalProperties = r.elements.apply(t.Elem(), s.AdditionalProperties.(*huma.Schema))
		if r.keys != nil {
			extend(s, "propertyNames", r.keys.apply(t.Key(), &huma.Schema{Type: "string"}))
		}
		return s
	}
	s.Items = r.elements.apply(t.Elem(), s.Items)
	return s
}

func (r rule) apply(t reflect.Type, s *huma.Schema) {
	switch r.tag {
	case "required":
		requireValue(t, s)
	case "min", "max":
		bound(r.tag, r.number(), t, s)
	case "oneof":
		for _, v := range strings.Fields(r.param) {
			s.Enum = append(s.Enum, v)
		}
	case "unique":
		s.UniqueItems = true
	case "multiple":
		n := float64(r.number())
		s.MultipleOf = &n
	case "positive":
		s.Pattern = `^[0-9]{1,18}(\.[0-9]{0,12})?$`
		s.AllOf = append(s.AllOf, &huma.Schema{Pattern: `[1-9]`})
	case "texts":
		limitTexts(r.number(), s)
	case "visible":
		for _, f := range fair.HideableFields() {
			s.Enum = append(s.Enum, f)
		}
	case "email", "e164", "http_url", "timezone":
		wellKnown[r.tag].apply(s)
	default:
		i := slices.IndexFunc(fair.StringRules(), func(own fair.Rule) bool { return own.Tag == r.tag })
		if i < 0 {
			panic(fmt.Sprintf("api: no schema for the validate tag %q", r.tag))
		}
		own := fair.StringRules()[i]
		shape{own.Pattern, own.Format}.apply(s)
	}
}

func (r rule) number() int {
	n, err := strconv.Atoi(r.param)
	if err != nil {
		panic(fmt.Sprintf("api: validate tag %s=%s: %v", r.tag, r.param, err))
	}
	return n
}

// shape is how a string looks.
type shape struct{ pattern, format string }

func (h shape) apply(s *huma.Schema) { s.Pattern, s.Format = h.pattern, h.format }

// wellKnown are the validator's own rules of strings that we use.
var wellKnown = map[string]shape{
	"email":    {format: "email"},
	"e164":     {pattern: `^\+?[1-9][0-9]{7,14}$`},
	"http_url": {pattern: `^[Hh][Tt][Tt][Pp][Ss]?://.+`, format: "uri"},
	"timezone": {pattern: `^[A-Za-z][A-Za-z0-9_+/-]*$`},
}

// requireValue: the zero value does not do.
func requireValue(t reflect.Type, s *huma.Schema) {
	one := 1
	if t.Kind() == reflect.String {
		s.MinLength = &one
	}
}

// bound limits characters of strings, items of lists, fields of maps, and numbers.
func bound(tag string, n int, t reflect.Type, s *huma.Schema) {
	f := float64(n)
	least := tag == "min"
	set := func(lower, upper **int) {
		if least {
			*lower = &n
		} else {
			*upper = &n
		}
	}
	switch t.Kind() {
	case reflect.String:
		set(&s.MinLength, &s.MaxLength)
	case reflect.Slice:
		set(&s.MinItems, &s.MaxItems)
	case reflect.Map:
		set(&s.MinProperties, &s.MaxProperties)
	default:
		if least {
			s.Minimum = &f
		} else {
			s.Maximum = &f
		}
	}
}

// limitTexts: languages as names, texts of at most n characters, and not all of
// them blank.
func limitTexts(n int, s *huma.Schema) {
	extend(s, "propertyNames", &huma.Schema{Pattern: `^[A-Za-z0-9_-]+$`})
	s.AdditionalProperties = &huma.Schema{Type: "string", MaxLength: &n}
	s.Not = &huma.Schema{AdditionalProperties: &huma.Schema{Pattern: `^\s*$`}}
}

func extend(s *huma.Schema, keyword string, v any) {
	if s.Extensions == nil {
		s.Extensions = map[string]any{}
	}
	s.Extensions[keyword] = v
}

// refuseZero reports whether a field of type t may not be left out.
func (r rules) refuseZero(t reflect.Type) bool {
	if r.optional {
		return false
	}
	return slices.ContainsFunc(r.own, func(one rule) bool {
		switch one.tag {
		case "required", "positive", "texts", "oneof":
			return true
		case "min":
			return one.number() > 0
		case "max", "unique", "multiple":
			return false
		}
		return t.Kind() == reflect.String // a rule of strings, which "" does not keep
	})
}
