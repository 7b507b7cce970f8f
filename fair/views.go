package fair

import (
	"context"
	"slices"
)

// ViewStore is what Views needs of the store.
type ViewStore interface {
	JournalReader
	Fair(ctx context.Context, id FairID) (Fair, error)
	Company(ctx context.Context, id CompanyID) (Company, error)
	Person(ctx context.Context, id PersonID) (Person, error)
	Post(ctx context.Context, id PostID) (Post, error)
	Meeting(ctx context.Context, id MeetingID) (Meeting, error)
	MeetingsOf(ctx context.Context, fair FairID, company CompanyID, limit int) ([]Meeting, error)
	// MeetingsBetween lists scheduled, checked-in, held and missed meetings of the
	// fair that start in [from, to), by start.
	MeetingsBetween(ctx context.Context, fair FairID, from, to Time) ([]Meeting, error)
	Places(ctx context.Context, fair FairID) ([]Place, error)
	PlaceByID(ctx context.Context, id PlaceID) (Place, error)
	FindsTold(ctx context.Context, fair FairID, company CompanyID, at Time) ([]Find, error)
	Blocks(ctx context.Context, fair FairID) ([]Block, error)
}

// Views loads what is shown of meetings and inboxes, authorised at that moment.
type Views struct{ store ViewStore }

// NewViews returns the service.
func NewViews(store ViewStore) *Views { return &Views{store} }

// MeetingView is a meeting with the names that a page or a message needs.
type MeetingView struct {
	Meeting
	FromCompany Company   `json:"from_company"`
	ToCompany   Company   `json:"to_company"`
	OfferPost   *Post     `json:"offer_post,omitempty"`
	DemandPost  *Post     `json:"demand_post,omitempty"`
	PlaceLabel  string    `json:"place_label,omitempty"`
	Hall        string    `json:"hall,omitempty"`
	People      []Person  `json:"people,omitempty"` // of Attendees, in their order; contact data only once agreed
	Mine        CompanyID `json:"mine,omitzero"`    // the reader's side; zero for staff
	MayAnswer   bool      `json:"may_answer"`       // the reader's side is asked
}

// Meeting returns one meeting to its two companies and to the fair's staff.
func (s *Views) Meeting(ctx context.Context, a Actor, id MeetingID) (MeetingView, error) {
	m, err := s.store.Meeting(ctx, id)
	if err != nil {
		return MeetingView{}, err
	}
	return s.view(ctx, a, m)
}

