package fair

import (
	"bytes"
	"context"
	"encoding/json"
	"time"
)

// PostStore is what Posts needs of the store.
type PostStore interface {
	Transactor
	Fair(ctx context.Context, id FairID) (Fair, error)
	Participation(ctx context.Context, fair FairID, company CompanyID) (Participation, error)
	MembersAt(ctx context.Context, fair FairID, company CompanyID) ([]PersonID, error)
	Post(ctx context.Context, id PostID) (Post, error)
	PostByRef(ctx context.Context, fair FairID, side Side, ref string) (Post, error)
	// NextPostNumber takes the fair's next post number.
	NextPostNumber(ctx context.Context, fair FairID) (int64, error)
	// SavePost inserts (Revision 1) or replaces a post whose stored revision is one
	// less; Conflict otherwise.
	SavePost(ctx context.Context, p Post) error
	// PostsOf returns a company's posts at the fair, newest first.
	PostsOf(ctx context.Context, fair FairID, company CompanyID) ([]Post, error)
	// PostsAt returns up to limit posts of the fair of any state with numbers above after, by number.
	PostsAt(ctx context.Context, fair FairID, after int64, limit int) ([]Post, error)
	// OpenPostsUntil returns open posts of the fair whose last day is before day.
	OpenPostsUntil(ctx context.Context, fair FairID, day Date, limit int) ([]Post, error)
	// AgreedBetween reports whether two companies have an agreed meeting at the fair.
	AgreedBetween(ctx context.Context, fair FairID, a, b CompanyID) (bool, error)
	SaveWish(ctx context.Context, w Wish) error // insert or replace
	// Wishes lists the wishes of a company at the fair; of all where company is zero.
	Wishes(ctx context.Context, fair FairID, company CompanyID) ([]Wish, error)
	HasPicture(ctx context.Context, hash string) (bool, error)
}

// Posts keeps offers and demands.
type Posts struct {
	store  PostStore
	engine Matcher
	clock  Clock
}

// NewPosts returns the service. engine (may be nil) says what wishes teach.
func NewPosts(store PostStore, engine Matcher, clock Clock) *Posts {
	return &Posts{store, engine, clock}
}

// Create posts an offer or a demand for a company; its own people or the
// organizer may, while the fair is not closed.
func (s *Posts) Create(ctx context.Context, a Actor, f FairID, c CompanyID, side Side, d PostDraft) (Post, error) {
	p, _, err := s.Put(ctx, a, f, c, side, "", d)
	return p, err
}

// Put creates or updates the post with that ref; an empty ref always creates.
// The same draft again changes nothing.
func (s *Posts) Put(ctx context.Context, a Actor, f FairID, c CompanyID, side Side, ref string, d PostDraft) (Post, Change, error) {
	if !a.ActsFor(f, c) {
		return Post{}, "", denied()
	}
	if len(ref) > maxRef {
		return Post{}, "", badField("ref", "max", ref, maxRef)
	}
	if err := d.check(side); err != nil {
		return Post{}, "", err
	}
	d.normalise()
	var p Post
	var change Change
	err := s.store.Write(ctx, func(ctx context.Context) error {
		if err := s.mayPost(ctx, f, c, side, d); err != nil {
			return err
		}
		var err error
		p, change, err = s.upsert(ctx, a, Post{Fair: f, Company: c, Side: side, Ref: ref, PostDraft: d})
		return err
	})
	return p, change, err
}

func (s *Posts) mayPost(ctx context.Context, f FairID, c CompanyID, side Side, d PostDraft) error {
	fair, err := s.store.Fair(ctx, f)
	if err != nil {
		return err
	}
	if fair.Phase == Closed {
		return fault(Conflict, "error.fair_closed")
	}
	part, err := s.store.Participation(ctx, f, c)
	if err != nil {
		return err
	}
	if side == OfferSide && !part.Exhibits() || side == DemandSide && !part.Buys() {
		return fault(Forbidden, "error.role_side", "side", string(side))
	}
	for i, h := range d.Pictures {
		if ok, err := s.store.HasPicture(ctx, h); err != nil {
			return err
		} else if !ok {
			return badField(indexed("pictures", i), "picture", h)
		}
	}
	return nil
}

