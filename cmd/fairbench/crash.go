package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

type crashCmd struct {
	output       `embed:""`
	installation `embed:""`
	Connections  int `help:"People connected by websocket." default:"200"`
	Seconds      int `help:"How long a node writes before it is killed." default:"5"`
	Rounds       int `help:"How often it is killed and started again." default:"3"`
}

// crashResult is what the measure prints.
type crashResult struct {
	account
	Kills   int `json:"kills"`
	Entries int `json:"entries"` // of the journal, since the start
	Reports int `json:"reports"` // commits that the killed nodes had reported
	Missing int `json:"missing"` // reported, and not in the journal
}

func (c *crashCmd) Run(a *app) error {
	dir, remove, err := temporary()
	if err != nil {
		return err
	}
	defer remove()
	// This process only reads while the nodes it starts come and go.
	h, err := node.OpenHouse(a.ctx, node.Storage{Data: dir, Database: c.Database})
	if err != nil {
		return err
	}
	defer h.Close()
	s, err := setStage(a.ctx, h, max(2, c.Connections), 1)
	if err != nil {
		return err
	}
	result, err := c.measure(a, h, s, dir)
	if err != nil {
		return err
	}
	return a.report(c.JSON, result)
}

func (c *crashCmd) measure(a *app, h *node.House, s *stage, dir string) (crashResult, error) {
	r := crashResult{}
	var people *audience
	defer func() {
		if people != nil {
			people.stop()
		}
	}()
	reported := map[string]bool{}
	bar := a.bar(c.Rounds, "killing")
	for round := range c.Rounds + 1 {
		n, err := c.start(a, s, dir, round < c.Rounds)
		if err != nil {
			return r, err
		}
		if people == nil {
			people, err = gather(a.ctx, s, c.Connections, n.address)
		} else {
			people.address.Store(&n.address)
		}
		if err == nil && round < c.Rounds {
			err = sleep(a.ctx, time.Duration(c.Seconds)*time.Second)
			r.Kills++
			_ = bar.Add(1)
		} else if err == nil {
			r.account, err = people.settle(a.ctx, h.Store, s, 30*time.Second)
		}
		for _, meeting := range n.kill() {
			reported[meeting] = true
		}
		if err != nil {
			return r, err
		}
	}
	r.Reports = len(reported)
	return r, errors.Join(r.compare(a.ctx, h, s, reported), bar.Finish())
}

