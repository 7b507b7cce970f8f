package transfer

import (
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"
	"golang.org/x/text/width"

	"github.com/fairmatch/fairmatch/fair"
)

// amount is a number as people write it, taken apart: "US$ 5 million" is before
// "US$", number 5000000; "3.20 USD/kg" is number 3.2, after "USD/kg".
type amount struct {
	before string
	number fair.Decimal
	after  string
}

// scales are the words after a number that multiply it, by powers of ten; a longer
// word stands before its own beginning.
var scales = []struct {
	word  string
	zeros int
}{
	{"thousand", 3}, {"million", 6}, {"billion", 9}, {"mio", 6}, {"mn", 6}, {"bn", 9}, {"k", 3},
	{"百万", 6}, {"千万", 7}, {"亿", 8}, {"万", 4}, {"千", 3},
}

// parseAmount reads a number with what stands before and after it. When it cannot,
// it says so, with what may have been meant.
func parseAmount(s string) (a amount, meant []string, ok bool) {
	s = strings.TrimSpace(width.Narrow.String(s))
	from := strings.IndexAny(s, "0123456789")
	if from < 0 {
		return a, nil, false
	}
	if from > 0 && s[from-1] == '.' { // ".5"
		return a, []string{"0" + s[from-1:]}, false
	}
	to := from
	for to < len(s) && (strings.IndexByte("0123456789.,'_", s[to]) >= 0 || s[to] == ' ' && to+1 < len(s) && s[to+1] >= '0' && s[to+1] <= '9') {
		to++
	}
	a.before, a.after = strings.TrimSpace(s[:from]), strings.TrimSpace(s[to:])
	negative := strings.HasSuffix(a.before, "-") || strings.HasSuffix(a.before, "−")
	a.before = strings.TrimRight(a.before, "-−+ ")
	digits, meant, ok := ungroup(strings.TrimRight(s[from:to], ".,'_ "))
	if !ok {
		return a, meant, false
	}
	zeros := 0
	for _, scale := range scales {
		if rest, found := cutWord(a.after, scale.word); found {
			zeros, a.after = scale.zeros, rest
			break
		}
	}
	if len(digits) > 40 {
		return a, nil, false
	}
	var d apd.Decimal
	if _, _, err := d.SetString(digits); err != nil {
		return a, nil, false
	}
	d.Exponent += int32(zeros)
	d.Negative = negative && !d.IsZero()
	var err error
	a.number, err = tidy(&d)
	return a, nil, err == nil
}

// tidy rounds to the twelve decimals that are kept (programs write
// 0.13999999999999999 for 0.14) and drops trailing zeros: 1.50 and 1.5 are kept as one, so that
// a file again changes nothing, however it is written.
func tidy(d *apd.Decimal) (fair.Decimal, error) {
	if d.Exponent < -12 {
		c := apd.BaseContext.WithPrecision(60)
		if _, err := c.Quantize(d, d, -12); err != nil {
			return fair.Decimal{}, err
		}
	}
	d.Reduce(d)
	return fair.ParseDecimal(d.Text('f'))
}

// cutWord takes a word off the beginning; a Latin one must end there.
func cutWord(s, word string) (string, bool) {
	if len(s) < len(word) || !strings.EqualFold(s[:len(word)], word) {
		return s, false
	}
	rest := s[len(word):]
	if word[0] < 0x80 && rest != "" && (rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z') {
		return s, false
	}
	return strings.TrimSpace(rest), true
}

// ungroup turns "1,234.50", "1.234,50", "1 234" into plain digits. A single comma
// before exactly three digits may be either, and is refused.
func ungroup(s string) (digits string, meant []string, ok bool) {
	s = strings.NewReplacer(" ", "", "'", "", "_", "").Replace(s)
	comma, dot := strings.Count(s, ","), strings.Count(s, ".")
	whole, frac := s, ""
	switch {
	case comma > 0 && dot > 0:
		at := max(strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.'))
		if strings.Count(s, s[at:at+1]) > 1 {
			return "", nil, false
		}
		whole, frac = s[:at], s[at+1:]
	case dot == 1:
		whole, frac, _ = strings.Cut(s, ".")
	case comma == 1:
		w, f, _ := strings.Cut(s, ",")
		if len(f) == 3 && len(w) <= 3 && w != "0" {
			return "", []string{w + f, w + "." + f}, false
		}
		whole, frac = w, f
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == '.' })
	if len(groups) > 1 && (len(groups[0]) > 3 || slices.ContainsFunc(groups[1:], func(g string) bool { return len(g) != 3 })) {
		return "", nil, false
	}
	digits = strings.Join(groups, "")
	if digits == "" {
		return "", nil, false
	}
	if frac != "" {
		digits += "." + frac
	}
	return digits, nil, true
}
