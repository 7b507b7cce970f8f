package realtime

import (
	"context"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// Broker carries between nodes what need not survive: the wake-up that a
// journal has grown, and who is present. A lost message costs a poll's delay,
// never an entry. realtimetest is the suite of its implementations.
type Broker interface {
	// Wake tells every node, this one included, that a fair's journal has grown.
	Wake(ctx context.Context, f fair.FairID) error
	// Wakes calls heard for each wake-up until ctx ends or the connection is lost,
	// and returns why. It calls ready once, when no later wake-up will be missed.
	Wakes(ctx context.Context, ready func(), heard func(fair.FairID)) error
	// Here notes that a person's connection is present, until now+ttl.
	Here(ctx context.Context, f fair.FairID, p fair.PersonID, connection string, now fair.Time, ttl time.Duration) error
	// Gone takes the connection back at once.
	Gone(ctx context.Context, f fair.FairID, p fair.PersonID, connection string) error
	// Present lists the people with at least one connection that has not expired, by id.
	Present(ctx context.Context, f fair.FairID, now fair.Time) ([]fair.PersonID, error)
}
