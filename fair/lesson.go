package fair

import "context"

// Lesson is a decision about a pair, with what it was made on: the values of the
// parts on the side of the decider, as that side saw the pair at that moment. It is kept
// with the journal entry of the decision, so that learning from the journal again
// gives the same weights whatever has happened to the posts since.
type Lesson struct {
	Fair   FairID `json:"-"`
	Number int64  `json:"-"` // of the entry
	At     Time   `json:"-"` // of the entry
	Kind   Kind   `json:"-"` // of the entry; LearningReset ends what was learned before it
	Side   Side   `json:"side,omitempty"`
	Trade  Trade  `json:"trade,omitempty"`
	Yes    bool   `json:"yes,omitempty"`
	Times  int    `json:"times,omitempty"` // how much it counts: 1, or 2 for a must and for what came of a meeting
	// Values are 0 … FullScore by the name of the part.
	Values map[string]int `json:"values,omitempty"`
}

// LearningReset says that what was learned so far no longer counts. Subject: fair.
const LearningReset Kind = "learning.reset"

// lessonOf is what the owner of the post viewer teaches by saying yes or no to a
// pair; nil where there is no engine, or it does not know the pair or sees no match in it.
func lessonOf(engine Matcher, offer, demand Post, viewer Side, now Time, yes bool, times int) *Lesson {
	if engine == nil || offer.ID.IsZero() || demand.ID.IsZero() {
		return nil
	}
	own := offer.ID
	if viewer == DemandSide {
		own = demand.ID
	}
	m, err := engine.Pair(offer.ID, demand.ID, own, now)
	if err != nil || m.Score == 0 {
		return nil
	}
	l := &Lesson{Side: viewer, Trade: offer.Trade, Yes: yes, Times: times, Values: map[string]int{}}
	for _, r := range m.Reasons {
		if r.Side == viewer && r.Weight > 0 {
			l.Values[r.Part] = r.Points * FullScore / r.Weight
		}
	}
	return l
}

// Learned is what a fair's weights have become.
type Learned struct {
	Lessons int           `json:"lessons"` // since the last reset
	Since   Time          `json:"since,omitzero"`
	Parts   []LearnedPart `json:"parts"` // in the fixed order of the parts, goods first
}

// LearnedPart is the weight of one part: as it was set by hand, as it was learned, and the bounds
// of learning; hundredths of a point.
type LearnedPart struct {
	Trade   Trade  `json:"trade"`
	Side    Side   `json:"side"`
	Part    string `json:"part"`
	HandSet int    `json:"hand_set"`
	Weight  int    `json:"weight"`
	Least   int    `json:"least"`
	Most    int    `json:"most"`
}

// LearningStore is what Learning needs of the store.
type LearningStore interface {
	Transactor
	Fair(ctx context.Context, id FairID) (Fair, error)
}

// LessonReader reads what a fair has taught.
type LessonReader interface {
	// Lessons returns up to limit lessons of the fair with numbers above after, ascending.
	Lessons(ctx context.Context, fair FairID, after int64, limit int) ([]Lesson, error)
}

// Learning shows the learned weights of a fair and resets them.
type Learning struct {
	store    LearningStore
	insights Insights
	clock    Clock
}

// NewLearning returns the service.
func NewLearning(store LearningStore, insights Insights, clock Clock) *Learning {
	return &Learning{store, insights, clock}
}

// Weights returns the weights that matching uses now, to the fair's staff.
func (s *Learning) Weights(_ context.Context, a Actor, f FairID) (Learned, error) {
	if !a.Staffs(f) {
		return Learned{}, denied()
	}
	return s.insights.Learned(f)
}

// Reset makes the weights those set by hand again; its organizer may. What people
// decide from now on is learned from anew.
func (s *Learning) Reset(ctx context.Context, a Actor, f FairID) error {
	if !a.Organizes(f) {
		return denied()
	}
	return s.store.Write(ctx, func(ctx context.Context) error {
		if _, err := s.store.Fair(ctx, f); err != nil {
			return err
		}
		return s.store.Append(ctx, Entry{Fair: f, At: s.clock.now(), Kind: LearningReset, Subject: f.String(), Actor: a.Person, Lesson: &Lesson{}})
	})
}
