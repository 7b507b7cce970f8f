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
// surely name a heading; a title is split when at least two of its pieces are, of different headings,
// and few say anything else. In doubt it is not. Lines of the text count where the title is no
// list. nil: it names one thing.
func articles(p *fair.Post) []article {
	if p.Side != fair.DemandSide {
		return nil
	}
	for _, title := range p.Title {
		if divisible(title) {
			if list := severalOf(pieces(title, p.Trade), p.Trade); list != nil {
				return list
			}
		}
		if list := spaced(title, p.Trade); list != nil {
			return list
		}
	}
	for _, body := range p.Text {
		if !strings.ContainsRune(body, '\n') && !numbered(body) {
			continue
		}
		if lines := enumerated(body); len(lines) > 1 {
			if list := severalOf(lines, p.Trade); list != nil {
				return list
			}
		}
	}
	return nil
}

// divisible tells whether a text has anything that could divide it. Most titles have not, and
// reading them for pieces takes as long as reading them for what they are about.
func divisible(text string) bool {
	if strings.ContainsAny(text, ",;，；、\n/+|•·。！？.!?&和及与") || numbered(text) {
		return true
	}
	lower := strings.ToLower(text)
	return strings.Contains(lower, " and ") || strings.Contains(lower, " or ") || strings.Contains(lower, "as well as")
}

// numbered tells whether a text may number its items: "1) …", "2. …", "③".
func numbered(text string) bool {
	before := ' '
	for _, r := range text {
		if r >= '①' && r <= '⑳' || (before >= '0' && before <= '9') && strings.ContainsRune(".)）、", r) {
			return true
		}
		before = r
	}
	return false
}

// longestPiece is the length of the longest piece that names goods, in characters: a longer
// one tells about them.
const longestPiece = 60

// sureBesides is how many sure pieces make up for one that names no goods.
const sureBesides = 2

// severalOf are the goods among the pieces of a list; nil unless two differ in heading, the first
// piece names one, and few name none. What names none, or the same heading again, is said of the
// goods before it or of its heading: nothing of the list is lost.
func severalOf(pieces []string, trade fair.Trade) []article {
	var out []article
	sure, unsure := 0, 0
	for _, piece := range pieces {
		text := goodsOf(piece)
		if text == "" {
			continue
		}
		heading, named := headingOf(text, trade)
		if named && len(out) > 0 && material.MatchString(text) && !material.MatchString(out[0].text) {
			named = false // what the goods are made of
		}
		if !named {
			if len(out) == 0 {
				return nil
			}
			unsure++
			out[len(out)-1].add(text)
			continue
		}
		sure++
		if i := slices.IndexFunc(out, func(a article) bool { return a.heading == heading }); i >= 0 {
			out[i].add(text)
		} else {
			out = append(out, article{text, heading})
		}
	}
	if len(out) < 2 || unsure*sureBesides > sure {
		return nil
	}
	return atMost(out, maxArticles)
}

// add says more of an article.
func (a *article) add(text string) { a.text = strung(a.text, text) }

// strung puts two goods into one text, in the comma of its script.
func strung(a, b string) string {
	if han(b) {
		return a + "、" + b
	}
	return a + ", " + b
}

// atMost keeps n articles; the last holds the text of all that are left over.
func atMost(list []article, n int) []article {
	for len(list) > n {
		list[n-1].add(list[n].text)
		list = slices.Delete(list, n, n+1)
	}
	return list
}

// leastSpaced is how many Chinese goods must stand in a row with nothing but spaces between them:
// two may be one, what it is for or made of before it.
const leastSpaced = 3

