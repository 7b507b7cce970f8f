package api

import (
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// limits says a schema's bounds in one line, for the reference page.
func limits(s *huma.Schema) string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if len(s.Enum) > 0 {
		say("one of %s", strings.Trim(fmt.Sprint(s.Enum), "[]"))
	}
	between := func(what string, least, most *int) {
		switch {
		case least != nil && most != nil:
			say("%d … %d %s", *least, *most, what)
		case least != nil:
			say("at least %d %s", *least, what)
		case most != nil:
			say("at most %d %s", *most, what)
		}
	}
	between("characters", s.MinLength, s.MaxLength)
	between("items", s.MinItems, s.MaxItems)
	between("entries", s.MinProperties, s.MaxProperties)
	if s.Minimum != nil {
		say("≥ %g", *s.Minimum)
	}
	if s.Maximum != nil {
		say("≤ %g", *s.Maximum)
	}
	if s.MultipleOf != nil {
		say("a multiple of %g", *s.MultipleOf)
	}
	if s.UniqueItems {
		say("no item twice")
	}
	if s.Pattern != "" {
		say("like %s", s.Pattern)
	}
	if s.Items != nil {
		if inner := limits(s.Items); inner != "" {
			say("each %s", inner)
		}
	}
	if inner, ok := s.AdditionalProperties.(*huma.Schema); ok {
		if each := limits(inner); each != "" {
			say("each %s", each)
		}
	}
	return strings.Join(out, "; ")
}
