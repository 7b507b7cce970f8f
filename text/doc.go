// Package text turns product texts into index terms and orders texts by how
// well they answer a query.
//
// Search and matching share it, so that a word counts the same in both: the
// analyser ([Terms], [Tokens], [Analyse]), the statistics of a collection
// ([Corpus]), the compiled question ([Query]) and one relevance score
// ([Corpus.Score]). A search engine returns some hundred candidates; this
// package orders them.
package text
