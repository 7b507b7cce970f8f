package pages

import (
	"cmp"

	"github.com/fairmatch/fairmatch/fair"
)

// naming is a company's name in its own script, and in the reader's where that
// is another text.
type naming struct {
	Own    string
	Lang   string // of Own; "" unknown
	Reader string
}

// homeLanguage is the language that companies of a country or region write their
// name in, where that is not English or not to be told.
var homeLanguage = map[string]string{
	"CN": "zh", "HK": "zh", "MO": "zh", "TW": "zh", "JP": "ja", "KR": "ko", "RU": "ru", "BY": "ru", "FR": "fr", "DE": "de", "AT": "de",
	"IT": "it", "ES": "es", "MX": "es", "AR": "es", "CL": "es", "CO": "es", "PE": "es", "PT": "pt", "BR": "pt", "SA": "ar", "AE": "ar",
	"EG": "ar", "MA": "ar", "TH": "th", "VN": "vi", "TR": "tr", "PL": "pl", "NL": "nl", "IR": "fa", "GR": "el", "UA": "uk", "IL": "he",
}

func nameOf(c fair.Company, lang string) naming {
	own := cmp.Or(homeLanguage[c.Country], "en")
	n := naming{Own: c.Name[own], Lang: own, Reader: c.Name.Pick(lang)}
	if n.Own == "" {
		n.Own, n.Lang = n.Reader, ""
	}
	if n.Reader == n.Own {
		n.Reader = ""
	}
	return n
}
