package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/fairmatch/fairmatch/fair"
)

// onlyKnown refuses query parameters that the operation does not have: a name that
// is misspelt would otherwise ask for something else, unnoticed.
func (s *server) onlyKnown(ctx huma.Context, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	if err := unknownQuery(ctx.Operation(), r); err != nil {
		s.fail(w, r, err)
		return
	}
	next(ctx)
}

func unknownQuery(op *huma.Operation, r *http.Request) error {
	var wrong []fair.FieldError
	for _, name := range slices.Sorted(maps.Keys(r.URL.Query())) {
		if !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.In == "query" && p.Name == name }) && len(wrong) < maxMisfits {
			wrong = append(wrong, fair.FieldError{Field: short(name), Rule: "unknown"})
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: wrong}
}

// pageSize is what the parameter name asks for, at most most; usual when absent or 0.
func pageSize(name string, asked, usual, most int) (int, error) {
	value := strconv.Itoa(asked)
	switch {
	case asked < 0:
		return 0, badField(name, "min", value, "0")
	case asked > most:
		return 0, badField(name, "max", value, strconv.Itoa(most))
	case asked == 0:
		return usual, nil
	}
	return asked, nil
}
