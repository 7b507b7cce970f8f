package text

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Weights says how much an occurrence in each field counts, in the order of the
// fields given to [Analyse]: title 2, brand 1, description 1, attributes .3.
type Weights []float64

// Corpus holds how many documents each term occurs in and how long fields are.
// It keeps no document. Safe for concurrent use.
type Corpus struct {
	weights Weights

	mu     sync.RWMutex
	n      int
	length []float64 // sums per field
	ids    map[string]int32
	words  []entry
	dead   int                 // words with df 0
	shelf  [256][maxLen][]slot // words by first byte and number of runes
	han    map[rune][]int32    // CJK bigrams by each character
}

// entry is a term and its document frequency.
type entry struct {
	term string
	df   int32
}

// slot is a word among others of its first byte and length, with its [letters] at hand so that
// a look through all of them stays in the cache.
type slot struct {
	mask uint64
	id   int32
}

// maxLen bounds the words that typos and prefixes are looked for in.
const maxLen = 40

// NewCorpus makes an empty corpus of documents with len(w) fields.
func NewCorpus(w Weights) *Corpus {
	c := &Corpus{weights: w, length: make([]float64, len(w))}
	c.reset(0)
	return c
}

func (c *Corpus) reset(size int) {
	c.ids = make(map[string]int32, size)
	c.words = make([]entry, 0, size)
	c.shelf = [256][maxLen][]slot{}
	c.han = map[rune][]int32{}
	c.dead = 0
}

// Add counts a document with as many fields as the corpus has weights.
func (c *Corpus) Add(d Doc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	for f := range min(len(c.length), len(d.length)) {
		c.length[f] += float64(d.length[f])
	}
	for _, t := range d.terms {
		e := &c.words[c.id(t)]
		if e.df++; e.df == 1 {
			c.dead--
		}
	}
}

// Remove takes back what Add counted. The document must have been added.
func (c *Corpus) Remove(d Doc) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n--
	for f := range min(len(c.length), len(d.length)) {
		c.length[f] -= float64(d.length[f])
	}
	for _, t := range d.terms {
		i, ok := c.ids[t]
		if !ok || c.words[i].df == 0 {
			continue
		}
		if c.words[i].df--; c.words[i].df == 0 {
			c.dead++
		}
	}
	if c.dead > len(c.words)/2+1000 {
		c.compact()
	}
}

// id finds or makes the entry of a term; a new one starts dead.
func (c *Corpus) id(term string) int32 {
	if i, ok := c.ids[term]; ok {
		return i
	}
	i := int32(len(c.words))
	term = strings.Clone(term) // or the corpus would keep the text it was cut from
	mask := letters(term)
	c.words = append(c.words, entry{term: term})
	c.ids[term] = i
	c.dead++
	if term == "" {
		return i
	}
	n := min(utf8.RuneCountInString(term), maxLen-1)
	if mask&cjkBit == 0 {
		at := &c.shelf[term[0]][n]
		*at = append(*at, slot{mask, i})
		return i
	}
	if n == 2 {
		a, k := utf8.DecodeRuneInString(term)
		b, _ := utf8.DecodeRuneInString(term[k:])
		c.han[a] = append(c.han[a], i)
		if b != a {
			c.han[b] = append(c.han[b], i)
		}
	}
	return i
}

// compact forgets the words that no document has any more.
func (c *Corpus) compact() {
	old := c.words
	c.reset(len(old) - c.dead)
	for _, e := range old {
		if e.df > 0 {
			c.words[c.id(e.term)].df = e.df
		}
	}
	c.dead = 0
}

// N is the number of documents.
func (c *Corpus) N() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.n
}

// DF is the number of documents that hold the term, as [Terms] gives it.
func (c *Corpus) DF(term string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.df(term)
}

func (c *Corpus) df(term string) int {
	if i, ok := c.ids[term]; ok {
		return int(c.words[i].df)
	}
	return 0
}
