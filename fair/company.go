package fair

// Company is a firm or body. It lives longer than one fair; its part in a fair
// is a Participation.
type Company struct {
	ID       CompanyID `json:"id"`
	Revision int64     `json:"revision"`
	Verified bool      `json:"verified"` // an organizer has checked who they are
	CompanyDraft
}

// CompanyDraft is what a company states about itself.
type CompanyDraft struct {
	Name         Texts         `json:"name" validate:"required,texts=200"`
	Text         Texts         `json:"text,omitempty" validate:"omitempty,texts=4000"`
	Country      string        `json:"country,omitempty" validate:"omitempty,country"` // country or region, ISO 3166-1 alpha-2
	City         string        `json:"city,omitempty" validate:"max=80"`
	Website      string        `json:"website,omitempty" validate:"omitempty,http_url,max=300"`
	Kind         CompanyKind   `json:"kind,omitempty" validate:"omitempty,oneof=manufacturer brand_owner distributor importer retailer platform service forwarder public other"`
	SME          bool          `json:"sme,omitempty"` // small or medium-sized
	Markets      []string      `json:"markets,omitempty" validate:"max=250,unique,dive,country"`
	Languages    []string      `json:"languages,omitempty" validate:"max=20,unique,dive,language"`
	Certificates []Certificate `json:"certificates,omitempty" validate:"max=100,dive"`
	Categories   []string      `json:"categories,omitempty" validate:"max=50,dive,required,max=80"` // the fair's own display areas
	Logo         string        `json:"logo,omitempty" validate:"omitempty,picture"`
}

// CompanyKind is a company's place in the chain from maker to user.
type CompanyKind string

// The kinds of companies.
const (
	Manufacturer CompanyKind = "manufacturer"
	BrandOwner   CompanyKind = "brand_owner"
	Distributor  CompanyKind = "distributor"
	Importer     CompanyKind = "importer"
	Retailer     CompanyKind = "retailer"
	Platform     CompanyKind = "platform"
	ServiceFirm  CompanyKind = "service"
	Forwarder    CompanyKind = "forwarder"
	PublicBody   CompanyKind = "public"
	OtherKind    CompanyKind = "other"
)

// CompanyKinds lists the kinds in the order forms show them.
func CompanyKinds() []CompanyKind {
	return []CompanyKind{Manufacturer, BrandOwner, Distributor, Importer, Retailer, Platform, ServiceFirm, Forwarder, PublicBody, OtherKind}
}

// Certificate is a proof that a company or its product holds, by scheme (a key
// of taxonomy's certificate table). Unknown is not no: only Status not_held
// states the lack.
type Certificate struct {
	Scheme     string     `json:"scheme" validate:"required,scheme"`
	Status     HeldStatus `json:"status,omitempty" validate:"omitempty,oneof=held applied not_held"` // "" counts as held
	Number     string     `json:"number,omitempty" validate:"max=80"`
	Issuer     string     `json:"issuer,omitempty" validate:"max=120"`
	ValidUntil Date       `json:"valid_until,omitempty" validate:"omitempty,date"`
	Subject    string     `json:"subject,omitempty" validate:"max=200"` // the plant, product or model it is about
	Scope      string     `json:"scope,omitempty" validate:"max=200"`   // the food category, process or market segment
	// Destinations are the countries or regions where it counts; empty: wherever its scheme does.
	Destinations []string `json:"destinations,omitempty" validate:"max=250,unique,dive,country"`
}

// HeldStatus is whether a certificate is held.
type HeldStatus string

// The states of a certificate.
const (
	Held    HeldStatus = "held"
	Applied HeldStatus = "applied"
	NotHeld HeldStatus = "not_held"
)

// Participation is a company at a fair.
type Participation struct {
	Fair    FairID    `json:"fair"`
	Company CompanyID `json:"company"`
	Ref     string    `json:"ref,omitempty"` // the record's own key in what the organizer imported
	ParticipationDraft
}

// ParticipationDraft is what the organizer states about a company's part.
type ParticipationDraft struct {
	Role   Role   `json:"role" validate:"required,oneof=exhibitor buyer both"`
	Group  string `json:"group,omitempty" validate:"max=80"` // trading group or pavilion
	Hosted bool   `json:"hosted,omitempty"`
	Hall   string `json:"hall,omitempty" validate:"max=20"`
	Stand  string `json:"stand,omitempty" validate:"max=40"` // label of its stand
	Seats  int    `json:"seats,omitempty" validate:"min=0,max=50"`
}

// Exhibits reports whether the company shows goods or services.
func (p ParticipationDraft) Exhibits() bool { return p.Role == Exhibitor || p.Role == Both }

// Buys reports whether the company looks for suppliers.
func (p ParticipationDraft) Buys() bool { return p.Role == Buyer || p.Role == Both }

// CompanyAtFair is a company with its part in one fair.
type CompanyAtFair struct {
	Company
	Part Participation `json:"part"`
}
