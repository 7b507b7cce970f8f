// Package meili is a search engine on a Meilisearch server.
//
// Each fair has an index of its own, holding its offers, demands and companies:
// a fair is rebuilt, by swapping, or deleted without the others, and a company's
// change reaches its posts in one task.
package meili

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/meilisearch/meilisearch-go"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// Engine speaks to one server.
type Engine struct {
	client  meilisearch.ServiceManager
	meaning Meaning // may be nil
	model   string
}

var _ search.Engine = (*Engine)(nil)

const (
	timeout   = 10 * time.Second // of one request
	patience  = 10 * time.Minute // for one task: the server works on other people's as well
	pollEvery = 15 * time.Millisecond
	batchSize = 2000 // documents of one task
)

// New returns the engine of the server at url, which need not be up yet.
func New(url, key string) *Engine {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	// The server sends a compressed answer in pieces, the last of which waits for
	// the acknowledgement of the others: 45 ms a request on one machine.
	transport.DisableCompression = true
	return &Engine{client: meilisearch.New(url,
		meilisearch.WithAPIKey(key),
		meilisearch.WithCustomClient(&http.Client{Timeout: timeout, Transport: transport}),
		meilisearch.DisableRetries(), // the followers try again, and people are told when to
	)}
}

func uid(f fair.FairID) string { return "fairmatch-" + f.String() }

// Ready asks the server for its health.
func (e *Engine) Ready(ctx context.Context) error {
	h, err := e.client.HealthWithContext(ctx)
	if err == nil && h.Status != "available" {
		err = fmt.Errorf("meilisearch is %s", h.Status)
	}
	if err != nil {
		return search.Down(err)
	}
	return nil
}

// judge tells a server that is down, overloaded or refuses our key from one that
// answers that the request is wrong.
func judge(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var m *meilisearch.Error
	if errors.As(err, &m) {
		switch m.StatusCode {
		case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusRequestEntityTooLarge:
			return fmt.Errorf("meilisearch: %w", err)
		}
	}
	return search.Down(err)
}

// absent reports whether the server said that there is no such index or document.
func absent(err error) bool {
	var m *meilisearch.Error
	return errors.As(err, &m) && slices.Contains([]string{"index_not_found", "document_not_found"}, m.MeilisearchApiError.Code)
}

// wait returns when the task is done; one that failed is an error.
func (e *Engine) wait(ctx context.Context, info *meilisearch.TaskInfo, err error) error {
	if err != nil {
		return judge(ctx, err)
	}
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	task, err := e.client.WaitForTaskWithContext(within, info.TaskUID, pollEvery)
	if err != nil {
		return judge(ctx, err)
	}
	if task.Status != meilisearch.TaskStatusSucceeded {
		return fmt.Errorf("meilisearch: %s task %d %s: %s (%s)", task.Type, task.UID, task.Status, task.Error.Message, task.Error.Code)
	}
	return nil
}

