package pages_test

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

var (
	control   = regexp.MustCompile(`(?s)<input[^>]*>|<textarea[^>]*>.*?</textarea>|<select[^>]*>.*?</select>`)
	attribute = regexp.MustCompile(`\b(name|type|value)="([^"]*)"`)
	chosen    = regexp.MustCompile(`<option value="([^"]*)" selected`)
	firstOne  = regexp.MustCompile(`<option value="([^"]*)"`)
	inside    = regexp.MustCompile(`(?s)<textarea[^>]*>(.*)</textarea>`)
)

// fieldsOf reads the fields of our own pages' forms, as a browser would send them.
func fieldsOf(body string) url.Values {
	form := url.Values{}
	for _, c := range control.FindAllString(body, -1) {
		tag, _, _ := strings.Cut(c, ">")
		a := map[string]string{}
		for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
			a[m[1]] = html.UnescapeString(m[2])
		}
		ticked := a["type"] != "checkbox" && a["type"] != "radio" || strings.Contains(tag, " checked")
		switch {
		case a["name"] == "" || a["type"] == "file" || !ticked:
		case strings.HasPrefix(c, "<input"):
			form.Add(a["name"], a["value"])
		case strings.HasPrefix(c, "<textarea"):
			form.Add(a["name"], html.UnescapeString(inside.FindStringSubmatch(c)[1]))
		default:
			form.Add(a["name"], option(c))
		}
	}
	return form
}

// option is the chosen value of a list, the first where none is chosen.
func option(list string) string {
	for _, re := range []*regexp.Regexp{chosen, firstOne} {
		if m := re.FindStringSubmatch(list); m != nil {
			return html.UnescapeString(m[1])
		}
	}
	return ""
}

// show is a draft as it is stored, for comparing.
func show(p fair.Post) string {
	b, err := json.MarshalIndent(p.PostDraft, "", " ")
	if err != nil {
		panic(err) // drafts are plain data
	}
	return string(b)
}
