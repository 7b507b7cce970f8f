package taxonomy

import (
	"fmt"
	"strings"
)

// readTable reads an embedded table of columns divided by "|"; # starts a comment line. The tables
// are part of the program: a malformed one is a bug, found by any test, and stops it.
func readTable(name string, columns int) [][]string {
	content, err := dataFiles.ReadFile("data/" + name)
	if err != nil {
		panic(err)
	}
	var rows [][]string
	for i, line := range strings.Split(string(content), "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		row := strings.Split(line, "|")
		if len(row) != columns {
			panic(fmt.Sprintf("data/%s:%d: %d columns, not %d", name, i+1, len(row), columns))
		}
		for j := range row {
			row[j] = strings.TrimSpace(row[j])
		}
		rows = append(rows, row)
	}
	return rows
}

// vocabulary maps the folded forms that people type to a key. shown holds for each of the forms worth
// suggesting what to show.
type vocabulary struct {
	keys  map[string]string
	shown map[string]string
}

func newVocabulary() *vocabulary {
	return &vocabulary{keys: make(map[string]string), shown: make(map[string]string)}
}

// add files typed forms under key; of two keys for one form the first stays.
func (v *vocabulary) add(key string, typed ...string) {
	for _, t := range typed {
		t = strings.TrimSpace(t)
		f := fold(t)
		if f == "" {
			continue
		}
		if _, taken := v.keys[f]; !taken {
			v.keys[f] = key
			v.shown[f] = t
		}
	}
}

// find returns the key of a typed form, or an *UnknownError of the kind.
func (v *vocabulary) find(kind, typed string) (string, error) {
	if key, ok := v.keys[fold(typed)]; ok {
		return key, nil
	}
	return "", unknown(kind, typed, v.shown)
}
