package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
)

func asError(err error) *fair.Error {
	e := &fair.Error{}
	errors.As(err, &e)
	return e
}

// same compares records by what they say: JSON does not tell an absent list from
// an empty one, and neither does the domain.
func same(t fatal, got, want any) {
	t.Helper()
	g, err1 := json.Marshal(got)
	w, err2 := json.Marshal(want)
	if err1 != nil || err2 != nil || string(g) != string(w) {
		t.Fatalf("got  %s\nwant %s\n%v %v", g, w, err1, err2)
	}
}

type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

// roundTrips saves and reads records whose every field is filled at random: a field
// that the store forgot would come back empty.
func roundTrips(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	f := NewFair(t, db)
	c := NewCompany(t, db, f.ID)
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		check := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%v", err)
			}
		}
		someFair := fill[fair.Fair](t)
		someFair.ID, someFair.Slug, someFair.Revision = fair.NewID[fair.Fair](), fair.NewID[fair.Fair]().String(), 1
		check(db.SaveFair(ctx, someFair))
		gotFair, err := db.FairBySlug(ctx, someFair.Slug)
		check(err)
		same(t, gotFair, someFair)

		company := fill[fair.Company](t)
		company.ID, company.Revision = fair.NewID[fair.Company](), 1
		check(db.SaveCompany(ctx, company))
		gotCompany, err := db.Company(ctx, company.ID)
		check(err)
		same(t, gotCompany, company)

		part := fill[fair.Participation](t)
		part.Fair, part.Company, part.Ref = f.ID, company.ID, company.ID.String()
		check(db.SaveParticipation(ctx, part))
		gotPart, err := db.Participation(ctx, f.ID, company.ID)
		check(err)
		same(t, gotPart, part)

		person := fill[fair.Person](t)
		person.ID, person.Revision, person.Email = fair.NewID[fair.Person](), 1, fair.NewID[fair.Person]().String()
		check(db.SavePerson(ctx, person))
		gotPerson, err := db.Person(ctx, person.ID)
		check(err)
		same(t, gotPerson, person)

		post := fill[fair.Post](t)
		post.ID, post.Revision, post.Fair, post.Company = fair.NewID[fair.Post](), 1, f.ID, c.ID
		post.Ref = post.ID.String()
		post.Number, err = db.NextPostNumber(ctx, f.ID)
		check(err)
		check(db.SavePost(ctx, post))
		gotPost, err := db.PostByRef(ctx, f.ID, post.Side, post.Ref)
		check(err)
		same(t, gotPost, post)

		meeting := fill[fair.Meeting](t)
		meeting.ID, meeting.Revision = fair.NewID[fair.Meeting](), 1
		check(db.SaveMeeting(ctx, meeting))
		gotMeeting, err := db.Meeting(ctx, meeting.ID)
		check(err)
		same(t, gotMeeting, meeting)

		place := fill[fair.Place](t)
		place.ID, place.Fair, place.Label = fair.NewID[fair.Place](), f.ID, fair.NewID[fair.Place]().String()
		check(db.SavePlace(ctx, place))
		gotPlace, err := db.PlaceByID(ctx, place.ID)
		check(err)
		same(t, gotPlace, place)
	})
}

// fill makes a T with something in every field, down to the last.
func fill[T any](t *rapid.T) T {
	var v T
	fillValue(t, reflect.ValueOf(&v).Elem())
	return v
}

// words are what text fields get: other scripts, quotes, a line break, an emoji.
var words = []string{"kettle", "电热水壶", "naïve – “quoted”", "a'b\"c\\d;--", "tab\tand\nline", "🫖", "שלום", "Ωμέγα"}

func fillValue(t *rapid.T, v reflect.Value) {
	switch v.Interface().(type) {
	case fair.Decimal:
		n := rapid.Int64Range(1, 1e15).Draw(t, "decimal")
		v.Set(reflect.ValueOf(fair.MustDecimal(fmt.Sprintf("%d.%03d", n/1000, n%1000))))
		return
	case fair.Time:
		v.SetInt(rapid.Int64Range(1, 4e12).Draw(t, "time"))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom(words).Draw(t, "text"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64Range(1, 1<<40).Draw(t, "number"))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Array: // an id
		id := fair.NewID[fair.Fair]()
		v.Set(reflect.ValueOf(id).Convert(v.Type()))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(1, 3).Draw(t, "length"), 3))
		for i := range v.Len() {
			fillValue(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fillValue(t, key)
			fillValue(t, value)
			v.SetMapIndex(key, value)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(t, v.Field(i))
		}
	default:
		t.Fatalf("a field of type %v: teach fill to make one", v.Type())
	}
}

