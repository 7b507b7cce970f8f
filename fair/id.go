package fair

import (
	"database/sql/driver"
	"fmt"

	"github.com/google/uuid"
)

// ID identifies one T: a UUID version 7 (RFC 9562), so ids sort by creation
// time. The zero ID means "none". It travels as the usual 36 characters.
type ID[T any] uuid.UUID

// The identifiers of the house. Each is its own type: a PostID cannot be passed
// where a CompanyID is wanted.
type (
	FairID    = ID[Fair]
	CompanyID = ID[Company]
	PersonID  = ID[Person]
	PostID    = ID[Post]
	MeetingID = ID[Meeting]
	PlaceID   = ID[Place]
)

// NewID returns a fresh identifier.
func NewID[T any]() ID[T] { return ID[T](uuid.Must(uuid.NewV7())) }

// ParseID reads the 36-character form; the empty string is the zero ID.
func ParseID[T any](s string) (ID[T], error) {
	var id ID[T]
	err := id.UnmarshalText([]byte(s))
	return id, err
}

// IsZero reports whether the ID names nothing.
func (id ID[T]) IsZero() bool { return uuid.UUID(id) == uuid.Nil }

func (id ID[T]) String() string {
	if id.IsZero() {
		return ""
	}
	return uuid.UUID(id).String()
}

// MarshalText makes an ID a JSON string and a JSON map key.
func (id ID[T]) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText refuses everything but a UUID or the empty string.
func (id *ID[T]) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID[T]{}
		return nil
	}
	u, err := uuid.ParseBytes(b)
	if err != nil || len(b) != 36 {
		return &Error{Code: Invalid, Key: "error.id", Args: Args{"value": clip(string(b), 60)}}
	}
	*id = ID[T](u)
	return nil
}

// Value stores an ID as text, so that one SQL text serves both databases.
func (id ID[T]) Value() (driver.Value, error) { return id.String(), nil }

// Scan reads what Value wrote.
func (id *ID[T]) Scan(src any) error {
	switch v := src.(type) {
	case string:
		return id.UnmarshalText([]byte(v))
	case []byte:
		return id.UnmarshalText(v)
	case nil:
		*id = ID[T]{}
		return nil
	}
	return fmt.Errorf("fair: cannot read an id from %T", src)
}

// clip shortens foreign text before it is shown or logged; n is in bytes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
