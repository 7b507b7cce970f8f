package embedded

import (
	"encoding/json"
	"strconv"

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
	fieldCodes      = "codes"
	fieldVerified   = "verified"
	fieldSME        = "sme"
	fieldPrice      = "price"
	fieldMOQ        = "moq"
	fieldLead       = "lead"
	fieldCreated    = "created"
	fieldName       = "name"
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
		if v != "" {
			b.doc.AddField(document.NewTextFieldCustom(field, nil, []byte(v), index.IndexField|index.DocValues|index.SkipFreqNorm, exact{}))
		}
	}
}

func (b builder) flag(field string, on bool) {
	if on {
		b.keywords(field, strconv.FormatBool(on))
	}
}

// number leaves out 0, which is "not stated": it is in no range and sorts last.
func (b builder) number(field string, v float64) {
	if v != 0 {
		b.doc.AddField(document.NewNumericFieldWithIndexingOptions(field, nil, v, index.IndexField|index.DocValues))
	}
}

// indexed lays a document out in fields.
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
	b.keywords(fieldCodes, d.Codes...)
	b.keywords("countries", d.Countries...)
	b.keywords("chapters", d.Chapters...)
	b.keywords("certificates", d.Certificates...)
	b.keywords("trade", d.Trade)
	b.keywords("halls", d.Hall)
	b.keywords("kinds", d.Kind)
	b.keywords("categories", d.Categories...)
	b.keywords(fieldName, d.Name)
	b.flag(fieldVerified, d.Verified)
	b.flag(fieldSME, d.SME)
	b.number(fieldPrice, d.Price)
	b.number(fieldMOQ, d.MOQ)
	b.number(fieldLead, float64(d.Lead))
	b.number(fieldCreated, float64(d.Created))
	b.doc.AddField(document.NewTextFieldCustom(fieldStored, nil, raw, index.StoreField, nil))
	return b.doc, nil
}
