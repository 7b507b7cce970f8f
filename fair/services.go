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
}

// NewUseCases wires the services to a store and two engines.
func NewUseCases(store Store, matcher Matcher, finder Finder, clock Clock) UseCases {
	return UseCases{
		Access:    NewAccess(store, clock),
		People:    NewPeople(store, clock),
		Fairs:     NewFairs(store, clock),
		Companies: NewCompanies(store, clock),
		Posts:     NewPosts(store, clock),
		Meetings:  NewMeetings(store, clock),
		Views:     NewViews(store),
		Pictures:  NewPictures(store, clock),
		Once:      NewOnce(store, clock),
		Matches:   NewMatches(store, matcher, clock),
		Finding:   NewFinding(finder),
	}
}