// spaced are the goods of a Chinese title that has only spaces between them.
func spaced(title string, trade fair.Trade) []article {
	var words []string
	if len(strings.Fields(title)) < leastSpaced || !han(title) {
		return nil
	}
	for _, w := range strings.Fields(wanted(title)) {
		if w = goodsOf(w); w == "" {
			continue
		}
		if !han(w) || separators.MatchString(w) {
			return nil
		}
		if _, named := headingOf(w, trade); !named {
			return nil
		}
		words = append(words, w)
	}
	if len(words) < leastSpaced || material.MatchString(words[0]) {
		return nil
	}
	return severalOf(words, trade)
}

// leastNamed is how likely the heading of a piece must be.
const leastNamed = 0.115

// headingOf tells which heading a piece names, and whether surely: its head is a phrase of the heading
// that its words are likeliest about, or of the whole chapter.
func headingOf(text string, trade fair.Trade) (taxonomy.Code, bool) {
	if utf8.RuneCountInString(text) > longestPiece || leads(text) {
		return "", false
	}
	topic := taxonomy.About(text, "", trade == fair.Services)
	if len(topic.Headings) == 0 || topic.Headings[0].Share < leastNamed {
		return "", false
	}
	code := topic.Headings[0].Code
	return code, slices.ContainsFunc(taxonomy.Concepts(text), func(h taxonomy.Hit) bool {
		named := h.Concept.Code()
		return h.Head && (named.Heading() == code || named == code.Chapter())
	})
}

var (
	// breaks end a list, separators a piece wherever they stand; joiners may stand inside the name
	// of one thing.
	breaks     = regexp.MustCompile(`[;；\n|•·。！？]|[.!?]\s+|(?:^|\s)\d{1,2}[.)、）]\s|[①-⑳]`)
	separators = regexp.MustCompile(`[,;，；、\n/+|•·。]|(?:^|\s)\d{1,2}[.)、）]\s|[①-⑳]`)
	joiners    = regexp.MustCompile(`(?i)\s+(?:and|or|as well as|&)\s+|以及|和|及|与`)
	enumerator = regexp.MustCompile(`(?m)^\s*(?:\d{1,2}[.)、）]|[-*•·①-⑳])\s*`)
	inline     = regexp.MustCompile(`(?:^|\s)(?:\d{1,2}[.)）]|\(\d{1,2}\)|[①-⑳])\s*`)
	aside      = regexp.MustCompile(`\([^)]*\)|（[^）]*）`)
	tailed     = regexp.MustCompile(`(?i)\b(?:for|with|without|of|in|that|which|from|to|made|used)\b|用于|适合|适用|供|含`)
	request    = regexp.MustCompile(`(?i)^(?:(?:we|our company|i)?\s*(?:are|am|is)?\s*(?:urgently )?(?:looking for|in search of|in need of|in the market for|searching for|looking to buy|wish to buy|want to buy|would like to buy|purchase of|purchasing|purchase|to buy|buying|buy|wanted|want|needed|need|require|seeking|seek|sourcing|request for|demand for|quotation for)\s*:?\s+(?:(?:suppliers?|manufacturers?|producers?|exporters?) of\s+)?|(?:我们|我司|本公司)?(?:现|急)?(?:长期|大量)?(?:求购|采购|需要|急需|需求|收购|购买|想买|寻找|寻求)[:：]?\s*)`)
	money      = regexp.MustCompile(`(?i)^(?:[\d\s.,~≈+-]|us\$|\$|€|£|¥|￥|usd|eur|gbp|cny|rmb|hkd|jpy|million|billion|mio|mln|thousand|yuan|dollars?|euros?|budget|about|around|approx\.?|total|up|to|per|year|annual(?:ly)?|[mkb]\b|预算|采购额|金额|约|左右|年|每年|总|共|[百千万亿]|人民币|美元|欧元|港币|元)+$`)
	delivery   = regexp.MustCompile(`(?i)^(?:to be )?(?:deliver(?:ed|y)?|ship(?:ped|ping|ment)?|destination|port of|fob|cif|cfr|exw|dap|ddp|payment|deadline|within|as soon as)\b|^(?:交货|交付|送货|送到|运到|运至|发往|目的港|到岸|付款)`)
	howMany    = regexp.MustCompile(`(?i)(?:(?:about|around|approx\.?|some|约|共)\s*)?\d[\d.,]*\s*(?:[百千万亿]|k\b|thousand\b)?\s*(?:(?:mt|t|tons?|tonnes?|kgs?|lbs?|l|ml|lit(?:re|er)s?|bottles?|pcs|pieces?|units?|sets?|containers?|fcl|teu|boxes|cartons?|pallets?|cases|pairs?|rolls?|m2|m3|sqm|cbm|dozens?)\b(?:\s+of\b)?|[吨箱瓶件个台套柜托只双米升条包袋盒罐]|公斤|千克|毫升|集装箱)(?:/(?:年|月)|\s+(?:per|a)\s+(?:year|month))?`)
	sparesOf   = regexp.MustCompile(`(?i)^\s(?:parts?|spares?|accessor(?:y|ies)|components?)$|^的?(?:配件|零件|零部件|部件|附件|耗材)$`)
	// material is what goods before it in a list are likelier made of than listed with.
	material = regexp.MustCompile(`(?i)^(?:(?:stainless|carbon|304|316|solid|pure|100%) )*(?:steel|iron|alumini?um|copper|brass|plastics?|glass|wood(?:en)?|bamboo|cotton|polyester|nylon|leather|silk|wool|linen|rubber|silicone|ceramics?|paper)$|^(?:纯|全|304|316)?(?:不锈钢|钢|铁|铝|铝合金|铜|黄铜|塑料|玻璃|木|实木|竹|棉|涤纶|尼龙|皮革|真皮|真丝|丝绸|羊毛|亚麻|橡胶|硅胶|陶瓷|纸)(?:质|制)?$`)
)

