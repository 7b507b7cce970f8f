package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func peopleAndTokens(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	a, b := NewCompany(t, db, f.ID), NewCompany(t, db, f.ID)
	an, bo := NewPerson(t, db, f.ID, a.ID, "An"), NewPerson(t, db, f.ID, b.ID, "Bo")
	grant := fair.Grant{Person: an.ID, Fair: f.ID, Company: a.ID, Role: fair.Both}
	if fresh, err := db.SaveGrant(ctx, grant); err != nil || fresh {
		t.Errorf("the same grant again: new %v, %v", fresh, err)
	}
	house := fair.Grant{Person: an.ID, Role: fair.Organizer}
	if fresh, err := db.SaveGrant(ctx, house); err != nil || !fresh {
		t.Errorf("another grant: new %v, %v", fresh, err)
	}
	grants, err := db.Grants(ctx, an.ID)
	must(t, err)
	same(t, grants, []fair.Grant{house, grant})
	for company, want := range map[fair.CompanyID][]fair.Person{{}: {an, bo}, a.ID: {an}, fair.NewID[fair.Company](): nil} {
		got, err := db.PeopleAt(ctx, f.ID, company)
		must(t, err)
		same(t, got, want)
	}
	got, err := db.PersonByEmail(ctx, strings.ToUpper(an.Email))
	must(t, err)
	same(t, got, an)

	must(t, db.SetPassword(ctx, an.ID, "argon2id$1"))
	an.Revision = 2
	must(t, db.SavePerson(ctx, an)) // must not touch the password
	if password, err := db.Password(ctx, an.ID); err != nil || password != "argon2id$1" {
		t.Errorf("password %q, %v", password, err)
	}

	token := fair.Token{Hash: "ab", Use: fair.LinkToken, Person: an.ID, Next: "/会议?x=1", Expires: 1000}
	must(t, db.SaveToken(ctx, token))
	kept, err := db.Token(ctx, "ab", fair.LinkToken)
	must(t, err)
	if kept != token {
		t.Errorf("token %+v, want %+v", kept, token)
	}
	_, err = db.Token(ctx, "ab", fair.SessionToken)
	wantCode(t, err, fair.NotFound, "")
	must(t, db.DropExpiredTokens(ctx, 999))
	first, err := db.DropToken(ctx, "ab", fair.LinkToken)
	must(t, err)
	second, err := db.DropToken(ctx, "ab", fair.LinkToken)
	must(t, err)
	if !first || second {
		t.Errorf("redeemed: first %v, second %v", first, second)
	}
	must(t, db.SaveToken(ctx, token))
	must(t, db.DropExpiredTokens(ctx, 1000))
	_, err = db.Token(ctx, "ab", fair.LinkToken)
	wantCode(t, err, fair.NotFound, "")
}

func pages(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f, other := NewFair(t, db), NewFair(t, db)
	var companies []fair.CompanyID
	for range 7 {
		companies = append(companies, NewCompany(t, db, f.ID).ID)
	}
	NewCompany(t, db, other.ID)
	var posts []fair.PostID
	for i := range 7 {
		posts = append(posts, savePost(t, db, f.ID, companies[i%2], "").ID)
	}
	var gotCompanies []fair.CompanyID
	for after := (fair.CompanyID{}); ; {
		page, err := db.CompaniesAt(ctx, f.ID, after, 3)
		must(t, err)
		for _, c := range page {
			if c.Part.Company != c.ID || c.Part.Fair != f.ID {
				t.Errorf("company %v with the part of %v", c.ID, c.Part.Company)
			}
			gotCompanies, after = append(gotCompanies, c.ID), c.ID
		}
		if len(page) < 3 {
			break
		}
	}
	var gotPosts []fair.PostID
	for after := int64(0); ; {
		page, err := db.PostsAt(ctx, f.ID, after, 3)
		must(t, err)
		for _, p := range page {
			gotPosts, after = append(gotPosts, p.ID), p.Number
		}
		if len(page) < 3 {
			break
		}
	}
	if !slices.Equal(gotCompanies, companies) || !slices.Equal(gotPosts, posts) {
		t.Errorf("pages gave %v and %v, want %v and %v", gotCompanies, gotPosts, companies, posts)
	}
	for _, limit := range []int{0, -1} {
		if page, err := db.PostsAt(ctx, f.ID, 0, limit); err != nil || len(page) != 0 {
			t.Errorf("limit %d gave %d posts, %v", limit, len(page), err)
		}
	}
	if page, err := db.PostsAt(ctx, f.ID, 1<<62, 10); err != nil || len(page) != 0 {
		t.Errorf("past the end: %d posts, %v", len(page), err)
	}
}

