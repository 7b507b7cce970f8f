// Command fairbench measures Fairmatch: how good its search is, how long a whole
// fair takes to match, how fast live messages arrive, and whether bookings and
// the journal hold under load and crashes.
//
// Loaders of foreign data sets and the generator of sample posts live here, not
// in the product.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"reflect"
	"strings"
	"syscall"
	"text/tabwriter"

	"github.com/alecthomas/kong"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Exit codes: failure of the work, and misuse of the command.
const (
	exitFailure = 1
	exitUsage   = 2
)

// cli is the command line; kong reads flags and defaults from its tags.
type cli struct {
	Search    searchCmd    `cmd:"" help:"Search quality and latency on judged products."`
	Matching  matchingCmd  `cmd:"" help:"The whole fair's matches both ways, on generated posts."`
	Start     startCmd     `cmd:"" help:"How long a matching engine takes to start from a store."`
	Relevance relevanceCmd `cmd:"" help:"Recall and reciprocal rank of the suppliers that a person would pick, on the posts of a folder."`
	Learning  learningCmd  `cmd:"" help:"What learned weights predict better than those set by hand, on simulated people."`
	Live      liveCmd      `cmd:"" help:"Live messages: from a commit to the sockets of many people."`
	Bookings  bookingsCmd  `cmd:"" help:"Many people accept overlapping meetings at once."`
	Crash     crashCmd     `cmd:"" help:"Nodes killed under load: is everything committed delivered once and in order?"`
	Commits   commitsCmd   `cmd:"" help:"Commits per second, by one writer and by sixteen."`
	Crashing  crashingCmd  `cmd:"" name:"crashing-node" hidden:"" help:"The node that crash starts and kills."`
}

// output is the flag that every measure has.
type output struct {
	JSON bool `help:"Print one line of JSON."`
}

// app is what every command runs with.
type app struct {
	ctx context.Context
	out io.Writer
	err io.Writer
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
	parser, err := kong.New(&c, kong.Name("fairbench"), kong.Description("Measures of Fairmatch."),
		kong.UsageOnError(), kong.Writers(stdout, stderr), kong.Exit(func(n int) { code = n }))
	if err != nil {
		fmt.Fprintln(stderr, "fairbench:", err)
		return exitUsage
	}
	k, err := parser.Parse(args)
	if code >= 0 {
		return code // --help
	}
	if err != nil {
		fmt.Fprintln(stderr, "fairbench:", err)
		return exitUsage
	}
	if err := k.Run(&app{ctx: ctx, out: stdout, err: stderr}); err != nil {
		fmt.Fprintln(stderr, "fairbench:", err)
		return exitFailure
	}
	return 0
}

// report prints a measure's result, a struct whose fields have json tags: one
// line of JSON, or a small table.
func (a *app) report(asJSON bool, result any) error {
	if asJSON {
		return json.NewEncoder(a.out).Encode(result)
	}
	w := tabwriter.NewWriter(a.out, 0, 4, 2, ' ', 0)
	v := reflect.ValueOf(result)
	for i := range v.NumField() {
		f := v.Field(i)
		name, rest, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if strings.Contains(rest, "omit") && f.IsZero() {
			continue
		}
		if f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		fmt.Fprintf(w, "%s\t%v\n", strings.ReplaceAll(name, "_", " "), f.Interface())
	}
	return w.Flush()
}

// bar shows the progress of long work on a terminal, and nothing elsewhere.
func (a *app) bar(total int, what string) *progressbar.ProgressBar {
	if f, ok := a.err.(*os.File); !ok || !term.IsTerminal(int(f.Fd())) {
		return progressbar.DefaultSilent(int64(total), what)
	}
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(a.err), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100_000_000))
}