func (s *Posts) upsert(ctx context.Context, a Actor, p Post) (Post, Change, error) {
	now := s.clock.now()
	if p.Ref != "" {
		old, err := s.store.PostByRef(ctx, p.Fair, p.Side, p.Ref)
		if err == nil {
			if old.Company != p.Company {
				return old, "", badField("ref", "unique", p.Ref)
			}
			return s.revise(ctx, a, old, p.PostDraft, now)
		}
		if CodeOf(err) != NotFound {
			return p, "", err
		}
	}
	err := s.notOver(ctx, p.Fair, p.PostDraft)
	if err != nil {
		return p, "", err
	}
	p.ID, p.Revision, p.State, p.Created, p.Updated = NewID[Post](), 1, PostOpen, now, now
	if p.Number, err = s.store.NextPostNumber(ctx, p.Fair); err != nil {
		return p, "", err
	}
	if err := s.store.SavePost(ctx, p); err != nil {
		return p, "", err
	}
	return p, Created, s.record(ctx, a, PostCreated, p)
}

// notOver: a post opens only for days to come.
func (s *Posts) notOver(ctx context.Context, id FairID, d PostDraft) error {
	if d.ValidUntil == "" {
		return nil
	}
	f, err := s.store.Fair(ctx, id)
	if err == nil && d.ValidUntil < s.today(f) {
		return badField("valid_until", "future", string(d.ValidUntil))
	}
	return err
}

// today is the day it is at the fair.
func (s *Posts) today(f Fair) Date {
	return Date(s.clock().In(f.Location()).Format(time.DateOnly))
}

func (s *Posts) revise(ctx context.Context, a Actor, p Post, d PostDraft, now Time) (Post, Change, error) {
	if p.State != PostGone && same(p.PostDraft, d) {
		return p, Unchanged, nil // also an expired one: only other dates open it again
	}
	if err := s.notOver(ctx, p.Fair, d); err != nil {
		return p, "", err
	}
	p.PostDraft, p.State, p.Updated = d, PostOpen, now
	p.Revision++
	if err := s.store.SavePost(ctx, p); err != nil {
		return p, "", err
	}
	return p, Updated, s.record(ctx, a, PostEdited, p)
}

// same compares what would be stored: a draft that was kept comes back with nil
// where it had empty lists.
func same(a, b any) bool {
	x, err1 := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}

// Edit replaces a post's draft; revision is the one that was read. An expired or
// withdrawn post opens again.
func (s *Posts) Edit(ctx context.Context, a Actor, id PostID, revision int64, d PostDraft) (Post, error) {
	var out Post
	err := s.store.Write(ctx, func(ctx context.Context) error {
		p, err := s.own(ctx, a, id, revision)
		if err != nil {
			return err
		}
		if err := d.check(p.Side); err != nil {
			return err
		}
		d.normalise()
		if err := s.mayPost(ctx, p.Fair, p.Company, p.Side, d); err != nil {
			return err
		}
		out, _, err = s.revise(ctx, a, p, d, s.clock.now())
		return err
	})
	return out, err
}

// Withdraw takes a post back: it is no longer found or matched.
func (s *Posts) Withdraw(ctx context.Context, a Actor, id PostID, revision int64) (Post, error) {
	var p Post
	err := s.store.Write(ctx, func(ctx context.Context) error {
		var err error
		if p, err = s.own(ctx, a, id, revision); err != nil {
			return err
		}
		return s.end(ctx, a, &p, PostGone, PostWithdrawn)
	})
	return p, err
}

func (s *Posts) end(ctx context.Context, a Actor, p *Post, state PostState, kind Kind) error {
	if p.State != PostOpen {
		return fault(Conflict, "error.post_state", "state", string(p.State))
	}
	p.State, p.Updated = state, s.clock.now()
	p.Revision++
	if err := s.store.SavePost(ctx, *p); err != nil {
		return err
	}
	return s.record(ctx, a, kind, *p)
}

// own loads a post of a company that the actor speaks for.
func (s *Posts) own(ctx context.Context, a Actor, id PostID, revision int64) (Post, error) {
	p, err := s.store.Post(ctx, id)
	if err != nil {
		return p, err
	}
	if !a.ActsFor(p.Fair, p.Company) {
		if !a.Attends(p.Fair) {
			return Post{}, Missing("post")
		}
		return Post{}, denied()
	}
	if p.Revision != revision {
		return p, fault(Conflict, "error.revision")
	}
	return p, nil
}

