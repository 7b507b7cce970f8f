package fair

import (
	"slices"

	"github.com/fairmatch/fairmatch/taxonomy"
)

// Post is an offer or a demand, as its Side says: exactly one of Offer and
// Demand is set.
type Post struct {
	ID       PostID    `json:"id"`
	Number   int64     `json:"number"` // rising within the fair; ties between equal scores break by it
	Fair     FairID    `json:"fair"`
	Company  CompanyID `json:"company"`
	Ref      string    `json:"ref,omitempty"` // the record's own key in what was imported
	Side     Side      `json:"side"`
	State    PostState `json:"state"`
	Revision int64     `json:"revision"`
	Created  Time      `json:"created"`
	Updated  Time      `json:"updated"`
	PostDraft
}

// PostDraft is what a company states in an offer or a demand: what both have
// (Content), and the terms of one side.
type PostDraft struct {
	Content
	Offer  *OfferTerms  `json:"offer,omitempty"`
	Demand *DemandTerms `json:"demand,omitempty"`
}

// Side is which side of the trade a post is on.
type Side string

// The sides.
const (
	OfferSide  Side = "offer"
	DemandSide Side = "demand"
)

// Other is the side that a post of this side is matched with.
func (s Side) Other() Side {
	if s == OfferSide {
		return DemandSide
	}
	return OfferSide
}

// PostState is whether a post can be found and matched.
type PostState string

// The states of a post. Only open posts are found and matched.
const (
	PostOpen   PostState = "open"
	PostGone   PostState = "withdrawn"
	PostLapsed PostState = "expired"
)

// Trade tells goods from services.
type Trade string

// The trades.
const (
	Goods    Trade = "goods"
	Services Trade = "services"
)

// Content is what offers and demands have in common. Empty means "not stated":
// unknown is never no.
type Content struct {
	Trade      Trade                 `json:"trade" validate:"required,oneof=goods services"`
	Title      Texts                 `json:"title" validate:"required,texts=200"`
	Text       Texts                 `json:"text,omitempty" validate:"omitempty,texts=8000"`
	Original   string                `json:"original,omitempty" validate:"omitempty,language"`   // language the texts were written in
	Codes      []taxonomy.Code       `json:"codes,omitempty" validate:"max=20,unique,dive,code"` // HS 2022 or W/120; evidence, not truth
	Attributes []Attribute           `json:"attributes,omitempty" validate:"max=100,dive"`
	Channel    Channel               `json:"channel,omitempty" validate:"omitempty,oneof=b2b b2c both"`
	Languages  []string              `json:"languages,omitempty" validate:"max=20,unique,dive,language"` // that the people at the stand speak
	Territory  []string              `json:"territory,omitempty" validate:"max=250,unique,dive,country"` // offered for, or wanted for, distribution
	Exclusive  Exclusivity           `json:"exclusive,omitempty" validate:"omitempty,oneof=offered wanted taken none"`
	TakenUntil Date                  `json:"taken_until,omitempty" validate:"omitempty,date"`          // last day that the territory is somebody else's
	ValidUntil Date                  `json:"valid_until,omitempty" validate:"omitempty,date"`          // last day, fair's zone
	Pictures   []string              `json:"pictures,omitempty" validate:"max=12,unique,dive,picture"` // hashes
	Visibility map[string]Visibility `json:"visibility,omitempty" validate:"max=40,dive,keys,visible,endkeys,oneof=public accepted matching"`
}

// Attribute is one stated property: "roast" "medium", "width" "1.5" "MTR".
type Attribute struct {
	Name  string `json:"name" validate:"required,max=80"`
	Value string `json:"value" validate:"required,max=200"`
	Unit  string `json:"unit,omitempty" validate:"omitempty,unit"`
}

// Channel is how the goods reach their users.
type Channel string

// The channels.
const (
	B2B        Channel = "b2b"
	B2C        Channel = "b2c"
	AnyChannel Channel = "both"
)

// Exclusivity is what is said about being the only seller in the territory.
type Exclusivity string

// The states of exclusivity: an offer has it to give, has given it, or gives
// none; a demand wants it.
const (
	ExclusiveOffered Exclusivity = "offered"
	ExclusiveWanted  Exclusivity = "wanted"
	ExclusiveTaken   Exclusivity = "taken"
	ExclusiveNone    Exclusivity = "none"
)

