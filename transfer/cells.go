package transfer

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// cells are the columns of one record, with what is found wrong while they are read.
type cells struct {
	kind     Kind
	line     int
	values   map[string]string
	errors   []RowError
	warnings []RowError
}

func (c *cells) fail(column, value, rule string, param ...string) {
	c.errors = append(c.errors, RowError{c.kind, c.line, column, clip(value, 60), rule, alternatives(rule, param)})
}

// alternatives joins valid values as fair.Validate does: those of "oneof" are single
// words, others may hold spaces.
func alternatives(rule string, values []string) string {
	if rule == "oneof" {
		return strings.Join(values, " ")
	}
	return strings.Join(values, " | ")
}

func (c *cells) warn(column, value, rule string, param ...string) {
	c.warnings = append(c.warnings, RowError{c.kind, c.line, column, clip(value, 60), rule, alternatives(rule, param)})
}

// readable leaves out the characters that no text may carry: files from elsewhere
// have them by accident.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		if fair.Deceives(r) {
			return -1
		}
		return r
	}, s)
}

// text is a column's value without the space around it.
func (c *cells) text(column string) string { return strings.TrimSpace(c.values[column]) }

// list is a column's values, separated by semicolons, each once.
func (c *cells) list(column string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(c.values[column], func(r rune) bool { return r == ';' || r == '；' }) {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

// texts collects column, column_en, column_zh …; the one without a language is in
// the language of the column "original".
func (c *cells) texts(column string) fair.Texts {
	out := fair.Texts{}
	for name := range c.values {
		lang, ok := strings.CutPrefix(name, column+"_")
		if s := c.text(name); ok && s != "" {
			if tag, err := language.Parse(lang); err == nil {
				out[tag.String()] = s
			}
		}
	}
	if s := c.text(column); s != "" {
		lang := c.language("original")
		if lang == "" {
			c.fail("original", "", "required")
			lang = "und"
		}
		if out[lang] == "" {
			out[lang] = s
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// unknown reports a value that taxonomy does not know, with the nearest it does.
func (c *cells) unknown(column, value, rule string, err error) {
	var u *taxonomy.UnknownError
	if errors.As(err, &u) {
		c.fail(column, value, rule, u.Nearest...)
		return
	}
	c.fail(column, value, rule)
}

// parse reads one value in any form that parse knows.
func parsed[T any](c *cells, column, value, rule string, parse func(string) (T, error)) (out T) {
	if value == "" {
		return out
	}
	out, err := parse(value)
	if err != nil {
		c.unknown(column, value, rule, err)
	}
	return out
}

// each is parsed for lists; equal results are kept once.
func each[T comparable](c *cells, column, rule string, parse func(string) (T, error)) []T {
	var out []T
	for _, v := range c.list(column) {
		x, err := parse(v)
		if err != nil {
			c.unknown(column, v, rule, err)
		} else if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func (c *cells) country(column string) string {
	return parsed(c, column, c.text(column), "country", taxonomy.ParseCountry)
}

func (c *cells) countries(column string) []string {
	return each(c, column, "country", taxonomy.ParseCountry)
}

func (c *cells) currency(column, value string) string {
	return parsed(c, column, value, "currency", taxonomy.ParseCurrency)
}

func (c *cells) unit(column, value string) string {
	return parsed(c, column, value, "unit", taxonomy.ParseUnit).Code
}

func (c *cells) language(column string) string {
	return parsed(c, column, c.text(column), "language", parseLanguage)
}

func (c *cells) languages(column string) []string {
	return each(c, column, "language", parseLanguage)
}

func (c *cells) codes(column string) []taxonomy.Code {
	return each(c, column, "code", func(s string) (taxonomy.Code, error) {
		code, note, err := taxonomy.ParseCode(s)
		if err == nil && note != 0 {
			c.warn(column, s, "code_read_as", string(code))
		}
		return code, err
	})
}

func (c *cells) certificates(column string, status fair.HeldStatus) []fair.Certificate {
	var out []fair.Certificate
	for _, key := range c.schemes(column) {
		out = append(out, fair.Certificate{Scheme: key, Status: status})
	}
	return out
}

// allCertificates reads the three columns of certificates; nil when they are empty.
func (c *cells) allCertificates() []fair.Certificate {
	out := c.certificates("certificates", fair.Held)
	out = append(out, c.certificates("certificates_applied", fair.Applied)...)
	return append(out, c.certificates("certificates_missing", fair.NotHeld)...)
}

func (c *cells) schemes(column string) []string {
	return each(c, column, "scheme", func(s string) (string, error) {
		scheme, err := taxonomy.ParseCertificate(s)
		return scheme.Key, err
	})
}

// spoken are the languages that files name in words.
var spoken = map[string]string{
	"english": "en", "英语": "en", "英文": "en", "chinese": "zh", "mandarin": "zh", "中文": "zh", "汉语": "zh", "普通话": "zh",
	"japanese": "ja", "日语": "ja", "日文": "ja", "korean": "ko", "韩语": "ko", "french": "fr", "法语": "fr", "german": "de", "德语": "de",
	"spanish": "es", "西班牙语": "es", "russian": "ru", "俄语": "ru", "portuguese": "pt", "葡萄牙语": "pt", "italian": "it", "意大利语": "it",
	"arabic": "ar", "阿拉伯语": "ar", "thai": "th", "泰语": "th", "vietnamese": "vi", "越南语": "vi", "indonesian": "id", "印尼语": "id",
}

func parseLanguage(s string) (string, error) {
	if tag, ok := spoken[strings.ToLower(s)]; ok {
		return tag, nil
	}
	tag, err := language.Parse(s)
	return tag.String(), err
}

// choice is one of the values that a column's documentation lists, in any case, with spaces or
// hyphens for underscores, or as Chinese forms write it.
func choice[T ~string](c *cells, column, value string, values ...T) T {
	if value == "" {
		return ""
	}
	v := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(value))
	if said, ok := chinese[v]; ok {
		v = said
	}
	if slices.Contains(values, T(v)) {
		return T(v)
	}
	names := make([]string, len(values))
	for i, x := range values {
		names[i] = string(x)
	}
	c.fail(column, value, "oneof", names...)
	return ""
}

var chinese = map[string]string{
	"参展商": "exhibitor", "采购商": "buyer", "货物": "goods", "商品": "goods", "服务": "services", "生产商": "manufacturer", "制造商": "manufacturer",
	"品牌商": "brand_owner", "经销商": "distributor", "进口商": "importer", "零售商": "retailer", "平台": "platform", "服务商": "service", "货代": "forwarder",
	"转售": "resale", "生产": "production", "自用": "own_use", "招标": "tender",
}

// answer is yes, no, or "" where nothing is said.
func (c *cells) answer(column string) fair.Answer {
	switch v := c.text(column); strings.ToLower(v) {
	case "":
		return ""
	case "yes", "y", "true", "1", "是", "有":
		return fair.Yes
	case "no", "n", "false", "0", "否", "无":
		return fair.No
	default:
		c.fail(column, v, "oneof", "yes", "no")
		return ""
	}
}

func (c *cells) flag(column string) bool { return c.answer(column) == fair.Yes }

// count is a small whole number; 0 where nothing is said.
func (c *cells) count(column string) int {
	v := c.text(column)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil {
		c.fail(column, v, "number")
	}
	return n
}

// date reads 2026-11-05, 2026/11/5, 2026.11.5 and 2026年11月5日; what may be read two
// ways is refused with both.
func (c *cells) date(column string) fair.Date {
	v := c.text(column)
	if v == "" {
		return ""
	}
	for _, form := range []string{"2006-1-2", "2006/1/2", "2006.1.2", "2006年1月2日"} {
		if t, err := time.Parse(form, v); err == nil {
			return fair.Date(t.Format(time.DateOnly))
		}
	}
	var meant []string
	for _, form := range []string{"2/1/2006", "1/2/2006", "2.1.2006"} {
		if t, err := time.Parse(form, v); err == nil && !slices.Contains(meant, t.Format(time.DateOnly)) {
			meant = append(meant, t.Format(time.DateOnly))
		}
	}
	c.fail(column, v, "date", meant...)
	return ""
}
