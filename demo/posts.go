package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// rates are yuan for one of a currency: the size is right, the day is none.
var rates = map[string]string{
	"USD": "7.1", "EUR": "7.8", "GBP": "9.1", "JPY": "0.048", "KRW": "0.0052", "CHF": "8.3", "AUD": "4.7", "NZD": "4.2", "THB": "0.2", "INR": "0.084", "AED": "1.93",
}

// yuan are the rates as matching takes them.
func yuan() fair.Rates {
	out := fair.Rates{Base: "CNY", Per: map[string]fair.Decimal{}}
	for c, r := range rates {
		out.Per[c] = fair.MustDecimal(r)
	}
	return out
}

// markets of whoever sells abroad.
var markets = []string{"CN", "DE", "FR", "GB", "ES", "PL", "US", "CA", "AE", "SA", "ZA", "KE", "BR", "CL", "MX", "PE", "TH", "VN", "ID", "MY", "SG", "JP", "KR", "IN", "AU", "NZ"}

// perUSD is how much of a currency a dollar buys.
func perUSD(currency string) float64 {
	if currency == "CNY" {
		return fair.MustDecimal(rates["USD"]).Float()
	}
	return fair.MustDecimal(rates["USD"]).Float() / fair.MustDecimal(rates[currency]).Float()
}

// rounded is v to two significant digits, as people quote.
func rounded(v float64) fair.Decimal {
	step := math.Pow(10, math.Floor(math.Log10(v))-1)
	return fair.MustDecimal(strconv.FormatFloat(math.Round(v/step)*step, 'f', max(0, int(-math.Floor(math.Log10(step)))), 64))
}

// quantity is v as people order: 20, 25, 30, and never a part of one.
func quantity(v float64, unit string) *fair.Quantity {
	step := math.Pow(10, math.Floor(math.Log10(v)))
	best := step
	for _, n := range []float64{1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if math.Abs(n*step-v) < math.Abs(best-v) {
			best = n * step
		}
	}
	return &fair.Quantity{Value: fair.MustDecimal(strconv.FormatFloat(math.Ceil(best), 'f', 0, 64)), Unit: unit}
}

func between(rng *rand.Rand, low, high float64) float64 { return low + rng.Float64()*(high-low) }

func (l *line) trade() fair.Trade {
	if l.code.Service() {
		return fair.Services
	}
	return fair.Goods
}

// offer is what a company of a country offers of one kind of a line.
func (l *line) offer(rng *rand.Rand, country string, kind said) fair.PostDraft {
	at := lands[country]
	price := between(rng, l.low, l.high)
	o := &fair.OfferTerms{
		Price:    &fair.Price{Amount: rounded(price * perUSD(at.currency)), Currency: at.currency, Unit: l.unit},
		LeadDays: l.lead + 5*rng.IntN(4), Origin: country, Markets: sample(rng, markets, 8+rng.IntN(12)), Samples: fair.Yes,
	}
	if l.trade() == fair.Goods {
		o.Price.Incoterms, o.Price.Place = []string{"FOB", pick(rng, []string{"CIF", "EXW", "CFR"})}, at.port
		o.Floor = &fair.Money{Amount: rounded(price * .92 * perUSD(at.currency)), Currency: at.currency}
	}
	if l.moq > 0 {
		moq := max(1, l.moq*between(rng, .5, 2))
		o.MOQ, o.Capacity = quantity(moq, l.unit), quantity(moq*between(rng, 40, 300), l.unit)
	}
	if l.unit == "BO" {
		o.Content = &fair.Quantity{Value: fair.MustDecimal("0.75"), Unit: "LTR"}
	}
	for i, scheme := range l.proof {
		status := fair.Held
		if i > 0 && rng.IntN(5) == 0 {
			status = fair.Applied
		}
		if i == 0 || rng.IntN(3) > 0 {
			o.Certificates = append(o.Certificates, fair.Certificate{Scheme: scheme, Status: status})
		}
	}
	d := fair.PostDraft{Content: fair.Content{
		Trade: l.trade(), Codes: []taxonomy.Code{l.code}, Original: "en", Languages: spoken(country), Channel: pick(rng, []fair.Channel{fair.B2B, fair.AnyChannel, ""}),
	}, Offer: o}
	l.offerTexts(rng, country, kind, &d)
	if rng.IntN(6) == 0 {
		d.Exclusive, d.Territory = fair.ExclusiveOffered, sample(rng, markets, 3)
	}
	return d
}

func (l *line) offerTexts(rng *rand.Rand, country string, kind said, d *fair.PostDraft) {
	en := pick(rng, []string{"%s: %s", "%s — %s", "%s, %s"})
	d.Title = fair.Texts{"en": upper(fmt.Sprintf(en, l.name.en, kind.en)), "zh": l.name.zh + "：" + kind.zh}
	openings := []said{
		{"We make %s (%s) for %s.", "我们生产%s（%s），服务%s。"},
		{"Straight from the producer: %s, %s, for %s.", "源头直供：%s，%s，适合%s。"},
		{"Buyers come to us for %s, %s: we supply %s.", "主营%s（%s），长期供应%s。"},
	}
	if l.trade() == fair.Services {
		openings = []said{{"We provide %s (%s) for %s.", "我们提供%s（%s），服务%s。"}, {"All of %s from one partner: %s, for %s.", "一站式%s：%s，面向%s。"}}
	}
	o := pick(rng, openings)
	d.Text = fair.Texts{
		"en": fmt.Sprintf(o.en, l.name.en, kind.en, l.users.en) + " " + upper(l.facts.en) + ".",
		"zh": fmt.Sprintf(o.zh, l.name.zh, kind.zh, l.users.zh) + l.facts.zh + "。",
	}
	if country == "CN" {
		d.Original = "zh"
	} else if rng.IntN(3) == 0 {
		delete(d.Title, "zh")
		delete(d.Text, "zh")
	}
}

