package meili

import (
	"os"
	"testing"

	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/searchtest"
)

// server returns the address and key of the server to test on.
func server(t *testing.T) (url, key string) {
	url = os.Getenv("FAIRMATCH_TEST_MEILISEARCH_URL")
	if url == "" {
		t.Skip("set FAIRMATCH_TEST_MEILISEARCH_URL (and _KEY) to a Meilisearch server to run this")
	}
	return url, os.Getenv("FAIRMATCH_TEST_MEILISEARCH_KEY")
}

func TestSuite(t *testing.T) {
	url, key := server(t)
	searchtest.Run(t, func(*testing.T) search.Engine { return New(url, key) })
}
