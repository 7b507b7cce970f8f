package pages

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

type findPage struct {
	frame
	Form    *form // the query as typed
	What    fair.What
	Found   fair.Found
	Hits    []hitLine
	Facets  []facetView
	Sorts   []fair.Sort
	Active  []chip // filters that are on, each with the address without it
	More    string // address of the next page; "" on the last
	Before  string
	From    int
	Down    string // why there is no answer
	Retry   int
	Ranges  bool // prices, quantities and days can be bounded
	Ms      string
	Filters int // how many are on
}

// hitLine is a result with what the page shows of it.
type hitLine struct {
	fair.Hit
	Company *fair.Company // nil: blind
	Part    fair.Participation
	Post    *fair.Post  // nil: a company was found
	Fit     *fair.Match // with an own post; nil: none fits
	Meeting fair.MeetingID
}

type facetView struct {
	Field  string
	Values []facetChoice
	Open   bool // one of its values is on
}

type facetChoice struct {
	Value string
	Label string
	Count int
	On    bool
}

type chip struct{ Label, Without string }

// pageSize is how many results a page shows.
const pageSize = 20

func showFind(v *visit) error {
	if err := v.needPart(); err != nil {
		return err
	}
	page := &findPage{Form: &form{Values: v.r.URL.Query()}}
	page.Tab = "find"
	page.Title = v.say.T("find.title")
	q := v.findQuery(page)
	status := http.StatusOK
	found, err := v.Finding.Find(v.ctx, v.who.Actor, q)
	switch fair.CodeOf(err) {
	case fair.Unavailable:
		status = http.StatusServiceUnavailable
		page.Down, _ = v.say.Error(err)
		page.Retry = v.retryAfter(err)
	case fair.Invalid:
		status = http.StatusUnprocessableEntity
		page.Form.Sentence, page.Form.Errors = v.say.Error(err)
	default:
		if err != nil {
			return err
		}
	}
	page.Found = found
	if page.Hits, err = v.hits(found.Hits, q.What); err != nil {
		return err
	}
	v.fillFacets(page, q)
	v.pageLinks(page, q)
	page.Ms = strconv.FormatFloat(math.Max(found.TookMS, .1), 'f', 1, 64)
	return v.render(status, "find", page)
}

// findQuery reads the query from the address. What is looked for first is the
// other side of the reader's trade.
func (v *visit) findQuery(page *findPage) fair.Query {
	t := &typed{form: page.Form}
	get := page.Form.Values
	page.What = fair.What(t.text("what"))
	if page.What == "" {
		page.What = fair.FindOffers
		if v.own != nil && !v.own.Part.Buys() {
			page.What = fair.FindDemands
		}
	}
	page.Sorts = []fair.Sort{fair.ByRelevance, fair.ByNewest}
	switch page.What {
	case fair.FindOffers:
		page.Sorts = append(page.Sorts, fair.ByPrice, fair.ByMOQ, fair.ByLead)
		page.Ranges = true
	case fair.FindDemands:
	default:
		page.Sorts = []fair.Sort{fair.ByRelevance, fair.ByName}
	}
	page.From, _ = strconv.Atoi(t.text("from"))
	page.From = max(0, page.From)
	return fair.Query{
		Fair: v.fair.ID, What: page.What, Words: t.text("q"), Countries: get["countries"], Chapters: get["chapters"], Certificates: get["certificates"],
		Trade: fair.Trade(t.text("trade")), Halls: get["halls"], Kinds: get["kinds"], Categories: get["categories"],
		Verified: t.text("verified") != "", SME: t.text("sme") != "", PriceMin: t.real("price_min"), PriceMax: t.real("price_max"),
		MOQMax: t.real("moq_max"), LeadMax: int(math.Min(t.real("lead_max"), 1e6)), Sort: fair.Sort(t.text("sort")), Offset: page.From, Limit: pageSize,
		Prefix: v.fragment() != "",
	}
}

