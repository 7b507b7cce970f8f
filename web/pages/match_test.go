package pages_test

import (
	"fmt"
	"net/url"
	"regexp"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

// What a page says would change a match is what happens when the field is changed.
func TestWhatWouldChange(t *testing.T) {
	h := open(t).populate().serve()
	short := h.post(h.spice, fair.OfferSide, fair.PostDraft{
		Content: fair.Content{Trade: fair.Goods, Title: fair.Texts{"en": "Roasted coffee beans from Kerala"}, Codes: codes("090121"), Languages: []string{"en"}},
		Offer:   &fair.OfferTerms{MOQ: qty("20000", "KGM"), Price: price("8.00", "USD", "KGM", "FOB"), Origin: "IN", LeadDays: 20},
	})
	asha := h.as("spice", "en")
	f := "/f/" + slug
	at := f + "/match/" + short.ID.String() + "/" + h.coffee.ID.String()
	before := asha.get(at)
	contains(t, "the pair", before, "What would change this", "A minimum order of 2,000 kilograms or less would raise this to", `<li class="short">Minimum order 20,000 kilograms is more than the 2,000 kilograms wanted.`, f+"/posts/"+short.ID.String()+"/edit")
	lacks(t, "the pair", before, "9.99", "change.")
	contains(t, "in Chinese", h.as("spice", "zh").get(at), "哪些因素会改变结果", "修改您的信息")
	contains(t, "in the list", asha.get(f+"/posts/"+short.ID.String()), "What would change this", "A minimum order of 2,000 kilograms or less")
	contains(t, "for the other side", h.as("chain", "en").get(at), "A minimum order of 2,000 kilograms or less", "What would change this")
	lacks(t, "for the other side", h.as("chain", "en").get(at), "/posts/"+short.ID.String()+"/edit")

	promised := regexp.MustCompile(`kilograms or less would raise this to (\d+)`).FindStringSubmatch(before.body)
	if promised == nil {
		t.Fatal("no promise")
	}
	form := asha.get(f + "/posts/" + short.ID.String() + "/edit")
	saved := asha.post(f+"/posts/"+short.ID.String()+"/edit", url.Values{"once": {form.once()}, "revision": {"1"}, "side": {"offer"}, "trade": {"goods"}, "title.en": {"Roasted coffee beans from Kerala"}, "codes": {"090121"}, "languages": {"English"},
		"offer.moq.value": {"2000"}, "offer.moq.unit": {"kg"}, "offer.price.amount": {"8.00"}, "offer.price.currency": {"USD"}, "offer.price.unit": {"kg"}, "offer.price.incoterms": {"FOB"}, "offer.origin": {"India"}, "offer.lead_days": {"20"}, "do": {"save"}})
	if saved.status != 303 {
		t.Fatalf("editing: %d %s", saved.status, clip(saved.body))
	}
	contains(t, "kept", asha.get(at), fmt.Sprintf(`<span class="score" title="Score of 100">%s</span>`, promised[1]))
}

// Of a demand that names several goods, the page says which one a match is about.
func TestAMatchNamesItsArticle(t *testing.T) {
	h := open(t).populate().serve()
	h.article = "roasted coffee"
	at := "/f/" + slug + "/match/" + h.beans.ID.String() + "/" + h.coffee.ID.String()
	contains(t, "the article", h.as("chain", "en").get(at), "about: roasted coffee")
	contains(t, "in Chinese", h.as("roaster", "zh").get(at), "涉及：roasted coffee")
}
