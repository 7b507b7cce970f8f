package taxonomy

// pairs is a hash table from two numbers to one: the steps of the trie, the pairs of Chinese
// characters. It is filled at every start and asked for every character of every text, which a map
// does in three times the time. The second number is never 0, the value 0 means there is none.
type pairs struct {
	slots []pairSlot // a power of two, at most half of them taken
	shift int        // 64 less the power
	taken int
}

type pairSlot struct{ first, second, value uint32 }

// newPairs makes room for n pairs; more may come.
func newPairs(n int) *pairs {
	p := &pairs{shift: 64 - 4}
	for 1<<(64-p.shift) < 2*n {
		p.shift--
	}
	p.slots = make([]pairSlot, 1<<(64-p.shift))
	return p
}

// slot is where a pair stands, or where it would.
func (p *pairs) slot(first, second uint32) *pairSlot {
	const golden = 0x9E3779B97F4A7C15
	at := (uint64(first)<<32 | uint64(second)) * golden >> p.shift
	for {
		s := &p.slots[at]
		if s.second == second && s.first == first || s.second == 0 {
			return s
		}
		at = (at + 1) & uint64(len(p.slots)-1)
	}
}

func (p *pairs) get(first, second uint32) uint32 { return p.slot(first, second).value }

// put gives a pair its value unless it has one, and returns what it has.
func (p *pairs) put(first, second, value uint32) uint32 {
	s := p.slot(first, second)
	if s.second != 0 {
		return s.value
	}
	*s = pairSlot{first, second, value}
	if p.taken++; 2*p.taken > len(p.slots) {
		p.grow()
	}
	return value
}

func (p *pairs) grow() {
	old := p.slots
	p.slots = make([]pairSlot, 2*len(old))
	p.shift--
	for _, s := range old {
		if s.second != 0 {
			*p.slot(s.first, s.second) = s
		}
	}
}