// OfferTerms are an exhibitor's terms.
type OfferTerms struct {
	MOQ          *Quantity     `json:"moq,omitempty"`
	MOQBasis     MOQBasis      `json:"moq_basis,omitempty" validate:"omitempty,oneof=order article colour"` // default order
	Capacity     *Quantity     `json:"capacity,omitempty"`                                                  // per year
	Price        *Price        `json:"price,omitempty"`                                                     // asked
	Floor        *Money        `json:"floor,omitempty"`                                                     // lowest, per the price's unit; for matching only unless said otherwise
	LeadDays     int           `json:"lead_days,omitempty" validate:"min=0,max=1000"`                       // from order to handing over
	Origin       string        `json:"origin,omitempty" validate:"omitempty,country"`
	Markets      []string      `json:"markets,omitempty" validate:"max=250,unique,dive,country"` // destinations served; empty: not stated
	Certificates []Certificate `json:"certificates,omitempty" validate:"max=100,dive"`
	Samples      Answer        `json:"samples,omitempty" validate:"omitempty,oneof=yes no"`
	Content      *Quantity     `json:"content,omitempty"` // of one package, when priced or counted in packages
	Returns      string        `json:"returns,omitempty" validate:"max=400"`
	Rights       string        `json:"rights,omitempty" validate:"max=400"` // registered trade marks, patents
	Agent        string        `json:"agent,omitempty" validate:"max=200"`  // who sells there where the territory is taken
}

// MOQBasis is what the minimum order quantity counts.
type MOQBasis string

// The bases of a minimum order quantity.
const (
	PerOrder   MOQBasis = "order"
	PerArticle MOQBasis = "article"
	PerColour  MOQBasis = "colour"
)

// Answer is yes, no, or "" for not stated.
type Answer string

// The answers.
const (
	Yes Answer = "yes"
	No  Answer = "no"
)

// DemandTerms are a buyer's terms.
type DemandTerms struct {
	First       *Quantity     `json:"first,omitempty"`   // first order
	Annual      *Quantity     `json:"annual,omitempty"`  // in a year
	Ceiling     *Price        `json:"ceiling,omitempty"` // most to pay per unit; for matching only unless said otherwise
	Budget      *Money        `json:"budget,omitempty"`  // in all; for matching only unless said otherwise
	NeededBy    Date          `json:"needed_by,omitempty" validate:"omitempty,date"`
	Destination string        `json:"destination,omitempty" validate:"omitempty,country"`
	Origins     []string      `json:"origins,omitempty" validate:"max=250,unique,dive,country"` // accepted; empty: any
	Required    []Requirement `json:"required,omitempty" validate:"max=50,dive"`
	Samples     Answer        `json:"samples,omitempty" validate:"omitempty,oneof=yes no"` // a sample at the stand is wanted
	Purpose     Purpose       `json:"purpose,omitempty" validate:"omitempty,oneof=resale production own_use tender"`
	Suppliers   []CompanyKind `json:"suppliers,omitempty" validate:"max=10,unique,dive,oneof=manufacturer brand_owner distributor importer retailer platform service forwarder public other"` // kinds wanted
	Blind       bool          `json:"blind,omitempty"`                                                                                                                                        // shown without the company's name until a meeting is agreed
}

// Requirement is a certificate that the buyer asks for.
type Requirement struct {
	Scheme    string `json:"scheme" validate:"required,scheme"`
	Mandatory bool   `json:"mandatory,omitempty"` // stated as missing closes the gate
}

// Purpose is what the goods are wanted for.
type Purpose string

// The purposes.
const (
	Resale     Purpose = "resale"
	Production Purpose = "production"
	OwnUse     Purpose = "own_use"
	Tender     Purpose = "tender"
)

// Visibility is who may see a field of a post.
type Visibility string

// The visibilities: everybody at the fair; the other side once a meeting is
// agreed; nobody but its owner and the organizer's staff.
const (
	Public          Visibility = "public"
	AfterAcceptance Visibility = "accepted"
	ForMatching     Visibility = "matching"
)

// hideable are the fields whose visibility can be set, by their JSON names, with
// what each is when nothing is said.
var hideable = map[string]Visibility{
	"price": Public, "moq": Public, "capacity": Public, "lead_days": Public, "floor": ForMatching, "certificates": Public,
	"markets": Public, "territory": Public, "exclusive": Public, "first": Public, "annual": Public, "ceiling": ForMatching,
	"budget": ForMatching, "needed_by": Public, "origins": Public, "required": Public, "attributes": Public,
}

// HideableFields lists them, sorted.
func HideableFields() []string { return sortedKeys(hideable) }

// Seen is the visibility of a field of the post.
func (d *PostDraft) Seen(field string) Visibility {
	if v, ok := d.Visibility[field]; ok {
		return v
	}
	return hideable[field]
}

// Public returns the post as anybody at the fair may see it. What is hidden is
// as if it had not been stated; scores and reasons for the other side are
// computed from this, so that nobody can probe what it hides.
func (p Post) Public() Post { return p.show(Public) }

