// Package api serves the house to programs: /api/v1 with JSON bodies, described
// by OpenAPI 3.1, and errors as problem documents (RFC 9457). It calls the same
// services of fair as the pages do, and holds no rule of its own: fair.Validate
// judges every input, and the schemas are generated from the same tags.
package api

import (
	"context"
	"io"
	"log/slog"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/transfer"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Prefix is where the API stands.
const Prefix = "/api/v1"

// Live serves live connections. A board follows the whole fair, for its staff;
// after is the last inbox number seen, -1 for "from now on".
type Live interface {
	ServeSocket(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool)
	// ServeEvents returns when the client is gone, or, having written nothing, with
	// the error why it is refused.
	ServeEvents(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) error
}

// Presence tells who is connected to a fair at this moment.
type Presence interface {
	Present(ctx context.Context, f fair.FairID) ([]fair.PersonID, error)
}

// Importer puts the records of a file (CSV or JSON lines) into a fair. Rows that
// fail are in the report, the others went in; the error is for a file that
// cannot be read at all, and for an actor who may not.
type Importer interface {
	Import(ctx context.Context, a fair.Actor, f fair.FairID, kind transfer.Kind, file io.Reader) (transfer.Report, error)
}

// Deps are what the API serves. Live, Presence and Importer may be nil: their
// addresses then are not there.
type Deps struct {
	UseCases  fair.UseCases
	Live      Live
	Presence  Presence
	Importer  Importer
	PublicURL string // of the installation, for the description's server; may be empty
	Logger    *slog.Logger
}

// server is the API with what it serves.
type server struct {
	fair.UseCases
	Deps
	huma    huma.API
	mux     *http.ServeMux
	schemas *schemas
}

// Register adds the API's routes, its description and its reference page to mux.
func Register(mux *http.ServeMux, d Deps) {
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	useProblems(d.Logger)
	s := &server{UseCases: d.UseCases, Deps: d, mux: mux, schemas: newSchemas()}
	s.huma = humago.New(mux, s.config())
	s.huma.UseMiddleware(s.onlyKnown)
	s.access()
	s.fairs()
	s.companies()
	s.people()
	s.posts()
	s.matches()
	s.meetings()
	s.insights()
	s.inbox()
	s.live()
	s.files()
	s.schemas.promise()
	s.docs()
	mux.HandleFunc("/api/", s.unknown)
}

func (s *server) config() huma.Config {
	form := huma.Format{Marshal: encode, Unmarshal: func([]byte, any) error { return nil }} // bodies are read by decode
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Fairmatch", Version: "1",
			Description: "Posts, matches with reasons and meetings of trade fairs. Times are RFC 3339 in UTC, amounts are decimal strings, {fair} is an id or a short name. " +
				"Sentences come in the language of Accept-Language or of the signed-in person.",
			License: &huma.License{Name: "Apache-2.0"},
		},
		Components: &huma.Components{
			Schemas: s.schemas,
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"session": {Type: "http", Scheme: "bearer", Description: "The token that POST /session returned."},
				"cookie":  {Type: "apiKey", In: "cookie", Name: caller.SessionCookie, Description: "The session of a signed-in browser."},
			},
		},
		Security: []map[string][]string{{"session": {}}, {"cookie": {}}, {}},
	}
	if s.PublicURL != "" {
		doc.Servers = []*huma.Server{{URL: s.PublicURL}}
	}
	return huma.Config{OpenAPI: doc, Formats: map[string]huma.Format{"application/json": form, "json": form}, DefaultFormat: "application/json"}
}

// unknown answers for addresses that the API does not have, and for methods that
// an address does not take.
func (s *server) unknown(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/api/" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		s.fail(w, r, fair.Missing("page"))
		return
	}
	for _, m := range allowed {
		w.Header().Add("Allow", m)
	}
	s.fail(w, r, &stated{http.StatusMethodNotAllowed, &fair.Error{Code: fair.Invalid, Key: "error.method"}})
}
