package search

import (
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/text"
)

// Document is what an engine keeps of an open post or of a company at a fair:
// what anybody at the fair may know, and nothing else. Zero numbers mean "not
// stated".
type Document struct {
	ID         string     `json:"id"` // the post's or the company's
	What       fair.What  `json:"what"`
	Company    string     `json:"company,omitempty"` // empty for a blind demand
	Title      fair.Texts `json:"title"`
	Brand      string     `json:"brand,omitempty"` // the company's names
	Text       fair.Texts `json:"text,omitempty"`
	Attributes string     `json:"attributes,omitempty"`
	Concepts   []string   `json:"concepts,omitempty"` // tokens of the concepts that the texts are about

	Countries    []string `json:"countries,omitempty"`
	Chapters     []string `json:"chapters,omitempty"` // HS chapters, service sectors
	Codes        []string `json:"codes,omitempty"`    // each stated code with the headings above it, chapters too
	Certificates []string `json:"certificates,omitempty"`
	Trade        string   `json:"trade,omitempty"`
	Hall         string   `json:"hall,omitempty"`
	Kind         string   `json:"kind,omitempty"`
	Categories   []string `json:"categories,omitempty"`
	Verified     bool     `json:"verified,omitempty"`
	SME          bool     `json:"sme,omitempty"`

	Price   float64 `json:"price,omitempty"` // per unit, in the fair's currency
	MOQ     float64 `json:"moq,omitempty"`
	Lead    int     `json:"lead,omitempty"` // days
	Created int64   `json:"created"`        // UTC milliseconds
	Name    string  `json:"name,omitempty"` // sorts by title; see sortKey
}

// Weights are those of a document's fields as Words analyses them.
var Weights = text.Weights{2, 1, 1, .3, .5}

// Words analyses a document for the relevance score.
func (d *Document) Words() text.Doc {
	return text.Analyse(d.Title.All(), d.Brand, d.Text.All(), d.Attributes, strings.Join(d.Concepts, " "))
}

// maker turns the posts and companies of one fair into documents.
type maker struct {
	rates fair.Rates
}

// post describes an open post of a company; anybody may see all of it.
func (m maker) post(p fair.Post, c fair.CompanyAtFair) Document {
	p = p.Public()
	d := Document{
		ID: p.ID.String(), What: fair.What(p.Side), Title: p.Title, Text: p.Text, Attributes: attributes(p.Attributes),
		Trade: string(p.Trade), Created: int64(p.Created), Name: sortKey(p.Title),
	}
	if !p.Blind() {
		d.of(c)
	}
	if o := p.Offer; o != nil {
		d.Lead = o.LeadDays
		d.Countries = distinct(append(d.Countries, o.Origin))
		d.Certificates = held(o.Certificates, c.Certificates)
		d.Price = m.price(o.Price)
		if o.MOQ != nil {
			d.MOQ = o.MOQ.Value.Float()
		}
	}
	if w := p.Demand; w != nil {
		d.Price = m.price(w.Ceiling)
		for _, r := range w.Required {
			d.Certificates = append(d.Certificates, r.Scheme)
		}
	}
	d.Certificates = distinct(d.Certificates)
	d.codes(p.Codes)
	d.FindConcepts()
	return d
}

// of says whose post it is.
func (d *Document) of(c fair.CompanyAtFair) {
	d.Company, d.Brand = c.ID.String(), c.Name.All()
	d.Countries = distinct([]string{c.Country})
	d.Hall, d.Kind, d.Categories = c.Part.Hall, string(c.Kind), distinct(c.Categories)
	d.Verified, d.SME = c.Verified, c.SME
}

// company describes a company; codes are those of its open posts that show
// their company.
func (m maker) company(c fair.CompanyAtFair, codes []taxonomy.Code) Document {
	d := Document{ID: c.ID.String(), What: fair.FindCompanies, Title: c.Name, Text: c.Text, Name: sortKey(c.Name)}
	d.of(c)
	d.Brand = ""
	d.Attributes = strings.Join(c.Categories, "\n")
	d.Certificates = held(c.Certificates)
	// Ids rise with time: the order of creation without asking for it.
	d.Created = created(c.ID)
	d.codes(codes)
	d.FindConcepts()
	return d
}

func (m maker) price(p *fair.Price) float64 {
	if p == nil {
		return 0
	}
	v, _ := m.rates.Convert(p.Amount.Float(), p.Currency, m.rates.Base)
	return v
}

// sure is the confidence from which a guessed heading stands for a stated code.
const sure = 0.5

// codes files the document under the stated codes, or under the heading that
// its words surely name.
func (d *Document) codes(stated []taxonomy.Code) {
	if len(stated) == 0 {
		if g := taxonomy.Classify(d.Title.All()+" . "+d.Text.All(), 1); len(g) > 0 && g[0].Confidence >= sure {
			stated = []taxonomy.Code{g[0].Code}
		}
	}
	for _, c := range stated {
		d.Chapters = append(d.Chapters, string(c.Chapter()))
		d.Codes = append(d.Codes, string(c), string(c.Heading()), string(c.Chapter()))
	}
	d.Chapters, d.Codes = distinct(d.Chapters), distinct(d.Codes)
}

// FindConcepts notes what the title is about, and the text where the title says nothing.
func (d *Document) FindConcepts() {
	d.Concepts = heads(d.Title)
	if len(d.Concepts) == 0 {
		d.Concepts = heads(d.Text)
	}
}

func heads(t fair.Texts) []string {
	var out []string
	for _, s := range t {
		for _, h := range taxonomy.Concepts(s) {
			if h.Head {
				out = append(out, conceptToken(h.Concept))
			}
		}
	}
	return distinct(out)
}

func attributes(list []fair.Attribute) string {
	lines := make([]string, len(list))
	for i, a := range list {
		lines[i] = strings.TrimSpace(a.Name + " " + a.Value + " " + a.Unit)
	}
	return strings.Join(lines, "\n")
}

// held lists the schemes of the certificates that are held.
func held(lists ...[]fair.Certificate) []string {
	var out []string
	for _, list := range lists {
		for _, c := range list {
			if c.Status == "" || c.Status == fair.Held {
				out = append(out, c.Scheme)
			}
		}
	}
	return distinct(out)
}

// distinct sorts and drops what is empty or there twice.
func distinct(in []string) []string {
	out := slices.DeleteFunc(slices.Clone(in), func(s string) bool { return s == "" })
	slices.Sort(out)
	return slices.Compact(out)
}

var collators = sync.Pool{New: func() any { return collate.New(language.Und, collate.IgnoreCase) }}

// sortKey is a string whose byte order is the order of names in the usual
// collation, so that engines agree.
func sortKey(t fair.Texts) string {
	const enough = 24 // bytes of key: about ten letters
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var buf collate.Buffer
	key := c.KeyFromString(&buf, t.Pick("en"))
	return hex.EncodeToString(key[:min(len(key), enough)])
}

// created reads the milliseconds at the front of a version 7 id.
func created(id fair.CompanyID) int64 {
	var ms int64
	for _, b := range id[:6] {
		ms = ms<<8 | int64(b)
	}
	return ms
}
