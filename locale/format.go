package locale

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/apd/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/number"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// value writes one fact of a sentence. Text facts are named for what they hold:
// "country", "countries", "unit", "scheme", "schemes", "kinds", "channel" …
func (p *Printer) value(name string, v any) any {
	switch v := v.(type) {
	case fair.Money:
		return p.Money(v)
	case fair.Price:
		return p.Price(v)
	case fair.Quantity:
		return p.Quantity(v)
	case *fair.Quantity:
		return p.Quantity(*v)
	case fair.Date:
		return p.Date(v)
	case []fair.Certificate:
		return p.certificates(v)
	case taxonomy.Code:
		return p.CodeTitle(v)
	case int, int64, float64:
		return p.Number(v)
	case []string:
		out := make([]string, len(v))
		for i, s := range v {
			out[i] = p.named(strings.TrimSuffix(name, "s"), s)
		}
		return p.List(out)
	case string:
		return p.named(name, v)
	}
	return v
}

func (p *Printer) named(name, s string) string {
	switch {
	case strings.HasSuffix(name, "country"), strings.HasSuffix(name, "countrie"):
		return p.Country(s)
	case strings.HasSuffix(name, "unit"):
		return p.Unit(s)
	case strings.HasSuffix(name, "scheme"):
		return p.Scheme(s)
	case strings.HasSuffix(name, "language"):
		return p.Language(s)
	case strings.HasSuffix(name, "agreement"):
		return p.Agreement(s)
	case strings.HasSuffix(name, "kind"):
		return p.T("kind." + s)
	case strings.HasSuffix(name, "channel"):
		return p.T("channel." + s)
	}
	return s
}

