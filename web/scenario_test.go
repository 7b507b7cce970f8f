package web_test

import (
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
)

// scenario is one request to a fresh world in which ann has invited bob
// ({meeting}): what must come, what must not, and what the journal must say
// after it, and nothing else.
type scenario struct {
	name    string
	who     string // "" is nobody
	method  string
	path    string
	body    string
	headers []string
	status  int
	want    []string
	never   []string
	journal []fair.Kind
}

const newOffer = `{"side":"offer","trade":"goods","title":{"en":"Tongs"},"offer":{"price":{"amount":"3.10","currency":"EUR","unit":"C62"}}}`

var scenarios = []scenario{
	{name: "anybody may know the fairs", method: "GET", path: "/api/v1/fairs", status: 200, want: []string{`"slug":"expo"`}},
	{name: "a fair by its short name", method: "GET", path: "/api/v1/fairs/expo", status: 200, want: []string{`"phase":"live"`}},
	{name: "a fair that is not there", method: "GET", path: "/api/v1/fairs/nowhere", status: 404, want: []string{`"code":"not_found"`, "fair does not exist"}},
	{name: "an address that is not there", method: "GET", path: "/api/v1/nowhere", status: 404, want: []string{`"code":"not_found"`}},
	{name: "a method the address does not take", method: "DELETE", path: "/api/v1/fairs", status: 405, want: []string{"does not take"}},
	{name: "nobody is asked to sign in", method: "GET", path: "/api/v1/fairs/expo/companies", status: 401, want: []string{`"code":"unauthenticated"`, "Please sign in."}},
	{name: "in Chinese", method: "GET", path: "/api/v1/fairs/expo/companies", headers: []string{"Accept-Language", "zh-CN,zh;q=0.9"}, status: 401, want: []string{"请"}, never: []string{"Please"}},
	{name: "in the language chosen in the browser", method: "GET", path: "/api/v1/me", headers: []string{"Accept-Language", "en", "Cookie", "fm_lang=zh"}, status: 401, never: []string{"Please"}},
	{name: "a stranger does not learn of a post", who: "sue", method: "GET", path: "/api/v1/posts/{offer}", status: 404, never: []string{"anvils"}},
	{name: "a stranger does not see the companies", who: "sue", method: "GET", path: "/api/v1/fairs/expo/companies", status: 403, never: []string{"Anvil"}},
	{name: "a page of companies", who: "bob", method: "GET", path: "/api/v1/fairs/expo/companies?limit=2", status: 200, want: []string{"Anvil Works", "Bramble", `"after":"{bramble}"`}, never: []string{"Cedar"}},
	{name: "the next page", who: "bob", method: "GET", path: "/api/v1/fairs/expo/companies?limit=2&after={bramble}", status: 200, want: []string{"Cedar"}, never: []string{"Anvil", `"after"`}},
	{name: "an id that is none", who: "bob", method: "GET", path: "/api/v1/posts/17", status: 422, want: []string{`"field":"post"`, `"value":"17"`}},

	{name: "a hidden price is not shown", who: "bob", method: "GET", path: "/api/v1/posts/{offer}", status: 200, want: []string{"Steel anvils"}, never: []string{"7.77", "5.55", "visibility"}},
	{name: "its own people see all", who: "ann", method: "GET", path: "/api/v1/posts/{offer}", status: 200, want: []string{"7.77", "5.55", "visibility"}},
	{name: "a blind buyer is not named", who: "ann", method: "GET", path: "/api/v1/posts/{demand}", status: 200, want: []string{"Anvils wanted"}, never: []string{"{bramble}", "Bramble", "9.99"}},
	{name: "nor listed under its company", who: "ann", method: "GET", path: "/api/v1/fairs/expo/companies/{bramble}/posts", status: 200, want: []string{`"posts":[]`}},
	{name: "posting", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: newOffer, status: 201, want: []string{`"change":"created"`, `"amount":"3.10"`, `"revision":1`}, journal: []fair.Kind{fair.PostCreated}},
	{name: "posting for another company", who: "bob", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: newOffer, status: 403, want: []string{`"code":"forbidden"`}},
	{name: "an offer of a buyer", who: "bob", method: "POST", path: "/api/v1/fairs/expo/companies/{bramble}/posts", body: newOffer, status: 403, want: []string{"on this side"}},
	{name: "posting what breaks rules", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: strings.Replace(newOffer, "EUR", "USDD", 1), status: 422,
		want: []string{`"field":"offer.price.currency"`, `"rule":"currency"`, `"value":"USDD"`, "“USDD” is not a currency", "did you mean"}},
	{name: "a field that is unknown", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: strings.Replace(newOffer, `"side"`, `"sidd":1,"side"`, 1), status: 422, want: []string{`"field":"sidd"`, `"rule":"unknown"`}},
	{name: "a field of another kind", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: strings.Replace(newOffer, `"goods"`, `7`, 1), status: 422, want: []string{`"field":"trade"`, `"param":"string"`}},
	{name: "an amount that is none", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: strings.Replace(newOffer, "3.10", "1e5", 1), status: 422, want: []string{"“1e5” is not a number"}},
	{name: "garbage", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: "{\n \"side\": offer}", status: 400, want: []string{`"code":"invalid"`, "JSON, 2:"}},
	{name: "half a body", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: newOffer[:40], status: 400},
	{name: "two bodies", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: newOffer + "{}", status: 400},
	{name: "no body", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", status: 400},
	{name: "a body that is no JSON", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: "side=offer", headers: []string{"Content-Type", "text/plain"}, status: 415},
	{name: "a body that is too long", who: "ann", method: "POST", path: "/api/v1/fairs/expo/companies/{anvil}/posts", body: `"` + strings.Repeat("x", 1<<20) + `"`, status: 413, want: []string{`"code":"too_large"`, "1 MB"}},
	{name: "editing", who: "ann", method: "PUT", path: "/api/v1/posts/{offer}", body: `{"revision":1,"trade":"goods","title":{"en":"Iron anvils"},"offer":{}}`, status: 200, want: []string{"Iron anvils", `"revision":2`}, journal: []fair.Kind{fair.PostEdited}},
	{name: "editing what has changed", who: "ann", method: "PUT", path: "/api/v1/posts/{offer}", body: `{"revision":7,"trade":"goods","title":{"en":"Iron anvils"},"offer":{}}`, status: 409, want: []string{"Somebody changed this"}},
	{name: "withdrawing", who: "ann", method: "POST", path: "/api/v1/posts/{offer}/withdraw", body: `{"revision":1}`, status: 200, want: []string{`"state":"withdrawn"`}, journal: []fair.Kind{fair.PostWithdrawn}},
	{name: "a wish", who: "ann", method: "PUT", path: "/api/v1/posts/{offer}/wishes/{demand}", body: `{"level":"must"}`, status: 204, journal: []fair.Kind{fair.WishStated}},

	{name: "matches with sentences", who: "ann", method: "GET", path: "/api/v1/posts/{offer}/matches", status: 200, want: []string{`"score":8349`, `"sentence":"`, `"question":"`, `"key":"reason.price_unknown"`}, never: []string{"Bramble"}},
	{name: "what would change a match", who: "ann", method: "GET", path: "/api/v1/matches/{offer}/{demand}", status: 200, want: []string{`"article":"anvil stands"`, `"ask":{"side":"demand","part":"price"`,
		`"field":"samples","to":true`, `"score":8810,"band":"strong","name":"Samples","sentence":"A sample at the stand would raise this to 88."`}},
	{name: "matches of another's post", who: "bob", method: "GET", path: "/api/v1/posts/{offer}/matches", status: 403},
	{name: "one pair", who: "bob", method: "GET", path: "/api/v1/matches/{offer}/{demand}", status: 200, want: []string{`"band":"strong"`}, never: []string{"7.77", "5.55"}},
	{name: "one pair, asked by neither", who: "cid", method: "GET", path: "/api/v1/matches/{offer}/{demand}", status: 403},

	{name: "the invited see the invitation", who: "bob", method: "GET", path: "/api/v1/meetings/{meeting}", status: 200, want: []string{"Come and see", `"may_answer":true`, "Anvil Works"}, never: []string{"ann@mail.example"}},
	{name: "others do not learn of it", who: "cid", method: "GET", path: "/api/v1/meetings/{meeting}", status: 404, never: []string{"Come and see", "Anvil"}},
	{name: "nor from its company", who: "cid", method: "GET", path: "/api/v1/fairs/expo/companies/{bramble}/meetings", status: 403, never: []string{"Come and see"}},
	{name: "staff see it", who: "hal", method: "GET", path: "/api/v1/fairs/expo/companies/{bramble}/meetings", status: 200, want: []string{"Come and see"}},
	{name: "accepting shows whom one meets", who: "bob", method: "POST", path: "/api/v1/meetings/{meeting}/accept", body: `{"revision":1}`, status: 200, want: []string{`"state":"scheduled"`, `"start":"2026-11-05T02:00:00.000Z"`}, journal: []fair.Kind{fair.MeetingScheduled}},
	{name: "accepting one's own invitation", who: "ann", method: "POST", path: "/api/v1/meetings/{meeting}/accept", body: `{"revision":1}`, status: 403},
	{name: "accepting as a stranger", who: "cid", method: "POST", path: "/api/v1/meetings/{meeting}/accept", body: `{"revision":1}`, status: 404},
	{name: "declining", who: "bob", method: "POST", path: "/api/v1/meetings/{meeting}/decline", body: `{"revision":1,"reason":"No time"}`, status: 200, want: []string{`"state":"declined"`}, journal: []fair.Kind{fair.MeetingDeclined}},
	{name: "countering", who: "bob", method: "POST", path: "/api/v1/meetings/{meeting}/counter", body: `{"revision":1,"times":["2026-11-05T11:00:00+08:00"]}`, status: 200, want: []string{`"asked":"{anvil}"`, "03:00:00.000Z"}, journal: []fair.Kind{fair.MeetingCountered}},
	{name: "withdrawing an invitation", who: "ann", method: "POST", path: "/api/v1/meetings/{meeting}/withdraw", body: `{"revision":1}`, status: 200, want: []string{`"state":"withdrawn"`}, journal: []fair.Kind{fair.MeetingWithdrawn}},
	{name: "cancelling what is not agreed", who: "ann", method: "POST", path: "/api/v1/meetings/{meeting}/cancel", body: `{"revision":1}`, status: 409, want: []string{"no longer in a state"}},
	{name: "inviting", who: "bob", method: "POST", path: "/api/v1/fairs/expo/meetings", body: `{"from":"{bramble}","to":"{anvil}","offer":"{offer}","times":["2026-11-05T06:00:00Z"]}`, status: 201, want: []string{`"state":"proposed"`}, journal: []fair.Kind{fair.MeetingProposed}},
	{name: "inviting again about the same", who: "bob", method: "POST", path: "/api/v1/fairs/expo/meetings", body: `{"from":"{bramble}","to":"{anvil}","times":["2026-11-05T06:00:00Z"]}`, status: 409, want: []string{`"code":"conflict"`}},
	{name: "inviting outside the hours", who: "bob", method: "POST", path: "/api/v1/fairs/expo/meetings", body: `{"from":"{bramble}","to":"{anvil}","offer":"{offer}","times":["2026-11-05T12:00:00Z"]}`, status: 422, want: []string{`"field":"times[0]"`, `"rule":"open_hours"`}},
	{name: "inviting at no time", who: "bob", method: "POST", path: "/api/v1/fairs/expo/meetings", body: `{"from":"{bramble}","to":"{anvil}"}`, status: 422, want: []string{`"field":"times"`}},

	{name: "the inbox of the invited", who: "bob", method: "GET", path: "/api/v1/fairs/expo/inbox", status: 200, want: []string{`"kind":"meeting.proposed"`, "Come and see"}, never: []string{"ann@mail.example"}},
	{name: "the inbox of others", who: "cid", method: "GET", path: "/api/v1/fairs/expo/inbox", status: 200, want: []string{`"items":[]`}},
	{name: "the board", who: "hal", method: "GET", path: "/api/v1/fairs/expo/board", status: 200, want: []string{`"label":"T1"`, `"meetings":[]`}},
	{name: "the board is for staff", who: "bob", method: "GET", path: "/api/v1/fairs/expo/board", status: 403},
	{name: "the board of a time that is none", who: "hal", method: "GET", path: "/api/v1/fairs/expo/board?from=noon", status: 422, want: []string{`"field":"from","rule":"type","param":"date-time","value":"noon"`}},
	{name: "the map is for staff", who: "bob", method: "GET", path: "/api/v1/fairs/expo/balance", status: 403},
	{name: "nor as a table", who: "bob", method: "GET", path: "/api/v1/fairs/expo/balance.csv", status: 403, never: []string{"0901"}},
	{name: "the map", who: "hal", method: "GET", path: "/api/v1/fairs/expo/balance", status: 200,
		want: []string{`"ready":true`, `"category":"0901"`, `"title":"Coffee`, `"region_name":"Northern Europe"`, `"unmet":4`, `"idle":2`, `"at_stake":1234567`, `"currency":"CNY"`, `"unpriced":1`}},
	{name: "the map in Chinese", who: "hal", method: "GET", path: "/api/v1/fairs/expo/balance", headers: []string{"Accept-Language", "zh"}, status: 200, want: []string{`"region_name":"北欧"`, "咖啡"}},
	{name: "the map as a table", who: "hal", method: "GET", path: "/api/v1/fairs/expo/balance.csv", status: 200,
		want: []string{"\ufeffcategory,title,region,region_name,demands,unmet,offers,idle,at_stake,currency,unpriced\n", "northern-europe,Northern Europe,7,4,5,2,12345.67,CNY,1\n", ",'=1+1,"}, never: []string{",=1+1"}},
	{name: "the table has no options", who: "hal", method: "GET", path: "/api/v1/fairs/expo/balance.csv?sort=idle", status: 422, want: []string{`"field":"sort","rule":"unknown"`}},
	{name: "the weights are for staff", who: "ann", method: "GET", path: "/api/v1/fairs/expo/weights", status: 403},
	{name: "the weights", who: "hal", method: "GET", path: "/api/v1/fairs/expo/weights", status: 200,
		want: []string{`"lessons":12`, `"name":"Price"`, `"hand_set":1200,"weight":1530,"least":600,"most":2400`}},
	{name: "resetting the weights is the organizer's", who: "hal", method: "POST", path: "/api/v1/fairs/expo/weights/reset", status: 403},
	{name: "resetting the weights", who: "olga", method: "POST", path: "/api/v1/fairs/expo/weights/reset", status: 204, journal: []fair.Kind{fair.LearningReset}},
	{name: "resetting another fair's weights", who: "olga", method: "POST", path: "/api/v1/fairs/other/weights/reset", status: 403},

	{name: "presence is for staff", who: "bob", method: "GET", path: "/api/v1/fairs/expo/presence", status: 403},
	{name: "presence", who: "hal", method: "GET", path: "/api/v1/fairs/expo/presence", status: 200, want: []string{`"people":[]`}},

	{name: "creating a fair takes an organizer of the installation", who: "olga", method: "POST", path: "/api/v1/fairs", body: `{"slug":"more"}`, status: 403},
	{name: "the phase", who: "olga", method: "PUT", path: "/api/v1/fairs/expo/phase", body: `{"phase":"closed"}`, status: 200, want: []string{`"phase":"closed"`}, journal: []fair.Kind{fair.FairPhase}},
	{name: "a phase that is none", who: "olga", method: "PUT", path: "/api/v1/fairs/expo/phase", body: `{"phase":"over"}`, status: 422, want: []string{`"rule":"oneof"`}},
	{name: "another's fair", who: "olga", method: "PUT", path: "/api/v1/fairs/other/phase", body: `{"phase":"closed"}`, status: 403},
	{name: "places", who: "olga", method: "POST", path: "/api/v1/fairs/expo/places", body: `{"places":[{"label":"T2","kind":"table","hall":"1","seats":1}]}`, status: 200, want: []string{`"T2"`}, journal: []fair.Kind{fair.PlacesSaved}},
	{name: "a rate", who: "olga", method: "PUT", path: "/api/v1/fairs/expo/rates", body: `{"currency":"USD","rate":"7.1"}`, status: 200, want: []string{`"change":"created"`}, journal: []fair.Kind{fair.RatesSaved}},
	{name: "the tally is for staff", who: "ann", method: "GET", path: "/api/v1/fairs/expo/tally", status: 403},
	{name: "the tally", who: "hal", method: "GET", path: "/api/v1/fairs/expo/tally", status: 200, want: []string{`"offers":1`}},
	{name: "people are for staff", who: "ann", method: "GET", path: "/api/v1/fairs/expo/people", status: 403, never: []string{"@mail.example"}},
	{name: "one's colleagues", who: "ann", method: "GET", path: "/api/v1/fairs/expo/people?company={anvil}", status: 200, want: []string{"ann@mail.example"}, never: []string{"bob"}},
	{name: "a new person", who: "olga", method: "POST", path: "/api/v1/fairs/expo/people", body: `{"person":{"name":"Dan","email":"dan@mail.example"},"role":"buyer","company":"{cedar}"}`, status: 200, want: []string{`"change":"created"`}, journal: []fair.Kind{fair.PersonSaved}},
	{name: "a link for somebody else's person", who: "olga", method: "POST", path: "/api/v1/fairs/expo/people/{sue}/link", body: `{}`, status: 403, never: []string{"secret"}},
	{name: "a link", who: "olga", method: "POST", path: "/api/v1/fairs/expo/people/{ann}/link", body: `{}`, status: 201, want: []string{`"secret":"`}},
	{name: "verifying", who: "olga", method: "PUT", path: "/api/v1/fairs/expo/companies/{anvil}/verified", body: `{"verified":true}`, status: 200, want: []string{`"verified":true`}, journal: []fair.Kind{fair.CompanySaved}},
	{name: "verifying oneself", who: "ann", method: "PUT", path: "/api/v1/fairs/expo/companies/{anvil}/verified", body: `{"verified":true}`, status: 403},
	{name: "editing one's company", who: "ann", method: "PUT", path: "/api/v1/fairs/expo/companies/{anvil}", body: `{"revision":1,"name":{"en":"Anvil & Sons"}}`, status: 200, want: []string{"Anvil & Sons"}, journal: []fair.Kind{fair.CompanySaved}},
	{name: "blocking", who: "ann", method: "PUT", path: "/api/v1/fairs/expo/companies/{anvil}/blocks/{bramble}", status: 204, journal: []fair.Kind{fair.CompanyBlocked}},
	{name: "blocking for another", who: "cid", method: "PUT", path: "/api/v1/fairs/expo/companies/{anvil}/blocks/{bramble}", status: 403},

	{name: "who one is", who: "ann", method: "GET", path: "/api/v1/me", status: 200, want: []string{"ann@mail.example", `"role":"exhibitor"`, `"language":"en"`}},
	{name: "another language for oneself", who: "ann", method: "PUT", path: "/api/v1/me", body: `{"revision":1,"name":"Ann","email":"ann@mail.example","locale":"zh-Hans"}`, status: 200, journal: []fair.Kind{fair.PersonSaved}},
	{name: "a weak password", who: "ann", method: "PUT", path: "/api/v1/me/password", body: `{"password":"short"}`, status: 422, want: []string{`"field":"password"`}},
	{name: "signing in without saying who", method: "POST", path: "/api/v1/session", body: `{}`, status: 422, want: []string{`"field":"email"`, `"field":"password"`}},
	{name: "signing in wrongly", method: "POST", path: "/api/v1/session", body: `{"email":"ann@mail.example","password":"guess"}`, status: 401, want: []string{"do not go together"}},
	{name: "a used or made-up link", method: "POST", path: "/api/v1/session/link", body: `{"secret":"made-up"}`, status: 401},

	{name: "fields that are not there, and values of another type", who: "ann", method: "PUT", path: "/api/v1/me", body: `{"revision":"one","name":["Ann"],"emial":"x"}`, status: 422,
		want: []string{`"field":"revision","rule":"type","param":"integer","value":"one"`, `"field":"name","rule":"type","param":"string"`, `"field":"emial","rule":"unknown"`}, never: []string{`"field":""`}},
	{name: "a body of another form", who: "ann", method: "PUT", path: "/api/v1/me", body: `[]`, status: 422, want: []string{`"field":"body","rule":"type","param":"object"`}},
	{name: "ids and times in a body", who: "ann", method: "POST", path: "/api/v1/fairs/expo/meetings", body: `{"from":"me","times":["2026-05-07T09:00:00Z","noon"]}`, status: 422,
		want: []string{`"field":"from","rule":"type","param":"uuid","value":"me"`, `"field":"times[1]","rule":"type","param":"date-time","value":"noon"`}},
	{name: "a query parameter that is none", who: "ann", method: "GET", path: "/api/v1/fairs/expo/search?what=offer&word=steel", status: 422, want: []string{`"field":"word","rule":"unknown"`}},
	{name: "a query parameter of another type", who: "ann", method: "GET", path: "/api/v1/fairs/expo/companies?limit=ten", status: 422, want: []string{`"field":"limit","rule":"type","param":"integer","value":"ten"`}},
	{name: "an id that is none in the query", who: "ann", method: "GET", path: "/api/v1/fairs/expo/people?company=acme", status: 422, want: []string{`"field":"company","rule":"type","param":"uuid","value":"acme"`}},
	{name: "too large a page", who: "ann", method: "GET", path: "/api/v1/fairs/expo/companies?limit=201", status: 422, want: []string{`"field":"limit","rule":"max","param":"200","value":"201"`}},
	{name: "a page of less than nothing", who: "ann", method: "GET", path: "/api/v1/fairs/expo/inbox?limit=-1", status: 422, want: []string{`"field":"limit","rule":"min"`}},
	{name: "a live connection with a misspelt parameter", who: "ann", method: "GET", path: "/api/v1/live?fare=expo", status: 422, want: []string{`"field":"fare","rule":"unknown"`}},
	{name: "an import is for the organizer", who: "ann", method: "POST", path: "/api/v1/fairs/expo/imports/offers", body: "a,b", headers: []string{"Content-Type", "text/csv"}, status: 403},
	{name: "an import", who: "olga", method: "POST", path: "/api/v1/fairs/expo/imports/offers", body: strings.Repeat("x", 2<<20), headers: []string{"Content-Type", "text/csv; charset=utf-8"}, status: 200, want: []string{`"created":2097152`, `"rule":"offers"`}},
	{name: "an import of what is none", who: "olga", method: "POST", path: "/api/v1/fairs/expo/imports/dreams", body: "a", headers: []string{"Content-Type", "text/csv"}, status: 422, want: []string{`"rule":"oneof"`}},
	{name: "an import in a form that is none", who: "olga", method: "POST", path: "/api/v1/fairs/expo/imports/offers", body: "a", headers: []string{"Content-Type", "text/html"}, status: 415},
	{name: "no picture", who: "ann", method: "POST", path: "/api/v1/pictures", body: "not a picture", headers: []string{"Content-Type", "image/png"}, status: 422, want: []string{"not a picture"}},
	{name: "a picture that is not there", method: "GET", path: "/pictures/0123", status: 404},
	{name: "live without a hub", who: "ann", method: "GET", path: "/api/v1/live?fair=expo", status: 404},
}

func TestScenarios(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			before := w.head()
			rec := w.ask(s.who, s.method, s.path, s.body, s.headers...)
			s.check(t, w, rec)
			if got := w.entries(before); !slices.Equal(got, s.journal) {
				t.Errorf("the journal says %v, want %v", got, s.journal)
			}
			if rec.Code >= 400 && strings.HasPrefix(s.path, "/api/") && rec.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("an error of type %q", rec.Header().Get("Content-Type"))
			}
		})
	}
}

// check compares an answer with what the scenario says of it.
func (s scenario) check(t *testing.T, w *world, rec *httptest.ResponseRecorder) {
	t.Helper()
	body := rec.Body.String()
	if rec.Code != s.status {
		t.Fatalf("%s: got %d, want %d: %s", s.name, rec.Code, s.status, body)
	}
	for _, want := range s.want {
		if want = w.filled(want); !strings.Contains(body, want) {
			t.Errorf("%s: %q is missing in %s", s.name, want, body)
		}
	}
	for _, never := range s.never {
		if never = w.filled(never); strings.Contains(body, never) {
			t.Errorf("%s: %q must not be in %s", s.name, never, body)
		}
	}
}
