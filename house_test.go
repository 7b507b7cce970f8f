// Package house checks the plan of the house: which room may know which.
package house

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/fairmatch/fairmatch/"

// plan lists, per room, the rooms of ours that it may import. A room that is not
// listed here has no place in the house yet: add it where a reader looks for it.
// Adapters (store, search, realtime, notify, ledger, web) never know each other.
var plan = map[string][]string{
	"taxonomy":      nil,
	"text":          nil,
	"fair":          {"taxonomy"},
	"matching":      {"fair", "taxonomy", "text"},
	"search":        {"fair", "taxonomy", "text"},
	"realtime":      {"fair"},
	"store":         {"fair"},
	"locale":        {"fair", "taxonomy"},
	"notify":        {"fair", "locale"},
	"transfer":      {"fair", "taxonomy"},
	"embedding":     nil,
	"web":           {"fair", "locale", "taxonomy", "transfer"},
	"node":          {"embedding", "fair", "locale", "matching", "notify", "realtime", "search", "store", "taxonomy", "text", "transfer", "web"},
	"demo":          {"fair", "matching", "taxonomy"},
	"cmd/fairmatch": {"demo", "fair", "locale", "matching", "node", "search", "store", "taxonomy", "transfer", "web"},
	"cmd/fairbench": {"demo", "fair", "locale", "matching", "node", "realtime", "search", "store", "taxonomy", "text", "transfer"},
}

func TestRoomsImportOnlyRoomsAboveThem(t *testing.T) {
	seen := map[string]bool{}
	for file, imports := range sources(t) {
		room := roomOf(filepath.ToSlash(filepath.Dir(file)))
		allowed, ok := plan[room]
		if !ok {
			t.Errorf("%s: the room %q is not on the plan", file, room)
			continue
		}
		seen[room] = true
		for _, i := range imports {
			if to := roomOf(i); to != room && !slices.Contains(allowed, to) {
				t.Errorf("%s imports %s; %s may import %v", file, i, room, allowed)
			}
		}
	}
	for room := range plan {
		if !seen[room] {
			t.Errorf("the plan has a room %q without code", room)
		}
	}
}

// roomOf is the room that a folder of the module belongs to.
func roomOf(dir string) string {
	parts := strings.Split(dir, "/")
	if parts[0] == "cmd" && len(parts) > 1 {
		return "cmd/" + parts[1]
	}
	return parts[0]
}

// sources gives the imports of ours of every Go file that is not a test. The
// suites (storetest …) count as tests: they build what they test.
func sources(t *testing.T) map[string][]string {
	out := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasSuffix(path, "test") || strings.HasPrefix(d.Name(), ".") && path != ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		out[path] = []string{}
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			if ours, ok := strings.CutPrefix(name, module); ok {
				out[path] = append(out[path], ours)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
