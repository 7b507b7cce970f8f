package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/store/storetest"
)

// crashVariable tells the test binary, started again, to write to that address until it is killed.
const crashVariable = "FAIRMATCH_STORE_CRASH_ADDRESS"

func TestMain(m *testing.M) {
	if address := os.Getenv(crashVariable); address != "" {
		writeUntilKilled(address)
	}
	os.Exit(m.Run())
}

// writeUntilKilled commits a company and an entry at a time, and prints the entry's number after its
// commit.
func writeUntilKilled(address string) {
	db, err := store.Open(context.Background(), address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	db.OnCommit(func(_ fair.FairID, n int64) { fmt.Println(n) })
	for err == nil {
		err = db.Write(context.Background(), func(ctx context.Context) error {
			c := fair.Company{ID: fair.NewID[fair.Company](), Revision: 1}
			if err := db.SaveCompany(ctx, c); err != nil {
				return err
			}
			return db.Append(ctx, fair.Entry{Kind: fair.CompanySaved, Subject: c.ID.String()})
		})
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKill kills a writer in the middle of its work: all that it had been told was
// committed is there, each entry with what it tells of, and nothing else.
func TestKill(t *testing.T) {
	for name, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			address := fresh(t)
			for range 3 {
				told := killWriter(t, address)
				checkAfterCrash(t, address, told)
			}
		})
	}
}

// killWriter lets a writer commit a hundred times, kills it, and returns the last
// number it printed.
func killWriter(t *testing.T, address string) (told int64) {
	t.Helper()
	writer := exec.Command(os.Args[0], "-test.run=^$")
	writer.Env = append(os.Environ(), crashVariable+"="+address)
	writer.Stderr = os.Stderr
	out, err := writer.StdoutPipe()
	if err == nil {
		err = writer.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines, n := bufio.NewScanner(out), 0
	for ; lines.Scan(); n++ {
		if told, err = strconv.ParseInt(lines.Text(), 10, 64); err != nil {
			break // the last line may be cut
		}
		if n == 100 {
			if err := writer.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = writer.Wait() // it was killed
	if n < 100 {
		t.Fatalf("the writer stopped after %d commits", n)
	}
	return told
}

func checkAfterCrash(t *testing.T, address string, told int64) {
	t.Helper()
	db, err := store.Open(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	entries, err := db.Entries(context.Background(), fair.FairID{}, 0, 1e6)
	if err != nil || int64(len(entries)) < told || int64(len(entries)) > told+1 {
		t.Fatalf("%d entries, %v; the writer was told of %d", len(entries), err, told)
	}
	for i, e := range entries {
		id, err := fair.ParseID[fair.Company](e.Subject)
		if err != nil || e.Number != int64(i)+1 {
			t.Fatalf("entry %d at %d: %v", e.Number, i+1, err)
		}
		if _, err := db.Company(context.Background(), id); err != nil {
			t.Fatalf("entry %d tells of a company that is not there: %v", e.Number, err)
		}
	}
}
