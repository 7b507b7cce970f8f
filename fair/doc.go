// Package fair speaks the language of a trade fair: who takes part, what they
// offer and demand, how they meet, and the rules that hold whatever the
// database, the search engine or the page.
//
// Each use case lives here once, in a small service (Posts, Meetings, People …)
// that validates, authorises, changes the state and records the change in the
// journal, all in one transaction. A service declares the few store methods it
// needs; package store provides them. Everything that follows from a change
// (search index, matching engine, live messages) reads the journal afterwards.
//
// The package must not know of HTTP, SQL, search engines, brokers or templates.
package fair
