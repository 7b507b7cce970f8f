package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
)

// Every validate tag that package fair uses is known to the generator, also in
// types that no address takes yet.
func TestTheGeneratorKnowsEveryTag(t *testing.T) {
	files, err := filepath.Glob("../../fair/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources of fair", err)
	}
	n := 0
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if f, ok := node.(*ast.Field); ok && f.Tag != nil {
				tag, _ := strconv.Unquote(f.Tag.Value)
				if v := reflect.StructTag(tag).Get("validate"); v != "" {
					n++
					t.Run(v, func(t *testing.T) { applyAll(t, parseRules(v)) })
				}
			}
			return true
		})
	}
	if n < 50 {
		t.Errorf("only %d tags were found", n)
	}
}

func applyAll(t *testing.T, r rules) {
	defer func() {
		if bad := recover(); bad != nil {
			t.Error(bad)
		}
	}()
	for _, one := range r.own {
		one.apply(reflect.TypeFor[string](), &huma.Schema{})
	}
	for _, inner := range []*rules{r.keys, r.elements} {
		if inner != nil {
			applyAll(t, *inner)
		}
	}
}

func TestAnUnknownTagIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a schema was made for a tag that nobody knows")
		}
	}()
	parseRules("omitempty,soulful").apply(reflect.TypeFor[string](), &huma.Schema{})
}

// tables are the rules that only a table or a parser can judge: there the schema
// may admit more than the house does. It never admits less.
var tables = []string{"country", "currency", "unit", "incoterm", "scheme", "code", "language", "date", "timezone", "email", "http_url", "texts"}

// command is a type with a sound value.
type command struct {
	of    any
	sound string
}

var commands = []command{
	{fair.PostDraft{}, `{"trade":"goods","title":{"en":"Tea","zh":"茶"},"text":{"en":"Green"},"original":"en","codes":["090210"],"attributes":[{"name":"grade","value":"A","unit":"KGM"}],
		"channel":"b2b","languages":["en"],"territory":["DE"],"exclusive":"offered","valid_until":"2026-11-30","pictures":["` + strings.Repeat("0a", 32) + `"],"visibility":{"price":"accepted"},
		"offer":{"moq":{"value":"500","unit":"KGM"},"moq_basis":"order","price":{"amount":"0.0042","currency":"USD","unit":"KGM","incoterms":["FOB"],"place":"Ningbo"},
		"floor":{"amount":"0.004","currency":"USD"},"lead_days":30,"origin":"CN","markets":["DE"],"certificates":[{"scheme":"ce","status":"held","number":"1","valid_until":"2027-01-01"}],"samples":"yes","returns":"none"}}`},
	{fair.PostDraft{}, `{"trade":"services","title":{"en":"Freight"},"demand":{"first":{"value":"1","unit":"C62"},"ceiling":{"amount":"9","currency":"EUR","unit":"C62"},"budget":{"amount":"99","currency":"EUR"},
		"needed_by":"2026-12-01","destination":"DE","origins":["CN"],"required":[{"scheme":"ce","mandatory":true}],"samples":"no","purpose":"resale","suppliers":["manufacturer"],"blind":true}}`},
	{fair.CompanyDraft{}, `{"name":{"en":"Anvil"},"text":{"en":"Steel"},"country":"DE","city":"Essen","website":"https://anvil.example","kind":"manufacturer","sme":true,"markets":["FR"],"languages":["de"],
		"certificates":[{"scheme":"ce"}],"categories":["Tools"],"logo":"` + strings.Repeat("0a", 32) + `"}`},
	{fair.ParticipationDraft{}, `{"role":"exhibitor","group":"G","hosted":true,"hall":"1","stand":"A1","seats":2}`},
	{fair.FairDraft{}, `{"slug":"expo-26","name":{"en":"Expo"},"city":{"en":"Shanghai"},"zone":"Asia/Shanghai","starts":"2026-11-05","ends":"2026-11-06","opens":"09:00","closes":"17:00","slot_minutes":30,
		"halls":[{"key":"1","name":{"en":"One"}}],"walks":[{"from":"1","to":"1","minutes":5}],"currency":"CNY","rules":{"proposal_hours":24,"open_proposals":10,"other_hall":15}}`},
	{fair.PlaceDraft{}, `{"label":"T1","kind":"table","hall":"1","seats":1}`},
	{fair.PersonDraft{}, `{"name":"Ann","email":"ann@mail.example","phone":"+8613912345678","function":"Sales","languages":["en"],"locale":"en","zone":"Asia/Shanghai"}`},
	{fair.RateDraft{}, `{"currency":"USD","rate":"7.1"}`},
	{fair.InviteDraft{}, `{"from":"019a0000-0000-7000-8000-000000000001","to":"019a0000-0000-7000-8000-000000000002","offer":"019a0000-0000-7000-8000-000000000003","message":"Hi",
		"times":["2026-11-05T02:00:00.000Z"],"minutes":30,"with":["019a0000-0000-7000-8000-000000000004"]}`},
	{fair.AnswerDraft{}, `{"revision":1,"start":"2026-11-05T02:00:00.000Z","with":["019a0000-0000-7000-8000-000000000004"]}`},
	{fair.CounterDraft{}, `{"revision":1,"times":["2026-11-05T02:00:00.000Z"],"minutes":15,"message":"Later"}`},
	{fair.EndDraft{}, `{"revision":1,"reason":"No"}`},
	{fair.MoveDraft{}, `{"revision":1,"start":"2026-11-05T02:00:00.000Z","place":"019a0000-0000-7000-8000-000000000004"}`},
	{fair.Query{}, `{"fair":"019a0000-0000-7000-8000-000000000004","what":"offer","words":"tea","countries":["CN"],"chapters":["09"],"certificates":["ce"],"trade":"goods","halls":["1"],"kinds":["public"],
		"categories":["Tools"],"verified":true,"price_min":1.5,"price_max":2,"moq_max":3,"lead_max":4,"sort":"price","offset":20,"limit":100}`},
}

