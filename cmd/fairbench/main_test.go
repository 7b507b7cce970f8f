package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestMain lets the crash measure start this binary as its node.
func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// measure runs a command with --json and reads its line.
func measure[T any](t *testing.T, args ...string) T {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(context.Background(), append(args, "--json"), &out, &errs); code != 0 {
		t.Fatalf("fairbench %s: exit %d: %s", strings.Join(args, " "), code, errs.String())
	}
	if n := strings.Count(out.String(), "\n"); n != 1 {
		t.Fatalf("want one line, got %d: %s", n, out.String())
	}
	var result T
	d := json.NewDecoder(&out)
	d.DisallowUnknownFields()
	if err := d.Decode(&result); err != nil {
		t.Fatal(err)
	}
	return result
}

func TestMisuseIsToldFromFailure(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"", exitUsage, "expected one of"},
		{"matching --offers many", exitUsage, "--offers"},
		{"search --products nowhere --judgments nowhere", exitUsage, "nowhere"},
		{"matching --offers 2 --demands 2 --profile /nowhere/at/all", exitFailure, "/nowhere/at/all"},
		{"matching --help", 0, ""},
	} {
		var out, errs bytes.Buffer
		if code := run(context.Background(), strings.Fields(c.args), &out, &errs); code != c.code || !strings.Contains(errs.String(), c.says) {
			t.Errorf("fairbench %s: exit %d, want %d; %s", c.args, code, c.code, errs.String())
		}
	}
}

func TestATableSaysWhatTheLineSays(t *testing.T) {
	var out bytes.Buffer
	a := &app{out: &out}
	gain := .25
	if err := a.report(false, searchResult{Queries: 3, NDCG10: .5, Gain: &gain}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"queries", "ndcg10 ", "0.5", "0.25"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "gain low") {
		t.Errorf("a figure that was not measured is shown:\n%s", out.String())
	}
}
