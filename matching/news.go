package matching

import "github.com/fairmatch/fairmatch/fair"

// Concerned gives the best k posts of other companies to whose owners a post may be
// news: the pairs are scored as those owners see them, so that who is told
// depends on nothing that the post hides. NotFound when the engine does not hold the post.
func (e *Engine) Concerned(id fair.PostID, k int, now fair.Time) ([]fair.PostID, error) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	articles := e.posts[id]
	if len(articles) == 0 {
		return nil, fair.Missing("post")
	}
	si := e.sight(now)
	b := board{k: k}
	for _, p := range articles {
		s := e.meet(p)
		other := e.sides[1-sideIndex(p.stated.Side)].posts
		for _, slot := range s.touched {
			if j, ok := si.judge(other[slot], p, s.met[slot]); ok {
				b.offer(placed(p, other[slot], j))
			}
		}
		e.release(s)
	}
	out := make([]fair.PostID, 0, len(b.places))
	other := e.sides[1-sideIndex(articles[0].stated.Side)].posts
	for _, at := range b.places {
		out = append(out, other[at.slot].stated.ID)
	}
	return out, nil
}
