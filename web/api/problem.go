package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/caller"
)

// statuses is the one table from error codes to HTTP statuses.
var statuses = map[fair.Code]int{
	fair.Invalid:         http.StatusUnprocessableEntity,
	fair.Unauthenticated: http.StatusUnauthorized,
	fair.Forbidden:       http.StatusForbidden,
	fair.NotFound:        http.StatusNotFound,
	fair.Conflict:        http.StatusConflict,
	fair.Expired:         http.StatusGone,
	fair.TooLarge:        http.StatusRequestEntityTooLarge,
	fair.TooMany:         http.StatusTooManyRequests,
	fair.Unavailable:     http.StatusServiceUnavailable,
	fair.Internal:        http.StatusInternalServerError,
}

// retryAfter is what a client is told that asks too often or at a bad moment,
// when the error does not say.
const retryAfter = 5 * time.Second

// stated is an error with a status of its own: what HTTP knows and fair does not.
type stated struct {
	status int
	cause  *fair.Error
}

func (e *stated) Error() string { return e.cause.Error() }
func (e *stated) Unwrap() error { return e.cause }

// malformed is the answer for a body that cannot be read at all; what is shown.
func malformed(what string) error {
	return &stated{http.StatusBadRequest, &fair.Error{Code: fair.Invalid, Key: "error.body", Args: fair.Args{"value": what}}}
}

func denied() error { return &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"} }

// Problem is the body of every error (RFC 9457).
type Problem struct {
	Type      string         `json:"type"`             // address of the code's description
	Title     string         `json:"title"`            // a sentence in the caller's language
	Status    int            `json:"status"`           // the HTTP status
	Detail    string         `json:"detail,omitempty"` // the broken rules in one line
	Code      fair.Code      `json:"code"`
	RequestID string         `json:"request_id,omitempty"` // names the request in the server's log
	Errors    []FieldProblem `json:"errors,omitempty"`     // what is wrong where
	Openings  []fair.Opening `json:"openings,omitempty"`   // free alternatives to a refused booking

	header http.Header
}

// FieldProblem is one broken rule, with its sentence.
type FieldProblem struct {
	fair.FieldError
	Message string `json:"message"`
}

func (p *Problem) Error() string { return string(p.Code) + ": " + p.Title }

// GetStatus and the next two tell huma how to send the problem.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders are the answer's further headers.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType is RFC 9457's.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// WriteError answers with the problem document of err, for whoever answers
// outside an operation.
func WriteError(log *slog.Logger, w http.ResponseWriter, r *http.Request, err error) {
	write(w, problemOf(r.Context(), log, err))
}

func write(w http.ResponseWriter, p *Problem) {
	for name, values := range p.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = encode(w, p) // a client that left is no error of ours
}

// problemOf says to the caller of ctx what is wrong. What is unexpected is
// logged, and its cause never sent.
func problemOf(ctx context.Context, log *slog.Logger, err error) *Problem {
	who := caller.Of(ctx)
	e := &fair.Error{Code: fair.Internal, Key: "error.internal", Cause: err}
	errors.As(err, &e)
	if e.Code == fair.Forbidden && !who.SignedIn() {
		e = &fair.Error{Code: fair.Unauthenticated, Key: "error.session"}
		err = e
	}
	p := &Problem{Type: Prefix + "/docs#" + string(e.Code), Status: StatusOf(err), Code: e.Code, RequestID: who.Request, Openings: e.Openings, header: http.Header{}}
	say := locale.For(who.Lang)
	p.Title, _ = say.Error(e)
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldProblem{f, say.Field(f)})
	}
	p.Detail = detail(p.Errors)
	p.header.Set("Content-Language", say.Lang())
	p.header.Set("Cache-Control", "no-store")
	switch e.Code {
	case fair.Unauthenticated:
		p.header.Set("WWW-Authenticate", `Bearer realm="fairmatch"`)
	case fair.TooMany, fair.Unavailable:
		p.header.Set("Retry-After", retrySeconds(e.RetryAfter))
	case fair.Internal:
		if e.Cause != nil && ctx.Err() == nil { // else it is logged already, or the client left and so broke it
			log.ErrorContext(ctx, "request failed", "error", err, "request", who.Request)
		}
	}
	return p
}

// retrySeconds writes the value of Retry-After.
func retrySeconds(d time.Duration) string {
	if d <= 0 {
		d = retryAfter
	}
	return strconv.Itoa(max(1, int(math.Ceil(d.Seconds()))))
}

func detail(fields []FieldProblem) string {
	lines := make([]string, len(fields))
	for i, f := range fields {
		lines[i] = f.Field + ": " + f.Message
	}
	return strings.Join(lines, "; ")
}

var setProblems sync.Once

// useProblems makes huma, whose error constructor is global, write our problems:
// it speaks only of parameters and bodies that it cannot read.
func useProblems(log *slog.Logger) {
	setProblems.Do(func() {
		huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
			return problemOf(context.Background(), log, unreadable(status, message, errs))
		}
		huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
			return problemOf(ctx.Context(), log, unreadable(status, message, errs))
		}
	})
}

// unreadable turns what huma says into an error of ours.
func unreadable(status int, message string, errs []error) error {
	var tooLarge *http.MaxBytesError
	switch cause := errors.Join(errs...); {
	case status == 0:
		return &fair.Error{Code: fair.Invalid, Key: "error.invalid"} // the example that huma describes
	case status == http.StatusRequestEntityTooLarge, errors.As(cause, &tooLarge):
		return &fair.Error{Code: fair.TooLarge, Key: "error.too_large", Args: fair.Args{"max": megabytes(maxBody)}}
	case status == http.StatusUnprocessableEntity && len(errs) > 0:
		e := &fair.Error{Code: fair.Invalid, Key: "error.invalid"}
		for _, err := range errs {
			var d huma.ErrorDetailer
			if errors.As(err, &d) {
				e.Fields = append(e.Fields, parameter(d.ErrorDetail()))
			}
		}
		return e
	case status < http.StatusInternalServerError:
		return malformed(message)
	default:
		return fmt.Errorf("%s: %w", message, cause)
	}
}

func parameter(d *huma.ErrorDetail) fair.FieldError {
	_, name, _ := strings.Cut(d.Location, ".")
	return fair.FieldError{Field: name, Rule: "type", Param: parameterType(d.Message), Value: short(fmt.Sprint(d.Value))}
}

// parameterType reads from huma's sentence which type was wanted; what reads itself
// is an id.
func parameterType(message string) string {
	switch message {
	case "invalid integer":
		return "integer"
	case "invalid float":
		return "number"
	case "invalid boolean":
		return "boolean"
	}
	return "uuid"
}

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MB" }

// encode writes JSON without escaping what is only dangerous inside HTML.
func encode(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// StatusOf is the HTTP status of an error.
func StatusOf(err error) int {
	var own *stated
	if errors.As(err, &own) {
		return own.status
	}
	return statuses[fair.CodeOf(err)]
}
