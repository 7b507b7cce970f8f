//go:build !amd64

package matching

func mark(marks, sums, leasts *uint64, words int, from uint16) {
	markClear(marks, sums, leasts, words, from)
}
