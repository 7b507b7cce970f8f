package pages

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

//go:embed assets
var assetFiles embed.FS

// assetSet serves the embedded files under one hash of them all, so that
// modules import each other by plain names and everything may be kept forever.
type assetSet struct {
	hash  string
	files map[string][]byte
}

func loadAssets() (*assetSet, error) {
	s := &assetSet{files: map[string][]byte{}}
	entries, err := fs.ReadDir(assetFiles, "assets") // sorted
	if err != nil {
		return nil, fmt.Errorf("pages: assets: %w", err)
	}
	sum := sha256.New()
	for _, e := range entries {
		b, err := assetFiles.ReadFile("assets/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("pages: assets: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", e.Name(), len(b))
		sum.Write(b)
		s.files[e.Name()] = b
	}
	s.hash = hex.EncodeToString(sum.Sum(nil))[:12]
	return s, nil
}

// url is the address of a file of the set.
func (s *assetSet) url(name string) string { return "/assets/" + s.hash + "/" + name }

func (s *assetSet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("file")
	b, ok := s.files[name]
	if !ok || r.PathValue("hash") != s.hash {
		// An old page asks for an old set: it will reload into the new one.
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(b)
}
