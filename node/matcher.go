package node

import (
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
)

// matchSource is what the matching follower loads.
type matchSource interface {
	Fair(ctx context.Context, id fair.FairID) (fair.Fair, error)
	Rates(ctx context.Context, id fair.FairID) (map[string]fair.Decimal, error)
	Company(ctx context.Context, id fair.CompanyID) (fair.Company, error)
	Participation(ctx context.Context, f fair.FairID, c fair.CompanyID) (fair.Participation, error)
	CompaniesAt(ctx context.Context, f fair.FairID, after fair.CompanyID, limit int) ([]fair.CompanyAtFair, error)
	Post(ctx context.Context, id fair.PostID) (fair.Post, error)
	PostsAt(ctx context.Context, f fair.FairID, after int64, limit int) ([]fair.Post, error)
	Wishes(ctx context.Context, f fair.FairID, c fair.CompanyID) ([]fair.Wish, error)
	Blocks(ctx context.Context, f fair.FairID) ([]fair.Block, error)
}

// matchers follows the journal into one matching engine per fair, on every node.
type matchers struct {
	source matchSource
	mu     sync.RWMutex
	fairs  map[fair.FairID]*matching.Engine
	blocks map[fair.FairID][]fair.Block // as last read; only the follower touches it

	meaning  bool                             // posts get vectors
	weights  map[fair.FairID]matching.Weights // that were learned
	followed map[fair.FairID]int64            // number of the last entry that the engine has
	moved    chan struct{}                    // closed when one of them rises, and replaced
}

func newMatchers(source matchSource) *matchers {
	return &matchers{source: source, fairs: map[fair.FairID]*matching.Engine{}, blocks: map[fair.FairID][]fair.Block{}, weights: map[fair.FairID]matching.Weights{},
		followed: map[fair.FairID]int64{}, moved: make(chan struct{})}
}

// Name is the follower's.
func (m *matchers) Name() string { return "matching" }

// Top asks the engine of the fair that has the post.
func (m *matchers) Top(id fair.PostID, k int, now fair.Time) ([]fair.Match, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, e := range m.fairs {
		top, err := e.Top(id, k, now)
		if fair.CodeOf(err) != fair.NotFound {
			return top, err
		}
	}
	return nil, fair.Missing("post")
}

// Pair asks the engine of the fair that has the two posts.
func (m *matchers) Pair(offer, demand, viewer fair.PostID, now fair.Time) (fair.Match, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, e := range m.fairs {
		match, err := e.Pair(offer, demand, viewer, now)
		if fair.CodeOf(err) != fair.NotFound {
			return match, err
		}
	}
	return fair.Match{}, fair.Missing("match")
}

// concerned asks the fair's engine to whom a post may be news.
func (m *matchers) concerned(f fair.FairID, id fair.PostID, k int, now fair.Time) ([]fair.PostID, error) {
	e := m.engine(f)
	if e == nil {
		return nil, fair.Missing("fair")
	}
	return e.Concerned(id, k, now)
}

// Engine returns the engine of a fair; nil when it has none yet.
func (m *matchers) engine(id fair.FairID) *matching.Engine {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.fairs[id]
}

// load fills a fair's engine from the store.
func (m *matchers) load(ctx context.Context, id fair.FairID) (*matching.Engine, error) {
	f, err := m.source.Fair(ctx, id)
	if err != nil {
		return nil, err
	}
	per, err := m.source.Rates(ctx, id)
	if err != nil {
		return nil, err
	}
	delete(m.blocks, id)
	e := matching.New(f, fair.Rates{Base: f.Currency, Per: per})
	if err := m.loadCompanies(ctx, e, id); err != nil {
		return nil, err
	}
	if err := m.loadPosts(ctx, e, id); err != nil {
		return nil, err
	}
	if err := m.loadGates(ctx, e, id); err != nil {
		return nil, err
	}
	return e, m.install(id, e)
}

// install makes e the engine of a fair, with the weights that were learned and what is known of
// its posts' meaning. All of that takes a while for a large fair, so readers are
// kept waiting only by the last step; weights that were learned meanwhile are set once more.
func (m *matchers) install(id fair.FairID, e *matching.Engine) error {
	if old := m.engine(id); old != nil {
		e.TakeVectors(old)
	}
	for set := (matching.Weights{}); ; {
		m.mu.Lock()
		w, learned := m.weights[id]
		if !learned {
			w = matching.HandSet()
		}
		if set.Equal(w) {
			m.fairs[id] = e
			m.mu.Unlock()
			return nil
		}
		m.mu.Unlock()
		if err := m.set(e, w); err != nil {
			return err
		}
		set = w
	}
}

// set weighs an engine by w, with what its posts mean where they have vectors.
func (m *matchers) set(e *matching.Engine, w matching.Weights) error {
	if m.meaning {
		w = w.WithMeaning()
	}
	return e.SetWeights(w)
}

// weigh sets the weights of a fair's engine, of this one and of any that takes its place.
func (m *matchers) weigh(id fair.FairID, w matching.Weights) error {
	m.mu.Lock()
	m.weights[id] = w
	e := m.fairs[id]
	m.mu.Unlock()
	if e == nil {
		return nil
	}
	return m.set(e, w)
}

