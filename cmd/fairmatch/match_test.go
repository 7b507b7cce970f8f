package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

// hundredths reads "83.49".
func hundredths(t *testing.T, s string) int {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int(math.Round(f * 100))
}

// checkList checks the lists of a run: numbers that add up, ranks from 1, best first.
func checkList(t *testing.T, rows []map[string]string) {
	t.Helper()
	last := map[string]int{}
	ranks := map[string]int{}
	for _, r := range rows {
		score, buyer, supplier := hundredths(t, r["score"]), hundredths(t, r["for_buyer"]), hundredths(t, r["for_supplier"])
		if score != fair.Join(buyer, supplier) || score <= 0 || buyer > fair.FullScore || supplier > fair.FullScore {
			t.Errorf("%s is not the join of %s and %s", r["score"], r["for_buyer"], r["for_supplier"])
		}
		if ranks[r["post"]]++; r["rank"] != strconv.Itoa(ranks[r["post"]]) {
			t.Errorf("rank %s comes as number %d", r["rank"], ranks[r["post"]])
		}
		if before, ok := last[r["post"]]; ok && score > before {
			t.Errorf("%s after %d", r["score"], before)
		}
		last[r["post"]] = score
	}
	if len(ranks) != 4 {
		t.Errorf("%d posts have matches", len(ranks))
	}
}

// best maps a post's ref to that of its best match.
func best(rows []map[string]string) map[string]string {
	out := map[string]string{}
	for _, r := range rows {
		if r["rank"] == "1" {
			out[r["ref"]] = r["other_ref"]
		}
	}
	return out
}

