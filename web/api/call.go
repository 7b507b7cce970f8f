package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// maxBody is the most bytes of a JSON body.
const maxBody = 1 << 20

// Sent is what a request with a body has beside its address.
type Sent struct {
	RawBody     []byte
	ContentType string `header:"Content-Type" hidden:"true"`
	Key         string `header:"Idempotency-Key" doc:"The same key again within 24 hours gives the first answer and acts no second time; with another body it is a conflict"`

	target string
}

// Resolve keeps what was asked for, which the key must agree with.
func (s *Sent) Resolve(ctx huma.Context) []error {
	u := ctx.URL()
	s.target = ctx.Method() + " " + u.RequestURI()
	return nil
}

func (s *Sent) payload() *Sent { return s }

// carrier is a request with a body.
type carrier[I any] interface {
	*I
	payload() *Sent
}

// reply is an answer as huma sends it.
type reply struct {
	Status      int
	ContentType string `header:"Content-Type" hidden:"true"`
	Cache       string `header:"Cache-Control" hidden:"true"`
	Body        []byte
}

// nothing is the body of requests and answers that have none.
type nothing struct{}

// operation describes an address: method and path, its name in the description, its group, one
// line, and what a reader should know beside.
func operation(method, path, id, group, summary, more string) huma.Operation {
	return huma.Operation{
		Method: method, Path: Prefix + path, OperationID: id, Tags: []string{group}, Summary: summary, Description: more,
		SkipValidateParams: true, SkipValidateBody: true, MaxBodyBytes: maxBody,
	}
}

// read serves an operation that changes nothing.
func read[I, O any](s *server, op huma.Operation, do func(context.Context, caller.Caller, *I) (O, error)) {
	op.DefaultStatus = http.StatusOK
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*reply, error) {
		out, err := do(ctx, caller.Of(ctx), in)
		if err != nil {
			return nil, problemOf(ctx, s.Logger, err)
		}
		return s.answer(ctx, http.StatusOK, out)
	})
	s.describe(op, reflect.TypeFor[nothing](), reflect.TypeFor[O]())
}

// act serves an operation that changes something. B is its body's type, nothing
// where it has none. POST honours an Idempotency-Key of whoever is signed in.
func act[I, B, O any, P carrier[I]](s *server, op huma.Operation, do func(context.Context, caller.Caller, *I, B) (O, error)) {
	if op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
	huma.Register(s.huma, op, func(ctx context.Context, in *I) (*reply, error) {
		status, body, err := once(ctx, s, op, P(in).payload(), func(ctx context.Context, b B) (any, error) {
			return do(ctx, caller.Of(ctx), in, b)
		})
		if err != nil {
			return nil, problemOf(ctx, s.Logger, err)
		}
		return &reply{Status: status, ContentType: "application/json", Cache: "no-store", Body: body}, nil
	})
	s.describe(op, reflect.TypeFor[B](), reflect.TypeFor[O]())
}

// secret marks operations whose answer is not kept, for it holds a secret.
const secret = "secret"

func once[B any](ctx context.Context, s *server, op huma.Operation, in *Sent, do func(context.Context, B) (any, error)) (int, []byte, error) {
	who := caller.Of(ctx)
	body, err := decode[B](in)
	if err != nil {
		return 0, nil, err
	}
	key := in.Key
	if op.Method != http.MethodPost || op.Metadata[secret] != nil || !who.SignedIn() {
		key = ""
	}
	request := append([]byte(in.target+"\n"), in.RawBody...)
	return s.Once.Do(ctx, who.Actor, key, request, func(ctx context.Context) (int, []byte, error) {
		out, err := do(ctx, body)
		if err != nil || op.DefaultStatus == http.StatusNoContent {
			return op.DefaultStatus, nil, err
		}
		var b bytes.Buffer
		err = encode(&b, out)
		return op.DefaultStatus, b.Bytes(), err
	})
}

func (s *server) answer(ctx context.Context, status int, out any) (*reply, error) {
	var b bytes.Buffer
	if err := encode(&b, out); err != nil {
		return nil, problemOf(ctx, s.Logger, err)
	}
	return &reply{Status: status, ContentType: "application/json", Cache: "no-store", Body: b.Bytes()}, nil
}

// decode reads the body of a request, JSON for B.
func decode[B any](in *Sent) (B, error) {
	var out B
	if reflect.TypeFor[B]() == reflect.TypeFor[nothing]() {
		return out, nil
	}
	if t, _, err := mime.ParseMediaType(in.ContentType); in.ContentType != "" && (err != nil || t != "application/json") {
		return out, &stated{http.StatusUnsupportedMediaType, &fair.Error{Code: fair.Invalid, Key: "error.body", Args: fair.Args{"value": "Content-Type: application/json"}}}
	}
	err := Read(in.RawBody, &out)
	return out, err
}

// Read reads JSON into what out points to as strictly as the API reads bodies: one value
// that fits its type, with no field that it does not have. All that does not fit is told
// at once; errors are Invalid.
func Read(b []byte, out any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return notJSON(b, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return malformed("JSON, " + position(b, d.InputOffset()))
	}
	if wrong := misfits(reflect.TypeOf(out).Elem(), value); len(wrong) > 0 {
		return &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: wrong}
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("JSON that fits cannot be read: %w", err)
	}
	return nil
}

// notJSON says where a body stops being JSON.
func notJSON(body []byte, err error) error {
	at := int64(len(body))
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = syntax.Offset
	}
	return malformed("JSON, " + position(body, at))
}

func badField(field, rule, value, param string) error {
	return &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: field, Rule: rule, Param: param, Value: value}}}
}

func position(body []byte, offset int64) string {
	before := body[:min(int(offset), len(body))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("%d:%d", line, len(before)-bytes.LastIndexByte(before, '\n')-1)
}
