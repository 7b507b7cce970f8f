package api

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// AtFair is the part of a request's address that names a fair. It is exported, as
// all embedded parts of requests are, because huma does not look into others.
type AtFair struct {
	Fair string `path:"fair" doc:"Id or short name of the fair"`
}

func (a *AtFair) fairName() string { return a.Fair }

// FairSent is a request with a body about a fair.
type FairSent struct {
	AtFair
	Sent
}

// readAt is read for addresses below a fair.
func readAt[I, O any, P interface {
	*I
	fairName() string
}](s *server, op huma.Operation, do func(context.Context, caller.Caller, fair.FairID, *I) (O, error)) {
	read(s, op, func(ctx context.Context, who caller.Caller, in *I) (O, error) {
		f, err := s.resolve(ctx, P(in).fairName())
		if err != nil {
			var none O
			return none, err
		}
		return do(ctx, who, f, in)
	})
}

// actAt is act for addresses below a fair.
func actAt[I, B, O any, P interface {
	carrier[I]
	fairName() string
}](s *server, op huma.Operation, do func(context.Context, caller.Caller, fair.FairID, *I, B) (O, error)) {
	act[I, B, O, P](s, op, func(ctx context.Context, who caller.Caller, in *I, b B) (O, error) {
		f, err := s.resolve(ctx, P(in).fairName())
		if err != nil {
			var none O
			return none, err
		}
		return do(ctx, who, f, in, b)
	})
}

// resolve finds the fair that an address names.
func (s *server) resolve(ctx context.Context, name string) (fair.FairID, error) {
	if id, err := fair.ParseID[fair.Fair](name); err == nil && !id.IsZero() {
		return id, nil
	}
	f, err := s.Fairs.Resolve(ctx, name)
	return f.ID, err
}
