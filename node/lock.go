package node

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/gofrs/flock"
)

// Lock makes the data folder this process's own until it is closed: a second
// server in it would have an inbox, an index and a clock of its own. The tools of
// the command line do not lock: the database lets several in.
func Lock(data string) (io.Closer, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	l := flock.New(filepath.Join(data, "lock"))
	held, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("--data: %w", err)
	}
	if !held {
		return nil, fmt.Errorf("--data: another Fairmatch runs in %s", data)
	}
	return l, nil
}