// purposes of what is bought, by hall.
var purposes = [][]fair.Purpose{{fair.Resale, fair.Resale, ""}, {fair.Resale, fair.Resale, fair.OwnUse, ""}, {fair.Production, fair.OwnUse, fair.Resale, ""}, {fair.OwnUse, fair.Resale, ""}}

// demand is what a buyer of a country wants of a line. Of three, one is as thin as a
// group's sheet has it, one says how much, one says everything.
func (l *line) demand(rng *rand.Rand, country string, other *line, detail int) fair.PostDraft {
	t := &fair.DemandTerms{Destination: country, Purpose: pick(rng, purposes[l.hall-1])}
	d := fair.PostDraft{Content: fair.Content{Trade: l.trade(), Original: "en"}, Demand: t}
	if country == "CN" {
		d.Original = "zh"
	}
	kind := pick(rng, l.kinds)
	switch detail {
	case 0:
		l.thin(rng, country, other, &d)
		return d
	case 1:
		d.Title = fair.Texts{"en": upper(l.name.en + ", " + kind.en), "zh": "采购" + l.name.zh + "，" + kind.zh}
	default:
		d.Title = fair.Texts{"en": "Looking for " + kind.en + " (" + l.name.en + ")", "zh": "求购" + kind.zh + "（" + l.name.zh + "）"}
		d.Codes = []taxonomy.Code{l.code}
		d.Languages = spoken(country)
		l.wants(rng, country, &d)
	}
	if l.moq > 0 {
		t.First = quantity(max(1, l.moq*between(rng, 1, 6)), l.unit)
	}
	l.demandTexts(rng, country, kind, &d)
	return d
}

// thin is "coffee, red wine, US$ 5 million".
func (l *line) thin(rng *rand.Rand, country string, other *line, d *fair.PostDraft) {
	d.Demand.Purpose = ""
	if country == "CN" {
		wan := pick(rng, []int{200, 300, 500, 1000, 2000})
		d.Title = fair.Texts{"zh": fmt.Sprintf("%s、%s，%d万元", l.name.zh, other.name.zh, wan)}
		d.Demand.Budget = &fair.Money{Amount: fair.MustDecimal(strconv.Itoa(wan * 10_000)), Currency: "CNY"}
		return
	}
	million := pick(rng, []int{1, 2, 3, 5, 8})
	d.Title = fair.Texts{"en": upper(fmt.Sprintf("%s, %s, US$ %d million", l.name.en, other.name.en, million))}
	d.Demand.Budget = &fair.Money{Amount: fair.MustDecimal(strconv.Itoa(million * 1_000_000)), Currency: "USD"}
}

// wants adds what a thorough buyer states.
func (l *line) wants(rng *rand.Rand, country string, d *fair.PostDraft) {
	t, at := d.Demand, lands[country]
	t.Ceiling = &fair.Price{Amount: rounded(between(rng, (l.low+l.high)/2, l.high*1.2) * perUSD(at.currency)), Currency: at.currency, Unit: l.unit}
	if l.trade() == fair.Goods {
		t.Ceiling.Incoterms, t.Ceiling.Place = []string{"CIF", "FOB"}, at.port
	}
	if l.moq > 0 {
		t.Annual = quantity(l.moq*between(rng, 8, 40), l.unit)
	}
	t.Required = []fair.Requirement{{Scheme: l.proof[0], Mandatory: rng.IntN(3) == 0}}
	if len(l.proof) > 1 && rng.IntN(2) == 0 {
		t.Required = append(t.Required, fair.Requirement{Scheme: l.proof[1]})
	}
	t.Samples = pick(rng, []fair.Answer{fair.Yes, ""})
	t.Suppliers = pick(rng, [][]fair.CompanyKind{nil, {fair.Manufacturer}, {fair.Manufacturer, fair.BrandOwner}})
	t.Blind = rng.IntN(12) == 0
	if rng.IntN(8) == 0 {
		d.Exclusive, d.Territory = fair.ExclusiveWanted, []string{country}
	}
	if rng.IntN(6) == 0 {
		t.Origins = slices.Clone(l.from)
	}
}

func (l *line) demandTexts(rng *rand.Rand, country string, kind said, d *fair.PostDraft) {
	s := pick(rng, []said{
		{"We buy %s for %s and look for a second source.", "我们采购%s，用于%s，寻找第二供应商。"},
		{"New range for next season: %s. Our customers: %s. Samples at the stand are welcome.", "下季新品计划：%s，面向%s，欢迎带样洽谈。"},
		{"Regular orders of %s; we supply %s. Please quote with delivery time and payment terms.", "长期采购%s，供应%s，请报价并注明交期和付款方式。"},
	})
	d.Text = fair.Texts{"en": fmt.Sprintf(s.en, kind.en, l.users.en), "zh": fmt.Sprintf(s.zh, kind.zh, l.users.zh)}
	drop := "zh"
	if country == "CN" {
		drop = "en"
	}
	if rng.IntN(3) > 0 { // most demands come in one language only
		delete(d.Title, drop)
		delete(d.Text, drop)
	}
}

// sample is n different ones, in their order.
func sample(rng *rand.Rand, from []string, n int) []string {
	at := rng.Perm(len(from))[:min(n, len(from))]
	slices.Sort(at)
	out := make([]string, len(at))
	for i, k := range at {
		out[i] = from[k]
	}
	return out
}

// upper begins a sentence.
func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
