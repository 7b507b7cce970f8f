// Package realtime brings committed journal entries to the people they are
// addressed to, over websockets or server-sent events.
//
// # Delivery
//
// The journal is the only queue. A connection is a cursor into its person's
// inbox: when the hub follows an entry addressed to the person it wakes the
// connection, which reads on from its cursor, loads each entry's content as its
// reader may see it at that moment, and writes it. Catching up after a
// reconnect and hearing of something new are the same path, so a client that
// comes back with the last number it saw gets every later entry, in order,
// once. A slow client lags behind at its own pace and holds no memory here;
// one that takes no bytes within the write deadline is closed and resumes
// later.
//
// The last entries of each fair are kept in memory, so that live delivery needs
// no read of the inbox; a cursor older than that reads the journal.
//
// The board's subscribers get each meeting entry of the fair as one prepared
// frame, the same bytes for all. One who has fallen behind what is kept is told
// to load the board again.
//
// # Goroutines
//
// Each connection owns two: one reads (pongs, and the end), one writes. Both end
// when the connection does; Hub.Drain closes all and waits for them. The HTTP
// handler returns after the upgrade, which frees net/http's buffers.
//
// # Close codes
//
// 4000–4499 ask the client to come back, 4500–4999 not to.
//
// The package must not know what a frame's content means.
package realtime
