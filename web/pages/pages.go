// Package pages serves the house to people: pages rendered on the server, in
// the reader's language, that work without script. They call the same services
// of fair as the API does, and hold no rule of their own.
package pages

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/transfer"
)

// Services are what the pages call. Importer, Mailer and Presence may be nil:
// the pages then offer no import, no links by e-mail, and show nobody as here.
type Services struct {
	Access    *fair.Access
	People    *fair.People
	Fairs     *fair.Fairs
	Companies *fair.Companies
	Posts     *fair.Posts
	Meetings  *fair.Meetings
	Views     *fair.Views
	Matches   *fair.Matches
	Finding   *fair.Finding
	Pictures  *fair.Pictures
	Once      *fair.Once
	Learning  *fair.Learning
	Outcomes  *fair.Outcomes
	Balances  *fair.Balances

	Journal  Journal
	Roles    Roles
	Importer Importer
	Mailer   Mailer
	Presence Presence
}

// Journal tells how far a fair's journal has come, and what of it concerns one
// person: numbers for the live connection and the count of news, no content.
type Journal interface {
	Heads(ctx context.Context) (map[fair.FairID]int64, error)
	Inbox(ctx context.Context, f fair.FairID, p fair.PersonID, after int64, limit int) ([]fair.Entry, error)
}

// Roles lists what a person may do; asked for the organizer's list of people only.
type Roles interface {
	Grants(ctx context.Context, p fair.PersonID) ([]fair.Grant, error)
}

// Importer puts the records of a file (CSV or JSON lines) into a fair. Rows that
// fail are in the report, the others went in; the error is for a file that
// cannot be read at all.
type Importer interface {
	Import(ctx context.Context, a fair.Actor, f fair.FairID, kind transfer.Kind, file io.Reader) (transfer.Report, error)
}

// Mailer sends sign-in links.
type Mailer interface {
	SendLink(ctx context.Context, to fair.Person, url string) error
}

// Presence tells who is connected to a fair at this moment.
type Presence interface {
	Present(ctx context.Context, f fair.FairID) ([]fair.PersonID, error)
}

// Options are settings of the installation.
type Options struct {
	PublicURL string           // "https://fair.example", no slash at the end; sign-in links begin with it
	Secure    bool             // cookies travel over TLS only
	Now       func() time.Time // nil: the clock
	Logger    *slog.Logger     // nil: the default one
}

// Pages are the handlers with their templates.
type Pages struct {
	Services
	Options
	sets   map[string]*templateSet // by language
	assets *assetSet
}

// New parses all templates, once per language.
func New(s Services, o Options) (*Pages, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	sets, err := parseTemplates(assets)
	if err != nil {
		return nil, err
	}
	return &Pages{Services: s, Options: o, sets: sets, assets: assets}, nil
}

// Register adds the pages' routes to mux, and the answer for unknown addresses.
func (p *Pages) Register(mux *http.ServeMux) {
	mux.Handle("GET /assets/{hash}/{file}", p.assets)
	open := func(pattern string, h handler) { mux.Handle(pattern, p.serve(h, false)) }
	open("/", func(*visit) error { return fair.Missing("page") })
	open("GET /{$}", showFairs)
	open("GET /sign-in", showSignIn)
	open("POST /sign-in", signIn)
	open("POST /sign-in/link", mailLink)
	open("POST /sign-out", signOut)
	open("GET /link/{secret}", showLink)
	open("POST /link/{secret}", redeemLink)
	open("POST /language", setLanguage)
	open("GET /profile", showProfile)
	open("POST /profile", saveProfile)
	open("POST /profile/password", savePassword)
	open("GET /fairs/new", newFair)
	open("POST /fairs/new", createFair)
	at := func(method, path string, h handler) { mux.Handle(method+" /f/{slug}"+path, p.serve(h, true)) }
	p.registerFair(at)
	p.registerDesk(at)
}

func (p *Pages) registerFair(at func(method, path string, h handler)) {
	at("GET", "", showToday)
	at("POST", "/as", speakFor)
	at("GET", "/{rest...}", func(*visit) error { return fair.Missing("page") })
	at("GET", "/posts", showPosts)
	at("GET", "/posts/new", newPost)
	at("POST", "/posts/new", createPost)
	at("GET", "/posts/{id}", showPost)
	at("GET", "/posts/{id}/edit", editPost)
	at("POST", "/posts/{id}/edit", savePost)
	at("POST", "/posts/{id}/withdraw", withdrawPost)
	at("POST", "/posts/{id}/wish", stateWish)
	at("GET", "/match/{offer}/{demand}", showMatch)
	at("GET", "/invite", showInvite)
	at("POST", "/invite", sendInvite)
	at("GET", "/inbox", showInbox)
	at("GET", "/news/{number}", showNews)
	at("GET", "/meetings/{id}", showMeeting)
	at("POST", "/meetings/{id}/{verb}", answerMeeting)
	at("POST", "/meetings/{id}/outcome", stateOutcome)
	at("GET", "/agenda", showAgenda)
	at("GET", "/find", showFind)
	at("GET", "/companies/{id}", showCompany)
	at("POST", "/companies/{id}/{verb}", judgeCompany)
	at("GET", "/company", editCompany)
	at("POST", "/company", saveCompany)
}

func (p *Pages) registerDesk(at func(method, path string, h handler)) {
	at("GET", "/desk", staff(showDesk))
	at("POST", "/desk/phase", staff(setPhase))
	at("GET", "/desk/fair", staff(editFair))
	at("POST", "/desk/fair", staff(saveFair))
	at("GET", "/desk/places", staff(showPlaces))
	at("POST", "/desk/places", staff(addPlaces))
	at("GET", "/desk/people", staff(showPeople))
	at("POST", "/desk/people", staff(addPerson))
	at("POST", "/desk/people/{id}/link", staff(makeLink))
	at("GET", "/desk/companies", staff(showCompanies))
	at("POST", "/desk/companies", staff(addCompany))
	at("GET", "/desk/import", staff(showImport))
	at("POST", "/desk/import", staff(runImport))
	at("GET", "/desk/rates", staff(showRates))
	at("POST", "/desk/rates", staff(setRate))
	at("GET", "/desk/board", staff(showBoard))
	at("GET", "/desk/balance", staff(showBalance))
	at("GET", "/desk/weights", staff(showWeights))
	at("POST", "/desk/weights/reset", staff(resetWeights))
}
