// Package search finds offers, demands and companies of a fair by words and
// facets.
//
// An [Engine] keeps what is public of each post and company as a [Document]
// and finds candidates; package embedded does it in the process, package meili
// on a Meilisearch server. [Service] puts the first candidates in the order of
// package text's relevance, whichever the engine, and marks what matched.
//
// Two followers keep it current. [Follower] writes to the engine; one node does
// it at a time, where the engine is shared. [Service] itself follows in memory,
// on every node, because the relevance score needs the statistics of the words.
//
// Languages meet in concepts: a document carries the thesaurus concepts its
// texts name, a question those its words name, so that 咖啡豆 finds an offer
// that only says "coffee beans".
package search
