package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestMain keeps the environment of whoever runs the tests out of them.
func TestMain(m *testing.M) {
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "FAIRMATCH_") {
			os.Unsetenv(name)
		}
	}
	os.Exit(m.Run())
}

// result is what a command did.
type result struct {
	code     int
	out, err string
}

func command(t *testing.T, args ...string) result {
	t.Helper()
	var out, err bytes.Buffer
	code := run(t.Context(), args, &out, &err)
	return result{code, out.String(), err.String()}
}

// ok is a command that must succeed.
func ok(t *testing.T, args ...string) result {
	t.Helper()
	r := command(t, args...)
	if r.code != 0 {
		t.Fatalf("%v: exit %d\n%s%s", args, r.code, r.out, r.err)
	}
	return r
}

// line reads the one line of JSON that a command printed.
func line[T any](t *testing.T, r result) T {
	t.Helper()
	var v T
	if strings.Count(r.out, "\n") != 1 || !strings.HasSuffix(r.out, "\n") {
		t.Fatalf("not one line: %q %s", r.out, r.err)
	}
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
	return v
}

// says checks that a text has all of these.
func says(t *testing.T, text string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(text, want) {
			t.Errorf("%q does not say %q", text, want)
		}
	}
}

// office is an installation's folder, and where its organizer keeps files.
type office struct {
	data, files string
}

func newOffice(t *testing.T) office {
	t.Helper()
	return office{data: filepath.Join(t.TempDir(), "data"), files: t.TempDir()}
}

// file writes a file and returns its path.
func (o office) file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(o.files, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const expo = `{"slug":"expo","name":{"en":"Expo","zh":"博览会"},"zone":"Asia/Shanghai","starts":"2026-12-01","ends":"2026-12-03",
"opens":"09:00","closes":"18:00","slot_minutes":30,"currency":"CNY","halls":[{"key":"1","name":{"en":"Hall 1"}}]}`

// newExpo is an office with a fair.
func newExpo(t *testing.T) office {
	t.Helper()
	o := newOffice(t)
	ok(t, "fair", "create", "--data", o.data, o.file(t, "fair.json", expo))
	return o
}

func TestMisuse(t *testing.T) {
	o := newOffice(t)
	some := o.file(t, "some.txt", "x")
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no command":            {nil, "expected one of"},
		"unknown command":       {[]string{"dance"}, "dance"},
		"unknown flag":          {[]string{"migrate", "--fast"}, "--fast"},
		"unknown log level":     {[]string{"--log-level", "loud", "migrate"}, "--log-level"},
		"unknown log format":    {[]string{"--log-format", "xml", "migrate"}, "--log-format"},
		"match without a fair":  {[]string{"match"}, "--fair"},
		"search without a fair": {[]string{"search", "tea"}, "--fair"},
		"search for what":       {[]string{"search", "--fair", "x", "--what", "luck"}, "company"},
		"search how many":       {[]string{"search", "--fair", "x", "--limit", "many"}, "--limit"},
		"unknown engine":        {[]string{"serve", "--search", "crystal"}, "meilisearch"},
		"a proxy's network":     {[]string{"serve", "--trusted-proxy", "home"}, "--trusted-proxy"},
		"a missing certificate": {[]string{"serve", "--tls-cert", filepath.Join(o.files, "none.pem")}, "--tls-cert"},
		"import without a fair": {[]string{"import", "companies", some}, "--fair"},
		"import without a file": {[]string{"import", "--fair", "x", "companies"}, "a file"},
		"import of nothing":     {[]string{"import", "--fair", "x"}, "kind-and-file"},
		"import of what":        {[]string{"import", "--fair", "x", "dreams", some}, "companies, people, offers, demands, rates"},
		"import by no map":      {[]string{"import", "--fair", "x", "--map", filepath.Join(o.files, "none.json"), some}, "--map"},
		"lists too short":       {[]string{"match", "--fair", "x", "--k", "0"}, "1 to 1000"},
		"lists too long":        {[]string{"match", "--fair", "x", "--k", "1001"}, "1 to 1000"},
		"lists of what form":    {[]string{"match", "--fair", "x", "--format", "pdf"}, "jsonl"},
		"summary among matches": {[]string{"match", "--fair", "x", "--json"}, "--out FILE"},
		"no role":               {[]string{"user", "create", "--name", "A", "--email", "a@example.org"}, "--role"},
		"unknown role":          {[]string{"user", "create", "--role", "king", "--name", "A", "--email", "a@example.org"}, "organizer"},
		"a company of no fair":  {[]string{"user", "create", "--role", "buyer", "--name", "A", "--email", "a@example.org", "--company", "S1"}, "--fair"},
		"link for nobody":       {[]string{"user", "link"}, "email"},
		"a fair without file":   {[]string{"fair", "create"}, "file"},
		"a fair of no file":     {[]string{"fair", "create", filepath.Join(o.files, "none.json")}, "none.json"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("FAIRMATCH_DATA", o.data)
			r := command(t, c.args...)
			if r.code != exitUsage || r.out != "" && !slices.Contains(c.args, "--json") {
				t.Errorf("exit %d, %q", r.code, r.out)
			}
			says(t, r.err, "fairmatch: ", c.says)
		})
	}
	if _, err := os.Stat(o.data); err == nil {
		t.Error("a misused command made files")
	}
}

func TestHelp(t *testing.T) {
	r := command(t, "--help")
	if r.code != 0 || r.err != "" {
		t.Errorf("exit %d, %q", r.code, r.err)
	}
	says(t, r.out, "demo", "serve", "import", "match", "search", "fair create", "fair list", "migrate", "user create", "user link")
	says(t, ok(t, "serve", "--help").out, "$FAIRMATCH_DATABASE", "--public-url", "--trusted-proxy")
}

func TestStoppedCommandFails(t *testing.T) {
	o := newExpo(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, err bytes.Buffer
	if code := run(ctx, []string{"match", "--data", o.data, "--fair", "expo"}, &out, &err); code != exitFailure {
		t.Errorf("exit %d: %s%s", code, out.String(), err.String())
	}
}

func TestLogForm(t *testing.T) {
	for format, start := range map[string]string{"json": `{"time":`, "text": "time="} {
		var b bytes.Buffer
		l := newLog(&b, format, "warn")
		l.Info("quiet")
		l.Warn("loud")
		if got := b.String(); !strings.HasPrefix(got, start) || strings.Contains(got, "quiet") || !strings.Contains(got, "loud") {
			t.Errorf("%s: %q", format, got)
		}
	}
}
