package storetest

import (
	"context"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

func lessons(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f, other := NewFair(t, db).ID, NewFair(t, db).ID
	yes := fair.Lesson{Side: fair.DemandSide, Trade: fair.Goods, Yes: true, Times: 2, Values: map[string]int{"product": 9000, "price": 4500}}
	no := fair.Lesson{Side: fair.OfferSide, Trade: fair.Services, Times: 1, Values: map[string]int{"buyer": 10000}}
	write(t, db, func(ctx context.Context) error {
		for _, e := range []fair.Entry{
			{Fair: f, At: 11, Kind: fair.WishStated, Lesson: &yes},
			{Fair: f, At: 12, Kind: fair.CompanySaved},
			{Fair: f, At: 13, Kind: fair.MeetingDeclined, Lesson: &no},
			{Fair: other, At: 14, Kind: fair.WishStated, Lesson: &no},
			{Fair: f, At: 15, Kind: fair.LearningReset, Lesson: &fair.Lesson{}},
		} {
			if err := db.Append(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
	yes.Fair, yes.Number, yes.At, yes.Kind = f, 1, 11, fair.WishStated
	no.Fair, no.Number, no.At, no.Kind = f, 3, 13, fair.MeetingDeclined
	reset := fair.Lesson{Fair: f, Number: 4, At: 15, Kind: fair.LearningReset}
	all := []fair.Lesson{yes, no, reset}
	for after, want := range map[int64][]fair.Lesson{0: all, 1: all[1:], 2: all[1:], 4: nil} {
		got, err := db.Lessons(ctx, f, after, 10)
		must(t, err)
		same(t, got, want)
	}
	got, err := db.Lessons(ctx, f, 0, 2)
	must(t, err)
	same(t, got, all[:2])
}

func outcomes(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	a, b := NewCompany(t, db, f.ID), NewCompany(t, db, f.ID)
	m := fair.Meeting{ID: fair.NewID[fair.Meeting](), Fair: f.ID, Revision: 1, State: fair.Accepted, From: a.ID, To: b.ID, Minutes: 30}
	must(t, db.SaveMeeting(ctx, m))
	first := fair.Outcome{Fair: f.ID, Meeting: m.ID, Company: b.ID, At: 5, OutcomeDraft: fair.OutcomeDraft{Useful: 2, Notes: "价格太高"}}
	second := fair.Outcome{Fair: f.ID, Meeting: m.ID, Company: a.ID, At: 6, OutcomeDraft: fair.OutcomeDraft{
		Useful: 5, Deal: &fair.Money{Amount: fair.MustDecimal("12000.50"), Currency: "USD"}, Months: 6, Next: fair.NextSample}}
	must(t, db.SaveOutcome(ctx, first))
	must(t, db.SaveOutcome(ctx, second))
	first.Useful, first.At = 4, 7
	must(t, db.SaveOutcome(ctx, first)) // the last word counts
	got, err := db.OutcomesOf(ctx, m.ID)
	must(t, err)
	same(t, got, []fair.Outcome{second, first})
	got, err = db.OutcomesOf(ctx, fair.NewID[fair.Meeting]())
	must(t, err)
	same(t, got, nil)
}

func finds(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	f := NewFair(t, db)
	buyer, seller := NewCompany(t, db, f.ID), NewCompany(t, db, f.ID)
	want := savePost(t, db, f.ID, buyer.ID, "").ID
	find := func(score int, at fair.Time) fair.Find {
		return fair.Find{Fair: f.ID, Company: buyer.ID, Own: want, Other: savePost(t, db, f.ID, seller.ID, "").ID, Score: score, Band: fair.Possible, At: at}
	}
	one, two, three := find(5000, 1), find(8000, 2), find(6000, 3)
	for _, w := range []fair.Find{one, two, three} {
		must(t, db.SaveFind(ctx, w))
	}
	one.Score, one.Band = 7000, fair.Strong
	must(t, db.SaveFind(ctx, one)) // it waits still: replaced
	tell := func(now fair.Time, most, told int) {
		t.Helper()
		n, err := db.TellFinds(ctx, f.ID, buyer.ID, now, most)
		must(t, err)
		if n != told {
			t.Fatalf("told %d finds at %d, want %d", n, now, told)
		}
	}
	due := func(since fair.Time, companies ...fair.CompanyID) {
		t.Helper()
		got, err := db.CompaniesToTell(ctx, f.ID, since, 10)
		must(t, err)
		same(t, got, companies)
	}
	due(0, buyer.ID)
	tell(100, 2, 2)
	due(0)
	tell(101, 2, 0) // the third was dropped
	two.Told, one.Told = 100, 100
	got, err := db.FindsTold(ctx, f.ID, buyer.ID, 100)
	must(t, err)
	same(t, got, []fair.Find{two, one})
	must(t, db.SaveFind(ctx, fair.Find{Fair: f.ID, Company: buyer.ID, Own: want, Other: two.Other, Score: 9999, Band: fair.Strong, At: 101})) // told already
	due(0)
	must(t, db.SaveFind(ctx, three))
	due(99) // told something after 99
	due(100, buyer.ID)
}

func vectors(t *testing.T, fresh func(testing.TB) string) {
	db := open(t, fresh)
	ctx := context.Background()
	must(t, db.SaveVectors(ctx, "m1", map[string][]float32{"aa": {0.5, -1.25}, "bb": {3}}))
	must(t, db.SaveVectors(ctx, "m2", map[string][]float32{"aa": {7}}))
	must(t, db.SaveVectors(ctx, "m1", map[string][]float32{"aa": {9, 9}})) // again: the first stays
	got, err := db.Vectors(ctx, "m1", []string{"aa", "bb", "cc"})
	must(t, err)
	same(t, got, map[string][]float32{"aa": {0.5, -1.25}, "bb": {3}})
	none, err := db.Vectors(ctx, "m1", nil)
	must(t, err)
	same(t, none, map[string][]float32{})
}