// Each command is spoiled in every place in many ways: what the house accepts
// the schema accepts, and what the house refuses the schema refuses, but for rules of
// tables.
func TestSchemaAndHouseAgree(t *testing.T) {
	for _, c := range commands {
		kind := reflect.TypeOf(c.of)
		t.Run(kind.Name(), func(t *testing.T) {
			j := newJudge(t, kind)
			if broken := house(kind, []byte(c.sound)); broken != nil {
				t.Fatalf("the sound one is refused: %v", broken)
			}
			n := 0
			for _, s := range spoils(t, c.sound) {
				broken, accepted := house(kind, s.bytes), j.admits(s.bytes)
				n++
				switch {
				case broken == nil && !accepted:
					t.Errorf("%s: the house accepts it, the schema refuses it", s.what)
				case broken != nil && accepted && !onlyTables(broken):
					t.Errorf("%s: the schema admits it, the house says %v", s.what, broken)
				}
			}
			if n < 30 {
				t.Errorf("only %d ways to spoil it", n)
			}
		})
	}
}

// house is what decoding and fair.Validate say.
func house(t reflect.Type, b []byte) error {
	v := reflect.New(t)
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(v.Interface()); err != nil {
		return err
	}
	return fair.Validate(v.Interface())
}

func onlyTables(err error) bool {
	var e *fair.Error
	return errors.As(err, &e) && len(e.Fields) > 0 && !slices.ContainsFunc(e.Fields, func(f fair.FieldError) bool { return !slices.Contains(tables, f.Rule) })
}

type spoiled struct {
	what  string
	bytes []byte
}

