package matching

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/fairmatch/fairmatch/fair"
)

// eventful fills an engine through every kind of change.
func eventful(r *draw, e *Engine, posts, changes int) []fair.Post {
	for range 3 + posts/8 {
		r.company()
	}
	late := len(r.companies) / 2
	for i, id := range r.companies {
		if i < late {
			e.PutCompany(r.again(id))
		}
	}
	var all []fair.Post
	for range posts {
		p := r.post()
		all = append(all, p)
		e.PutPost(p)
	}
	for _, id := range r.companies[late:] {
		e.PutCompany(r.again(id))
	}
	for range changes {
		change(r, e, all)
	}
	return all
}

func change(r *draw, e *Engine, all []fair.Post) {
	i := r.IntN(len(all))
	a, b := pick(r, r.companies...), pick(r, r.companies...)
	switch r.IntN(8) {
	case 0, 1:
		r.fill(&all[i])
		all[i].State = fair.PostOpen
		e.PutPost(all[i])
	case 2:
		all[i].State = fair.PostGone
		e.PutPost(all[i])
	case 3:
		e.PutCompany(r.again(a))
	case 4:
		e.PutBlock(fair.Block{Company: a, Blocked: b})
	case 5:
		e.DropBlock(a, b)
	case 6:
		e.SetRates(r.rates())
	case 7:
		e.PutWish(fair.Wish{Own: all[i].ID, Other: pick(r, all...).ID, Level: pick(r, fair.NoThanks, fair.NoThanks, fair.MustMeet)})
	}
}

// split has a demand name several goods, whatever its words.
func split(r *draw, e *Engine, p fair.Post) {
	if p.Demand == nil || p.State != fair.PostOpen || e.firms[p.Company] == nil {
		return
	}
	d := draft{post: p}
	for range 2 + r.IntN(3) {
		p.Title = fair.Texts{"en": pick(r, drawnGoods...)}
		d.readings = append(d.readings, read(&p)[0])
		d.readings[len(d.readings)-1].article = p.Title["en"]
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drop(p.ID)
	e.add(d)
}

func kept(list []fair.Match, side fair.Side) []Kept {
	var out []Kept
	for _, m := range list {
		other := m.Offer
		if side == fair.OfferSide {
			other = m.Demand
		}
		out = append(out, Kept{other, m.Score, m.ForBuyer, m.ForSeller})
	}
	return out
}

// The fast ways agree with the loop over all pairs, whatever happened before.
func TestFastIsReference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := newDraw(rapid.Uint64().Draw(t, "seed"))
		e := New(r.fair, r.rates())
		all := eventful(r, e, rapid.IntRange(2, 60).Draw(t, "posts"), rapid.IntRange(0, 30).Draw(t, "changes"))
		for range rapid.IntRange(0, 8).Draw(t, "split") {
			split(r, e, pick(r, all...))
		}
		if rapid.Bool().Draw(t, "vectors") {
			for _, p := range all {
				if r.chance(0.7) {
					e.PutVector(p.ID, r.vector())
				}
			}
			if err := e.SetWeights(HandSet().WithMeaning()); err != nil {
				t.Fatal(err)
			}
		}
		if rapid.Bool().Draw(t, "weights") {
			if err := e.SetWeights(drawnWeights(r)); err != nil {
				t.Fatal(err)
			}
		}
		k := rapid.IntRange(1, 6).Draw(t, "k")
		listed := map[fair.PostID][]Kept{}
		whole := e.run(k, drawnNow, shape{
			slab:  rapid.SampledFrom([]int{1, 7, slabSize}).Draw(t, "slab"),
			table: rapid.SampledFrom([]int{0, 20, usual.table}).Draw(t, "table"),
			tiers: rapid.SampledFrom([]int{1, 3, 16}).Draw(t, "tiers"),
		})
		err := whole.all(context.Background(), Options{}, nil, func(p fair.PostID, best []Kept) error {
			if _, twice := listed[p]; twice {
				t.Fatalf("%v emitted twice", p)
			}
			listed[p] = append([]Kept(nil), best...)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		open := 0
		for _, p := range all {
			want, err := e.Reference(p.ID, k, drawnNow)
			if p.State != fair.PostOpen {
				if fair.CodeOf(err) != fair.NotFound {
					t.Fatalf("a withdrawn post gives %v", err)
				}
				continue
			}
			open++
			got, err := e.Top(p.ID, k, drawnNow)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("top of %d\n got %+v\nwant %+v", p.Number, got, want)
			}
			if !reflect.DeepEqual(listed[p.ID], kept(want, p.Side)) {
				t.Fatalf("all of %d\n got %+v\nwant %+v", p.Number, listed[p.ID], kept(want, p.Side))
			}
		}
		if len(listed) != open {
			t.Fatalf("%d lists of %d posts", len(listed), open)
		}
	})
}

