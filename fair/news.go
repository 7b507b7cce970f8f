package fair

import (
	"context"
	"time"
)

// Find is a match that came up because somebody posted or edited: news for the
// company that owns the other post.
type Find struct {
	Fair    FairID    `json:"fair"`
	Company CompanyID `json:"company"` // whom it concerns
	Own     PostID    `json:"own"`     // its post
	Other   PostID    `json:"other"`   // the new or edited post
	Score   int       `json:"score"`   // as the company sees the pair
	Band    Band      `json:"band"`
	At      Time      `json:"at"`
	Told    Time      `json:"told,omitzero"` // zero while it waits
}

// MatchesFound tells a company's people of new matches. Subject: company; the finds are
// those told to it at the entry's time.
const MatchesFound Kind = "matches.found"

// toldEvery is the least time between two tellings of one company: the first find
// comes at once, what follows within this time comes together.
const toldEvery = 15 * time.Minute

// findsAtOnce bounds the finds of one telling; the best are told, the others are
// in the company's lists anyway.
const findsAtOnce = 20

// NewsStore is what News needs of the store.
type NewsStore interface {
	Transactor
	MembersAt(ctx context.Context, fair FairID, company CompanyID) ([]PersonID, error)
	// SaveFind inserts a find that waits. One of the same two posts that waits already
	// is replaced; one that was told stays as it is.
	SaveFind(ctx context.Context, f Find) error
	// CompaniesToTell returns up to limit companies of the fair with finds that wait and to
	// whom nothing was told after since, in the order of their ids.
	CompaniesToTell(ctx context.Context, fair FairID, since Time, limit int) ([]CompanyID, error)
	// TellFinds marks all finds of the company that wait as told at now, keeps the best
	// most of them and drops the others, and returns how many are told.
	TellFinds(ctx context.Context, fair FairID, company CompanyID, now Time, most int) (int, error)
	// FindsTold returns the finds told to the company at that time, best first.
	FindsTold(ctx context.Context, fair FairID, company CompanyID, at Time) ([]Find, error)
}

// News tells companies of matches that others' new posts bring.
type News struct {
	store NewsStore
	clock Clock
}

// NewNews returns the service.
func NewNews(store NewsStore, clock Clock) *News { return &News{store, clock} }

// Note keeps finds until their companies are told. Said again they change nothing.
func (s *News) Note(ctx context.Context, finds []Find) error {
	if len(finds) == 0 {
		return nil
	}
	return s.store.Write(ctx, func(ctx context.Context) error {
		for _, f := range finds {
			if err := s.store.SaveFind(ctx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// Tell tells every company of a fair whose finds have waited long enough, each once with
// all that came together, and says how many companies it told. One node at a time calls it.
func (s *News) Tell(ctx context.Context, f FairID) (int, error) {
	now := s.clock.now()
	due, err := s.store.CompaniesToTell(ctx, f, now.Add(-toldEvery), 500)
	if err != nil {
		return 0, err
	}
	for i, c := range due {
		err := s.store.Write(ctx, func(ctx context.Context) error {
			to, err := s.store.MembersAt(ctx, f, c)
			if err != nil {
				return err
			}
			n, err := s.store.TellFinds(ctx, f, c, now, findsAtOnce)
			if err != nil || n == 0 {
				return err
			}
			return s.store.Append(ctx, Entry{Fair: f, At: now, Kind: MatchesFound, Subject: c.String(), To: to})
		})
		if err != nil {
			return i, err
		}
	}
	return len(due), nil
}
