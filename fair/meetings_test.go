package fair_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

func TestAcceptingBooksTimeAndPlaceOnceTheFairIsLive(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	h.look()
	m := h.invite(ann, seller, buyer, "10:00", "11:00")
	h.follows(fair.MeetingProposed)
	got := must(h.accept(bob, m))(t)
	h.follows(fair.MeetingScheduled)
	if got.State != fair.Scheduled || got.Start != h.at("10:00") || got.End != h.at("10:30") || got.Place.IsZero() || len(got.Attendees) != 2 {
		t.Errorf("got %+v", got)
	}
	v := must(h.Views.Meeting(t.Context(), bob, m.ID))(t)
	if v.PlaceLabel != "T1" || v.Hall != "1" || v.Mine != buyer.ID || v.MayAnswer {
		t.Errorf("the buyer sees %+v", v)
	}
	board := must(h.Views.Board(t.Context(), h.boss, h.fair.ID, h.at("09:00"), h.at("17:00")))(t)
	if len(board.Meetings) != 1 {
		t.Errorf("the board shows %d meetings, want 1", len(board.Meetings))
	}
}

// Invariant 8: before publication accepting agrees to meet and books nothing.
func TestAcceptingBooksNothingWhileCollecting(t *testing.T) {
	for _, phase := range []fair.Phase{fair.Collecting, fair.Scheduling} {
		h := newHouse(t, phase)
		h.table("1", "T1")
		seller, ann := h.company("seller", fair.Exhibitor)
		buyer, bob := h.company("buyer", fair.Buyer)
		h.look()
		got := must(h.accept(bob, h.invite(ann, seller, buyer)))(t)
		h.follows(fair.MeetingProposed, fair.MeetingAccepted)
		if got.State != fair.Accepted || got.Start != 0 || !got.Place.IsZero() {
			t.Errorf("%s: got %+v", phase, got)
		}
		busy := must(h.db.Busy(t.Context(), []fair.Resource{fair.PersonResource(ann.Person)}, h.at("09:00"), h.at("17:00")))(t)
		if len(busy) != 0 {
			t.Errorf("%s: %v is booked", phase, busy)
		}
	}
}