func csvRows(t *testing.T, text string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(records) == 0 {
		t.Fatalf("%v: %q", err, text)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestMatch(t *testing.T) {
	o := newTrade(t)
	args := []string{"match", "--data", o.data, "--fair", "expo"}
	printed := ok(t, args...)
	rows := csvRows(t, printed.out)
	checkList(t, rows)
	says(t, printed.err, "2 offers and 2 demands")

	t.Run("the right ones are best, both ways", func(t *testing.T) {
		if got := fmt.Sprint(best(rows)); got != fmt.Sprint(map[string]string{"D1": "'=O1", "D2": "O2", "'=O1": "D1", "O2": "D2"}) {
			t.Error(got)
		}
	})
	t.Run("no cell is a formula", func(t *testing.T) {
		for _, r := range rows {
			for name, cell := range r {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
					t.Errorf("%s: %q", name, cell)
				}
			}
		}
		says(t, printed.out, ",'=O1,", ",'+Jasmine green tea,", ",'@Tea in bags,")
	})
	t.Run("to a file, with a summary", func(t *testing.T) {
		file := filepath.Join(o.files, "matches.csv")
		sum := line[struct {
			Offers, Demands, Kept int
			Seconds               *float64
		}](t, ok(t, append(args, "--out", file, "--json")...))
		if sum.Offers != 2 || sum.Demands != 2 || sum.Kept != len(rows) || sum.Seconds == nil {
			t.Errorf("%+v for %d lines", sum, len(rows))
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != printed.out {
			t.Errorf("%v: the file is not what was printed", err)
		}
	})
	t.Run("as JSON lines", func(t *testing.T) {
		var lines []map[string]string
		for l := range strings.Lines(ok(t, append(args, "--format", "jsonl")...).out) {
			var v map[string]any
			if err := json.Unmarshal([]byte(l), &v); err != nil {
				t.Fatalf("%v: %s", err, l)
			}
			row := map[string]string{}
			for name, x := range v {
				if _, number := x.(float64); number != slices.Contains([]string{"rank", "score", "for_buyer", "for_supplier"}, name) {
					t.Errorf("%s is %T", name, x)
				}
				row[name] = fmt.Sprint(x)
			}
			lines = append(lines, row)
		}
		checkList(t, lines)
		if got := best(lines); got["D1"] != "=O1" {
			t.Errorf("JSON needs no escape from formulas: %v", got)
		}
	})
	t.Run("as short as asked", func(t *testing.T) {
		if got := csvRows(t, ok(t, append(args, "--k", "1")...).out); len(got) != 4 {
			t.Errorf("%d lines", len(got))
		}
	})
}

func TestMatchWithExposureKeptFair(t *testing.T) {
	o := newTrade(t)
	args := []string{"match", "--data", o.data, "--fair", "expo", "--exposure-most", "1", "--exposure-least", "1"}
	printed := ok(t, args...)
	says(t, printed.err, "exhibitors recommended to buyers: 2 companies", "value lost", "before", "after")
	seen := map[string]int{}
	for _, r := range csvRows(t, printed.out) {
		if seen[r["side"]+r["other_company"]]++; seen[r["side"]+r["other_company"]] > 1 {
			t.Errorf("a company stands on two lists of %ss", r["side"])
		}
	}
	sum := line[struct{ Exposure []struct{ Side string } }](t, ok(t, append(args, "--out", filepath.Join(o.files, "m.csv"), "--json")...))
	if len(sum.Exposure) != 2 || sum.Exposure[0].Side != "demand" {
		t.Errorf("the summary tells %+v", sum)
	}
	if r := command(t, "match", "--data", o.data, "--fair", "expo", "--exposure-most", "1", "--exposure-least", "2"); r.code != exitUsage {
		t.Errorf("a least above the most: exit %d", r.code)
	}
}

func TestMatchWeights(t *testing.T) {
	o := newTrade(t)
	args := []string{"match", "weights", "--data", o.data, "--fair", "expo"}
	says(t, ok(t, args...).out, "0 decisions", "product", "40.00", "20.00 and 80.00")
	learned := line[fair.Learned](t, ok(t, append(args, "--json")...))
	if len(learned.Parts) == 0 || learned.Lessons != 0 {
		t.Errorf("%+v", learned)
	}
	says(t, ok(t, append(args, "--reset")...).out, "0 decisions")
	if r := command(t, "match", "weights", "--data", o.data, "--fair", "nowhere"); r.code != exitFailure || !strings.Contains(r.err, "does not exist") {
		t.Errorf("exit %d, %q", r.code, r.err)
	}
}

func TestMatchFailures(t *testing.T) {
	o := newExpo(t)
	if r := command(t, "match", "--data", o.data, "--fair", "nowhere"); r.code != exitFailure || r.out != "" || !strings.Contains(r.err, "does not exist") {
		t.Errorf("exit %d, %q %q", r.code, r.out, r.err)
	}
	out := filepath.Join(o.files, "no", "folder.csv")
	if r := command(t, "match", "--data", o.data, "--fair", "expo", "--out", out); r.code != exitFailure || !strings.Contains(r.err, "folder.csv") {
		t.Errorf("exit %d, %q", r.code, r.err)
	}
	if rows := csvRows(t, ok(t, "match", "--data", o.data, "--fair", "expo").out); len(rows) != 0 {
		t.Errorf("an empty fair has %d matches", len(rows))
	}
}

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{"": "", "tea": "tea", "=1+1": "'=1+1", "+8613": "'+8613", "-2": "'-2", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "a=1": "a=1", "＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠A": "'＠A", "茶＝": "茶＝", "茶": "茶"} {
		if got := safe(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// TestCreate: a file gets its name when it is whole; until then the one before stays.
func TestCreate(t *testing.T) {
	o := newOffice(t)
	file := o.file(t, "matches.csv", "before")
	for _, failed := range []error{os.ErrDeadlineExceeded, nil} {
		w, done, err := create(file, nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, "after")
		if err := done(failed); !errors.Is(err, failed) {
			t.Errorf("%v, want %v", err, failed)
		}
		want := "after"
		if failed != nil {
			want = "before"
		}
		if b, err := os.ReadFile(file); err != nil || string(b) != want {
			t.Errorf("%q, %v, want %s", b, err, want)
		}
		if _, err := os.Stat(file + ".new"); err == nil {
			t.Error("the draft stays")
		}
	}
}

func TestPoints(t *testing.T) {
	for in, want := range map[int]string{0: "0.00", 5: "0.05", 8349: "83.49", fair.FullScore: "100.00"} {
		if got := points(in); got != want {
			t.Errorf("%d becomes %s, want %s", in, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	o := newTrade(t)
	ok(t, "import", "--data", o.data, "--fair", "expo", "offers", o.file(t, "more.csv", "ref,company,title_en,title_zh\nO3,S1,Solar inverters,\nO4,S2,,特级初榨橄榄油\n"))
	for name, c := range map[string]struct {
		args []string
		want string // the first title
		hits int    // in all; 0: any
	}{
		"plain":              {[]string{"green", "coffee"}, "Colombian green coffee beans", 0},
		"a typo":             {[]string{"colombian cofee"}, "Colombian green coffee beans", 0},
		"Chinese":            {[]string{"茉莉花茶"}, "茉莉花茶", 0},
		"Chinese to English": {[]string{"光伏逆变器"}, "Solar inverters", 1},
		"English to Chinese": {[]string{"olive oil"}, "特级初榨橄榄油", 1},
		"demands":            {[]string{"--what", "demand", "咖啡生豆"}, "咖啡生豆", 0},
		"companies":          {[]string{"--what", "company", "verde"}, "Verde Coffee", 1},
		"companies, Chinese": {[]string{"--what", "company", "海港"}, "海港烘焙", 1},
		"of a country":       {[]string{"--country", "CO", "green"}, "Colombian green coffee beans", 1},
		"of none":            {[]string{"--country", "NO", "green"}, "", 0},
		"no word":            {nil, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"search", "--data", o.data, "--fair", "expo"}, c.args...)
			found := line[fair.Found](t, ok(t, append(args, "--json")...))
			text := ok(t, args...).out
			says(t, text, fmt.Sprintf("%d found in ", found.Total))
			switch {
			case name == "no word":
				if found.Total != 4 {
					t.Errorf("%d of all offers", found.Total)
				}
			case c.want == "" && found.Total != 0 || c.hits > 0 && found.Total != c.hits:
				t.Errorf("%d found: %s", found.Total, text)
			case c.want != "" && (len(found.Hits) == 0 || found.Hits[0].Title.Text != c.want):
				t.Errorf("first is not %q: %s", c.want, text)
			case c.want != "":
				says(t, text, "  1  "+c.want)
			}
		})
	}
}

func TestSearchFailures(t *testing.T) {
	o := newExpo(t)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no such fair":    {[]string{"--fair", "nowhere", "tea"}, "does not exist"},
		"no such country": {[]string{"--fair", "expo", "--country", "Narnia", "tea"}, "Narnia"},
		"too many":        {[]string{"--fair", "expo", "--limit", "100000", "tea"}, "limit: "},
		"no address":      {[]string{"--fair", "expo", "--search", "meilisearch", "tea"}, "--meilisearch-url"},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, append([]string{"search", "--data", o.data}, c.args...)...)
			if r.code != exitFailure || r.out != "" {
				t.Errorf("exit %d, %q", r.code, r.out)
			}
			says(t, r.err, c.says)
		})
	}
}
