package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
)

//go:embed docs.html
var docsPage string

//go:embed docs.css
var docsStyle []byte

// reference is what the page shows.
type reference struct {
	Info    *huma.Info
	Prefix  string
	Groups  []docGroup
	Codes   []docCode
	Schemas []docSchema
}

type docGroup struct {
	Name       string
	Operations []*huma.Operation
}

type docCode struct {
	Code   fair.Code
	Status int
	Text   string
}

type docSchema struct {
	Name   string
	Schema *huma.Schema
}

// docs serves the description as JSON and YAML and, for people, as a page
// without script. Each is made when it is first asked for.
func (s *server) docs() {
	api := s.huma.OpenAPI()
	s.fixed("/openapi.json", "application/openapi+json", api.MarshalJSON)
	s.fixed("/openapi.yaml", "application/openapi+yaml", api.YAML)
	s.fixed("/docs", "text/html; charset=utf-8", func() ([]byte, error) {
		page, err := template.New("docs").Funcs(template.FuncMap{"type": typeName, "limits": limits}).Parse(docsPage)
		if err != nil {
			return nil, err
		}
		var html bytes.Buffer
		err = page.Execute(&html, s.reference(api))
		return html.Bytes(), err
	})
	s.fixed("/docs.css", "text/css; charset=utf-8", func() ([]byte, error) { return docsStyle, nil })
}

// fixed serves what never changes while the process runs.
func (s *server) fixed(path, kind string, make func() ([]byte, error)) {
	made := sync.OnceValues(make)
	s.mux.HandleFunc("GET "+Prefix+path, func(w http.ResponseWriter, r *http.Request) {
		body, err := made()
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "public, max-age=300")
		_, _ = w.Write(body) // a client that left is no error of ours
	})
}

func (s *server) reference(api *huma.OpenAPI) *reference {
	ref := &reference{Info: api.Info, Prefix: Prefix}
	at := map[string]int{}
	for _, path := range slices.Sorted(maps.Keys(api.Paths)) {
		item := api.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op == nil {
				continue
			}
			i, ok := at[op.Tags[0]]
			if !ok {
				i = len(ref.Groups)
				at[op.Tags[0]] = i
				ref.Groups = append(ref.Groups, docGroup{Name: op.Tags[0]})
			}
			ref.Groups[i].Operations = append(ref.Groups[i].Operations, op)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(statuses)) {
		ref.Codes = append(ref.Codes, docCode{code, statuses[code], http.StatusText(statuses[code])})
	}
	for _, name := range slices.Sorted(maps.Keys(s.schemas.byName)) {
		ref.Schemas = append(ref.Schemas, docSchema{name, s.schemas.byName[name]})
	}
	return ref
}

// typeName names a schema in a word; references link to their own entry.
func typeName(s *huma.Schema) template.HTML {
	switch {
	case s == nil:
		return "any"
	case s.Ref != "":
		name := template.HTMLEscapeString(strings.TrimPrefix(s.Ref, refPrefix))
		return template.HTML(`<a href="#schema-` + name + `">` + name + `</a>`)
	case s.Type == "array":
		return "list of " + typeName(s.Items)
	case s.Type == "object":
		if inner, ok := s.AdditionalProperties.(*huma.Schema); ok {
			return "map of " + typeName(inner)
		}
		return "object"
	case s.Format != "":
		return template.HTML(template.HTMLEscapeString(s.Type + " (" + s.Format + ")"))
	case s.Type == "":
		return "any"
	}
	return template.HTML(template.HTMLEscapeString(s.Type))
}
