package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
	"github.com/fairmatch/fairmatch/transfer"
)

type matchingCmd struct {
	output  `embed:""`
	Offers  int    `help:"Offers to generate." default:"3500"`
	Demands int    `help:"Demands to generate." default:"430000"`
	Seed    uint64 `help:"Seed of the generator." default:"1"`
	K       int    `help:"Companies per list." default:"20"`
	Growth  bool   `help:"Also run at 1/4 and 1/2 of the demands."`
	Posts   string `help:"Read offers.csv, demands.csv and, where present, companies.csv of this folder in the import format, instead of generating." type:"existingdir"`
	Write   string `help:"Write what is generated to this folder in the import format." type:"path"`
	Profile string `help:"Write a CPU profile of the run." type:"path"`
}

// matchingResult is what the measure prints. Seconds and cpu_seconds are of the run
// over the whole fair both ways, with the reasons of the sampled posts; load_seconds
// of taking the posts into the engine.
type matchingResult struct {
	Offers     int       `json:"offers"`
	Demands    int       `json:"demands"`
	Seconds    float64   `json:"seconds"`
	CPU        float64   `json:"cpu_seconds"`
	Load       float64   `json:"load_seconds"`
	PeakRSS    float64   `json:"peak_rss_mb"`
	Kept       int64     `json:"kept_pairs"`
	Exact      bool      `json:"exact"`
	Compared   int       `json:"compared_lists"`
	Reasons    int       `json:"reasoned_pairs"`
	Postings   int64     `json:"postings"`
	Common     int64     `json:"pairs_in_common"`
	Scored     int64     `json:"pairs_scored"`
	GatePass   float64   `json:"gate_pass"`
	PostP50    float64   `json:"post_p50_ms"`
	PostP99    float64   `json:"post_p99_ms"`
	EditP99    float64   `json:"edit_p99_ms"`
	Rejected   int       `json:"rejected,omitempty"` // records of --posts that break a rule
	Growth     []float64 `json:"growth,omitempty"`   // seconds at 1/4, 1/2 and 1 of the demands
	Mismatches []string  `json:"mismatches,omitempty"`
}

// How many posts are sampled: for the comparison with the all-pairs loop, for
// reasons, and for the latency of one post.
const (
	comparedOffers  = 200
	comparedDemands = 1000
	reasonedDemands = 800 // with the offers, 1,000 posts
	newPosts        = 300
)

func (c *matchingCmd) Run(a *app) error {
	m := &matchingMeasure{app: a, matchingCmd: c, engine: matching.New(generatedFair(), generatedRates())}
	if err := m.fill(); err != nil {
		return err
	}
	m.load()
	if err := m.whole(); err != nil {
		return err
	}
	if err := m.compare(); err != nil {
		return err
	}
	if err := m.latency(); err != nil {
		return err
	}
	return a.report(c.JSON, m.result)
}

// matchingMeasure is one run of the command.
type matchingMeasure struct {
	*app
	*matchingCmd
	engine *matching.Engine
	result matchingResult

	offers, demands []fair.PostID // as they were taken in
	expected        int           // demands there will be
	again           []fair.Post   // some of the demands, to be posted anew
	batch           []fair.Post   // gathered, to be taken in
	loading         time.Duration
	progress        func()

	watched []watched // seeded samples, offers first
	lists   map[fair.PostID][]matching.Kept
}

// watched is a post whose list is kept.
type watched struct {
	id   fair.PostID
	side fair.Side
}

// fill takes the fair into the engine.
func (m *matchingMeasure) fill() error {
	if m.Posts != "" && m.Write != "" {
		return errors.New("--write is for what is generated, not for --posts")
	}
	if m.Posts != "" {
		return m.read()
	}
	g := newGenerator(m.Seed, m.Offers, m.Demands)
	if m.Write != "" {
		if err := writePosts(m.Write, g); err != nil {
			return err
		}
	}
	m.expect(m.Offers, m.Demands)
	for n := range g.suppliers {
		c := g.supplierAt(n)
		m.engine.PutCompany(c.Company, c.Part.ParticipationDraft)
	}
	for n := range g.buyers {
		c := g.buyerAt(n)
		m.engine.PutCompany(c.Company, c.Part.ParticipationDraft)
	}
	for n := range m.Offers {
		if err := m.take(g.offer(n)); err != nil {
			return err
		}
	}
	for n := range m.Demands {
		if err := m.take(g.demand(n)); err != nil {
			return err
		}
	}
	return nil
}

