package fair

// Insights is what the engines of the fairs can tell beyond single posts.
type Insights interface {
	// Learned returns the weights that decisions have made. Where a model of embeddings is named, matching
	// gives part of what the product weighs to the meaning. NotFound where the fair has no engine (yet).
	Learned(f FairID) (Learned, error)
	// Balance returns the last map and starts making a newer one in the background
	// where it is out of date; it does not wait. NotFound as above.
	Balance(f FairID, now Time) (BalanceState, error)
}
