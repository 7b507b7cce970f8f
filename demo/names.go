package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

// land is what companies of a country or region are called, and how they quote.
type land struct {
	form     string // of a firm
	currency string
	port     string
	lang     string
	cities   []said
}

var lands = map[string]land{
	"CN": {"Co., Ltd.", "CNY", "Ningbo", "zh", []said{{"Ningbo", "宁波"}, {"Qingdao", "青岛"}, {"Foshan", "佛山"}, {"Suzhou", "苏州"}, {"Chengdu", "成都"}, {"Xiamen", "厦门"}, {"Hangzhou", "杭州"}, {"Kunming", "昆明"}, {"Changsha", "长沙"}, {"Hefei", "合肥"}}},
	"JP": {"K.K.", "JPY", "Yokohama", "ja", []said{{"Osaka", "大阪"}, {"Nagoya", "名古屋"}}},
	"KR": {"Co., Ltd.", "KRW", "Busan", "ko", []said{{"Busan", "釜山"}, {"Seoul", "首尔"}}},
	"TW": {"Co., Ltd.", "USD", "Kaohsiung", "zh", []said{{"Taichung", "台中"}}},
	"DE": {"GmbH", "EUR", "Hamburg", "de", []said{{"Bremen", "不来梅"}, {"Ulm", "乌尔姆"}}},
	"FR": {"SAS", "EUR", "Le Havre", "fr", []said{{"Lyon", "里昂"}, {"Nantes", "南特"}}},
	"IT": {"S.r.l.", "EUR", "Genoa", "it", []said{{"Bergamo", "贝加莫"}, {"Modena", "摩德纳"}}},
	"ES": {"S.L.", "EUR", "Valencia", "es", []said{{"Valencia", "瓦伦西亚"}}},
	"PT": {"Lda.", "EUR", "Leixões", "pt", []said{{"Porto", "波尔图"}}},
	"NL": {"B.V.", "EUR", "Rotterdam", "nl", []said{{"Utrecht", "乌得勒支"}}},
	"BE": {"BV", "EUR", "Antwerp", "nl", []said{{"Ghent", "根特"}}},
	"GR": {"S.A.", "EUR", "Piraeus", "el", []said{{"Patras", "帕特雷"}}},
	"DK": {"ApS", "EUR", "Aarhus", "da", []said{{"Odense", "欧登塞"}}},
	"PL": {"Sp. z o.o.", "EUR", "Gdańsk", "pl", []said{{"Poznań", "波兹南"}}},
	"CZ": {"s.r.o.", "EUR", "Hamburg", "cs", []said{{"Plzeň", "比尔森"}}},
	"CH": {"AG", "CHF", "Rotterdam", "de", []said{{"Bern", "伯尔尼"}}},
	"GB": {"Ltd", "GBP", "Felixstowe", "en", []said{{"Leeds", "利兹"}, {"Bristol", "布里斯托"}}},
	"IE": {"Ltd", "EUR", "Dublin", "en", []said{{"Cork", "科克"}}},
	"US": {"Inc.", "USD", "Long Beach", "en", []said{{"Portland", "波特兰"}, {"Austin", "奥斯汀"}}},
	"CA": {"Inc.", "USD", "Vancouver", "en", []said{{"Halifax", "哈利法克斯"}}},
	"AU": {"Pty Ltd", "AUD", "Melbourne", "en", []said{{"Adelaide", "阿德莱德"}}},
	"NZ": {"Ltd", "NZD", "Tauranga", "en", []said{{"Hamilton", "哈密尔顿"}}},
	"BR": {"Ltda.", "USD", "Santos", "pt", []said{{"Campinas", "坎皮纳斯"}}},
	"CO": {"S.A.S.", "USD", "Cartagena", "es", []said{{"Medellín", "麦德林"}}},
	"CL": {"S.A.", "USD", "San Antonio", "es", []said{{"Talca", "塔尔卡"}}},
	"AR": {"S.A.", "USD", "Buenos Aires", "es", []said{{"Rosario", "罗萨里奥"}}},
	"PE": {"S.A.C.", "USD", "Callao", "es", []said{{"Piura", "皮乌拉"}}},
	"EC": {"S.A.", "USD", "Guayaquil", "es", []said{{"Guayaquil", "瓜亚基尔"}}},
	"UY": {"S.A.", "USD", "Montevideo", "es", []said{{"Salto", "萨尔托"}}},
	"MX": {"S.A. de C.V.", "USD", "Manzanillo", "es", []said{{"Puebla", "普埃布拉"}}},
	"ET": {"PLC", "USD", "Djibouti", "am", []said{{"Hawassa", "阿瓦萨"}}},
	"KE": {"Ltd", "USD", "Mombasa", "en", []said{{"Nairobi", "内罗毕"}}},
	"ZA": {"(Pty) Ltd", "USD", "Durban", "en", []said{{"Durban", "德班"}}},
	"TN": {"SARL", "EUR", "Sfax", "fr", []said{{"Sfax", "斯法克斯"}}},
	"VN": {"JSC", "USD", "Hai Phong", "vi", []said{{"Da Nang", "岘港"}}},
	"TH": {"Co., Ltd.", "THB", "Laem Chabang", "th", []said{{"Chonburi", "春武里"}}},
	"ID": {"PT", "USD", "Surabaya", "id", []said{{"Surabaya", "泗水"}}},
	"MY": {"Sdn Bhd", "USD", "Port Klang", "ms", []said{{"Penang", "槟城"}}},
	"SG": {"Pte Ltd", "USD", "Singapore", "en", []said{{"Singapore", "新加坡"}}},
	"IN": {"Pvt Ltd", "INR", "Nhava Sheva", "en", []said{{"Pune", "浦那"}}},
	"PK": {"(Pvt) Ltd", "USD", "Karachi", "en", []said{{"Lahore", "拉合尔"}}},
	"BD": {"Ltd", "USD", "Chattogram", "en", []said{{"Dhaka", "达卡"}}},
	"LK": {"PLC", "USD", "Colombo", "en", []said{{"Kandy", "康提"}}},
	"TR": {"A.Ş.", "USD", "Izmir", "tr", []said{{"Izmir", "伊兹密尔"}}},
	"IR": {"Co.", "EUR", "Bandar Abbas", "fa", []said{{"Kerman", "克尔曼"}}},
	"AE": {"LLC", "AED", "Jebel Ali", "ar", []said{{"Sharjah", "沙迦"}}},
	"SA": {"LLC", "USD", "Jeddah", "ar", []said{{"Jeddah", "吉达"}}},
	"IL": {"Ltd", "USD", "Haifa", "he", []said{{"Haifa", "海法"}}},
	"GE": {"LLC", "USD", "Poti", "ka", []said{{"Kutaisi", "库塔伊西"}}},
	"RS": {"d.o.o.", "EUR", "Bar", "sr", []said{{"Novi Sad", "诺维萨德"}}},
	"HU": {"Kft.", "EUR", "Koper", "hu", []said{{"Győr", "杰尔"}}},
}

