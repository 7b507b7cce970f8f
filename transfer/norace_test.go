//go:build !race

package transfer

const realRows = maxRows
