package api

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
)

// describe writes into the description what huma cannot see: bodies are read and
// written by us. The description gets a copy of its own, for huma serves from the
// operation that it was given.
func (s *server) describe(op huma.Operation, in, out reflect.Type) {
	place := s.operation(op)
	if (*place).RequestBody != nil {
		(*place).RequestBody.Required = false // an empty body is judged by decode
	}
	own := **place
	o := &own
	*place = o
	if in != reflect.TypeFor[nothing]() {
		o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: s.schemas.input(in)}}}
	} else {
		o.RequestBody = nil
	}
	if op.Metadata[secret] != nil || op.Method != http.MethodPost {
		o.Parameters = slices.DeleteFunc(o.Parameters, func(p *huma.Param) bool { return p.Name == "Idempotency-Key" })
	}
	status := strconv.Itoa(op.DefaultStatus)
	o.Responses = map[string]*huma.Response{status: {Description: http.StatusText(op.DefaultStatus)}, "default": s.problem()}
	if out != reflect.TypeFor[nothing]() {
		o.Responses[status].Content = map[string]*huma.MediaType{"application/json": {Schema: s.schemas.Schema(out, true, "")}}
	}
	rules := s.schemas.properties(reflect.TypeFor[fair.Query]())
	for _, p := range o.Parameters {
		if known, ok := rules[p.Name]; ok && p.In == "query" && op.OperationID == "search" {
			p.Schema = known
		}
	}
}

func (s *server) problem() *huma.Response {
	schema := s.schemas.Schema(reflect.TypeFor[Problem](), true, "")
	return &huma.Response{Description: "What is wrong", Content: map[string]*huma.MediaType{"application/problem+json": {Schema: schema}}}
}

// operation is where the description keeps op.
func (s *server) operation(op huma.Operation) **huma.Operation {
	item := s.huma.OpenAPI().Paths[op.Path]
	switch op.Method {
	case http.MethodPost:
		return &item.Post
	case http.MethodPut:
		return &item.Put
	case http.MethodDelete:
		return &item.Delete
	}
	return &item.Get
}

// plain describes and registers a handler that huma does not serve.
func (s *server) plain(op huma.Operation, handle http.HandlerFunc) *huma.Operation {
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	s.huma.OpenAPI().AddOperation(&op)
	s.mux.HandleFunc(op.Method+" "+op.Path, func(w http.ResponseWriter, r *http.Request) {
		if err := unknownQuery(&op, r); err != nil {
			s.fail(w, r, err)
			return
		}
		handle(w, r)
	})
	op.Responses = map[string]*huma.Response{strconv.Itoa(op.DefaultStatus): {Description: http.StatusText(op.DefaultStatus)}, "default": s.problem()}
	return &op
}
