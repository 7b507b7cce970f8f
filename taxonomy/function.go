package taxonomy

import "strings"

// manner is what a function word does to the noun phrases around it, beyond glue.
type manner uint8

const (
	plain   manner = iota
	empty          // articles, pronouns: nothing
	asking         // "need", 求购: what came before is who asks
	denying        // "no", 不要: what follows, to the end of the clause, is not wanted
	usual          // what posts say whatever they are about
	hanOf          // 的: what came before modifies what follows
	hanFor         // 用于: what follows modifies
	hanJoin        // 和
)

// manners of English words, by surface.
var manners = func() map[string]manner {
	m := make(map[string]manner)
	for _, w := range strings.Fields(`a an the we our us i my me you your they their them it its he his she her this these those some any
		all each every be been am do does can could will would should must may more most very so too also just now who
		whose where when while if then than there here please kindly thanks hello dear have has had having let get give`) {
		m[w] = empty
	}
	for _, w := range strings.Fields(`need needs needed needing want wants wanted wanting look looks looking seek seeks seeking buy buys buying
		purchase purchases purchasing require requires required requiring search searching searches sourcing wish wishes
		hoping hope seeking enquiry inquiry rfq rfp procure procuring procurement`) {
		m[w] = asking
	}
	for _, w := range strings.Fields(`supplier suppliers supply supplies supplying supplied provider providers provide provides providing
		manufacturer manufacturers manufacturing manufacture manufactured producer producers produce produces producing
		maker makers company companies firm customer customers client clients buyer buyers seller sellers sell
		selling importer importers exporter exporters import export wholesale wholesaler wholesalers distributor distributors
		dealer dealers vendor vendors brand brands brand-name product products item items goods quality premium high low best good great better new
		latest original genuine professional reliable trusted leading global world worldwide international various different
		wide range kind kinds type types assorted selection price prices priced cheap competitive affordable order orders
		moq quote quotation bulk large small quantity quantities lot lots per year yearly month monthly annual annually
		week weekly regular regularly trial contact call available stock ready fast delivery offer offers offering
		custom customised customized oem odm factory direct made use used using solution solutions technology technologies
		innovative innovation smart advanced modern ideal perfect easy designed suitable many several etc including include
		includes such like own one two three based next generation future first top full`) {
		m[w] = usual
	}
	for _, w := range []string{"no", "not", "without", "except", "excluding", "never"} {
		m[w] = denying
	}
	return m
}()

// hanWords are Chinese function words, tried longest first.
var hanWords = func() map[string]manner {
	m := make(map[string]manner)
	put := func(kind manner, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] = kind
		}
	}
	put(hanOf, "的 用的 专用的 专用 适用的 使用的 时用的 之用的 用")
	put(hanFor, "用于 适用于 可用于 适用 适合 专供 用来 用作 来自 含有 带有 配有 配备 采用 含 以")
	put(hanJoin, "和 与 及 以及 或 或者 还有")
	put(asking, `求购 采购 寻找 寻求 需要 需求 急需 急购 想要 想找 想买 要买 购买 收购 诚购 询价 欲购 订购 订货 诚寻 征集 求 寻 找 需 欲
		希望 希望采购 计划采购 拟采购 招标`)
	put(denying, "不要 不含 没有 不带 除了 不需要 不需 不用 不能 不会")
	put(usual, `供应商 供应 提供 供货 厂家 厂商 生产商 制造商 生产 制造 销售 批发 直销 现货 热销 新款 优质 高品质 高质量 优良 高档 中高端 高端 专业
		批量 大批量 小批量 大量 大批 少量 一批 一款 一种 一些 若干 各类 各种 各式 多种 多款 多功能 长期 常年 长年 短期 稳定 质量 品质 价格 优惠 低价
		产品 商品 货品 品牌 进口 出口 外贸 定制 订制 可定制 定做 客户 顾客 公司 有限公司 我司 我们 我方 本公司 本店 贵司 你们 他们 企业 集团 科技
		有限 股份 欢迎 联系 请 等等 国内 国外 国际 全球 领先 一流 知名 著名 创新 智能化 解决方案 使用 应用 可以 能够 每年 每月 年采购量 数量 预算
		左右 以上 以下 要求 规格 型号 款式 合作 长期合作 经销商 代理商 贸易商 进口商 采购商 买家 卖家 这种 那种 这样 那样 什么 东西 一个 几个`)
	return m
}()

// longestHanWord is the length of the longest of hanWords, in characters.
const longestHanWord = 5

// notFunction lists words whose 用, 和, 为 … is no function word.
var notFunction = func() map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(`用品 用具 用纸 用户 用途 用电 用水 用餐 用车 用工 信用 费用 利用 通用 实用 作用 饮用 食用 日用 常用
		和牛 和服 和田 和平 和谐 和面 和纸 温和 柔和 缓和 中和 饱和 共和 以太 以色 含量 求职 找平 请柬 与会 参与 及时 普及 涉及 埃及 需氧`) {
		m[w] = true
	}
	return m
}()

// hanFunction reads a Chinese function word at tokens[i]; 0 when there is none.
func hanFunction(tokens []token, i int) (int, manner) {
	if !hanInfoOf(rune(tokens[i].sym &^ hanSymbol)).starts {
		return 0, plain
	}
	var word [longestHanWord]rune
	n := 0
	for n < longestHanWord && i+n < len(tokens) && tokens[i+n].kind == hanToken && (n == 0 || !tokens[i+n].spaced) {
		word[n] = rune(tokens[i+n].sym &^ hanSymbol)
		n++
	}
	if n >= 2 && notFunction[string(word[:2])] {
		return 0, plain
	}
	for ; n > 0; n-- {
		kind, ok := hanWords[string(word[:n])]
		if !ok {
			continue
		}
		if n == 1 && kind == asking && i > 0 && tokens[i-1].kind == hanToken {
			return 0, plain
		}
		if n == 1 && i > 0 && tokens[i-1].kind == hanToken && notFunction[string([]rune{rune(tokens[i-1].sym &^ hanSymbol), word[0]})] {
			return 0, plain
		}
		return n, kind
	}
	return 0, plain
}
