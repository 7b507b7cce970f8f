// Package embedded is a search engine inside the process: Bleve indexes on
// disk, or in memory.
//
// Each fair has an index of its own, so that one is rebuilt or forgotten without
// the others: a directory named by the fair and a rising number. A rebuild fills
// the next one under a temporary name and renames it; the highest number counts.
package embedded

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// Engine keeps an index per fair.
type Engine struct {
	dir string

	mu    sync.RWMutex // guards the map; a shelf guards its index
	fairs map[fair.FairID]*shelf
}

var _ search.Engine = (*Engine)(nil)

// shelf is the index of one fair. Searches hold mu for reading, so that a swap
// waits for them before it closes the old index.
type shelf struct {
	mu     sync.RWMutex
	index  bleve.Index // nil: none yet
	table  *table
	path   string // "": in memory
	number int
}

const (
	unfinished = ".new"
	batchSize  = 1000 // documents; a durable batch costs tens of milliseconds, however small
)

var versionKey = []byte("fairmatch/version")

// Open opens the indexes in dir, which is made when absent; an empty dir keeps
// everything in memory. One process may have dir open.
func Open(dir string) (*Engine, error) {
	e := &Engine{dir: dir, fairs: map[fair.FairID]*shelf{}}
	if dir == "" {
		return e, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		if err := e.adopt(f.Name()); err != nil {
			_ = e.Close()
			return nil, err
		}
	}
	return e, nil
}

// adopt opens an index directory; what a crash left unfinished or replaced is removed.
func (e *Engine) adopt(name string) error {
	path := filepath.Join(e.dir, name)
	if strings.HasSuffix(name, unfinished) {
		return os.RemoveAll(path)
	}
	owner, no, _ := strings.Cut(name, ".")
	id, err := fair.ParseID[fair.Fair](owner)
	number, err2 := strconv.Atoi(no)
	if err != nil || err2 != nil {
		return nil // not ours
	}
	s := e.shelf(id, true)
	if s.index != nil && s.number > number {
		return os.RemoveAll(path)
	}
	ix, err := bleve.Open(path)
	if err != nil {
		return fmt.Errorf("search index %s: %w", name, err)
	}
	t, err := filled(ix)
	if err != nil {
		_ = ix.Close()
		return fmt.Errorf("search index %s: %w", name, err)
	}
	return s.swap(ix, t, path, number)
}

// filled reads the table of an index.
func filled(ix bleve.Index) (*table, error) {
	r, err := reader(ix)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	ids, err := r.DocIDReaderAll()
	if err != nil {
		return nil, err
	}
	defer ids.Close()
	t := newTable()
	for {
		internal, err := ids.Next()
		if internal == nil || err != nil {
			return t, err
		}
		id, err := r.ExternalID(internal)
		if err != nil {
			return nil, err
		}
		d, err := stored(r, id)
		if err != nil {
			return nil, err
		}
		t.put(d)
	}
}

// stored loads a document, nil when there is none.
func stored(r index.IndexReader, id string) (*search.Document, error) {
	doc, err := r.Document(id)
	if doc == nil || err != nil {
		return nil, err
	}
	d := new(search.Document)
	doc.VisitFields(func(field index.Field) {
		if field.Name() == fieldStored {
			err = json.Unmarshal(field.Value(), d)
		}
	})
	return d, err
}

// shelf returns the fair's, made when wanted, else nil.
func (e *Engine) shelf(f fair.FairID, create bool) *shelf {
	e.mu.RLock()
	s := e.fairs[f]
	e.mu.RUnlock()
	if s != nil || !create {
		return s
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fairs[f] == nil {
		e.fairs[f] = &shelf{}
	}
	return e.fairs[f]
}

// swap puts ix in the place of the index that was there, which is removed.
func (s *shelf) swap(ix bleve.Index, t *table, path string, number int) error {
	s.mu.Lock()
	old, oldPath := s.index, s.path
	s.index, s.table, s.path, s.number = ix, t, path, number
	s.mu.Unlock()
	if old == nil {
		return nil
	}
	if err := old.Close(); err != nil {
		return err
	}
	if oldPath == "" {
		return nil
	}
	return os.RemoveAll(oldPath)
}

// Close closes all indexes.
func (e *Engine) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	var first error
	for _, s := range e.fairs {
		s.mu.Lock()
		if s.index != nil {
			if err := s.index.Close(); err != nil && first == nil {
				first = err
			}
			s.index = nil
		}
		s.mu.Unlock()
	}
	return first
}

