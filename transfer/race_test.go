//go:build race

package transfer

// realRows is how many rows of each real file are imported: with the race detector
// the whole takes minutes.
const realRows = 300
