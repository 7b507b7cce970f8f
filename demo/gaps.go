package demo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// gap is what only one side of the fair trades: a demand that nobody supplies, or an offer
// that nobody wants. The organizer's map shows them.
type gap struct {
	code    taxonomy.Code // "": left to the words
	from    string        // countries of the buyers, each with a demand of its own, or of the seller
	title   said
	text    said
	million float64 // the demand's budget in US dollars; 0: an offer
}

// gaps are in the order in which the sample fair gets them.
var gaps = []gap{
	{"081060", "CN CN CN", said{"Fresh durian, air-chilled", "冷链鲜榴莲"}, said{"Ripened on the tree, two containers a week in the season, for our fruit shops.", "树熟果，产季每周两柜，供连锁水果店。"}, 4.2},
	{"870530", "ID", said{"Fire engines with ladders of 32 m", "32米云梯消防车"}, said{"Six for island towns, with training of the crews.", "岛屿城镇用六辆，含人员培训。"}, 6.5},
	{"842952", "SA KE BR", said{"Tracked excavators, 22 tonnes", "22吨履带挖掘机"}, said{"For a contractor's road works; spare parts must be held in the country.", "道路施工用，备件须在当地存放。"}, 9},
	{"850231", "ZA", said{"Wind turbines of 4 MW", "4兆瓦风力发电机组"}, said{"Eight sets for a wind farm on the coast, with masts and grid connection.", "沿海风电场八台，含塔筒与并网。"}, 14},
	{"100630", "AE SA ZA", said{"Long-grain parboiled rice", "蒸谷长粒米"}, said{"Bags of 20 kg for supermarkets and canteens, five per cent broken at most.", "20公斤袋装，供商超与食堂，碎米率不超过5%。"}, 12},
	{"310210", "BR IN", said{"Granular urea fertiliser", "颗粒尿素化肥"}, said{"46 % nitrogen, in bulk, before the planting season.", "含氮46%，散装，播种季前到港。"}, 15},
	{"300460", "KE ID", said{"Antimalarial tablets", "抗疟疾药片"}, said{"Packed for public health centres, registered with the authorities.", "供公立卫生院使用，须已注册。"}, 2.4},
	{"871390", "DE JP FR", said{"Electric wheelchairs", "电动轮椅"}, said{"For care homes; folding, with a range of 20 km.", "养老院用，可折叠，续航20公里。"}, 1.1},
	{"520100", "VN ID", said{"Raw cotton, not carded", "未梳原棉"}, said{"Staple of 28 mm and longer for a spinning mill.", "纺纱厂用，绒长28毫米以上。"}, 7},
	{"440711", "CN CN", said{"Pine sawn timber, kiln-dried", "烘干松木锯材"}, said{"Planks of 50 mm for building joinery.", "50毫米板材，建筑木工用。"}, 5},
	{"880623", "MX AU", said{"Crop-spraying drones", "植保无人机"}, said{"Tank of 30 litres, for sugar cane and agave fields.", "药箱30升，用于甘蔗和龙舌兰田。"}, 1.6},
	{"860310", "PL", said{"Tram cars for two city lines", "两条城市线路的有轨电车"}, said{"Low floor, 32 m, with maintenance for ten years.", "低地板，32米，含十年维保。"}, 18},
	{"320611", "IN", said{"Titanium dioxide pigment", "钛白粉颜料"}, said{"Rutile grade for paint makers.", "金红石型，涂料厂用。"}, 2.2},
	{"481092", "PE CN", said{"Folding boxboard", "折叠盒用白卡纸"}, said{"Coated, 300 g, reels for a printer of cartons.", "300克涂布卷筒，纸盒印刷厂用。"}, .9},
	{"S08A", "TH", said{"Management of a private hospital", "私立医院运营管理"}, said{"A partner who runs wards and operating rooms for five years.", "寻找合作方运营病房与手术室五年。"}, 3},
	{"S02C", "CL", said{"Satellite internet for mining camps", "矿区卫星互联网服务"}, said{"Bandwidth and terminals for fourteen camps in the mountains.", "山区十四个营地的带宽与终端。"}, 2.6},
	{"", "AE", said{"Hotel bed linen, porcelain tableware, stainless steel cookware, household refrigerators", "酒店床品、瓷器餐具、不锈钢炊具、家用冰箱"}, said{"All that a new hotel of 300 rooms needs; each kind may come from its own supplier.", "新开300间客房酒店的全部用品，各类可由不同供应商提供。"}, 1.2},

	{"670210", "CN", said{"Artificial flowers and wreaths", "仿真花与花环"}, said{"Silk peonies and orchids for decorators.", "仿真牡丹与蝴蝶兰，供装饰公司。"}, 0},
	{"950510", "CN", said{"Christmas decorations", "圣诞装饰品"}, said{"Glass balls, garlands and tree stars, painted by hand.", "手绘玻璃球、花环与树顶星。"}, 0},
	{"060311", "CO", said{"Cut roses, long-stemmed", "长枝鲜切玫瑰"}, said{"From farms at 2,600 m, flown out the same day.", "海拔2600米农场，当日空运。"}, 0},
	{"920290", "ES", said{"Classical guitars", "古典吉他"}, said{"Cedar and spruce, built by hand in a small workshop.", "雪松与云杉，小作坊手工制作。"}, 0},
	{"680221", "IT", said{"Marble slabs and tiles", "大理石板材"}, said{"White and veined, cut to drawings.", "白色及纹理石材，可按图切割。"}, 0},
	{"040900", "NZ", said{"Mānuka honey in jars", "瓶装麦卢卡蜂蜜"}, said{"Tested by batch, jars of 250 and 500 g.", "逐批检测，250克与500克瓶装。"}, 0},
	{"940610", "PL", said{"Prefabricated wooden houses", "预制木屋"}, said{"Put up in three days, for holiday parks.", "三天搭建完成，供度假营地。"}, 0},
	{"450410", "PT", said{"Cork flooring", "软木地板"}, said{"Planks with a click joint, from the bark of cork oaks.", "锁扣式地板，取自栓皮栎树皮。"}, 0},
	{"890322", "FR", said{"Sailing yachts of 12 m", "12米帆船游艇"}, said{"Built to order, delivered to any harbour.", "按单建造，可交付至任一港口。"}, 0},
	{"S10D", "DE", said{"Building and running of ski schools", "滑雪学校建设与运营"}, said{"Teachers, lessons and equipment for indoor halls.", "教练、课程与室内雪场设备。"}, 0},
}

