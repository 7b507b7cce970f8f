package memory_test

import (
	"testing"

	"github.com/fairmatch/fairmatch/realtime"
	"github.com/fairmatch/fairmatch/realtime/memory"
	"github.com/fairmatch/fairmatch/realtime/realtimetest"
)

func TestBroker(t *testing.T) {
	one := memory.New()
	realtimetest.Run(t, func(*testing.T) realtime.Broker { return one })
}
