package transfer

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

const companiesCSV = `ref,role,name_en,name_zh,country,kind,certificates,stand,hall
c1,exhibitor,Highland Coffee,高原咖啡,Ethiopia,manufacturer,ISO 22000; HACCP,A1,1
c2,buyer,Harbour Roasters,,China,importer,,,
`

// post finds a company's post by its ref.
func (h *house) post(t *testing.T, company, ref string) fair.Post {
	t.Helper()
	c, err := h.Companies.ByRef(t.Context(), fair.System(), h.fair.ID, company)
	if err != nil {
		t.Fatal(err)
	}
	posts, err := h.Posts.Of(t.Context(), fair.System(), h.fair.ID, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range posts {
		if p.Ref == ref {
			return p
		}
	}
	t.Fatalf("no post %s of %s", ref, company)
	return fair.Post{}
}

func TestImportEveryKindTwice(t *testing.T) {
	h := newHouse(t)
	files := []struct {
		kind    Kind
		created int
		text    string
	}{
		{Companies, 2, companiesCSV},
		{People, 2, "email;role;company;name;languages\nann@example.com;exhibitor;c1;Ann;English; \nbo@example.com;buyer;c2;Bo;中文\n"},
		{Offers, 1, "ref\tcompany\ttitle\toriginal\tprice\tmoq\tincoterms\tcodes\no1\tc1\tGreen coffee\ten\tUS$ 3.20/kg\t500 kg\tFOB Djibouti; CIF\tHS 0901.11\n"},
		{Demands, 1, `{"ref":"d1","company":"c2","title_zh":"咖啡豆","budget":"US$ 5 million","required":["HACCP"],"needed_by":"2026/9/1","blind":true}` + "\n"},
		{Rates, 2, "currency,rate\nUS$,7.10\nEUR,7.8\n"},
	}
	files[1].text = "email;role;company;name;function\nann@example.com;exhibitor;c1;Ann;sales\nbo@example.com;buyer;c2;Bo;\n"
	for _, f := range files {
		if rep := h.text(t, f.kind, f.text); rep.Created != f.created || rep.ErrorCount > 0 {
			t.Errorf("%s: %+v %v", f.kind, rep.Counts, rep.Errors)
		}
	}
	for _, f := range files {
		if rep := h.text(t, f.kind, f.text); rep.Unchanged != f.created || rep.Created+rep.Updated+rep.Rejected > 0 {
			t.Errorf("%s again: %+v %v", f.kind, rep.Counts, rep.Errors)
		}
	}
	o := h.post(t, "c1", "o1")
	want := &fair.Price{Amount: fair.MustDecimal("3.2"), Currency: "USD", Unit: "KGM", Incoterms: []string{"FOB", "CIF"}, Place: "Djibouti"}
	if o.Offer.Price.String() != want.String() || !reflect.DeepEqual(o.Offer.Price.Incoterms, want.Incoterms) || o.Offer.Price.Place != want.Place {
		t.Errorf("price %+v", o.Offer.Price)
	}
	if o.Offer.MOQ.String() != "500 KGM" || o.Codes[0] != "090111" || o.Trade != fair.Goods || o.Title["en"] != "Green coffee" {
		t.Errorf("offer %+v %+v", o.Content, o.Offer.MOQ)
	}
	d := h.post(t, "c2", "d1").Demand
	if d.Budget.String() != "5000000 USD" || !d.Required[0].Mandatory || d.NeededBy != "2026-09-01" || !d.Blind {
		t.Errorf("demand %+v", d)
	}
}

// TestErrorsSayWhere: physical lines, the column, the value, the rule and the nearest
// valid value; what is right goes in.
func TestErrorsSayWhere(t *testing.T) {
	h := newHouse(t)
	h.text(t, Companies, companiesCSV)
	rep := h.text(t, Offers, "\ufeff"+`ref,company,title_en,text_en,price,price_currency,price_unit,origin,valid_until,moq
o1,c1,Coffee,"two
lines",3.2,USD,kg,Ethiopia,,
o2,c1,Tea,,3,$,kg,,,
o3,c1,Cocoa,,"1,234",USD,kg,,,
o4,c9,Sugar,,,,,,,

o5,c1,Salt,,,,,Ethiopa,05/06/2026,
o6,c2,Pepper,,,,,,,
o1,c1,Coffee again,,,,,,,
o7,c1,,,,,,,,
o8,c1,"Rice",,-5,USD,kg,,,
o9,c1,Oil,,5,,,,,10 zz
o10,c1,"Oats"x,,,,,,,
o11,c1,Rye,,,,,,,
`)
	want := []RowError{
		{Offers, 4, "price_currency", "$", "currency", "USD | HKD | SGD"},
		{Offers, 5, "price", "1,234", "number", "1234 | 1.234"},
		{Offers, 6, "company", "c9", "known", ""},
		{Offers, 8, "origin", "Ethiopa", "country", "Ethiopia"},
		{Offers, 8, "valid_until", "05/06/2026", "date", "2026-06-05 | 2026-05-06"},
		{Offers, 9, "ref", "o6", "role_side", ""},
		{Offers, 10, "ref", "o1", "unique", ""},
		{Offers, 11, "title", "", "required", ""},
		{Offers, 12, "price", "-5", "positive", ""},
		{Offers, 13, "price_currency", "", "required", ""},
		{Offers, 13, "price_unit", "", "required", ""},
		{Offers, 13, "moq", "zz", "unit", ""},
		{Offers, 14, "", "", "quote", "14:13"},
	}
	for _, w := range want {
		found := false
		for _, e := range rep.Errors {
			if e.Line == w.Line && e.Column == w.Column && e.Rule == w.Rule {
				found = true
				if e.Value != w.Value || w.Param != "" && !strings.HasPrefix(e.Param, w.Param) {
					t.Errorf("got %+v, want %+v", e, w)
				}
			}
		}
		if !found {
			t.Errorf("missing %+v in %+v", w, rep.Errors)
		}
	}
	if !slices.IsSortedFunc(rep.Errors, func(a, b RowError) int { return a.Line - b.Line }) {
		t.Errorf("not in the order of the file: %+v", rep.Errors)
	}
	if rep.ErrorCount != len(want) {
		t.Errorf("%d errors, want %d: %+v", rep.ErrorCount, len(want), rep.Errors)
	}
	if rep.Created != 2 || rep.Rejected != 10 || rep.Rows != 12 {
		t.Errorf("%+v of %d rows; want o1 and o11 in", rep.Counts, rep.Rows)
	}
}

// TestOneRefusedRowSparesItsBatch: the store refuses the second stand with one label after it
// has written the company; nothing of it stays, all of its neighbours do.
func TestOneRefusedRowSparesItsBatch(t *testing.T) {
	h := newHouse(t)
	var b strings.Builder
	b.WriteString("ref,role,name_en,hall,stand\n")
	for i := range 450 {
		stand := "S" + string(rune('A'+i%26)) + strings.Repeat("x", i/26)
		if i == 300 {
			stand = "SA"
		}
		b.WriteString(strings.Join([]string{"c", string(rune('a' + i/26)), string(rune('a' + i%26)), ",exhibitor,Firm,1,", stand, "\n"}, ""))
	}
	rep := h.text(t, Companies, b.String())
	if rep.Created != 449 || rep.Rejected != 1 || rep.Errors[0].Line != 302 || rep.Errors[0].Column != "stand" || rep.Errors[0].Rule != "unique" {
		t.Fatalf("%+v %+v", rep.Counts, rep.Errors)
	}
	tally, err := h.Fairs.Tally(t.Context(), fair.System(), h.fair.ID)
	if err != nil || tally.Companies != 449 {
		t.Errorf("%d companies in the fair, %v", tally.Companies, err)
	}
}

func TestFileErrors(t *testing.T) {
	h := newHouse(t)
	wide := strings.Repeat("x,", maxColumns+1)
	for name, x := range map[string]struct {
		text  string
		field fair.FieldError
	}{
		"unknown column":   {"ref,role,nam_en\n", fair.FieldError{Field: "nam_en", Rule: "header", Value: "nam_en", Param: "name_en"}},
		"no such language": {"ref,role,name_en,name_12\n", fair.FieldError{Field: "name_12", Rule: "header", Value: "name_12", Param: "name_en"}},
		"twice":            {"ref,role,name_en,ref\n", fair.FieldError{Field: "ref", Rule: "unique", Value: "ref"}},
		"needed":           {"ref,name_en\n", fair.FieldError{Field: "role", Rule: "required"}},
		"empty":            {" \n", fair.FieldError{Field: "file", Rule: "required"}},
		"UTF-16":           {"\xff\xfer\x00e\x00", fair.FieldError{Field: "file", Rule: "utf8"}},
		"other charset":    {"ref,role,\xc3\xfb\xb3\xc6\n", fair.FieldError{Field: "file", Rule: "utf8"}},
		"JSON array":       {"[{}]", fair.FieldError{Field: "file", Rule: "json_lines", Value: "["}},
		"broken archive":   {"\x1f\x8bxxxx", fair.FieldError{Field: "file", Rule: "gzip"}},
	} {
		_, err := Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, Companies, Source{Reader: strings.NewReader(x.text)}, nil)
		var e *fair.Error
		if !errors.As(err, &e) || e.Code != fair.Invalid || e.Fields[0] != x.field {
			t.Errorf("%s: %v, want %+v", name, err, x.field)
		}
	}
	_, err := Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, Companies, Source{Reader: strings.NewReader(wide)}, nil)
	if fair.CodeOf(err) != fair.TooLarge {
		t.Errorf("too many columns: %v", err)
	}
	_, err = Import(t.Context(), Into(h.UseCases, h.db), fair.Actor{}, h.fair, Companies, Source{Reader: strings.NewReader(companiesCSV)}, nil)
	if fair.CodeOf(err) != fair.Forbidden {
		t.Errorf("a stranger: %v", err)
	}
}

