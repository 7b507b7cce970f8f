package matching

import (
	"maps"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

var _ fair.Matcher = (*Engine)(nil)

// Engine holds the open posts of one fair, compiled. Safe for concurrent use:
// readers share it, changes wait for them; [Engine.All] reads a copy of its
// pointers and keeps nobody waiting.
type Engine struct {
	mu     sync.RWMutex
	desk   *desk
	duty   *duties
	vocab  *vocabulary
	scales *scales
	sides  [2]shelf                // demands, offers: by sideIndex
	posts  map[fair.PostID][]*post // each with its articles, in their order

	firms   map[fair.CompanyID]*firm
	ofFirm  map[fair.CompanyID]map[fair.PostID]bool
	waiting map[fair.CompanyID]map[fair.PostID]draft // posts whose company is not known yet
	awaits  map[fair.PostID]fair.CompanyID           // and which they wait for

	blocks map[[2]fair.CompanyID]bool
	wishes map[[2]fair.PostID]fair.WishLevel // by own, other
	noes   map[fair.PostID]int               // wishes "no" that name the post
	foes   map[fair.CompanyID]int            // blocks that name the company

	vectors map[fair.PostID]*vector
	filings sync.Map // of filing, by fair.PostID

	pool sync.Pool // *sums
}

// draft is a post that has been read and not been numbered.
type draft struct {
	post     fair.Post
	readings []reading // by article
}

// New makes an empty engine of one fair.
func New(f fair.Fair, rates fair.Rates) *Engine {
	on, err := time.Parse(time.DateOnly, string(f.Starts))
	if err != nil {
		on = time.Time{}
	}
	k := newDesk(f, rates)
	return &Engine{
		desk: k, duty: newDuties(k.interner, on), vocab: newVocabulary(), scales: newScales(HandSet()),
		posts: map[fair.PostID][]*post{}, firms: map[fair.CompanyID]*firm{},
		ofFirm:  map[fair.CompanyID]map[fair.PostID]bool{},
		waiting: map[fair.CompanyID]map[fair.PostID]draft{}, awaits: map[fair.PostID]fair.CompanyID{},
		blocks: map[[2]fair.CompanyID]bool{}, wishes: map[[2]fair.PostID]fair.WishLevel{},
		noes: map[fair.PostID]int{}, foes: map[fair.CompanyID]int{}, vectors: map[fair.PostID]*vector{},
	}
}

// PutPost adds a post, or replaces it; one that is not open is taken out. A post
// whose company is unknown waits for [Engine.PutCompany]. The engine keeps the
// post's terms and shares their memory: the caller must not change them.
func (e *Engine) PutPost(p fair.Post) { e.put(drafted(p)) }

// PutPosts is PutPost of many: it reads them on all processors.
func (e *Engine) PutPosts(posts []fair.Post) {
	drafts := make([]draft, len(posts))
	var group sync.WaitGroup
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), len(posts)) {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(posts)); i = next.Add(1) - 1 {
				drafts[i] = drafted(posts[i])
			}
		})
	}
	group.Wait()
	for _, d := range drafts {
		e.put(d)
	}
}

// drafted reads a post, the slow part of taking it in; one that is not open has no
// readings.
func drafted(p fair.Post) draft {
	d := draft{post: p}
	if p.State == fair.PostOpen && (p.Offer != nil || p.Demand != nil) {
		d.readings = read(&p)
	}
	d.post.Title, d.post.Text, d.post.Attributes, d.post.Pictures = nil, nil, nil, nil
	if len(d.readings) > 1 { // they are of one or another of its goods, and the readings have them
		d.post.Codes = nil
	}
	return d
}

func (e *Engine) put(d draft) {
	p := &d.post
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drop(p.ID)
	if len(d.readings) == 0 {
		return
	}
	if e.firms[p.Company] == nil {
		if e.waiting[p.Company] == nil {
			e.waiting[p.Company] = map[fair.PostID]draft{}
		}
		e.waiting[p.Company][p.ID], e.awaits[p.ID] = d, p.Company
		return
	}
	e.add(d)
}

// PutCompany adds or replaces a company and its part in the fair, and takes in
// the posts that waited for it.
func (e *Engine) PutCompany(c fair.Company, part fair.ParticipationDraft) {
	e.mu.Lock()
	defer e.mu.Unlock()
	c.Name, c.Text = nil, nil
	f := &firm{Company: c, part: part, number: int32(len(e.firms))}
	if old := e.firms[c.ID]; old != nil {
		f.number = old.number
	}
	e.firms[c.ID] = f
	for id := range e.ofFirm[c.ID] {
		e.recompile(e.posts[id])
	}
	for id, d := range e.waiting[c.ID] {
		delete(e.awaits, id)
		e.add(d)
	}
	delete(e.waiting, c.ID)
}

// PutWish notes a company's word on a pair of posts; the last word counts.
func (e *Engine) PutWish(w fair.Wish) {
	e.mu.Lock()
	defer e.mu.Unlock()
	key := [2]fair.PostID{w.Own, w.Other}
	step := 0
	if e.wishes[key] == fair.NoThanks {
		step--
	}
	if w.Level == fair.NoThanks {
		step++
	}
	e.wishes[key] = w.Level
	for _, id := range key {
		e.noes[id] += step
		e.mark(id)
	}
}