// buyerLands are where buyers come from; China's own are many.
var buyerLands = []string{"CN", "CN", "CN", "CN", "CN", "CN", "CN", "CN", "GB", "US", "DE", "FR", "ES", "PL", "AE", "SA", "ZA", "KE", "BR", "CL", "MX", "PE", "TH", "VN", "ID", "MY", "SG", "JP", "KR", "IN", "AU", "NZ", "CA", "TR", "RS", "HU", "IE", "NL"}

// stems are invented names: of Chinese companies, and of all others with how
// Chinese readers write them.
var (
	chineseStems = []said{
		{"Lanhai", "澜海"}, {"Qingmu", "青木"}, {"Hechuan", "禾川"}, {"Yunqi", "云栖谷"}, {"Shanyue", "山月"}, {"Jinlan", "锦岚"}, {"Zhaofeng", "兆沣"}, {"Boyuan", "博沅"},
		{"Xingze", "星泽"}, {"Muge", "沐歌"}, {"Tingyu", "汀雨"}, {"Lingxi", "灵溪谷"}, {"Haoting", "昊亭"}, {"Ruihe", "睿禾"}, {"Chengmai", "澄麦"}, {"Wanqing", "皖清"},
		{"Songyan", "松砚"}, {"Yilan", "亿岚"}, {"Zhongyi", "中熠"}, {"Haiqu", "海渠"}, {"Fengyao", "沣曜"}, {"Dingshan", "鼎杉"}, {"Nanxu", "南栩"}, {"Beichen", "北宸川"},
		{"Chaoyin", "潮音里"}, {"Luming", "鹿茗"}, {"Jiayue", "嘉玥"}, {"Kangshu", "康纾"}, {"Weilan", "蔚岚"}, {"Tianmai", "天脉源"}, {"Hongtu", "鸿荼"}, {"Sanjing", "三璟"},
	}
	otherStems = []said{
		{"Valdora", "瓦尔多拉"}, {"Brunmark", "布伦马克"}, {"Estrela Nova", "新星"}, {"Kestrel Bay", "红隼湾"}, {"Morvane", "莫凡"}, {"Solenta", "索伦塔"}, {"Harrowby", "哈罗比"}, {"Tamarin", "塔玛林"},
		{"Aldersund", "阿德松"}, {"Pellucid", "佩露丝"}, {"Rivermoor", "河沼"}, {"Casa Lunera", "月屋"}, {"Oakhaven", "橡港"}, {"Zephira", "泽菲拉"}, {"Miravalle", "米拉谷"}, {"Northglen", "北谷"},
		{"Ardenne Vert", "绿阿登"}, {"Quintavia", "昆塔维亚"}, {"Bellhaven", "贝尔港"}, {"Lindqvale", "林谷"}, {"Terranova Sur", "南新地"}, {"Sunharbour", "阳光港"}, {"Vostria", "沃斯特里亚"}, {"Marandu", "马兰杜"},
		{"Gildenfels", "吉登费"}, {"Copperfinch", "铜雀"}, {"Altamera", "阿塔梅拉"}, {"Fennwick", "芬威克"}, {"Orsola", "奥索拉"}, {"Bluecedar", "蓝杉"}, {"Kirana", "基拉纳"}, {"Tavolara Blu", "蓝岛"},
	}
	japaneseStems = []said{{"Kirigaoka", "霧ヶ丘"}, {"Minamoha", "南茂葉"}, {"Hoshikawa", "星川野"}, {"Asamori", "朝森"}, {"Yukishiro", "雪城"}, {"Aozora", "青空野"}}
	koreanStems   = []said{{"Hanbitgol", "한빛골"}, {"Saebyeok", "새벽솔"}, {"Nuribada", "누리바다"}, {"Daonsan", "다온산"}, {"Haneulmaru", "하늘마루"}, {"Pureunsol", "푸른솔내"}}
)

