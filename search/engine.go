package search

import (
	"context"
	"iter"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// Engine keeps documents and finds candidates. Writes of one fair come from one
// goroutine at a time; reads come from many, also during writes.
//
// Errors of an engine that is down are *fair.Error with code Unavailable (see
// [Down]).
type Engine interface {
	// Apply inserts or replaces put and deletes the ids in drop. It returns when
	// the change is durable and found, or an error; then it may be half done and
	// is made again. A fair without index gets one.
	Apply(ctx context.Context, f fair.FairID, put []Document, drop []string) error
	// Rebuild replaces the fair's index by docs, in one step: until it returns,
	// searches see the old one. An error of docs ends it without effect. The new
	// index is marked with version.
	Rebuild(ctx context.Context, f fair.FairID, version string, docs iter.Seq2[Document, error]) error
	// Built returns the version of the fair's index, "" when there is none.
	Built(ctx context.Context, f fair.FairID) (string, error)
	// Search finds documents. A fair without index has none.
	Search(ctx context.Context, a Ask) (Answer, error)
	// Stored loads documents by their ids, in that order, absent ones left out. What
	// only filters and counts of a document may be missing.
	Stored(ctx context.Context, f fair.FairID, ids []string) ([]Document, error)
	// Ready reports whether the engine can answer.
	Ready(ctx context.Context) error
}

// Ask is a question to an engine: the filters, what and order of Query, and its
// words made ready. Offset and Limit are Query's.
type Ask struct {
	fair.Query
	// Groups are the words that count, in their order; none asks for everything.
	Groups []Group
	// Any asks for what answers some of the groups, not only all of them.
	Any bool
	// Facets asks for the counts.
	Facets bool
}

// Group is one word of a question with everything that answers it.
type Group struct {
	Word     string      // as it was written
	Terms    []string    // index terms, any of which answers
	Splits   [][2]string // two index terms that answer together
	Concepts []string    // tokens of the concepts it belongs to
	Abroad   [][]string  // the same said in the other language: the terms of one list answer together
	Prefix   string      // where not empty, every term starting with it answers
	Edits    int         // no document has the word: the nearest terms answer, at most so many edits away
}

// Answer is a page of ids in the engine's order, the number of documents found,
// and facets.
type Answer struct {
	IDs    []string
	Total  int
	Facets []fair.Facet
}

// FacetFields are the fields that are counted, as fair.Facet names them.
var FacetFields = []string{"countries", "chapters", "certificates", "trade", "halls", "kinds", "categories"}

// MaxFacetValues is how many values of a facet are given.
const MaxFacetValues = 50

// Down is the error for an engine that does not answer.
func Down(cause error) error {
	return &fair.Error{Code: fair.Unavailable, Key: "error.search_down", RetryAfter: 5 * time.Second, Cause: cause}
}

// Chosen are the values a query filters a facet by.
func Chosen(q *fair.Query, field string) []string {
	switch field {
	case "countries":
		return q.Countries
	case "chapters":
		return q.Chapters
	case "certificates":
		return q.Certificates
	case "trade":
		return distinct([]string{string(q.Trade)})
	case "halls":
		return q.Halls
	case "kinds":
		return q.Kinds
	case "categories":
		return q.Categories
	}
	return nil
}

// Each gives the documents of a list, as Rebuild and Load take them.
func Each(docs []Document) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
}
