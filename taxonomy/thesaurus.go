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
			t.concepts = append(t.concepts, conceptEntry{code, 0, titlePhrases(e.en, ", ", " and "), titlePhrases(e.zh, "、", "和", "及", "，")})
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

func phraseList(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, isHan)
}

// titlePhrases takes a title apart at its separators. Words that say nothing alone (parts, other,
// articles …) are kept for show in the first place only: the matcher's weights make them small.
func titlePhrases(title string, separators ...string) []string {
	pieces := []string{title}
	for _, sep := range separators {
		var next []string
		for _, p := range pieces {
			next = append(next, strings.Split(p, sep)...)
		}
		pieces = next
	}
	out := []string{title}
	for _, p := range pieces {
		p = strings.TrimSpace(p)
		if p != "" && p != title && !emptyTitleWord[strings.ToLower(p)] {
			out = append(out, p)
		}
	}
	return out
}

// emptyTitleWord lists pieces of titles that would hit almost any text.
var emptyTitleWord = map[string]bool{
	"parts": true, "accessories": true, "other": true, "others": true, "articles": true, "waste": true,
	"scrap": true, "preparations": true, "products": true, "similar": true, "materials": true,
	"machines": true, "machinery": true, "equipment": true, "goods": true, "the like": true,
	"parts thereof": true, "fresh": true, "dried": true, "frozen": true, "live": true, "chilled": true,
	"raw": true, "residues": true, "apparatus": true, "instruments": true, "devices": true,
	"零件": true, "附件": true, "其他": true, "制品": true, "废料": true, "产品": true, "材料": true, "设备": true,
	"机器": true, "机械": true, "器具": true, "装置": true, "仪器": true, "配件": true, "类似品": true, "零部件": true,
}
