package transfer

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is literal text, or a path.
type piece struct {
	text string
	path string
}

// pieces takes "{a.b}/{c}" apart. Text and paths take turns, text first.
func pieces(template string) ([]piece, error) {
	var out []piece
	for {
		text, rest, open := strings.Cut(template, "{")
		if strings.Contains(text, "}") {
			return nil, errors.New("a } without its {")
		}
		out = append(out, piece{text: text})
		if !open {
			return out, nil
		}
		path, after, closed := strings.Cut(rest, "}")
		if !closed || path == "" || strings.Contains(path, "{") {
			return nil, errors.New("a { without its }")
		}
		out = append(out, piece{path: path})
		template = after
		if template == "" {
			return out, nil
		}
	}
}

// paths are all that the map looks for in a row, each with the part of the row where it
// begins.
func (m *Map) paths() map[string]string {
	out := map[string]string{}
	add := func(path string) {
		root, _, _ := strings.Cut(strings.ReplaceAll(path, "[]", ""), ".")
		if path != "" && root != "item" && m.let[path] == nil {
			out[path] = root
		}
	}
	var walk func(e *expr)
	walk = func(e *expr) {
		add(e.from)
		add(e.ifOne)
		parts, _ := pieces(e.template)
		for _, p := range parts {
			add(p.path)
		}
		for i := range e.first {
			walk(&e.first[i])
		}
		for i := range e.all {
			walk(&e.all[i])
		}
	}
	for _, e := range m.let {
		walk(e)
	}
	for _, r := range m.records {
		if r.each != nil {
			walk(r.each)
		}
		for _, path := range slices.Concat(r.when, r.unless) {
			add(path)
		}
		for _, e := range r.set {
			walk(&e)
		}
	}
	return out
}

// scope is where paths lead: the row, the item that a record is made of, and the
// map's names.
type scope struct {
	m    *Map
	row  map[string]any
	item any
	lets map[string][]string
	deep int
}

// apply makes the columns of all records of a row.
func (m *Map) apply(in row) ([]*cells, error) {
	var out []*cells
	for _, r := range m.records {
		s := &scope{m: m, row: in.fields}
		if !s.wanted(r) {
			continue
		}
		items := []any{nil}
		if r.each != nil {
			items = s.items(r.each)
		}
		if len(out)+len(items) > maxItems {
			return nil, tooLarge(maxItems)
		}
		for _, item := range items {
			out = append(out, (&scope{m: m, row: in.fields, item: item}).record(r, in.line))
		}
	}
	slices.SortStableFunc(out, func(a, b *cells) int { return slices.Index(Kinds(), a.kind) - slices.Index(Kinds(), b.kind) })
	return out, nil
}

func (s *scope) wanted(r recordMap) bool {
	has := func(path string) bool {
		return len(s.find(path)) > 0 || slices.ContainsFunc(s.nodes(path), func(n any) bool { _, ok := n.(map[string]any); return ok })
	}
	return !slices.ContainsFunc(r.when, func(p string) bool { return !has(p) }) && !slices.ContainsFunc(r.unless, has)
}

// items are the values that each record is made of: of a path, whatever stands
// there; of more, texts.
func (s *scope) items(e *expr) []any {
	if e.from != "" && e.split == "" && e.take == 0 && e.table == nil {
		return s.nodes(e.from)
	}
	var out []any
	for _, v := range s.values(e) {
		out = append(out, v)
	}
	return out
}

func (s *scope) record(r recordMap, line int) *cells {
	c := &cells{kind: r.kind, line: line, values: map[string]string{}}
	for _, name := range r.order {
		e := r.set[name]
		v := s.text(&e)
		if v == "" {
			continue
		}
		if column := s.fill(name); column != "" {
			c.values[column] = v
		}
	}
	for _, name := range r.order {
		if with := r.set[name].with; with != "" && c.values[with] == "" {
			delete(c.values, name)
		}
	}
	return c
}

// text is an expression's values as one cell.
func (s *scope) text(e *expr) string {
	between := "; "
	if e.join != nil {
		between = *e.join
	}
	return strings.Join(s.values(e), between)
}

