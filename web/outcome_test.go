package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fairmatch/fairmatch/fair"
)

func TestOutcomesOfAMeeting(t *testing.T) {
	w := newWorld(t, nil)
	const at = "/api/v1/meetings/{meeting}/outcome"
	word := `{"useful":5,"deal":{"amount":"120000","currency":"USD"},"months":6,"next":"sample","notes":"Send two anvils."}`
	if rec := w.ask("bob", "PUT", at, word); rec.Code != 409 || !strings.Contains(rec.Body.String(), "no longer in a state") {
		t.Errorf("before it is agreed: %d %s", rec.Code, rec.Body)
	}
	if rec := w.ask("bob", "POST", "/api/v1/meetings/{meeting}/accept", `{"revision":1}`); rec.Code != 200 {
		t.Fatal(rec.Body)
	}
	if rec := w.ask("bob", "PUT", at, word); rec.Code != 409 || !strings.Contains(rec.Body.String(), "The meeting has not begun yet.") {
		t.Errorf("before it begins: %d %s", rec.Code, rec.Body)
	}

	w.open(func() time.Time { return opening.Add(2 * time.Hour) }, nil)
	before := w.head()
	for _, s := range []scenario{
		{name: "nothing is said yet", who: "bob", method: "GET", status: 200, want: []string{`"outcomes":[]`}},
		{name: "a stranger says nothing", who: "cid", method: "PUT", body: word, status: 404},
		{name: "nor do staff", who: "hal", method: "PUT", body: word, status: 403},
		{name: "half a word", who: "bob", method: "PUT", body: `{"useful":6,"months":99,"next":"party"}`, status: 422, want: []string{`"field":"useful"`, `"field":"months"`, `"field":"next"`}},
		{name: "the buyer's word", who: "bob", method: "PUT", body: word, status: 200, want: []string{`"company":"{bramble}"`, `"amount":"120000"`, `"next":"sample"`}},
		{name: "its own people see it", who: "bob", method: "GET", status: 200, want: []string{"two anvils", `"useful":5`}},
		{name: "the other side never does", who: "ann", method: "GET", status: 200, want: []string{`"outcomes":[]`}, never: []string{"anvils", "120000"}},
		{name: "nor do others", who: "cid", method: "GET", status: 200, never: []string{"anvils"}},
		{name: "a second word counts", who: "bob", method: "PUT", body: `{"useful":2}`, status: 200, never: []string{"120000"}},
		{name: "staff see it", who: "hal", method: "GET", status: 200, want: []string{`"useful":2`}, never: []string{`"useful":5`}},
	} {
		s.check(t, w, w.ask(s.who, s.method, at, s.body))
	}
	if got := w.entries(before); !slices.Equal(got, []fair.Kind{fair.OutcomeStated, fair.OutcomeStated}) {
		t.Errorf("the journal says %v", got)
	}
}
