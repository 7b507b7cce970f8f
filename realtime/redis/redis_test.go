package redis_test

import (
	"os"
	"testing"

	"github.com/fairmatch/fairmatch/realtime"
	"github.com/fairmatch/fairmatch/realtime/realtimetest"
	"github.com/fairmatch/fairmatch/realtime/redis"
)

func TestBroker(t *testing.T) {
	url := os.Getenv("FAIRMATCH_TEST_REDIS_URL")
	if url == "" {
		t.Skip("FAIRMATCH_TEST_REDIS_URL is not set; `make test` starts a Redis and sets it")
	}
	realtimetest.Run(t, func(t *testing.T) realtime.Broker {
		b, err := redis.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { b.Close() })
		return b
	})
}