// Ready is always so: the engine is part of the process.
func (e *Engine) Ready(context.Context) error { return nil }

func newIndex(path string) (bleve.Index, error) {
	m := mapping.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	return bleve.NewUsing(path, m, scorch.Name, scorch.Name, nil)
}

func (e *Engine) path(f fair.FairID, number int) string {
	if e.dir == "" {
		return ""
	}
	return filepath.Join(e.dir, f.String()+"."+strconv.Itoa(number))
}

// Apply writes one durable batch, or a few when there is much.
func (e *Engine) Apply(ctx context.Context, f fair.FairID, put []search.Document, drop []string) error {
	s := e.shelf(f, true)
	if s.index == nil {
		ix, err := newIndex(e.path(f, 1))
		if err != nil {
			return err
		}
		if err := s.swap(ix, newTable(), e.path(f, 1), 1); err != nil {
			return err
		}
	}
	b := s.index.NewBatch()
	for _, id := range drop {
		b.Delete(id)
	}
	for part := range slices.Chunk(put, batchSize) {
		for i := range part {
			if err := add(b, &part[i]); err != nil {
				return err
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.index.Batch(b); err != nil {
			return err
		}
		b.Reset()
	}
	if len(put) == 0 {
		if err := s.index.Batch(b); err != nil {
			return err
		}
	}
	for _, id := range drop {
		s.table.drop(id)
	}
	for i := range put {
		s.table.put(&put[i])
	}
	return nil
}

func add(b *bleve.Batch, d *search.Document) error {
	doc, err := indexed(d)
	if err != nil {
		return err
	}
	return b.IndexAdvanced(doc)
}

// Rebuild fills a new index and puts it in the place of the old one.
func (e *Engine) Rebuild(ctx context.Context, f fair.FairID, version string, docs iter.Seq2[search.Document, error]) error {
	s := e.shelf(f, true)
	number := s.number + 1
	path := e.path(f, number)
	temporary := path
	if path != "" {
		temporary += unfinished
		if err := os.RemoveAll(temporary); err != nil {
			return err
		}
	}
	ix, err := newIndex(temporary)
	if err != nil {
		return err
	}
	t := newTable()
	if err := fill(ctx, ix, t, version, docs); err != nil {
		_ = ix.Close()
		if temporary != "" {
			_ = os.RemoveAll(temporary)
		}
		return err
	}
	if path != "" {
		// An open index keeps writing where it was opened.
		if err := ix.Close(); err != nil {
			return err
		}
		if err := os.Rename(temporary, path); err != nil {
			return err
		}
		if ix, err = bleve.Open(path); err != nil {
			return err
		}
	}
	return s.swap(ix, t, path, number)
}

func fill(ctx context.Context, ix bleve.Index, t *table, version string, docs iter.Seq2[search.Document, error]) error {
	b := ix.NewBatch()
	for d, err := range docs {
		if err == nil {
			err = add(b, &d)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		t.put(&d)
		if b.Size() >= batchSize {
			if err := ix.Batch(b); err != nil {
				return err
			}
			b.Reset()
		}
	}
	b.SetInternal(versionKey, []byte(version))
	return ix.Batch(b)
}

// read calls fn with the fair's index, which stays open meanwhile; not at all
// when there is none.
func (e *Engine) read(f fair.FairID, fn func(bleve.Index, *table) error) error {
	s := e.shelf(f, false)
	if s == nil {
		return nil
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.index == nil {
		return nil
	}
	return fn(s.index, s.table)
}

// Built returns the version of the fair's index.
func (e *Engine) Built(_ context.Context, f fair.FairID) (string, error) {
	var version []byte
	err := e.read(f, func(ix bleve.Index, _ *table) (err error) {
		version, err = ix.GetInternal(versionKey)
		return err
	})
	return string(version), err
}

// Stored loads documents.
func (e *Engine) Stored(_ context.Context, f fair.FairID, ids []string) ([]search.Document, error) {
	out := make([]search.Document, 0, len(ids))
	err := e.read(f, func(ix bleve.Index, _ *table) error {
		r, err := reader(ix)
		if err != nil {
			return err
		}
		defer r.Close()
		for _, id := range ids {
			d, err := stored(r, id)
			if err != nil {
				return err
			}
			if d != nil {
				out = append(out, *d)
			}
		}
		return nil
	})
	return out, err
}
