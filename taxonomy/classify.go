package taxonomy

import (
	"maps"
	"slices"
)

// Guess is a heading that a text may belong to. Phrases are what speaks for it in the text,
// in their order.
type Guess struct {
	Code       Code
	Confidence float64
	Phrases    []string
}

// Classify guesses the headings of a text, the likeliest first, at most limit of them. A guess is a
// 4-digit heading or sub-sector; where the text says no more than its chapter or sector, it is that.
// Confidence is in [0,1] and sums to at most 1 over all guesses, the rest being "something else".
// Ties go by code.
func Classify(text string, limit int) []Guess {
	if limit <= 0 {
		return nil
	}
	s := loadSense()
	e := s.pool.Get().(*evidences)
	defer s.pool.Put(e)
	s.read(e, text, 1)
	s.lift(e)
	likely := s.likelyHeadings(e, doubt)
	e.clear()
	said := s.saidOf(text)
	var out []Guess
	for _, h := range withoutChapters(likely) {
		if len(out) < limit {
			out = append(out, Guess{h.Code, h.Share, said[h.Code]})
		}
	}
	return out
}

// doubt is the weight of "something else" among the guesses: the cube of a weak phrase.
const doubt = 0.15

// withoutChapters gives the likelihood of a chapter to those of its headings that are likely too; only
// a chapter without one stays.
func withoutChapters(list []LikelyCode) []LikelyCode {
	within := make(map[Code]float64)
	for _, h := range list {
		if h.Code != h.Code.Chapter() {
			within[h.Code.Chapter()] += h.Share
		}
	}
	var out []LikelyCode
	of := make(map[Code]float64)
	for _, h := range list {
		if h.Code == h.Code.Chapter() && within[h.Code] > 0 {
			of[h.Code] = h.Share
		} else {
			out = append(out, h)
		}
	}
	for i, h := range out {
		if c := h.Code.Chapter(); h.Code != c {
			out[i].Share += of[c] * h.Share / within[c]
		}
	}
	slices.SortStableFunc(out, LikelyCode.compare)
	return out
}

// saidOf lists by the codes that they speak for the phrases that stand whole in a text, and the words
// of it where no phrase does.
func (s *sense) saidOf(text string) map[Code][]string {
	var room scratch
	tokens, spans := s.m.find(text, &room)
	out := make(map[Code][]string)
	tell := func(code Code, from, to int) {
		said := text[tokens[from].start:tokens[to-1].end]
		if !slices.Contains(out[code], said) {
			out[code] = append(out[code], said)
		}
	}
	for _, found := range spans {
		for _, p := range s.m.postings(found.phrase) {
			tell(s.headings[s.place[p.concept]], found.from, found.to)
		}
	}
	phrased := maps.Clone(out)
	parts := partsOf(tokens, nil, 1)
	for i := range tokens {
		one, two := s.unitsAt(tokens, parts, i)
		for _, id := range [...]uint32{one, two} {
			for _, r := range s.ofHead[s.units[id].head:s.units[id].headEnd] {
				if code := s.headings[r.id]; phrased[code] == nil {
					tell(code, i, i+1)
				}
			}
		}
	}
	return out
}