func postLists(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	c := NewCompany(t, db, f.ID)
	days := []fair.Date{"", "2026-11-05", "2026-11-04", "2026-11-06", "2026-10-31"}
	var all []fair.Post
	for _, day := range days {
		p := savePost(t, db, f.ID, c.ID, "")
		p.Revision, p.ValidUntil = 2, day
		must(t, db.SavePost(ctx, p))
		all = append(all, p)
	}
	gone := all[4]
	gone.Revision, gone.State = 3, fair.PostGone
	must(t, db.SavePost(ctx, gone))
	due, err := db.OpenPostsUntil(ctx, f.ID, "2026-11-06", 10)
	must(t, err)
	same(t, due, []fair.Post{all[2], all[1]})
	due, err = db.OpenPostsUntil(ctx, f.ID, "2026-11-06", 1)
	must(t, err)
	same(t, due, []fair.Post{all[2]})
	of, err := db.PostsOf(ctx, f.ID, c.ID)
	must(t, err)
	same(t, of, []fair.Post{gone, all[3], all[2], all[1], all[0]})
}

func smallTables(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	a, b := NewCompany(t, db, f.ID), NewCompany(t, db, f.ID)
	own, other := savePost(t, db, f.ID, a.ID, ""), savePost(t, db, f.ID, b.ID, "")

	wish := fair.Wish{Fair: f.ID, Company: a.ID, Own: own.ID, Other: other.ID, Level: fair.WouldMeet, At: 5}
	back := fair.Wish{Fair: f.ID, Company: b.ID, Own: other.ID, Other: own.ID, Level: fair.NoThanks, At: 6}
	must(t, db.SaveWish(ctx, wish))
	must(t, db.SaveWish(ctx, back))
	wish.Level, wish.At = fair.MustMeet, 7
	must(t, db.SaveWish(ctx, wish))
	for company, want := range map[fair.CompanyID][]fair.Wish{{}: {wish, back}, b.ID: {back}} {
		got, err := db.Wishes(ctx, f.ID, company)
		must(t, err)
		same(t, got, want)
	}

	block := fair.Block{Fair: f.ID, Company: a.ID, Blocked: b.ID, At: 8}
	must(t, db.SaveBlock(ctx, block))
	must(t, db.SaveBlock(ctx, block))
	blocks, err := db.Blocks(ctx, f.ID)
	must(t, err)
	same(t, blocks, []fair.Block{block})
	must(t, db.DropBlock(ctx, f.ID, a.ID, b.ID))
	must(t, db.DropBlock(ctx, f.ID, a.ID, b.ID))
	blocks, err = db.Blocks(ctx, f.ID)
	must(t, err)
	if len(blocks) != 0 {
		t.Errorf("a block taken back is still there: %v", blocks)
	}

	must(t, db.SaveRate(ctx, f.ID, "EUR", fair.MustDecimal("7.80")))
	must(t, db.SaveRate(ctx, f.ID, "EUR", fair.MustDecimal("7.850000000001")))
	must(t, db.SaveRate(ctx, f.ID, "JPY", fair.MustDecimal("0.047")))
	rates, err := db.Rates(ctx, f.ID)
	must(t, err)
	same(t, rates, map[string]fair.Decimal{"EUR": fair.MustDecimal("7.850000000001"), "JPY": fair.MustDecimal("0.047")})

	picture := fair.Picture{Hash: "cafe", Type: "image/png", Bytes: []byte{0, 1, 255, 0}, By: fair.NewID[fair.Person](), At: 9}
	must(t, db.SavePicture(ctx, picture))
	must(t, db.SavePicture(ctx, picture))
	kept, err := db.Picture(ctx, "cafe")
	must(t, err)
	same(t, kept, picture)
	for hash, want := range map[string]bool{"cafe": true, "beef": false} {
		if has, err := db.HasPicture(ctx, hash); err != nil || has != want {
			t.Errorf("has %s: %v, %v", hash, has, err)
		}
	}

	later := NewFair(t, db)
	later.Revision, later.Starts = 2, "2027-03-01"
	must(t, db.SaveFair(ctx, later))
	fairs, err := db.Fairs(ctx)
	must(t, err)
	same(t, fairs, []fair.Fair{later, f})
}