func revisions(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	c := NewCompany(t, db, f.ID)
	p := NewPerson(t, db, f.ID, c.ID, "An")
	post := savePost(t, db, f.ID, c.ID, "")
	m := saveMeeting(t, db, fair.Meeting{Fair: f.ID, State: fair.Proposed})
	saves := map[string]func(int64) error{
		"fair": func(r int64) error {
			f := f
			f.Revision, f.City = r, fair.Texts{"en": fmt.Sprint(r)}
			return db.SaveFair(ctx, f)
		},
		"company": func(r int64) error { c := c; c.Revision, c.City = r, fmt.Sprint(r); return db.SaveCompany(ctx, c) },
		"person":  func(r int64) error { p := p; p.Revision, p.Function = r, fmt.Sprint(r); return db.SavePerson(ctx, p) },
		"post":    func(r int64) error { post := post; post.Revision = r; return db.SavePost(ctx, post) },
		"meeting": func(r int64) error { m := m; m.Revision = r; return db.SaveMeeting(ctx, m) },
	}
	for name, save := range saves {
		t.Run(name, func(t *testing.T) {
			wantCode(t, save(1), fair.Conflict, "error.revision") // it is there
			wantCode(t, save(3), fair.Conflict, "error.revision") // 2 is missing
			must(t, save(2))
			wantCode(t, save(2), fair.Conflict, "error.revision") // somebody else was faster
			must(t, save(3))
		})
	}
	got, err := db.Company(ctx, c.ID)
	must(t, err)
	if got.Revision != 3 || got.City != "3" {
		t.Errorf("company is at revision %d, city %q; want what was saved last", got.Revision, got.City)
	}
	ghost := c
	ghost.ID, ghost.Revision = fair.NewID[fair.Company](), 7
	wantCode(t, db.SaveCompany(ctx, ghost), fair.Conflict, "error.revision")
}

func uniques(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	one, two := NewFair(t, db), NewFair(t, db)
	a, b := NewCompany(t, db, one.ID), NewCompany(t, db, one.ID)

	stolen := fair.Fair{ID: fair.NewID[fair.Fair](), Revision: 1, FairDraft: fair.FairDraft{Slug: one.Slug}}
	wantCode(t, db.SaveFair(ctx, stolen), fair.Conflict, "error.slug_taken")
	two.Revision, two.Slug = 2, one.Slug
	wantCode(t, db.SaveFair(ctx, two), fair.Conflict, "error.slug_taken")

	an, bo := NewPerson(t, db, one.ID, a.ID, "An"), NewPerson(t, db, one.ID, b.ID, "Bo")
	bo.Revision, bo.Email = 2, "A"+an.Email[1:]
	an.Revision, an.Email = 2, "a"+an.Email[1:]
	must(t, db.SavePerson(ctx, an))
	wantCode(t, db.SavePerson(ctx, bo), fair.Conflict, "error.email_taken")
	bo.ID, bo.Revision = fair.NewID[fair.Person](), 1
	wantCode(t, db.SavePerson(ctx, bo), fair.Conflict, "error.email_taken")

	part := fair.Participation{Fair: one.ID, Company: a.ID, Ref: "x-1", ParticipationDraft: fair.ParticipationDraft{Role: fair.Buyer}}
	must(t, db.SaveParticipation(ctx, part))
	must(t, db.SaveParticipation(ctx, part)) // its own
	part.Company = b.ID
	wantCode(t, db.SaveParticipation(ctx, part), fair.Conflict, "error.ref_taken")

	post := savePost(t, db, one.ID, a.ID, "p-1")
	other := post
	other.ID, other.Number = fair.NewID[fair.Post](), post.Number+100
	wantCode(t, db.SavePost(ctx, other), fair.Conflict, "error.ref_taken")
	other.Side = fair.DemandSide
	must(t, db.SavePost(ctx, other)) // offers and demands have refs of their own
	savePost(t, db, one.ID, a.ID, "")
	savePost(t, db, one.ID, a.ID, "") // no ref is nobody's

	place := fair.Place{ID: fair.NewID[fair.Place](), Fair: one.ID, PlaceDraft: fair.PlaceDraft{Label: "T1", Kind: fair.Table, Hall: "1", Seats: 1}}
	must(t, db.SavePlace(ctx, place))
	place.Hall = "2"
	must(t, db.SavePlace(ctx, place))
	place.ID = fair.NewID[fair.Place]()
	wantCode(t, db.SavePlace(ctx, place), fair.Conflict, "error.label_taken")
	place.Fair = two.ID
	must(t, db.SavePlace(ctx, place))
}

