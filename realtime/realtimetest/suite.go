// Package realtimetest is the suite that every realtime.Broker passes.
package realtimetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/realtime"
)

// patience bounds what waits for another goroutine or server; a healthy run
// never gets near it.
const patience = 10 * time.Second

// Run tests brokers that open returns: every call gives a further node of the
// same installation.
func Run(t *testing.T, open func(t *testing.T) realtime.Broker) {
	t.Run("a wake-up reaches every node", func(t *testing.T) { wakes(t, open(t), open(t)) })
	t.Run("listening ends with its context", func(t *testing.T) { ends(t, open(t)) })
	t.Run("presence is seen by every node", func(t *testing.T) { presence(t, open(t), open(t)) })
	t.Run("presence expires", func(t *testing.T) { expiry(t, open(t)) })
	t.Run("fairs are apart", func(t *testing.T) { apart(t, open(t)) })
}

func listen(t *testing.T, b realtime.Broker) <-chan fair.FairID {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	heard := make(chan fair.FairID, 16)
	ready, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		b.Wakes(ctx, func() { close(ready) }, func(f fair.FairID) { heard <- f })
	}()
	t.Cleanup(func() { cancel(); <-done })
	select {
	case <-ready:
	case <-time.After(patience):
		t.Fatal("the broker did not become ready")
	}
	return heard
}

func wakes(t *testing.T, a, b realtime.Broker) {
	atA, atB := listen(t, a), listen(t, b)
	want := []fair.FairID{fair.NewID[fair.Fair](), fair.NewID[fair.Fair]()}
	for _, f := range want {
		if err := a.Wake(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	for name, heard := range map[string]<-chan fair.FairID{"the sender": atA, "the other node": atB} {
		for _, f := range want {
			select {
			case got := <-heard:
				if got != f {
					t.Errorf("%s heard %s, want %s", name, got, f)
				}
			case <-time.After(patience):
				t.Fatalf("%s did not hear", name)
			}
		}
	}
}

func ends(t *testing.T, b realtime.Broker) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.Wakes(ctx, cancel, func(fair.FairID) {}) }()
	select {
	case err := <-done:
		if err == nil {
			t.Error("listening ended without saying why")
		}
	case <-time.After(patience):
		t.Fatal("listening did not end")
	}
}

func presence(t *testing.T, a, b realtime.Broker) {
	f, p, q := fair.NewID[fair.Fair](), fair.NewID[fair.Person](), fair.NewID[fair.Person]()
	now := fair.At(time.Now())
	must(t, a.Here(t.Context(), f, p, "phone", now, time.Minute))
	must(t, b.Here(t.Context(), f, p, "laptop", now, time.Minute))
	must(t, b.Here(t.Context(), f, q, "phone", now, time.Minute))
	for _, broker := range []realtime.Broker{a, b} {
		wantPresent(t, broker, f, now, p, q)
	}
	must(t, a.Gone(t.Context(), f, p, "phone"))
	wantPresent(t, b, f, now, p, q)
	must(t, b.Gone(t.Context(), f, p, "laptop"))
	must(t, b.Gone(t.Context(), f, p, "never there"))
	wantPresent(t, a, f, now, q)
}

func expiry(t *testing.T, b realtime.Broker) {
	f, p := fair.NewID[fair.Fair](), fair.NewID[fair.Person]()
	now := fair.At(time.Now())
	must(t, b.Here(t.Context(), f, p, "x", now, time.Minute))
	must(t, b.Here(t.Context(), f, p, "x", now.Add(30*time.Second), time.Minute)) // renewed
	wantPresent(t, b, f, now.Add(89*time.Second), p)
	wantPresent(t, b, f, now.Add(90*time.Second))
}

func apart(t *testing.T, b realtime.Broker) {
	f, g, p := fair.NewID[fair.Fair](), fair.NewID[fair.Fair](), fair.NewID[fair.Person]()
	now := fair.At(time.Now())
	must(t, b.Here(t.Context(), f, p, "x", now, time.Minute))
	wantPresent(t, b, g, now)
	wantPresent(t, b, f, now, p)
}

func wantPresent(t *testing.T, b realtime.Broker, f fair.FairID, now fair.Time, want ...fair.PersonID) {
	t.Helper()
	got, err := b.Present(t.Context(), f, now)
	must(t, err)
	slices.SortFunc(want, func(a, b fair.PersonID) int { return slices.Compare(a[:], b[:]) })
	if !slices.Equal(got, want) {
		t.Errorf("present are %v, want %v", got, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