func meetingLists(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db).ID
	a, b, c := fair.NewID[fair.Company](), fair.NewID[fair.Company](), fair.NewID[fair.Company]()
	asked := saveMeeting(t, db, fair.Meeting{Fair: f, State: fair.Proposed, From: a, To: b, Asked: b, Expires: 100, Updated: 1})
	countered := saveMeeting(t, db, fair.Meeting{Fair: f, State: fair.Proposed, From: a, To: c, Asked: a, Expires: 50, Updated: 3})
	agreed := saveMeeting(t, db, fair.Meeting{Fair: f, State: fair.Scheduled, From: c, To: b, Asked: b, Start: 1000, End: 2000, Expires: 10, Updated: 2})
	early := saveMeeting(t, db, fair.Meeting{Fair: f, State: fair.NoShow, From: b, To: c, Start: 500, End: 900, Updated: 4})
	saveMeeting(t, db, fair.Meeting{Fair: f, State: fair.Cancelled, From: a, To: c, Start: 600, Updated: 0})

	of, err := db.MeetingsOf(ctx, f, b, 10)
	must(t, err)
	same(t, of, []fair.Meeting{early, agreed, asked})
	of, err = db.MeetingsOf(ctx, f, b, 2)
	must(t, err)
	same(t, of, []fair.Meeting{early, agreed})
	for company, want := range map[fair.CompanyID]int{a: 1, b: 0, c: 1} {
		if n, err := db.OpenProposals(ctx, f, company); err != nil || n != want {
			t.Errorf("%v has %d open proposals, want %d, %v", company, n, want, err)
		}
	}
	for now, want := range map[fair.Time][]fair.Meeting{49: nil, 50: {countered}, 100: {countered, asked}} {
		due, err := db.DueProposals(ctx, now, 10)
		must(t, err)
		same(t, due, want)
	}
	for _, span := range []struct {
		from, to fair.Time
		want     []fair.Meeting
	}{{0, 5000, []fair.Meeting{early, agreed}}, {500, 1000, []fair.Meeting{early}}, {501, 1000, nil}, {501, 1001, []fair.Meeting{agreed}}} {
		got, err := db.MeetingsBetween(ctx, f, span.from, span.to)
		must(t, err)
		same(t, got, span.want)
	}
	for _, pair := range []struct {
		a, b fair.CompanyID
		want bool
	}{{b, c, true}, {c, b, true}, {a, b, false}, {a, c, false}} {
		if got, err := db.AgreedBetween(ctx, f, pair.a, pair.b); err != nil || got != pair.want {
			t.Errorf("agreed between %v and %v: %v, %v", pair.a, pair.b, got, err)
		}
	}
}

func tally(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	empty, err := db.Tally(ctx, f.ID)
	must(t, err)
	same(t, empty, fair.Tally{Meetings: map[fair.MeetingState]int{}})
	for _, role := range []fair.Role{fair.Exhibitor, fair.Exhibitor, fair.Buyer, fair.Both} {
		c := NewCompany(t, db, f.ID)
		part := fair.Participation{Fair: f.ID, Company: c.ID, ParticipationDraft: fair.ParticipationDraft{Role: role}}
		must(t, db.SaveParticipation(ctx, part))
		p := NewPerson(t, db, f.ID, c.ID, "An")
		_, err := db.SaveGrant(ctx, fair.Grant{Person: p.ID, Fair: f.ID, Role: fair.HallStaff}) // the same person twice
		must(t, err)
		post := savePost(t, db, f.ID, c.ID, "")
		post.Revision = 2
		if role == fair.Buyer {
			post.Side = fair.DemandSide
		}
		if role == fair.Both {
			post.State = fair.PostGone
		}
		must(t, db.SavePost(ctx, post))
	}
	must(t, db.SavePlace(ctx, fair.Place{ID: fair.NewID[fair.Place](), Fair: f.ID, PlaceDraft: fair.PlaceDraft{Label: "T1"}}))
	saveMeeting(t, db, fair.Meeting{Fair: f.ID, State: fair.Proposed})
	saveMeeting(t, db, fair.Meeting{Fair: f.ID, State: fair.Proposed})
	saveMeeting(t, db, fair.Meeting{Fair: f.ID, State: fair.Declined})
	got, err := db.Tally(ctx, f.ID)
	must(t, err)
	same(t, got, fair.Tally{
		Companies: 4, Exhibitors: 3, Buyers: 2, People: 4, Offers: 2, Demands: 1, Places: 1,
		Meetings: map[fair.MeetingState]int{fair.Proposed: 2, fair.Declined: 1},
	})
}
