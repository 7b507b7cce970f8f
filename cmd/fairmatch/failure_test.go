package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/node"
)

// TestReadersMakeNothing: a folder that is mistyped is named, and stays as it is.
func TestReadersMakeNothing(t *testing.T) {
	o := newOffice(t)
	file := o.file(t, "c.csv", "ref,role,name_en\nc1,exhibitor,Acme\n")
	for _, args := range [][]string{
		{"fair", "list"}, {"search", "--fair", "expo", "tea"}, {"match", "--fair", "expo"}, {"import", "--fair", "expo", "companies", file}, {"user", "link", "a@example.org"},
	} {
		r := command(t, append(args, "--data", o.data)...)
		if r.code != exitFailure {
			t.Errorf("%v: exit %d", args, r.code)
		}
		says(t, r.err, "no installation", o.data)
		if _, err := os.Stat(o.data); err == nil {
			t.Fatalf("%v made %s", args, o.data)
		}
	}
}

// TestFailuresInJSON: with --json a failure is one line too, beside the text for people.
func TestFailuresInJSON(t *testing.T) {
	o := newExpo(t)
	type failed struct{ Error, Code string }
	for name, c := range map[string]struct {
		args []string
		code string
		says string
	}{
		"misuse":        {[]string{"import", "--fair", "expo", "dreams", o.file(t, "d.csv", "a\n")}, "usage", "dreams"},
		"unknown flag":  {[]string{"fair", "list", "--colour"}, "usage", "--colour"},
		"no such fair":  {[]string{"search", "--fair", "none", "tea"}, "not_found", "not"},
		"no such file":  {[]string{"fair", "create", o.file(t, "f.json", `{"slug":7,"sulg":"x"}`)}, "invalid", "sulg"},
		"another file":  {[]string{"import", "--fair", "expo", "companies", o.file(t, "h.csv", "nam\nx\n")}, "invalid", "h.csv"},
		"rejected rows": {[]string{"import", "--fair", "expo", "companies", o.file(t, "r.csv", "ref,role,name_en\nc1,nobody,Acme\n")}, "failed", "1 records"},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, append(c.args, "--data", o.data, "--json")...)
			f := line[failed](t, r)
			if r.code == 0 || f.Code != c.code {
				t.Errorf("exit %d, %+v", r.code, f)
			}
			says(t, f.Error, c.says)
			says(t, r.err, "fairmatch: ")
		})
	}
}

// TestUnknownFieldsOfAFair: all of them are named.
func TestUnknownFieldsOfAFair(t *testing.T) {
	o := newOffice(t)
	r := command(t, "fair", "create", "--data", o.data, o.file(t, "fair.json", strings.Replace(expo, `"slug"`, `"colour":1,"size":2,"slug"`, 1)))
	if r.code != exitFailure {
		t.Errorf("exit %d: %s", r.code, r.out)
	}
	says(t, r.err, "fair.json", "colour", "size")
}

// TestErrorsOfRowsWithoutColumn begin with file and line, and no empty column.
func TestErrorsOfRowsWithoutColumn(t *testing.T) {
	o := newExpo(t)
	r := command(t, "import", "--data", o.data, "--fair", "expo", "companies", o.file(t, "q.csv", "ref,role,name_en\nc1,exhibitor,\"Acme\"x\n"))
	if strings.Contains(r.err, ": : ") {
		t.Error(r.err)
	}
	says(t, r.err, "q.csv:2: a quotation mark")
}

// TestResetOfARunningDemo: what a demonstration that runs works on is not deleted.
func TestResetOfARunningDemo(t *testing.T) {
	data := t.TempDir()
	kept := filepath.Join(data, "fairmatch.db")
	for _, name := range []string{filepath.Join(data, marker), kept} {
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	lock, err := node.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	c := demoCmd{Data: data, Reset: true}
	if err := c.prepare(); err == nil || !strings.Contains(err.Error(), "another Fairmatch") {
		t.Errorf("%v", err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error(err)
	}
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	if err := c.prepare(); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(data)
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(files, func(f os.DirEntry) bool { return f.Name() == "fairmatch.db" }) {
		t.Error("the data is still there")
	}
}