// read takes the fair of a folder into the engine.
func (m *matchingMeasure) read() error {
	folder := &postsFolder{dir: m.Posts, funnel: newFunnel(generatedFair(), m.engine, m.take)}
	folder.rejected = func(file string, e transfer.RowError) {
		if m.result.Rejected++; m.result.Rejected <= 10 {
			fmt.Fprintf(m.err, "%s: %s %q: %s %s\n", file, e.Column, e.Value, e.Rule, e.Param)
		}
	}
	offers, err := folder.count(transfer.Offers)
	if err != nil {
		return err
	}
	demands, err := folder.count(transfer.Demands)
	if err != nil {
		return err
	}
	m.expect(offers, demands)
	return folder.read(m.ctx)
}

func (m *matchingMeasure) expect(offers, demands int) {
	bar := m.bar(offers+demands, "loading")
	m.expected, m.progress = demands, func() { _ = bar.Add(1) }
}

// take puts a post into the engine; for --growth it runs what is there at a quarter
// and at half of the demands.
func (m *matchingMeasure) take(p fair.Post) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	if m.batch = append(m.batch, p); len(m.batch) == batchSize {
		m.load()
	}
	m.progress()
	if p.Side == fair.OfferSide {
		m.offers = append(m.offers, p.ID)
		return nil
	}
	if every := max(1, m.expected/(2*newPosts)); len(m.demands)%every == 0 && len(m.again) < 2*newPosts {
		m.again = append(m.again, p)
	}
	m.demands = append(m.demands, p.ID)
	n := len(m.demands)
	if n == m.expected {
		m.load()
	}
	if m.Growth && n < m.expected && (n == m.expected/4 || n == m.expected/2) {
		m.load()
		return m.whole()
	}
	return nil
}

// batchSize is how many posts are taken in at once.
const batchSize = 4096

// load takes the gathered posts into the engine.
func (m *matchingMeasure) load() {
	begin := time.Now()
	m.engine.PutPosts(m.batch)
	m.loading += time.Since(begin)
	m.batch = m.batch[:0]
}

// watch chooses the sampled posts.
func (m *matchingMeasure) watch() {
	r := rand.New(rand.NewPCG(m.Seed, 1))
	m.watched, m.lists = nil, map[fair.PostID][]matching.Kept{}
	choose := func(side fair.Side, ids []fair.PostID, n int) {
		for _, i := range r.Perm(len(ids))[:min(n, len(ids))] {
			m.watched = append(m.watched, watched{ids[i], side})
			m.lists[ids[i]] = nil
		}
	}
	choose(fair.OfferSide, m.offers, comparedOffers)
	choose(fair.DemandSide, m.demands, comparedDemands)
}

// whole runs the whole fair both ways and gives the reasons of the sampled posts' lists.
func (m *matchingMeasure) whole() error {
	m.watch()
	runtime.GC() // what loading left behind is not the run's
	stop, err := m.profile()
	if err != nil {
		return err
	}
	bar := m.bar(len(m.offers)+len(m.demands), "matching")
	var stats matching.Stats
	begin, cpu := time.Now(), cpuTime()
	err = m.engine.All(m.ctx, m.K, generatedNow, matching.Options{Stats: &stats},
		func(done, _ int) { _ = bar.Set(done) },
		func(post fair.PostID, best []matching.Kept) error {
			if _, ok := m.lists[post]; ok {
				m.lists[post] = slices.Clone(best)
			}
			return nil
		})
	if err == nil {
		err = m.reasons()
	}
	m.result.Seconds, m.result.CPU = round(time.Since(begin).Seconds(), 2), round((cpuTime()-cpu).Seconds(), 2)
	stop()
	m.result.PeakRSS = peakRSS()
	m.result.Kept, m.result.Postings, m.result.Common, m.result.Scored = stats.Kept, stats.Postings, stats.Common, stats.Scored
	m.result.Offers, m.result.Demands, m.result.Load = stats.Offers, stats.Demands, round(m.loading.Seconds(), 1)
	m.result.GatePass = round(stats.GatePass, 3)
	if m.Growth {
		m.result.Growth = append(m.result.Growth, m.result.Seconds)
	}
	return err
}

