package fair

import "context"

// Finder finds posts and companies by words and facets. Two engines implement
// it; searchtest is the suite of both. It knows public fields only.
type Finder interface {
	// Find answers a query. Unavailable, with RetryAfter, when the engine is down.
	// The first 200 candidates come in the order of text's relevance score, later
	// ones in the engine's own.
	Find(ctx context.Context, q Query) (Found, error)
}

// Query asks for posts of one side, or companies, of one fair.
type Query struct {
	Fair  FairID `json:"fair"`
	What  What   `json:"what" validate:"required,oneof=offer demand company"`
	Words string `json:"words,omitempty" validate:"max=300"`
	// Filters: values of one facet are alternatives, facets are joined by AND.
	Countries    []string `json:"countries,omitempty" validate:"max=50,dive,country"` // of the company; for offers also the origin
	Chapters     []string `json:"chapters,omitempty" validate:"max=50,dive,max=6"`    // HS chapter or service sector
	Certificates []string `json:"certificates,omitempty" validate:"max=50,dive,scheme"`
	Trade        Trade    `json:"trade,omitempty" validate:"omitempty,oneof=goods services"`
	Halls        []string `json:"halls,omitempty" validate:"max=50,dive,max=20"`
	Kinds        []string `json:"kinds,omitempty" validate:"max=20,dive,max=20"` // kinds of company
	Categories   []string `json:"categories,omitempty" validate:"max=50,dive,max=80"`
	Verified     bool     `json:"verified,omitempty"`
	SME          bool     `json:"sme,omitempty"`
	// Ranges, each with 0 for "no bound". Prices are in the fair's currency per unit.
	PriceMin float64 `json:"price_min,omitempty" validate:"min=0"`
	PriceMax float64 `json:"price_max,omitempty" validate:"min=0"`
	MOQMax   float64 `json:"moq_max,omitempty" validate:"min=0"`  // a number of the offer's own unit
	LeadMax  int     `json:"lead_max,omitempty" validate:"min=0"` // days
	Sort     Sort    `json:"sort,omitempty" validate:"omitempty,oneof=relevance newest price moq lead name"`
	Offset   int     `json:"offset,omitempty" validate:"min=0,max=10000"`
	Limit    int     `json:"limit,omitempty" validate:"min=0,max=100"` // 0: 20
	Prefix   bool    `json:"prefix,omitempty"`                         // the last word may be unfinished
}

// What is the sort of thing a query asks for.
type What string

// The things that can be found.
const (
	FindOffers    What = "offer"
	FindDemands   What = "demand"
	FindCompanies What = "company"
)

// Sort is an order of results; ties break by newest, then id.
type Sort string

// The orders. Price, MOQ and lead ascend, things without them last.
const (
	ByRelevance Sort = "relevance"
	ByNewest    Sort = "newest"
	ByPrice     Sort = "price"
	ByMOQ       Sort = "moq"
	ByLead      Sort = "lead"
	ByName      Sort = "name"
)

// Found is a page of results.
type Found struct {
	Total  int     `json:"total"`
	Hits   []Hit   `json:"hits"`
	Facets []Facet `json:"facets"` // counts over all results, each facet as if its own filter were off
	TookMS float64 `json:"took_ms"`
}

// Hit is one result: ids to load, and what matched to show why.
type Hit struct {
	Post    PostID    `json:"post,omitzero"`
	Company CompanyID `json:"company"`
	Score   float64   `json:"score"`
	// Title and Snippet are plain text with the matched byte ranges.
	Title   Marked `json:"title"`
	Snippet Marked `json:"snippet"`
}

// Marked is a text with the byte ranges to highlight, ascending, not overlapping.
type Marked struct {
	Text  string   `json:"text"`
	Spans [][2]int `json:"spans,omitempty"`
}

// Facet counts results by the values of one field.
type Facet struct {
	Field  string       `json:"field"`  // "countries", "chapters", "certificates", "trade", "halls", "kinds", "categories"
	Values []FacetValue `json:"values"` // most frequent first, ties by value; at most 50
}

// FacetValue is one value and how many results have it.
type FacetValue struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Finding lets people search a fair.
type Finding struct{ engine Finder }

// NewFinding serves searches from engine.
func NewFinding(engine Finder) *Finding { return &Finding{engine} }

// Find validates and answers a query of anybody who attends the fair.
func (s *Finding) Find(ctx context.Context, a Actor, q Query) (Found, error) {
	if !a.Attends(q.Fair) {
		return Found{}, denied()
	}
	if err := Validate(&q); err != nil {
		return Found{}, err
	}
	if q.Limit == 0 {
		q.Limit = 20
	}
	if q.Sort == "" {
		q.Sort = ByRelevance
	}
	return s.engine.Find(ctx, q)
}