// compare looks for what nodes had reported as committed and the journal has not.
func (r *crashResult) compare(ctx context.Context, h *node.House, s *stage, reported map[string]bool) error {
	for after := s.head; ; {
		entries, err := h.Store.Entries(ctx, s.fair.ID, after, 5000)
		if err != nil || len(entries) == 0 {
			r.Missing = len(reported)
			return err
		}
		for _, e := range entries {
			after = e.Number
			r.Entries++
			delete(reported, e.Subject)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// child is a node in a process of its own.
type child struct {
	*exec.Cmd
	address string
	lines   *bufio.Scanner
	said    chan []string // the meetings it reported, once it is gone
}

// childVariable marks a process that was started by another fairbench.
const childVariable = "FAIRBENCH_CHILD"

// start runs this program again as a node over the same data.
func (c *crashCmd) start(a *app, s *stage, dir string, writes bool) (*child, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"crashing-node", "--data", dir, "--fair", s.fair.ID.String()}
	if c.Database != "" {
		args = append(args, "--database", c.Database)
	}
	if c.Redis != "" {
		args = append(args, "--redis", c.Redis)
	}
	if writes {
		args = append(args, "--writes")
	}
	n := &child{Cmd: exec.Command(program, args...), said: make(chan []string, 1)}
	n.Env = append(os.Environ(), childVariable+"=1")
	n.Stderr = a.err
	if _, err := n.StdinPipe(); err != nil { // closes when this process ends, however it does
		return nil, err
	}
	out, err := n.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := n.Start(); err != nil {
		return nil, err
	}
	n.lines = bufio.NewScanner(out)
	if !n.lines.Scan() {
		n.kill()
		return nil, errors.New("the node ended before it opened")
	}
	n.address = n.lines.Text()
	go n.read()
	return n, nil
}

// read collects what the node reports until it is gone.
func (n *child) read() {
	var meetings []string
	for n.lines.Scan() {
		if _, err := fair.ParseID[fair.Meeting](n.lines.Text()); err == nil { // the last line may be cut
			meetings = append(meetings, n.lines.Text())
		}
	}
	n.said <- meetings
}

// kill ends the node without warning (SIGKILL) and returns what it had reported.
func (n *child) kill() []string {
	_ = n.Process.Kill() // it may be gone already
	var said []string
	if n.address != "" {
		said = <-n.said
	}
	_ = n.Wait() // it was killed
	return said
}

// crashingCmd is the node that crash starts and kills. It prints its address, then the
// id of each meeting after its commit, and ends with its standard input.
type crashingCmd struct {
	node.Storage `embed:""`
	Redis        string
	Fair         string
	Writes       bool
}

func (c *crashingCmd) Run(a *app) error {
	id, err := fair.ParseID[fair.Fair](c.Fair)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(a.ctx)
	go func() { _, _ = io.Copy(io.Discard, os.Stdin); cancel() }()
	n, err := serve(ctx, installation{c.Database, c.Redis}, filepath.Clean(c.Data))
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, n.address)
	if c.Writes {
		err = c.write(ctx, a, n, id)
	}
	<-ctx.Done()
	return errors.Join(err, n.stop())
}

// write invites as fast as the store takes it.
func (c *crashingCmd) write(ctx context.Context, a *app, n *running, id fair.FairID) error {
	s, err := rejoin(ctx, n, id)
	if err != nil {
		return err
	}
	slots := s.fair.Slots()
	started, err := invited(ctx, n, id) // other pairs than before the crash
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	for w := range liveWriters {
		group.Go(func() error {
			for i := started + w; ctx.Err() == nil; i += liveWriters {
				from, to := s.pairAt(i)
				m, err := s.invite(ctx, n.Meetings, from, to, slots[i%len(slots)].Start)
				switch fair.CodeOf(err) {
				case fair.TooMany, fair.Conflict: // this company has enough out, or this invitation; the next one invites
				default:
					if err != nil {
						return err
					}
					fmt.Fprintln(a.out, m.ID)
				}
			}
			return nil
		})
	}
	if err := group.Wait(); ctx.Err() == nil {
		return err
	}
	return nil
}

// invited is how many invitations the fair's journal has.
func invited(ctx context.Context, n *running, id fair.FairID) (int, error) {
	heads, err := n.Store.Heads(ctx)
	return int(heads[id]), err
}

// rejoin reads the stage that another process has set.
func rejoin(ctx context.Context, n *running, id fair.FairID) (*stage, error) {
	s := &stage{}
	var err error
	if s.fair, err = n.Fairs.Get(ctx, id); err != nil {
		return nil, err
	}
	companies, err := n.Store.CompaniesAt(ctx, id, fair.CompanyID{}, 1_000_000)
	if err != nil {
		return nil, err
	}
	for _, c := range companies {
		people, err := n.Store.MembersAt(ctx, id, c.ID)
		if err != nil {
			return nil, err
		}
		if len(people) > 0 {
			grant := fair.Grant{Person: people[0], Fair: id, Company: c.ID, Role: fair.Both}
			s.members = append(s.members, member{company: c.ID, actor: fair.Actor{Person: people[0], Grants: []fair.Grant{grant}}})
		}
	}
	if len(s.members) < 2 {
		return nil, fmt.Errorf("fair %v has %d companies with people, two are needed", id, len(s.members))
	}
	return s, nil
}
