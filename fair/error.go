package fair

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code is the stable kind of an error. Adapters map it, and nothing else, to an
// HTTP status, a socket close code or an exit code.
type Code string

// The codes.
const (
	Invalid         Code = "invalid"         // the input breaks a rule; Fields says which
	Unauthenticated Code = "unauthenticated" // nobody is signed in, or the proof is wrong
	Forbidden       Code = "forbidden"       // signed in, but not for this
	NotFound        Code = "not_found"       // absent, or not to be known by the asker
	Conflict        Code = "conflict"        // the state does not allow it (any more)
	Expired         Code = "expired"         // it was there and is over
	TooLarge        Code = "too_large"       // more bytes or rows than allowed
	TooMany         Code = "too_many"        // asked too often; RetryAfter says when
	Unavailable     Code = "unavailable"     // a needed part is down; RetryAfter says when
	Internal        Code = "internal"        // unexpected: logged, shown as a neutral sentence
)

// Args are the facts of a translated sentence: strings, ints, Time, Money …
type Args map[string]any

// Error is the one error type that reaches people. Key names a sentence of the
// catalog, Args its facts. The cause is for the log only and is never sent out.
type Error struct {
	Code       Code
	Key        string
	Args       Args
	Fields     []FieldError  // what is wrong where, when Code is Invalid
	Openings   []Opening     // free alternatives, when a booking is refused
	RetryAfter time.Duration // with TooMany and Unavailable
	Cause      error
}

// FieldError says which rule one field of a command breaks. Field is the path
// as JSON spells it ("price.amount", "codes[2]"); Rule is the validator's tag
// and Param its parameter; Value is the offending input, shortened.
type FieldError struct {
	Field string `json:"field"`
	Rule  string `json:"rule"`
	Param string `json:"param,omitempty"`
	Value string `json:"value,omitempty"`
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Code, e.Key)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Field, f.Rule)
		if f.Param != "" {
			b.WriteString("=" + f.Param)
		}
		if f.Value != "" {
			fmt.Fprintf(&b, " (%q)", f.Value)
		}
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// CodeOf returns the code of err, "" for nil; what is not an *Error is Internal.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

func fault(code Code, key string, args ...any) *Error {
	e := &Error{Code: code, Key: key}
	if len(args) > 0 {
		e.Args = Args{}
		for i := 0; i+1 < len(args); i += 2 {
			e.Args[args[i].(string)] = args[i+1]
		}
	}
	return e
}

// badField says that one field breaks a rule; param is the rule's parameter, if it has one.
func badField(field, rule, value string, param ...any) *Error {
	f := FieldError{Field: field, Rule: rule, Value: clip(value, 60)}
	if len(param) > 0 {
		f.Param = fmt.Sprint(param[0])
	}
	return &Error{Code: Invalid, Key: "error.invalid", Fields: []FieldError{f}}
}

// Missing is the answer for what is absent or not to be known; what is a
// concept's name: "fair", "post", "meeting" …
func Missing(what string) *Error { return fault(NotFound, "error.not_found", "what", what) }

func denied() *Error { return fault(Forbidden, "error.forbidden") }
