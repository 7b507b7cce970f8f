package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

// installation says where the measured system keeps its fair; without a database
// it is SQLite in a folder that goes when the measure ends.
type installation struct {
	Database string `help:"postgres://… ; without it, SQLite in a temporary folder. A fair of its own is made there, and stays."`
	Redis    string `help:"redis://… ; between nodes."`
}

// member is a company with one person, signed in.
type member struct {
	company fair.CompanyID
	actor   fair.Actor
	session string
}

// stage is a live fair with companies that can act.
type stage struct {
	fair    fair.Fair
	members []member
	head    int64 // the journal's last number when all of them were there
}

// Size of a stage's fair.
const (
	stageDays = 5
	batchOf   = 200 // companies of one transaction
)

// setStage makes a fair with tables and so many companies of one person each, and
// opens its doors.
func setStage(ctx context.Context, h *node.House, companies, tables int) (*stage, error) {
	s := &stage{}
	var err error
	if s.fair, err = openFair(ctx, h, tables); err != nil {
		return nil, err
	}
	for len(s.members) < companies {
		var batch []member
		err := h.Store.Write(ctx, func(ctx context.Context) error {
			batch = nil
			for n := range min(batchOf, companies-len(s.members)) {
				m, err := s.admit(ctx, h, len(s.members)+n)
				if err != nil {
					return err
				}
				batch = append(batch, m)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		s.members = append(s.members, batch...)
	}
	heads, err := h.Store.Heads(ctx)
	s.head = heads[s.fair.ID]
	return s, err
}

// openFair makes a fair that begins tomorrow and is live already, so that
// accepting books.
func openFair(ctx context.Context, h *node.House, tables int) (fair.Fair, error) {
	id := fair.NewID[fair.Fair]().String()
	first := time.Now().UTC().AddDate(0, 0, 1)
	f, err := h.Fairs.Create(ctx, fair.System(), fair.FairDraft{
		Slug: "bench-" + id[24:], Name: fair.Texts{"en": "Measured fair"}, Zone: "UTC", Currency: "USD",
		Starts: fair.Date(first.Format(time.DateOnly)), Ends: fair.Date(first.AddDate(0, 0, stageDays-1).Format(time.DateOnly)),
		Opens: "09:00", Closes: "17:00", SlotMinutes: 30, Halls: []fair.Hall{{Key: "1", Name: fair.Texts{"en": "Hall 1"}}},
		Rules: fair.MeetingRules{OpenProposals: 1000},
	})
	if err != nil {
		return f, err
	}
	places := make([]fair.PlaceDraft, tables)
	for i := range places {
		places[i] = fair.PlaceDraft{Label: ref("T", i), Kind: fair.Table, Hall: "1", Seats: 1}
	}
	if err := h.Fairs.AddPlaces(ctx, fair.System(), f.ID, places); err != nil {
		return f, err
	}
	return h.Fairs.SetPhase(ctx, fair.System(), f.ID, fair.Live)
}

// admit makes the n-th company with its person, and a session for them.
func (s *stage) admit(ctx context.Context, h *node.House, n int) (member, error) {
	name := ref("Company ", n)
	c, _, err := h.Companies.Put(ctx, fair.System(), s.fair.ID, ref("c", n), fair.CompanyDraft{Name: fair.Texts{"en": name}}, fair.ParticipationDraft{Role: fair.Both})
	if err != nil {
		return member{}, err
	}
	person := fair.PersonDraft{Name: ref("Person ", n), Email: fmt.Sprintf("person%d@%s.example.org", n, s.fair.Slug)}
	p, _, err := h.People.Put(ctx, fair.System(), person, fair.Grant{Fair: s.fair.ID, Company: c.ID, Role: fair.Both})
	if err != nil {
		return member{}, err
	}
	link, err := h.Access.Link(ctx, fair.System(), p.ID, "/")
	if err != nil {
		return member{}, err
	}
	session, _, actor, err := h.Access.Redeem(ctx, link)
	return member{c.ID, actor, session}, err
}

// invite lets one member invite another, at a time within the fair.
func (s *stage) invite(ctx context.Context, meetings *fair.Meetings, from, to member, at ...fair.Time) (fair.Meeting, error) {
	return meetings.Invite(ctx, from.actor, s.fair.ID, fair.InviteDraft{From: from.company, To: to.company, Times: at})
}

// pairAt gives the two members of the n-th invitation: all take turns. Two meet
// again, either way round, only after [stage.pairs] invitations; until then the
// house takes the second for the first again.
func (s *stage) pairAt(n int) (from, to member) {
	count := len(s.members)
	a := n % count
	return s.members[a], s.members[(a+1+n/count%max(1, (count-1)/2))%count]
}

// pairs is how many invitations there are of two members each.
func (s *stage) pairs() int { return len(s.members) * max(1, (len(s.members)-1)/2) }

// running is a node that serves, in this process.
type running struct {
	*node.Node
	address string
	stop    func() error // stops gracefully and closes
}

// serve opens a node on a loopback port and waits until people can come in.
func serve(ctx context.Context, i installation, data string) (*running, error) {
	conf := node.Config{Storage: node.Storage{Data: data, Database: i.Database}, Listen: "127.0.0.1:0", Redis: i.Redis}
	n, err := node.Open(ctx, conf, quiet())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	opened, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- n.Serve(ctx, func(address string) { opened <- address }) }()
	r := &running{Node: n}
	select {
	case r.address = <-opened:
		r.stop = func() error { cancel(); return errors.Join(<-ended, n.Close()) }
		return r, nil
	case err := <-ended:
		cancel()
		return nil, errors.Join(err, n.Close())
	}
}

// quiet is a log of what should not happen.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// temporary makes a folder and returns how it goes.
func temporary() (dir string, remove func(), err error) {
	dir, err = os.MkdirTemp("", "fairbench-")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}
