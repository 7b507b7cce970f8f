package api

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
)

// schemas generates the JSON schemas of the description from the Go types and
// their validate tags, so that what is promised and what is judged are one. It
// is a huma.Registry.
type schemas struct {
	byName map[string]*huma.Schema
	types  map[string]reflect.Type
}

const refPrefix = "#/components/schemas/"

var _ huma.Registry = (*schemas)(nil)

func newSchemas() *schemas {
	return &schemas{byName: map[string]*huma.Schema{}, types: map[string]reflect.Type{}}
}

// Schema describes t; a struct by a reference to its named schema when allowRef is set.
func (s *schemas) Schema(t reflect.Type, allowRef bool, _ string) *huma.Schema {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if own := scalar(t); own != nil {
		return own
	}
	switch t.Kind() {
	case reflect.Slice:
		return &huma.Schema{Type: "array", Items: s.Schema(t.Elem(), true, "")}
	case reflect.Array:
		n := t.Len()
		return &huma.Schema{Type: "array", Items: s.Schema(t.Elem(), true, ""), MinItems: &n, MaxItems: &n}
	case reflect.Map:
		return &huma.Schema{Type: "object", AdditionalProperties: s.Schema(t.Elem(), true, "")}
	case reflect.Struct:
		return s.named(t, allowRef)
	}
	return &huma.Schema{} // any value
}

// scalar describes what travels as one string, number or boolean; nil for the rest.
func scalar(t reflect.Type) *huma.Schema {
	switch t {
	case reflect.TypeFor[fair.Time]():
		return &huma.Schema{Type: "string", Format: "date-time"}
	case reflect.TypeFor[fair.Decimal]():
		return &huma.Schema{Type: "string", Pattern: `^-?[0-9]{1,18}(\.[0-9]{0,12})?$`}
	case reflect.TypeFor[fair.Date]():
		return &huma.Schema{Type: "string", Format: "date"}
	case reflect.TypeFor[json.RawMessage]():
		return &huma.Schema{}
	}
	if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) && t.Kind() == reflect.Array {
		return &huma.Schema{Type: "string", Format: "uuid"} // a fair.ID
	}
	switch t.Kind() {
	case reflect.String:
		return &huma.Schema{Type: "string"}
	case reflect.Bool:
		return &huma.Schema{Type: "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &huma.Schema{Type: "integer"}
	case reflect.Float32, reflect.Float64:
		return &huma.Schema{Type: "number"}
	}
	return nil
}

func (s *schemas) named(t reflect.Type, allowRef bool) *huma.Schema {
	name := schemaName(t)
	if have, ok := s.types[name]; !ok {
		out := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}}
		s.byName[name], s.types[name] = out, t // before the fields: types may contain themselves
		s.fields(out, t)
	} else if have != t {
		panic("api: two types are called " + name) // at the start, by the first test
	}
	if allowRef {
		return &huma.Schema{Ref: refPrefix + name}
	}
	return s.byName[name]
}

// fields adds the fields of t, and of structs embedded in it, as encoding/json
// sees them: an outer name hides an inner one.
func (s *schemas) fields(out *huma.Schema, t reflect.Type) {
	eachField(t, func(name string, f reflect.StructField) {
		rules := parseRules(f.Tag.Get("validate"))
		out.Properties[name] = rules.apply(f.Type, s.Schema(f.Type, true, ""))
		if slices.Contains(withheld[t], name) {
			out.Properties[name] = &huma.Schema{Type: "string", Pattern: `^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?$`, Description: "a UUID; empty where the reader is not to know it"}
		}
		if rules.refuseZero(f.Type) {
			out.Required = append(out.Required, name)
		}
	})
	slices.Sort(out.Required)
}

// withheld are ids that some readers do not get: the company behind a blind demand.
var withheld = map[reflect.Type][]string{
	reflect.TypeFor[fair.Meeting]():     {"from", "to", "created_by"},
	reflect.TypeFor[fair.MeetingView](): {"from", "to", "created_by"},
	reflect.TypeFor[fair.Post]():        {"company"},
	reflect.TypeFor[fair.Company]():     {"id"},
	reflect.TypeFor[fair.Hit]():         {"company"},
}

// eachField calls do with every field that encoding/json sees in t and in structs
// embedded in it.
func eachField(t reflect.Type, do func(name string, f reflect.StructField)) {
	seen := map[string]bool{}
	var walk func(reflect.Type)
	walk = func(t reflect.Type) {
		var embedded []reflect.Type
		for i := range t.NumField() {
			f := t.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case name == "-" || !f.IsExported() && !f.Anonymous:
				continue
			case f.Anonymous && name == "":
				embedded = append(embedded, f.Type)
				continue
			case name == "":
				name = f.Name
			}
			if !seen[name] {
				seen[name] = true
				do(name, f)
			}
		}
		for _, inner := range embedded {
			walk(inner)
		}
	}
	walk(t)
}

// promise lists, in the schemas of what is only answered, every field that is
// always there.
func (s *schemas) promise() {
	for name, schema := range s.byName {
		if schema.AdditionalProperties != nil {
			continue // of requests: there, only what must be said is required
		}
		schema.Required = nil
		eachField(s.types[name], func(field string, f reflect.StructField) {
			if _, options, _ := strings.Cut(f.Tag.Get("json"), ","); options == "" {
				schema.Required = append(schema.Required, field)
			}
		})
		slices.Sort(schema.Required)
	}
}

// input is Schema for the body of a request: what it does not name is refused,
// in it and in all that it contains.
func (s *schemas) input(t reflect.Type) *huma.Schema {
	ref := s.Schema(t, true, "")
	s.shut(ref)
	return ref
}

func (s *schemas) shut(part *huma.Schema) {
	if part == nil {
		return
	}
	if part.Ref != "" {
		part = s.SchemaFromRef(part.Ref)
		if part.AdditionalProperties != nil {
			return
		}
		part.AdditionalProperties = false
	}
	s.shut(part.Items)
	for _, p := range part.Properties {
		s.shut(p)
	}
	for _, p := range part.AllOf {
		s.shut(p)
	}
	if inner, ok := part.AdditionalProperties.(*huma.Schema); ok {
		s.shut(inner)
	}
}

// properties are the fields of a struct that is not itself described.
func (s *schemas) properties(t reflect.Type) map[string]*huma.Schema {
	out := &huma.Schema{Properties: map[string]*huma.Schema{}}
	s.fields(out, t)
	return out.Properties
}

// SchemaFromRef finds a named schema; nil when there is none.
func (s *schemas) SchemaFromRef(ref string) *huma.Schema {
	return s.byName[strings.TrimPrefix(ref, refPrefix)]
}

// TypeFromRef finds the type of a named schema; nil when there is none.
func (s *schemas) TypeFromRef(ref string) reflect.Type {
	return s.types[strings.TrimPrefix(ref, refPrefix)]
}

// Map are the named schemas.
func (s *schemas) Map() map[string]*huma.Schema { return s.byName }

// RegisterTypeAlias is huma's way to describe one type as another; we have none.
func (s *schemas) RegisterTypeAlias(reflect.Type, reflect.Type) {
	panic("api: type aliases are not supported")
}

// MarshalJSON writes the schemas by their names.
func (s *schemas) MarshalJSON() ([]byte, error) { return json.Marshal(s.byName) }

func schemaName(t reflect.Type) string {
	name := []rune(t.Name())
	if len(name) == 0 {
		panic("api: a struct without a name cannot be described")
	}
	name[0] = unicode.ToUpper(name[0])
	return string(name)
}