func (m *matchingMeasure) profile() (stop func(), err error) {
	if m.Profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(m.Profile)
	if err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, pprof.StartCPUProfile(f)
}

// pair orders a kept pair as the engine asks for it.
func (w watched) pair(k matching.Kept) (offer, demand fair.PostID) {
	if w.side == fair.OfferSide {
		return w.id, k.Other
	}
	return k.Other, w.id
}

// reasons explains the kept pairs of 1,000 sampled posts, and checks that each
// explanation comes to the score that the pair was kept with.
func (m *matchingMeasure) reasons() error {
	var count atomic.Int64
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	demands := 0
	for _, w := range m.watched {
		if w.side == fair.DemandSide {
			if demands++; demands > reasonedDemands {
				break
			}
		}
		group.Go(func() error {
			count.Add(int64(len(m.lists[w.id])))
			return m.explain(w)
		})
	}
	err := group.Wait()
	m.result.Reasons = int(count.Load())
	return err
}

// explain does that for one post.
func (m *matchingMeasure) explain(w watched) error {
	for _, kept := range m.lists[w.id] {
		offer, demand := w.pair(kept)
		match, err := m.engine.Pair(offer, demand, w.id, generatedNow)
		if err != nil {
			return err
		}
		if match.Score != kept.Score || len(match.Reasons) == 0 {
			return fmt.Errorf("the reasons of offer %v and demand %v come to %d, the pair was kept with %d", offer, demand, match.Score, kept.Score)
		}
	}
	return nil
}

// compare holds the sampled lists against the all-pairs loop.
func (m *matchingMeasure) compare() error {
	bar := m.bar(len(m.watched), "comparing")
	differ := make([]string, len(m.watched))
	var next atomic.Int64
	group, ctx := errgroup.WithContext(m.ctx)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			for i := int(next.Add(1)) - 1; i < len(m.watched); i = int(next.Add(1)) - 1 {
				var err error
				if differ[i], err = m.difference(ctx, m.watched[i]); err != nil {
					return err
				}
				_ = bar.Add(1)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	m.result.Compared = len(m.watched)
	m.result.Mismatches = slices.DeleteFunc(differ, func(s string) bool { return s == "" })
	m.result.Exact = len(m.result.Mismatches) == 0
	m.result.Mismatches = m.result.Mismatches[:min(3, len(m.result.Mismatches))]
	return bar.Finish()
}

// difference says how a post's list differs from the all-pairs loop's; "" when it
// does not.
func (m *matchingMeasure) difference(ctx context.Context, w watched) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	want, err := m.engine.Reference(w.id, m.K, generatedNow)
	if err != nil {
		return "", err
	}
	got := m.lists[w.id]
	if len(got) != len(want) {
		return fmt.Sprintf("%s %v: %d companies, the all-pairs loop has %d", w.side, w.id, len(got), len(want)), nil
	}
	for i, match := range want {
		other := match.Demand
		if w.side == fair.DemandSide {
			other = match.Offer
		}
		if wanted := (matching.Kept{Other: other, Score: match.Score, ForBuyer: match.ForBuyer, ForSeller: match.ForSeller}); got[i] != wanted {
			return fmt.Sprintf("%s %v, place %d: %v, the all-pairs loop has %v", w.side, w.id, i+1, got[i], wanted), nil
		}
	}
	return "", nil
}

// latency posts some of the demands anew in the full engine, each with its list, and
// edits each to say what another says.
func (m *matchingMeasure) latency() error {
	var post, edit []time.Duration
	half := len(m.again) / 2
	for n := range half {
		p := m.again[n]
		p.ID, p.Number = fair.NewID[fair.Post](), int64(len(m.offers)+len(m.demands)+n+1)
		begin := time.Now()
		m.engine.PutPost(p)
		if _, err := m.engine.Top(p.ID, m.K, generatedNow); err != nil {
			return err
		}
		post = append(post, time.Since(begin))
		p.PostDraft = m.again[half+n].PostDraft
		begin = time.Now()
		m.engine.PutPost(p)
		edit = append(edit, time.Since(begin))
	}
	m.result.PostP50, m.result.PostP99 = milliseconds(percentile(post, 50)), milliseconds(percentile(post, 99))
	m.result.EditP99 = milliseconds(percentile(edit, 99))
	return nil
}
