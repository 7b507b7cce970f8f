package main

import (
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// What everybody at a fair says, the most usual first. The rest of the vocabulary
// is made of syllables: brands, models, places, words of single trades.
const (
	tradeEnglish = `quality supplier factory export custom wholesale new design high price oem standard product service best certified
		bulk premium delivery order stock manufacturer fast natural material packaging professional industrial durable portable size colour
		steel plastic home office outdoor smart electric automatic light heavy small large eco organic fresh dry frozen pure white black blue
		green red original classic modern luxury cheap sample retail brand private label long life safe easy clean waterproof digital wireless
		mini double single stainless aluminium cotton leather glass paper rubber wood carton pallet container bag box bottle roll sheet set kit
		piece spare part accessory solution system project machine line tool equipment component technology energy power water air heat cold
		kitchen hotel school hospital garden farm car travel sport child baby woman man pet gift season summer winter import distributor agent
		partner regional global market customer annual monthly minimum approved tested inspected warranty support installation training repair`
	tradeChinese = `优质 厂家 供应 批发 定制 出口 新款 设计 价格 产品 服务 标准 认证 现货 专业 包装 工业 材料 品牌 直销 高端 耐用 便携 大型 小型 环保 天然 新鲜 进口 智能
		自动 电动 家用 商用 户外 酒店 学校 医院 农场 工厂 设备 机械 配件 系统 方案 技术 能源 节能 安全 防水 不锈钢 塑料 玻璃 纸质 橡胶 木制 纯棉 皮革 儿童 女士 男士
		礼品 冬季 夏季 套装 样品 长期 合作 采购 代理 经销 全球 市场 客户 年度 起订 检测 质保 安装 培训 维修 快速 交货 批量 散装 整箱 海运 冷链 有机 健康`
)

// Sizes of the vocabularies, and how quickly words become rare: about as in the
// texts of real exhibitors, where the commonest word stands in one post of six.
const (
	englishWords = 20_000
	chineseWords = 8_000
	wordSkew     = 1.02
	wordFlat     = 12
)

var (
	onsets  = strings.Fields("b c d f g h k l m n p r s t v w z br cl dr fl gr kr pl pr sl st tr")
	middles = strings.Fields("a e i o u ai ea io ou")
	codas   = []string{"", "", "l", "n", "r", "s", "t", "x", "m"}
	glyphs  = []rune("安百宝博昌辰成德东丰富港光广国海汉航浩合恒宏华汇吉佳嘉建健江金锦京晶景久凯康科来蓝乐丽联良林龙隆美明铭南宁鹏瑞润森山尚胜盛世泰腾天通同万威维伟文西祥新鑫星兴亚阳一怡益银永友宇源远云泽展长兆正志中众卓")
)

// vocabulary is the general words of one language, the most usual first.
type vocabulary struct {
	words []string
	draw  *rand.Zipf
	join  string // between words
}

// vocabularies are the general words of English and Chinese, drawn from r.
func vocabularies(r *rand.Rand) map[string]*vocabulary {
	english := fillUp(strings.Fields(tradeEnglish), englishWords, func(i int) string { return syllables(i) })
	chinese := fillUp(strings.Fields(tradeChinese), chineseWords, func(i int) string {
		return string([]rune{glyphs[i%len(glyphs)], glyphs[i/len(glyphs)%len(glyphs)]})
	})
	return map[string]*vocabulary{
		"en": {english, rand.NewZipf(r, wordSkew, wordFlat, englishWords-1), " "},
		"zh": {chinese, rand.NewZipf(r, wordSkew, wordFlat, chineseWords-1), ""},
	}
}

// fillUp adds made words until there are n different ones.
func fillUp(words []string, n int, made func(i int) string) []string {
	have := map[string]bool{}
	for _, w := range words {
		have[w] = true
	}
	for i := 1; len(words) < n; i++ {
		if w := made(i * 7919); !have[w] {
			have[w] = true
			words = append(words, w)
		}
	}
	return words
}

// syllables spells a number as two or three syllables.
func syllables(n int) string {
	var b strings.Builder
	for syllable := 0; syllable < 2 || n > 0 && syllable < 3; syllable++ {
		b.WriteString(onsets[n%len(onsets)])
		n /= len(onsets)
		b.WriteString(middles[n%len(middles)])
		n /= len(middles)
		b.WriteString(codas[n%len(codas)])
		n /= len(codas)
	}
	return b.String()
}

// some draws n words.
func (v *vocabulary) some(n int) string {
	words := make([]string, max(0, n))
	for i := range words {
		words[i] = v.words[v.draw.Uint64()]
	}
	return strings.Join(words, v.join)
}

// length counts the words of a phrase; Chinese words are taken as two characters.
func (v *vocabulary) length(phrase string) int {
	if v.join == "" {
		return (utf8.RuneCountInString(phrase) + 1) / 2
	}
	return 1 + strings.Count(phrase, " ")
}

// shelf is a heading with the ways to say what belongs to it, by language, and what
// its goods usually cost.
type shelf struct {
	code    taxonomy.Code
	phrases map[string][]string
	unit    string
	price   float64 // USD per unit
}

// units that goods are counted and priced in.
var goodsUnits = []string{"KGM", "C62", "TNE", "MTR", "SET", "LTR", "MTK", "DZN", "PR"}

// shelves are the headings of goods or of services, in an order drawn from r: the
// first are the most usual at this fair.
func shelves(r *rand.Rand, services bool) []shelf {
	at := map[taxonomy.Code]int{}
	var out []shelf
	for _, c := range taxonomy.Headings() {
		if c.Service() == services {
			at[c] = len(out)
			out = append(out, shelf{code: c, phrases: map[string][]string{}, unit: "HUR", price: usualPrice(r)})
			if !services {
				out[len(out)-1].unit = pick(r, goodsUnits)
			}
		}
	}
	for n := range taxonomy.NumConcepts() {
		concept := taxonomy.Concept(n)
		i, ok := at[concept.Code().Heading()]
		if !ok {
			continue
		}
		for _, lang := range []string{"en", "zh"} {
			if p := concept.Phrase(lang); p != "" {
				out[i].phrases[lang] = append(out[i].phrases[lang], p)
			}
		}
	}
	said := out[:0]
	for _, s := range out {
		if len(s.phrases["en"]) > 0 && len(s.phrases["zh"]) > 0 {
			said = append(said, s)
		}
	}
	r.Shuffle(len(said), func(i, j int) { said[i], said[j] = said[j], said[i] })
	return said
}
