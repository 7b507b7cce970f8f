package embedded

import (
	"encoding/json"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/text"
)

// The fields of the index. fieldAll holds the terms of all texts, without
// frequencies, for prefixes and typos; fieldStored the document as it came.
const (
	fieldTitle      = "title"
	fieldBrand      = "brand"
	fieldText       = "text"
	fieldAttributes = "attributes"
	fieldConcepts   = "concepts"
	fieldAll        = "all"
	fieldStored     = "stored"
	fieldWhat       = "what"
)

// words analyses as package text does, so that the index finds what the score
// knows.
type words struct{}

func (words) Analyze(input []byte) analysis.TokenStream {
	tokens := text.Tokens(string(input))
	out := make(analysis.TokenStream, len(tokens))
	for i, t := range tokens {
		out[i] = &analysis.Token{Term: []byte(t.Term), Start: t.Start, End: t.End, Position: i + 1}
	}
	return out
}

// anywhere analyses for fieldAll: the terms, and each CJK character alone, since
// a single one is a fair question and the terms are pairs of them.
type anywhere struct{}

func (anywhere) Analyze(input []byte) analysis.TokenStream {
	out := words{}.Analyze(input)
	seen := map[rune]bool{}
	for _, r := range string(input) {
		if search.IsCJK(r) && !seen[r] {
			seen[r] = true
			out = append(out, &analysis.Token{Term: []byte(string(r)), Position: len(out) + 1})
		}
	}
	return out
}

// exact keeps a value as one term.
type exact struct{}

func (exact) Analyze(input []byte) analysis.TokenStream {
	return analysis.TokenStream{{Term: input, Start: 0, End: len(input), Position: 1}}
}

// builder fills one document of the index.
type builder struct{ doc *document.Document }

func (b builder) words(field, value string) {
	if value != "" {
		b.doc.AddField(document.NewTextFieldCustom(field, nil, []byte(value), index.IndexField, words{}))
	}
}

func (b builder) keywords(field string, values ...string) {
	for _, v := range values {
		b.doc.AddField(document.NewTextFieldCustom(field, nil, []byte(v), index.IndexField|index.SkipFreqNorm, exact{}))
	}
}

// indexed lays a document out in fields. What filters and sorts is not among
// them: see table.
func indexed(d *search.Document) (*document.Document, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	b := builder{document.NewDocument(d.ID)}
	title, body := d.Title.All(), d.Text.All()
	b.words(fieldTitle, title)
	b.words(fieldBrand, d.Brand)
	b.words(fieldText, body)
	b.words(fieldAttributes, d.Attributes)
	all := title + "\n" + d.Brand + "\n" + body + "\n" + d.Attributes
	b.doc.AddField(document.NewTextFieldCustom(fieldAll, nil, []byte(all), index.IndexField|index.SkipFreqNorm, anywhere{}))
	b.keywords(fieldConcepts, d.Concepts...)
	b.keywords(fieldWhat, string(d.What))
	b.doc.AddField(document.NewTextFieldCustom(fieldStored, nil, raw, index.StoreField, nil))
	return b.doc, nil
}