// Apply sends the documents in batches and waits for each.
func (e *Engine) Apply(ctx context.Context, f fair.FairID, put []search.Document, drop []string) error {
	if _, err := e.client.GetIndexWithContext(ctx, uid(f)); absent(err) {
		if err := e.create(ctx, uid(f)); err != nil {
			return err
		}
	} else if err != nil {
		return judge(ctx, err)
	}
	ix := e.client.Index(uid(f))
	if len(drop) > 0 {
		info, err := ix.DeleteDocumentsWithContext(ctx, drop, nil)
		if err := e.wait(ctx, info, err); err != nil {
			return err
		}
	}
	for batch := range slices.Chunk(put, batchSize) {
		records := make([]record, len(batch))
		for i, d := range batch {
			records[i] = newRecord(d)
		}
		if err := e.add(ctx, uid(f), records); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) add(ctx context.Context, index string, records []record) error {
	if len(records) == 0 {
		return nil
	}
	e.give(ctx, records)
	key := "id"
	info, err := e.client.Index(index).AddDocumentsWithContext(ctx, records, &meilisearch.DocumentOptions{PrimaryKey: &key})
	return e.wait(ctx, info, err)
}

// create makes an empty index with our settings.
func (e *Engine) create(ctx context.Context, index string) error {
	vectors, err := e.embedders(ctx)
	if err != nil {
		return err
	}
	info, err := e.client.CreateIndexWithContext(ctx, &meilisearch.IndexConfig{Uid: index, PrimaryKey: "id"})
	if err := e.wait(ctx, info, err); err != nil {
		return err
	}
	info, err = e.client.Index(index).UpdateSettingsWithContext(ctx, settings(vectors))
	return e.wait(ctx, info, err)
}

// remove deletes an index, if there is one.
func (e *Engine) remove(ctx context.Context, index string) error {
	if _, err := e.client.GetIndexWithContext(ctx, index); absent(err) {
		return nil
	} else if err != nil {
		return judge(ctx, err)
	}
	info, err := e.client.DeleteIndexWithContext(ctx, index)
	return e.wait(ctx, info, err)
}

// Rebuild fills an index beside the fair's, swaps the two and deletes the old.
func (e *Engine) Rebuild(ctx context.Context, f fair.FairID, version string, docs iter.Seq2[search.Document, error]) error {
	fresh := uid(f) + "-new"
	if err := e.remove(ctx, fresh); err != nil { // what an earlier attempt left
		return err
	}
	if err := e.create(ctx, fresh); err != nil {
		return err
	}
	if err := e.fill(ctx, fresh, version, docs); err != nil {
		return err
	}
	// Both indexes of a swap must exist.
	if _, err := e.client.GetIndexWithContext(ctx, uid(f)); absent(err) {
		if err := e.create(ctx, uid(f)); err != nil {
			return err
		}
	} else if err != nil {
		return judge(ctx, err)
	}
	info, err := e.client.SwapIndexesWithContext(ctx, []*meilisearch.SwapIndexesParams{{Indexes: []string{uid(f), fresh}}})
	if err := e.wait(ctx, info, err); err != nil {
		return err
	}
	return e.remove(ctx, fresh)
}

func (e *Engine) fill(ctx context.Context, index, version string, docs iter.Seq2[search.Document, error]) error {
	records := make([]record, 0, batchSize)
	for d, err := range docs {
		if err != nil {
			return err
		}
		records = append(records, newRecord(d))
		if len(records) == batchSize {
			if err := e.add(ctx, index, records); err != nil {
				return err
			}
			records = records[:0]
		}
	}
	mark := record{Document: search.Document{ID: versionID, What: versionWhat, Name: e.version(version)}}
	return e.add(ctx, index, append(records, mark))
}

// Built returns the version of the fair's index.
func (e *Engine) Built(ctx context.Context, f fair.FairID) (string, error) {
	var mark search.Document
	err := e.client.Index(uid(f)).GetDocumentWithContext(ctx, versionID, &meilisearch.DocumentQuery{Fields: []string{"name"}}, &mark)
	if absent(err) {
		return "", nil
	}
	return e.marked(mark.Name), judge(ctx, err)
}

// readable are the fields that are read and shown. The others, among them the stems of the
// same texts, would double what a page of results carries over the wire.
var readable = []string{"id", "what", "company", "title", "brand", "text", "attributes", "created"}

// Stored loads documents.
func (e *Engine) Stored(ctx context.Context, f fair.FairID, ids []string) ([]search.Document, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var got meilisearch.DocumentsResult
	err := e.client.Index(uid(f)).GetDocumentsWithContext(ctx, &meilisearch.DocumentsQuery{Ids: ids, Fields: readable, Limit: int64(len(ids))}, &got)
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, judge(ctx, err)
	}
	place := make(map[string]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	docs := make([]search.Document, 0, len(got.Results))
	for _, hit := range got.Results {
		raw, err := json.Marshal(hit)
		if err != nil {
			return nil, err
		}
		var d search.Document
		if err := json.Unmarshal(raw, &d); err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(a, b search.Document) int { return place[a.ID] - place[b.ID] })
	return docs, nil
}