// endless is a file without end, that packs well.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestLimits(t *testing.T) {
	h := newHouse(t)
	_, err := Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, Companies, Source{Reader: endless{}}, nil)
	if fair.CodeOf(err) != fair.TooLarge {
		t.Errorf("an endless file: %v", err)
	}
	long := strings.Repeat("x", maxRowSize)
	rep := h.text(t, Companies, `{"ref":"a","role":"buyer","name_en":"`+long+"\"}\n"+`{"ref":"b","role":"buyer","name_en":"B"}`+"\n{}x\n[]\n")
	if rep.Created != 1 || rep.Rejected != 3 || rep.Errors[0].Rule != "row_size" || rep.Errors[0].Line != 1 || rep.Errors[1].Rule != "json" || rep.Errors[2].Line != 4 {
		t.Errorf("%+v %+v", rep.Counts, rep.Errors)
	}
	rep = h.text(t, Companies, "ref,role,name_en\nc,buyer,"+long+"\nd,buyer,D,too many\ne,buyer,E,\nf,buyer,\xff\n")
	if rep.Created != 1 || rep.Rejected != 3 || rep.Errors[0].Rule != "row_size" || rep.Errors[1].Rule != "columns" || rep.Errors[2].Rule != "utf8" {
		t.Errorf("%+v %+v", rep.Counts, rep.Errors)
	}
}

