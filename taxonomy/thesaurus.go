package taxonomy

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed data
var dataFiles embed.FS

// entry is one heading, chapter, sector or sub-sector of the thesaurus.
type entry struct {
	code   Code
	en, zh string
	first  Concept // its concept number 0, the title
}

// conceptEntry is one way of speaking about an entry: the title (ordinal 0) or an indented line.
type conceptEntry struct {
	code    Code
	ordinal int
	en, zh  []string
}

// thesaurus is the parsed content of the embedded files, in their order.
type thesaurus struct {
	entries  map[Code]entry
	headings []Code // 4 digits and sub-sectors, sorted
	chapters []Code // 2 digits and sectors, sorted
	concepts []conceptEntry
	sayings  []saying
}

// saying is how a buyer may describe goods of a heading without naming them.
type saying struct {
	code Code
	text string
}

// malformed is a line of a thesaurus file that breaks the form; the loader leaves it out and a test
// reports it.
type malformed struct {
	file string
	line int
	why  string
}

func (m malformed) String() string { return fmt.Sprintf("%s:%d: %s", m.file, m.line, m.why) }

var loadThesaurus = sync.OnceValue(func() *thesaurus {
	t, _ := readThesaurus(dataFiles)
	return t
})

// readThesaurus reads data/goods/*.txt, then data/services/*.txt, each in the order of file names.
func readThesaurus(files fs.FS) (*thesaurus, []malformed) {
	t := &thesaurus{entries: make(map[Code]entry)}
	var bad []malformed
	for _, pattern := range []string{"data/goods/*.txt", "data/services/*.txt"} {
		names, _ := fs.Glob(files, pattern) // the patterns are constant and well formed
		for _, name := range names {
			content, err := fs.ReadFile(files, name)
			if err != nil {
				bad = append(bad, malformed{name, 0, err.Error()})
				continue
			}
			bad = append(bad, t.read(name, string(content))...)
		}
	}
	bad = append(bad, t.readSayings(files)...)
	for code := range t.entries {
		if len(code) == 2 || len(code) == 3 {
			t.chapters = append(t.chapters, code)
		} else {
			t.headings = append(t.headings, code)
		}
	}
	slices.Sort(t.chapters)
	slices.Sort(t.headings)
	return t, bad
}

// readSayings reads data/buyers/*.txt: a heading's code on a line, then indented lines, a saying each,
// in either language.
func (t *thesaurus) readSayings(files fs.FS) []malformed {
	var bad []malformed
	names, _ := fs.Glob(files, "data/buyers/*.txt") // the pattern is constant and well formed
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			bad = append(bad, malformed{name, 0, err.Error()})
			continue
		}
		var code Code
		for i, line := range strings.Split(string(content), "\n") {
			said := strings.TrimSpace(line)
			switch {
			case said == "" || said[0] == '#':
			case line[0] != ' ' && line[0] != '\t':
				code = Code(said)
				if _, ok := t.entries[code]; !ok {
					bad = append(bad, malformed{name, i + 1, "no such heading"})
					code = ""
				}
			case code == "":
				bad = append(bad, malformed{name, i + 1, "saying without a heading"})
			default:
				t.sayings = append(t.sayings, saying{code, said})
			}
		}
	}
	return bad
}

func (t *thesaurus) read(name, content string) []malformed {
	var bad []malformed
	var code Code
	ordinal := 0
	for i, line := range strings.Split(content, "\n") {
		line = strings.TrimRight(line, " \t\r")
		report := func(why string) { bad = append(bad, malformed{name, i + 1, why}) }
		switch {
		case line == "" || strings.HasPrefix(strings.TrimSpace(line), "#"):
		case line[0] != ' ' && line[0] != '\t':
			code, ordinal = "", 0
			e, why := parseHeading(line)
			if _, twice := t.entries[e.code]; why == "" && twice {
				why = "heading given twice"
			}
			if why != "" {
				report(why)
				continue
			}
			code = e.code
			e.first = Concept(len(t.concepts))
			t.entries[code] = e
			en, zh := titlePhrases(e.en, e.zh)
			t.concepts = append(t.concepts, conceptEntry{code, 0, en, zh})
		case code == "":
			report("concept without a heading")
		default:
			en, zh, why := parseConcept(line)
			if why != "" {
				report(why)
				continue
			}
			ordinal++
			t.concepts = append(t.concepts, conceptEntry{code, ordinal, en, zh})
		}
	}
	return bad
}