// wanted is a text without the phrase that asks for what follows. 采购服务 is itself what is asked for.
func wanted(text string) string {
	text = strings.TrimSpace(text)
	rest := request.ReplaceAllString(text, "")
	if strings.HasPrefix(rest, "服务") || strings.HasPrefix(rest, "代理") {
		return text
	}
	return rest
}

// goodsOf is what a piece says of goods: without how many; "" if it is only an amount, a place or
// terms.
func goodsOf(piece string) string {
	piece = strings.TrimSpace(howMany.ReplaceAllString(wanted(piece), " "))
	piece = strings.Trim(piece, " .:：")
	if money.MatchString(piece) || delivery.MatchString(piece) {
		return ""
	}
	return piece
}

// pieces cuts a text at its separators, and at "and" where both sides are goods of their own.
func pieces(text string, trade fair.Trade) []string {
	text = digits(wanted(aside.ReplaceAllString(text, " ")))
	var out []string
	for _, list := range breaks.Split(text, -1) {
		out = append(out, listOf(wanted(list), trade)...)
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

var thousands = regexp.MustCompile(`(\d)[,，](\d{3})`)

// digits takes the separators out of numbers.
func digits(text string) string { return thousands.ReplaceAllString(text, "$1$2") }

// listOf are the pieces of one list. Pieces stay one where they share the noun of the last
// ("salt and pepper mill") or all only modify what stands before them ("cups for tea and coffee").
func listOf(list string, trade fair.Trade) []string {
	var out []string
	for _, piece := range separators.Split(list, -1) {
		for i, part := range parted(strings.TrimSpace(piece)) {
			if part == "" {
				continue
			}
			if n := len(out); n > 0 && modifies(out[n-1], part, trade) {
				out[n-1] = strung(out[n-1], part)
				continue
			}
			out = append(out, part)
			for shares := false; len(out) > 1 && sharesNoun(out[len(out)-2], part, trade, i > 0, shares); shares = true {
				n := len(out)
				out[n-2] = strung(out[n-2], out[n-1])
				out = out[:n-1]
			}
		}
	}
	return out
}

// parted cuts a piece at its joiners, unless what stands before one is already about something for,
// of or with what follows.
func parted(piece string) []string {
	at := joiners.FindStringIndex(piece)
	if at == nil || tailed.MatchString(piece[:at[0]]) {
		return []string{piece}
	}
	before, after := strings.TrimSpace(piece[:at[0]]), strings.TrimSpace(piece[at[1]:])
	if before == "" || after == "" {
		return []string{piece}
	}
	return append([]string{before}, parted(after)...)
}

// leads tells whether a piece begins by saying what the goods before it are for, of or with.
func leads(piece string) bool {
	at := tailed.FindStringIndex(piece)
	return at != nil && at[0] == 0
}

// modifies tells whether next goes on with the goods that before ends in, and is for, of or with:
// "bag for laptop" and "tablet".
func modifies(before, next string, trade fair.Trade) bool {
	at := tailed.FindStringIndex(before)
	if at == nil || howMany.MatchString(next) || goodsOf(next) == "" || tailed.MatchString(next) {
		return false
	}
	return namesOther(before[at[1]:], "", trade)
}

// namesOther tells whether a text names any goods, or services, of another heading than one.
func namesOther(text string, but taxonomy.Code, trade fair.Trade) bool {
	return slices.ContainsFunc(taxonomy.Concepts(text), func(h taxonomy.Hit) bool {
		c := h.Concept.Code()
		return c.Service() == (trade == fair.Services) && c.Heading() != but && c != but.Chapter()
	})
}

// sharesNoun tells whether a bare noun before is about other goods once it is given the last noun of
// after: "salt" with the "mill" of "pepper mill". That noun must itself stand behind goods of another
// heading, unlike the "wine" of "red wine", or be known to be shared by what stands between, or "and"
// must join the two while before says nothing without it.
func sharesNoun(before, after string, trade fair.Trade, and, shared bool) bool {
	modifier, noun := nounOf(after, trade)
	if noun == "" || !bare(before) {
		return false
	}
	if shared || sparesOf.MatchString(noun) {
		return true // the heading of parts is often that of what they are for
	}
	whole, _ := headingOf(after, trade)
	alone, _ := headingOf(before, trade)
	given, sure := headingOf(before+noun, trade)
	if !sure || given == alone {
		return false
	}
	return namesOther(modifier, whole, trade) || and && len(taxonomy.Concepts(before)) == 0
}

// bare tells whether a piece is one noun that may stand before another: an English one is singular.
func bare(piece string) bool {
	if han(piece) {
		return !strings.ContainsAny(piece, "的 0123456789")
	}
	plural := strings.HasSuffix(piece, "s") && !strings.HasSuffix(piece, "ss")
	return !plural && !strings.ContainsAny(piece, " 0123456789")
}

// shortNoun is the length of the shortest Chinese noun that pieces share without 的, in characters:
// the 酒 of 葡萄酒 belongs to it alone.
const shortNoun = 2

// nounOf cuts a piece into what modifies and its noun: at the last space or 的, which belong to the
// noun, or after the longest Chinese beginning that names other goods. The noun of one word is "".
func nounOf(piece string, trade fair.Trade) (modifier, noun string) {
	if !han(piece) {
		at := max(0, strings.LastIndexByte(piece, ' '))
		if at == 0 {
			return "", ""
		}
		return piece[:at], piece[at:]
	}
	if at := strings.LastIndex(piece, "的"); at > 0 {
		return piece[:at], piece[at:]
	}
	whole, _ := headingOf(piece, trade)
	runes := []rune(piece)
	for at := len(runes) - shortNoun; at >= shortNoun; at-- {
		if code, sure := headingOf(string(runes[:at]), trade); sure && code != whole {
			return string(runes[:at]), string(runes[at:])
		}
	}
	return "", ""
}

// han tells whether a text ends in Chinese.
func han(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return last > 0x2E80 && last != utf8.RuneError
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
