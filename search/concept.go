package search

import (
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/text"
)

// conceptToken names a concept as one index term: text's analyser, and an
// engine's own, keep letters and digits together.
func conceptToken(c taxonomy.Concept) string {
	return "k" + strings.ToLower(strings.ReplaceAll(c.ID(), ".", "z"))
}

// phraseWords is how many tokens a phrase of the thesaurus may take; a Chinese
// one of n characters takes n-1.
const phraseWords = 5

// meaning is what a token of a question stands for, beyond its own letters.
type meaning struct {
	concepts []string   // tokens of the concepts that its phrase names
	abroad   [][]string // the terms of each concept's usual phrase in the other language
}

// meanings reads, for each token of a question, the shortest phrase around it
// that names a concept.
func meanings(s string, tokens []text.Token) []meaning {
	out := make([]meaning, len(tokens))
	wanted := map[taxonomy.Concept]bool{}
	for _, h := range taxonomy.Concepts(s) {
		wanted[h.Concept] = true
	}
	for n := 1; n <= phraseWords && len(wanted) > 0; n++ {
		var met []taxonomy.Concept
		for i := 0; i+n <= len(tokens); i++ {
			from, to := tokens[i].Start, tokens[i+n-1].End
			if to <= from {
				continue
			}
			for _, h := range taxonomy.Concepts(s[from:to]) {
				if !wanted[h.Concept] {
					continue
				}
				met = append(met, h.Concept)
				for j := i; j < i+n; j++ {
					out[j].add(h.Concept, s[from:to])
				}
			}
		}
		for _, c := range met {
			delete(wanted, c)
		}
	}
	return out
}

func (m *meaning) add(c taxonomy.Concept, phrase string) {
	token := conceptToken(c)
	if slices.Contains(m.concepts, token) {
		return
	}
	m.concepts = append(m.concepts, token)
	other := "zh"
	if strings.ContainsFunc(phrase, IsCJK) {
		other = "en"
	}
	if t := text.Terms(c.Phrase(other)); len(t) > 0 {
		m.abroad = append(m.abroad, t)
	}
}

// known leaves what some document has, once there are documents.
func (m meaning) known(corpus *text.Corpus) meaning {
	if corpus.N() == 0 {
		return m
	}
	absent := func(t string) bool { return corpus.DF(t) == 0 }
	return meaning{
		slices.DeleteFunc(m.concepts, absent),
		slices.DeleteFunc(m.abroad, func(list []string) bool { return slices.ContainsFunc(list, absent) }),
	}
}
