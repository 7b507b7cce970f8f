package search

import (
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

// conceptsOf gives, for each token of a question, the concepts that the shortest
// phrase around it names.
func conceptsOf(s string, tokens []text.Token) [][]string {
	out := make([][]string, len(tokens))
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
					out[j] = append(out[j], conceptToken(h.Concept))
				}
			}
		}
		for _, c := range met {
			delete(wanted, c)
		}
	}
	return out
}
