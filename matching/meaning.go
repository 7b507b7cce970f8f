package matching

import (
	"maps"
	"math"

	"github.com/fairmatch/fairmatch/fair"
)

// vector is what a post's text means to some model: a direction, in whole numbers so
// that scores are the same on every processor.
type vector []int8

// unitLength is the length of a vector.
const unitLength = 127

// Cosines, of full, at which the part is worth nothing and everything. Models put
// unlike texts near 0 and sentences of one meaning near 0.8.
const (
	unlike = 2000
	equal  = 8000
)

// judgeMeaning reads meaning of both. Where one is missing the part takes the prior, and
// nobody is asked: people cannot answer it.
func judgeMeaning(p *pair) verdict {
	if p.o.meaning == nil || p.d.meaning == nil || len(*p.o.meaning) != len(*p.d.meaning) {
		return verdict{value: prior, says: meaningUnknown}
	}
	var dot int64
	for i, x := range *p.o.meaning {
		dot += int64(x) * int64((*p.d.meaning)[i])
	}
	cosine := dot * full / (unitLength * unitLength)
	v := verdict{value: int32(min(max((cosine-unlike)*full/(equal-unlike), 0), full)), says: meaningNear}
	if v.value < full/2 {
		v.says = meaningFar
	}
	return v
}

func mostMeaningO(o *supply) int32 { return known(o.meaning != nil) }
func mostMeaningD(d *wants) int32  { return known(d.meaning != nil) }

// meaningShare is the share of the product part's weight that goes to the meaning part.
const meaningShare = 4

// WithMeaning gives a part of what the product weighs to the meaning: for engines whose
// posts have vectors.
func (w Weights) WithMeaning() Weights {
	out := Weights{append([]int32(nil), w.Goods...), append([]int32(nil), w.Services...)}
	for _, list := range [][]int32{out.Goods, out.Services} {
		for _, side := range []fair.Side{fair.DemandSide, fair.OfferSide} {
			from, to := partOf("product", side), partOf("meaning", side)
			moved := list[from] / meaningShare
			list[from] -= moved
			list[to] += moved
		}
	}
	return out
}

// partOf is the place of a side's part in parts.
func partOf(name string, side fair.Side) int {
	for i := range parts {
		if parts[i].name == name && parts[i].side == side {
			return i
		}
	}
	return -1
}

// PutVector says what a post's text means: a vector of length 1, from the same model for all
// posts of a fair. It counts where the weights let it: see [Weights.WithMeaning]. A post
// that is put again has none until it is said again.
func (e *Engine) PutVector(id fair.PostID, v []float32) {
	q := make(vector, len(v))
	for i, x := range v {
		q[i] = int8(math.Round(math.Max(-1, math.Min(1, float64(x))) * unitLength))
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	articles := e.posts[id]
	if len(articles) == 0 {
		return
	}
	e.vectors[id] = &q
	e.recompile(articles)
}

// TakeVectors takes over what another engine of the fair knows of the meaning of the posts
// that both hold: one that takes its place need not ask again.
func (e *Engine) TakeVectors(old *Engine) {
	old.mu.RLock()
	known := maps.Clone(old.vectors)
	old.mu.RUnlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	for id, v := range known {
		if articles := e.posts[id]; len(articles) > 0 {
			e.vectors[id] = v
			e.recompile(articles)
		}
	}
}
