package transfer

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"io"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

func bufioOf(s string) *bufio.Reader { return bufio.NewReader(strings.NewReader(s)) }

func TestAmounts(t *testing.T) {
	for in, want := range map[string]string{
		"1234.50": "1234.5", "0.0042": "0.0042", "1,234.50": "1234.5", "1.234,50": "1234.5", "1,234,567": "1234567", "1.234.567": "1234567", "12,5": "12.5",
		"1 234 567": "1234567", "1'000": "1000", "US$ 5 million": "US$|5000000", "300万元": "3000000|元", "1.5亿": "150000000", "2千克": "2000|克", "3.20 USD/kg": "3.2|USD/kg",
		"５００ 件": "500|件", "-3": "-3", "5k": "5000", "5 kg": "5|kg", "0,125": "0.125", "1234,567": "1234.567", "0.13999999999999999": "0.14", "100 ": "100",
	} {
		a, _, ok := parseAmount(in)
		got := strings.Trim(strings.Join([]string{a.before, a.number.String(), a.after}, "|"), "|")
		if !ok || got != want {
			t.Errorf("%q reads %q (%v), want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"", "none", "1,234", "12,34,567", "1.2.3", "1,2,3", ".5", "1,234.567,8", strings.Repeat("9", 30)} {
		if a, _, ok := parseAmount(in); ok {
			t.Errorf("%q reads %v", in, a)
		}
	}
}

// TestAmountsAnyGrouping: however a number is grouped, it reads the same, or is refused.
func TestAmountsAnyGrouping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Uint64Range(0, 999_999_999_999).Draw(t, "whole")
		frac := rapid.StringMatching(`[0-9]{0,4}[1-9]`).Draw(t, "frac")
		style := rapid.SampledFrom([]string{",.", ".,", " .", "' .", " ,"}).Draw(t, "style")
		digits := new(bytes.Buffer)
		plain := jsonOf(whole)
		for i, d := range plain {
			if i > 0 && (len(plain)-i)%3 == 0 {
				digits.WriteByte(style[0])
			}
			digits.WriteRune(d)
		}
		text := digits.String() + style[len(style)-1:] + frac
		a, meant, ok := parseAmount(text)
		if !ok {
			if len(meant) == 0 {
				t.Fatalf("%q is refused without what may be meant", text)
			}
			return
		}
		want := fair.MustDecimal(plain + "." + frac)
		if a.number.Cmp(&want.Decimal) != 0 {
			t.Fatalf("%q reads %s, want %s", text, a.number, want)
		}
	})
}

func jsonOf(v any) string { b, _ := json.Marshal(v); return string(b) }

// TestEveryColumnIsRead: a column that the header lists changes the record, or is
// refused; none is taken and ignored.
func TestEveryColumnIsRead(t *testing.T) {
	for _, k := range Kinds() {
		for _, c := range Header(k) {
			base := map[string]string{"price": "1", "ceiling": "1", "title": "x"}
			if of, ok := strings.CutSuffix(c.Name, "_unit"); ok {
				base[of] = "1"
			} else if of, ok := strings.CutSuffix(c.Name, "_currency"); ok {
				base[of] = "1"
			}
			if k != Offers && k != Demands {
				base = map[string]string{"name": "x"}
			}
			delete(base, c.Name)
			read := func(v string) (record, []RowError) {
				values := map[string]string{c.Name: v}
				for n, v := range base {
					values[n] = v
				}
				in := &cells{kind: k, line: 1, values: values}
				return decode(in), in.errors
			}
			plain, errs := read("")
			with, more := read("qq 7 zz")
			if reflect.DeepEqual(plain, with) && reflect.DeepEqual(errs, more) {
				t.Errorf("%s: %s is ignored", k, c.Name)
			}
		}
	}
}

