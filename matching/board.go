package matching

// place is a pair on a list: the other post with its company and the scores.
type place struct {
	number  int64 // the other post's, breaks ties
	slot    int32
	firm    int32
	article int8 // of the pair's demand, breaks the ties that are left
	judged
}

func (a *place) before(b *place) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	if a.number != b.number {
		return a.number < b.number
	}
	return a.article < b.article
}

// board keeps the best k companies, each with its best pair, best first.
type board struct {
	k      int
	places []place
}

// floor is the score that a pair must reach to matter; 1 while there is room.
func (b *board) floor() int32 {
	if len(b.places) < b.k {
		return 1
	}
	return b.places[b.k-1].score
}

// offer puts a pair on the list if it belongs there, and tells whether it did.
func (b *board) offer(p place) bool {
	n := len(b.places)
	if n == b.k && !p.before(&b.places[n-1]) {
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
