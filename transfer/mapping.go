package transfer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

// Map turns rows of a foreign file into records of ours. It is read with
// ParseMap; docs/import describes its language.
type Map struct {
	About   string
	let     map[string]*expr
	records []recordMap
}

// recordMap makes records of one kind.
type recordMap struct {
	kind   Kind
	each   *expr           // list: one record per item; nil: one per row
	when   []string        // paths that must have something
	unless []string        // paths that must not
	first  bool            // of records with one ref, the first stands
	set    map[string]expr // column (its language may be a {let}) → value
	order  []string        // the keys of set, sorted
}

// expr makes the values of one column. Its parts act in the order of the fields.
type expr struct {
	from     string  // path into the row
	value    *string // constant
	template string  // text with {paths}; empty as soon as one of them is
	first    []expr  // the first of these that is not empty
	all      []expr  // the values of all of these
	split    string  // separator of the lists in a value
	take     int     // the n-th of the values, from 1; from the end when negative
	table    map[string]string
	other    *string // for values that the table lacks; nil keeps them
	standard string  // when there is no value
	form     string  // one of forms
	limit    int     // characters, cut at the end of a word
	join     *string // between several values
	ifOne    string  // only when this path has exactly one distinct value
	with     string  // only when that column has a value
}

// Kinds lists the kinds of records that the map makes.
func (m *Map) Kinds() []Kind {
	var out []Kind
	for _, k := range Kinds() {
		if slices.ContainsFunc(m.records, func(r recordMap) bool { return r.kind == k }) {
			out = append(out, k)
		}
	}
	return out
}

// ParseMap reads a map. The error is an *fair.Error of code Invalid whose field is
// the path of what is wrong: "records[1].set.title_en.limit".
func ParseMap(r io.Reader) (*Map, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxRowSize+1))
	if err != nil {
		return nil, fmt.Errorf("read the map: %w", err)
	}
	if len(b) > maxRowSize {
		return nil, tooLarge(maxRowSize)
	}
	m := &Map{}
	p := &mapParser{}
	p.object(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), "", map[string]func(json.RawMessage, string){
		"about": func(raw json.RawMessage, at string) { p.into(raw, at, &m.About) },
		"let":   func(raw json.RawMessage, at string) { m.let = p.lets(raw, at) },
		"records": func(raw json.RawMessage, at string) {
			for i, raw := range p.list(raw, at) {
				m.records = append(m.records, p.record(raw, fmt.Sprintf("%s[%d]", at, i)))
			}
		},
	})
	if p.err == nil && len(m.records) == 0 {
		p.bad("records", "required", "")
	}
	for i, r := range m.records {
		p.columns(m, r, fmt.Sprintf("records[%d].set", i))
	}
	if p.err != nil {
		return nil, p.err
	}
	return m, nil
}

// mapParser keeps the first thing that is wrong.
type mapParser struct{ err error }

func (p *mapParser) bad(at, rule, value string, param ...string) {
	if p.err == nil {
		p.err = &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: at, Rule: rule, Value: clip(value, 60), Param: strings.Join(param, " ")}}}
	}
}

func (p *mapParser) into(raw json.RawMessage, at string, v any) {
	if err := json.Unmarshal(raw, v); err != nil || string(raw) == "null" {
		p.bad(at, "json", string(raw))
	}
}

// object reads an object whose keys are all known.
func (p *mapParser) object(raw json.RawMessage, at string, keys map[string]func(json.RawMessage, string)) {
	for _, k := range p.members(raw, at) {
		path := strings.TrimPrefix(at+"."+k.name, ".")
		read, ok := keys[k.name]
		if !ok {
			p.bad(path, "oneof", k.name, slices.Sorted(maps.Keys(keys))...)
			return
		}
		read(k.raw, path)
	}
}

type member struct {
	name string
	raw  json.RawMessage
}