// addGaps gives them to companies of their countries that have no role.
func (m *filler) addGaps(ctx context.Context) error {
	taken := map[*firm]bool{}
	n := 0
	for _, g := range gaps {
		for k, country := range strings.Fields(g.from) {
			n++
			side, role := fair.DemandSide, fair.Buyer
			if g.million == 0 {
				side, role = fair.OfferSide, fair.Exhibitor
			}
			ref := fmt.Sprintf("%s-x-%02d", side, n)
			at := slices.IndexFunc(m.firms, func(f *firm) bool {
				return f.role == role && f.country == country && !taken[f] && !m.isRole(f)
			})
			if at < 0 {
				return fmt.Errorf("%s: nobody from %s has it", ref, country)
			}
			taken[m.firms[at]] = true
			if err := m.post(ctx, m.firms[at], noLine, side, ref, g.draft(country, n, k)); err != nil {
				return err
			}
		}
	}
	return nil
}

// noLine is the line of a post that belongs to none.
const noLine = -1

// draft is the n-th of all, and for a country the k-th of this gap, each smaller than the one before.
func (g *gap) draft(country string, n, k int) fair.PostDraft {
	d := fair.PostDraft{Content: fair.Content{
		Trade: fair.Goods, Title: fair.Texts{"en": g.title.en, "zh": g.title.zh}, Text: fair.Texts{"en": g.text.en, "zh": g.text.zh}, Original: "en", Languages: spoken(country),
	}}
	if country == "CN" {
		d.Original = "zh"
	}
	if g.code != "" {
		d.Codes = []taxonomy.Code{g.code}
		if g.code.Service() {
			d.Trade = fair.Services
		}
	}
	if g.million == 0 {
		d.Offer = &fair.OfferTerms{Origin: country, Markets: idleIn(n), LeadDays: 30, Samples: fair.Yes}
		return d
	}
	currency := lands[country].currency
	d.Demand = &fair.DemandTerms{
		Destination: country, Purpose: fair.OwnUse, Suppliers: []fair.CompanyKind{fair.Manufacturer, fair.ServiceFirm},
		Budget: &fair.Money{Amount: rounded(g.million / float64(k+1) * 1_000_000 * perUSD(currency)), Currency: currency},
	}
	return d
}

// idleIn are five markets, others for each offer.
func idleIn(n int) []string {
	var out []string
	for i := range 5 {
		out = union(out, markets[(3*n+5*i)%len(markets)])
	}
	return out
}
