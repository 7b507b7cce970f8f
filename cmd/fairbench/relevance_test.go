package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/transfer"
)

var update = flag.Bool("update", false, "rewrite the golden figures")

// golden is what the named demands come to, kept as a floor.
type golden struct {
	Directions []direction `json:"directions"`
	Overall    figures     `json:"overall"`
}

// The named demands find the suppliers that a person would pick as well as they ever
// did. Better figures are kept with: go test ./cmd/fairbench -run Relevance -update
func TestRelevanceOfNamedDemands(t *testing.T) {
	const dir = "testdata/relevance"
	got := measure[relevanceResult](t, "relevance", dir)
	file := filepath.Join(dir, "figures.json")
	if *update {
		b, err := json.MarshalIndent(golden{got.Directions, got.Overall}, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(b, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var want golden
	if err := json.Unmarshal(b, &want); err != nil {
		t.Fatal(err)
	}
	if got.Rejected != 0 || got.Demands < 100 || len(got.Directions) != len(want.Directions) {
		t.Fatalf("%+v", got)
	}
	want.Directions = append(want.Directions, direction{"overall", want.Overall})
	for i, now := range append(got.Directions, direction{"overall", got.Overall}) {
		was := want.Directions[i]
		if now.Direction != was.Direction || now.Demands != was.Demands {
			t.Errorf("%+v, was %+v: other demands than the figures are of; -update", now, was)
		}
		if now.Recall5 < was.Recall5 || now.Recall < was.Recall || now.MRR < was.MRR {
			t.Errorf("%s: recall@5 %.4f, recall@20 %.4f, MRR %.4f; was %.4f, %.4f, %.4f", now.Direction, now.Recall5, now.Recall, now.MRR, was.Recall5, was.Recall, was.MRR)
		}
	}
}

// folder writes files for the measure.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Lists are of companies: one that has two of the wanted offers is wanted once, and
// is found by whichever of its offers is best. A post that names no company has its own.
func TestRelevanceCountsCompanies(t *testing.T) {
	dir := folder(t, map[string]string{
		"offers.csv": "\ufeffref;company;title_en;text_en\r\n" + // as spreadsheets save it
			"kettle;tin;Electric kettles;Steel\r\npot;tin;Tea kettles, electric;Steel\r\n" +
			"own;;Electric kettles;Glass\r\nsofa;;Sofas;Leather\r\n",
		"demands.csv": "ref,title_en\nd,Electric kettles of steel\ne,Sofas\n",
		"expected.csv": "direction,offer_ref,demand_ref\nen-en,kettle,d\nen-en,pot,d\nen-en,own,d\n" +
			"en-en,sofa,e\nodd,kettle,e\n",
	})
	got := measure[relevanceResult](t, "relevance", dir, "--misses")
	want := []direction{{"en-en", figures{2, 1, 1, 1}}, {"odd", figures{1, 0, 0, 0}}}
	if !reflect.DeepEqual(got.Directions, want) || got.Overall != (figures{3, .6667, .6667, .6667}) || got.Offers != 4 || got.Demands != 2 {
		t.Errorf("%+v", got)
	}
	missed := []miss{{Direction: "odd", Demand: "Sofas", Wanted: "Electric kettles", Found: []string{"Sofas"}}}
	if !reflect.DeepEqual(got.Misses, missed) {
		t.Errorf("%+v", got.Misses)
	}
	var out bytes.Buffer
	if code := run(context.Background(), []string{"relevance", dir, "--misses"}, &out, &out); code != 0 {
		t.Fatal(out.String())
	}
	for _, says := range []string{"recall@20", "en-en      2        1.000", "4 offers, 2 demands", "odd  Sofas\n  wanted  Electric kettles\n  rank    none\n  found   Sofas\n"} {
		if !strings.Contains(out.String(), says) {
			t.Errorf("no %q in\n%s", says, out.String())
		}
	}
}

// Ranks 1 and 7 of two wanted, 20 of one, none and 21 of two.
func TestRelevanceFiguresAreMeansOverDemands(t *testing.T) {
	var sum tally
	for _, ranks := range [][]int{{7, 1}, {20}, {0, 21}} {
		sum.add(ranks)
	}
	if got, want := sum.figures(), (figures{3, round(.5/3, 4), round(2.0/3, 4), round((1+.05+1.0/21)/3, 4)}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestRelevanceSaysWhatIsWrongAndWhere(t *testing.T) {
	const offers, demands, expected = "ref,title_en\no,Tea\n", "ref,title_en\nd,Tea\n", "demand_ref,offer_ref,direction\nd,o,en-en\n"
	for _, c := range []struct {
		name, offers, demands, expected string
		code                            int
		says                            []string
	}{
		{"no header", offers, demands, "", exitFailure, []string{"expected.csv:1: column demand_ref: is needed; expected demand_ref,offer_ref,direction"}},
		{"another header", offers, demands, "demand_ref,offer,direction\n", exitFailure, []string{"expected.csv:1: column offer_ref", "found demand_ref,offer,direction"}},
		{"nothing wanted", offers, demands, "demand_ref,offer_ref,direction\n", exitFailure, []string{"expected.csv:2: expected at least one line"}},
		{"a short row", offers, demands, expected + "d,o\n", exitFailure, []string{"expected.csv: record on line 3", "expected demand_ref,offer_ref,direction"}},
		{"no such demand", offers, demands, expected + "\nx,o,en-en\n", exitFailure, []string{`expected.csv:4: column demand_ref: "x"; expected`, "demands.csv"}},
		{"no such offer", offers, demands, expected + "d,x,en-en\n", exitFailure, []string{`expected.csv:3: column offer_ref: "x"; expected`, "offers.csv"}},
		{"no label", offers, demands, expected + "d,o,\n", exitFailure, []string{"expected.csv:3: column direction: is empty"}},
		{"a column that is not known", "ref,titel_en\no,Tea\n", demands, expected, exitFailure, []string{"offers.csv:1: column titel_en", "did you mean title_en"}},
		{"no titles", offers, "ref,text_en\nd,Tea\n", expected, exitFailure, []string{"demands.csv:1: column title: is needed"}},
		{"an empty file", "", demands, expected, exitFailure, []string{"offers.csv:1: column file: is needed"}},
		{"a record that breaks a rule", offers + "p,\n", demands, expected, 0, []string{"offers.csv:3: column title: is needed"}},
		{"a choice", "ref,title_en,trade\no,Tea,goods\np,Tea,wares\n", demands, expected, 0, []string{`offers.csv:3: column trade: "wares" must be one of: goods, services`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, map[string]string{"offers.csv": c.offers, "demands.csv": c.demands, "expected.csv": c.expected})
			var out, errs bytes.Buffer
			if code := run(context.Background(), []string{"relevance", dir}, &out, &errs); code != c.code {
				t.Errorf("exit %d, want %d", code, c.code)
			}
			for _, says := range c.says {
				if !strings.Contains(errs.String(), says) {
					t.Errorf("no %q in %s", says, errs.String())
				}
			}
		})
	}
	dir := folder(t, map[string]string{"offers.csv": offers, "demands.csv": demands})
	var errs bytes.Buffer
	if code := run(context.Background(), []string{"relevance", dir}, &errs, &errs); code != exitFailure || !strings.Contains(errs.String(), "expected.csv") {
		t.Errorf("exit %d: %s", code, errs.String())
	}
}

// A file whose posts all name their company gives the same posts with the map that
// gives companies to those that do not.
func FuzzOwnCompaniesChangeNothingElse(f *testing.F) {
	for _, seed := range []string{
		"ref,company,title_en\no,c,Tea\n",
		"\ufeffref;company;title;original;moq;moq_unit\r\no;c;\"Tea; green\";en;5;kg\r\n",
		"company\tref\ttitle_zh\tattributes\tmarkets\nc\to\t绿茶\troast=light; grade=A\tDE;FR\n",
		"ref, company ,title_en\n\no,c,\"Tea\nin tins\"\n",
		`{"ref":"o","company":"c","title_en":"Tea"}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, content string) {
		plain, err := imported(t, content, nil)
		if err != nil || len(plain) == 0 {
			return
		}
		own, err := ownCompanies(strings.NewReader(content), transfer.Offers)
		if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		mapped, err := imported(t, content, own)
		if err != nil || !reflect.DeepEqual(plain, mapped) {
			t.Fatalf("%q: %v\n%+v\n%+v", content, err, plain, mapped)
		}
	})
}

// imported is what the import makes of a file of offers; nothing where it rejects any.
func imported(t *testing.T, content string, through *transfer.Map) ([]fair.PostDraft, error) {
	var posts []fair.PostDraft
	f := newFunnel(generatedFair(), matching.New(generatedFair(), generatedRates()), func(p fair.Post) error {
		posts = append(posts, p.PostDraft)
		return nil
	})
	f.role = fair.Exhibitor
	into := transfer.Target{Companies: fair.NewCompanies(f, generatedNow.Std), Posts: fair.NewPosts(f, nil, generatedNow.Std), Store: f}
	report, err := transfer.Import(t.Context(), into, fair.System(), f.fair, transfer.Offers, transfer.Source{Reader: strings.NewReader(content), Map: through}, nil)
	if report.Rejected > 0 {
		return nil, err
	}
	return posts, err
}
