package fair

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// onceLife is how long the answer to a keyed request is remembered.
const onceLife = 24 * time.Hour

// Reply is a remembered answer.
type Reply struct {
	Person  PersonID
	Key     string
	Request string // hash of what was asked
	Status  int
	Body    []byte
	At      Time
}

// OnceStore keeps answers by (person, key).
type OnceStore interface {
	Transactor
	// ClaimReply inserts r without an answer and reports true, or reports false with
	// the row that is there. A second claimant waits for the first one's transaction.
	ClaimReply(ctx context.Context, r Reply) (Reply, bool, error)
	// FillReply sets the answer of a claimed row.
	FillReply(ctx context.Context, r Reply) error
	DropReplies(ctx context.Context, before Time) error
}

// Once makes the same request sent twice act once.
type Once struct {
	store OnceStore
	clock Clock
}

// NewOnce returns the service.
func NewOnce(store OnceStore, clock Clock) *Once { return &Once{store, clock} }

// Sweep forgets answers older than 24 hours.
func (s *Once) Sweep(ctx context.Context) error {
	return s.store.DropReplies(ctx, s.clock.now().Add(-onceLife))
}

// Do runs act in a transaction together with the record of its answer, under the
// caller's key (Idempotency-Key); the same key again within 24 hours returns
// the recorded answer instead. The same key with another request is a Conflict. When act
// fails nothing is kept. An empty key just runs act.
func (s *Once) Do(ctx context.Context, a Actor, key string, request []byte, act func(context.Context) (int, []byte, error)) (int, []byte, error) {
	if key == "" {
		return act(ctx)
	}
	if len(key) > 200 {
		return 0, nil, badField("Idempotency-Key", "max", key, 200)
	}
	sum := sha256.Sum256(request)
	r := Reply{Person: a.Person, Key: key, Request: hex.EncodeToString(sum[:])}
	var status int
	var body []byte
	err := s.store.Write(ctx, func(ctx context.Context) error {
		r.At = s.clock.now()
		old, fresh, err := s.store.ClaimReply(ctx, r)
		if err != nil {
			return err
		}
		if !fresh {
			if old.Request != r.Request {
				return fault(Conflict, "error.idempotency")
			}
			status, body = old.Status, old.Body
			return nil
		}
		if status, body, err = act(ctx); err != nil {
			return err
		}
		done := r
		done.Status, done.Body = status, body
		return s.store.FillReply(ctx, done)
	})
	return status, body, err
}
