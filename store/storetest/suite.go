package storetest

import (
	"context"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

// Run holds a kind of database to the contract of fair's store interfaces. fresh
// makes an empty database and returns its address; the suite opens it as often as
// it needs nodes.
func Run(t *testing.T, fresh func(testing.TB) string) {
	tests := []struct {
		name string
		run  func(*testing.T, func(testing.TB) string)
	}{
		{"records come back whole", roundTrips},
		{"revisions", revisions},
		{"what is unique", uniques},
		{"what is missing", missing},
		{"text no database may keep", badText},
		{"order is by bytes", byteOrder},
		{"people and tokens", peopleAndTokens},
		{"pages of posts and companies", pages},
		{"posts of a company and posts that are over", postLists},
		{"wishes, blocks, rates and pictures", smallTables},
		{"meetings by what is asked of them", meetingLists},
		{"tally", tally},
		{"lessons", lessons},
		{"outcomes", outcomes},
		{"finds", finds},
		{"vectors", vectors},
		{"a failed write leaves nothing", rollback},
		{"an inner write fails by itself", innerWrite},
		{"a panic rolls back", panics},
		{"a read sees one state", snapshot},
		{"what was committed survives", reopen},
		{"two nodes start at once", startTogether},
		{"journal and inbox", journal},
		{"journal of an empty stream and past its end", journalEdges},
		{"commits are told", commitsAreTold},
		{"journal numbers are in commit order", commitOrder},
		{"cursors", cursors},
		{"leases", leases},
		{"a key is claimed once", claims},
		{"bookings: all or none", bookAllOrNone},
		{"busy stretches and taken seats", busyStretches},
		{"nothing is booked twice", fightForSeats},
		{"locks in any order end", locksInAnyOrder},
		{"acceptances of overlapping proposals", overlappingAcceptances},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, fresh) })
	}
}

// open opens a fresh database.
func open(t *testing.T, fresh func(testing.TB) string) *store.DB { return Open(t, fresh(t)) }

// wantCode fails unless err has the code, and the key where one is given.
func wantCode(t testing.TB, err error, code fair.Code, key string) {
	t.Helper()
	if err == nil || fair.CodeOf(err) != code {
		t.Fatalf("error %v, want code %s", err, code)
	}
	if e := asError(err); key != "" && e.Key != key {
		t.Fatalf("error key %s, want %s", e.Key, key)
	}
}

// failing is an error of a caller's own.
type failing struct{}

func (failing) Error() string { return "the caller's own error" }

// write runs fn in a transaction and fails the test when it does not commit.
func write(t testing.TB, db *store.DB, fn func(context.Context) error) {
	t.Helper()
	must(t, db.Write(context.Background(), fn))
}