// List joins names as the language does.
func (p *Printer) List(items []string) string {
	if p.lang == "zh" {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}

// Number groups digits: "12,500".
func (p *Printer) Number(v any) string {
	switch v := v.(type) {
	case fair.Decimal:
		return p.digits(v.String())
	case float64:
		return p.print.Sprint(number.Decimal(v, number.MaxFractionDigits(2)))
	}
	return p.print.Sprint(number.Decimal(v))
}

// digits groups an exact decimal without going through a float.
func (p *Printer) digits(s string) string {
	whole, frac, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if frac != "" {
		return sign + b.String() + "." + frac
	}
	return sign + b.String()
}

// Money is an amount with its currency: "USD 1,250.00". Codes, not signs: "$" and
// "¥" mean several currencies each.
func (p *Printer) Money(m fair.Money) string {
	return m.Currency + " " + p.digits(padMinor(m.Amount.String(), m.Currency))
}

// Sum is an amount to read at a glance, with three digits or so: "CNY 1.24 M", "CNY 124 万".
// It is given in hundredths of the currency's unit, as totals are.
func (p *Printer) Sum(hundredths int64, currency string) string {
	steps := []struct {
		from float64
		name string
	}{{1e9, "bn"}, {1e6, "M"}, {1e3, "k"}}
	if p.lang == "zh" {
		steps[0].from, steps[0].name = 1e8, "亿"
		steps[1].from, steps[1].name = 1e4, "万"
		steps = steps[:2]
	}
	amount := float64(hundredths) / 100
	for _, s := range steps {
		if math.Abs(amount) < s.from {
			continue
		}
		short := amount / s.from
		decimals := 2
		if math.Abs(short) >= 100 {
			decimals = 0
		} else if math.Abs(short) >= 10 {
			decimals = 1
		}
		return fmt.Sprintf("%s %s %s", currency, p.print.Sprint(number.Decimal(short, number.MaxFractionDigits(decimals))), s.name)
	}
	return currency + " " + p.print.Sprint(number.Decimal(amount, number.MaxFractionDigits(0)))
}

// padMinor shows at least the currency's minor units where there are any decimals
// or the amount is small.
func padMinor(s, currency string) string {
	minor := taxonomy.MinorUnits(currency)
	whole, frac, has := strings.Cut(s, ".")
	if !has || minor == 0 || len(frac) >= minor {
		return s
	}
	return whole + "." + frac + strings.Repeat("0", minor-len(frac))
}

// Price is money per unit with its Incoterms: "USD 4.20 / kg (FOB, CIF)".
func (p *Printer) Price(v fair.Price) string {
	s := p.Money(fair.Money{Amount: v.Amount, Currency: v.Currency}) + " / " + p.Unit(v.Unit)
	if len(v.Incoterms) > 0 {
		terms := strings.Join(v.Incoterms, ", ")
		if v.Place != "" {
			terms += " " + v.Place
		}
		s += " (" + terms + ")"
	}
	return s
}

// Quantity is a number with its unit: "5,000 pieces".
func (p *Printer) Quantity(q fair.Quantity) string {
	name := q.Unit
	if u, err := taxonomy.ParseUnit(q.Unit); err == nil {
		name = u.Plural(p.lang)
		if q.Value.Cmp(one) == 0 {
			name = u.Name(p.lang)
		}
	}
	return p.digits(q.Value.String()) + " " + name
}

var one = apd.New(1, 0)

// Unit names a unit of UN/ECE Recommendation 20 or 21.
func (p *Printer) Unit(code string) string {
	u, err := taxonomy.ParseUnit(code)
	if err != nil {
		return code
	}
	return u.Name(p.lang)
}

// Country names a country or region.
func (p *Printer) Country(code string) string {
	if code == "" {
		return ""
	}
	return taxonomy.CountryName(code, p.lang)
}

// Region names a UN M49 sub-region by its key ("eastern-asia"), and what no region is
// stated for by "".
func (p *Printer) Region(key string) string {
	if key == "" {
		return p.T("region.none")
	}
	return p.T("region." + key)
}

// Language names a language by its BCP 47 tag.
func (p *Printer) Language(tag string) string {
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	if name := display.Tags(language.Make(p.lang)).Name(t); name != "" {
		return name
	}
	return tag
}

// Agreement names a trade agreement by its key.
func (p *Printer) Agreement(key string) string {
	for _, a := range taxonomy.Agreements() {
		if a.Key == key {
			return a.Name(p.lang)
		}
	}
	return key
}

// Scheme names a certificate scheme.
func (p *Printer) Scheme(key string) string {
	s, err := taxonomy.ParseCertificate(key)
	if err != nil {
		return key
	}
	return s.Name(p.lang)
}

// certificates writes certificates with what they are about and where they count:
// "HACCP (Lima plant; scope: roasted coffee; counts in China)".
func (p *Printer) certificates(list []fair.Certificate) string {
	out := make([]string, len(list))
	for i, c := range list {
		var told []string
		if c.Subject != "" {
			told = append(told, c.Subject)
		}
		if c.Scope != "" {
			told = append(told, p.T("certificate.scope", "scope", c.Scope))
		}
		if len(c.Destinations) > 0 {
			told = append(told, p.T("certificate.destinations", "countries", c.Destinations))
		}
		out[i] = p.Scheme(c.Scheme) + " (" + strings.Join(told, "; ") + ")"
		if p.lang == "zh" {
			out[i] = p.Scheme(c.Scheme) + "（" + strings.Join(told, "；") + "）"
		}
	}
	return p.List(out)
}

// CodeTitle is an HS or service code with its title: "0901 Coffee".
func (p *Printer) CodeTitle(c taxonomy.Code) string {
	return strings.TrimSpace(string(c) + " " + c.Title(p.lang))
}

// Score shows hundredths of a point as whole points: 8349 is "83".
func (p *Printer) Score(hundredths int) string {
	return strconv.Itoa(int(math.Floor(float64(hundredths) / 100)))
}

// Date is a calendar day: "5 Nov 2026", "2026年11月5日".
func (p *Printer) Date(d fair.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	if p.lang == "zh" {
		return t.Format("2006年1月2日")
	}
	return t.Format("2 Jan 2006")
}

// Day is the day of an instant, with its weekday: "Thu 5 Nov", "11月5日 周四".
func (p *Printer) Day(t fair.Time, zone *time.Location) string {
	at := t.Std().In(zone)
	if p.lang == "zh" {
		return at.Format("1月2日 ") + "周" + []string{"日", "一", "二", "三", "四", "五", "六"}[at.Weekday()]
	}
	return at.Format("Mon 2 Jan")
}

// Clock is the time of day: "09:30".
func (p *Printer) Clock(t fair.Time, zone *time.Location) string {
	return t.Std().In(zone).Format("15:04")
}

// When is a stretch of time on one day: "Thu 5 Nov, 09:30–10:00"; end may be zero.
func (p *Printer) When(start, end fair.Time, zone *time.Location) string {
	s := fmt.Sprintf("%s %s", p.Day(start, zone), p.Clock(start, zone))
	if end != 0 {
		s += "–" + p.Clock(end, zone)
	}
	return s
}
