package taxonomy

import "strings"

// traditional pairs traditional characters of trade words with their simplified forms, so that a text
// from Hong Kong, Macao or Taiwan meets the thesaurus, which is simplified.
const traditional = `紅红 葉叶 綠绿 黃黄 藍蓝 銀银 銅铜 鐵铁 鋁铝 鋼钢 鋅锌 鎳镍 錫锡 鉛铅 電电 機机 腦脑 車车 輪轮 軸轴 輛辆 飛飞 動动
 風风 扇扇 門门 窗窗 鎖锁 鑰钥 鏡镜 錶表 鐘钟 針针 線线 繩绳 網网 織织 紡纺 綿绵 絲丝 紗纱 緞缎 絨绒 繡绣 衣衣 褲裤 襪袜 裝装 鞋鞋 飾饰 珠珠 寶宝
 貝贝 魚鱼 蝦虾 蟹蟹 鮮鲜 凍冻 乾干 奶奶 蘋苹 棗枣 麥麦 穀谷 麵面 飯饭 湯汤 鹽盐 醬酱 飲饮 酒酒 煙烟 藥药 醫医 療疗 護护 膚肤 髮发 妝妆 劑剂
 膠胶 塑塑 紙纸 筆笔 書书 報报 畫画 圖图 樂乐 琴琴 戲戏 玩玩 遊游 體体 運运 動动 腳脚 踏踏 滾滚 燈灯 燭烛 爐炉 鍋锅 壺壶 盤盘 櫃柜 床床 椅椅
 傢家 俱具 廚厨 潔洁 淨净 濾滤 熱热 涼凉 氣气 壓压 縮缩 閥阀 管管 軟软 硬硬 數数 碼码 晶晶 螢荧 顯显 視视 頻频 線线 纜缆 導导 體体 積积 儲储
 務务 業业 產产 業业 設设 計计 備备 儀仪 測测 驗验 檢检 標标 準准 質质 廠厂 場场 館馆 園园 樓楼 橋桥 築筑 建建 磚砖 瓷瓷 璃璃 玻玻 榮荣 蠟蜡
 種种 農农 蔥葱 薑姜 蘿萝 蔔卜 筍笋 榴榴 檸柠 橘桔 鳳凤 葡葡 雞鸡 鴨鸭 鵝鹅 豬猪 馬马 貓猫 龍龙 龜龟 鱷鳄 獸兽 糧粮 飼饲 料料 級级 
 買买 賣卖 購购 進进 貿贸 貨货 輸输 鐵铁 銷销 費费 資资 銀银 財财 險险 證证 學学 習习 課课 訓训 練练 語语 譯译 藝艺 術术 廣广 傳传 聲声 聽听 麥麦
 衛卫 無无 遠远 適适 單单 雙双 條条 個个 萬万 億亿 箱箱 盒盒 貼贴 鏈链 環环 開开 關关 點点 壞坏 變变 頭头 帶带 幫帮 厘厘 紋纹 綢绸 毀毁 釘钉 鋸锯 錘锤
 鑽钻 鑄铸 鍛锻 鏟铲 鋪铺 鍵键 鼠鼠 盪荡 顆颗 類类 頂顶 頸颈 項项 養养 營营 補补 漁渔 潤润 滅灭 濕湿 灣湾 華华 國国 東东 亞亚 歐欧 荷荷 聯联 臺台 
 製制 複复 雜杂 離离 難难 麗丽 齒齿 兒儿 嬰婴 婦妇 屍尸 幣币 廢废 彈弹 掃扫 揚扬 擴扩 攝摄 斷断 舊旧 時时 暫暂 曬晒 會会 東东 栽栽 檯台 殺杀 毛毛 滷卤 燒烧`

var simplifiedForms = func() map[rune]rune {
	forms := make(map[rune]rune)
	for pair := range strings.FieldsSeq(traditional) {
		runes := []rune(pair)
		if len(runes) == 2 && runes[0] != runes[1] {
			forms[runes[0]] = runes[1]
		}
	}
	return forms
}()

// simplified returns the simplified form of a Chinese character.
func simplified(r rune) rune {
	if s, ok := simplifiedForms[r]; ok {
		return s
	}
	return r
}