func TestReportIsCappedButStreamed(t *testing.T) {
	h := newHouse(t)
	var streamed int
	text := "ref,role,name_en\n" + strings.Repeat(",buyer,B\n", keptErrors+50)
	rep := h.load(t, Companies, Source{Reader: strings.NewReader(text), OnError: func(RowError) { streamed++ }})
	if len(rep.Errors) != keptErrors || rep.ErrorCount != keptErrors+50 || streamed != rep.ErrorCount || rep.Rejected != keptErrors+50 {
		t.Errorf("%d kept, %d counted, %d streamed, %+v", len(rep.Errors), rep.ErrorCount, streamed, rep.Counts)
	}
}

func TestPackedAndProgress(t *testing.T) {
	h := newHouse(t)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(companiesCSV))
	z.Close()
	size, last := int64(b.Len()), int64(0)
	rep, err := Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, Companies, Source{Reader: &b}, func(n int64) { last = n })
	if err != nil || rep.Created != 2 || last != size {
		t.Errorf("%+v, %v, %d of %d bytes told", rep, err, last, size)
	}
}

// An open quotation mark takes the next lines into its cell: each of them is told.
func TestAnOpenQuotationMarkIsToldLineByLine(t *testing.T) {
	h := newHouse(t)
	rep := h.text(t, Companies, "ref,role,name_en,city\nc1,exhibitor,\"Acme,X\nc2,exhibitor,Bolt,Y\nc3,exhibitor,\"Cog\",Z\nc4,exhibitor,Dale,W\n")
	var told []string
	for _, e := range rep.Errors {
		told = append(told, fmt.Sprintf("%d %s %s", e.Line, e.Rule, e.Param))
	}
	if want := []string{"2 quote 4:14", "3 quote 2:1", "4 quote 2:1"}; !slices.Equal(told, want) || rep.Rows != 4 || rep.Created != 1 {
		t.Errorf("%q, want %q; %+v", told, want, rep.Counts)
	}
}