// PutBlock keeps two companies apart; [Engine.DropBlock] takes that back.
func (e *Engine) PutBlock(b fair.Block) { e.setBlock(b.Company, b.Blocked, true) }

// DropBlock takes a block back.
func (e *Engine) DropBlock(company, blocked fair.CompanyID) { e.setBlock(company, blocked, false) }

func (e *Engine) setBlock(company, other fair.CompanyID, on bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	key := [2]fair.CompanyID{company, other}
	if e.blocks[key] == on {
		return
	}
	step := -1
	if on {
		e.blocks[key] = true
		step = 1
	} else {
		delete(e.blocks, key)
	}
	for _, c := range key {
		e.foes[c] += step
		for id := range e.ofFirm[c] {
			e.mark(id)
		}
	}
}

// SetRates replaces the exchange rates.
func (e *Engine) SetRates(r fair.Rates) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.desk.rates = fair.Rates{Base: r.Base, Per: maps.Clone(r.Per)}
	for _, articles := range e.posts {
		e.recompile(articles)
	}
}

// mark sets whether blocks and declines must be looked up for a post.
func (e *Engine) mark(id fair.PostID) {
	articles := e.posts[id]
	if len(articles) == 0 {
		return
	}
	if shy := e.shy(&articles[0].stated); shy != articles[0].shy {
		e.change(articles, func(p *post) { p.shy = shy })
	}
}

// change replaces a post's articles by changed copies.
func (e *Engine) change(articles []*post, how func(p *post)) {
	for i, p := range articles {
		next := *p
		how(&next)
		articles[i] = &next
		e.shelf(p).posts[p.slot] = &next
	}
}

func (e *Engine) shy(p *fair.Post) bool { return e.noes[p.ID] > 0 || e.foes[p.Company] > 0 }

func (e *Engine) add(d draft) {
	common := post{stated: d.post, number: d.post.Number, services: d.post.Trade == fair.Services}
	e.compile(&common)
	articles := make([]*post, len(d.readings))
	for i, r := range d.readings {
		p := common
		p.said, p.about, p.article, p.features = r.said, r.article, int8(i), e.vocab.number(r)
		articles[i] = &p
		e.count(&p, +1)
		e.shelf(&p).add(&p, e.vocab)
	}
	e.posts[d.post.ID] = articles
	if e.ofFirm[d.post.Company] == nil {
		e.ofFirm[d.post.Company] = map[fair.PostID]bool{}
	}
	e.ofFirm[d.post.Company][d.post.ID] = true
}

func (e *Engine) drop(id fair.PostID) {
	if c, ok := e.awaits[id]; ok {
		delete(e.awaits, id)
		delete(e.waiting[c], id)
	}
	for _, p := range e.posts[id] {
		delete(e.ofFirm[p.stated.Company], id)
		e.shelf(p).remove(p)
		e.count(p, -1)
	}
	delete(e.posts, id)
	delete(e.vectors, id)
	e.filings.Delete(id)
}

// recompile makes a post's forms again, after its company or the rates changed.
func (e *Engine) recompile(articles []*post) {
	fresh := *articles[0]
	e.compile(&fresh)
	e.change(articles, func(p *post) {
		p.firm, p.shy, p.lapses, p.whole, p.public = fresh.firm, fresh.shy, fresh.lapses, fresh.whole, fresh.public
	})
}

// rebound makes the bounds of a post's forms again, after the weights changed.
func (e *Engine) rebound(articles []*post) {
	k := e.scales.of(articles[0].services)
	whole := *articles[0].whole
	whole.bound(k)
	public := &whole
	if articles[0].public != articles[0].whole {
		other := *articles[0].public
		other.bound(k)
		public = &other
	}
	e.change(articles, func(p *post) { p.whole, p.public = &whole, public })
}

func (e *Engine) shelf(p *post) *shelf { return &e.sides[sideIndex(p.stated.Side)] }

func (e *Engine) compile(p *post) {
	p.firm = e.firms[p.stated.Company]
	p.shy = e.shy(&p.stated)
	p.lapses = noDay
	if p.stated.ValidUntil != "" {
		p.lapses = e.desk.day(p.stated.ValidUntil)
	}
	p.whole = e.form(&p.stated, p.firm)
	p.public = p.whole
	if p.stated.HidesAny() {
		shown := p.stated.Public()
		p.public = e.form(&shown, p.firm)
	}
}

func (e *Engine) form(p *fair.Post, f *firm) *form {
	out := &form{}
	if p.Side == fair.OfferSide {
		out.supply = e.desk.supply(p, &f.Company)
		out.supply.meaning = e.vectors[p.ID]
	} else {
		out.wants = e.desk.wants(p, &f.Company, f.part)
		out.wants.meaning = e.vectors[p.ID]
	}
	out.bound(e.scales.of(p.Trade == fair.Services))
	return out
}
