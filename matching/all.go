package matching

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/fairmatch/fairmatch/fair"
)

// Kept is a pair on a post's list in a run over the whole fair.
type Kept struct {
	Other     fair.PostID
	Score     int
	ForBuyer  int
	ForSeller int
}

// Options of a run over the whole fair.
type Options struct {
	Stats *Stats // filled at the end, when not nil
}

// Stats are what a run met.
type Stats struct {
	Offers, Demands int
	Postings        int64   // feature postings added up
	Common          int64   // pairs with something in common, reckoned from a sample of the demands
	Scored          int64   // pairs judged in full
	Kept            int64   // pairs on lists, both ways
	GatePass        float64 // share of a sample of the pairs in common that no gate closes
}

// All gives every open post its best k companies, as [Engine.Top] does, with
// GOMAXPROCS workers: first the demands, then the offers, each in the order of
// their numbers. It works on the posts there were when it began and keeps nobody
// waiting meanwhile. progress (may be nil) and emit are called from the caller's
// goroutine, emit when all pairs are scored; it must not keep best. An error of emit
// or of ctx ends the run.
func (e *Engine) All(ctx context.Context, k int, now fair.Time, o Options, progress func(done, total int), emit func(post fair.PostID, best []Kept) error) error {
	return e.run(k, now, usual).all(ctx, o, progress, emit)
}

func (r *run) all(ctx context.Context, o Options, progress func(done, total int), emit func(post fair.PostID, best []Kept) error) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	workers := make([]*worker, runtime.GOMAXPROCS(0))
	for i := range workers {
		workers[i] = r.worker()
	}
	if err := r.work(ctx, workers, progress); err != nil {
		return err
	}
	if err := r.emit(workers, emit); err != nil {
		return err
	}
	progress(r.total(), r.total())
	if o.Stats != nil {
		*o.Stats = r.stats(workers)
	}
	return nil
}

// work has the workers fill their boards and the demands' lists.
func (r *run) work(ctx context.Context, workers []*worker, progress func(done, total int)) error {
	group, ctx := errgroup.WithContext(ctx)
	chunks, ready := r.chunks(), make(chan int, len(workers))
	var next atomic.Int64
	for _, w := range workers {
		group.Go(func() error { return w.work(ctx, chunks, &next, ready) })
	}
	var failed error
	go func() { failed = group.Wait(); close(ready) }()
	done := 0
	for n := range ready {
		done += n
		progress(done, r.total())
	}
	return failed
}

// total is how many lists there will be.
func (r *run) total() int { return len(r.lists) + len(r.offers) }

// emit hands the lists out.
func (r *run) emit(workers []*worker, emit func(fair.PostID, []Kept) error) error {
	list := make([]Kept, 0, r.k)
	for i, kept := range r.lists {
		list = list[:0]
		for _, p := range kept {
			list = append(list, Kept{r.offers[p.other].stated.ID, int(p.score), int(p.buyer), int(p.supplier)})
		}
		if err := emit(r.demands[r.begins[i]].stated.ID, list); err != nil {
			return err
		}
		r.kept += int64(len(list))
	}
	for _, i := range r.inOrder {
		b := workers[0].boards[i]
		for _, w := range workers[1:] {
			for _, p := range w.boards[i].places {
				b.offer(p)
			}
		}
		list = list[:0]
		for _, p := range b.places {
			list = append(list, Kept{r.demands[p.slot].stated.ID, int(p.score), int(p.sides[0]), int(p.sides[1])})
		}
		if err := emit(r.offers[i].stated.ID, list); err != nil {
			return err
		}
		r.kept += int64(len(list))
	}
	return nil
}

func (r *run) stats(workers []*worker) Stats {
	s := Stats{Offers: len(r.offers), Demands: len(r.lists), Kept: r.kept}
	var passed, sampled, looked, common int64
	for _, w := range workers {
		s.Postings += w.postings
		common += w.common
		looked += w.looked
		s.Scored += w.scored
		passed += w.passed
		sampled += w.sampled
	}
	if sampled > 0 {
		s.GatePass = float64(passed) / float64(sampled)
		s.Common = common * int64(len(r.demands)) / looked
	}
	return s
}
