package meili

import (
	"fmt"
	"strings"

	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/text"
)

// record is a document as the server keeps it. Titles and texts lie in it by
// language, so that the server reads each as what it is; stems are what package
// text makes of words that look otherwise: light stems, codes without their
// joints, pairs of CJK characters. They let a question of exact terms find the
// same documents as in the other engine.
type record struct {
	search.Document
	TitleStems string `json:"title_stems,omitempty"`
	Stems      string `json:"stems,omitempty"`
	// Vectors are what the texts mean, by embedder; a nil one is known to be missing.
	Vectors map[string][]float32 `json:"_vectors,omitempty"`
}

// The record that tells the version of an index; no question asks for its what.
const (
	versionID   = "version"
	versionWhat = "version"
)

// everywhere is a word of every document. The server unites queries only when
// all have words; one that asks by a condition alone asks for this.
const everywhere = "kinall"

func newRecord(d search.Document) record {
	title := d.Title.All()
	return record{Document: d, TitleStems: stems(title), Stems: stems(title+"\n"+d.Brand+"\n"+d.Text.All()+"\n"+d.Attributes) + everywhere}
}

// stems lists the terms of s that differ from the words they stand for.
func stems(s string) string {
	var b strings.Builder
	seen := map[string]bool{}
	add := func(t string) {
		if !seen[t] {
			seen[t] = true
			b.WriteString(t + " ")
		}
	}
	for _, t := range text.Tokens(s) {
		if word := s[t.Start:t.End]; !strings.EqualFold(word, t.Term) || coded(t.Term) != t.Term {
			add(coded(t.Term))
		}
	}
	for _, r := range s {
		if search.IsCJK(r) {
			add(coded(string(r)))
		}
	}
	return b.String()
}

// coded writes CJK characters by their numbers: as they are, the server would
// cut them into words of its own.
func coded(term string) string {
	var b strings.Builder
	for _, r := range term {
		if search.IsCJK(r) {
			fmt.Fprintf(&b, "u%x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