// trades are the words in a firm's name, by hall; buyerTrades those of buyers.
var (
	trades      = []said{{"Foods", "食品"}, {"Living", "家居"}, {"Technology", "科技"}, {"Services", "实业"}}
	buyerTrades = []said{{"Trading", "贸易"}, {"Retail Group", "商业集团"}, {"Imports", "进出口"}, {"Supply Chain", "供应链"}, {"Distribution", "商贸"}, {"Supermarkets", "超市"}, {"Procurement", "采购"}}
	// sells says which of them go with which halls: nobody sells machines in a supermarket.
	sells      = [][]int{{0, 1, 2, 3, 4, 5}, {0, 1, 2, 3, 4, 6}, {0, 2, 3, 4, 6}, {0, 2, 3, 4, 6}}
	buyerKinds = []fair.CompanyKind{fair.Distributor, fair.Retailer, fair.Importer, fair.Distributor, fair.Distributor, fair.Retailer, fair.Importer}
)

// namer gives out names, none twice.
type namer struct {
	rng  *rand.Rand
	used map[string]bool
}

func (n *namer) company(country string, trade said) (name fair.Texts, city said) {
	l := lands[country]
	for {
		city = pick(n.rng, l.cities)
		name = n.try(country, l, city, trade)
		if key := fmt.Sprint(name); !n.used[key] {
			n.used[key] = true
			return name, city
		}
	}
}

