package transfer

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// TestMapsOfTheDocumentation: every map that is kept can be read, and says what it is for.
func TestMapsOfTheDocumentation(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "docs", "import", "*.map.json"))
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, f := range files {
		if m := readMap(t, f); m.About == "" || len(m.Kinds()) < 2 {
			t.Errorf("%s: %q makes %v", f, m.About, m.Kinds())
		}
	}
}

// TestMapLanguage reads one row through one expression each.
func TestMapLanguage(t *testing.T) {
	row := `{"name":"  Blue  Harbour;Ltd ","n":3,"yes":true,"none":null,"a.b":"dotted","buyer":{"name":"Town","deep":{"x":"1"}},
		"items":[{"d":"pens","q":5},{"d":"paper","q":5},{"d":"","q":0}],"tags":"red; green ;;blue","unit":"Unidad","code":"CPV:123:Pens"}`
	row = strings.ReplaceAll(row, "\n", " ")
	for _, x := range []struct{ expr, want string }{
		{`"buyer.name"`, "Town"},
		{`"buyer.deep.x"`, "1"},
		{`"buyer"`, ""},
		{`"none"`, ""},
		{`"nowhere.at.all"`, ""},
		{`"a.b"`, "dotted"},
		{`"yes"`, "yes"},
		{`"n"`, "3"},
		{`"items[].d"`, "pens; paper"},
		{`"items.q"`, "5; 0"},
		{`{"from":"items[].d","join":" + "}`, "pens + paper"},
		{`{"value":"constant"}`, "constant"},
		{`{"template":"{buyer.name}/{n}"}`, "Town/3"},
		{`{"template":"{buyer.name}/{none}"}`, ""},
		{`{"first":["none",{"value":"second"},"n"]}`, "second"},
		{`{"all":["n","buyer.name",{"from":"n"}],"join":"|"}`, "3|Town"},
		{`{"from":"tags","split":";"}`, "red; green; blue"},
		{`{"from":"tags","split":";","take":2}`, "green"},
		{`{"from":"code","split":":","take":-1}`, "Pens"},
		{`{"from":"code","split":":","take":9}`, ""},
		{`{"from":"unit","table":{"unidad":"C62"}}`, "C62"},
		{`{"from":"n","table":{"4":"four"}}`, "3"},
		{`{"from":"n","table":{"4":"four"},"else":""}`, ""},
		{`{"from":"none","default":"nothing"}`, "nothing"},
		{`{"from":"n","table":{"3":""},"default":"zero"}`, "zero"},
		{`{"from":"name","form":"line"}`, "Blue Harbour;Ltd"},
		{`{"from":"name","form":"item"}`, "Blue Harbour,Ltd"},
		{`{"from":"name","form":"slug"}`, "blue-harbour-ltd"},
		{`{"from":"name","form":"upper","limit":6}`, "BLUE"},
		{`{"from":"name","limit":3}`, "Blu"},
		{`{"from":"n","form":"hash"}`, "4e07408562bedb8b"},
		{`{"from":"n","if_one":"items[].d"}`, ""},
		{`{"from":"n","if_one":"items[].x"}`, ""},
		{`{"from":"n","if_one":"buyer.name"}`, "3"},
		{`"key"`, "town"},
	} {
		m, err := ParseMap(strings.NewReader(`{"let":{"key":{"from":"buyer.name","form":"slug"}},"records":[{"kind":"companies","set":{"city":` + x.expr + `}}]}`))
		if err != nil {
			t.Errorf("%s: %v", x.expr, err)
			continue
		}
		r, err := (&jsonRows{r: bufioOf(row)}).next()
		if err != nil || r.bad != nil {
			t.Fatal(err, r.bad)
		}
		made, err := m.apply(r)
		if err != nil || len(made) != 1 {
			t.Fatalf("%s: %d records, %v", x.expr, len(made), err)
		}
		if got := made[0].values["city"]; got != x.want {
			t.Errorf("%s gives %q, want %q", x.expr, got, x.want)
		}
	}
}

