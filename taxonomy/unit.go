package taxonomy

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Unit is a UN/ECE Recommendation 20 unit of measure ("KGM") or Recommendation 21 package ("CT"). "PR"
// is the pair; the freight unit TEU stands as trade writes it. The zero Unit is no unit.
type Unit struct{ Code string }

type unitRow struct {
	en, zh, dimension string
	size              float64 // in the dimension's base unit; 0: comparable with itself only
}

type unitTable struct {
	rows  map[string]unitRow
	names map[string]string
}

var loadUnits = sync.OnceValue(func() *unitTable {
	t := &unitTable{rows: make(map[string]unitRow), names: make(map[string]string)}
	rows := readTable("units.txt", 6)
	for _, r := range rows {
		u := unitRow{en: r[3], zh: r[4], dimension: r[1]}
		if r[2] != "" {
			size, err := strconv.ParseFloat(r[2], 64)
			if err != nil {
				panic("data/units.txt: size of " + r[0])
			}
			u.size = size
		}
		t.rows[r[0]] = u
	}
	for _, r := range rows {
		t.names[unitForm(r[0])] = r[0]
	}
	for _, r := range rows {
		for _, name := range append([]string{r[3], r[4]}, strings.Split(r[5], ",")...) {
			if name = unitForm(name); name != "" && t.names[name] == "" {
				t.names[name] = r[0]
			}
		}
	}
	return t
})

// unitForm is the form unit names are compared in.
func unitForm(s string) string {
	s = strings.NewReplacer("²", "2", "³", "3", "㎡", "m2", "㎏", "kg", "^", "").Replace(s)
	return fold(s)
}

// ParseUnit reads a Rec 20 or Rec 21 code, name or usual sign ("kg", "公斤", "吨", "t", "pcs", "件",
// "打", "CT"), or gives an *UnknownError of kind "unit".
func ParseUnit(s string) (Unit, error) {
	t := loadUnits()
	if code, ok := t.names[unitForm(s)]; ok {
		return Unit{code}, nil
	}
	return Unit{}, unknown("unit", s, t.names)
}

// Units returns every unit, sorted by code; the caller owns the slice.
func Units() []Unit {
	var out []Unit
	for _, code := range slices.Sorted(maps.Keys(loadUnits().rows)) {
		out = append(out, Unit{code})
	}
	return out
}

// Name returns the unit's name in the singular, Chinese where lang starts with "zh", else English.
func (u Unit) Name(lang string) string {
	row, ok := loadUnits().rows[u.Code]
	if !ok {
		return u.Code
	}
	return inLanguage(lang, row.en, row.zh)
}

// Plural returns the unit's name as it follows a number other than one.
func (u Unit) Plural(lang string) string {
	name := u.Name(lang)
	if strings.HasPrefix(lang, "zh") {
		return name
	}
	head, last := "", name
	if i := strings.LastIndexByte(name, ' '); i >= 0 {
		head, last = name[:i+1], name[i+1:]
	}
	switch {
	case unitWords[last] != "":
		last = unitWords[last]
	case strings.HasSuffix(last, "x"), strings.HasSuffix(last, "ch"):
		last += "es"
	case !strings.HasSuffix(last, "s"):
		last += "s"
	}
	return head + last
}

// unitWords are plurals that no rule gives.
var unitWords = map[string]string{"foot": "feet", "dozen": "dozen", "gross": "gross", "thousand": "thousand", "million": "million", "hundred": "hundred", "TEU": "TEU"}

// Package tells whether the unit is a package, whose content an offer must state before quantities
// compare.
func (u Unit) Package() bool { return loadUnits().rows[u.Code].dimension == "package" }

// Dimension returns what the unit measures: "mass", "count", "length", "area", "volume", "time",
// "calendar", "energy", "power", "data", "package" …; "" for an unknown unit.
func (u Unit) Dimension() string { return loadUnits().rows[u.Code].dimension }

// Convert expresses a quantity in another unit of the same dimension. It is false for units that do
// not compare: two different packages, sets, or dimensions. Equal units always compare.
func Convert(q float64, from, to Unit) (float64, bool) {
	t := loadUnits()
	a, known := t.rows[from.Code]
	b := t.rows[to.Code]
	switch {
	case !known:
		return 0, false
	case from == to:
		return q, true
	case a.dimension != b.dimension, a.size == 0, b.size == 0:
		return 0, false
	}
	return q * a.size / b.size, true
}