// spoils puts other values in every place of a document, and leaves each field
// out. An empty string counts as "left out" in the house, where the schema asks to leave
// it out; null likewise; a bare number is taken for a decimal, where the schema
// asks for a string: those three are not tried.
func spoils(t *testing.T, sound string) []spoiled {
	values := []any{
		" ", "x", "XX", "XXX", strings.Repeat("x", 300), strings.Repeat("界", 121), "0", "-1", "1.5", "0.000", "1e3", "9999-99-99", "25:00", "a--b", "https://", "+49", "4930123456", "+0930123456", "zh_CN",
		true, []any{}, []any{"DE", "DE"}, []any{"DE", "FR"}, []any{"x", 1.0}, map[string]any{}, map[string]any{"en": ""}, map[string]any{"en": " ", "zh": "x"}, map[string]any{"price": "public"},
		map[string]any{"??": "x"}, map[string]any{"zh_CN": "x"}, "2026-11-05", "2026-11-05T03:00:00+01:00", "019a0000-0000-7000-8000-00000000000z", many(300),
	}
	numbers := []any{0.0, -1.0, 1.0, 5.0, 7.0, 1.5, 121.0, 1e9}
	var out []spoiled
	var whole any
	if err := json.Unmarshal([]byte(sound), &whole); err != nil {
		t.Fatal(err)
	}
	add := func(what string) {
		b, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, spoiled{what, b})
	}
	add("nothing spoiled")
	var walk func(path string, at any)
	try := func(path string, old any, set func(any)) {
		more := values
		if _, ok := old.(float64); ok {
			more = append(slices.Clone(values), numbers...)
		}
		for _, v := range more {
			set(v)
			add(fmt.Sprintf("%s = %.40v", path, v))
		}
		set(old)
		walk(path, old)
	}
	walk = func(path string, at any) {
		switch at := at.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(at)) {
				old := at[k]
				delete(at, k)
				add(path + "." + k + " left out")
				try(path+"."+k, old, func(v any) { at[k] = v })
			}
			at["surplus"] = 1.0
			add(path + ".surplus")
			delete(at, "surplus")
		case []any:
			for i, old := range at {
				try(fmt.Sprintf("%s[%d]", path, i), old, func(v any) { at[i] = v })
			}
		}
	}
	walk("", whole)
	return out
}

func many(n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}

// judge is a plain evaluator of the JSON Schema keywords that we write.
type judge struct {
	t       *testing.T
	schemas map[string]map[string]any
	root    map[string]any
}

func newJudge(t *testing.T, of reflect.Type) *judge {
	s := newSchemas()
	ref := s.input(of)
	b, err := json.Marshal(map[string]any{"all": s, "root": ref})
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		All  map[string]map[string]any
		Root map[string]any
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	return &judge{t, doc.All, doc.Root}
}

func (j *judge) admits(b []byte) bool {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		j.t.Fatal(err)
	}
	return j.ok(j.root, v)
}

func (j *judge) ok(s map[string]any, v any) bool {
	for keyword, arg := range s {
		if !j.keyword(s, keyword, arg, v) {
			return false
		}
	}
	return true
}