// TestMapRecords: several records of one row, companies first; conditions; columns
// that go together; languages by name.
func TestMapRecords(t *testing.T) {
	m, err := ParseMap(strings.NewReader(`{
		"let": {"lang": {"from": "country", "table": {"cn": "zh"}, "else": "en"}},
		"records": [
			{"kind": "demands", "each": "items", "unless": "closed", "set": {
				"ref": {"template": "{id}/{item.d}"}, "company": "id", "title_{lang}": "item.d",
				"first": {"from": "item.q", "with": "first_unit"}, "first_unit": {"from": "item.u", "table": {"each": "C62"}, "else": ""}}},
			{"kind": "companies", "when": ["id", "country"], "set": {"ref": "id", "name_{lang}": "id"}}
		]}`))
	if err != nil {
		t.Fatal(err)
	}
	apply := func(text string) []map[string]string {
		r, err := (&jsonRows{r: bufioOf(text)}).next()
		if err != nil {
			t.Fatal(err)
		}
		made, err := m.apply(r)
		if err != nil {
			t.Fatal(err)
		}
		var out []map[string]string
		for _, c := range made {
			out = append(out, c.values)
		}
		return out
	}
	got := apply(`{"id":"b1","country":"CN","items":[{"d":"笔","q":5,"u":"each"},{"d":"纸","q":2,"u":"heap"}]}`)
	want := []map[string]string{
		{"ref": "b1", "name_zh": "b1"},
		{"ref": "b1/笔", "company": "b1", "title_zh": "笔", "first": "5", "first_unit": "C62"},
		{"ref": "b1/纸", "company": "b1", "title_zh": "纸"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := apply(`{"id":"b1","closed":true,"items":[{"d":"x"}]}`); len(got) != 0 {
		t.Errorf("a closed row without a country gives %v", got)
	}
}

// TestMapIsStrict: what is wrong is named by its path.
func TestMapIsStrict(t *testing.T) {
	set := func(s string) string { return `{"records":[{"kind":"companies","set":` + s + `}]}` }
	for text, want := range map[string]string{
		``:                               "",
		`[]`:                             "",
		`{}`:                             "records",
		`{"records":[],"abuot":""}`:      "abuot",
		`{"records":[{"set":{}}]}`:       "records[0].kind",
		`{"records":[{"kind":"firms"}]}`: "records[0].kind",
		`{"records":[{"kind":"rates","eech":"x"}]}`:           "records[0].eech",
		set(`{"name_en":{"form":"line"}}`):                    "records[0].set.name_en",
		set(`{"name_en":{"from":"a","value":"b"}}`):           "records[0].set.name_en",
		set(`{"name_en":{"from":"a","form":"bold"}}`):         "records[0].set.name_en.form",
		set(`{"name_en":{"from":"a","limit":"x"}}`):           "records[0].set.name_en.limit",
		set(`{"name_en":{"from":"a","limit":-1}}`):            "records[0].set.name_en.limit",
		set(`{"name_en":{"from":"a","else":""}}`):             "records[0].set.name_en.table",
		set(`{"name_en":{"from":"a","table":{"a":1}}}`):       "records[0].set.name_en.table.a",
		set(`{"name_en":{"template":"{a"}}`):                  "records[0].set.name_en.template",
		set(`{"name_en":{"first":["a",{"from":"b","x":1}]}}`): "records[0].set.name_en.first[1].x",
		set(`{"nmae_en":"a"}`):                                "records[0].set.nmae_en",
		set(`{"name_{tongue}":"a"}`):                          "records[0].set.name_{tongue}",
		set(`{"city":{"from":"a","with":"ctiy"}}`):            "records[0].set.city.with",
		set(`{"city":"a","city":"b"}`):                        "records[0].set.city",
		set(`{"city":""}`):                                    "records[0].set.city",
		set(`{"city":3}`):                                     "records[0].set.city",
	} {
		_, err := ParseMap(strings.NewReader(text))
		var e *fair.Error
		if !errors.As(err, &e) || e.Fields[0].Field != want {
			t.Errorf("%s: %v, want the path %q", text, err, want)
		}
	}
}

// TestNamesInACircleEnd: a map whose names are made of one another gives nothing, soon.
func TestNamesInACircleEnd(t *testing.T) {
	m, err := ParseMap(strings.NewReader(`{"let":{"a":{"all":["b","b","c"]},"b":{"all":["c","a","a"]},"c":{"all":["a","b"]}},"records":[{"kind":"companies","set":{"city":"a"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	made, err := m.apply(row{fields: map[string]any{}})
	if err != nil || made[0].values["city"] != "" {
		t.Error(made, err)
	}
}

// TestMapOfAnotherFile: a CSV file must have the columns that its map looks for.
func TestMapOfAnotherFile(t *testing.T) {
	h := newHouse(t)
	m, err := ParseMap(strings.NewReader(`{"let":{"k":"id"},"records":[{"kind":"companies","each":{"from":"tags","split":";"},"when":"id",
		"set":{"ref":{"template":"{k}/{item}"},"name_en":{"first":["a.b",{"from":"nmae"}]},"role":{"value":"buyer"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, err = Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, "", Source{Reader: strings.NewReader("id,name,tags,a.b\n1,x,y,z\n"), Map: m}, nil)
	var e *fair.Error
	if !errors.As(err, &e) || e.Fields[0].Field != "nmae" || e.Fields[0].Rule != "known" {
		t.Errorf("%v", err)
	}
	if rep := h.load(t, "", Source{Reader: strings.NewReader("id,nmae,tags,a.b\n1,x,y,z\n"), Map: m}); rep.Created != 1 {
		t.Errorf("%+v %+v", rep.Counts, rep.Errors)
	}
}

// TestManyItemsEndSoon: a row of a megabyte that is made of single letters.
func TestManyItemsEndSoon(t *testing.T) {
	m, err := ParseMap(strings.NewReader(`{"records":[{"kind":"companies","each":{"from":"x","split":","},"set":{"city":{"from":"item","if_one":"x"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	many := make([]string, 200_000)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	began := time.Now()
	_, err = m.apply(row{fields: map[string]any{"x": strings.Join(many, ",")}})
	if fair.CodeOf(err) != fair.TooLarge || time.Since(began) > 5*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
}

func TestMappedRowsThatGiveNothingAreReported(t *testing.T) {
	h := newHouse(t)
	m, err := ParseMap(strings.NewReader(`{"records":[{"kind":"companies","when":"n","set":{"ref":"n","name_en":"n","role":{"value":"buyer"}}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	rep := h.load(t, "", Source{Reader: strings.NewReader("n,x\na,1\n,2\na,3\n"), Map: m})
	if rep.Created != 1 || rep.Merged != 1 || rep.Rejected != 1 || rep.Errors[0].Rule != "empty" || rep.Errors[0].Line != 3 {
		t.Errorf("%+v %+v", rep.Counts, rep.Errors)
	}
}

// TestDocumentedHeader holds the tables of the documentation against the columns we
// read; FAIRMATCH_UPDATE=1 rewrites them.
func TestDocumentedHeader(t *testing.T) {
	file := filepath.Join("..", "docs", "import", "README.md")
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	for _, k := range Kinds() {
		from, to := "<!-- columns of "+string(k)+" -->\n", "<!-- end -->"
		at := strings.Index(text, from)
		if at < 0 {
			t.Fatalf("no table of %s", k)
		}
		at += len(from)
		end := at + strings.Index(text[at:], to)
		want := table(k)
		if text[at:end] != want && os.Getenv("FAIRMATCH_UPDATE") == "" {
			t.Errorf("the table of %s is not the code's; FAIRMATCH_UPDATE=1 rewrites it", k)
		}
		text = text[:at] + want + text[end:]
	}
	if os.Getenv("FAIRMATCH_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func table(k Kind) string {
	var b strings.Builder
	b.WriteString("| column | holds | meaning |\n| --- | --- | --- |\n")
	for _, c := range Header(k) {
		name := "`" + c.Name + "`"
		if c.Localized {
			name = "`" + c.Name + "_en`, `" + c.Name + "_zh` …, `" + c.Name + "`"
		}
		if c.Need {
			name += " (needed)"
		}
		b.WriteString("| " + name + " | " + c.Holds + " | " + c.About + " |\n")
	}
	return b.String()
}
