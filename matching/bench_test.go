package matching

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// expo draws a fair of any size: headings by Zipf's law, companies with a long
// tail, about 14 words an offer and 9 a demand, terms stated now and then.
type expo struct {
	*draw
	headings []taxonomy.Code
	phrases  map[taxonomy.Code][]string
	zipf     *rand.Zipf
	filler   *rand.Zipf
}

func newExpo(seed uint64) *expo {
	x := &expo{draw: newDraw(seed), phrases: map[taxonomy.Code][]string{}}
	for c := range taxonomy.NumConcepts() {
		k := taxonomy.Concept(c)
		if h := k.Code(); len(h) == 4 && !h.Service() {
			x.phrases[h] = append(x.phrases[h], k.Phrase("en"))
		}
	}
	for h := range x.phrases {
		x.headings = append(x.headings, h)
	}
	slices.Sort(x.headings)
	x.Shuffle(len(x.headings), func(i, j int) { x.headings[i], x.headings[j] = x.headings[j], x.headings[i] })
	x.zipf = rand.NewZipf(x.Rand, 1.05, 8, uint64(len(x.headings)-1))
	x.filler = rand.NewZipf(x.Rand, 1.01, 20, 20_000)
	return x
}

func (x *expo) words(n int) string {
	var b strings.Builder
	for b.Len() == 0 || strings.Count(b.String(), " ")+1 < n {
		b.WriteString(" w" + strconv.FormatUint(x.filler.Uint64(), 36))
	}
	return b.String()
}

func (x *expo) fillIn(p *fair.Post, n int) {
	x.fill(p)
	p.Trade, p.Codes, p.ValidUntil, p.Attributes, p.Visibility = fair.Goods, nil, "", nil, nil
	h := x.headings[x.zipf.Uint64()]
	title := pick(x.draw, x.phrases[h]...) + x.words(3)
	p.Title = fair.Texts{"en": title}
	p.Text = fair.Texts{"en": pick(x.draw, x.phrases[h]...) + x.words(max(1, n-strings.Count(title, " ")-3))}
	if x.chance(.5) {
		p.Codes = []taxonomy.Code{h}
	}
	if p.Offer != nil {
		p.Offer.Markets = nil
	}
	if p.Demand != nil && x.chance(.7) {
		p.Demand.Origins = nil
	}
}

func (x *expo) build(offers, demands int) *Engine {
	e := New(x.fair, x.rates())
	for range offers / 8 {
		e.PutCompany(x.company())
	}
	exhibitors := slices.Clone(x.companies)
	for range demands / 2 {
		e.PutCompany(x.company())
	}
	buyers := x.companies[len(exhibitors):]
	for i := range offers + demands {
		x.number++
		p := fair.Post{ID: drawnID[fair.Post](5, x.number), Number: x.number, Fair: x.fair.ID, State: fair.PostOpen}
		if i < offers {
			p.Side, p.Company = fair.OfferSide, pick(x.draw, exhibitors...)
			x.fillIn(&p, 14)
		} else {
			p.Side, p.Company = fair.DemandSide, pick(x.draw, buyers...)
			x.fillIn(&p, 9)
		}
		e.PutPost(p)
	}
	return e
}

// cpu is the time that the process has computed.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func size(name string, usual int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return usual
}

// BenchmarkWholeFair prints what a run over a drawn fair takes; OFFERS and DEMANDS
// set its size.
func BenchmarkWholeFair(b *testing.B) {
	x := newExpo(1)
	begin := time.Now()
	e := x.build(size("OFFERS", 350), size("DEMANDS", 43000))
	b.Logf("built in %v", time.Since(begin))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.Logf("heap %d MB, features %d", m.HeapAlloc>>20, len(e.vocab.name))
	b.ResetTimer()
	for range b.N {
		var s Stats
		before := cpu()
		if err := e.All(context.Background(), 20, drawnNow, Options{Stats: &s}, nil, func(fair.PostID, []Kept) error { return nil }); err != nil {
			b.Fatal(err)
		}
		b.Logf("cpu %v %+v", cpu()-before, s)
	}
	b.StopTimer()
	sample := sampled{}
	if err := e.All(context.Background(), 20, drawnNow, Options{}, nil, sample.note); err != nil {
		b.Fatal(err)
	}
	sample.check(b, e)
	if b.N == 1 {
		b.Log(latencies(x, e))
	}
}

// sampled keeps a list in so many.
type sampled map[fair.PostID][]Kept

func (s sampled) note(p fair.PostID, best []Kept) error {
	if p[15] == 1 && p[14]%8 == 0 {
		s[p] = slices.Clone(best)
	}
	return nil
}

// check holds the sample against the loop over all pairs.
func (s sampled) check(b *testing.B, e *Engine) {
	for id, got := range s {
		want, err := e.Reference(id, 20, drawnNow)
		if err != nil {
			b.Fatal(err)
		}
		if list := kept(want, e.posts[id][0].stated.Side); !slices.Equal(got, list) {
			b.Errorf("%v\n got %v\nwant %v", id, got, list)
		}
	}
	b.Logf("%d lists exact", len(s))
}

// latencies times the lists of new demands and of offers in a full engine.
func latencies(x *expo, e *Engine) string {
	var put, top, offer []time.Duration
	for range 300 {
		x.number++
		p := fair.Post{ID: drawnID[fair.Post](5, x.number), Number: x.number, Side: fair.DemandSide, State: fair.PostOpen, Company: pick(x.draw, x.companies...)}
		x.fillIn(&p, 9)
		begin := time.Now()
		e.PutPost(p)
		put = append(put, time.Since(begin))
		begin = time.Now()
		e.Top(p.ID, 20, drawnNow)
		top = append(top, time.Since(begin))
		begin = time.Now()
		e.Top(drawnID[fair.Post](5, int64(len(top))), 20, drawnNow)
		offer = append(offer, time.Since(begin))
	}
	p99 := func(d []time.Duration) time.Duration { slices.Sort(d); return d[len(d)*99/100] }
	return fmt.Sprint("p99 put ", p99(put), ", demand ", p99(top), ", offer ", p99(offer))
}