// Invariant 2: two overlapping proposals give one meeting and one clear refusal
// that names free alternatives.
func TestTheSecondOverlappingAcceptIsRefusedWithAlternatives(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1", "T2")
	one, ann := h.company("one", fair.Exhibitor)
	two, cid := h.company("two", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	first, second := h.invite(ann, one, buyer, "10:00"), h.invite(cid, two, buyer, "10:00")
	must(h.accept(bob, first))(t)
	h.look()
	_, err := h.accept(bob, second)
	h.follows()
	var e *fair.Error
	if !errors.As(err, &e) || e.Code != fair.Conflict || e.Key != "error.no_opening" {
		t.Fatalf("got %v, want a conflict", err)
	}
	if len(e.Openings) != 5 || e.Openings[0].Start != h.at("09:00") || e.Openings[1].Start != h.at("09:30") || e.Openings[2].Start != h.at("10:30") {
		t.Errorf("the refusal names %+v", e.Openings)
	}
	if still := must(h.Views.Meeting(t.Context(), bob, second.ID))(t); still.State != fair.Proposed || still.Revision != second.Revision {
		t.Errorf("the refused proposal is %s at revision %d", still.State, still.Revision)
	}
}

func TestEveryFreePlaceIsTriedBeforeARefusal(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1", "T2", "T3")
	for i, ref := range []string{"a", "b", "c", "d"} {
		seller, ann := h.company("seller-"+ref, fair.Exhibitor)
		buyer, bob := h.company("buyer-"+ref, fair.Buyer)
		_, err := h.accept(bob, h.invite(ann, seller, buyer, "10:00"))
		if (err == nil) != (i < 3) {
			t.Errorf("pair %d: %v", i, err)
		}
	}
}

func TestTheStandComesBeforeTables(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	d := fair.CompanyDraft{Name: fair.Texts{"en": "Seller"}}
	seller, _, err := h.Companies.Put(t.Context(), fair.System(), h.fair.ID, "seller", d,
		fair.ParticipationDraft{Role: fair.Exhibitor, Hall: "2", Stand: "2B14", Seats: 2})
	if err != nil {
		t.Fatal(err)
	}
	ann, cid := h.person("seller", fair.Exhibitor), h.person("seller", fair.Exhibitor)
	for i, by := range []fair.Actor{ann, cid} {
		ref := []string{"b1", "b2"}[i]
		buyer, bob := h.company(ref, fair.Buyer)
		m := must(h.accept(bob, h.invite(by, seller, buyer, "10:00")))(t)
		v := must(h.Views.Meeting(t.Context(), bob, m.ID))(t)
		if v.PlaceLabel != "2B14" || v.Seat != i+1 {
			t.Errorf("meeting %d is at %s seat %d", i, v.PlaceLabel, v.Seat)
		}
	}
}

func TestWalkingBetweenHallsIsAHardRule(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	buyer, bob := h.company("buyer", fair.Buyer)
	near, ann := h.company("near", fair.Exhibitor)
	must(h.accept(bob, h.invite(ann, near, buyer, "10:00")))(t)
	d := fair.CompanyDraft{Name: fair.Texts{"en": "Far"}}
	far, _, err := h.Companies.Put(t.Context(), fair.System(), h.fair.ID, "far", d, fair.ParticipationDraft{Role: fair.Exhibitor, Hall: "2", Stand: "2A1"})
	if err != nil {
		t.Fatal(err)
	}
	cid := h.person("far", fair.Exhibitor)
	table := must(h.Fairs.Places(t.Context(), h.boss, h.fair.ID))(t)[0]
	m := must(h.accept(bob, h.invite(cid, far, buyer, "10:30")))(t)
	if m.Place != table.ID {
		t.Error("the buyer would have to be in two halls with no time to walk")
	}
	m = must(h.Meetings.Move(t.Context(), cid, m.ID, fair.MoveDraft{Revision: m.Revision, Start: h.at("10:40")}))(t)
	if m.Place == table.ID {
		t.Error("ten minutes are enough to walk to the stand, but the table was taken")
	}
}

func TestMovingFreesTheOldTimeAndKeepsTheMeeting(t *testing.T) {
	h := newHouse(t, fair.Published)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	m := must(h.accept(bob, h.invite(ann, seller, buyer, "10:00")))(t)
	h.look()
	moved := must(h.Meetings.Move(t.Context(), bob, m.ID, fair.MoveDraft{Revision: m.Revision, Start: h.at("10:15")}))(t)
	h.follows(fair.MeetingMoved)
	if moved.ID != m.ID || moved.Revision != m.Revision+1 || moved.Start != h.at("10:15") {
		t.Errorf("got %+v", moved)
	}
	if _, err := h.Meetings.Move(t.Context(), bob, m.ID, fair.MoveDraft{Revision: m.Revision, Start: h.at("11:00")}); fair.CodeOf(err) != fair.Conflict {
		t.Errorf("an old revision: got %v", err)
	}
}

func TestTheWaysAProposalEnds(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	_, eve := h.company("eve", fair.Buyer)
	end := fair.EndDraft{Revision: 1, Reason: "not now"}

	m := h.invite(ann, seller, buyer, "10:00")
	_, err := h.Meetings.Decline(t.Context(), ann, m.ID, end)
	wantCode(t, err, fair.Forbidden)
	_, err = h.Meetings.Withdraw(t.Context(), bob, m.ID, end)
	wantCode(t, err, fair.Forbidden)
	_, err = h.Meetings.Decline(t.Context(), eve, m.ID, end)
	wantCode(t, err, fair.NotFound)
	_, err = h.accept(ann, m)
	wantCode(t, err, fair.Forbidden)
	got := must(h.Meetings.Decline(t.Context(), bob, m.ID, end))(t)
	if got.State != fair.Declined || got.Reason != "not now" {
		t.Errorf("got %+v", got)
	}
	_, err = h.Meetings.Accept(t.Context(), bob, m.ID, fair.AnswerDraft{Revision: got.Revision})
	wantCode(t, err, fair.Conflict)

	m = h.invite(ann, seller, buyer, "10:00")
	h.look()
	must(h.Meetings.Withdraw(t.Context(), ann, m.ID, end))(t)
	h.follows(fair.MeetingWithdrawn)
}

func TestACounterProposalAsksTheOtherSide(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	m := h.invite(ann, seller, buyer, "10:00")
	h.look()
	c := must(h.Meetings.Counter(t.Context(), bob, m.ID, fair.CounterDraft{Revision: 1, Times: []fair.Time{h.at("15:00")}, Message: "later?"}))(t)
	h.follows(fair.MeetingCountered)
	if c.Asked != seller.ID || c.Revision != 2 || c.Message != "later?" {
		t.Fatalf("got %+v", c)
	}
	_, err := h.accept(bob, c)
	wantCode(t, err, fair.Forbidden)
	if got := must(h.accept(ann, c))(t); got.Start != h.at("15:00") || len(got.Attendees) != 2 {
		t.Errorf("got %+v", got)
	}
}

func TestAProposalExpires(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	m := h.invite(ann, seller, buyer, "10:00", "11:00")
	if m.Expires != h.at("11:00") {
		t.Errorf("it expires at %s, want with its last proposed time", m.Expires)
	}
	if n := must(h.Meetings.Expire(t.Context()))(t); n != 0 {
		t.Errorf("%d expired too early", n)
	}
	h.now = h.at("11:00").Std()
	_, err := h.accept(bob, m)
	wantCode(t, err, fair.Expired)
	h.look()
	if n := must(h.Meetings.Expire(t.Context()))(t); n != 1 {
		t.Errorf("%d expired, want 1", n)
	}
	h.follows(fair.MeetingExpired)
}

func TestWhatAnInvitationMayNotBe(t *testing.T) {
	h := newHouse(t, fair.Live)
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	outsider := fair.Company{ID: fair.NewID[fair.Company]()}
	invite := func(by fair.Actor, d fair.InviteDraft) error {
		_, err := h.Meetings.Invite(t.Context(), by, h.fair.ID, d)
		return err
	}
	for name, c := range map[string]struct {
		by   fair.Actor
		d    fair.InviteDraft
		code fair.Code
	}{
		"for somebody else's company": {bob, h.invitation(seller, buyer, "10:00"), fair.Forbidden},
		"without times once live":     {ann, h.invitation(seller, buyer), fair.Invalid},
		"in the past":                 {ann, h.invitation(seller, buyer, "07:00"), fair.Invalid},
		"outside the hours":           {ann, h.invitation(seller, buyer, "16:45"), fair.Invalid},
		"off the atoms":               {ann, h.invitation(seller, buyer, "10:02"), fair.Invalid},
		"with itself":                 {ann, h.invitation(seller, seller, "10:00"), fair.Invalid},
		"with an absent company":      {ann, h.invitation(seller, outsider, "10:00"), fair.NotFound},
	} {
		h.look()
		if err := invite(c.by, c.d); fair.CodeOf(err) != c.code || err == nil {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
		h.follows()
	}
	if err := h.Companies.Block(t.Context(), bob, h.fair.ID, buyer.ID, seller.ID); err != nil {
		t.Fatal(err)
	}
	wantCode(t, invite(ann, h.invitation(seller, buyer, "10:00")), fair.Forbidden)
	wantCode(t, invite(bob, h.invitation(buyer, seller, "10:00")), fair.Forbidden)
}

func TestOpenProposalsAreLimited(t *testing.T) {
	h := newHouse(t, fair.Live)
	d := h.fair.FairDraft
	d.Rules.OpenProposals = 2
	h.fair = must(h.Fairs.Edit(t.Context(), fair.System(), h.fair.ID, h.fair.Revision, d))(t)
	seller, ann := h.company("seller", fair.Exhibitor)
	var last fair.Meeting
	for i, ref := range []string{"a", "b", "c"} {
		buyer, _ := h.company(ref, fair.Buyer)
		m, err := h.Meetings.Invite(t.Context(), ann, h.fair.ID, h.invitation(seller, buyer, "10:00"))
		if (err == nil) != (i < 2) {
			t.Errorf("invitation %d: %v", i, err)
		}
		if err == nil {
			last = m
		}
	}
	must(h.Meetings.Withdraw(t.Context(), ann, last.ID, fair.EndDraft{Revision: 1}))(t)
	buyer, _ := h.company("d", fair.Buyer)
	h.invite(ann, seller, buyer, "10:00")
}

// Invariant 6: what a person sees depends on visibility and on an agreed meeting.
func TestContactsAndTermsShowAfterAcceptance(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	_, eve := h.company("eve", fair.Buyer)
	d := offer()
	d.Visibility = map[string]fair.Visibility{"price": fair.AfterAcceptance}
	d.Offer.Floor = &fair.Money{Amount: fair.MustDecimal("0.004"), Currency: "USD"}
	p := must(h.Posts.Create(t.Context(), ann, h.fair.ID, seller.ID, fair.OfferSide, d))(t)
	sees := func(a fair.Actor) (price, floor bool) {
		got := must(h.Posts.Get(t.Context(), a, p.ID))(t)
		return got.Offer.Price != nil, got.Offer.Floor != nil
	}
	if price, floor := sees(ann); !price || !floor {
		t.Error("the owner does not see its own terms")
	}
	if price, floor := sees(bob); price || floor {
		t.Error("a buyer sees hidden terms")
	}
	m := h.invite(ann, seller, buyer, "10:00")
	if v := must(h.Views.Meeting(t.Context(), bob, m.ID))(t); v.People[0].Email != "" {
		t.Error("a proposal shows the other side's address")
	}
	must(h.accept(bob, m))(t)
	if price, floor := sees(bob); !price || floor {
		t.Error("after acceptance the price shows, the floor never")
	}
	if price, _ := sees(eve); price {
		t.Error("a third company sees the price")
	}
	if v := must(h.Views.Meeting(t.Context(), bob, m.ID))(t); v.People[0].Email == "" {
		t.Error("an agreed meeting hides the other side's address")
	}
	_, err := h.Views.Meeting(t.Context(), eve, m.ID)
	wantCode(t, err, fair.NotFound)
}

func TestExpiredPostsCloseAndOpenAgainWhenEdited(t *testing.T) {
	h := newHouse(t, fair.Live)
	seller, ann := h.company("seller", fair.Exhibitor)
	d := offer()
	d.ValidUntil = "2026-11-05"
	p := must(h.Posts.Create(t.Context(), ann, h.fair.ID, seller.ID, fair.OfferSide, d))(t)
	if n := must(h.Posts.Expire(t.Context(), h.fair))(t); n != 0 {
		t.Error("the post expired on its last day")
	}
	h.now = h.now.Add(24 * time.Hour)
	h.look()
	if n := must(h.Posts.Expire(t.Context(), h.fair))(t); n != 1 {
		t.Error("the post did not expire after its last day")
	}
	h.follows(fair.PostExpired)
	d.ValidUntil = "2026-11-07"
	again := must(h.Posts.Edit(t.Context(), ann, p.ID, 2, d))(t)
	if again.State != fair.PostOpen {
		t.Errorf("the edited post is %s", again.State)
	}
}

func TestTheSameRefAgainChangesNothing(t *testing.T) {
	h := newHouse(t, fair.Collecting)
	seller, ann := h.company("seller", fair.Exhibitor)
	put := func() fair.Change {
		_, change, err := h.Posts.Put(t.Context(), ann, h.fair.ID, seller.ID, fair.OfferSide, "r1", offer())
		if err != nil {
			t.Fatal(err)
		}
		return change
	}
	h.look()
	if put() != fair.Created || put() != fair.Unchanged {
		t.Error("want created, then unchanged")
	}
	h.follows(fair.PostCreated)
	buyerOnly, bob := h.company("buyer", fair.Buyer)
	_, err := h.Posts.Create(t.Context(), bob, h.fair.ID, buyerOnly.ID, fair.OfferSide, offer())
	wantCode(t, err, fair.Forbidden)
}

// A blind demand tells nobody whose it is before a meeting is agreed.
func TestABlindBuyerIsNamedOnceAgreed(t *testing.T) {
	h := newHouse(t, fair.Live)
	h.table("1", "T1")
	seller, ann := h.company("seller", fair.Exhibitor)
	buyer, bob := h.company("buyer", fair.Buyer)
	d := fair.PostDraft{Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "coffee"}}, Demand: &fair.DemandTerms{Blind: true}}
	p := must(h.Posts.Create(t.Context(), bob, h.fair.ID, buyer.ID, fair.DemandSide, d))(t)
	tells := func(v any) bool {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		s := string(b)
		return strings.Contains(s, buyer.ID.String()) || strings.Contains(s, `"buyer"`) || strings.Contains(s, bob.Person.String())
	}
	if tells(must(h.Posts.Get(t.Context(), ann, p.ID))(t)) {
		t.Error("the post tells whose it is")
	}
	invite := fair.InviteDraft{From: seller.ID, Demand: p.ID, Times: []fair.Time{h.at("10:00")}}
	stranger, _ := h.company("stranger", fair.Buyer)
	for _, guess := range []fair.Company{buyer, stranger} {
		guessed := invite
		guessed.To = guess.ID
		_, err := h.Meetings.Invite(t.Context(), ann, h.fair.ID, guessed)
		if e := new(fair.Error); !errors.As(err, &e) || len(e.Fields) == 0 || e.Fields[0].Rule != "blind" {
			t.Errorf("a guess is answered with %v", err)
		}
	}
	if err := h.Companies.Block(t.Context(), ann, h.fair.ID, seller.ID, buyer.ID); err != nil {
		t.Fatal(err) // and one's own block tells nothing either
	}
	m := must(h.Meetings.Invite(t.Context(), ann, h.fair.ID, invite))(t)
	if tells(m) {
		t.Error("the invitation tells whose demand it is")
	}
	if _, err := h.Meetings.Invite(t.Context(), ann, h.fair.ID, invite); fair.CodeOf(err) != fair.Conflict {
		t.Errorf("the same invitation again: %v", err)
	}
	if tells(must(h.Views.Meeting(t.Context(), ann, m.ID))(t)) {
		t.Error("the invitation's view tells whose demand it is")
	}
	must(h.Meetings.Counter(t.Context(), bob, m.ID, fair.CounterDraft{Revision: 1, Times: []fair.Time{h.at("15:00")}}))(t)
	if tells(must(h.Views.Meeting(t.Context(), ann, m.ID))(t)) {
		t.Error("a counter-proposal tells who made it")
	}
	if v := must(h.Views.Meeting(t.Context(), bob, m.ID))(t); v.Mine != buyer.ID {
		t.Error("the buyer does not see its own side")
	}
	must(h.accept(ann, must(h.Views.Meeting(t.Context(), bob, m.ID))(t).Meeting))(t)
	if !tells(must(h.Views.Meeting(t.Context(), ann, m.ID))(t)) {
		t.Error("the agreed meeting does not say with whom")
	}
}
