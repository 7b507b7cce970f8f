package matching

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// article is one of the goods that a demand names, and its heading.
type article struct {
	text    string
	heading taxonomy.Code
}

// articles splits a demand that names several goods: "coffee, red wine, US$ 5 million",
// "1) ovens 2) fridges", 采购咖啡、红酒和橄榄油. Pieces of the title are goods when their words
// surely name a heading; a title is split when all its pieces that name anything are goods and
// their headings differ. Lines of the text count where the title is no list. nil: it names
// one thing.
func articles(p *fair.Post) []article {
	if p.Side != fair.DemandSide {
		return nil
	}
	for _, title := range p.Title {
		if list := severalOf(pieces(title), p.Trade); list != nil {
			return list
		}
	}
	for _, body := range p.Text {
		if lines := enumerated(body); len(lines) > 1 {
			if list := severalOf(lines, p.Trade); list != nil {
				return list
			}
		}
	}
	return nil
}

// longestPiece is the length of the longest piece that names goods, in characters: a longer
// one tells about them.
const longestPiece = 60

// severalOf are the goods among the pieces of a list; nil unless two differ in heading and none of
// the pieces is about something else.
func severalOf(pieces []string, trade fair.Trade) []article {
	var out []article
	for _, text := range pieces {
		if budget(text) {
			continue
		}
		heading, sure := headingOf(text, trade)
		if !sure {
			return nil
		}
		if !slices.ContainsFunc(out, func(a article) bool { return a.heading == heading }) {
			out = append(out, article{text, heading})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out[:min(len(out), maxArticles)]
}

// leastNamed is how likely the heading of a piece must be.
const leastNamed = 0.12

// headingOf tells which heading a piece names, and whether surely: its head is a phrase of the heading
// that its words are likeliest about.
func headingOf(text string, trade fair.Trade) (taxonomy.Code, bool) {
	if utf8.RuneCountInString(text) > longestPiece {
		return "", false
	}
	topic := taxonomy.About(text, "", trade == fair.Services)
	if len(topic.Headings) == 0 || topic.Headings[0].Share < leastNamed {
		return "", false
	}
	code := topic.Headings[0].Code
	return code, slices.ContainsFunc(taxonomy.Concepts(text), func(h taxonomy.Hit) bool {
		return h.Head && h.Concept.Code().Heading() == code
	})
}

var (
	// separators end a piece wherever they stand; joiners may stand inside the name of one thing.
	separators = regexp.MustCompile(`[,;，；、\n/+|•·]|(?:^|\s)\d{1,2}[.)、）]\s|[①-⑳]`)
	joiners    = regexp.MustCompile(`(?i)\s+(?:and|or|as well as|&)\s+|以及|和|及|与`)
	enumerator = regexp.MustCompile(`(?m)^\s*(?:\d{1,2}[.)、）]|[-*•·①-⑳])\s*`)
	inline     = regexp.MustCompile(`(?:^|\s)(?:\d{1,2}[.)）]|\(\d{1,2}\)|[①-⑳])\s*`)
	aside      = regexp.MustCompile(`\([^)]*\)|（[^）]*）`)
	tailed     = regexp.MustCompile(`(?i)\b(?:for|with|without|of|in|that|which|from|to|made|used)\b|用于|适合|适用|供|含`)
	request    = regexp.MustCompile(`(?i)^(?:we|our company|i)?\s*(?:are|am|is)?\s*(?:looking for|in search of|in need of|searching for|looking to buy|wish to buy|want to buy|purchase of|purchasing|purchase|to buy|buying|buy|wanted|want|needed|need|seeking|seek|sourcing)\s*:?\s+`)
	money      = regexp.MustCompile(`(?i)^(?:[\d\s.,~≈+-]|us\$|\$|€|£|¥|￥|usd|eur|gbp|cny|rmb|hkd|jpy|million|billion|mio|mln|thousand|yuan|dollars?|euros?|budget|about|around|approx\.?|total|up|to|per|year|annual(?:ly)?|[mkb]\b|预算|采购额|金额|约|左右|年|每年|总|共|[百千万亿]|人民币|美元|欧元|港币|元)+$`)
)

// pieces cuts a text at its separators, and at "and" where both sides are goods of their own.
func pieces(text string) []string {
	text = request.ReplaceAllString(strings.TrimSpace(aside.ReplaceAllString(text, " ")), "")
	var out []string
	for _, piece := range separators.Split(digits(text), -1) {
		out = append(out, parted(strings.TrimSpace(piece))...)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

var thousands = regexp.MustCompile(`(\d)[,，](\d{3})`)

// digits takes the separators out of numbers.
func digits(text string) string { return thousands.ReplaceAllString(text, "$1$2") }

// parted cuts a piece at its joiners, unless what stands before one shares the noun of what follows
// ("salt and pepper mill") or both only modify ("cups for tea and coffee").
func parted(piece string) []string {
	at := joiners.FindStringIndex(piece)
	if at == nil || tailed.MatchString(piece[:at[0]]) {
		return []string{piece}
	}
	before, after := strings.TrimSpace(piece[:at[0]]), strings.TrimSpace(piece[at[1]:])
	if before == "" || after == "" || sharesNoun(before, after) {
		return []string{piece}
	}
	return append([]string{before}, parted(after)...)
}

// sharesNoun tells whether before is about what after is about once it is given after's last noun:
// "salt" with the "mill" of "pepper mill".
func sharesNoun(before, after string) bool {
	noun, gap := lastWord(after), " "
	if noun == after {
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(after); last > 0x2E80 {
		gap = ""
	}
	whole := taxonomy.Classify(after, 1)
	shared := taxonomy.Classify(before+gap+noun, 1)
	return len(whole) > 0 && len(shared) > 0 && whole[0].Code == shared[0].Code
}

// lastWord is the last word of an English text, the last two characters of a Chinese one.
func lastWord(s string) string {
	if last, _ := utf8.DecodeLastRuneInString(s); last > 0x2E80 {
		runes := []rune(s)
		return string(runes[max(0, len(runes)-2):])
	}
	return s[strings.LastIndexByte(s, ' ')+1:]
}

// enumerated are the lines or numbered items of a text that is a list.
func enumerated(text string) []string {
	items := strings.Split(text, "\n")
	if len(items) == 1 {
		items = inline.Split(text, -1)
	}
	var out []string
	for _, line := range items {
		line = strings.TrimSpace(enumerator.ReplaceAllString(line, ""))
		if line = strings.TrimSpace(separators.Split(digits(line), 2)[0]); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// budget tells whether a piece is only an amount of money or goods.
func budget(piece string) bool { return money.MatchString(piece) }
