package taxonomy

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The stemmer is light on purpose: it makes singular and plural one, and British and American
// spellings one. It keeps -ing, because in trade it makes other goods ("clothing" is not "cloth",
// "bedding" is not "bed"); only a word the thesaurus does not have is tried again without its ending.

// irregular holds words whose stem no rule gives.
var irregular = map[string]string{
	"men": "man", "women": "woman", "children": "child", "kids": "kid", "feet": "foot", "teeth": "tooth",
	"geese": "goose", "mice": "mouse", "lenses": "lens", "buses": "bus", "gases": "gas",
	"knives": "knife", "shelves": "shelf", "scarves": "scarf", "leaves": "leaf", "halves": "half",
	"loaves": "loaf", "calves": "calf", "wives": "wife", "wolves": "wolf", "hooves": "hoof",
	"shoes": "shoe", "toes": "toe", "canoes": "canoe", "movies": "movie", "cookies": "cookie",
	"brownies": "brownie", "hoodies": "hoodie", "selfies": "selfie", "smoothies": "smoothie",
	"ties": "tie", "pies": "pie", "lens": "lens", "gas": "gas", "bus": "bus", "glass": "glass",
	"axes": "axe", "aches": "ache", "batteries": "battery", "series": "series", "species": "species",
	"has": "has", "is": "is", "as": "as", "was": "was", "its": "its", "us": "us", "this": "this",
	"canvas": "canvas", "christmas": "christmas", "atlas": "atlas", "chassis": "chassis",
	"aluminum": "aluminium", "color": "colour", "fiber": "fibre", "tire": "tyre", "jewelry": "jewellery",
	"gray": "grey", "mold": "mould", "yogurt": "yoghurt", "sulfur": "sulphur", "plow": "plough",
	"center": "centre", "liter": "litre", "meter": "metre", "airplane": "aeroplane", "donut": "doughnut",
	"cosy": "cozy", "program": "programme", "catalog": "catalogue", "chili": "chilli", "pajama": "pyjama",
	"license": "licence", "theater": "theatre", "armor": "armour", "flavor": "flavour", "odor": "odour",
	"vapor": "vapour", "molding": "moulding", "tablewares": "tableware", "whiskey": "whisky",
	"ax": "axe", "sox": "sock",
}

// stem returns the singular, British form of a lower-case word.
func stem(w string) string {
	if s, ok := irregular[w]; ok {
		return s
	}
	s := singular(w)
	if s != w {
		if t, ok := irregular[s]; ok {
			return t
		}
	}
	return s
}

func singular(w string) string {
	n := len(w)
	switch {
	case n < 4 || w[n-1] != 's':
		return w
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies") && n > 4:
		return w[:n-3] + "y"
	case strings.HasSuffix(w, "oes"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"),
		strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "zzes"):
		return w[:n-2]
	}
	return w[:n-1]
}

// weaker lists the forms of a word without its verb ending, the likeliest first: "roasting" gives
// "roast", "roaste"; "cutting" gives "cutt", "cutte", "cut".
func weaker(w string) []string {
	for _, ending := range []string{"ing", "ed"} {
		base, ok := strings.CutSuffix(w, ending)
		if !ok || len(base) < 3 || !strings.ContainsAny(base, "aeiouy") {
			continue
		}
		forms := []string{base, base + "e"}
		if n := len(base); n > 3 && base[n-1] == base[n-2] {
			forms = append(forms, base[:n-1])
		}
		return forms
	}
	return nil
}

// isHan tells whether a rune is written without spaces between words.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r == '々' || r == '〇'
}

// isLetter tells whether a rune beyond ASCII belongs to a word of an alphabet.
func isLetter(r rune) bool { return unicode.IsLetter(r) && !isHan(r) }

// foldedLatin maps U+0080…U+024F to lower-case ASCII where a letter is only an accented one.
var foldedLatin = func() [0x250]rune {
	var table [0x250]rune
	for r := range rune(len(table)) {
		base, _ := utf8.DecodeRuneInString(norm.NFKD.String(string(r)))
		table[r] = unicode.ToLower(base)
	}
	table['ß'], table['ø'], table['Ø'], table['ł'], table['Ł'] = 's', 'o', 'o', 'l', 'l'
	table['æ'], table['Æ'] = 'e', 'e'
	return table
}()

// foldRune brings full-width forms, capitals and accented letters to the letter they stand for.
func foldRune(r rune) rune {
	switch {
	case r >= 0xFF01 && r <= 0xFF5E:
		return foldedLatin[r-0xFEE0]
	case r < rune(len(foldedLatin)):
		return foldedLatin[r]
	}
	return r
}
