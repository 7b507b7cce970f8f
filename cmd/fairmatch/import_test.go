package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/transfer"
)

const (
	companies = `ref,role,name_en,name_zh,country
S1,exhibitor,Verde Coffee,绿色咖啡,Colombia
S2,exhibitor,Jade Hill Tea,玉山茶业,CN
B1,buyer,Harbour Roasters,海港烘焙,CN
`
	people = `email,role,company,name
ann@example.org,exhibitor,S1,Ann
bob@example.org,buyer,B1,Bob
`
	offers = `ref,company,title_en,title_zh,codes,price,price_currency,price_unit,moq,moq_unit,origin,markets
=O1,S1,Colombian green coffee beans,哥伦比亚咖啡生豆,HS 0901.11,4.20,USD,kg,500,kg,CO,CN
O2,S2,+Jasmine green tea,茉莉花茶,HS 0902.10,9,USD,kg,100,kg,CN,CN
`
	demands = `ref,company,title_en,title_zh,codes,ceiling,ceiling_currency,ceiling_unit,first,first_unit,destination
D1,B1,Green coffee beans for roasting,咖啡生豆,HS 0901.11,40,CNY,kg,1000,kg,CN
D2,B1,@Tea in bags,袋泡茶,HS 0902.10,100,CNY,kg,400,kg,CN
`
	rates = "currency,rate\nUSD,7.10\n"
)

// kindsOf are the files of a whole fair, in the order they go in.
var kindsOf = []struct{ kind, content string }{{"companies", companies}, {"people", people}, {"offers", offers}, {"demands", demands}, {"rates", rates}}

// imported is what import says in JSON.
type imported struct {
	File    string
	Seconds *float64
	Report  transfer.Report
}

// newTrade is a fair with two sellers, a buyer, their people and posts.
func newTrade(t *testing.T) office {
	t.Helper()
	o := newExpo(t)
	for _, k := range kindsOf {
		ok(t, "import", "--data", o.data, "--fair", "expo", k.kind, o.file(t, k.kind+".csv", k.content))
	}
	return o
}

func TestImportTwice(t *testing.T) {
	o := newExpo(t)
	for _, k := range kindsOf {
		file := o.file(t, k.kind+".csv", k.content)
		rows := strings.Count(k.content, "\n") - 1
		args := []string{"import", "--data", o.data, "--fair", "expo", k.kind, file, "--json"}
		first, second := line[imported](t, ok(t, args...)), line[imported](t, ok(t, args...))
		if first.File != file || first.Seconds == nil || first.Report.Rows != rows || first.Report.Created != rows {
			t.Errorf("%s: %+v", k.kind, first)
		}
		if second.Report.Rows != rows || second.Report.Unchanged != rows || second.Report.Created+second.Report.Updated != 0 {
			t.Errorf("%s again: %+v", k.kind, second)
		}
		says(t, ok(t, "import", "--data", o.data, "--fair", "expo", k.kind, file).out, "0 created, 0 updated", k.kind)
	}
	changed := o.file(t, "offers.csv", strings.Replace(offers, "4.20", "4.10", 1))
	if r := line[imported](t, ok(t, "import", "--data", o.data, "--fair", "expo", "offers", changed, "--json")).Report; r.Updated != 1 || r.Unchanged != 1 {
		t.Errorf("a new price: %+v", r)
	}
}

func TestImportJSONLines(t *testing.T) {
	o := newExpo(t)
	file := o.file(t, "c.jsonl", `{"ref":"S1","role":"exhibitor","name_zh":"绿色咖啡","country":"哥伦比亚"}`+"\n"+`{"ref":"S2","role":"both","name_en":"Tea"}`+"\n")
	if r := line[imported](t, ok(t, "import", "--data", o.data, "--fair", "expo", "companies", file, "--json")).Report; r.Created != 2 {
		t.Errorf("%+v", r)
	}
}

const badCompanies = `ref,role,name_en,country
S1,exhibitor,Verde Coffee,CO
S2,seller,Jade Hill Tea,Narnia
S3,exhibitor,,CN
`

func TestImportNamesWhatIsWrong(t *testing.T) {
	o := newExpo(t)
	file := o.file(t, "bad.csv", badCompanies)
	args := []string{"import", "--data", o.data, "--fair", "expo", "companies", file}
	r := command(t, args...)
	if r.code != exitFailure {
		t.Errorf("exit %d", r.code)
	}
	says(t, r.out, "3 rows", "1 created", "2 rejected")
	says(t, r.err, file+":3: role: \"seller\" must be one of: exhibitor, buyer, both\n", file+":3: country: ", "Narnia", file+":4: name: is needed\n", "2 records were rejected; the others are in")

	r = command(t, append(args, "--json")...)
	got := line[imported](t, r).Report
	if r.code != exitFailure || got.Rejected != 2 || got.Unchanged != 1 || got.ErrorCount != 3 {
		t.Errorf("exit %d, %+v", r.code, got)
	}

	all := filepath.Join(o.files, "errors.jsonl")
	r = command(t, append(args, "--errors", all)...)
	if r.code != exitFailure || strings.Contains(r.err, "Narnia") {
		t.Errorf("exit %d, %s", r.code, r.err)
	}
	b, err := os.ReadFile(all)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]bool{}
	for l := range strings.Lines(string(b)) {
		var e struct {
			Level string
			transfer.RowError
		}
		if err := json.Unmarshal([]byte(l), &e); err != nil || e.Level != "error" || e.Kind != transfer.Companies {
			t.Errorf("%v: %s", err, l)
		}
		places[e.Column+" "+e.Rule] = true
	}
	if len(places) != 3 || !places["role oneof"] || !places["country country"] || !places["name required"] {
		t.Errorf("%s", b)
	}
}

