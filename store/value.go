package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
)

// plain brings arguments to the few types both drivers take. Text that PostgreSQL
// would refuse (NUL, bytes that are not UTF-8) is Invalid on both. It copies args.
func plain(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, a := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(a)
		if err != nil {
			return nil, fmt.Errorf("store: argument %d: %w", i+1, err)
		}
		if s, ok := v.(string); ok && (strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s)) {
			return nil, &fair.Error{Code: fair.Invalid, Key: "error.text"}
		}
		out[i] = v
	}
	return out, nil
}

// encode writes a record's body.
func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("store: encode %T: %w", v, err)
	}
	return string(b), nil
}

// decode scans a record from its body alone.
func decode[T any](r row) (v T, err error) {
	var body sql.RawBytes // valid until the next row: read at once, not copied
	if err = r.Scan(&body); err != nil {
		return v, err
	}
	err = json.Unmarshal(body, &v)
	return v, err
}

// values is the text of n rows of width placeholders: "($1,$2),($3,$4)".
func values(n, width int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		for j := range width {
			b.WriteByte("(,"[min(j, 1)])
			fmt.Fprintf(&b, "$%d", i*width+j+1)
		}
		b.WriteByte(')')
	}
	return b.String()
}

// choices is the text of a list of n placeholders from number first on: "$3,$4,$5".
func choices(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", first+i)
	}
	return b.String()
}
