package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/text"
	"github.com/fairmatch/fairmatch/transfer"
)

func TestMatching(t *testing.T) {
	got := measure[matchingResult](t, "matching", "--offers", "60", "--demands", "400", "--growth")
	if !got.Exact || got.Compared != 460 {
		t.Errorf("%d lists compared: %v", got.Compared, got.Mismatches)
	}
	if got.Kept == 0 || got.Reasons == 0 || got.Postings == 0 || got.GatePass < .6 || len(got.Growth) != 3 {
		t.Errorf("%+v", got)
	}
}

// What is written and read again is the same fair; without companies.csv it is one
// of companies that state nothing.
func TestWrittenPostsAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	wrote := measure[matchingResult](t, "matching", "--offers", "80", "--demands", "300", "--write", dir)
	read := measure[matchingResult](t, "matching", "--posts", dir)
	if read.Rejected != 0 || !read.Exact || read.Offers != 80 || read.Demands != 300 {
		t.Fatalf("%+v", read)
	}
	if read.Kept != wrote.Kept || read.Postings != wrote.Postings || read.Common != wrote.Common {
		t.Errorf("wrote %+v\nread  %+v", wrote, read)
	}
	if err := os.Remove(filepath.Join(dir, "companies.csv")); err != nil {
		t.Fatal(err)
	}
	bare := measure[matchingResult](t, "matching", "--posts", dir, "--growth")
	if bare.Rejected != 0 || !bare.Exact || bare.Postings != wrote.Postings || len(bare.Growth) != 3 {
		t.Errorf("without companies: %+v", bare)
	}
}

// A generated post comes through the import format field by field.
func TestEveryFieldIsWritten(t *testing.T) {
	dir := t.TempDir()
	g := newGenerator(3, 200, 200)
	if err := writePosts(dir, g); err != nil {
		t.Fatal(err)
	}
	engine := matching.New(generatedFair(), generatedRates())
	read := map[string]fair.Post{}
	folder := &postsFolder{dir: dir, rejected: func(file string, e transfer.RowError) { t.Errorf("%s: %+v", file, e) }}
	folder.funnel = newFunnel(generatedFair(), engine, func(p fair.Post) error { read[p.Ref] = p; return nil })
	if err := folder.read(t.Context()); err != nil {
		t.Fatal(err)
	}
	for n := range 200 {
		for _, want := range []fair.Post{g.offer(n), g.demand(n)} {
			got, err := json.Marshal(read[want.Ref].PostDraft)
			if err != nil {
				t.Fatal(err)
			}
			if wanted, _ := json.Marshal(want.PostDraft); string(got) != string(wanted) {
				t.Fatalf("%s\nread  %s\nwrote %s", want.Ref, got, wanted)
			}
		}
	}
}

func TestGeneratedFairIsTheSameAgain(t *testing.T) {
	a, b := newGenerator(7, 50, 500), newGenerator(7, 50, 500)
	b.offer(3) // what was made before makes no difference
	if !reflect.DeepEqual(a.demand(11), b.demand(11)) || !reflect.DeepEqual(a.supplierAt(2), b.supplierAt(2)) {
		t.Error("the same seed and number gave two posts")
	}
	if c := newGenerator(8, 50, 500); reflect.DeepEqual(a.demand(11).Title, c.demand(11).Title) {
		t.Error("another seed gave the same post")
	}
}

// What is generated keeps the rules that people's posts are held to, and has the
// lengths and spread that the measure states.
func TestGeneratedPostsAreValid(t *testing.T) {
	g := newGenerator(1, 400, 400)
	words := map[fair.Side]int{}
	headings := map[string]int{}
	for n := range 400 {
		c, b := g.supplierAt(n%g.suppliers), g.buyerAt(n%g.buyers)
		for _, p := range []fair.Post{g.offer(n), g.demand(n)} {
			if err := fair.Validate(&p.PostDraft); err != nil {
				t.Fatalf("%s %d: %v", p.Side, n, err)
			}
			words[p.Side] += len(text.Tokens(p.Title.All())) + len(text.Tokens(p.Text.All()))
			for _, code := range p.Codes {
				headings[string(code)]++
			}
		}
		for _, company := range []fair.CompanyAtFair{c, b} {
			if err := fair.Validate(&company.CompanyDraft); err != nil {
				t.Fatal(err)
			}
		}
	}
	if o, d := words[fair.OfferSide]/400, words[fair.DemandSide]/400; o < 11 || o > 19 || d < 7 || d > 13 {
		t.Errorf("%d words an offer, %d a demand", o, d)
	}
	most := 0
	for _, n := range headings {
		most = max(most, n)
	}
	if len(headings) < 50 || most < 8 {
		t.Errorf("%d headings, the commonest %d times: not skewed", len(headings), most)
	}
}
