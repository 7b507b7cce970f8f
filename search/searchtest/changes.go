package searchtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

func testBlind(h *house) {
	c := h.firm("Secretive Trading", func(c *fair.CompanyAtFair) {
		c.Country, c.Kind, c.Part.Hall, c.Verified, c.SME = "FR", fair.Importer, "9", true, true
		c.Categories = []string{"Secrets"}
	})
	h.post("blind", c, "en", "Wine wanted", func(p *fair.Post) {
		asDemand(p).Blind = true
		p.Codes = codes("2204")
	})
	h.follow()
	demands := fair.Query{What: fair.FindDemands}
	for i := range 3 { // new, after the company changed, after a rebuild
		h.finds(demands, "blind")
		found := h.find(demands)
		if !found.Hits[0].Company.IsZero() {
			h.Error("a blind demand shows its company")
		}
		if s := fmt.Sprintf("%+v", found); strings.Contains(s, "Secret") || strings.Contains(s, c.String()) {
			h.Errorf("leaked in %s", s)
		}
		for _, f := range []string{"countries", "halls", "kinds", "categories"} {
			if got := facet(found, f); got != "" {
				h.Errorf("%s shows %q", f, got)
			}
		}
		for _, q := range []fair.Query{{Words: "secretive"}, {Countries: []string{"FR"}}, {Kinds: []string{"importer"}}, {Halls: []string{"9"}}, {Verified: true}, {SME: true}, {Categories: []string{"Secrets"}}} {
			q.What = fair.FindDemands
			h.finds(q)
		}
		// Nor is the company found by what only its blind demand says.
		h.finds(fair.Query{What: fair.FindCompanies, Chapters: []string{"22"}})
		switch i {
		case 0:
			h.putCompany(h.companies[c])
			h.follow()
		case 1:
			if err := h.follower.Rebuild(context.Background(), h.fair.ID); err != nil {
				h.Fatal(err)
			}
		}
	}
}

func testHidden(h *house) {
	c := h.firm("Quiet", nil)
	h.post("hidden", c, "en", "Tea", func(p *fair.Post) {
		p.Offer.Price, p.Offer.LeadDays = price("5", "CNY"), 7
		p.Offer.MOQ = &fair.Quantity{Value: fair.MustDecimal("9"), Unit: "KGM"}
		p.Offer.Certificates = []fair.Certificate{{Scheme: "haccp"}}
		p.Attributes = []fair.Attribute{{Name: "leaf", Value: "needle"}}
		p.Visibility = map[string]fair.Visibility{"price": fair.AfterAcceptance, "moq": fair.ForMatching, "lead_days": fair.AfterAcceptance, "certificates": fair.AfterAcceptance, "attributes": fair.ForMatching}
	})
	h.post("ceiling", c, "en", "Tea wanted", func(p *fair.Post) { asDemand(p).Ceiling = price("5", "CNY") })
	h.follow()
	h.finds(fair.Query{}, "hidden")
	for _, q := range []fair.Query{{PriceMax: 1000}, {PriceMin: 1}, {MOQMax: 1000}, {LeadMax: 100}, {Certificates: []string{"haccp"}}, {Words: "needle"}} {
		h.finds(q)
	}
	h.finds(fair.Query{What: fair.FindDemands, PriceMax: 1000}) // a ceiling is for matching only
}

func testChanges(h *house) {
	c := h.firm("First Name", func(c *fair.CompanyAtFair) { c.Country = "DE" })
	p := h.post("post", c, "en", "Lamps", nil)
	h.follow()
	h.finds(fair.Query{Words: "lamps"}, "post")

	p.Title = fair.Texts{"en": "Chandeliers"}
	h.putPost(p)
	h.follow()
	h.finds(fair.Query{Words: "lamps first"}, "post") // still some of the words
	h.finds(fair.Query{Words: "lamps"})
	h.finds(fair.Query{Words: "chandelier"}, "post")

	company := h.companies[c]
	company.Name, company.Country = fair.Texts{"en": "Renamed"}, "AT"
	h.putCompany(company)
	h.follow()
	h.finds(fair.Query{Words: "renamed", Countries: []string{"AT"}}, "post")
	h.finds(fair.Query{Words: "first"})

	p.State = fair.PostGone
	h.putPost(p)
	h.follow()
	h.finds(fair.Query{})
	p.State = fair.PostOpen
	h.putPost(p)
	h.follow()
	h.finds(fair.Query{}, "post")

	// The same entries again change nothing.
	h.followed = 0
	h.follow()
	h.finds(fair.Query{}, "post")
}

