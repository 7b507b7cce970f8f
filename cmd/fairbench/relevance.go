package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching"
)

type relevanceCmd struct {
	output `embed:""`
	Dir    string `arg:"" help:"Folder with offers.csv and demands.csv in the import format (companies.csv where there is one) and expected.csv: demand_ref,offer_ref,direction." type:"existingdir"`
	Misses bool   `help:"Also say which wanted offers are not among the first five, and what stands there."`
}

// relevanceResult is what the measure prints. Seconds are of everything: reading,
// loading and asking.
type relevanceResult struct {
	Directions []direction `json:"directions"` // by label
	Overall    figures     `json:"overall"`
	Offers     int         `json:"offers"`
	Demands    int         `json:"demands"`
	Rejected   int         `json:"rejected,omitempty"` // records that break a rule
	Seconds    float64     `json:"seconds"`
	Misses     []miss      `json:"misses,omitempty"` // with --misses
}

// direction is one label of expected.csv with its figures.
type direction struct {
	Direction string `json:"direction"`
	figures
}

// figures are means over demands. Of a demand that wants several companies, recall
// is the part of them that is found, and the reciprocal rank that of the first.
// Overall, a demand counts once in every direction that it has.
type figures struct {
	Demands int     `json:"demands"`
	Recall5 float64 `json:"recall5"`
	Recall  float64 `json:"recall20"`
	MRR     float64 `json:"mrr"`
}

// miss is a wanted offer that is not among the first five.
type miss struct {
	Direction string   `json:"direction"`
	Demand    string   `json:"demand"` // titles
	Wanted    string   `json:"wanted"`
	Rank      int      `json:"rank,omitempty"` // from 1; 0: not among the first hundred
	Found     []string `json:"found"`          // titles of the first three
}

// How far down a list a rank is looked for, the places that recall looks at, and how
// much of a list is shown with a miss.
const (
	listDepth   = 100
	earlyPlaces = 5
	shownPlaces = 20
	topFound    = 3
)

func (c *relevanceCmd) Run(a *app) error {
	begin := time.Now()
	m := &relevanceMeasure{app: a, relevanceCmd: c, engine: matching.New(generatedFair(), generatedRates()), refs: map[postKey]fair.PostID{}, posts: map[fair.PostID]named{}}
	if err := m.load(); err != nil {
		return err
	}
	wants, err := m.expected()
	if err != nil {
		return err
	}
	if err := m.ask(wants); err != nil {
		return err
	}
	m.result.Seconds = round(time.Since(begin).Seconds(), 2)
	if c.JSON {
		return json.NewEncoder(a.out).Encode(m.result)
	}
	return m.print()
}

// relevanceMeasure is one run of the command.
type relevanceMeasure struct {
	*app
	*relevanceCmd
	engine *matching.Engine
	refs   map[postKey]fair.PostID
	posts  map[fair.PostID]named
	result relevanceResult
}

// postKey is what a file calls a post by: offers and demands may share refs.
type postKey struct {
	side fair.Side
	ref  string
}

// named is what is kept of a post beside the engine.
type named struct {
	title   string
	company fair.CompanyID
}

// want is what a person would pick for a demand, in one direction: companies, each
// with one of its offers that the file names.
type want struct {
	direction string
	demand    fair.PostID
	offers    []fair.PostID
}

// ask takes each demand's list from the engine and counts what is wanted in it.
func (m *relevanceMeasure) ask(wants []want) error {
	bar := m.bar(len(wants), "asking")
	sums := map[string]*tally{}
	var overall tally
	lists := map[fair.PostID][]fair.Match{}
	for _, w := range wants {
		if err := m.ctx.Err(); err != nil {
			return err
		}
		list, ok := lists[w.demand]
		if !ok {
			var err error
			if list, err = m.engine.Top(w.demand, listDepth, generatedNow); err != nil {
				return err
			}
			lists[w.demand] = list
		}
		if sums[w.direction] == nil {
			sums[w.direction] = &tally{}
		}
		ranks := m.ranks(w, list)
		sums[w.direction].add(ranks)
		overall.add(ranks)
		_ = bar.Add(1)
	}
	for label, t := range sums {
		m.result.Directions = append(m.result.Directions, direction{label, t.figures()})
	}
	slices.SortFunc(m.result.Directions, func(a, b direction) int { return cmp.Compare(a.Direction, b.Direction) })
	m.result.Overall = overall.figures()
	return bar.Finish()
}

// ranks are the places of the wanted companies in a demand's list, from 1; 0 where a
// company is not in it. Lists are of companies, so that a company is found also when
// another of its offers stands for it.
func (m *relevanceMeasure) ranks(w want, list []fair.Match) []int {
	ranks := make([]int, len(w.offers))
	for i, offer := range w.offers {
		company := m.posts[offer].company
		ranks[i] = 1 + slices.IndexFunc(list, func(match fair.Match) bool { return m.posts[match.Offer].company == company })
		if m.Misses && (ranks[i] == 0 || ranks[i] > earlyPlaces) {
			m.miss(w, offer, ranks[i], list)
		}
	}
	return ranks
}

func (m *relevanceMeasure) miss(w want, offer fair.PostID, rank int, list []fair.Match) {
	missed := miss{Direction: w.direction, Demand: m.posts[w.demand].title, Wanted: m.posts[offer].title, Rank: rank, Found: []string{}}
	for _, match := range list[:min(topFound, len(list))] {
		missed.Found = append(missed.Found, m.posts[match.Offer].title)
	}
	m.result.Misses = append(m.result.Misses, missed)
}

// tally adds up figures over demands.
type tally struct {
	n                   int
	early, shown, first float64
}

func (t *tally) add(ranks []int) {
	t.n++
	best := 0
	for _, r := range ranks {
		if r == 0 {
			continue
		}
		if r <= earlyPlaces {
			t.early += 1 / float64(len(ranks))
		}
		if r <= shownPlaces {
			t.shown += 1 / float64(len(ranks))
		}
		if best == 0 || r < best {
			best = r
		}
	}
	if best > 0 {
		t.first += 1 / float64(best)
	}
}

func (t *tally) figures() figures {
	n := float64(max(1, t.n))
	return figures{t.n, round(t.early/n, 4), round(t.shown/n, 4), round(t.first/n, 4)}
}

func (m *relevanceMeasure) print() error {
	w := tabwriter.NewWriter(m.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "direction\tdemands\trecall@5\trecall@20\tMRR")
	for _, d := range append(slices.Clone(m.result.Directions), direction{"overall", m.result.Overall}) {
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\n", d.Direction, d.Demands, d.Recall5, d.Recall, d.MRR)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(m.out, "%d offers, %d demands, %.2f s\n", m.result.Offers, m.result.Demands, m.result.Seconds)
	for _, missed := range m.result.Misses {
		rank := "none"
		if missed.Rank > 0 {
			rank = fmt.Sprint(missed.Rank)
		}
		fmt.Fprintf(m.out, "\n%s  %s\n  wanted  %s\n  rank    %s\n  found   %s\n", missed.Direction, missed.Demand, missed.Wanted, rank, strings.Join(missed.Found, "\n          "))
	}
	return nil
}
