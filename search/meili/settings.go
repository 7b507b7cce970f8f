package meili

import (
	"github.com/meilisearch/meilisearch-go"

	"github.com/fairmatch/fairmatch/search"
)

// maxTotal bounds offset and limit together; a query's offset is at most 10,000.
const maxTotal = 10_200

// attributes are the names of facets where the document's differ.
var attributes = map[string]string{"halls": "hall", "kinds": "kind"}

func attribute(facet string) string {
	if a, ok := attributes[facet]; ok {
		return a
	}
	return facet
}

// settings of an index. Synonyms stay empty: the thesaurus reaches the index as
// concepts, in the documents and in the questions, which also knows whether a
// text is about a thing or only mentions it.
func settings(embedders map[string]meilisearch.Embedder) *meilisearch.Settings {
	filterable := []string{"id", "what", "codes", "concepts", "verified", "sme", "price", "moq", "lead"}
	for _, f := range search.FacetFields {
		filterable = append(filterable, attribute(f))
	}
	return &meilisearch.Settings{
		Embedders:            embedders,
		SearchableAttributes: []string{"title", "title_stems", "brand", "text", "attributes", "stems"},
		FilterableAttributes: filterable,
		SortableAttributes:   []string{"id", "created", "price", "moq", "lead", "name"},
		// A sort somebody asked for comes before everything, not among equals.
		// Proximity and exactness are left to text's score, which orders the first
		// candidates anyway: they took a third of the time of the slowest questions.
		RankingRules: []string{"sort", "words", "typo", "attribute", "created:desc"},
		TypoTolerance: &meilisearch.TypoTolerance{
			Enabled:             true,
			MinWordSizeForTypos: meilisearch.MinWordSizeForTypos{OneTypo: 5, TwoTypos: 9},
			DisableOnWords:      []string{},
			DisableOnAttributes: []string{"title_stems", "stems"},
			DisableOnNumbers:    true,
		},
		LocalizedAttributes: []*meilisearch.LocalizedAttributes{
			{Locales: []string{"cmn"}, AttributePatterns: []string{"title.zh*", "text.zh*"}},
			{Locales: []string{"eng"}, AttributePatterns: []string{"title.en*", "text.en*", "title_stems", "stems"}},
		},
		Pagination: &meilisearch.Pagination{MaxTotalHits: maxTotal},
		Faceting: &meilisearch.Faceting{
			MaxValuesPerFacet: search.MaxFacetValues,
			SortFacetValuesBy: map[string]meilisearch.SortFacetType{"*": meilisearch.SortFacetTypeCount},
		},
	}
}
