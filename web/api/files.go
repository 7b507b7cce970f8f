package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/transfer"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Kept is a picture that was taken in.
type Kept struct {
	Hash string `json:"hash"` // what posts and companies name it by
	Type string `json:"type"`
	URL  string `json:"url"`
}

func (s *server) files() {
	take := operation(http.MethodPost, "/pictures", "addPicture", "Files", "Upload a picture",
		"The body is a JPEG, PNG, GIF or WebP of at most 5 MB. It is re-encoded, and kept under the hash of the result: the same picture again is no second one.")
	take.DefaultStatus = http.StatusCreated
	o := s.plain(take, s.takePicture)
	o.RequestBody = bodyOf("image/jpeg", "image/png", "image/gif", "image/webp")
	o.Responses["201"].Content = s.json(reflect.TypeFor[Kept]())
	show := s.plain(operation(http.MethodGet, "/pictures/{hash}", "getPicture", "Files", "A picture by its hash", ""), func(w http.ResponseWriter, r *http.Request) {
		if err := ServePicture(w, r, s.Pictures); err != nil {
			s.fail(w, r, err)
		}
	})
	show.Parameters = []*huma.Param{pathParam("hash")}
	show.Responses["200"].Content = bodyOf("image/jpeg", "image/png").Content
	load := s.plain(operation(http.MethodPost, "/fairs/{fair}/imports/{kind}", "import", "Files", "Put the records of a file into a fair",
		"kind is companies, people, offers, demands or rates. Rows that fail are reported, the others go in; the same file again changes nothing. Its organizer may."), s.load)
	load.RequestBody = bodyOf("text/csv", "application/jsonl")
	load.Parameters = []*huma.Param{pathParam("fair"), pathParam("kind")}
	load.Responses["200"].Content = s.json(reflect.TypeFor[transfer.Report]())
}

func pathParam(name string) *huma.Param {
	return &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: "string"}}
}

func bodyOf(types ...string) *huma.RequestBody {
	b := &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for _, t := range types {
		b.Content[t] = &huma.MediaType{}
	}
	return b
}

func (s *server) json(t reflect.Type) map[string]*huma.MediaType {
	return map[string]*huma.MediaType{"application/json": {Schema: s.schemas.Schema(t, true, "")}}
}

func (s *server) takePicture(w http.ResponseWriter, r *http.Request) {
	bytes, err := io.ReadAll(io.LimitReader(r.Body, fair.MaxPictureBytes+1))
	if err != nil {
		s.fail(w, r, unreadableUpload(err))
		return
	}
	p, err := s.Pictures.Add(r.Context(), caller.Of(r.Context()).Actor, bytes)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Location", Prefix+"/pictures/"+p.Hash)
	send(w, http.StatusCreated, Kept{p.Hash, p.Type, "/pictures/" + p.Hash})
}

// ServePicture answers with the picture that the address names by {hash}. What a
// hash names never changes.
func ServePicture(w http.ResponseWriter, r *http.Request, pictures *fair.Pictures) error {
	p, err := pictures.Get(r.Context(), r.PathValue("hash"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", p.Type)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(p.Bytes) // a client that left is no error of ours
	return nil
}

func (s *server) load(w http.ResponseWriter, r *http.Request) {
	report, err := s.importFile(r.Context(), r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	send(w, http.StatusOK, report)
}

func (s *server) importFile(ctx context.Context, r *http.Request) (transfer.Report, error) {
	who := caller.Of(ctx)
	f, err := s.resolve(ctx, r.PathValue("fair"))
	switch {
	case err != nil:
		return transfer.Report{}, err
	case !who.Organizes(f):
		return transfer.Report{}, denied()
	case s.Importer == nil:
		return transfer.Report{}, fair.Missing("page")
	}
	kind := transfer.Kind(r.PathValue("kind"))
	if !slices.Contains(transfer.Kinds(), kind) {
		return transfer.Report{}, badField("kind", "oneof", string(kind), "companies people offers demands rates")
	}
	switch t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); t {
	case "text/csv", "application/jsonl", "application/x-ndjson", "application/json-lines": // which, shows in the bytes
	default:
		return transfer.Report{}, &stated{http.StatusUnsupportedMediaType, &fair.Error{Code: fair.Invalid, Key: "error.body", Args: fair.Args{"value": "Content-Type: text/csv | application/jsonl"}}}
	}
	report, err := s.Importer.Import(ctx, who.Actor, f, kind, r.Body)
	return report, unreadableUpload(err)
}

// unreadableUpload makes a body that was cut off for its length an error of ours.
func unreadableUpload(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return &fair.Error{Code: fair.TooLarge, Key: "error.too_large", Args: fair.Args{"max": megabytes(tooLarge.Limit)}, Cause: err}
	}
	return err
}

func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	write(w, problemOf(r.Context(), s.Logger, err))
}

func send(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = encode(w, v) // a client that left is no error of ours
}