// members are the keys of an object in their order; one that stands twice is wrong.
func (p *mapParser) members(raw json.RawMessage, at string) []member {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(raw, &values); err != nil || values == nil {
		p.bad(at, "json", string(raw))
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.Token()
	var out []member
	for d.More() {
		t, err := d.Token()
		name, ok := t.(string)
		var value json.RawMessage
		if err != nil || !ok || d.Decode(&value) != nil {
			p.bad(at, "json", "")
			return nil
		}
		if slices.ContainsFunc(out, func(m member) bool { return m.name == name }) {
			p.bad(strings.TrimPrefix(at+"."+name, "."), "unique", name)
			return nil
		}
		out = append(out, member{name, value})
	}
	return out
}

func (p *mapParser) list(raw json.RawMessage, at string) []json.RawMessage {
	var out []json.RawMessage
	p.into(raw, at, &out)
	return out
}

// paths reads one path or a list of them.
func (p *mapParser) paths(raw json.RawMessage, at string) []string {
	if bytes.HasPrefix(raw, []byte(`"`)) {
		var one string
		p.into(raw, at, &one)
		return []string{one}
	}
	var out []string
	p.into(raw, at, &out)
	return out
}

func (p *mapParser) lets(raw json.RawMessage, at string) map[string]*expr {
	out := map[string]*expr{}
	for _, k := range p.members(raw, at) {
		e := p.expr(k.raw, at+"."+k.name)
		out[k.name] = &e
	}
	return out
}

func (p *mapParser) record(raw json.RawMessage, at string) recordMap {
	r := recordMap{set: map[string]expr{}}
	p.object(raw, at, map[string]func(json.RawMessage, string){
		"kind": func(raw json.RawMessage, at string) {
			p.into(raw, at, &r.kind)
			if !slices.Contains(Kinds(), r.kind) {
				p.bad(at, "oneof", string(r.kind), "companies people offers demands rates")
			}
		},
		"each":   func(raw json.RawMessage, at string) { e := p.expr(raw, at); r.each = &e },
		"when":   func(raw json.RawMessage, at string) { r.when = p.paths(raw, at) },
		"unless": func(raw json.RawMessage, at string) { r.unless = p.paths(raw, at) },
		"first":  func(raw json.RawMessage, at string) { p.into(raw, at, &r.first) },
		"set": func(raw json.RawMessage, at string) {
			for _, k := range p.members(raw, at) {
				r.set[k.name] = p.expr(k.raw, at+"."+k.name)
			}
		},
	})
	if r.kind == "" {
		p.bad(at+".kind", "required", "")
	}
	r.order = slices.Sorted(maps.Keys(r.set))
	return r
}

// expr reads a path, as a string, or an object with one source and what is done to it.
func (p *mapParser) expr(raw json.RawMessage, at string) expr {
	var e expr
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte(`"`)) {
		p.into(raw, at, &e.from)
		if e.from == "" {
			p.bad(at, "required", "")
		}
		return e
	}
	text := func(s *string) func(json.RawMessage, string) {
		return func(raw json.RawMessage, at string) { p.into(raw, at, s) }
	}
	p.object(raw, at, map[string]func(json.RawMessage, string){
		"from": text(&e.from), "template": text(&e.template), "split": text(&e.split), "default": text(&e.standard), "form": text(&e.form),
		"if_one": text(&e.ifOne), "with": text(&e.with),
		"value": func(raw json.RawMessage, at string) { e.value = new(string); p.into(raw, at, e.value) },
		"else":  func(raw json.RawMessage, at string) { e.other = new(string); p.into(raw, at, e.other) },
		"join":  func(raw json.RawMessage, at string) { e.join = new(string); p.into(raw, at, e.join) },
		"take":  func(raw json.RawMessage, at string) { p.into(raw, at, &e.take) },
		"limit": func(raw json.RawMessage, at string) { p.into(raw, at, &e.limit) },
		"first": func(raw json.RawMessage, at string) { e.first = p.exprs(raw, at) },
		"all":   func(raw json.RawMessage, at string) { e.all = p.exprs(raw, at) },
		"table": func(raw json.RawMessage, at string) {
			e.table = map[string]string{}
			for _, k := range p.members(raw, at) {
				var to string
				p.into(k.raw, at+"."+k.name, &to)
				e.table[strings.ToLower(k.name)] = to
			}
		},
	})
	p.judge(&e, at)
	return e
}

func (p *mapParser) exprs(raw json.RawMessage, at string) []expr {
	var out []expr
	for i, raw := range p.list(raw, at) {
		out = append(out, p.expr(raw, fmt.Sprintf("%s[%d]", at, i)))
	}
	return out
}

// judge holds what an expression needs beyond its keys.
func (p *mapParser) judge(e *expr, at string) {
	sources := 0
	for _, has := range []bool{e.from != "", e.value != nil, e.template != "", len(e.first) > 0, len(e.all) > 0} {
		if has {
			sources++
		}
	}
	switch {
	case sources != 1:
		p.bad(at, "oneof", "", "from value template first all")
	case e.form != "" && forms[e.form] == nil:
		p.bad(at+".form", "oneof", e.form, slices.Sorted(maps.Keys(forms))...)
	case e.limit < 0:
		p.bad(at+".limit", "min", fmt.Sprint(e.limit), "1")
	case e.other != nil && e.table == nil:
		p.bad(at+".table", "required", "")
	}
	if e.template != "" {
		if _, err := pieces(e.template); err != nil {
			p.bad(at+".template", "template", e.template)
		}
	}
}

// columns holds the columns of a record against our header; of a localized one
// whose language is a {let}, the beginning.
func (p *mapParser) columns(m *Map, r recordMap, at string) {
	for _, name := range r.order {
		column := name
		if parts, err := pieces(name); err != nil {
			p.bad(at+"."+name, "template", name)
		} else if len(parts) > 1 {
			if m.let[parts[1].path] == nil || len(parts) > 2 {
				p.bad(at+"."+name, "template", name)
			}
			column = parts[0].text + "en"
		}
		if !known(r.kind, column) {
			p.bad(at+"."+name, "header", name, nearest(r.kind, name))
		}
		if with := r.set[name].with; with != "" && !known(r.kind, with) {
			p.bad(at+"."+name+".with", "header", with, nearest(r.kind, with))
		}
	}
}
