package matching

import (
	"context"
	"reflect"
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
		k := rapid.IntRange(1, 6).Draw(t, "k")
		listed := map[fair.PostID][]Kept{}
		err := e.All(context.Background(), k, drawnNow, Options{}, nil, func(p fair.PostID, best []Kept) error {
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
