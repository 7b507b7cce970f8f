package search_test

import (
	"os"
	"testing"

	"github.com/fairmatch/fairmatch/search/meili"
)

func TestQualityMeilisearch(t *testing.T) {
	url := os.Getenv("FAIRMATCH_TEST_MEILISEARCH_URL")
	if url == "" {
		t.Skip("FAIRMATCH_TEST_MEILISEARCH_URL names no server")
	}
	j := loadJudged(t)
	e := meili.New(url, os.Getenv("FAIRMATCH_TEST_MEILISEARCH_KEY"))
	j.measure(t, e)
}
