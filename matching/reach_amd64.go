package matching

// mark is markClear in vector instructions.
//
//go:noescape
func mark(marks, sums, leasts *uint64, words int, from uint16)