func missing(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	looks := map[string]func() error{
		"fair":          func() error { _, err := db.Fair(ctx, fair.NewID[fair.Fair]()); return err },
		"company":       func() error { _, err := db.CompanyByRef(ctx, fair.FairID{}, ""); return err },
		"person":        func() error { _, err := db.PersonByEmail(ctx, "nobody@example.com"); return err },
		"post":          func() error { _, err := db.PostByRef(ctx, fair.FairID{}, fair.OfferSide, ""); return err },
		"meeting":       func() error { _, err := db.Meeting(ctx, fair.MeetingID{}); return err },
		"place":         func() error { _, err := db.PlaceByID(ctx, fair.PlaceID{}); return err },
		"picture":       func() error { _, err := db.Picture(ctx, "00"); return err },
		"token":         func() error { _, err := db.Token(ctx, "00", fair.LinkToken); return err },
		"participation": func() error { _, err := db.Participation(ctx, fair.FairID{}, fair.CompanyID{}); return err },
	}
	for what, look := range looks {
		err := look()
		wantCode(t, err, fair.NotFound, "error.not_found")
		if got := asError(err).Args["what"]; got != what {
			t.Errorf("missing %v, want %s", got, what)
		}
	}
	wantCode(t, db.SetPassword(ctx, fair.NewID[fair.Person](), "x"), fair.NotFound, "")
	wantCode(t, db.LockPeople(ctx, []fair.PersonID{fair.NewID[fair.Person]()}), fair.NotFound, "")
}

func badText(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	for _, bad := range []string{"a\x00b", "a\xffb"} {
		place := fair.Place{ID: fair.NewID[fair.Place](), Fair: f.ID, PlaceDraft: fair.PlaceDraft{Label: bad}}
		wantCode(t, db.SavePlace(ctx, place), fair.Invalid, "error.text")
		_, err := db.FairBySlug(ctx, bad)
		wantCode(t, err, fair.Invalid, "error.text")
	}
	// Inside a record the NUL is escaped, and comes back.
	c := fair.Company{ID: fair.NewID[fair.Company](), Revision: 1, CompanyDraft: fair.CompanyDraft{City: "a\x00b"}}
	must(t, db.SaveCompany(ctx, c))
	got, err := db.Company(ctx, c.ID)
	must(t, err)
	same(t, got, c)
}

func byteOrder(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	c := NewCompany(t, db, f.ID)
	names := []string{"安", "a", "Z", "Ä", "b", "王", "_", "🫖", "z", "é", "-"}
	for _, name := range names {
		NewPerson(t, db, f.ID, c.ID, name)
		must(t, db.SavePlace(ctx, fair.Place{ID: fair.NewID[fair.Place](), Fair: f.ID, PlaceDraft: fair.PlaceDraft{Label: name, Hall: "1"}}))
	}
	slices.Sort(names)
	people, err := db.PeopleAt(ctx, f.ID, c.ID)
	must(t, err)
	places, err := db.Places(ctx, f.ID)
	must(t, err)
	for i, want := range names {
		if people[i].Name != want || places[i].Label != want {
			t.Errorf("%d: person %s, place %s, want %s", i, people[i].Name, places[i].Label, want)
		}
	}
}

// savePost saves an offer under the next number.
func savePost(t testing.TB, db *store.DB, f fair.FairID, c fair.CompanyID, ref string) fair.Post {
	t.Helper()
	ctx := context.Background()
	n, err := db.NextPostNumber(ctx, f)
	must(t, err)
	p := fair.Post{
		ID: fair.NewID[fair.Post](), Revision: 1, Number: n, Fair: f, Company: c, Ref: ref, Side: fair.OfferSide, State: fair.PostOpen,
		Created: 1, Updated: 1, PostDraft: Offer(),
	}
	must(t, db.SavePost(ctx, p))
	return p
}

// saveMeeting saves m as a new meeting.
func saveMeeting(t testing.TB, db *store.DB, m fair.Meeting) fair.Meeting {
	t.Helper()
	m.ID, m.Revision = fair.NewID[fair.Meeting](), 1
	must(t, db.SaveMeeting(context.Background(), m))
	return m
}
