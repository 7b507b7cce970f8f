package transfer

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Column is one column of our own header.
type Column struct {
	Name      string
	Localized bool   // also Name_en, Name_zh …: one per language
	Need      bool   // a record without it is refused
	Holds     string // the form of its values
	About     string
}

// Header returns the columns of a kind in the order the documentation has them;
// the caller owns the slice.
func Header(k Kind) []Column { return slices.Clone(headers[k]) }

// original is the column that says in which language columns without a language are.
var original = Column{Name: "original", Holds: "language", About: "language of the texts, and of those columns that name none"}

var headers = map[Kind][]Column{
	Companies: {
		{Name: "ref", Need: true, Holds: "text", About: "the company's own key, up to 120 bytes"},
		{Name: "role", Need: true, Holds: "choice", About: "exhibitor, buyer or both"},
		{Name: "name", Localized: true, Need: true, Holds: "text", About: "up to 200 characters"},
		{Name: "text", Localized: true, Holds: "text", About: "what it does, up to 4000 characters"},
		original,
		{Name: "country", Holds: "country", About: "country or region"},
		{Name: "city", Holds: "text"},
		{Name: "website", Holds: "address", About: "http:// or https://"},
		{Name: "kind", Holds: "choice", About: "manufacturer, brand_owner, distributor, importer, retailer, platform, service, forwarder, public, other"},
		{Name: "sme", Holds: "yes/no", About: "small or medium-sized"},
		{Name: "markets", Holds: "countries", About: "where it sells"},
		{Name: "languages", Holds: "languages", About: "working languages"},
		{Name: "certificates", Holds: "certificates", About: "held"},
		{Name: "certificates_applied", Holds: "certificates", About: "applied for"},
		{Name: "certificates_missing", Holds: "certificates", About: "stated as not held; what is not named is unknown"},
		{Name: "categories", Holds: "list", About: "the fair's own display areas"},
		{Name: "group", Holds: "text", About: "trading group or pavilion"},
		{Name: "hosted", Holds: "yes/no"},
		{Name: "hall", Holds: "text", About: "key of a hall of the fair"},
		{Name: "stand", Holds: "text", About: "label of its stand"},
		{Name: "seats", Holds: "count", About: "meetings that fit at the stand at once"},
	},
	People: {
		{Name: "email", Need: true, Holds: "text", About: "the person's key"},
		{Name: "role", Need: true, Holds: "choice", About: "exhibitor, buyer or both, with a company; organizer, matchmaker, hall_staff or group_manager, without"},
		{Name: "company", Holds: "ref", About: "whom the person speaks for"},
		{Name: "name", Need: true, Holds: "text", About: "up to 120 characters"},
		{Name: "phone", Holds: "text", About: "international: +86…"},
		{Name: "function", Holds: "text", About: "such as head of purchasing"},
		{Name: "languages", Holds: "languages", About: "that the person speaks"},
		{Name: "locale", Holds: "language", About: "of pages and messages"},
		{Name: "zone", Holds: "text", About: "time zone, such as Asia/Shanghai"},
	},
	Offers: append(content(), []Column{
		{Name: "moq", Holds: "quantity", About: "least order"},
		{Name: "moq_unit", Holds: "unit"},
		{Name: "moq_basis", Holds: "choice", About: "what moq counts: order, article or colour"},
		{Name: "capacity", Holds: "quantity", About: "in a year"},
		{Name: "capacity_unit", Holds: "unit"},
		{Name: "price", Holds: "price", About: "asked, per unit"},
		{Name: "price_currency", Holds: "currency"},
		{Name: "price_unit", Holds: "unit"},
		{Name: "incoterms", Holds: "Incoterms", About: "of the price"},
		{Name: "incoterm_place", Holds: "text", About: "named place of the first of them"},
		{Name: "floor", Holds: "number", About: "lowest price, in the price's currency; for matching only unless shown"},
		{Name: "lead_days", Holds: "count", About: "from order to handing over"},
		{Name: "origin", Holds: "country"},
		{Name: "markets", Holds: "countries", About: "destinations served"},
		{Name: "certificates", Holds: "certificates", About: "held"},
		{Name: "certificates_applied", Holds: "certificates", About: "applied for"},
		{Name: "certificates_missing", Holds: "certificates", About: "stated as not held"},
		{Name: "samples", Holds: "yes/no", About: "samples can be had"},
		{Name: "content", Holds: "quantity", About: "of one package, where price or quantity count packages"},
		{Name: "content_unit", Holds: "unit"},
		{Name: "returns", Holds: "text", About: "returns policy"},
		{Name: "rights", Holds: "text", About: "registered trade marks, patents"},
		{Name: "agent", Holds: "text", About: "who sells there, where the territory is taken"},
	}...),
	Demands: append(content(), []Column{
		{Name: "first", Holds: "quantity", About: "first order"},
		{Name: "first_unit", Holds: "unit"},
		{Name: "annual", Holds: "quantity", About: "in a year"},
		{Name: "annual_unit", Holds: "unit"},
		{Name: "ceiling", Holds: "price", About: "most to pay per unit; for matching only unless shown"},
		{Name: "ceiling_currency", Holds: "currency"},
		{Name: "ceiling_unit", Holds: "unit"},
		{Name: "incoterms", Holds: "Incoterms", About: "of the ceiling"},
		{Name: "incoterm_place", Holds: "text", About: "named place of the first of them"},
		{Name: "budget", Holds: "amount", About: "in all; for matching only unless shown"},
		{Name: "budget_currency", Holds: "currency"},
		{Name: "needed_by", Holds: "date"},
		{Name: "destination", Holds: "country"},
		{Name: "origins", Holds: "countries", About: "accepted; empty: any"},
		{Name: "required", Holds: "certificates", About: "must be held"},
		{Name: "preferred", Holds: "certificates", About: "welcome"},
		{Name: "samples", Holds: "yes/no", About: "a sample at the stand is wanted"},
		{Name: "purpose", Holds: "choice", About: "resale, production, own_use or tender"},
		{Name: "suppliers", Holds: "choices", About: "kinds of company wanted, as in companies"},
		{Name: "blind", Holds: "yes/no", About: "shown without the company's name until a meeting is agreed"},
	}...),
	Rates: {
		{Name: "currency", Need: true, Holds: "currency", About: "the rate's key"},
		{Name: "rate", Need: true, Holds: "number", About: "units of the fair's currency for one of it"},
	},
}

