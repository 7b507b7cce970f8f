package notify

import (
	"context"
	"log/slog"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

// Limits of the outbox.
const (
	waiting  = 200 // mails
	sendTime = 30 * time.Second
)

// Outbox sends mails after their request is answered: how long it takes, and
// whether it works, tells nobody which addresses are known. What waits when the process
// ends is lost; people ask for another link.
type Outbox struct {
	mailer *Mailer
	log    *slog.Logger
	queue  chan letter
}

type letter struct {
	to   fair.Person
	link string
}

// NewOutbox returns an outbox; Run empties it.
func NewOutbox(m *Mailer, log *slog.Logger) *Outbox {
	return &Outbox{m, log, make(chan letter, waiting)}
}

// SendLink puts a sign-in link's mail into the outbox; Unavailable when it is full.
func (o *Outbox) SendLink(_ context.Context, to fair.Person, link string) error {
	select {
	case o.queue <- letter{to, link}:
		return nil
	default:
		return &fair.Error{Code: fair.Unavailable, Key: "error.mail_full", RetryAfter: sendTime}
	}
}

// Run sends what comes, one mail at a time, until ctx ends.
func (o *Outbox) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case l := <-o.queue:
			o.send(ctx, l)
		}
	}
}

func (o *Outbox) send(ctx context.Context, l letter) {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	if err := o.mailer.SendLink(ctx, l.to, l.link); err != nil {
		o.log.Error("a sign-in link was not sent", "person", l.to.ID, "error", err)
	}
}