// sorted by number, all lists of a run; they depend on nothing but the posts.
func everything(t *testing.T, e *Engine) (out [][]Kept) {
	t.Helper()
	err := e.All(context.Background(), 5, drawnNow, Options{}, nil, func(_ fair.PostID, best []Kept) error {
		out = append(out, slices.Clone(best))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOrderOfArrivalDoesNotMatter(t *testing.T) {
	r := newDraw(11)
	for range 30 {
		r.company()
	}
	type joined struct {
		c    fair.Company
		part fair.ParticipationDraft
	}
	var firms []joined
	for _, id := range r.companies {
		c, part := r.again(id)
		firms = append(firms, joined{c, part})
	}
	var posts []fair.Post
	for range 300 {
		posts = append(posts, r.post())
	}
	rates := r.rates()
	a, b := New(r.fair, rates), New(r.fair, fair.Rates{Base: "USD"})
	for _, f := range firms {
		a.PutCompany(f.c, f.part)
	}
	for _, p := range posts {
		a.PutPost(p)
	}
	for range 200 { // comes and goes again
		b.PutPost(r.post())
	}
	for id := range r.number {
		b.PutPost(fair.Post{ID: drawnID[fair.Post](5, id+1), State: fair.PostGone})
	}
	late := slices.Clone(posts)
	slices.Reverse(late)
	b.PutPosts(late)
	for _, f := range slices.Backward(firms) {
		b.PutCompany(f.c, f.part)
	}
	b.SetRates(rates)
	if want, got := everything(t, a), everything(t, b); !reflect.DeepEqual(want, got) {
		t.Fatal("the same posts in another order give other lists")
	}
	old := runtime.GOMAXPROCS(7)
	defer runtime.GOMAXPROCS(old)
	if want, got := everything(t, a), everything(t, a); !reflect.DeepEqual(want, got) {
		t.Fatal("two runs differ")
	}
}

func TestAllStops(t *testing.T) {
	r := newDraw(5)
	e := New(r.fair, r.rates())
	eventful(r, e, 1500, 0)
	enough := errors.New("enough")
	n := 0
	err := e.All(context.Background(), 3, drawnNow, Options{}, nil, func(fair.PostID, []Kept) error { n++; return enough })
	if !errors.Is(err, enough) || n != 1 {
		t.Fatalf("%v after %d lists", err, n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := e.All(ctx, 3, drawnNow, Options{}, nil, func(fair.PostID, []Kept) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Fatalf("a cancelled run gives %v", err)
	}
}

func TestAllCounts(t *testing.T) {
	r := newDraw(6)
	e := New(r.fair, r.rates())
	all := eventful(r, e, 400, 0)
	var s Stats
	kept, last, total := 0, 0, 0
	err := e.All(context.Background(), 4, drawnNow, Options{Stats: &s}, func(done, of int) {
		if done < last {
			t.Fatalf("progress went back from %d to %d", last, done)
		}
		last, total = done, of
	}, func(_ fair.PostID, best []Kept) error { kept += len(best); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if last != total || total != len(all) || s.Offers+s.Demands != len(all) {
		t.Errorf("%d of %d done of %d posts; %+v", last, total, len(all), s)
	}
	if int(s.Kept) != kept || s.Postings < s.Common || s.GatePass <= 0 || s.GatePass >= 1 {
		t.Errorf("kept %d, stats %+v", kept, s)
	}
}

// Everything at once, for the race detector; a run sees the posts of its beginning.
func TestChangesWhileRunning(t *testing.T) {
	r := newDraw(8)
	e := New(r.fair, r.rates())
	all := eventful(r, e, 300, 0)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 300 {
			change(r, e, all)
		}
	})
	for range 3 {
		n := 0
		if err := e.All(context.Background(), 3, drawnNow, Options{}, nil, func(fair.PostID, []Kept) error { n++; return nil }); err != nil || n == 0 {
			t.Errorf("%v, %d lists", err, n)
		}
		for i := range int64(50) {
			if _, err := e.Top(drawnID[fair.Post](5, i+1), 3, drawnNow); err != nil && fair.CodeOf(err) != fair.NotFound {
				t.Error(err)
			}
		}
	}
	wg.Wait()
}
