// Package redis is the broker between nodes. Wake-ups are published on one
// channel; presence is one sorted set per fair, scored by when it expires.
// Pub/sub delivers at most once, which is all that a wake-up needs.
package redis

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/fairmatch/fairmatch/fair"
)

const (
	wakeChannel = "fairmatch:wake"
	herePrefix  = "fairmatch:here:"
)

// Broker is realtime.Broker over Redis.
type Broker struct{ client *redis.Client }

// Open connects to a redis:// or rediss:// address and asks whether somebody answers.
func Open(ctx context.Context, url string) (*Broker, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, fmt.Errorf("redis: %w", err)
	}
	b := &Broker{redis.NewClient(o)}
	if err := b.Ping(ctx); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Ping reports whether the server answers.
func (b *Broker) Ping(ctx context.Context) error {
	if err := b.client.Ping(ctx).Err(); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	return nil
}

// Close ends the connections.
func (b *Broker) Close() error { return b.client.Close() }

// Wake publishes the fair's id.
func (b *Broker) Wake(ctx context.Context, f fair.FairID) error {
	return b.client.Publish(ctx, wakeChannel, f.String()).Err()
}

// Wakes subscribes and listens. It receives one message at a time, because the
// client's channel form drops messages when nobody takes them for a minute.
func (b *Broker) Wakes(ctx context.Context, ready func(), heard func(fair.FairID)) error {
	sub := b.client.Subscribe(ctx, wakeChannel)
	// The client's blocking read does not watch ctx: closing the subscription ends it.
	stop := context.AfterFunc(ctx, func() { sub.Close() })
	defer stop()
	defer sub.Close()
	if _, err := sub.Receive(ctx); err != nil {
		return err
	}
	ready()
	for {
		m, err := sub.ReceiveMessage(ctx)
		if err != nil {
			return errors.Join(err, ctx.Err())
		}
		if id, err := fair.ParseID[fair.Fair](m.Payload); err == nil {
			heard(id)
		}
	}
}

func member(p fair.PersonID, connection string) string { return p.String() + "/" + connection }

// Here scores the connection with its expiry. The key itself outlives the last
// one by an hour, so that a fair that is over leaves nothing.
func (b *Broker) Here(ctx context.Context, f fair.FairID, p fair.PersonID, connection string, now fair.Time, ttl time.Duration) error {
	key := herePrefix + f.String()
	_, err := b.client.Pipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.ZAdd(ctx, key, redis.Z{Score: float64(now.Add(ttl)), Member: member(p, connection)})
		pipe.Expire(ctx, key, ttl+time.Hour)
		return nil
	})
	return err
}

// Gone removes the connection.
func (b *Broker) Gone(ctx context.Context, f fair.FairID, p fair.PersonID, connection string) error {
	return b.client.ZRem(ctx, herePrefix+f.String(), member(p, connection)).Err()
}

// Present drops what has expired and lists the rest.
func (b *Broker) Present(ctx context.Context, f fair.FairID, now fair.Time) ([]fair.PersonID, error) {
	key := herePrefix + f.String()
	if err := b.client.ZRemRangeByScore(ctx, key, "-inf", strconv.FormatInt(int64(now), 10)).Err(); err != nil {
		return nil, err
	}
	members, err := b.client.ZRange(ctx, key, 0, -1).Result()
	if err != nil {
		return nil, err
	}
	slices.Sort(members)
	var out []fair.PersonID
	for _, m := range members {
		person, _, _ := strings.Cut(m, "/")
		if id, err := fair.ParseID[fair.Person](person); err == nil && (len(out) == 0 || out[len(out)-1] != id) {
			out = append(out, id)
		}
	}
	return out, nil
}
