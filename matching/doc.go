// Package matching scores every offer against every demand of one fair, for both
// sides, and says why.
//
// A pair has a buyer's and a supplier's score, each the sum of its parts' points
// (hundredths; the weights of a side add up to 10000), joined by [fair.Join]. A
// gate makes it 0. What is not stated takes a fixed prior with its weight kept; where
// a requirement hangs on it, the pair is at most possible. Weights begin as set by
// hand ([HandSet]); package learning makes others of what people decide. The meaning
// part weighs nothing unless posts have vectors: see [Weights.WithMeaning].
//
// # How a post is kept
//
// A post is compiled twice: its features (terms, concepts, codes: what the goods
// are) and its terms (numbers and sets that the parts compare). Where the owner
// hides fields, the terms are compiled once whole and once as [fair.Post.Public]
// shows them: the owner's list sees its own post whole and the others' public
// forms, so that no score tells what is hidden. Features come from what cannot be
// hidden, and from attributes only while these are public.
//
// A demand that names several goods is kept as so many articles, which share its terms
// and have features of their own. It has one list, and stands on others' lists once.
//
// # The product part is a sum
//
// What two posts have in common is a sum over shared features of a weight that
// depends on the demand (how much of what it asks for the feature is) and a level
// that depends on the offer. So it can be added up term at a time through an
// inverted index; every other part is bounded per post; and only pairs whose
// bound reaches a list's last place are scored in full. [Engine.Reference] is the
// same without index or bound: one loop over everything.
//
// Two posts that share no concept and no code, and of the words only some of little
// weight, have nothing in common: that is a gate. The words of a demand weigh by
// their rarity among all posts; a word in more than an eighth of a large fair's
// posts weighs nothing.
//
// # The whole fair
//
// [Engine.All] adds up the demands one by one over slabs of offers that fit the cache.
// What the other parts give is looked up in tables by what posts state, for the same few
// terms come again and again. The demands that promise most go first: then the lists of
// the offers are good early, and of the many that follow most cannot reach them.
// [Engine.Spread] chooses from longer lists of it so that exposure is fair, and
// [Engine.Balance] counts what finds nobody.
//
// # What is said of a pair
//
// Only pairs that somebody looks at are explained: a reason for each part, with the facts
// behind it and who could answer what is open; notes, which weigh nothing; and the single
// changes of a field that would lift the pair, found by changing it and scoring again. All
// of it is said of what the reader may see.
//
// Everything is integers and a function of the posts present, not of the order
// they came in.
package matching
