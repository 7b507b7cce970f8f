package fair

import (
	"database/sql/driver"
	"fmt"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
)

// Time is an instant in UTC milliseconds since 1970; zero means "not set". It
// travels as RFC 3339 with milliseconds.
type Time int64

// At converts a clock reading.
func At(t time.Time) Time { return Time(t.UnixMilli()) }

// Std returns the instant as a time.Time in UTC.
func (t Time) Std() time.Time { return time.UnixMilli(int64(t)).UTC() }

// Add moves the instant by d.
func (t Time) Add(d time.Duration) Time { return t + Time(d.Milliseconds()) }

func (t Time) String() string {
	if t == 0 {
		return ""
	}
	return t.Std().Format("2006-01-02T15:04:05.000Z")
}

// MarshalText writes RFC 3339; the zero Time is empty.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads RFC 3339 in any offset.
func (t *Time) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = 0
		return nil
	}
	v, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return &Error{Code: Invalid, Key: "error.time", Args: Args{"value": clip(string(b), 60)}}
	}
	*t = At(v)
	return nil
}

// Date is a calendar day, "2026-11-05", of the fair's own zone; "" means "not set".
type Date string

// In returns the day's first instant in zone.
func (d Date) In(zone *time.Location) (time.Time, error) {
	return time.ParseInLocation(time.DateOnly, string(d), zone)
}

// Decimal is an exact decimal number. Its zero value is 0. It travels as a
// string, so that no reader rounds it.
type Decimal struct{ apd.Decimal }

// ParseDecimal reads "1234.50"; no grouping, no exponent, no sign of infinity, at
// most 18 digits before and 12 after the point.
func ParseDecimal(s string) (Decimal, error) {
	var d Decimal
	err := d.UnmarshalText([]byte(s))
	return d, err
}

// MustDecimal is ParseDecimal for constants in code; it panics on bad text.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

func (d Decimal) String() string { return d.Text('f') }

// Float is for scoring and charts, never for money that is shown or kept.
func (d Decimal) Float() float64 { f, _ := d.Float64(); return f }

// MarshalText writes plain digits.
func (d Decimal) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDecimal reads.
func (d *Decimal) UnmarshalText(b []byte) error {
	s := string(b)
	bad := &Error{Code: Invalid, Key: "error.decimal", Args: Args{"value": clip(s, 60)}}
	whole, frac, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	if len(whole) > 18 || len(frac) > 12 || whole == "" || strings.Trim(whole+frac, "0123456789") != "" {
		return bad
	}
	if _, _, err := d.SetString(s); err != nil {
		return bad
	}
	return nil
}

// UnmarshalJSON also takes a bare JSON number.
func (d *Decimal) UnmarshalJSON(b []byte) error {
	return d.UnmarshalText([]byte(strings.Trim(string(b), `"`)))
}

// Money is an exact amount of a currency (ISO 4217).
type Money struct {
	Amount   Decimal `json:"amount" validate:"positive"`
	Currency string  `json:"currency" validate:"required,currency"`
}

func (m Money) String() string { return m.Amount.String() + " " + m.Currency }

// Quantity is an exact number of a unit (UN/ECE Recommendation 20) or package
// (Recommendation 21).
type Quantity struct {
	Value Decimal `json:"value" validate:"positive"`
	Unit  string  `json:"unit" validate:"required,unit"`
}

func (q Quantity) String() string { return q.Value.String() + " " + q.Unit }

// Price is money per unit, with the delivery terms that it is quoted under.
// Incoterms (2020) are a negotiable set; Place is the named place of the first.
type Price struct {
	Amount    Decimal  `json:"amount" validate:"positive"`
	Currency  string   `json:"currency" validate:"required,currency"`
	Unit      string   `json:"unit" validate:"required,unit"`
	Incoterms []string `json:"incoterms,omitempty" validate:"max=11,unique,dive,incoterm"`
	Place     string   `json:"place,omitempty" validate:"max=80"`
}

func (p Price) String() string { return p.Amount.String() + " " + p.Currency + "/" + p.Unit }

// Texts holds one text in several languages, by BCP 47 tag ("zh", "en", "pt-BR").
type Texts map[string]string

// Pick returns the text in lang, or in a language of the same base, or English,
// or Chinese, or any one (the smallest tag), or "".
func (t Texts) Pick(lang string) string {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, base, "en", "zh"} {
		if s := t[l]; s != "" {
			return s
		}
	}
	best := ""
	for l, s := range t {
		if s != "" && (best == "" || l < best) {
			best = l
		}
	}
	return t[best]
}

// All joins the texts in the order of their tags, for search and matching.
func (t Texts) All() string {
	switch len(t) {
	case 0:
		return ""
	case 1:
		for _, s := range t {
			return s
		}
	}
	parts := make([]string, 0, len(t))
	for _, l := range sortedKeys(t) {
		parts = append(parts, t[l])
	}
	return strings.Join(parts, " \n")
}

// Scan and Value keep a Time in an integer column.
func (t *Time) Scan(src any) error {
	switch v := src.(type) {
	case int64:
		*t = Time(v)
		return nil
	case nil:
		*t = 0
		return nil
	}
	return fmt.Errorf("fair: cannot read a time from %T", src)
}

// Value stores the milliseconds.
func (t Time) Value() (driver.Value, error) { return int64(t), nil }