// hits loads what is shown of the results, as the reader may see it now; what is
// gone since it was indexed is left out.
func (v *visit) hits(found []fair.Hit, what fair.What) ([]hitLine, error) {
	var own []fair.Post
	var err error
	if what != fair.FindCompanies {
		if own, err = v.ownOpen(fair.Side(what).Other()); err != nil {
			return nil, err
		}
	}
	with, err := v.meetingsWith(v.ownID())
	if err != nil {
		return nil, err
	}
	out := make([]hitLine, 0, len(found))
	for _, h := range found {
		line := hitLine{Hit: h}
		err := v.fillHit(&line, own)
		if ignore(err, fair.NotFound) != nil {
			return nil, err
		}
		if err == nil {
			if !line.Hit.Company.IsZero() {
				line.Meeting = with[line.Hit.Company]
			}
			out = append(out, line)
		}
	}
	return out, nil
}

func (v *visit) fillHit(line *hitLine, own []fair.Post) error {
	company := line.Hit.Company
	if !line.Hit.Post.IsZero() {
		p, err := v.Posts.Get(v.ctx, v.who.Actor, line.Hit.Post)
		if err != nil {
			return err
		}
		line.Post, company = &p, p.Company
		if line.Fit, err = v.fit(p.ID, p.Side, own); err != nil {
			return err
		}
	}
	if company.IsZero() {
		line.Hit.Company = company // a blind demand: nothing may lead to its company
		return nil
	}
	c, err := v.Companies.Get(v.ctx, v.who.Actor, v.fair.ID, company)
	line.Company, line.Part = &c.Company, c.Part
	return err
}

// maxFacetValues is how many values of a facet are shown.
const maxFacetValues = 12

func (v *visit) fillFacets(page *findPage, q fair.Query) {
	on := map[string][]string{
		"countries": q.Countries, "chapters": q.Chapters, "certificates": q.Certificates, "halls": q.Halls, "kinds": q.Kinds,
		"categories": q.Categories, "trade": {string(q.Trade)},
	}
	for _, f := range page.Found.Facets {
		view := facetView{Field: f.Field}
		for _, fv := range f.Values {
			c := facetChoice{Value: fv.Value, Label: v.facetLabel(f.Field, fv.Value), Count: fv.Count, On: slices.Contains(on[f.Field], fv.Value)}
			view.Open = view.Open || c.On
			if c.On || len(view.Values) < maxFacetValues {
				view.Values = append(view.Values, c)
			}
		}
		if len(view.Values) > 0 {
			page.Facets = append(page.Facets, view)
		}
	}
	for _, field := range []string{"countries", "chapters", "certificates", "trade", "halls", "kinds", "categories"} {
		for _, value := range on[field] {
			if value != "" {
				page.Active = append(page.Active, chip{v.facetLabel(field, value), v.without(field, value)})
			}
		}
	}
	for _, field := range []string{"verified", "sme", "price_min", "price_max", "moq_max", "lead_max"} {
		if value := page.Form.Get(field); value != "" {
			page.Active = append(page.Active, chip{v.say.T("find.chip."+field, "value", value), v.without(field, value)})
		}
	}
	page.Filters = len(page.Active)
}

// facetLabel is a facet's value in the reader's language.
func (v *visit) facetLabel(field, value string) string {
	switch field {
	case "countries":
		return v.say.Country(value)
	case "chapters":
		return taxonomy.Code(value).Title(v.say.Lang())
	case "certificates":
		return v.say.Scheme(value)
	case "kinds":
		return v.say.T("kind." + value)
	case "trade":
		return v.say.T("trade." + value)
	case "halls":
		return v.hallName(value)
	}
	return value
}

// hallName is a hall's name, or its key when the fair has none of that key.
func (v *visit) hallName(key string) string {
	for _, h := range v.fair.Halls {
		if h.Key == key {
			return h.Name.Pick(v.say.Lang())
		}
	}
	return key
}

// without is the address of the search with one filter less.
func (v *visit) without(field, value string) string {
	q := v.r.URL.Query()
	q[field] = slices.DeleteFunc(q[field], func(s string) bool { return s == value })
	q.Del("from")
	return v.at("find") + "?" + q.Encode()
}

func (v *visit) pageLinks(page *findPage, q fair.Query) {
	address := func(from int) string {
		u := v.r.URL.Query()
		u.Set("from", strconv.Itoa(from))
		if from == 0 {
			u.Del("from")
		}
		return (&url.URL{Path: v.at("find"), RawQuery: u.Encode()}).String()
	}
	if q.Offset+pageSize < page.Found.Total && q.Offset+pageSize <= 10_000 {
		page.More = address(q.Offset + pageSize)
	}
	if q.Offset > 0 {
		page.Before = address(max(0, q.Offset-pageSize))
	}
}
