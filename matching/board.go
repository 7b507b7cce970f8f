package matching

import "math"

// place is a pair on a list.
type place struct {
	key  uint64 // orders places: see keyOf
	slot int32  // of the other post
	firm int32  // whose it is
	judged
}

// before tells whether a stands above b.
func (a *place) before(b *place) bool { return a.key > b.key }

// tieBits hold, in a key, what breaks ties: the other post's number and, of a demand
// that names several goods, the article.
const (
	tieBits     = 49
	articleBits = 3
	maxArticles = 1 << articleBits
)

// keyOf is the greater the higher a pair stands: by its score, then by the number of
// the other post, then by the article of the demand. Numbers above 2⁴⁶ are alike.
func keyOf(score int32, tie uint64) uint64 { return uint64(score)<<tieBits | tie }

// tie is the part of keys that does not hang on the score.
func tie(number int64, article int8) uint64 {
	const most = 1<<tieBits - 1
	return most - (uint64(min(number, most>>articleBits))<<articleBits | uint64(article))
}

// article is the place of the pair's demand among its articles.
func (a *place) article() int { return int(^a.key & (maxArticles - 1)) }

// judged is a scored pair.
type judged struct {
	score int32
	sides points
}

// board keeps the best k companies, each with its best pair, best first.
type board struct {
	k      int
	places []place
}

// floor is the score that a pair must reach to matter: 1 while there is room, and
// more than any score where nothing is kept.
func (b *board) floor() int32 {
	switch {
	case b.k == 0:
		return math.MaxInt16
	case len(b.places) < b.k:
		return 1
	}
	return b.places[b.k-1].score
}

// offer puts a pair on the list if it belongs there, and tells whether it did.
func (b *board) offer(p place) bool {
	n := len(b.places)
	if n == b.k && (n == 0 || !p.before(&b.places[n-1])) {
		return false
	}
	at := n // where the hole is: its company's old pair, a free place, or the last
	for i := range b.places {
		if b.places[i].firm == p.firm {
			if !p.before(&b.places[i]) {
				return false
			}
			at = i
			break
		}
	}
	switch {
	case at == n && n == b.k:
		at = n - 1
	case at == n:
		b.places = append(b.places, p)
	}
	for at > 0 && p.before(&b.places[at-1]) {
		b.places[at] = b.places[at-1]
		at--
	}
	b.places[at] = p
	return true
}
