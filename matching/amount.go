package matching

import (
	"math"
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// octave is one doubling in the logarithms of amounts: fine enough that one piece in ten
// thousand million tells.
const octave = 1 << 36

// amount is a quantity as a logarithm, so that ratios are differences of
// integers: log2 of the value in the base unit of its dimension, 28.36. A zero
// dim is "not stated".
type amount struct {
	dim uint16
	log int64
}

func (a amount) stated() bool { return a.dim != 0 }

// slack is the difference of logarithms within which amounts are equal: each is the sum
// of at most four that are rounded by half, of the value, the content of a package and
// their units.
const slack = 4

func logOf(x float64) int64 { return int64(math.Round(math.Log2(x) * octave)) }

// measure is a unit's dimension, its size in the dimension's base as a logarithm,
// and whether it is a package, which compares with others by stated content only.
type measure struct {
	amount
	pack bool
}

// measures holds every unit. Units that do not convert are a dimension of their own.
var measures = sync.OnceValue(func() map[string]measure {
	all := map[string]measure{}
	var bases []taxonomy.Unit
	for _, u := range taxonomy.Units() {
		m := measure{pack: u.Package()}
		for i, b := range bases {
			if f, ok := taxonomy.Convert(1, u, b); ok && f > 0 {
				m.amount = amount{uint16(i + 1), logOf(f)}
				break
			}
		}
		if m.dim == 0 {
			bases = append(bases, u)
			m.amount = amount{dim: uint16(len(bases))}
		}
		all[u.Code] = m
	}
	return all
})

// quantity compiles a stated quantity; unknown units count as not stated.
func quantity(q *fair.Quantity) amount {
	if q == nil {
		return amount{}
	}
	v, m := q.Value.Float(), measures()[q.Unit]
	if v <= 0 || m.dim == 0 {
		return amount{}
	}
	return amount{m.dim, m.log + logOf(v)}
}

// packed tells whether the quantity is counted in packages.
func packed(q *fair.Quantity) bool { return q != nil && measures()[q.Unit].pack }

// times counts packages by their content.
func (a amount) times(content amount) amount {
	if !a.stated() || !content.stated() {
		return amount{}
	}
	return amount{content.dim, a.log + content.log}
}

// counted is a quantity as it is stated and in another measure: packages as what they
// hold; else a minimum order as what it costs.
type counted struct {
	as, in amount
	pack   bool
}

// moneyDim marks the dimensions of money, one for each currency.
const moneyDim = 1 << 15

// money tells whether the amount is of money.
func (a amount) money() bool { return a.dim&moneyDim != 0 }

// spent is money as an amount.
func (p price) spent() amount { return amount{moneyDim | p.cur, p.log} }

// cost is what so much of something costs at a price per unit of it.
func (p price) cost(many amount) amount {
	if !p.stated() || many.dim != p.dim {
		return amount{}
	}
	return amount{moneyDim | p.cur, p.log + many.log}
}

// ratio is log2 of theirs over ours; false where they do not compare. Packages
// compare with the same package, else through the offer's stated content.
func ratio(theirs amount, theirsPack bool, ours counted, content amount) (int64, bool) {
	switch {
	case theirs.dim == ours.as.dim:
		return theirs.log - ours.as.log, true
	case theirs.dim == ours.in.dim:
		return theirs.log - ours.in.log, true
	}
	if theirsPack && !ours.pack {
		if t := theirs.times(content); t.stated() && t.dim == ours.as.dim {
			return t.log - ours.as.log, true
		}
	}
	return 0, false
}

// price is money per unit as a logarithm. cur 0 is "not stated", 1 the fair's
// currency; a currency without a rate compares with itself only.
type price struct {
	cur uint16
	amount
}

func (p price) stated() bool { return p.cur != 0 }

// per turns a price per package into one per what the package holds.
func (p price) per(content amount) price {
	if !p.stated() || !content.stated() {
		return price{}
	}
	return price{p.cur, amount{content.dim, p.log - content.log}}
}

// each turns a price per what a package holds into one per package, which dim is.
func (p price) each(content amount, dim uint16) price {
	if !p.stated() {
		return price{}
	}
	return price{p.cur, amount{dim, p.log + content.log}}
}
