package main

import (
	"encoding/binary"

	"github.com/fairmatch/fairmatch/fair"
)

// Kinds of things that fairbench makes up; they keep their ids apart.
const (
	kindFair = iota + 1
	kindProduct
	kindOffer
	kindDemand
	kindSupplier
	kindBuyer
)

// numberedID makes the id of the n-th thing of a kind: the same in every run, of
// the shape of a UUID version 7, rising with n.
func numberedID[T any](kind byte, n int64) fair.ID[T] {
	var id fair.ID[T]
	id[0], id[1], id[2], id[3] = 0x01, 0x90, 0, 0
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	id[6], id[8] = 0x70, 0x80
	id[7] = kind
	return id
}

// numbered is what numberedID made an id of.
func numbered[T any](id fair.ID[T]) (kind byte, n int) {
	return id[7], int(binary.BigEndian.Uint32(id[12:]))
}
