package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
)

type bookingsCmd struct {
	output       `embed:""`
	installation `embed:""`
	Clients      int `help:"Buyers who accept at once." default:"200"`
	Seconds      int `help:"How long." default:"10"`
	Nodes        int `help:"Nodes on one database; more than one needs PostgreSQL." default:"1"`
}

// bookingsResult is what the measure prints. Doubles are counted afterwards in
// the meetings themselves, not from what the nodes said.
type bookingsResult struct {
	Accepts         int     `json:"accepts"`
	Booked          int     `json:"booked"`
	Refused         int     `json:"refused"`
	Double          int     `json:"double"`
	WithoutOpenings int     `json:"refusals_without_openings"` // though one was free
	WhenFull        int     `json:"refusals_when_full"`        // nothing was free to name
	Unbooked        int     `json:"booked_but_not_there"`
	Errors          int     `json:"errors"`
	FirstError      string  `json:"first_error,omitempty"`
	PerSecond       float64 `json:"accepts_per_second"`
	P50             float64 `json:"p50_ms"`
	P99             float64 `json:"p99_ms"`
}

func (c *bookingsCmd) Run(a *app) error {
	if c.Nodes > 1 && c.Database == "" {
		return errors.New("--nodes above 1 needs --database postgres://…: a SQLite file has one node")
	}
	dir, remove, err := temporary()
	if err != nil {
		return err
	}
	defer remove()
	var nodes []*running
	defer func() {
		for _, n := range nodes {
			if err := n.stop(); err != nil {
				fmt.Fprintln(a.err, "fairbench:", err)
			}
		}
	}()
	for i := range max(1, c.Nodes) {
		n, err := serve(a.ctx, c.installation, filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			return err
		}
		nodes = append(nodes, n)
	}
	result, err := c.measure(a, nodes)
	if err != nil {
		return err
	}
	return a.report(c.JSON, result)
}

// Sellers are fewer than the buyers and so are the tables: everybody wants the same
// people, and the first hours of the fair most.
func (c *bookingsCmd) sellers() int { return max(2, c.Clients/4) }

func (c *bookingsCmd) measure(a *app, nodes []*running) (bookingsResult, error) {
	var r bookingsResult
	s, err := setStage(a.ctx, nodes[0].House, c.Clients+c.sellers(), c.sellers())
	if err != nil {
		return r, err
	}
	rush := &rush{stage: s, nodes: nodes, sellers: s.members[c.Clients:],
		client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: c.Clients}}}
	defer rush.client.CloseIdleConnections()
	begin := time.Now()
	if err := rush.run(a.ctx, s.members[:c.Clients], time.Duration(c.Seconds)*time.Second); err != nil {
		return r, err
	}
	spent := time.Since(begin)
	agenda, err := readAgenda(a.ctx, nodes[0], s.fair)
	if err != nil {
		return r, err
	}
	var took []time.Duration
	for _, answer := range rush.answers {
		took = append(took, answer.took)
		r.add(answer, agenda)
	}
	r.Double = agenda.doubles()
	r.Accepts = len(rush.answers)
	r.PerSecond = round(float64(r.Accepts)/spent.Seconds(), 0)
	r.P50, r.P99 = milliseconds(percentile(took, 50)), milliseconds(percentile(took, 99))
	return r, nil
}

func (r *bookingsResult) add(answer reply, agenda *agenda) {
	switch {
	case answer.status == http.StatusOK:
		r.Booked++
		if m, ok := agenda.meetings[answer.meeting]; !ok || m.State != fair.Scheduled || m.Start != answer.start {
			r.Unbooked++
		}
	case answer.status == http.StatusConflict:
		r.Refused++
		switch {
		case answer.openings > 0:
		case agenda.hasOpening(answer.people[:]):
			r.WithoutOpenings++
		default:
			r.WhenFull++
		}
	default:
		r.Errors++
		if r.FirstError == "" {
			r.FirstError = fmt.Sprint(answer.status, " ", answer.body)
		}
	}
}

