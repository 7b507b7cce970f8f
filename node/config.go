package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/fairmatch/fairmatch/embedding"
	"github.com/fairmatch/fairmatch/search"
	"github.com/fairmatch/fairmatch/search/embedded"
	"github.com/fairmatch/fairmatch/search/meili"
	"github.com/fairmatch/fairmatch/store"
)

// Storage says where the fair is kept.
type Storage struct {
	Data     string `help:"Folder of the installation's files." default:"fairmatch-data" type:"path" env:"FAIRMATCH_DATA"`
	Database string `help:"postgres://… ; without it, SQLite in the data folder." env:"FAIRMATCH_DATABASE"`
}

// url is what store.Open takes.
func (s Storage) url() (string, error) {
	if s.Database != "" {
		if !strings.HasPrefix(s.Database, "postgres://") && !strings.HasPrefix(s.Database, "postgresql://") {
			return "", errors.New("--database: expected postgres://user@host/name")
		}
		return s.Database, nil
	}
	if err := os.MkdirAll(s.Data, 0o700); err != nil {
		return "", fmt.Errorf("--data: %w", err)
	}
	return "sqlite:" + filepath.Join(s.Data, "fairmatch.db"), nil
}

// Migrate brings the database to this version's form and returns its versions
// before and after.
func (s Storage) Migrate(ctx context.Context) (before, after int64, err error) {
	url, err := s.url()
	if err != nil {
		return 0, 0, err
	}
	return store.Migrate(ctx, url)
}

// SearchEngine says which engine searches.
type SearchEngine struct {
	Search         string `help:"Search engine." enum:"embedded,meilisearch" default:"embedded" env:"FAIRMATCH_SEARCH"`
	MeilisearchURL string `help:"Address of Meilisearch." env:"FAIRMATCH_MEILISEARCH_URL"`
	MeilisearchKey string `help:"Key of Meilisearch." env:"FAIRMATCH_MEILISEARCH_KEY"`
}

// Embeddings says who tells what texts mean.
type Embeddings struct {
	EmbeddingsURL   string `help:"Server of embeddings, OpenAI-compatible, such as https://example.org/v1; without it none are used. The public texts of posts are sent to it." env:"FAIRMATCH_EMBEDDINGS_URL"`
	EmbeddingsModel string `help:"Name of the model there." env:"FAIRMATCH_EMBEDDINGS_MODEL"`
	EmbeddingsKey   string `help:"Key of the server." env:"FAIRMATCH_EMBEDDINGS_KEY"`
}

// open returns the model; nil where none is named.
func (c Embeddings) open(s embedding.Store) (*embedding.Model, error) {
	if c.EmbeddingsURL == "" {
		return nil, nil
	}
	m, err := embedding.New(c.EmbeddingsURL, c.EmbeddingsKey, c.EmbeddingsModel, s)
	if err != nil {
		return nil, fmt.Errorf("--embeddings-url, --embeddings-model: %w", err)
	}
	return m, nil
}

// open opens the engine; an embedded one in dir, in memory when dir is "". A Meilisearch finds by
// meaning, too, where there is a model.
func (s SearchEngine) open(dir string, m *embedding.Model, model string) (search.Engine, io.Closer, error) {
	switch {
	case s.Search != "meilisearch":
		e, err := embedded.Open(dir)
		return e, e, err
	case s.MeilisearchURL == "":
		return nil, nil, errors.New("--search meilisearch needs --meilisearch-url")
	}
	e := meili.New(s.MeilisearchURL, s.MeilisearchKey)
	if m != nil {
		e.WithMeaning(m, model)
	}
	return e, io.NopCloser(nil), nil
}

// Config is how a node runs. Its tags are the command line's.
type Config struct {
	Storage      `embed:""`
	Listen       string         `help:"Address to listen on." default:"127.0.0.1:8080" env:"FAIRMATCH_LISTEN"`
	PublicURL    string         `help:"Address that people see, such as https://match.example.org; links begin with it." env:"FAIRMATCH_PUBLIC_URL"`
	TLSCert      string         `help:"Certificate file (PEM)." type:"existingfile" env:"FAIRMATCH_TLS_CERT"`
	TLSKey       string         `help:"Key file (PEM)." type:"existingfile" env:"FAIRMATCH_TLS_KEY"`
	TrustedProxy []netip.Prefix `help:"Networks of proxies whose X-Forwarded headers are believed, such as 10.0.0.0/8." env:"FAIRMATCH_TRUSTED_PROXY"`
	SearchEngine `embed:""`
	Embeddings   `embed:""`
	Redis        string `help:"redis://… ; between nodes. Without it there is one node." env:"FAIRMATCH_REDIS"`
	SMTP         string `name:"smtp" help:"smtp://user:password@host:587 that sends sign-in links; without it organizers copy them." env:"FAIRMATCH_SMTP"`
	MailFrom     string `help:"Sender of mails." default:"fairmatch@localhost" env:"FAIRMATCH_MAIL_FROM"`
}

func (c *Config) check() error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case c.PublicURL != "" && !strings.HasPrefix(c.PublicURL, "http://") && !strings.HasPrefix(c.PublicURL, "https://"):
		return errors.New("--public-url: expected http://… or https://…")
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	return nil
}