// TestImportShowsTheFirstErrors: hundreds of bad rows do not flood the terminal.
func TestImportShowsTheFirstErrors(t *testing.T) {
	o := newExpo(t)
	file := o.file(t, "bad.csv", "ref,role,name_en\n"+strings.Repeat(",exhibitor,A\n", 3*shownErrors))
	r := command(t, "import", "--data", o.data, "--fair", "expo", "companies", file)
	if n := strings.Count(r.err, ": ref: is needed\n"); r.code != exitFailure || n != shownErrors {
		t.Errorf("exit %d, %d errors", r.code, n)
	}
	says(t, r.err, "… and 40 more; --errors FILE keeps them all")
	r = command(t, "import", "--data", o.data, "--fair", "expo", "companies", file, "--json")
	if got := line[imported](t, r).Report; len(got.Errors) != shownErrors || got.ErrorCount != 3*shownErrors || got.Rejected != 3*shownErrors {
		t.Errorf("%d of %d errors, %d rejected", len(got.Errors), got.ErrorCount, got.Rejected)
	}
}

func TestImportRefusesAFileWhole(t *testing.T) {
	o := newExpo(t)
	for name, c := range map[string]struct {
		args []string
		says []string
	}{
		"unknown column": {[]string{"companies", o.file(t, "column.csv", "ref,role,name_en,countri\nS9,exhibitor,Nine,CN\n")}, []string{"column.csv:1: countri: ", "did you mean country?"}},
		"lost column":    {[]string{"companies", o.file(t, "lost.csv", "ref,name_en\nS9,Nine\n")}, []string{"lost.csv:1: role: is needed"}},
		"no such file":   {[]string{"companies", filepath.Join(o.files, "gone.csv")}, []string{"gone.csv"}},
		"unknown key of a map": {[]string{"--map", o.file(t, "typo.map.json", `{"records":[{"kind":"companies","sett":{}}]}`), o.file(t, "f.csv", "name\nx\n")},
			[]string{"typo.map.json", "records[0].sett", "set"}},
		"a map for another file": {[]string{"--map", o.file(t, "other.map.json", firmsMap), o.file(t, "g.csv", "firm,where\nx,CN\n")}, []string{"g.csv", "land: "}},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, append([]string{"import", "--data", o.data, "--fair", "expo"}, c.args...)...)
			if r.code != exitFailure {
				t.Errorf("exit %d", r.code)
			}
			says(t, r.err, c.says...)
		})
	}
	if r := command(t, "import", "--data", o.data, "--fair", "nowhere", "companies", o.file(t, "c.csv", companies)); r.code != exitFailure || !strings.Contains(r.err, "does not exist") {
		t.Errorf("exit %d, %s", r.code, r.err)
	}
	if r := command(t, "search", "--data", o.data, "--fair", "expo", "--what", "company", "--json"); line[struct{ Total int }](t, r).Total != 0 {
		t.Errorf("something went in: %s", r.out)
	}
}

const firmsMap = `{"about":"a list of firms, each with what it sells",
"let":{"key":{"from":"name","form":"slug"}},
"records":[
 {"kind":"companies","set":{"ref":{"template":"x:{key}"},"role":{"value":"exhibitor"},"name_en":"name","country":"land"}},
 {"kind":"offers","each":{"from":"sells","split":"|"},"set":{"ref":{"template":"x:{key}:{item}"},"company":{"template":"x:{key}"},"title_en":"item"}}]}`

func TestImportByMap(t *testing.T) {
	o := newExpo(t)
	args := []string{"import", "--data", o.data, "--fair", "expo", "--json", "--map", o.file(t, "firms.map.json", firmsMap)}
	list := o.file(t, "firms.csv", "name,land,sells\nVerde Coffee,Colombia,green coffee|roasted coffee\nJade Hill Tea,China,green tea\n")
	first := line[imported](t, ok(t, append(args, list)...)).Report
	if first.Rows != 2 || first.Kinds[transfer.Companies].Created != 2 || first.Kinds[transfer.Offers].Created != 3 {
		t.Errorf("%+v", first)
	}
	again := line[imported](t, ok(t, append(args, list)...)).Report
	if again.Unchanged != 5 || again.Created+again.Updated+again.Rejected != 0 {
		t.Errorf("again: %+v", again)
	}
	only := line[imported](t, ok(t, append(args, "companies", list)...)).Report
	if only.Kinds[transfer.Companies].Unchanged != 2 || only.Kinds[transfer.Offers] != (transfer.Counts{}) {
		t.Errorf("companies only: %+v", only)
	}
	if r := command(t, append(args, "rates", list)...); r.code == 0 {
		t.Error("the map makes no rates, and said nothing")
	}
}
