package taxonomy

import (
	"slices"
	"strings"
)

// Incoterm is one of the eleven rules of Incoterms 2020, by its three letters.
type Incoterm string

// incoterms is in the order of what the seller bears, from least to most.
var incoterms = []struct {
	term   Incoterm
	en, zh string
}{
	{"EXW", "Ex Works", "工厂交货"},
	{"FCA", "Free Carrier", "货交承运人"},
	{"FAS", "Free Alongside Ship", "船边交货"},
	{"FOB", "Free On Board", "船上交货"},
	{"CFR", "Cost and Freight", "成本加运费"},
	{"CIF", "Cost, Insurance and Freight", "成本、保险费加运费"},
	{"CPT", "Carriage Paid To", "运费付至"},
	{"CIP", "Carriage and Insurance Paid To", "运费、保险费付至"},
	{"DAP", "Delivered at Place", "目的地交货"},
	{"DPU", "Delivered at Place Unloaded", "目的地卸货后交货"},
	{"DDP", "Delivered Duty Paid", "完税后交货"},
}

// otherIncoterm holds names of older editions and usual misnomers.
var otherIncoterm = map[string]Incoterm{
	"c and f": "CFR", "cnf": "CFR", "c i f": "CIF", "dat": "DPU", "ddu": "DAP", "des": "DAP", "daf": "DAP",
	"deq": "DPU", "fot": "FCA", "离岸价": "FOB", "到岸价": "CIF", "出厂价": "EXW",
}

// ParseIncoterm reads a rule by letters or name ("fob", "FOB Shanghai", "Ex Works", "工厂交货"). The
// rules that the 2020 edition dropped give the one nearest in duties (DAT → DPU, DDU → DAP). Others give
// an *UnknownError of kind "incoterm".
func ParseIncoterm(s string) (Incoterm, error) {
	form := fold(s)
	first, _, _ := strings.Cut(form, " ")
	candidates := make(map[string]string)
	for _, i := range incoterms {
		letters := strings.ToLower(string(i.term))
		if form == fold(i.en) || form == fold(i.zh) || first == letters {
			return i.term, nil
		}
		candidates[letters], candidates[fold(i.en)] = string(i.term), string(i.term)
	}
	for _, key := range []string{form, first} {
		if term, ok := otherIncoterm[key]; ok {
			return term, nil
		}
	}
	return "", unknown("incoterm", s, candidates)
}

// Incoterms returns the rules in the order of Duties; the caller owns the slice.
func Incoterms() []Incoterm {
	var out []Incoterm
	for _, i := range incoterms {
		out = append(out, i.term)
	}
	return out
}

// Duties ranks how much of the carriage, risk and clearance the seller bears, from EXW 0 to DDP 10; -1
// for an unknown rule.
func (i Incoterm) Duties() int { return slices.Index(Incoterms(), i) }

// Name returns the rule's name, Chinese where lang starts with "zh", else English.
func (i Incoterm) Name(lang string) string {
	n := i.Duties()
	if n < 0 {
		return string(i)
	}
	return inLanguage(lang, incoterms[n].en, incoterms[n].zh)
}
