package taxonomy

import (
	"slices"
	"strconv"
)

// Concept is one thing people trade, with all its names: a line of the thesaurus. Concepts are dense,
// 0 to NumConcepts()-1, in the order of the embedded files, so they are stable within a build only:
// keep ID() for longer.
type Concept uint32

// Hit is a concept found in a text.
type Hit struct {
	Concept Concept
	// Weight in (0,1] says how specific the phrase is: its length, how rare its words are among all
	// phrases, and how many headings share it.
	Weight float64
	// Head tells that the text is about this concept, not about something for, of or with it: in
	// "phone case", "case for phones" and "手机壳" the case is, the phone is not.
	Head bool
}

// NumConcepts returns the number of concepts.
func NumConcepts() int { return len(loadThesaurus().concepts) }

// Code returns the concept's heading, chapter, sector or sub-sector.
func (c Concept) Code() Code { return loadThesaurus().concepts[c].code }

// Phrase returns the concept's first phrase, Chinese where lang starts with "zh", else English.
func (c Concept) Phrase(lang string) string {
	e := loadThesaurus().concepts[c]
	return inLanguage(lang, e.en[0], e.zh[0])
}

// ID returns the concept's lasting name: its code, a dot, and its ordinal under that code; 0 is the
// title.
func (c Concept) ID() string {
	e := loadThesaurus().concepts[c]
	return string(e.code) + "." + strconv.Itoa(e.ordinal)
}

// TitleConcept returns the concept that stands for a whole heading or chapter, a subheading's being
// its heading's; false for an unknown code.
func TitleConcept(c Code) (Concept, bool) {
	e, ok := loadThesaurus().entries[c.Heading()]
	return e.first, ok
}

// Concepts returns every concept that a phrase in the text names, sorted by concept, each once with
// its best weight, Head if any occurrence is. English phrases match by stem, Chinese ones by the
// best division of the characters into phrases; a phrase inside a longer one does not count ("coffee"
// is not in "coffee machine" once that is a phrase).
func Concepts(text string) []Hit {
	m := loadMatcher()
	var room scratch
	_, spans := m.find(text, &room)
	if len(spans) == 0 {
		return nil
	}
	hits := make([]Hit, 0, len(spans)*2)
	for _, s := range spans {
		for _, p := range m.postings(s.phrase) {
			hits = append(hits, Hit{p.concept, float64(p.weight) * s.met, s.head})
		}
	}
	slices.SortFunc(hits, func(a, b Hit) int { return int(a.Concept) - int(b.Concept) })
	out := hits[:1]
	for _, h := range hits[1:] {
		last := &out[len(out)-1]
		if h.Concept != last.Concept {
			out = append(out, h)
			continue
		}
		last.Weight = max(last.Weight, h.Weight)
		last.Head = last.Head || h.Head
	}
	return out
}
