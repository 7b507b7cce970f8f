package taxonomy

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	iso4217 "golang.org/x/text/currency"
	"pgregory.net/rapid"
)

// reference reads a CSV of the data folder beside the project, as maps by column name; without the
// folder the test skips.
func reference(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open("../../shared/data/" + name)
	if err != nil {
		t.Skipf("no reference data: ../shared/data/%s", name)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := make(map[string]string)
		for i, column := range rows[0] {
			m[column] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func TestCodesAgainstReference(t *testing.T) {
	valid := make(map[string]bool)
	for _, row := range reference(t, "hs/harmonized-system.csv") {
		code := row["hscode"]
		if row["level"] == "6" {
			if c, note, err := ParseCode(code); err != nil || string(c) != code || note != 0 {
				t.Errorf("ParseCode(%s) = %s, %d, %v", code, c, note, err)
			}
			continue
		}
		valid[code] = true
		if _, known := TitleConcept(Code(code)); !known && !strings.HasPrefix(code, "99") && code != "TOTAL" {
			t.Errorf("heading %s is missing", code)
		}
	}
	for _, c := range slices.Concat(Headings(), Chapters()) {
		if !c.Service() && !valid[string(c)] {
			t.Errorf("%s is no HS 2022 code", c)
		}
	}
}

func TestParseCode(t *testing.T) {
	for _, c := range []struct {
		typed string
		want  Code
		note  Note
	}{
		{"0901", "0901", 0}, {"0901.11", "090111", 0}, {" 09 01 11 ", "090111", 0}, {"HS 0901", "0901", 0},
		{"HS code: 0901.11", "090111", 0}, {"0901110090", "090111", NoteCut}, {"09011100", "090111", NoteCut},
		{"901", "0901", NoteZero}, {"90111", "090111", NoteZero}, {"9011100", "090111", NoteZero | NoteCut},
		{"09", "09", 0}, {"9", "09", NoteZero}, {"8469.00", "8472", NoteOlder}, {"9501", "9503", NoteOlder},
	} {
		got, note, err := ParseCode(c.typed)
		if got != c.want || note != c.note || err != nil {
			t.Errorf("ParseCode(%q) = %q, %d, %v; want %q, %d", c.typed, got, note, err, c.want, c.note)
		}
	}
	for _, typed := range []string{"", "0999", "77", "coffee", "09012233445566", "S99", "S01ZZ", "09O1", "٠٩"} {
		_, _, err := ParseCode(typed)
		var unknown *UnknownError
		if !errors.As(err, &unknown) || unknown.Kind != "code" || unknown.Value != typed || len(unknown.Nearest) > 3 {
			t.Errorf("ParseCode(%q): %v", typed, err)
		}
	}
	_, _, err := ParseCode("0911")
	if unknown := (*UnknownError)(nil); !errors.As(err, &unknown) || !slices.Contains(unknown.Nearest, "0910") {
		t.Errorf("0911: %v", err)
	}
}

// TestCodeTree checks what holds for every code: it parses to itself, lies within its heading and
// chapter, has a title in both languages and a title concept.
func TestCodeTree(t *testing.T) {
	for _, c := range slices.Concat(Headings(), Chapters()) {
		if got, note, err := ParseCode(strings.ToLower(string(c))); got != c || note != 0 || err != nil {
			t.Errorf("ParseCode(%s) = %s, %d, %v", c, got, note, err)
		}
		if !c.Within(c.Chapter()) || !c.Within(c.Heading()) || c.Within("") {
			t.Errorf("%s is not within its own tree", c)
		}
		if !hasHan(c.Title("zh-CN")) || hasHan(c.Title("en")) {
			t.Errorf("%s: titles %q, %q", c, c.Title("en"), c.Title("zh-CN"))
		}
		if _, ok := TitleConcept(c.Chapter()); !ok {
			t.Errorf("%s has no chapter", c)
		}
		if k, ok := TitleConcept(c); !ok || k.Code() != c || k.ID() != string(c)+".0" || k.Phrase("en") != c.Title("en") {
			t.Errorf("%s: title concept %v", c, k)
		}
	}
	if got := Code("090111").Title("en"); got != Code("0901").Title("en") {
		t.Errorf("title of a subheading: %q", got)
	}
	if got := Code("0000").Title("zh"); got != "0000" {
		t.Errorf("title of an unknown code: %q", got)
	}
}

func TestNearness(t *testing.T) {
	for _, c := range []struct {
		a, b Code
		want float64
	}{
		{"0901", "0901", 1}, {"090111", "090121", 1}, {"090111", "0901", 1}, {"0901", "0902", 0.5}, {"09", "0902", 0.5},
		{"0901", "2101", 0.3}, {"090111", "210111", 0.3}, {"0901", "8471", 0}, {"S01B", "S01A", 0.5}, {"S01B", "0901", 0},
		{"", "0901", 0}, {"", "", 0},
	} {
		if got := Nearness(c.a, c.b); got != c.want || Nearness(c.b, c.a) != c.want {
			t.Errorf("Nearness(%s, %s) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
	for _, group := range related {
		for _, c := range group {
			if _, ok := TitleConcept(c); !ok {
				t.Errorf("related heading %s does not exist", c)
			}
		}
	}
}

func TestCountriesAgainstReference(t *testing.T) {
	seen := make(map[string]bool)
	for _, row := range reference(t, "ref/country-codes.csv") {
		code := row["ISO3166-1-Alpha-2"]
		if code == "" {
			continue
		}
		seen[code] = true
		for _, typed := range []string{code, row["ISO3166-1-Alpha-3"], row["CLDR display name"]} {
			if got, err := ParseCountry(typed); got != code && !strings.Contains(typed, "Congo") {
				t.Errorf("ParseCountry(%q) = %q, %v; want %s", typed, got, err, code)
			}
		}
		region := row["Intermediate Region Name"]
		if region == "" {
			region = row["Sub-region Name"]
		}
		region = strings.ReplaceAll(strings.ToLower(region), " ", "-")
		region = strings.TrimPrefix(region, "channel-islands")
		if got := Region(code); region != "" && got != region {
			t.Errorf("Region(%s) = %q, want %q", code, got, region)
		}
	}
	for _, code := range Countries() {
		if !seen[code] {
			t.Errorf("%s is not in ISO 3166-1", code)
		}
	}
	if len(seen) != len(Countries()) {
		t.Errorf("%d countries, reference has %d", len(Countries()), len(seen))
	}
}

func TestParseCountry(t *testing.T) {
	for typed, want := range map[string]string{
		"cn": "CN", "CHN": "CN", "中国": "CN", "P.R. China": "CN", "Hong Kong SAR": "HK", "香港": "HK", "中国香港": "HK",
		"United States": "US", "the united states of america": "US", "USA": "US", "美国": "US", "UK": "GB",
		"Côte d’Ivoire": "CI", "cote d'ivoire": "CI", "Turkey": "TR", "Türkiye": "TR", "South Korea": "KR", "韩国": "KR",
		"Viet Nam": "VN", "The Netherlands": "NL", "台湾": "TW", "Macau": "MO", "Czech Republic": "CZ",
	} {
		if got, err := ParseCountry(typed); got != want {
			t.Errorf("ParseCountry(%q) = %q, %v; want %s", typed, got, err, want)
		}
	}
	_, err := ParseCountry("Germny")
	var unknown *UnknownError
	if !errors.As(err, &unknown) || unknown.Kind != "country" || unknown.Value != "Germny" || unknown.Nearest[0] != "Germany" {
		t.Errorf("Germny: %v", err)
	}
	for _, code := range Countries() {
		for _, lang := range []string{"en", "zh-CN"} {
			if got, err := ParseCountry(CountryName(code, lang)); got != code {
				t.Errorf("ParseCountry(CountryName(%s, %s)) = %q, %v", code, lang, got, err)
			}
		}
		if !hasHan(CountryName(code, "zh")) || Region(code) == "" {
			t.Errorf("%s: name %q, region %q", code, CountryName(code, "zh"), Region(code))
		}
	}
}

func TestCurrenciesAgainstReference(t *testing.T) {
	for _, row := range reference(t, "ref/currency-codes.csv") {
		code := row["AlphabeticCode"]
		if code == "" || row["WithdrawalDate"] != "" || row["MinorUnit"] == "-" || code == "XXX" || code == "XTS" {
			continue
		}
		// Left the list after the reference was made: BGN and ANG; HRK and CUC before.
		if slices.Contains([]string{"BGN", "ANG", "HRK", "CUC", "SLL", "ZWL"}, code) {
			continue
		}
		if got, err := ParseCurrency(code); got != code {
			t.Errorf("ParseCurrency(%s): %v", code, err)
		} else if want := int(row["MinorUnit"][0] - '0'); MinorUnits(code) != want {
			t.Errorf("MinorUnits(%s) = %d, want %d", code, MinorUnits(code), want)
		}
	}
}

func TestParseCurrency(t *testing.T) {
	for typed, want := range map[string]string{
		"USD": "USD", "usd": "USD", "US$": "USD", "RMB": "CNY", "人民币": "CNY", "€": "EUR", "欧元": "EUR", "HK$": "HKD",
		"美元": "USD", "£": "GBP", "￡": "GBP", "JP¥": "JPY", "日元": "JPY", "CN￥": "CNY", "S$": "SGD", "R$": "BRL", " eur ": "EUR",
	} {
		if got, err := ParseCurrency(typed); got != want {
			t.Errorf("ParseCurrency(%q) = %q, %v; want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{"$", "¥", "￥", "＄", "dollar", "peso", "kr", "比索", "", "EURO€$", "XYZ"} {
		if got, err := ParseCurrency(typed); err == nil {
			t.Errorf("ParseCurrency(%q) = %s, want a refusal", typed, got)
		}
	}
	for cur, want := range map[string]int{"USD": 2, "JPY": 0, "KWD": 3, "CLF": 4, "???": 2} {
		if got := MinorUnits(cur); got != want {
			t.Errorf("MinorUnits(%s) = %d, want %d", cur, got, want)
		}
	}
	for _, code := range Currencies() {
		if _, err := iso4217.ParseISO(code); err != nil && !slices.Contains([]string{"MRU", "SLE", "UYW", "VED", "VES", "XAD", "XCG", "ZWG"}, code) {
			t.Errorf("%s is not known to x/text: %v", code, err)
		}
	}
}

func TestUnitsAgainstReference(t *testing.T) {
	known := make(map[string]bool)
	for _, row := range reference(t, "ref/units-of-measure.csv") {
		known[row["CommonCode"]] = true
	}
	for _, u := range Units() {
		if !u.Package() && !known[u.Code] && u.Code != "TEU" {
			t.Errorf("%s is not in Recommendation 20", u.Code)
		}
	}
}

func TestParseUnit(t *testing.T) {
	for typed, want := range map[string]string{
		"kg": "KGM", "KGS": "KGM", "公斤": "KGM", "吨": "TNE", "t": "TNE", "MT": "TNE", "pcs": "C62", "件": "C62", "piece": "C62", "h87": "H87", "dozen": "DZN",
		"打": "DZN", "CT": "CT", "carton": "CT", "箱": "CT", "m²": "MTK", "㎡": "MTK", "sq.m": "MTK", "立方米": "MTQ", "TEU": "TEU",
		"pallets": "PX", "box": "BX", "瓶": "BO", "套": "SET", "双": "PR", "litres": "LTR", "人天": "DAY", "月": "MON", "lb": "LBR",
	} {
		if got, err := ParseUnit(typed); got.Code != want {
			t.Errorf("ParseUnit(%q) = %q, %v; want %s", typed, got.Code, err, want)
		}
	}
	_, err := ParseUnit("kilogrm")
	var unknown *UnknownError
	if !errors.As(err, &unknown) || unknown.Kind != "unit" || len(unknown.Nearest) == 0 {
		t.Errorf("kilogrm: %v", err)
	}
	for _, u := range Units() {
		if got, err := ParseUnit(u.Code); got != u {
			t.Errorf("ParseUnit(%s) = %v, %v", u.Code, got, err)
		}
		if got, err := ParseUnit(u.Name("zh")); err != nil || got != u {
			t.Errorf("ParseUnit(%q) = %v, %v; want %s", u.Name("zh"), got, err, u.Code)
		}
		if u.Dimension() == "" {
			t.Errorf("%s has no dimension", u.Code)
		}
	}
}

func TestConvert(t *testing.T) {
	for _, c := range []struct {
		q        float64
		from, to string
		want     float64
		ok       bool
	}{
		{2, "t", "kg", 2000, true}, {500, "g", "kg", 0.5, true}, {3, "dozen", "pcs", 36, true}, {3, "H87", "pcs", 3, true}, {1, "gal", "L", 3.785411784, true},
		{1, "year", "month", 12, true}, {5, "carton", "carton", 5, true}, {5, "carton", "pcs", 0, false}, {5, "box", "carton", 0, false},
		{1, "kg", "m", 0, false}, {1, "set", "pcs", 0, false}, {2, "day", "hour", 48, true},
	} {
		from, err1 := ParseUnit(c.from)
		to, err2 := ParseUnit(c.to)
		got, ok := Convert(c.q, from, to)
		if err1 != nil || err2 != nil || ok != c.ok || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%v %s in %s = %v, %v; want %v, %v", c.q, c.from, c.to, got, ok, c.want, c.ok)
		}
	}
	if _, ok := Convert(1, Unit{}, Unit{}); ok {
		t.Error("the zero unit converts")
	}
}

func TestConvertBack(t *testing.T) {
	units := Units()
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.SampledFrom(units).Draw(t, "a"), rapid.SampledFrom(units).Draw(t, "b")
		q := rapid.Float64Range(0.001, 1e9).Draw(t, "q")
		there, ok := Convert(q, a, b)
		back, okBack := Convert(there, b, a)
		if ok != okBack {
			t.Fatalf("%v to %v: %v, back: %v", a, b, ok, okBack)
		}
		if ok && math.Abs(back-q) > 1e-9*q {
			t.Fatalf("%v %v = %v %v = %v", q, a, there, b, back)
		}
	})
}

func TestIncoterms(t *testing.T) {
	for typed, want := range map[string]Incoterm{
		"FOB": "FOB", "fob Shanghai": "FOB", "Ex Works": "EXW", "工厂交货": "EXW", "C&F": "CFR", "DDU": "DAP", "DAT": "DPU",
		"CIF Rotterdam": "CIF", "delivered duty paid": "DDP", "到岸价": "CIF",
	} {
		if got, err := ParseIncoterm(typed); got != want {
			t.Errorf("ParseIncoterm(%q) = %q, %v; want %s", typed, got, err, want)
		}
	}
	if _, err := ParseIncoterm("FOC"); err == nil || !strings.Contains(err.Error(), "FOB") {
		t.Errorf("FOC: %v", err)
	}
	all := Incoterms()
	if len(all) != 11 || all[0] != "EXW" || all[10] != "DDP" {
		t.Fatalf("%v", all)
	}
	for i, term := range all {
		if term.Duties() != i || !hasHan(term.Name("zh")) {
			t.Errorf("%s: duties %d, %s", term, term.Duties(), term.Name("zh"))
		}
	}
	if Incoterm("XXX").Duties() != -1 {
		t.Error("an unknown rule has duties")
	}
}

func keys(list []Agreement) string {
	var out []string
	for _, a := range list {
		out = append(out, a.Key)
	}
	return strings.Join(out, " ")
}

func TestAgreements(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct{ a, b, on, want string }{
		{"CN", "PE", "2025-06-01", "CN-PE"}, {"CN", "PE", "2010-02-28", ""}, {"CN", "PE", "2010-03-01", "CN-PE"},
		{"CN", "PH", "2023-06-01", "ACFTA"}, {"CN", "PH", "2023-06-02", "RCEP ACFTA"}, {"CN", "RU", "2025-06-01", ""},
		{"CN", "US", "2025-06-01", ""}, {"CN", "DE", "2025-06-01", ""}, {"DE", "FR", "2025-06-01", "EU"},
		{"DE", "KR", "2025-06-01", "EU-KR"}, {"TH", "VN", "2025-06-01", "RCEP ATIGA AANZFTA"}, {"GB", "CA", "2025-06-01", ""},
		{"GB", "JP", "2025-06-01", "CPTPP GB-JP"}, {"CN", "CN", "2025-06-01", ""}, {"NO", "DE", "2025-06-01", "EEA"},
		{"XX", "CN", "2025-06-01", ""},
	} {
		if got := keys(Between(c.a, c.b, day(c.on))); got != c.want {
			t.Errorf("Between(%s, %s, %s) = %q, want %q", c.a, c.b, c.on, got, c.want)
		}
		if got := keys(Between(c.b, c.a, day(c.on))); got != c.want {
			t.Errorf("Between(%s, %s, %s) = %q, want %q", c.b, c.a, c.on, got, c.want)
		}
	}
	if got := keys(Groupings("CN", day("2025-06-01"))); got != "BRICS SCO APEC BRI" {
		t.Errorf("groupings of CN: %s", got)
	}
	seen := make(map[string]bool)
	for _, a := range Agreements() {
		if seen[a.Key] || !hasHan(a.Name("zh")) || a.Name("en") == "" || len(a.Members) < 2 {
			t.Errorf("%s: %q, %d members", a.Key, a.Name("zh"), len(a.Members))
		}
		seen[a.Key] = true
		for m := range a.Members {
			if Region(m) == "" {
				t.Errorf("%s: member %s", a.Key, m)
			}
		}
	}
}

// TestAgreementsAgainstReference: every pair of the reference's parties is known to us, where it has
// the agreement's day.
func TestAgreementsAgainstReference(t *testing.T) {
	members := make(map[string][]string)
	since := make(map[string]time.Time)
	for _, row := range reference(t, "ref/fta_membership.csv") {
		key := row["agreement"]
		members[key] = append(members[key], row["iso2"])
		since[key], _ = time.Parse(time.DateOnly, row["in_force"])
	}
	// Bolivia's rights in MERCOSUR are phased in until 2028; we wait for them.
	for key, list := range members {
		if strings.HasPrefix(key, "CN_") && len(Between(list[0], list[1], since[key])) == 0 {
			t.Errorf("%s: nothing between %v on %s", key, list, since[key].Format(time.DateOnly))
		}
		for _, m := range list {
			if slices.Contains([]string{"RCEP", "CPTPP", "ACFTA"}, key) && keys(Between(m, "JP", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))) == "" && m != "JP" {
				t.Errorf("%s: nothing between %s and JP", key, m)
			}
		}
	}
}

func TestCertificates(t *testing.T) {
	for typed, want := range map[string]string{
		"CE": "ce", "ce certified": "ce", "3C": "ccc", "CCC认证": "ccc", "强制性认证": "ccc", "ISO 9001:2015": "iso9001", "iso9001": "iso9001",
		"RoHS": "rohs", "Halal": "halal", "清真": "halal", "JAKIM": "halal-jakim", "EU organic": "organic-eu", "有机产品认证": "organic-cn",
		"OEKO-TEX Standard 100": "oekotex", "GLOBALG.A.P.": "globalgap", "FDA": "fda", "HACCP certification": "haccp", "GACC": "gacc",
		"fsc": "fsc", "犹太洁食认证": "kosher", "BRC": "brcgs", "GOTS certified": "gots", "ISO 13485": "iso13485", "ISO27001认证": "iso27001",
	} {
		if got, err := ParseCertificate(typed); got.Key != want {
			t.Errorf("ParseCertificate(%q) = %q, %v; want %s", typed, got.Key, err, want)
		}
	}
	for _, typed := range []string{"organic", "有机", "", "certificate", "ISO 99999"} {
		if got, err := ParseCertificate(typed); err == nil {
			t.Errorf("ParseCertificate(%q) = %s, want a refusal", typed, got.Key)
		}
	}
	for _, s := range Schemes() {
		for _, name := range []string{s.Key, s.Name("en"), s.Name("zh-CN")} {
			if got, err := ParseCertificate(name); got.Key != s.Key {
				t.Errorf("ParseCertificate(%q) = %q, %v; want %s", name, got.Key, err, s.Key)
			}
		}
		if !slices.Contains([]string{"company", "plant", "product", "model"}, s.Subject) {
			t.Errorf("%s: subject %q", s.Key, s.Subject)
		}
	}
	jakim, _ := ParseCertificate("JAKIM")
	halal, _ := ParseCertificate("halal")
	if !jakim.Satisfies(halal) || halal.Satisfies(jakim) || !halal.Satisfies(halal) || (Scheme{}).Satisfies(Scheme{}) {
		t.Error("a recognised body's halal answers halal, not the reverse")
	}
}

// TestEditDistance compares with the plain recursion.
func TestEditDistance(t *testing.T) {
	var plain func(a, b []rune) int
	plain = func(a, b []rune) int {
		if len(a) == 0 || len(b) == 0 {
			return len(a) + len(b)
		}
		cost := 1
		if a[len(a)-1] == b[len(b)-1] {
			cost = 0
		}
		best := min(plain(a[:len(a)-1], b)+1, plain(a, b[:len(b)-1])+1, plain(a[:len(a)-1], b[:len(b)-1])+cost)
		if len(a) > 1 && len(b) > 1 && a[len(a)-1] == b[len(b)-2] && a[len(a)-2] == b[len(b)-1] {
			best = min(best, plain(a[:len(a)-2], b[:len(b)-2])+1)
		}
		return best
	}
	rapid.Check(t, func(t *rapid.T) {
		a := []rune(rapid.StringMatching(`[abc]{0,6}`).Draw(t, "a"))
		b := []rune(rapid.StringMatching(`[abc]{0,6}`).Draw(t, "b"))
		if got, want := editDistance(a, b), plain(a, b); got != want {
			t.Fatalf("%q, %q: %d, want %d", string(a), string(b), got, want)
		}
	})
}