// Meetings lists a company's meetings, latest change first, at most limit.
func (s *Views) Meetings(ctx context.Context, a Actor, f FairID, c CompanyID, limit int) ([]MeetingView, error) {
	if !a.ActsFor(f, c) && !a.Staffs(f) {
		return nil, denied()
	}
	meetings, err := s.store.MeetingsOf(ctx, f, c, limit)
	if err != nil {
		return nil, err
	}
	out := make([]MeetingView, 0, len(meetings))
	for _, m := range meetings {
		v, err := s.view(ctx, a, m)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Views) view(ctx context.Context, a Actor, m Meeting) (v MeetingView, err error) {
	v.Meeting = m
	for _, c := range []CompanyID{m.Asked, m.From, m.To} {
		if a.belongsTo(m.Fair, c) {
			v.Mine = c
			break
		}
	}
	if v.Mine.IsZero() && !a.Staffs(m.Fair) {
		return MeetingView{}, Missing("meeting")
	}
	v.MayAnswer = m.State == Proposed && a.ActsFor(m.Fair, m.Asked)
	if v.FromCompany, err = s.store.Company(ctx, m.From); err != nil {
		return v, err
	}
	if v.ToCompany, err = s.store.Company(ctx, m.To); err != nil {
		return v, err
	}
	if v.OfferPost, err = s.subject(ctx, a, m, m.Offer); err != nil {
		return v, err
	}
	if v.DemandPost, err = s.subject(ctx, a, m, m.Demand); err != nil {
		return v, err
	}
	if !m.Place.IsZero() {
		p, err := s.store.PlaceByID(ctx, m.Place)
		if err != nil {
			return v, err
		}
		v.PlaceLabel, v.Hall = p.Label, p.Hall
	}
	for _, at := range m.Attendees {
		p, err := s.store.Person(ctx, at.Person)
		if err != nil {
			return v, err
		}
		if !m.Agreed() && at.Company != v.Mine {
			p.Email, p.Phone = "", ""
		}
		v.People = append(v.People, p)
	}
	if d := v.DemandPost; d != nil && d.Blind() && !m.Agreed() && d.Company != v.Mine && !a.Staffs(m.Fair) {
		v.unname(d.Company)
	}
	return v, nil
}

// unname takes everything out of a view that tells who the company behind a
// blind demand is: its name, its people, and its id.
func (v *MeetingView) unname(blind CompanyID) {
	if v.From == blind {
		v.FromCompany = Company{}
	}
	if v.To == blind {
		v.ToCompany = Company{}
	}
	people := v.People
	v.People = nil
	for i, at := range v.Attendees {
		if at.Company != blind {
			v.People = append(v.People, people[i])
		}
	}
	v.Meeting = v.Meeting.without(blind)
	d := *v.DemandPost
	d.Company, d.Ref = CompanyID{}, ""
	v.DemandPost = &d
}

// subject is a post that a meeting is about, as the actor may see it.
func (s *Views) subject(ctx context.Context, a Actor, m Meeting, id PostID) (*Post, error) {
	if id.IsZero() {
		return nil, nil
	}
	p, err := s.store.Post(ctx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case a.ActsFor(p.Fair, p.Company) || a.Staffs(p.Fair):
	case m.Agreed():
		p = p.Agreed()
	default:
		p = p.Public()
	}
	return &p, nil
}

// Board is what the organizer watches: places against time.
type Board struct {
	Fair     Fair      `json:"fair"`
	Places   []Place   `json:"places"`
	Meetings []Meeting `json:"meetings"` // that start in the asked time
	Head     int64     `json:"head"`     // journal number that the board is not older than
}

// Board returns the meetings of a stretch of time to the fair's staff.
func (s *Views) Board(ctx context.Context, a Actor, f FairID, from, to Time) (b Board, err error) {
	if !a.Staffs(f) {
		return b, denied()
	}
	heads, err := s.store.Heads(ctx)
	if err != nil {
		return b, err
	}
	b.Head = heads[f]
	if b.Fair, err = s.store.Fair(ctx, f); err != nil {
		return b, err
	}
	if b.Places, err = s.store.Places(ctx, f); err != nil {
		return b, err
	}
	b.Meetings, err = s.store.MeetingsBetween(ctx, f, from, to)
	return b, err
}

// Item is one line of an inbox: a journal entry with its content, as its reader
// may see it now. An item whose content is gone, or no longer theirs, keeps its number and
// kind and nothing else.
type Item struct {
	Number  int64        `json:"number"`
	At      Time         `json:"at"`
	Kind    Kind         `json:"kind"`
	Subject string       `json:"subject"`
	Own     bool         `json:"own,omitempty"` // the reader did it
	Meeting *MeetingView `json:"meeting,omitempty"`
	Post    *Post        `json:"post,omitempty"`
	Finds   []FindView   `json:"finds,omitempty"`
}

// FindView is a find with the posts that a message names: the company's own, and the
// other as its reader may see it now.
type FindView struct {
	Find
	OwnPost   Post `json:"own_post"`
	OtherPost Post `json:"other_post"`
}

// Deliver loads the content of an entry as its reader may see it now.
func (s *Views) Deliver(ctx context.Context, a Actor, e Entry) (item Item, err error) {
	item = Item{Number: e.Number, At: e.At, Kind: e.Kind, Subject: e.Subject, Own: e.Actor == a.Person}
	switch {
	case e.Kind.OfPost():
		err = s.fillPost(ctx, a, &item)
	case e.Kind.OfMeeting(), e.Kind == OutcomeStated:
		err = s.fillMeeting(ctx, a, &item)
	case e.Kind == MatchesFound:
		err = s.fillFinds(ctx, a, e, &item)
	}
	if CodeOf(err) == NotFound {
		err = nil
	}
	return item, err
}

func (s *Views) fillPost(ctx context.Context, a Actor, item *Item) error {
	id, err := ParseID[Post](item.Subject)
	if err != nil {
		return err
	}
	p, err := s.store.Post(ctx, id)
	if err != nil {
		return err
	}
	if !a.ActsFor(p.Fair, p.Company) {
		p = anonymous(p.Public())
	}
	item.Post = &p
	return nil
}

func (s *Views) fillMeeting(ctx context.Context, a Actor, item *Item) error {
	id, err := ParseID[Meeting](item.Subject)
	if err != nil {
		return err
	}
	m, err := s.Meeting(ctx, a, id)
	if err != nil {
		return err
	}
	item.Meeting = &m
	return nil
}

// fillFinds leaves out what has been taken back or blocked since.
func (s *Views) fillFinds(ctx context.Context, a Actor, e Entry, item *Item) error {
	company, err := ParseID[Company](e.Subject)
	if err != nil || !a.ActsFor(e.Fair, company) {
		return err
	}
	finds, err := s.store.FindsTold(ctx, e.Fair, company, e.At)
	if err != nil {
		return err
	}
	blocks, err := s.store.Blocks(ctx, e.Fair)
	if err != nil {
		return err
	}
	for _, f := range finds {
		own, err := s.store.Post(ctx, f.Own)
		if err != nil {
			return err
		}
		other, err := s.store.Post(ctx, f.Other)
		if err != nil {
			return err
		}
		apart := slices.ContainsFunc(blocks, func(b Block) bool {
			return b.Company == own.Company && b.Blocked == other.Company || b.Company == other.Company && b.Blocked == own.Company
		})
		if own.State == PostOpen && other.State == PostOpen && !apart {
			item.Finds = append(item.Finds, FindView{f, own, anonymous(other.Public())})
		}
	}
	return nil
}

// BoardMeeting loads what the board shows of a meeting's entry; readers are the
// fair's staff, whom the adapter has let in by Actor.Staffs.
func (s *Views) BoardMeeting(ctx context.Context, e Entry) (Meeting, error) {
	id, err := ParseID[Meeting](e.Subject)
	if err != nil {
		return Meeting{}, err
	}
	return s.store.Meeting(ctx, id)
}

// Inbox returns up to limit items of the actor's inbox with numbers above after, ascending.
func (s *Views) Inbox(ctx context.Context, a Actor, f FairID, after int64, limit int) ([]Item, error) {
	if a.Person.IsZero() {
		return nil, fault(Unauthenticated, "error.session")
	}
	entries, err := s.store.Inbox(ctx, f, a.Person, after, limit)
	if err != nil {
		return nil, err
	}
	out := make([]Item, 0, len(entries))
	for _, e := range entries {
		item, err := s.Deliver(ctx, a, e)
		if err != nil {
			return nil, err
		}
		out = append(out, item)
	}
	return out, nil
}
