package web_test

import (
	"fmt"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

// Finds come with the inbox, with what their reader may see of the posts.
func TestFindsInTheInbox(t *testing.T) {
	w := newWorld(t, nil)
	offer, demand := id[fair.Post](w, "offer"), id[fair.Post](w, "demand")
	must(t, w.uses.News.Note(t.Context(), []fair.Find{{Fair: w.fair, Company: id[fair.Company](w, "anvil"), Own: offer, Other: demand, Score: 8349, Band: fair.Strong, At: fair.At(opening)}}))
	_, err := w.uses.News.Tell(t.Context(), w.fair)
	must(t, err)
	for _, s := range []scenario{
		{name: "whose post it is", who: "ann", want: []string{`"kind":"matches.found"`, `"finds":[{`, `"own":"{offer}"`, `"other":"{demand}"`, `"score":8349,"band":"strong"`, "Anvils wanted", "Steel anvils"}, never: []string{"{bramble}", "9.99"}},
		{name: "the other side", who: "bob", never: []string{"matches.found", "5.55"}},
	} {
		s.status = 200
		s.check(t, w, w.ask(s.who, "GET", fmt.Sprintf("/api/v1/fairs/expo/inbox?after=%d", w.head()-1), ""))
	}
}