// TestCSVAndJSONAgree: the same cells give the same record from either form, through any
// delimiter, with quotes, newlines and blank lines; lines are physical.
func TestCSVAndJSONAgree(t *testing.T) {
	cell := rapid.StringOf(rapid.SampledFrom([]rune("ab ,;\t\"\n12.é咖啡$/%")))
	rapid.Check(t, func(t *rapid.T) {
		columns := []string{"ref", "company", "title_en", "text_en", "price", "price_unit", "codes", "origin"}
		n := rapid.IntRange(1, 6).Draw(t, "rows")
		var csvText, jsonText bytes.Buffer
		w := csv.NewWriter(&csvText)
		w.Comma = rapid.SampledFrom([]rune{',', ';', '\t'}).Draw(t, "comma")
		w.Write(columns)
		var lines []int
		for range n {
			object := map[string]string{}
			record := make([]string, len(columns))
			for i, c := range columns {
				record[i] = cell.Draw(t, c)
				object[c] = record[i]
			}
			record[0] = "r" + record[0]
			object["ref"] = record[0]
			w.Flush()
			lines = append(lines, 1+strings.Count(csvText.String(), "\n"))
			w.Write(record)
			jsonText.WriteString(jsonOf(object) + "\n")
		}
		w.Flush()
		a, b := decodeAll(t, csvText.String()), decodeAll(t, jsonText.String())
		if len(a) != n || len(b) != n {
			t.Fatalf("%d and %d of %d rows", len(a), len(b), n)
		}
		for i := range a {
			if a[i].line != lines[i] || b[i].line != i+1 {
				t.Fatalf("row %d is said to be on lines %d and %d, is on %d", i, a[i].line, b[i].line, lines[i])
			}
			a[i].line, b[i].line = 0, 0
			if !reflect.DeepEqual(a[i], b[i]) {
				t.Fatalf("row %d:\n%+v\n%+v", i, a[i], b[i])
			}
		}
	})
}

func decodeAll(t interface{ Fatal(...any) }, text string) []record {
	rows, err := open(&counter{r: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	var out []record
	for {
		r, err := rows.next()
		if err == io.EOF {
			return out
		}
		if err != nil || r.bad != nil {
			t.Fatal(err, r.bad)
		}
		c, bad := direct(r, Offers)
		if bad != nil {
			t.Fatal(bad)
		}
		out = append(out, decode(c))
	}
}

// FuzzRows: whatever the file, it is read to its end without a panic, and every record
// that is found right is one that the rules admit.
func FuzzRows(f *testing.F) {
	f.Add([]byte(companiesCSV), byte(0))
	f.Add([]byte("ref;company;title_en;price;moq\no;c;T;\"US$ 3,20/kg\";5 t\n"), byte(2))
	f.Add([]byte(`{"ref":"d","company":"c","title_zh":"茶","budget":"300万元","required":["CE"]}`), byte(3))
	f.Add([]byte("\xef\xbb\xbfcurrency\trate\nUS$\t7.1\n"), byte(4))
	f.Add([]byte("a,b\n\"x\n"), byte(1))
	f.Fuzz(func(t *testing.T, b []byte, k byte) {
		kind := Kinds()[int(k)%len(Kinds())]
		rows, err := open(&counter{r: bytes.NewReader(b)})
		if err != nil {
			return
		}
		last := 0
		for {
			r, err := rows.next()
			if err != nil {
				return
			}
			if r.line <= last {
				t.Fatalf("line %d after line %d", r.line, last)
			}
			last = r.line
			if r.bad != nil {
				continue
			}
			c, bad := direct(r, kind)
			if bad != nil {
				continue
			}
			if rec := decode(c); len(c.errors) == 0 && (kind == Offers || kind == Demands) {
				for _, code := range rec.post.Codes {
					if _, _, err := taxonomy.ParseCode(string(code)); err != nil {
						t.Fatalf("%q is taken for a code", code)
					}
				}
				if err := fair.Validate(&rec.post); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// FuzzMap: whatever the map and the row, there is an answer.
func FuzzMap(f *testing.F) {
	f.Add([]byte(`{"let":{"k":{"from":"a","form":"hash"}},"records":[{"kind":"offers","each":{"from":"b","split":";"},"set":{"ref":{"template":"{k}:{item}"},"title_{k}":"item"}}]}`), []byte(`{"a":"x","b":"1;2"}`))
	f.Add([]byte(`{"records":[{"kind":"demands","each":"items[]","set":{"ref":"item.d","first":{"from":"item.q","with":"first_unit"}}}]}`), []byte(`{"items":[{"d":[["x"]],"q":{}},7]}`))
	f.Fuzz(func(t *testing.T, mapping, in []byte) {
		m, err := ParseMap(bytes.NewReader(mapping))
		if err != nil {
			return
		}
		r, err := (&jsonRows{r: bufio.NewReader(bytes.NewReader(in))}).next()
		if err != nil || r.bad != nil {
			return
		}
		made, err := m.apply(r)
		if err != nil {
			return
		}
		for _, c := range made {
			decode(c)
		}
	})
}
