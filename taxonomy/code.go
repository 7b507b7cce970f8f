package taxonomy

import (
	"slices"
	"strings"
)

// Code is a place in the goods and services tree, always in normal form: an HS 2022 chapter "09",
// heading "0901" or subheading "090111", or a WTO W/120 sector "S01" or sub-sector "S01B".
type Code string

// Note tells what ParseCode had to do to a code, as a set of bits; 0 is nothing.
type Note uint8

const (
	// NoteCut: the code had 8 to 10 digits, a national tariff line, and was cut to six.
	NoteCut Note = 1 << iota
	// NoteZero: a leading zero, lost by a spreadsheet, was put back.
	NoteZero
	// NoteOlder: the heading is of an older HS edition and was replaced by its successor.
	NoteOlder
)

// Has tells whether all bits of n are set.
func (note Note) Has(n Note) bool { return note&n == n }

// olderHeading gives the HS 2022 successor of headings that editions since 1996 have dissolved. Only
// four digits survive the change.
var olderHeading = map[Code]Code{
	"1402": "1404", "1403": "1404", "2848": "2853", "5304": "5305", "6503": "6505", "8469": "8472",
	"9203": "9205", "9204": "9205", "9501": "9503", "9502": "9503",
}

// ParseCode reads an HS code ("0901.11", "HS 0901", "0901 11 00 90") or a service code ("s01b").
// Headings are checked against the thesaurus; below a known heading any two digits pass, because
// exhibitors' subheadings come from many editions and only the heading is matched on. What is not
// a code, or is under no known heading, is an *UnknownError of kind "code".
func ParseCode(s string) (Code, Note, error) {
	t := loadThesaurus()
	bare := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-\t\u00a0\u3000", r) {
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
	if c := Code(bare); c.Service() {
		if _, ok := t.entries[c]; ok {
			return c, 0, nil
		}
		return "", 0, unknownCode(s, bare)
	}
	digits := strings.TrimPrefix(strings.TrimPrefix(bare, "HSCODE"), "HS")
	digits = strings.TrimPrefix(strings.TrimPrefix(digits, ":"), "：")
	if digits == "" || len(digits) > 10 || strings.Trim(digits, "0123456789") != "" {
		return "", 0, unknownCode(s, bare)
	}
	var note Note
	if len(digits)%2 == 1 {
		digits, note = "0"+digits, NoteZero
	}
	if len(digits) > 6 {
		digits, note = digits[:6], note|NoteCut
	}
	c := Code(digits)
	if next, ok := olderHeading[c.Heading()]; ok {
		c, note = next, note|NoteOlder
	}
	if _, ok := t.entries[c.Heading()]; !ok {
		return "", 0, unknownCode(s, digits)
	}
	return c, note, nil
}

// unknownCode names as neighbours the headings that share the most leading digits.
func unknownCode(value, bare string) *UnknownError {
	t := loadThesaurus()
	for n := min(len(bare), 4); n >= 2; n-- {
		var near []string
		for _, c := range slices.Concat(t.headings, t.chapters) {
			if strings.HasPrefix(string(c), bare[:n]) {
				near = append(near, string(c))
			}
		}
		if len(near) > 0 {
			slices.SortFunc(near, func(a, b string) int {
				if d := gap(a, bare) - gap(b, bare); d != 0 {
					return d
				}
				return strings.Compare(a, b)
			})
			return &UnknownError{Kind: "code", Value: value, Nearest: near[:min(3, len(near))]}
		}
	}
	return &UnknownError{Kind: "code", Value: value}
}

// gap is how far the first differing characters of two codes lie apart; a missing one counts most.
func gap(a, b string) int {
	for i := range min(len(a), len(b), 4) {
		if a[i] != b[i] {
			return abs(int(a[i])-int(b[i])) * 16 >> (2 * i)
		}
	}
	return abs(min(len(a), 4)-min(len(b), 4)) * 100
}

// Service tells whether the code names a service sector.
func (c Code) Service() bool { return strings.HasPrefix(string(c), "S") }

// Heading returns the code's 4 digits or sub-sector; a chapter or sector is returned as it is.
func (c Code) Heading() Code { return c[:min(len(c), 4)] }

// Chapter returns the code's 2 digits or sector.
func (c Code) Chapter() Code {
	if c.Service() {
		return c[:min(len(c), 3)]
	}
	return c[:min(len(c), 2)]
}