// rush is many buyers who accept sellers' proposals at once, over HTTP.
type rush struct {
	*stage
	nodes   []*running
	sellers []member
	client  *http.Client

	mu      sync.Mutex
	answers []reply
}

// reply is what a node said to one acceptance.
type reply struct {
	meeting  fair.MeetingID
	people   [2]fair.PersonID
	status   int
	start    fair.Time // booked
	openings int
	body     string // of what is neither booked nor refused
	took     time.Duration
}

func (r *rush) run(ctx context.Context, buyers []member, length time.Duration) error {
	group, ctx := errgroup.WithContext(ctx)
	end := time.Now().Add(length)
	for i, buyer := range buyers {
		group.Go(func() error {
			draw := rand.New(rand.NewPCG(1, uint64(i)))
			for time.Now().Before(end) {
				if err := r.once(ctx, r.nodes[i%len(r.nodes)], buyer, draw); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

// once lets a seller propose times and the buyer accept; a refused proposal is
// declined, so that none is left over.
func (r *rush) once(ctx context.Context, n *running, buyer member, draw *rand.Rand) error {
	seller := r.sellers[draw.IntN(len(r.sellers))]
	m, err := r.invite(ctx, n.Meetings, seller, buyer, r.times(draw)...)
	if err != nil {
		return fmt.Errorf("invite: %w", err)
	}
	answer := reply{meeting: m.ID, people: [2]fair.PersonID{seller.actor.Person, buyer.actor.Person}}
	if err := r.accept(ctx, n, buyer, m, &answer); err != nil {
		return err
	}
	r.mu.Lock()
	r.answers = append(r.answers, answer)
	r.mu.Unlock()
	if answer.status == http.StatusConflict {
		_, err = n.Meetings.Decline(ctx, buyer.actor, m.ID, fair.EndDraft{Revision: m.Revision})
	}
	return err
}

// times draws one or two starts that overlap those of others in part: early ones
// more often, and off the grid by ten or twenty minutes.
func (r *rush) times(draw *rand.Rand) []fair.Time {
	slots := r.fair.Slots()
	var out []fair.Time
	for range 1 + draw.IntN(2) {
		slot := slots[int(float64(len(slots))*draw.Float64()*draw.Float64())]
		at := slot.Start.Add(time.Duration(draw.IntN(3)) * 10 * time.Minute)
		if r.fair.OpenAt(at, r.fair.SlotMinutes) && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	if len(out) == 0 {
		return []fair.Time{slots[0].Start}
	}
	return out
}

// accept asks the node over HTTP, as a client does.
func (r *rush) accept(ctx context.Context, n *running, buyer member, m fair.Meeting, answer *reply) error {
	body, err := json.Marshal(fair.AnswerDraft{Revision: m.Revision})
	if err != nil {
		return err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, n.address+"/api/v1/meetings/"+m.ID.String()+"/accept", bytes.NewReader(body))
	if err != nil {
		return err
	}
	ask.Header.Set("Authorization", "Bearer "+buyer.session)
	ask.Header.Set("Content-Type", "application/json")
	begin := time.Now()
	got, err := r.client.Do(ask)
	if err != nil {
		return err
	}
	defer got.Body.Close()
	said, err := io.ReadAll(got.Body)
	if err != nil {
		return err
	}
	answer.took, answer.status = time.Since(begin), got.StatusCode
	var content struct {
		Start    fair.Time      `json:"start"`
		Openings []fair.Opening `json:"openings"`
	}
	if err := json.Unmarshal(said, &content); err != nil || answer.status != http.StatusOK && answer.status != http.StatusConflict {
		answer.body = string(said[:min(len(said), 300)])
	}
	answer.start, answer.openings = content.Start, len(content.Openings)
	return nil
}
