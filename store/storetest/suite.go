package storetest

import "testing"

// Run holds a kind of database to the contract of fair's store interfaces. fresh
// makes an empty database and returns its address.
func Run(t *testing.T, fresh func(testing.TB) string) {
}