// content is what offers and demands have in common.
func content() []Column {
	return []Column{
		{Name: "ref", Need: true, Holds: "text", About: "the post's own key, up to 120 bytes"},
		{Name: "company", Need: true, Holds: "ref", About: "whose post it is: a company of this fair"},
		{Name: "trade", Holds: "choice", About: "goods or services; empty: as the codes say, else as the text reads, else goods"},
		{Name: "title", Localized: true, Need: true, Holds: "text", About: "up to 200 characters"},
		{Name: "text", Localized: true, Holds: "text", About: "up to 8000 characters"},
		original,
		{Name: "codes", Holds: "codes", About: "HS 2022 or W/120 services"},
		{Name: "attributes", Holds: "list", About: "name=value, or name=value unit"},
		{Name: "channel", Holds: "choice", About: "b2b, b2c or both"},
		{Name: "languages", Holds: "languages", About: "spoken at the stand"},
		{Name: "territory", Holds: "countries", About: "for distribution"},
		{Name: "exclusive", Holds: "choice", About: "offered, wanted, taken or none"},
		{Name: "taken_until", Holds: "date", About: "last day that the territory is somebody else's"},
		{Name: "valid_until", Holds: "date", About: "last day"},
		{Name: "shown_public", Holds: "list", About: "fields that everybody at the fair may see"},
		{Name: "shown_accepted", Holds: "list", About: "fields shown once a meeting is agreed"},
		{Name: "shown_matching", Holds: "list", About: "fields used for matching only"},
	}
}

// known finds the column of a name such as "title_zh".
func known(k Kind, name string) bool {
	for _, c := range headers[k] {
		if c.Name == name {
			return true
		}
		if lang, ok := strings.CutPrefix(name, c.Name+"_"); ok && c.Localized {
			if _, err := language.Parse(lang); err == nil {
				return true
			}
		}
	}
	return false
}

// nearest is the column that a wrong name may mean; "" when none is alike.
func nearest(k Kind, name string) string {
	best, least := "", max(2, len(name)/2)+1
	for _, c := range headers[k] {
		names := []string{c.Name}
		if c.Localized {
			names = []string{c.Name + "_en", c.Name + "_zh"}
		}
		for _, n := range names {
			if d := distance(strings.ToLower(clip(name, 60)), n); d < least {
				best, least = n, d
			}
		}
	}
	return best
}

// distance is Levenshtein's, over bytes.
func distance(a, b string) int {
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		diagonal := last[0]
		last[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, last[j+1] = last[j+1], min(last[j+1]+1, last[j]+1, diagonal+cost)
		}
	}
	return last[len(b)]
}
