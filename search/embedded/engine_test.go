package embedded

import (
	"testing"

	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/searchtest"
)

func TestSuiteOnDisk(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return opened(t, t.TempDir()) })
}

func TestSuiteInMemory(t *testing.T) {
	searchtest.Run(t, func(t *testing.T) search.Engine { return opened(t, "") })
}

func opened(t *testing.T, dir string) *Engine {
	e, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}
