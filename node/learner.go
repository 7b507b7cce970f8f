package node

import (
	"context"
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/matching/learning"
)

// lessonsAtOnce is how many lessons are read at a time.
const lessonsAtOnce = 1000

// learners follows the lessons in the journal into one model per fair, on every node, and
// gives the fair's engine its weights. Each node learns the same: a model is a function of
// the journal.
type learners struct {
	source   fair.LessonReader
	matchers *matchers
	mu       sync.Mutex
	fairs    map[fair.FairID]*learner
}

// learner is a fair's model with the number of the last lesson that it has.
type learner struct {
	model *learning.Model
	last  int64
}

func newLearners(source fair.LessonReader, m *matchers) *learners {
	return &learners{source: source, matchers: m, fairs: map[fair.FairID]*learner{}}
}

// Name is the follower's.
func (l *learners) Name() string { return "learning" }

// Follow learns what is new.
func (l *learners) Follow(ctx context.Context, id fair.FairID, _ []fair.Entry) error {
	if id.IsZero() {
		return nil
	}
	return l.load(ctx, id)
}

// load learns every lesson that a fair's model does not have yet.
func (l *learners) load(ctx context.Context, id fair.FairID) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.fairs[id]
	if at == nil {
		at = &learner{model: learning.New()}
		l.fairs[id] = at
	}
	before := at.last
	for {
		lessons, err := l.source.Lessons(ctx, id, at.last, lessonsAtOnce)
		if err != nil {
			return err
		}
		for _, lesson := range lessons {
			at.model.Learn(lesson)
			at.last = lesson.Number
		}
		if len(lessons) < lessonsAtOnce {
			break
		}
	}
	if at.last == before {
		return nil
	}
	return l.matchers.weigh(id, at.model.Weights())
}

// Learned returns the weights that a fair matches by.
func (l *learners) Learned(id fair.FairID) (fair.Learned, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.fairs[id]
	if at == nil {
		return fair.Learned{}, fair.Missing("fair")
	}
	return at.model.Learned(), nil
}
