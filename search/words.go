package search

import (
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/text"
)

// collection is what the score knows of the documents of one fair and sort.
type collection struct {
	corpus *text.Corpus

	mu   sync.RWMutex
	docs map[string]entry
}

type entry struct {
	words   text.Doc
	created int64
}

func newCollection() *collection {
	return &collection{corpus: text.NewCorpus(Weights), docs: map[string]entry{}}
}

func (c *collection) put(d *Document) {
	e := entry{d.Words(), d.Created}
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.docs[d.ID]; ok {
		c.corpus.Remove(old.words)
	}
	c.docs[d.ID] = e
	c.corpus.Add(e.words)
}

func (c *collection) drop(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old, ok := c.docs[id]; ok {
		c.corpus.Remove(old.words)
		delete(c.docs, id)
	}
}

// words of the fairs, by what is found.
type words struct {
	mu  sync.RWMutex
	all map[fair.FairID]map[fair.What]*collection
}

var whats = []fair.What{fair.FindOffers, fair.FindDemands, fair.FindCompanies}

func newFair() map[fair.What]*collection {
	out := map[fair.What]*collection{}
	for _, w := range whats {
		out[w] = newCollection()
	}
	return out
}

// of returns the collections of a fair, made when there are none.
func (w *words) of(f fair.FairID) map[fair.What]*collection {
	w.mu.RLock()
	c := w.all[f]
	w.mu.RUnlock()
	if c != nil {
		return c
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.all[f] == nil {
		w.all[f] = newFair()
	}
	return w.all[f]
}

// replace puts fresh collections in the place of a fair's.
func (w *words) replace(f fair.FairID, c map[fair.What]*collection) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all[f] = c
}
