package api

import (
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

// maxMisfits is how many wrong places of one body are told.
const maxMisfits = 50

// misfits lists where a JSON value, read with UseNumber, does not fit the Go type
// that it is for: names that it does not have (rule "unknown"), and values of
// another type (rule "type", its parameter the wanted one). Paths are as JSON spells them.
func misfits(t reflect.Type, v any) []fair.FieldError {
	var f fit
	if _, object := v.(map[string]any); !object && t.Kind() == reflect.Struct {
		f.wrong("body", "object", v) // the body as a whole; its fields have no names then
	} else {
		f.check(t, v, "")
	}
	return f.found
}

type fit struct{ found []fair.FieldError }

func (f *fit) wrong(path, wanted string, v any) {
	f.add(fair.FieldError{Field: path, Rule: "type", Param: wanted, Value: shown(v)})
}

// unread is a value that its type could not read; of amounts a scalar may be one.
func (f *fit) unread(t reflect.Type, path string, v any) {
	switch v.(type) {
	case string, json.Number:
		if t == reflect.TypeFor[fair.Decimal]() {
			f.add(fair.FieldError{Field: path, Rule: "number", Value: shown(v)})
			return
		}
	}
	f.wrong(path, wanted(t), v)
}

func (f *fit) add(e fair.FieldError) {
	if len(f.found) < maxMisfits {
		f.found = append(f.found, e)
	}
}

func (f *fit) check(t reflect.Type, v any, path string) {
	for t.Kind() == reflect.Pointer {
		if v == nil {
			return
		}
		t = t.Elem()
	}
	if readsItself(t) {
		b, err := json.Marshal(v)
		if err == nil {
			err = json.Unmarshal(b, reflect.New(t).Interface())
		}
		if err != nil {
			f.unread(t, path, v)
		}
		return
	}
	if v == nil {
		return // null leaves a field as if it were absent
	}
	switch t.Kind() {
	case reflect.Struct:
		f.object(t, v, path)
	case reflect.Map:
		if named, ok := v.(map[string]any); ok {
			for _, name := range slices.Sorted(maps.Keys(named)) {
				f.check(t.Elem(), named[name], path+"["+name+"]")
			}
			return
		}
		f.wrong(path, "object", v)
	case reflect.Slice, reflect.Array:
		if list, ok := v.([]any); ok {
			for i, one := range list {
				f.check(t.Elem(), one, path+"["+strconv.Itoa(i)+"]")
			}
			return
		}
		f.wrong(path, "array", v)
	default:
		if !fits(t, v) {
			f.wrong(path, wanted(t), v)
		}
	}
}

func (f *fit) object(t reflect.Type, v any, path string) {
	object, ok := v.(map[string]any)
	if !ok {
		f.wrong(path, "object", v)
		return
	}
	members := map[string]reflect.Type{}
	eachField(t, func(name string, m reflect.StructField) { members[name] = m.Type })
	for _, name := range slices.Sorted(maps.Keys(object)) {
		at := strings.TrimPrefix(path+"."+name, ".")
		if m, ok := members[name]; ok {
			f.check(m, object[name], at)
		} else {
			f.add(fair.FieldError{Field: short(at), Rule: "unknown"})
		}
	}
}

// readsItself tells types that say themselves how they are read: ids, times, decimals.
func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || p.Implements(reflect.TypeFor[json.Unmarshaler]())
}

// fits tells whether a scalar can be read into t.
func fits(t reflect.Type, v any) bool {
	if t.Kind() == reflect.Interface {
		return true
	}
	switch v := v.(type) {
	case string:
		return t.Kind() == reflect.String
	case bool:
		return t.Kind() == reflect.Bool
	case json.Number:
		return json.Unmarshal([]byte(v), reflect.New(t).Interface()) == nil
	}
	return false
}

// wanted names the type that JSON has for t, as the schemas do.
func wanted(t reflect.Type) string {
	s := scalar(t)
	switch {
	case s == nil:
		return "object"
	case s.Format != "":
		return s.Format
	}
	return s.Type
}

// shown is a foreign value, shortened; of lists and objects only what they are.
func shown(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case []any:
		return "[…]"
	case map[string]any:
		return "{…}"
	}
	return short(fmt.Sprint(v))
}

func short(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), 60)])
}