// Get returns a post as the actor may see it: whole for its own people and the
// staff, with what is shown after acceptance for those it has agreed to meet,
// else its public part.
func (s *Posts) Get(ctx context.Context, a Actor, id PostID) (Post, error) {
	p, err := s.store.Post(ctx, id)
	if err != nil {
		return p, err
	}
	if !a.Attends(p.Fair) {
		return Post{}, Missing("post")
	}
	if a.ActsFor(p.Fair, p.Company) || a.Staffs(p.Fair) {
		return p, nil
	}
	for _, c := range a.Companies(p.Fair) {
		agreed, err := s.store.AgreedBetween(ctx, p.Fair, c, p.Company)
		if err != nil {
			return Post{}, err
		}
		if agreed {
			return p.Agreed(), nil
		}
	}
	if p.State != PostOpen {
		return Post{}, Missing("post")
	}
	return anonymous(p.Public()), nil
}

// anonymous hides whose demand a blind one is.
func anonymous(p Post) Post {
	if p.Blind() {
		p.Company, p.Ref = CompanyID{}, ""
	}
	return p
}

// Of lists a company's posts: all, whole, to those who speak for it; the open ones' public
// part to others who attend, without blind demands.
func (s *Posts) Of(ctx context.Context, a Actor, f FairID, c CompanyID) ([]Post, error) {
	if !a.Attends(f) {
		return nil, denied()
	}
	posts, err := s.store.PostsOf(ctx, f, c)
	if err != nil || a.ActsFor(f, c) || a.Staffs(f) {
		return posts, err
	}
	var out []Post
	for _, p := range posts {
		if p.State == PostOpen && !p.Blind() {
			out = append(out, p.Public())
		}
	}
	return out, nil
}

// Wish states how much a company wants to meet about a pair of open posts, one of
// them its own. Said again it changes nothing.
func (s *Posts) Wish(ctx context.Context, a Actor, own, other PostID, level WishLevel) error {
	w := Wish{Own: own, Other: other, Level: level, At: s.clock.now()}
	if err := Validate(&w); err != nil {
		return err
	}
	return s.store.Write(ctx, func(ctx context.Context) error {
		mine, err := s.store.Post(ctx, own)
		if err != nil {
			return err
		}
		theirs, err := s.store.Post(ctx, other)
		if err != nil {
			return err
		}
		if !a.ActsFor(mine.Fair, mine.Company) {
			return denied()
		}
		if theirs.Fair != mine.Fair || theirs.Side != mine.Side.Other() {
			return badField("other", "side", other.String())
		}
		for _, p := range []Post{mine, theirs} {
			if p.State != PostOpen {
				return fault(Conflict, "error.post_state", "state", string(p.State))
			}
		}
		w.Fair, w.Company = mine.Fair, mine.Company
		before, err := s.wished(ctx, w)
		if err != nil || before == w.Level {
			return err
		}
		if err := s.store.SaveWish(ctx, w); err != nil {
			return err
		}
		e := Entry{Fair: w.Fair, At: w.At, Kind: WishStated, Subject: own.String(), Actor: a.Person}
		if before == "" { // a change of mind teaches nothing, or one could teach without end
			e.Lesson = s.lesson(mine, theirs, w)
		}
		return s.store.Append(ctx, e)
	})
}

// wished is what the company has said of the pair before; "" for nothing.
func (s *Posts) wished(ctx context.Context, w Wish) (WishLevel, error) {
	all, err := s.store.Wishes(ctx, w.Fair, w.Company)
	for _, was := range all {
		if was.Own == w.Own && was.Other == w.Other {
			return was.Level, err
		}
	}
	return "", err
}

// lesson: a must counts twice.
func (s *Posts) lesson(mine, theirs Post, w Wish) *Lesson {
	offer, demand := mine, theirs
	if mine.Side == DemandSide {
		offer, demand = theirs, mine
	}
	times := 1
	if w.Level == MustMeet {
		times = 2
	}
	return lessonOf(s.engine, offer, demand, mine.Side, w.At, w.Level != NoThanks, times)
}

// Expire ends the posts of a fair whose last day is over, a batch at a time, and
// says how many.
func (s *Posts) Expire(ctx context.Context, f Fair) (int, error) {
	n := 0
	err := s.store.Write(ctx, func(ctx context.Context) error {
		n = 0
		posts, err := s.store.OpenPostsUntil(ctx, f.ID, s.today(f), 500)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if err := s.end(ctx, System(), &p, PostLapsed, PostExpired); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// record tells the journal, and the inbox of the company's own people.
func (s *Posts) record(ctx context.Context, a Actor, kind Kind, p Post) error {
	to, err := s.store.MembersAt(ctx, p.Fair, p.Company)
	if err != nil {
		return err
	}
	return s.store.Append(ctx, Entry{Fair: p.Fair, At: p.Updated, Kind: kind, Subject: p.ID.String(), Revision: p.Revision, Actor: a.Person, To: to})
}
