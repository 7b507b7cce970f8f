package matching

// shelf is one side's posts with their inverted index. Slots are dense and reused.
type shelf struct {
	posts []*post // by slot, nil where free
	free  []int32
	lists [][]posting // by feature, in no order
	norms []norm      // by slot; of demands only
}

// posting is a slot and, in the lowest four bits, the level of the feature there.
type posting uint32

func (p posting) slot() int32   { return int32(p >> 4) }
func (p posting) level() uint32 { return uint32(p & 15) }

// norm scales a demand's features: what its groups sum to, and from that the raw
// points of one unit of weight × level, 16.16.
type norm struct {
	sum  [groups]uint32
	unit [groups]uint32
}

// settle computes units from sums. A group that is missing or says nothing
// leaves its share to the others.
func (n *norm) settle() {
	var all uint32
	for g, s := range n.sum {
		if s > 0 {
			all += shareOf[g]
		}
	}
	for g, s := range n.sum {
		n.unit[g] = 0
		if s > 0 {
			n.unit[g] = uint32(uint64(fullRaw) << 16 * uint64(shareOf[g]) / (uint64(all) * uint64(s)))
		}
	}
}

// ask is what an offer that is fully about a feature adds to the sum.
func (n *norm) ask(g group, weight, level uint32) uint32 {
	return uint32(uint64(n.unit[g]) * uint64(weight*level) >> 16)
}

// adds is what an offer of some level adds.
func adds(ask, level uint32) uint32 { return ask * level / maxLevel }

// normOf computes a demand's norm from its features.
func (v *vocabulary) normOf(features []feature) norm {
	var n norm
	for _, f := range features {
		n.sum[v.kind[f.id]] += v.weight[f.id] * uint32(f.level)
	}
	n.settle()
	return n
}

func (s *shelf) add(p *post, v *vocabulary) {
	if n := len(s.free); n > 0 {
		p.slot = s.free[n-1]
		s.free = s.free[:n-1]
	} else {
		p.slot = int32(len(s.posts))
		s.posts = append(s.posts, nil)
		s.norms = append(s.norms, norm{})
	}
	s.posts[p.slot] = p
	s.norms[p.slot] = v.normOf(p.features)
	for len(s.lists) < len(v.name) {
		s.lists = append(s.lists, nil)
	}
	for _, f := range p.features {
		s.lists[f.id] = append(s.lists[f.id], posting(p.slot)<<4|posting(f.level))
	}
}

func (s *shelf) remove(p *post) {
	for _, f := range p.features {
		list := s.lists[f.id]
		for i, q := range list {
			if q.slot() == p.slot {
				list[i] = list[len(list)-1]
				s.lists[f.id] = list[:len(list)-1]
				break
			}
		}
	}
	s.posts[p.slot] = nil
	s.norms[p.slot] = norm{}
	s.free = append(s.free, p.slot)
}

// list is a feature's postings.
func (s *shelf) list(id uint32) []posting {
	if int(id) < len(s.lists) {
		return s.lists[id]
	}
	return nil
}

// count adds a post to the statistics (+1) or takes it out (-1), and corrects the
// norms of the demands whose features changed in weight.
func (e *Engine) count(p *post, step int) {
	v, demands := e.vocab, &e.sides[sideIndex("demand")]
	v.posts += step
	for _, f := range p.features {
		v.df[f.id] += uint32(step)
	}
	scale := 16
	for scale < v.posts {
		scale *= 2
	}
	if scale != v.scale {
		v.scale = scale
		for id := range v.weight {
			v.weight[id] = v.weigh(v.kind[id], v.df[id])
		}
		for slot, q := range demands.posts {
			if q != nil {
				demands.norms[slot] = v.normOf(q.features)
			}
		}
		return
	}
	for _, f := range p.features {
		old := v.weight[f.id]
		v.weight[f.id] = v.weigh(v.kind[f.id], v.df[f.id])
		if change := v.weight[f.id] - old; change != 0 {
			for _, q := range demands.list(f.id) {
				n := &demands.norms[q.slot()]
				n.sum[v.kind[f.id]] += change * q.level() // wraps to the right sum when change is negative
				n.settle()
			}
		}
	}
}