func (m *matchers) loadCompanies(ctx context.Context, e *matching.Engine, id fair.FairID) error {
	for c, err := range fair.EachCompany(ctx, m.source, id) {
		if err != nil {
			return err
		}
		e.PutCompany(c.Company, c.Part.ParticipationDraft)
	}
	return nil
}

// postsAtOnce is how many posts go into an engine at a time: enough for all processors,
// while the next are read from the store.
const postsAtOnce = 2048

func (m *matchers) loadPosts(ctx context.Context, e *matching.Engine, id fair.FairID) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2) // one batch is taken in while the next waits
	batch := make([]fair.Post, 0, postsAtOnce)
	flush := func() {
		posts := batch
		group.Go(func() error { e.PutPosts(posts); return nil })
		batch = make([]fair.Post, 0, postsAtOnce)
	}
	for p, err := range fair.EachPost(ctx, m.source, id) {
		if err != nil {
			_ = group.Wait() // they give no errors
			return err
		}
		if batch = append(batch, p); len(batch) == postsAtOnce {
			flush()
		}
	}
	flush()
	return group.Wait()
}

// loadGates puts wishes and blocks in; they are few, and read whole.
func (m *matchers) loadGates(ctx context.Context, e *matching.Engine, id fair.FairID) error {
	wishes, err := m.source.Wishes(ctx, id, fair.CompanyID{})
	if err != nil {
		return err
	}
	for _, w := range wishes {
		e.PutWish(w)
	}
	return m.loadBlocks(ctx, e, id)
}

// loadBlocks brings the engine from the blocks that were read last to today's.
func (m *matchers) loadBlocks(ctx context.Context, e *matching.Engine, id fair.FairID) error {
	blocks, err := m.source.Blocks(ctx, id)
	if err != nil {
		return err
	}
	for _, b := range m.blocks[id] {
		if !slices.Contains(blocks, b) {
			e.DropBlock(b.Company, b.Blocked)
		}
	}
	for _, b := range blocks {
		e.PutBlock(b)
	}
	m.blocks[id] = blocks
	return nil
}

// Follow updates the fair's engine in place. The first entries of a fair that
// has no engine yet load it whole.
func (m *matchers) Follow(ctx context.Context, id fair.FairID, entries []fair.Entry) error {
	if id.IsZero() {
		return nil
	}
	if e := m.engine(id); e == nil {
		if _, err := m.load(ctx, id); err != nil {
			return err
		}
	} else {
		for _, entry := range entries {
			if err := m.apply(ctx, e, entry); err != nil {
				return err
			}
		}
	}
	m.reach(id, entries[len(entries)-1].Number)
	return nil
}

// reach notes that a fair's engine has every entry up to number.
func (m *matchers) reach(id fair.FairID, number int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.followed[id] = number
	close(m.moved)
	m.moved = make(chan struct{})
}

// reached waits until a fair's engine has every entry up to number.
func (m *matchers) reached(ctx context.Context, id fair.FairID, number int64) error {
	for {
		m.mu.RLock()
		there, moved := m.followed[id] >= number, m.moved
		m.mu.RUnlock()
		if there {
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (m *matchers) apply(ctx context.Context, e *matching.Engine, entry fair.Entry) error {
	switch entry.Kind {
	case fair.PostCreated, fair.PostEdited, fair.PostWithdrawn, fair.PostExpired:
		id, err := fair.ParseID[fair.Post](entry.Subject)
		if err != nil {
			return err
		}
		p, err := m.source.Post(ctx, id)
		if err != nil {
			return err
		}
		e.PutPost(p)
	case fair.CompanySaved:
		return m.applyCompany(ctx, e, entry)
	case fair.WishStated:
		return m.applyWish(ctx, e, entry)
	case fair.CompanyBlocked, fair.CompanyUnblocked:
		return m.loadBlocks(ctx, e, entry.Fair)
	case fair.RatesSaved:
		f, err := m.source.Fair(ctx, entry.Fair)
		if err != nil {
			return err
		}
		per, err := m.source.Rates(ctx, entry.Fair)
		if err != nil {
			return err
		}
		e.SetRates(fair.Rates{Base: f.Currency, Per: per})
	case fair.FairSaved, fair.FairPhase:
		_, err := m.load(ctx, entry.Fair)
		return err
	}
	return nil
}

// applyWish reads the wishes of the company whose post the entry names.
func (m *matchers) applyWish(ctx context.Context, e *matching.Engine, entry fair.Entry) error {
	id, err := fair.ParseID[fair.Post](entry.Subject)
	if err != nil {
		return err
	}
	own, err := m.source.Post(ctx, id)
	if err != nil {
		return err
	}
	wishes, err := m.source.Wishes(ctx, entry.Fair, own.Company)
	for _, w := range wishes {
		e.PutWish(w)
	}
	return err
}

func (m *matchers) applyCompany(ctx context.Context, e *matching.Engine, entry fair.Entry) error {
	id, err := fair.ParseID[fair.Company](entry.Subject)
	if err != nil {
		return err
	}
	c, err := m.source.Company(ctx, id)
	if err != nil {
		return err
	}
	part, err := m.source.Participation(ctx, entry.Fair, id)
	if err != nil {
		return err
	}
	e.PutCompany(c, part.ParticipationDraft)
	return nil
}
