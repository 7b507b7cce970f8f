package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTerms(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{" -- . ", ""},
		{"Laptops LAPTOP", "laptop laptop"},
		{"Rechargeable batteries", "rechargeabl batteri"},
		{"a battery", "a batteri"},
		{"printed printing printer prints", "print print printer print"},
		{"wired wire tapes taped planes plan", "wire wire tape tape plane plan"},
		{"glass glasses boxes lens lenses bus", "glass glass box lens lens bus"},
		{"mice women string red feed", "mous woman string red feed"},
		{"women's shoes", "woman shoe"},
		{"dv7-1211ea", "dv7 1211ea dv71211ea"},
		{"Wi-Fi", "wi fi wifi"},
		{"Black/Grey", "black grey"},
		{"StarTech.com", "startech com startechcom"},
		{"43.2 cm (17\")", "43.2 cm 43.2cm 17 in 17in"},
		{"1TB 1 TB", "1 tb 1tb 1 tb 1tb"},
		{"55-inch tv, 55 inches", "55 in 55in tv 55 in 55in"},
		{"2 in 1", "2 in 1"},
		{"USB 2.0, 1,000 pcs 0,5 l", "usb 2 1000 pc 1000pc 0.5 l 0.5l"},
		{"802.11b", "802.11b"},
		{"Café Crème STRAßE Ørsted", "cafe creme strass orst"},
		{"ＵＳＢ ﬁlter m² ㎏", "usb filter m2 kg"},
		{"无线充电器", "无线 线充 充电 电器"},
		{"茶", "茶"},
		{"iPhone手机5G版", "iphon 手机 5 g 5g 版"},
		{"カメラ ﾊﾞｯｸﾞ", "カメ メラ バッ ッグ"},
		{"Насос для воды", "насос для воды"},
		{"Intel® Core™2 Duo", "intel core 2 duo"},
	} {
		if got := strings.Join(Terms(c.in), " "); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestTokensPointIntoTheText(t *testing.T) {
	s := "Der Ölfilter, 43.2 cm; 无线充 dv7-1211ea"
	var got []string
	for _, k := range Tokens(s) {
		got = append(got, k.Term+"="+s[k.Start:k.End])
	}
	want := "der=Der olfilter=Ölfilter 43.2=43.2 cm=cm 43.2cm=43.2 cm 无线=无线 线充=线充 dv7=dv7 1211ea=1211ea dv71211ea=dv7-1211ea"
	if g := strings.Join(got, " "); g != want {
		t.Errorf("%s\nwant %s", g, want)
	}
}

func TestStop(t *testing.T) {
	for _, w := range []string{"the", "for", "的", "我们"} {
		if !Stop(w) {
			t.Errorf("%q is no stop word", w)
		}
	}
	for _, w := range []string{"laptop", "手机", "", "10"} {
		if Stop(w) {
			t.Errorf("%q is a stop word", w)
		}
	}
}

func checkTokens(t interface{ Fatalf(string, ...any) }, s string) {
	for _, k := range Tokens(s) {
		switch {
		case k.Term == "":
			t.Fatalf("%q: an empty term at %d", s, k.Start)
		case k.Start < 0 || k.Start >= k.End || k.End > len(s):
			t.Fatalf("%q: %+v is not in the text", s, k)
		case !boundary(s, k.Start) || !boundary(s, k.End):
			t.Fatalf("%q: %+v splits a rune", s, k)
		}
	}
}

// boundary tells whether i does not lie inside a rune of s; bytes that are no
// UTF-8 are runes of their own.
func boundary(s string, i int) bool {
	for j := range s {
		if j >= i {
			return j == i
		}
	}
	return i == len(s)
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"43.2 cm (17\")", "dv7-1211ea", "无线充电器ﾊﾞ", "ＵＳＢ\u0301 ½ ㎏ \xff\xc3", "o’neill's 5''", "1,0,0.", "İı"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkTokens(t, s) })
}

func FuzzHighlight(f *testing.F) {
	f.Add("laptp bag", "Laptop bags, 15.6\" 无线充电")
	f.Add("无", "无线充电器\xff")
	f.Fuzz(func(t *testing.T, query, s string) {
		c := NewCorpus(Weights{1})
		c.Add(Analyse(s))
		q := c.Query(query, Options{Prefix: true})
		end := -1
		for _, p := range c.Highlight(q, s) {
			if p.Start <= end || p.End <= p.Start || p.End > len(s) || !boundary(s, p.Start) || !boundary(s, p.End) {
				t.Fatalf("%q in %q: span %+v after %d", query, s, p, end)
			}
			end = p.End
		}
		if score := c.Score(q, Analyse(s)); score < 0 || score != score {
			t.Fatalf("%q in %q scores %v", query, s, score)
		}
	})
}

func TestTokensOfAnyText(t *testing.T) {
	alphabet := []rune("aAsx1905.,-'/\" ()无线器カßé\u0301ﾞ㎏½cminhtbg")
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 40, -1).Draw(t, "s")
		checkTokens(t, s)
		if up := strings.ToUpper(s); !strings.Contains(s, "ß") && !strings.Contains(s, "ﾞ") && !slices.Equal(Terms(s), Terms(up)) && utf8.RuneCountInString(s) == utf8.RuneCountInString(up) {
			t.Fatalf("case matters: %q %q", Terms(s), Terms(up))
		}
	})
}
