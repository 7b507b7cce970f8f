package main

import (
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func TestMigrate(t *testing.T) {
	o := newOffice(t)
	type versions struct{ Before, After *int64 }
	first := line[versions](t, ok(t, "migrate", "--data", o.data, "--json"))
	if *first.Before != 0 || *first.After < 1 {
		t.Errorf("from %d to %d", *first.Before, *first.After)
	}
	again := line[versions](t, ok(t, "migrate", "--data", o.data, "--json"))
	if *again.Before != *first.After || *again.After != *first.After {
		t.Errorf("again from %d to %d", *again.Before, *again.After)
	}
	says(t, ok(t, "migrate", "--data", o.data).out, "is at version")
	r := command(t, "migrate", "--database", "mysql://here/db")
	if r.code != exitFailure {
		t.Errorf("exit %d", r.code)
	}
	says(t, r.err, "--database", "postgres://")
}

func TestFairs(t *testing.T) {
	o := newOffice(t)
	file := o.file(t, "fair.json", expo)
	made := line[struct{ Fair, Slug string }](t, ok(t, "fair", "create", "--data", o.data, "--json", file))
	if made.Slug != "expo" || made.Fair == "" {
		t.Errorf("%+v", made)
	}
	if r := command(t, "fair", "create", "--data", o.data, file); r.code != exitFailure || r.out != "" || !strings.Contains(r.err, "short name") {
		t.Errorf("the same again: exit %d, %q %q", r.code, r.out, r.err)
	}
	second := o.file(t, "second.json", strings.Replace(expo, `"slug":"expo"`, `"slug":"second"`, 1))
	says(t, ok(t, "fair", "create", "--data", o.data, second).out, "Expo is created: second")
	list := line[struct{ Fairs []fair.Fair }](t, ok(t, "fair", "list", "--data", o.data, "--json"))
	if len(list.Fairs) != 2 {
		t.Fatalf("%d fairs", len(list.Fairs))
	}
	for _, f := range list.Fairs {
		if f.Slug != "expo" && f.Slug != "second" || f.Starts != "2026-12-01" || f.Phase != fair.Collecting {
			t.Errorf("%+v", f)
		}
	}
	text := ok(t, "fair", "list", "--data", o.data).out
	says(t, text, "expo\t", "second\t", "2026-12-01 – 2026-12-03", "collecting")
	if strings.Count(text, "\n") != 2 {
		t.Errorf("%q", text)
	}
}

func TestBadFairs(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		content string
		says    []string
	}{
		"rules broken": {`{"slug":"Big Fair","starts":"soon"}`, []string{"slug: ", "starts: ", "halls: ", "currency: is needed"}},
		"no JSON":      {`{"slug":`, []string{"fair.json", "JSON"}},
		"another type": {`{"slug":7}`, []string{"fair.json", "slug"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, "fair", "create", "--data", o.data, o.file(t, "fair.json", c.content))
			if r.code != exitFailure || r.out != "" {
				t.Errorf("exit %d, %q", r.code, r.out)
			}
			says(t, r.err, c.says...)
		})
	}
	if list := line[struct{ Fairs []fair.Fair }](t, ok(t, "fair", "list", "--data", o.data, "--json")); len(list.Fairs) != 0 {
		t.Errorf("%+v", list)
	}
}

// made is what the user commands say in JSON.
type made struct{ Person, Change, Link string }

func TestUsers(t *testing.T) {
	o := newExpo(t)
	ok(t, "import", "--data", o.data, "--fair", "expo", "companies", o.file(t, "c.csv", companies))
	base := []string{"user", "create", "--data", o.data, "--json"}
	ada := line[made](t, ok(t, append(base, "--role", "organizer", "--name", "Ada", "--email", "Ada@example.org")...))
	if ada.Change != "created" || !strings.HasPrefix(ada.Link, "http://127.0.0.1:8080/link/") {
		t.Errorf("%+v", ada)
	}
	again := line[made](t, ok(t, append(base, "--role", "organizer", "--name", "Ada", "--email", "ada@example.org")...))
	if again.Change != "unchanged" || again.Person != ada.Person || again.Link == ada.Link {
		t.Errorf("%+v, then %+v", ada, again)
	}
	ann := line[made](t, ok(t, append(base, "--role", "exhibitor", "--fair", "expo", "--company", "S1", "--name", "Ann", "--email", "ann@example.org", "--public-url", "https://expo.example/")...))
	if ann.Change != "created" || !strings.HasPrefix(ann.Link, "https://expo.example/link/") {
		t.Errorf("%+v", ann)
	}
	link := line[made](t, ok(t, "user", "link", "--data", o.data, "--json", " ANN@example.org "))
	if link.Person != ann.Person || link.Link == ann.Link {
		t.Errorf("%+v, then %+v", ann, link)
	}
	says(t, ok(t, "user", "link", "--data", o.data, "ann@example.org").out, "Ann <ann@example.org>", "http://127.0.0.1:8080/link/")
}

func TestUserRefusals(t *testing.T) {
	o := newExpo(t)
	base := []string{"user", "create", "--data", o.data, "--name", "Bo", "--email", "bo@example.org"}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no such fair":      {append(base, "--role", "organizer", "--fair", "nowhere"), "does not exist"},
		"no such company":   {append(base, "--role", "buyer", "--fair", "expo", "--company", "Z"), "does not exist"},
		"whose exhibitor":   {append(base, "--role", "exhibitor"), "company: "},
		"no address":        {[]string{"user", "create", "--data", o.data, "--role", "organizer", "--name", "Bo", "--email", "at home"}, "email: "},
		"short password":    {append(base, "--role", "organizer", "--password-file", o.file(t, "pw", "short\n")), "password: "},
		"a link for nobody": {[]string{"user", "link", "--data", o.data, "nobody@example.org"}, "does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			r := command(t, c.args...)
			if r.code != exitFailure || strings.Contains(r.out, "/link/") {
				t.Errorf("exit %d, %q", r.code, r.out)
			}
			says(t, r.err, c.says)
		})
	}
	if r := command(t, "user", "link", "--data", o.data, "bo@example.org"); r.code != exitFailure {
		t.Error("somebody was made whose password was refused")
	}
}
