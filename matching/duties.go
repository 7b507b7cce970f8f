package matching

import (
	"sync/atomic"
	"time"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// duties knows which countries give each other tariff preference on the fair's
// first day. Safe for concurrent use.
type duties struct {
	on    time.Time
	codes [256]string
	known [256][256]atomic.Uint32 // 0 not looked up yet, 1 no, 2 yes
	alone [256]*set
}

func newDuties(in *interner, on time.Time) *duties {
	t := &duties{on: on}
	for code, i := range in.countries.ids {
		var s set
		s.add(i)
		t.codes[i], t.alone[i] = code, in.one(s)
	}
	return t
}

// preferred tells whether goods from a pay less duty in b.
func (t *duties) preferred(a, b uint8) bool {
	at := &t.known[a][b]
	if v := at.Load(); v != 0 {
		return v == 2
	}
	v := uint32(1)
	if len(taxonomy.Between(t.codes[a], t.codes[b], t.on)) > 0 {
		v = 2
	}
	at.Store(v)
	return v == 2
}

// only is the set of one country.
func (t *duties) only(country uint8) *set { return t.alone[country] }
