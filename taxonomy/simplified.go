package taxonomy

import (
	"strings"
	"unicode/utf8"
)

// traditional pairs traditional characters of trade words with their simplified forms, so that a text
// from Hong Kong, Macao or Taiwan meets the thesaurus, which is simplified.
const traditional = `
紅红 葉叶 綠绿 黃黄 藍蓝 銀银 銅铜 鐵铁 鋁铝 鋼钢 鋅锌 鎳镍 錫锡 鉛铅 電电 機机 腦脑 車车 輪轮 軸轴 輛辆 飛飞 動动 風风 門门 鎖锁 鑰钥 鏡镜 錶表 鐘钟 針针 線线
繩绳 網网 織织 紡纺 綿绵 絲丝 紗纱 緞缎 絨绒 繡绣 褲裤 襪袜 裝装 飾饰 寶宝 貝贝 魚鱼 蝦虾 鮮鲜 凍冻 乾干 蘋苹 棗枣 麥麦 穀谷 麵面 飯饭 湯汤 鹽盐 醬酱 飲饮 煙烟
藥药 醫医 療疗 護护 膚肤 髮发 妝妆 劑剂 膠胶 紙纸 筆笔 書书 報报 畫画 圖图 樂乐 戲戏 遊游 體体 運运 腳脚 滾滚 燈灯 燭烛 爐炉 鍋锅 壺壶 盤盘 櫃柜 傢家 俱具 廚厨
潔洁 淨净 濾滤 熱热 涼凉 氣气 壓压 縮缩 閥阀 軟软 數数 碼码 螢荧 顯显 視视 頻频 纜缆 導导 積积 儲储 務务 業业 產产 設设 計计 備备 儀仪 測测 驗验 檢检 標标 準准
質质 廠厂 場场 館馆 園园 樓楼 橋桥 築筑 磚砖 榮荣 蠟蜡 種种 農农 蔥葱 薑姜 蘿萝 蔔卜 筍笋 檸柠 橘桔 鳳凤 雞鸡 鴨鸭 鵝鹅 豬猪 馬马 貓猫 龍龙 龜龟 鱷鳄 獸兽 糧粮
飼饲 級级 買买 賣卖 購购 進进 貿贸 貨货 輸输 銷销 費费 資资 財财 險险 證证 學学 習习 課课 訓训 練练 語语 譯译 藝艺 術术 廣广 傳传 聲声 聽听 衛卫 無无 遠远 適适
單单 雙双 條条 個个 萬万 億亿 貼贴 鏈链 環环 開开 關关 點点 壞坏 變变 頭头 帶带 幫帮 紋纹 綢绸 毀毁 釘钉 鋸锯 錘锤 鑽钻 鑄铸 鍛锻 鏟铲 鋪铺 鍵键 盪荡 顆颗 類类
頂顶 頸颈 項项 養养 營营 補补 漁渔 潤润 滅灭 濕湿 灣湾 華华 國国 東东 亞亚 歐欧 聯联 臺台 製制 複复 雜杂 離离 難难 麗丽 齒齿 兒儿 嬰婴 婦妇 屍尸 幣币 廢废 彈弹
掃扫 揚扬 擴扩 攝摄 斷断 舊旧 時时 暫暂 曬晒 會会 檯台 殺杀 滷卤 燒烧 纖纤 維维 鏽锈 鹼碱 鬆松 總总 緊紧 給给 絡络 統统 經经 結结 編编 縫缝 終终 約约 納纳 純纯
紐纽 組组 細细 紹绍 訊讯 記记 許许 訂订 話话 認认 調调 談谈 請请 論论 諮咨 詢询 誠诚 說说 讀读 貸贷 賃赁 賽赛 贈赠 軌轨 載载 轉转 較较 輕轻 輔辅 達达 選选 遞递
郵邮 釀酿 鈣钙 鈉钠 鈦钛 鉀钾 鎂镁 鎢钨 錳锰 閃闪 間间 隊队 陽阳 際际 隨随 靜静 韓韩 響响 頁页 預预 領领 額额 題题 願愿 顏颜 騎骑 驅驱 鯊鲨 鰻鳗 鮭鲑 鯉鲤 鱈鳕
鮑鲍 鴿鸽 麩麸 齡龄 極极 構构 樣样 樹树 權权 歲岁 殼壳 氫氢 溫温 漿浆 澆浇 濃浓 瀝沥 牆墙 狀状 獎奖 瑪玛 發发 監监 確确 礦矿 禮礼 稅税 穩稳 簡简 簾帘 籃篮 綜综
繪绘 聖圣 腸肠 臘腊 艙舱 莖茎 菸烟 蓋盖 蘆芦 蟲虫 衝冲 裡里 襯衬 覽览 觀观 觸触 誕诞 豐丰 辦办 週周 鄉乡 鈕钮 鉤钩 鋰锂 錄录 鍍镀 閱阅 陳陈 雲云 霧雾 餅饼 餘余
駕驾 魷鱿 鮪鲔 鱸鲈 黴霉 齊齐 蝸蜗 鐮镰 鋤锄 鑷镊 鉗钳 鍬锹 輥辊 軋轧 鍊链 纏缠 繃绷 縣县 緯纬 績绩 繞绕 殘残 滌涤 淚泪 漲涨 濟济 滲渗 潛潜 瑩莹 瘡疮 盞盏 盜盗
碩硕 礎础 禦御 竅窍 篩筛 糞粪 紮扎
`

// hanInfo is what matters of a Chinese character.
type hanInfo struct {
	simple  uint16 // its simplified form; 0 where that is itself
	glue    glue
	headish bool // it makes what precedes it a modifier: 机, 器, 线 …
	starts  bool // a function word starts with it
}

const firstHan, lastHan = 0x3000, 0x9FFF

// hanHeadChars end compounds whose head they are: what stands before them, known or not, is not.
const hanHeadChars = "机器具械线设备仪表床架盒袋瓶罐壳套箱包柜车船站厂店桌椅凳灯杯碟碗壶锅刀笔鞋帽裤衣裙板管膜纸布"

var hanGlueChars = map[rune]glue{'和': joinGlue, '与': joinGlue, '及': joinGlue, '或': joinGlue, '用': tailGlue, '供': tailGlue, '含': tailGlue}

// hanInfos is by character, from firstHan.
var hanInfos = func() *[lastHan - firstHan + 1]hanInfo {
	var infos [lastHan - firstHan + 1]hanInfo
	for pair := range strings.FieldsSeq(traditional) {
		runes := []rune(pair)
		infos[runes[0]-firstHan].simple = uint16(runes[1])
	}
	for _, r := range hanHeadChars {
		infos[r-firstHan].headish = true
	}
	for r, g := range hanGlueChars {
		infos[r-firstHan].glue = g
	}
	for w := range hanWords {
		r, _ := utf8.DecodeRuneInString(w)
		infos[r-firstHan].starts = true
	}
	return &infos
}()

// hanInfoOf looks a Chinese character up.
func hanInfoOf(r rune) *hanInfo { return &hanInfos[r-firstHan] }

// simplified returns the simplified form of a Chinese character.
func simplified(r rune) rune {
	if s := hanInfoOf(r).simple; s != 0 {
		return rune(s)
	}
	return r
}
