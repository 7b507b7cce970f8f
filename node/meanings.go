package node

import (
	"context"
	"strings"

	"github.com/fairmatch/fairmatch/embedding"
	"github.com/fairmatch/fairmatch/fair"
)

// meanings follows the journal and gives the matching engines what posts mean, on every
// node. It is a follower of its own, so that a model that is slow or down holds up nothing else:
// until it answers, posts are matched without. It reads each journal from its beginning;
// what was asked before is in the store.
type meanings struct {
	posts interface {
		Post(ctx context.Context, id fair.PostID) (fair.Post, error)
	}
	matchers *matchers
	model    *embedding.Model
}

// Name is the follower's.
func (m *meanings) Name() string { return "meanings" }

// Follow asks for the meaning of the open posts among the entries' subjects.
func (m *meanings) Follow(ctx context.Context, id fair.FairID, entries []fair.Entry) error {
	if id.IsZero() {
		return nil
	}
	posts, err := m.open(ctx, entries)
	if err != nil || len(posts) == 0 {
		return err
	}
	texts := make([]string, len(posts))
	for i, p := range posts {
		texts[i] = said(p)
	}
	vectors, err := m.model.Of(ctx, texts)
	if err != nil {
		return err
	}
	if err := m.matchers.reached(ctx, id, entries[len(entries)-1].Number); err != nil {
		return err
	}
	e := m.matchers.engine(id)
	for i, p := range posts {
		if vectors[i] != nil {
			e.PutVector(p.ID, vectors[i])
		}
	}
	return nil
}

// open loads the posts that were made or edited and are open, each once.
func (m *meanings) open(ctx context.Context, entries []fair.Entry) ([]fair.Post, error) {
	seen := map[string]bool{}
	var out []fair.Post
	for _, e := range entries {
		if e.Kind != fair.PostCreated && e.Kind != fair.PostEdited || seen[e.Subject] {
			continue
		}
		seen[e.Subject] = true
		id, err := fair.ParseID[fair.Post](e.Subject)
		if err != nil {
			return nil, err
		}
		p, err := m.posts.Post(ctx, id)
		if err != nil {
			return nil, err
		}
		if p.State == fair.PostOpen {
			out = append(out, p)
		}
	}
	return out, nil
}

// said is the text of a post that everybody may read.
func said(p fair.Post) string {
	p = p.Public()
	lines := []string{p.Title.All(), p.Text.All()}
	for _, a := range p.Attributes {
		lines = append(lines, a.Name+" "+a.Value)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
