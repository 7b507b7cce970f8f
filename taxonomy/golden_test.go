package taxonomy

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// TestClassifyGolden keeps what Classify makes of posts as people write them. testdata/classify.txt
// has the wanted headings or sectors, any of which will do, and the text; testdata/classify.golden the first
// guess, so that a change of weights or data shows as a diff of results.
func TestClassifyGolden(t *testing.T) {
	content, err := os.ReadFile("testdata/classify.txt")
	if err != nil {
		t.Fatal(err)
	}
	var report strings.Builder
	asked, first, third := 0, 0, 0
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		wanted, text, ok := strings.Cut(line, " ")
		if !ok {
			t.Fatalf("no text in %q", line)
		}
		asked++
		mark := "MISS "
		var shown []string
		for rank, g := range Classify(text, 3) {
			if rank == 0 {
				shown = append(shown, string(g.Code))
			}
			hit := slices.ContainsFunc(strings.Split(wanted, "/"), func(w string) bool { return g.Code.Within(Code(w)) })
			if mark == "MISS " && hit {
				third++
				mark = "third"
				if rank == 0 {
					first++
					mark = "first"
				}
			}
		}
		fmt.Fprintf(&report, "%s %s | %s | %s\n", mark, wanted, text, strings.Join(shown, ", "))
	}
	fmt.Fprintf(&report, "\n%d texts: first %.3f, among three %.3f\n", asked, float64(first)/float64(asked), float64(third)/float64(asked))
	t.Logf("%d texts, first %d, among three %d", asked, first, third)
	const golden = "testdata/classify.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(report.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(was) != report.String() {
		t.Errorf("results differ from %s; look at them with -update and the diff\n%s", golden, report.String())
	}
	if float64(first) < 0.85*float64(asked) {
		t.Errorf("only %d of %d texts have their heading first", first, asked)
	}
}
