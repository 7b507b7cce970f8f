package fair

// Match is a scored pair of an offer and a demand, as one of the two owners may
// see it. Scores are fixed-point hundredths of a point: 0 … 10000.
type Match struct {
	Offer    PostID    `json:"offer"`
	Demand   PostID    `json:"demand"`
	Supplier CompanyID `json:"supplier"`
	Buyer    CompanyID `json:"buyer"`
	// Score joins the two sides by a weighted harmonic mean (buyer .6): see Join.
	Score     int  `json:"score"`
	ForBuyer  int  `json:"for_buyer"`    // the sum of the buyer's reasons
	ForSeller int  `json:"for_supplier"` // the sum of the supplier's reasons
	Band      Band `json:"band"`
	// Reasons are the parts of both sides, in the fixed order of the parts. Per side the
	// contributions add up to the side's score.
	Reasons []Reason `json:"reasons,omitempty"`
	// Gates are the reasons why the pair cannot be, when Score is 0.
	Gates []Reason `json:"gates,omitempty"`
	// Article is what the pair is about, of a demand that names several goods.
	Article string `json:"article,omitempty"`
	// Changes are the smallest single changes that would lift the pair, the greatest lift first.
	Changes []Lift `json:"changes,omitempty"`
}

// Lift is one change of one field of one of the two posts, and what the pair would then
// come to. It is worked out from what its reader may see, and promises exactly that.
type Lift struct {
	Side  Side   `json:"side"`  // whose post would change
	Part  string `json:"part"`  // the reason that it lifts most
	Field string `json:"field"` // the field's JSON name: "moq", "price", "certificates" …
	To    any    `json:"to"`    // its new value, of the field's type
	// Key and Args are the sentence: "change.moq", {"to": Quantity, "score": …}.
	Key   string `json:"key"`
	Args  Args   `json:"args,omitempty"`
	Score int    `json:"score"` // that the pair would have
	Band  Band   `json:"band"`
}

// Reason is one part of a side's score, with the facts that made it.
type Reason struct {
	Side Side   `json:"side"` // whose gain: OfferSide is the supplier's, DemandSide the buyer's
	Part string `json:"part"` // "product", "price", "quantity" …
	// Weight is the most the part can give, Points what it gave: hundredths of a point.
	Weight int `json:"weight"`
	Points int `json:"points"`
	// Key and Args are the sentence: "reason.moq_met", {"moq": Quantity, "wanted": Quantity}.
	Key  string `json:"key"`
	Args Args   `json:"args,omitempty"`
	// Unknown says that the part took its prior because something is not stated; the
	// question to ask is then catalog key "question." + Part.
	Unknown bool `json:"unknown,omitempty"`
	// Asks is the side that can answer it; "" where both must.
	Asks Side `json:"asks,omitempty"`
}

// Band is the score in a word.
type Band string

// The bands.
const (
	Strong   Band = "strong"
	Possible Band = "possible"
	Stretch  Band = "stretch"
)

// FullScore is the score of a perfect pair.
const FullScore = 10000

// buyerWeight is the buyer's share in the harmonic mean, in tenths. On public
// two-sided accept/decline data the harmonic mean predicted best; the buyer's
// side weighs slightly more.
const buyerWeight = 6

// Join is the weighted harmonic mean of the two sides' scores, in integers and
// rounded down, so that it is the same on every machine.
func Join(buyer, supplier int) int {
	if buyer <= 0 || supplier <= 0 {
		return 0
	}
	return 10 * buyer * supplier / (buyerWeight*supplier + (10-buyerWeight)*buyer)
}

// BandOf names the score; a pair in which something required is unknown is at
// most possible.
func BandOf(score int, open bool) Band {
	switch {
	case score >= 7000 && !open:
		return Strong
	case score >= 4500:
		return Possible
	}
	return Stretch
}

// Rates are the exchange rates of a fair: how much of its currency one unit of
// another buys.
type Rates struct {
	Base string             `json:"base"`
	Per  map[string]Decimal `json:"per"` // by currency
}

// RateDraft is one stated exchange rate.
type RateDraft struct {
	Currency string  `json:"currency" validate:"required,currency"`
	Rate     Decimal `json:"rate" validate:"positive"` // units of the fair's currency for one of Currency
}

// Convert turns an amount of one currency into another; false where a rate is missing.
func (r Rates) Convert(amount float64, from, to string) (float64, bool) {
	if from == to {
		return amount, true
	}
	per := func(c string) float64 {
		if c == r.Base {
			return 1
		}
		d := r.Per[c]
		return d.Float()
	}
	f, t := per(from), per(to)
	if f <= 0 || t <= 0 {
		return 0, false
	}
	return amount * f / t, true
}

// WishLevel is how much a company wants to meet about a pair of posts.
type WishLevel string

// The levels.
const (
	MustMeet  WishLevel = "must"
	WouldMeet WishLevel = "would"
	NoThanks  WishLevel = "no" // concerns this pair of posts only
)

// Wish is one company's word on a pair of posts.
type Wish struct {
	Fair    FairID    `json:"fair"`
	Company CompanyID `json:"company"` // whose wish
	Own     PostID    `json:"own"`
	Other   PostID    `json:"other"`
	Level   WishLevel `json:"level" validate:"required,oneof=must would no"`
	At      Time      `json:"at"`
}

// Block keeps a company away from another, both ways, at one fair.
type Block struct {
	Fair    FairID    `json:"fair"`
	Company CompanyID `json:"company"` // who blocks
	Blocked CompanyID `json:"blocked"`
	At      Time      `json:"at"`
}
