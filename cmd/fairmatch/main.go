// Command fairmatch runs the matchmaking of a trade fair: the server, a living
// demonstration, and the organizer's tools.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/node"
)

// Exit codes: failure of the work, and misuse of the command.
const (
	exitFailure = 1
	exitUsage   = 2
)

// cli is the command line; kong reads flags, environment and defaults from its tags.
type cli struct {
	Demo    demoCmd    `cmd:"" help:"Run a living sample fair: nothing else to install, sign-in links for each role."`
	Serve   serveCmd   `cmd:"" help:"Run the server."`
	Import  importCmd  `cmd:"" help:"Import companies, people, offers, demands or exchange rates."`
	Match   matchCmd   `cmd:"" help:"Match the whole fair, and show what it has learned."`
	Search  searchCmd  `cmd:"" help:"Search the posts and companies of a fair."`
	Fair    fairCmd    `cmd:"" help:"Create and list fairs."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's form."`
	User    userCmd    `cmd:"" help:"Create people, and sign-in links for them."`

	LogFormat string `help:"Form of the log." enum:"text,json" default:"text" env:"FAIRMATCH_LOG_FORMAT"`
	LogLevel  string `help:"Least level that is logged." enum:"debug,info,warn,error" default:"info" env:"FAIRMATCH_LOG_LEVEL"`
}

// app is what every command runs with.
type app struct {
	ctx  context.Context
	out  io.Writer
	err  io.Writer
	log  *slog.Logger
	told bool // the line of --json is printed
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main with everything given, for the tests.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("fairmatch"), kong.Description("Matchmaking for trade fairs."),
		kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(n int) { code = n }))
	if err != nil {
		fmt.Fprintln(stderr, "fairmatch:", err)
		return exitUsage
	}
	k, err := parser.Parse(args)
	if code >= 0 {
		return code // --help
	}
	a := &app{ctx: ctx, out: stdout, err: stderr}
	if err != nil {
		err = usage("%w", err)
	} else {
		a.log = newLog(stderr, c.LogFormat, c.LogLevel)
		err = k.Run(a)
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(stderr, "fairmatch:", explain(err))
	if slices.Contains(args, "--json") && !a.told {
		_ = a.summary(failure(err)) // standard output is gone: nothing to tell anybody
	}
	if errors.As(err, new(misuse)) {
		return exitUsage
	}
	return exitFailure
}

// failure is what --json says of an error: the sentence, and a code for programs.
func failure(err error) map[string]any {
	var e *fair.Error
	code := "failed"
	switch {
	case errors.As(err, new(misuse)):
		code = "usage"
	case errors.As(err, &e):
		code = string(e.Code)
	}
	return map[string]any{"error": explain(err), "code": code}
}

// misuse is an error of how a command was called.
type misuse struct{ error }

func usage(format string, args ...any) error {
	return misuse{fmt.Errorf(format, args...)}
}

// located is an error with the file that it is about.
type located struct {
	file  string
	cause error
}

func (e *located) Error() string { return e.file + ": " + explain(e.cause) }
func (e *located) Unwrap() error { return e.cause }

// explain says an error in the catalog's words; on the command line the cause is
// shown too, for here the reader is who runs the installation.
func explain(err error) string {
	var in *located
	if errors.As(err, &in) {
		return in.Error()
	}
	var e *fair.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	sentence, fields := locale.For("en").Error(e)
	for _, field := range slices.Sorted(maps.Keys(fields)) {
		sentence += fmt.Sprintf("\n  %s: %s", field, fields[field])
	}
	if e.Cause != nil {
		sentence += " (" + e.Cause.Error() + ")"
	}
	return sentence
}

func newLog(w io.Writer, format, level string) *slog.Logger {
	var l slog.Level
	_ = l.UnmarshalText([]byte(level)) // the enum admits valid names only
	o := &slog.HandlerOptions{Level: l}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// summary prints a command's result as one line of JSON.
func (a *app) summary(v any) error {
	a.told = true
	return json.NewEncoder(a.out).Encode(v)
}

// open opens the store and the services without serving, and makes them where there are none.
func (a *app) open(s node.Storage) (*node.House, error) { return node.OpenHouse(a.ctx, s) }

// existing is open for commands that need what is there already: a folder that is
// mistyped is not filled.
func (a *app) existing(s node.Storage) (*node.House, error) {
	if s.Database == "" {
		if _, err := os.Stat(filepath.Join(s.Data, "fairmatch.db")); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("--data: there is no installation in %s; fairmatch serve, or fair create, makes one", s.Data)
		}
	}
	return a.open(s)
}
