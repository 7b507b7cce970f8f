package text

// stops are words that say nothing about a product, as index terms (stemmed,
// Chinese as bigrams or single characters).
var stops = set(
	"a", "an", "the", "and", "or", "of", "in", "on", "at", "by", "to", "from", "for", "with", "without",
	"as", "is", "are", "be", "it", "its", "this", "that", "these", "those", "our", "your", "you", "we",
	"i", "my", "their", "any", "all", "some", "have", "has", "can", "will", "not", "also", "into", "per",
	"want", "need", "look", "buy", "pleas", "etc",
	"的", "了", "和", "与", "及", "或", "在", "是", "有", "等", "个", "为", "我们", "你们", "以及", "或者",
	"一个", "可以", "需要", "寻找", "采购", "求购", "想要", "一种", "各种", "等等",
)

// Stop tells whether a term (as [Terms] gives it) is an English or Chinese word
// too common to tell products apart.
func Stop(term string) bool { return stops[term] }

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// relations are words after which a text names what a thing goes with, not what
// it is: a charger for a laptop is no laptop.
var relations = set("for", "with", "without", "compatibl", "fit", "suit", "适用", "兼容", "适合", "配套")

// units maps a unit's spellings to one. Only after a number: "in" and "m" are
// words elsewhere.
var units = map[string]string{
	"mm": "mm", "millimeter": "mm", "millimetre": "mm", "cm": "cm", "centimeter": "cm", "centimetre": "cm",
	"m": "m", "meter": "m", "metre": "m", "km": "km",
	"in": "in", "inch": "in", "inches": "in", "zoll": "in", "ft": "ft", "feet": "ft", "foot": "ft",
	"kg": "kg", "kgs": "kg", "kilogram": "kg", "g": "g", "gram": "g", "grams": "g", "mg": "mg", "lb": "lb", "lbs": "lb", "oz": "oz",
	"t": "t", "ton": "t", "tons": "t", "tonne": "t", "tonnes": "t",
	"l": "l", "liter": "l", "litre": "l", "liters": "l", "litres": "l", "ml": "ml", "cl": "cl",
	"kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "gigabyte": "gb", "terabyte": "tb", "megabyte": "mb",
	"hz": "hz", "khz": "khz", "mhz": "mhz", "ghz": "ghz", "w": "w", "watt": "w", "watts": "w", "kw": "kw", "kwh": "kwh", "wh": "wh",
	"v": "v", "volt": "v", "volts": "v", "a": "a", "amp": "a", "ma": "ma", "mah": "mah", "ah": "ah", "db": "db",
	"meters": "m", "metres": "m", "rpm": "rpm", "dpi": "dpi", "ppm": "ppm", "fps": "fps", "mp": "mp", "megapixel": "mp", "megapixels": "mp",
	"bar": "bar", "psi": "psi", "nm": "nm", "pcs": "pc", "pc": "pc", "pieces": "pc",
}

// loose units are words of their own when a space parts them from the number.
var loose = set("in", "a", "t", "pc", "bar")

// extras are nouns of things that serve another thing, which is named before
// them: a laptop bag is no laptop. Chinese ones as bigrams.
var extras = stemSet("accessory", "accessories", "adapter", "adaptor", "arm", "backpack", "bag", "battery", "bracket", "cable", "cap",
	"carrier", "cartridge", "case", "charger", "cleaner", "clip", "connector", "converter", "cooler", "cord", "cover", "cradle",
	"dock", "docking", "enclosure", "film", "filter", "frame", "fuser", "grip", "handle", "holder", "holster", "housing", "kit", "lanyard", "lead",
	"lens", "lock", "module", "mount", "pad", "part", "parts", "pillow", "plug", "pouch", "protector", "refill", "remote", "repair", "replacement",
	"roller", "skin", "sleeve", "spare", "stand", "sticker", "strap", "stylus", "support", "toner", "tray", "tripod", "warranty", "wrap",
	"配件", "支架", "保护", "外壳", "电缆")

func stemSet(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[stemmed(w)] = true
	}
	return m
}