// Names of several words stay whole among the nearest ones.
func TestNearestNamesStayWhole(t *testing.T) {
	h := newHouse(t)
	rep := h.text(t, Companies, "ref,role,name_en,country\nc1,exhibitor,Acme,Untied Kingdom\n")
	if len(rep.Errors) != 1 || !slices.Contains(strings.Split(rep.Errors[0].Param, " | "), "United Kingdom") {
		t.Errorf("%+v", rep.Errors)
	}
}

// An archive that holds the same row over and over is refused long before it is unpacked.
func TestABlownUpArchiveStopsEarly(t *testing.T) {
	h := newHouse(t)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte("ref,role,name_en\n"))
	one := bytes.Repeat([]byte("c1,exhibitor,Acme Coffee and Tea Trading\n"), 1000)
	for range 1000 {
		z.Write(one)
	}
	z.Close()
	rep, err := Import(t.Context(), Into(h.UseCases, h.db), fair.System(), h.fair, Companies, Source{Reader: &b}, nil)
	if fair.CodeOf(err) != fair.TooLarge || rep.Rows == 0 || rep.Rows > 50_000 {
		t.Errorf("%v after %d rows", err, rep.Rows)
	}
}

func TestSamePersonForTwoCompanies(t *testing.T) {
	h := newHouse(t)
	h.text(t, Companies, companiesCSV)
	people := "email,role,company,name\nann@example.com,exhibitor,c1,Ann\nANN@example.com,buyer,c2,Ann\nann@example.com,exhibitor,c1,Ann\n"
	rep := h.text(t, People, people)
	if rep.Created != 1 || rep.Updated != 1 || rep.Merged != 1 {
		t.Errorf("%+v %+v", rep.Counts, rep.Errors)
	}
	if rep = h.text(t, People, people); rep.Unchanged != 2 || rep.Merged != 1 {
		t.Errorf("again: %+v %+v", rep.Counts, rep.Errors)
	}
	rep = h.text(t, People, "email,role,company,name\nann@example.com,exhibitor,c1,Ann\nann@example.com,buyer,c2,Anna\n")
	if rep.Rejected != 1 || rep.Errors[0].Rule != "unique" {
		t.Errorf("two names for one address: %+v %+v", rep.Counts, rep.Errors)
	}
}

// TestTradeIsReadFromTheWords: without the column and without codes, title and text of every language
// say together whether it is goods or services.
func TestTradeIsReadFromTheWords(t *testing.T) {
	for _, c := range []struct {
		cells map[string]string
		want  fair.Trade
	}{
		{map[string]string{"title_en": "Green coffee beans"}, fair.Goods},
		{map[string]string{"title_en": "Contract translation"}, fair.Services},
		{map[string]string{"title_en": "Partner for our expansion", "text_en": "Interpreting at negotiations and translation of contracts."}, fair.Services},
		{map[string]string{"title_zh": "新店合作伙伴", "text_zh": "谈判现场口译，合同翻译。"}, fair.Services},
		{map[string]string{"title_en": "Partner for our expansion", "text_zh": "谈判现场口译，合同翻译。"}, fair.Services},
		{map[string]string{"title_zh": "新店合作伙伴", "text_zh": "咖啡机、咖啡豆和纸杯。"}, fair.Goods},
		{map[string]string{"title_en": "Coffee machines for offices", "text_en": "With training and repair services."}, fair.Goods},
		{map[string]string{"title_en": "Sea freight from Ningbo", "text_en": "Furniture, lamps and toys."}, fair.Services},
		{map[string]string{"title_en": "Qwxyz"}, fair.Goods},
		{map[string]string{"title_en": "Contract translation", "trade": "goods"}, fair.Goods},
		{map[string]string{"title_en": "Coffee", "codes": "S01B"}, fair.Services},
	} {
		c.cells["ref"], c.cells["company"] = "r", "c"
		in := &cells{kind: Demands, line: 1, values: c.cells}
		if got := decode(in).post.Trade; got != c.want {
			t.Errorf("%v is read as %s", c.cells, got)
		}
	}
}