func (j *judge) keyword(s map[string]any, keyword string, arg, v any) bool {
	text, isText := v.(string)
	list, isList := v.([]any)
	object, isObject := v.(map[string]any)
	number, isNumber := v.(float64)
	limit, _ := arg.(float64)
	switch keyword {
	case "$ref":
		return j.ok(j.schemas[strings.TrimPrefix(arg.(string), refPrefix)], v)
	case "type":
		return map[string]bool{"string": isText, "array": isList, "object": isObject, "number": isNumber, "integer": isNumber && number == math.Trunc(number), "boolean": v == true || v == false}[arg.(string)]
	case "format":
		return !isText || formats[arg.(string)] == nil || formats[arg.(string)].MatchString(text)
	case "pattern":
		return !isText || regexp.MustCompile(arg.(string)).MatchString(text)
	case "enum":
		return slices.Contains(arg.([]any), v)
	case "minLength":
		return !isText || utf8.RuneCountInString(text) >= int(limit)
	case "maxLength":
		return !isText || utf8.RuneCountInString(text) <= int(limit)
	case "minItems":
		return !isList || len(list) >= int(limit)
	case "maxItems":
		return !isList || len(list) <= int(limit)
	case "minimum":
		return !isNumber || number >= limit
	case "maximum":
		return !isNumber || number <= limit
	case "multipleOf":
		return !isNumber || math.Mod(number, limit) == 0
	case "maxProperties":
		return !isObject || len(object) <= int(limit)
	case "uniqueItems":
		return !isList || !repeats(list)
	case "items":
		return !isList || !slices.ContainsFunc(list, func(v any) bool { return !j.ok(arg.(map[string]any), v) })
	case "required":
		return !isObject || !slices.ContainsFunc(arg.([]any), func(name any) bool { _, there := object[name.(string)]; return !there })
	case "properties":
		return j.fields(object, func(name string, v any) bool {
			field, known := arg.(map[string]any)[name]
			return !known || j.ok(field.(map[string]any), v)
		})
	case "additionalProperties":
		named, _ := s["properties"].(map[string]any)
		return j.fields(object, func(name string, v any) bool {
			inner, isSchema := arg.(map[string]any)
			_, known := named[name]
			return known || isSchema && j.ok(inner, v)
		})
	case "propertyNames":
		return j.fields(object, func(name string, _ any) bool { return j.ok(arg.(map[string]any), name) })
	case "not":
		return !j.ok(arg.(map[string]any), v)
	case "allOf":
		return !slices.ContainsFunc(arg.([]any), func(part any) bool { return !j.ok(part.(map[string]any), v) })
	}
	j.t.Fatalf("the schema uses %q, which the test cannot judge", keyword)
	return false
}

func (j *judge) fields(object map[string]any, ok func(string, any) bool) bool {
	for name, v := range object {
		if !ok(name, v) {
			return false
		}
	}
	return true
}

// What is only answered promises all that is always there, and may leave the company
// behind a blind demand unnamed.
func TestAnswersPromiseTheirFields(t *testing.T) {
	s := newSchemas()
	s.input(reflect.TypeFor[fair.InviteDraft]())
	s.Schema(reflect.TypeFor[fair.MeetingView](), true, "")
	s.promise()
	view := s.byName["MeetingView"]
	for _, name := range []string{"id", "state", "from_company", "may_answer", "attendees"} {
		if !slices.Contains(view.Required, name) {
			t.Errorf("%s is not promised: %v", name, view.Required)
		}
	}
	if slices.Contains(view.Required, "place_label") || slices.Contains(s.byName["InviteDraft"].Required, "to") {
		t.Error("what may be absent is required")
	}
	var sent map[string]any
	b, _ := json.Marshal(fair.MeetingView{})
	if err := json.Unmarshal(b, &sent); err != nil {
		t.Fatal(err)
	}
	for _, name := range view.Required {
		if _, ok := sent[name]; !ok {
			t.Errorf("%s is promised and not sent", name)
		}
	}
	for _, name := range []string{"from", "to", "created_by"} {
		p := view.Properties[name]
		if p.Format != "" || !regexp.MustCompile(p.Pattern).MatchString("") || !regexp.MustCompile(p.Pattern).MatchString(fair.NewID[fair.Company]().String()) || regexp.MustCompile(p.Pattern).MatchString("acme") {
			t.Errorf("%s is described as %+v", name, p)
		}
	}
}

func repeats(list []any) bool {
	seen := map[string]bool{}
	for _, v := range list {
		b, _ := json.Marshal(v)
		if seen[string(b)] {
			return true
		}
		seen[string(b)] = true
	}
	return false
}

// formats are those of JSON Schema that a pattern can tell.
var formats = map[string]*regexp.Regexp{
	"date":      regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`),
	"date-time": regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`),
	"uuid":      regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`),
}