func (n *namer) try(country string, l land, city, trade said) fair.Texts {
	switch country {
	case "CN":
		s := pick(n.rng, chineseStems)
		return fair.Texts{"zh": city.zh + s.zh + trade.zh + "有限公司", "en": city.en + " " + s.en + " " + trade.en + " Co., Ltd."}
	case "TW":
		s := pick(n.rng, chineseStems)
		return fair.Texts{"zh": s.zh + trade.zh + "股份有限公司", "en": s.en + " " + trade.en + " Corp."}
	case "JP":
		s := pick(n.rng, japaneseStems)
		return fair.Texts{"ja": s.zh + trade.zh + "株式会社", "en": city.en + " " + s.en + " " + trade.en + " K.K."}
	case "KR":
		s := pick(n.rng, koreanStems)
		return fair.Texts{"ko": s.zh + " 주식회사", "en": s.en + " " + trade.en + " Co., Ltd."}
	}
	s := pick(n.rng, otherStems)
	en := s.en + " " + trade.en + " " + l.form
	if country == "ID" {
		en = "PT " + s.en + " " + trade.en
	}
	return fair.Texts{"en": en, "zh": s.zh + trade.zh + "（" + city.zh + "）"}
}

var (
	surnames = []said{{"Chen", "陈"}, {"Lin", "林"}, {"Wu", "吴"}, {"Zhou", "周"}, {"Xu", "徐"}, {"Sun", "孙"}, {"He", "何"}, {"Gao", "高"}, {"Luo", "罗"}, {"Tang", "唐"}}
	given    = []said{{"Xiaowen", "晓雯"}, {"Zihan", "子涵"}, {"Jianing", "嘉宁"}, {"Haoran", "浩然"}, {"Yifan", "一凡"}, {"Minghui", "明慧"}, {"Siyuan", "思远"}, {"Jingyi", "静怡"}, {"Kaiwen", "凯文"}, {"Ruolan", "若兰"}}
	firsts   = []string{"Ana", "Jonas", "Priya", "Marek", "Lucía", "Owen", "Fatima", "Hugo", "Ingrid", "Tariq", "Sofia", "Daniel", "Naledi", "Pedro", "Hana", "Elif"}
	lasts    = []string{"Moreira", "Lindgren", "Patel", "Kowalska", "Herrera", "Hughes", "Rahman", "Dubois", "Keller", "Nkosi", "Rossi", "Okafor", "Vidal", "Park", "Sato", "Demir"}
)

// person invents somebody of a country; the number keeps addresses apart.
func (n *namer) person(country string, number int) fair.PersonDraft {
	if country == "CN" {
		s, g := pick(n.rng, surnames), pick(n.rng, given)
		return fair.PersonDraft{Name: s.zh + g.zh + " " + g.en + " " + s.en, Email: address(g.en, s.en, number), Languages: []string{"zh", "en"}, Locale: "zh", Zone: "Asia/Shanghai"}
	}
	f, l := pick(n.rng, firsts), pick(n.rng, lasts)
	return fair.PersonDraft{Name: f + " " + l, Email: address(f, l, number), Languages: spoken(country), Locale: "en"}
}

func address(first, last string, number int) string {
	plain := strings.NewReplacer("í", "i").Replace(strings.ToLower(first + "." + last))
	return fmt.Sprintf("%s.%d@example.com", plain, number)
}

// spoken are the working languages of a country's firms.
func spoken(country string) []string {
	if l := lands[country].lang; l != "en" {
		return []string{l, "en"}
	}
	return []string{"en"}
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
