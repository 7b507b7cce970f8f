// Package transfer brings files into a fair: companies, people, offers, demands
// and exchange rates, from CSV or JSON lines, in our own header or through a map
// from somebody else's.
//
// Every record goes through the services of package fair, under the same rules as
// a form or a request. A record that breaks one is reported with its physical
// line, column, value and rule; the others go in. Records have their own keys
// (ref, a person's e-mail, a rate's currency), so that the same file again
// changes nothing.
//
// The header and the language of maps are described in docs/import.
package transfer

import "github.com/fairmatch/fairmatch/fair"

// Kind is what a record is.
type Kind string

// The kinds, in the order in which one row's records go in.
const (
	Companies Kind = "companies"
	People    Kind = "people"
	Offers    Kind = "offers"
	Demands   Kind = "demands"
	Rates     Kind = "rates"
)

// Kinds lists the kinds in their order.
func Kinds() []Kind { return []Kind{Companies, People, Offers, Demands, Rates} }

// The limits of a file.
const (
	maxBytes   = 64 << 20 // unpacked
	maxRows    = 1_000_000
	maxRowSize = 1 << 20
	maxColumns = 200
	maxItems   = 5_000 // records that a map makes of one row
	tableStart = 1 << 20
	tableRatio = 100 // bytes of content per byte of an archive after tableStart; tables have about 10
)

// RowError says what is wrong with one record, or worth a look.
type RowError struct {
	Kind   Kind   `json:"kind,omitempty"`
	Line   int    `json:"line"` // physical line where the row begins, from 1
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"` // shortened
	Rule   string `json:"rule"`            // as fair.FieldError names rules
	Param  string `json:"param,omitempty"` // the rule's parameter, or the nearest valid values: "China | Chile"
}

// Counts says what became of records.
type Counts struct {
	Created   int `json:"created"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Merged    int `json:"merged"`   // said again in the same file
	Rejected  int `json:"rejected"` // records, not errors: one record may break several rules
}

func (c *Counts) add(change fair.Change) {
	switch change {
	case fair.Created:
		c.Created++
	case fair.Updated:
		c.Updated++
	case fair.Unchanged:
		c.Unchanged++
	}
}

func (c *Counts) plus(d Counts) {
	c.Created += d.Created
	c.Updated += d.Updated
	c.Unchanged += d.Unchanged
	c.Merged += d.Merged
	c.Rejected += d.Rejected
}

// keptErrors is how many errors, and how many warnings, a Report holds; all of
// them go to Source.OnError and Source.OnWarning.
const keptErrors = 1000

// Report is the outcome of an import.
type Report struct {
	Rows int `json:"rows"` // data rows read
	Counts
	Kinds        map[Kind]Counts `json:"kinds"`
	Errors       []RowError      `json:"errors,omitempty"` // the first thousand
	ErrorCount   int             `json:"error_count"`
	Warnings     []RowError      `json:"warnings,omitempty"` // the first thousand
	WarningCount int             `json:"warning_count"`
}

// clip shortens foreign text to about n bytes.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}
