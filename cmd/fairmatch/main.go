// Command fairmatch runs the matchmaking of a trade fair: the server, a living
// demonstration, and the organizer's tools.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
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
	Match   matchCmd   `cmd:"" help:"Write the whole fair's best matches, both ways."`
	Search  searchCmd  `cmd:"" help:"Search the posts and companies of a fair."`
	Fair    fairCmd    `cmd:"" help:"Create and list fairs."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's form."`
	User    userCmd    `cmd:"" help:"Create people, and sign-in links for them."`

	LogFormat string `help:"Form of the log." enum:"text,json" default:"text" env:"FAIRMATCH_LOG_FORMAT"`
	LogLevel  string `help:"Least level that is logged." enum:"debug,info,warn,error" default:"info" env:"FAIRMATCH_LOG_LEVEL"`
}

// app is what every command runs with.
type app struct {
	ctx context.Context
	out io.Writer
	err io.Writer
	log *slog.Logger
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
	if err != nil {
		fmt.Fprintln(stderr, "fairmatch:", err)
		return exitUsage
	}
	a := &app{ctx: ctx, out: stdout, err: stderr, log: newLog(stderr, c.LogFormat, c.LogLevel)}
	if err := k.Run(a); err != nil {
		fmt.Fprintln(stderr, "fairmatch:", explain(err))
		if errors.Is(err, errUsage) {
			return exitUsage
		}
		return exitFailure
	}
	return 0
}

// errUsage marks errors of how a command was called.
var errUsage = errors.New("usage")

func usage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errUsage, fmt.Sprintf(format, args...))
}

// explain says an error in the catalog's words; on the command line the cause is
// shown too, for here the reader is who runs the installation.
func explain(err error) string {
	var e *fair.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	sentence, fields := locale.For("en").Error(e)
	for field, wrong := range fields {
		sentence += fmt.Sprintf("\n  %s: %s", field, wrong)
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
func (a *app) summary(v any) error { return json.NewEncoder(a.out).Encode(v) }

// open opens the store and the services without serving.
func (a *app) open(s node.Storage) (*node.House, error) { return node.OpenHouse(a.ctx, s) }