func testRates(h *house) {
	c := h.firm("Priced", nil)
	h.post("dollars", c, "en", "Tea", func(p *fair.Post) { p.Offer.Price = price("10", "USD") })
	h.post("euros", c, "en", "Tea", func(p *fair.Post) { p.Offer.Price = price("10", "EUR") })
	h.post("yuan", c, "en", "Tea", func(p *fair.Post) { p.Offer.Price = price("10", "CNY") })
	h.follow()
	h.finds(fair.Query{PriceMin: 60, PriceMax: 80}, "dollars")
	h.setRate("EUR", "7.5")
	h.setRate("USD", "10")
	h.follow()
	h.finds(fair.Query{PriceMin: 60, PriceMax: 80}, "euros")
	h.finds(fair.Query{PriceMin: 100}, "dollars")
	h.finds(fair.Query{PriceMax: 10}, "yuan")
}

func testCompanies(h *house) {
	a := h.firm("Northern Textiles", func(c *fair.CompanyAtFair) { c.Text = fair.Texts{"en": "Weavers of linen"} })
	h.firm("Southern Steel", nil)
	h.post("cloth", a, "en", "Linen cloth", func(p *fair.Post) { p.Codes = codes("5309") })
	h.follow()
	companies := fair.FindCompanies
	h.finds(fair.Query{What: companies}, "Northern Textiles", "Southern Steel")
	h.finds(fair.Query{What: companies, Words: "weaver"}, "Northern Textiles")
	h.finds(fair.Query{What: companies, Chapters: []string{"53"}}, "Northern Textiles") // by its offer
	hit := h.find(fair.Query{What: companies, Words: "steel"}).Hits[0]
	if !hit.Post.IsZero() || hit.Company.String() != h.names["Southern Steel"] {
		h.Errorf("hit %+v", hit)
	}
}

func testRebuild(h *house) {
	c := h.firm("Many", nil)
	for i := range 30 {
		h.post(fmt.Sprint("lamp ", i), c, "en", "Desk lamp", nil)
	}
	h.follow()
	ctx, stop := context.WithCancel(context.Background())
	var readers sync.WaitGroup
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				found, err := h.service.Find(context.Background(), fair.Query{Fair: h.fair.ID, What: fair.FindOffers, Words: "lamp"})
				if err != nil || found.Total != 30 || len(found.Hits) != 20 {
					h.Errorf("while rebuilding: %d of %d found, %v", len(found.Hits), found.Total, err)
					return
				}
			}
		})
	}
	for range 3 {
		if err := h.follower.Rebuild(ctx, h.fair.ID); err != nil {
			h.Error(err)
		}
	}
	stop()
	readers.Wait()
	// A rebuild that fails leaves what was.
	broken := errors.New("the store is gone")
	err := h.engine.Rebuild(context.Background(), h.fair.ID, "other", func(yield func(search.Document, error) bool) { yield(search.Document{}, broken) })
	if !errors.Is(err, broken) {
		h.Errorf("rebuilding gave %v", err)
	}
	if got := h.find(fair.Query{}).Total; got != 30 {
		h.Errorf("%d left after a failed rebuild", got)
	}
}

func testLost(h *house) {
	c := h.firm("Kept", nil)
	h.post("post", c, "en", "Lamps", nil)
	h.follow()
	// An index of another form is not searched on, but built again.
	ctx := context.Background()
	if err := h.engine.Rebuild(ctx, h.fair.ID, "older", search.Each(nil)); err != nil {
		h.Fatal(err)
	}
	h.finds(fair.Query{})
	if err := h.follower.Prepare(ctx, h.fair.ID); err != nil {
		h.Fatal(err)
	}
	h.finds(fair.Query{}, "post")
	before, err := h.engine.Built(ctx, h.fair.ID)
	if err != nil || before == "" || before == "older" {
		h.Errorf("version %q, %v", before, err)
	}
}

func testNothing(h *house) {
	h.finds(fair.Query{})
	h.finds(fair.Query{Words: "anything", Countries: []string{"DE"}})
	if v, err := h.engine.Built(context.Background(), h.fair.ID); v != "" || err != nil {
		h.Errorf("version %q, %v of a fair without index", v, err)
	}
	if err := h.engine.Ready(context.Background()); err != nil {
		h.Error(err)
	}
	if docs, err := h.engine.Stored(context.Background(), h.fair.ID, []string{fair.NewID[fair.Post]().String()}); len(docs) != 0 || err != nil {
		h.Errorf("stored %v, %v", docs, err)
	}
}