// values evaluates an expression; empty values are left out.
func (s *scope) values(e *expr) []string {
	if e.ifOne != "" && len(distinct(s.find(e.ifOne))) != 1 {
		return nil
	}
	out := s.source(e)
	if e.split != "" {
		var parts []string
		for _, v := range out {
			parts = append(parts, strings.Split(v, e.split)...)
		}
		out = parts
	}
	if e.take != 0 {
		at := e.take - 1
		if e.take < 0 {
			at = len(out) + e.take
		}
		if at < 0 || at >= len(out) {
			out = nil
		} else {
			out = out[at : at+1]
		}
	}
	var kept []string
	for _, v := range out {
		if v = strings.TrimSpace(v); v != "" {
			v = e.translate(v)
		}
		if v != "" {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 && e.standard != "" {
		kept = []string{e.standard}
	}
	for i, v := range kept {
		kept[i] = cut(shape(v, e.form), e.limit)
	}
	return distinct(kept)
}

func (s *scope) source(e *expr) []string {
	switch {
	case e.value != nil:
		return []string{*e.value}
	case e.template != "":
		return []string{s.fill(e.template)}
	case len(e.first) > 0:
		for i := range e.first {
			if v := s.values(&e.first[i]); len(v) > 0 {
				return v
			}
		}
		return nil
	case len(e.all) > 0:
		var out []string
		for i := range e.all {
			out = append(out, s.values(&e.all[i])...)
		}
		return out
	}
	return s.find(e.from)
}

func (e *expr) translate(v string) string {
	if e.table == nil {
		return v
	}
	if to, ok := e.table[strings.ToLower(v)]; ok {
		return to
	}
	if e.other != nil {
		return *e.other
	}
	return v
}

// fill puts the first value of each path in; "" when one has none.
func (s *scope) fill(template string) string {
	parts, err := pieces(template)
	if err != nil {
		return "" // ParseMap has refused such a map
	}
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.text)
		if p.path == "" {
			continue
		}
		v := s.find(p.path)
		if len(v) == 0 {
			return ""
		}
		b.WriteString(v[0])
	}
	return b.String()
}

// find returns the values at a path that are not empty: a name of the map, else what
// stands in the row.
func (s *scope) find(path string) []string {
	if e := s.m.let[path]; e != nil {
		return s.named(path, e)
	}
	var out []string
	for _, n := range s.nodes(path) {
		if v := strings.TrimSpace(scalar(n)); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// maxDeep is how far names of a map may be made of one another; it ends circles.
const maxDeep = 8

func (s *scope) named(name string, e *expr) []string {
	if v, ok := s.lets[name]; ok {
		return v
	}
	if s.deep >= maxDeep {
		return nil
	}
	s.deep++
	v := s.values(e)
	s.deep--
	if s.lets == nil {
		s.lets = map[string][]string{}
	}
	s.lets[name] = v
	return v
}

// nodes walks a path such as "items[].d": a list met on the way stands for all that
// it holds, with [] or without. A column of a CSV file may itself have dots.
func (s *scope) nodes(path string) []any {
	if v, ok := s.row[path]; ok {
		return spread([]any{v})
	}
	steps := strings.Split(strings.ReplaceAll(path, "[]", ""), ".")
	at := []any{s.row}
	if steps[0] == "item" && s.item != nil {
		at, steps = []any{s.item}, steps[1:]
	}
	for _, step := range steps {
		var below []any
		for _, n := range at {
			if o, ok := n.(map[string]any); ok && o[step] != nil {
				below = append(below, o[step])
			}
		}
		at = spread(below)
	}
	return at
}

// spread replaces lists by what they hold.
func spread(nodes []any) []any {
	var out []any
	for _, n := range nodes {
		if list, ok := n.([]any); ok {
			for _, v := range list {
				if v != nil {
					out = append(out, v)
				}
			}
		} else if n != nil {
			out = append(out, n)
		}
	}
	return out
}

func scalar(n any) string {
	switch v := n.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "yes"
		}
		return "no"
	}
	return ""
}

func distinct(values []string) []string {
	if len(values) < 2 {
		return values
	}
	seen := make(map[string]bool, len(values))
	return slices.DeleteFunc(values, func(v string) bool {
		again := seen[v]
		seen[v] = true
		return again
	})
}

// forms are the simple forms that a value can be given.
var forms = map[string]func(string) string{
	"line":  oneLine,
	"item":  func(v string) string { return oneLine(strings.ReplaceAll(v, ";", ",")) },
	"lower": strings.ToLower,
	"upper": strings.ToUpper,
	"hash": func(v string) string {
		sum := sha256.Sum256([]byte(v))
		return hex.EncodeToString(sum[:8])
	},
	"slug": func(v string) string {
		words := strings.FieldsFunc(strings.ToLower(v), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
		return strings.Join(words, "-")
	},
}

func oneLine(v string) string { return strings.Join(strings.Fields(v), " ") }

func shape(v, form string) string {
	if form == "" {
		return v
	}
	return forms[form](v)
}

// cut shortens a text to at most limit characters, at the end of a word where one
// is near.
func cut(v string, limit int) string {
	if limit <= 0 || utf8.RuneCountInString(v) <= limit {
		return v
	}
	runes := []rune(v)[:limit]
	for i := limit - 1; i > limit*3/4; i-- {
		if unicode.IsSpace(runes[i]) {
			return strings.TrimRightFunc(string(runes[:i]), unicode.IsSpace)
		}
	}
	return string(runes)
}
