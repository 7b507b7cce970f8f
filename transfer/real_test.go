package transfer

import (
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// firstLines is the beginning of a file, unpacked; the whole where it has no more.
func firstLines(t *testing.T, file string, n int) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(file, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	lines := bufio.NewReader(r)
	for range n {
		line, err := lines.ReadString('\n')
		b.WriteString(line)
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestRealFiles imports the measuring data through the maps of docs/import into one
// fair, and then again: what is there changes nothing.
func TestRealFiles(t *testing.T) {
	data := filepath.Join("..", "..", "shared", "data")
	if _, err := os.Stat(data); err != nil {
		t.Skip("the folder of measuring data is not here")
	}
	h := newHouse(t)
	for _, x := range []struct {
		file, mapping string
		rejected      int // in the whole file
	}{
		{"fairs/ces2026_exhibitors.csv", "ces2026", 0},
		{"fairs/waic2026_exhibitors.jsonl", "waic2026", 9}, // rows with an industry and nothing else
		{"tenders/tenders.jsonl.gz", "tenders", 50},        // no buyer, nothing to read, a template's words for values
	} {
		m := readMap(t, filepath.Join("..", "docs", "import", x.mapping+".map.json"))
		content := firstLines(t, filepath.Join(data, x.file), realRows)
		rep := h.load(t, "", Source{Reader: strings.NewReader(content), Map: m})
		why := map[RowError]int{}
		for _, e := range rep.Errors {
			why[RowError{Kind: e.Kind, Column: e.Column, Rule: e.Rule}]++
		}
		t.Logf("%s: %d rows, %+v", x.file, rep.Rows, rep.Kinds)
		for e, n := range why {
			t.Logf("  %4d × %s %s: %s", n, e.Kind, e.Column, e.Rule)
		}
		if rep.Created == 0 || rep.Rejected > x.rejected {
			t.Errorf("%s: %+v, at most %d rejected wanted", x.file, rep.Counts, x.rejected)
		}
		again := h.load(t, "", Source{Reader: strings.NewReader(content), Map: m})
		if again.Created+again.Updated > 0 || again.Unchanged != rep.Created || again.Rejected != rep.Rejected {
			t.Errorf("%s again: %+v after %+v", x.file, again.Counts, rep.Counts)
		}
	}
}
