package fair

import (
	"context"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// Balance is the map of where supply and demand of a fair meet and miss each other.
type Balance struct {
	At       Time          `json:"at"`       // as of when
	Currency string        `json:"currency"` // of what is at stake
	Total    BalanceCell   `json:"total"`
	Cells    []BalanceCell `json:"cells"` // by category, then region; only those with posts
}

// BalanceCell counts the posts of one category for one region. A demand that names several
// goods stands with each of them in its category, and once in the total. A demand stands in
// the region it is to be delivered to. An offer stands in every region of a market
// that it states; one that states none, in the region "" of its category.
type BalanceCell struct {
	Category taxonomy.Code `json:"category,omitempty"` // heading or sub-sector; "" where none is known
	Region   string        `json:"region,omitempty"`   // UN M49 sub-region, see taxonomy.Region; "" where none is stated
	Demands  int           `json:"demands"`
	Unmet    int           `json:"unmet"` // demands without a supplier that is at least possible
	Offers   int           `json:"offers"`
	Idle     int           `json:"idle"` // offers without a buyer that is at least possible
	// AtStake is the sum of the budgets of unmet demands, in hundredths of the
	// currency's unit; Unpriced are the unmet ones that state no budget, or in a currency without a rate.
	AtStake  int64 `json:"at_stake"`
	Unpriced int   `json:"unpriced"`
}

// BalanceState is the last map that was made, and how far a newer one is.
type BalanceState struct {
	Balance
	Ready bool `json:"ready"` // there is a map
	Done  int  `json:"done"`  // posts of the run under way
	Posts int  `json:"posts"` // of how many; 0 when none is under way
}

// Balances shows the supply-demand map.
type Balances struct {
	insights Insights
	clock    Clock
}

// NewBalances returns the service.
func NewBalances(insights Insights, clock Clock) *Balances { return &Balances{insights, clock} }

// Get returns the map to the fair's staff, who may see what its posts hide.
func (s *Balances) Get(_ context.Context, a Actor, f FairID) (BalanceState, error) {
	if !a.Staffs(f) {
		return BalanceState{}, denied()
	}
	return s.insights.Balance(f, s.clock.now())
}