var headingForm = regexp.MustCompile(`^(\d{2}|\d{4}|S\d{2}[A-Z]?)$`)

func parseHeading(line string) (entry, string) {
	code, titles, _ := strings.Cut(line, " ")
	if !headingForm.MatchString(code) {
		return entry{}, "a heading starts with 2 or 4 digits, or S, 2 digits and a letter"
	}
	en, zh, two := strings.Cut(titles, "|")
	en, zh = strings.TrimSpace(en), strings.TrimSpace(zh)
	if !two || en == "" || zh == "" {
		return entry{}, "a heading has an English title, | and a Chinese title"
	}
	return entry{code: Code(code), en: en, zh: zh}, ""
}

func parseConcept(line string) (en, zh []string, why string) {
	left, right, two := strings.Cut(line, "=")
	if !two {
		return nil, nil, "a concept has English phrases, = and Chinese phrases"
	}
	en = phraseList(left)
	zh = phraseList(strings.ReplaceAll(right, "，", ","))
	if len(en) == 0 || len(zh) == 0 {
		return nil, nil, "a concept has at least one phrase in each language"
	}
	for _, p := range en {
		if hasHan(p) {
			return nil, nil, "Chinese characters in the English phrase " + p
		}
	}
	for _, p := range zh {
		if strings.ContainsAny(p, "=、|") {
			return nil, nil, "stray punctuation in the Chinese phrase " + p
		}
	}
	return en, zh, ""
}

func phraseList(s string) []string { return split(s, ",") }

func hasHan(s string) bool {
	return strings.ContainsFunc(s, isHan)
}

// titlePhrases makes a title its heading's first phrases. A list of single words ("Coffee, tea and
// spices") is also taken apart; any longer piece may share its last word with the others ("leather and
// shoe machines"), so that title stays whole. A semicolon always divides.
func titlePhrases(en, zh string) (enPhrases, zhPhrases []string) {
	if enParts, zhParts := split(en, ";"), split(zh, "；", ";"); len(enParts) > 1 {
		return append([]string{en}, enParts...), append([]string{zh}, zhParts...)
	}
	enPieces := split(en, ", ", " and ")
	zhPieces := split(zh, "、", "和", "及", "，")
	enPhrases, zhPhrases = []string{en}, []string{zh}
	if len(enPieces) == 1 || slices.ContainsFunc(enPieces, func(p string) bool { return strings.Contains(p, " ") || emptyTitleWord[strings.ToLower(p)] }) {
		return enPhrases, zhPhrases
	}
	enPhrases = append(enPhrases, enPieces...)
	if len(zhPieces) == len(enPieces) {
		zhPhrases = append(zhPhrases, zhPieces...)
	}
	return enPhrases, zhPhrases
}

// split cuts at each of the separators and drops what is empty.
func split(s string, separators ...string) []string {
	for _, sep := range separators[1:] {
		s = strings.ReplaceAll(s, sep, separators[0])
	}
	var out []string
	for piece := range strings.SplitSeq(s, separators[0]) {
		if piece = strings.TrimSpace(piece); piece != "" {
			out = append(out, piece)
		}
	}
	return out
}

// emptyTitleWord lists pieces of titles that would hit almost any text.
var emptyTitleWord = map[string]bool{
	"parts": true, "accessories": true, "other": true, "articles": true, "waste": true, "scrap": true,
	"preparations": true, "products": true, "materials": true, "machines": true, "equipment": true,
	"goods": true, "residues": true, "apparatus": true, "instruments": true, "devices": true,
}
