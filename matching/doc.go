// Package matching scores every offer against every demand of one fair, for both
// sides, and says why.
//
// A pair has a buyer's and a supplier's score, each the sum of its parts' points
// (hundredths; the weights of a side add up to 10000), joined by [fair.Join]. A
// gate makes it 0. What is not stated takes a fixed prior with its weight kept.
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
// Everything is integers and a function of the posts present, not of the order
// they came in.
package matching
