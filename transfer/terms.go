package transfer

import (
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// amount reads a number and what stands around it; false where there is none, or
// it cannot be read.
func (c *cells) amount(column string) (amount, bool) {
	v := c.text(column)
	if v == "" {
		return amount{}, false
	}
	a, meant, ok := parseAmount(v)
	if !ok {
		c.fail(column, v, "number", meant...)
	}
	return a, ok
}

// decimal is a bare number.
func (c *cells) decimal(column string) (fair.Decimal, bool) {
	a, ok := c.amount(column)
	if ok && a.before+a.after != "" {
		c.fail(column, c.text(column), "number")
		return fair.Decimal{}, false
	}
	return a.number, ok
}

// stated is what is said beside a number: in its own column, or next to the number.
// Both may say it, if they say the same.
func (c *cells) stated(column, own, beside string, read func(column, value string) string) string {
	v := c.text(own)
	switch {
	case v == "" && beside == "":
		c.fail(own, "", "required")
		return ""
	case v == "":
		return read(column, beside)
	}
	out := read(own, v)
	if beside != "" && out != "" {
		if other := read(column, beside); other != "" && other != out {
			c.fail(column, beside, "eqfield", out)
		}
	}
	return out
}

// quantity reads "moq" with "moq_unit": 500 and kg, or "500 kg". A unit alone says
// nothing: files have it in every row.
func (c *cells) quantity(column string) *fair.Quantity {
	a, ok := c.amount(column)
	if !ok {
		return nil
	}
	if a.before != "" {
		c.fail(column, c.text(column), "number")
		return nil
	}
	return &fair.Quantity{Value: a.number, Unit: c.stated(column, column+"_unit", a.after, c.unit)}
}

// money reads "budget" with "budget_currency": 5000000 and USD, or "US$ 5 million".
func (c *cells) money(column string) *fair.Money {
	a, ok := c.amount(column)
	if !ok {
		return nil
	}
	if a.before != "" && a.after != "" {
		c.fail(column, c.text(column), "number")
		return nil
	}
	return &fair.Money{Amount: a.number, Currency: c.stated(column, column+"_currency", a.before+a.after, c.currency)}
}

// price reads "price" with "price_currency" and "price_unit": 3.2, USD and kg, or
// "US$ 3.20/kg".
func (c *cells) price(column string) *fair.Price {
	a, ok := c.amount(column)
	if !ok {
		return nil
	}
	currency, unit, per := strings.Cut(a.after, "/")
	if !per {
		currency, unit, _ = strings.Cut(a.after, "per ")
	}
	currency, unit = strings.TrimSpace(currency), strings.TrimSpace(unit)
	if a.before != "" && currency != "" {
		c.fail(column, c.text(column), "number")
		return nil
	}
	p := &fair.Price{
		Amount:   a.number,
		Currency: c.stated(column, column+"_currency", a.before+currency, c.currency),
		Unit:     c.stated(column, column+"_unit", unit, c.unit),
		Place:    c.text("incoterm_place"),
	}
	for _, v := range c.list("incoterms") {
		term := string(parsed(c, "incoterms", v, "incoterm", taxonomy.ParseIncoterm))
		if term == "" {
			continue
		}
		p.Incoterms = append(p.Incoterms, term)
		if place, ok := strings.CutPrefix(strings.ToUpper(v), term+" "); ok && p.Place == "" {
			p.Place = strings.TrimSpace(v[len(v)-len(place):])
		}
	}
	return p
}

// attributes reads "roast=medium; width=1.5 m": a last word that is a unit after a
// number is its unit.
func (c *cells) attributes(column string) []fair.Attribute {
	var out []fair.Attribute
	for _, v := range c.list(column) {
		name, value, ok := strings.Cut(v, "=")
		a := fair.Attribute{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)}
		if !ok || a.Name == "" || a.Value == "" {
			c.fail(column, v, "attribute")
			continue
		}
		if n, _, ok := parseAmount(a.Value); ok && n.before == "" && n.after != "" {
			if u, err := taxonomy.ParseUnit(n.after); err == nil {
				a.Value, a.Unit = n.number.String(), u.Code
			}
		}
		out = append(out, a)
	}
	return out
}

// visibility reads the three columns that say who sees which field.
func (c *cells) visibility() map[string]fair.Visibility {
	out := map[string]fair.Visibility{}
	for column, v := range map[string]fair.Visibility{"shown_public": fair.Public, "shown_accepted": fair.AfterAcceptance, "shown_matching": fair.ForMatching} {
		for _, field := range c.list(column) {
			if have, twice := out[field]; twice && have != v {
				c.fail(column, field, "unique")
			}
			out[field] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