// Title returns the code's name: Chinese where lang starts with "zh", else English. A subheading has
// its heading's title; an unknown code is its own.
func (c Code) Title(lang string) string {
	e, ok := loadThesaurus().entries[c.Heading()]
	if !ok {
		return string(c)
	}
	return inLanguage(lang, e.en, e.zh)
}

// Within tells whether c is p or lies below it. Nothing is within the empty code.
func (c Code) Within(p Code) bool { return p != "" && strings.HasPrefix(string(c), string(p)) }

// Headings returns every 4-digit heading and sub-sector, sorted; the caller owns the slice.
func Headings() []Code { return slices.Clone(loadThesaurus().headings) }

// Chapters returns every chapter and sector, sorted; the caller owns the slice.
func Chapters() []Code { return slices.Clone(loadThesaurus().chapters) }

// relatedNearness is what Nearness says of two headings of one group in related.
const relatedNearness = 0.3

// related lists groups of headings of different chapters that buyers look for together or that
// exhibitors mix up.
var related = [][]Code{
	{"0901", "0902", "2101"},                         // coffee, tea; their extracts
	{"0810", "0811", "0813"},                         // fruit: fresh, frozen, dried
	{"0709", "0710", "2004", "2005"},                 // vegetables: fresh, frozen, prepared
	{"0809", "0811", "2008"},                         // stone fruit and its preserves
	{"0201", "0202", "1602"},                         // beef and prepared meat
	{"0203", "1601", "1602"},                         // pork, sausages
	{"0302", "0303", "0304", "1604"},                 // fish
	{"0306", "0307", "1605"},                         // shellfish
	{"0401", "0402", "0403", "2202"},                 // milk and drinks of it
	{"0402", "1901"},                                 // milk powder, infant formula
	{"1704", "1806", "1905"},                         // sweets, chocolate, biscuits
	{"2106", "2936", "3004"},                         // supplements, vitamins, medicines
	{"3923", "4819", "7010", "7310", "7612"},         // packaging
	{"3924", "4419", "6911", "6912", "7013", "7323"}, // tableware
	{"4202", "3926"},                                 // bags and cases
	{"4203", "6116", "6216", "4015"},                 // gloves
	{"5208", "5407", "5512", "6006"},                 // fabrics
	{"6101", "6201"}, {"6102", "6202"}, {"6103", "6203"}, {"6104", "6204"}, {"6105", "6205"},
	{"6106", "6206"}, {"6107", "6207"}, {"6108", "6208"}, {"6109", "6205", "6206"}, {"6111", "6209"},
	{"6112", "6211"}, {"6115", "6217"}, {"6117", "6217"}, // garments, knitted and woven
	{"6301", "6302", "9404"}, // bedding
	{"4011", "8708"},         // tyres, car parts
	{"8471", "8528", "8517"}, // computers, monitors, phones
	{"8507", "8501", "8504"}, // batteries, motors, converters
	{"8541", "8504"},         // solar cells, inverters
	{"8539", "9405"},         // lamps
	{"8509", "8418", "8450"}, // household machines
	{"8525", "9006"},         // cameras
	{"9018", "3005", "3006"}, // medical supplies
	{"9503", "9504"},         // toys, games
	{"8711", "8712"},         // motorcycles, bicycles
	{"6802", "6907"},         // stone, tiles
	{"4407", "4412", "4418"}, // wood
}

var relatedPairs = func() map[[2]Code]bool {
	pairs := make(map[[2]Code]bool)
	for _, group := range related {
		for _, a := range group {
			for _, b := range group {
				pairs[[2]Code{a, b}] = true
			}
		}
	}
	return pairs
}()

// Nearness is a coarse similarity of two codes, in [0,1] and symmetric: 1 for the same code or
// heading, .5 within one chapter or sector, .3 for headings of a related group, else 0.
func Nearness(a, b Code) float64 {
	switch {
	case a == "" || b == "":
		return 0
	case a == b, len(a) >= 4 && len(b) >= 4 && a.Heading() == b.Heading():
		return 1
	case a.Chapter() == b.Chapter():
		return 0.5
	case relatedPairs[[2]Code{a.Heading(), b.Heading()}]:
		return relatedNearness
	}
	return 0
}
