package fair

// Store is all that the services need of a store. Each service declares its own
// small part; this is their sum, for whoever wires an installation.
type Store interface {
	AccessStore
	PeopleStore
	FairStore
	CompanyStore
	PostStore
	MeetingStore
	ViewStore
	PictureStore
	OnceStore
	LearningStore
	OutcomeStore
	NewsStore
}

// UseCases are the services of one installation.
type UseCases struct {
	Access    *Access
	People    *People
	Fairs     *Fairs
	Companies *Companies
	Posts     *Posts
	Meetings  *Meetings
	Views     *Views
	Pictures  *Pictures
	Once      *Once
	Matches   *Matches
	Finding   *Finding
	Learning  *Learning
	Outcomes  *Outcomes
	News      *News
	Balances  *Balances
}

// Engines are what the services ask beside the store. Tools that match or search nothing
// leave them out.
type Engines struct {
	Matcher  Matcher
	Insights Insights
	Finder   Finder
}

// NewUseCases wires the services to a store and the engines.
func NewUseCases(store Store, e Engines, clock Clock) UseCases {
	return UseCases{
		Access:    NewAccess(store, clock),
		People:    NewPeople(store, clock),
		Fairs:     NewFairs(store, clock),
		Companies: NewCompanies(store, clock),
		Posts:     NewPosts(store, e.Matcher, clock),
		Meetings:  NewMeetings(store, e.Matcher, clock),
		Views:     NewViews(store),
		Pictures:  NewPictures(store, clock),
		Once:      NewOnce(store, clock),
		Matches:   NewMatches(store, e.Matcher, clock),
		Finding:   NewFinding(e.Finder),
		Learning:  NewLearning(store, e.Insights, clock),
		Outcomes:  NewOutcomes(store, e.Matcher, clock),
		News:      NewNews(store, clock),
		Balances:  NewBalances(e.Insights, clock),
	}
}