// Agreed returns the post as the other side of an agreed meeting may see it.
func (p Post) Agreed() Post { return p.show(AfterAcceptance) }

// Blind reports whether the post is a demand whose company is not named until a
// meeting is agreed.
func (p *Post) Blind() bool { return p.Demand != nil && p.Demand.Blind }

// HidesAny reports whether Public leaves anything out.
func (p *Post) HidesAny() bool {
	for f := range hideable {
		if p.Seen(f) != Public && p.states(f) {
			return true
		}
	}
	return false
}

func (p Post) show(upTo Visibility) Post {
	hidden := func(f string) bool {
		v := p.Seen(f)
		return v == ForMatching || v == AfterAcceptance && upTo == Public
	}
	if p.Offer != nil {
		o := *p.Offer
		clearIf(hidden("price"), &o.Price)
		clearIf(hidden("moq"), &o.MOQ)
		clearIf(hidden("moq"), &o.MOQBasis)
		clearIf(hidden("capacity"), &o.Capacity)
		clearIf(hidden("lead_days"), &o.LeadDays)
		clearIf(hidden("floor"), &o.Floor)
		clearIf(hidden("certificates"), &o.Certificates)
		clearIf(hidden("markets"), &o.Markets)
		clearIf(hidden("exclusive"), &o.Agent)
		p.Offer = &o
	}
	if p.Demand != nil {
		d := *p.Demand
		clearIf(hidden("first"), &d.First)
		clearIf(hidden("annual"), &d.Annual)
		clearIf(hidden("ceiling"), &d.Ceiling)
		clearIf(hidden("budget"), &d.Budget)
		clearIf(hidden("needed_by"), &d.NeededBy)
		clearIf(hidden("origins"), &d.Origins)
		clearIf(hidden("required"), &d.Required)
		p.Demand = &d
	}
	clearIf(hidden("territory"), &p.Territory)
	clearIf(hidden("exclusive"), &p.Exclusive)
	clearIf(hidden("exclusive"), &p.TakenUntil)
	clearIf(hidden("attributes"), &p.Attributes)
	p.Visibility = nil
	return p
}

// states reports whether the field says anything.
func (p *Post) states(field string) bool {
	o, d := p.Offer, p.Demand
	switch field {
	case "territory":
		return len(p.Territory) > 0
	case "exclusive":
		return p.Exclusive != "" || p.TakenUntil != "" || p.Offer != nil && p.Offer.Agent != ""
	case "attributes":
		return len(p.Attributes) > 0
	}
	if o != nil {
		switch field {
		case "price":
			return o.Price != nil
		case "moq":
			return o.MOQ != nil
		case "capacity":
			return o.Capacity != nil
		case "lead_days":
			return o.LeadDays != 0
		case "floor":
			return o.Floor != nil
		case "certificates":
			return len(o.Certificates) > 0
		case "markets":
			return len(o.Markets) > 0
		}
	}
	if d != nil {
		switch field {
		case "first":
			return d.First != nil
		case "annual":
			return d.Annual != nil
		case "ceiling":
			return d.Ceiling != nil
		case "budget":
			return d.Budget != nil
		case "needed_by":
			return d.NeededBy != ""
		case "origins":
			return len(d.Origins) > 0
		case "required":
			return len(d.Required) > 0
		}
	}
	return false
}

func clearIf[T any](hide bool, field *T) {
	if hide {
		var zero T
		*field = zero
	}
}

// check holds what tags cannot say about a post.
func (d *PostDraft) check(side Side) error {
	if err := Validate(d); err != nil {
		return err
	}
	switch {
	case side == OfferSide && (d.Offer == nil || d.Demand != nil):
		return badField("offer", "required", "")
	case side == DemandSide && (d.Demand == nil || d.Offer != nil):
		return badField("demand", "required", "")
	}
	for i, c := range d.Codes {
		if c.Service() != (d.Trade == Services) {
			return badField(indexed("codes", i), "trade", string(c))
		}
	}
	if o := d.Offer; o != nil && o.Floor != nil && o.Price != nil && o.Floor.Currency != o.Price.Currency {
		return badField("offer.floor.currency", "eqfield", o.Floor.Currency)
	}
	return nil
}

// normalise brings a draft to the form that is kept, so that the same record
// imported twice is equal.
func (d *PostDraft) normalise() {
	d.Codes = slices.Compact(d.Codes)
	if len(d.Visibility) == 0 {
		d.Visibility = nil
	}
	for f, v := range d.Visibility {
		if hideable[f] == v {
			delete(d.Visibility, f)
		}
	}
}
