package pages_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/taxonomy"
)

var (
	inTemplate = regexp.MustCompile(`\bt "([a-z0-9_.]+)"`)
	inCode     = regexp.MustCompile(`\.T\("([a-z0-9_.]+)"`)
	shownKey   = regexp.MustCompile(`[>"] ?((?:tab|phase|state|cell|band|kind|role|side|field|editor|match|meeting|find|facet|news|flash|reason|part|question|error|rule|what)\.[a-z_]+(?:\.[a-z_]+)*)\s*[<"]`)
)

// unsaid finds catalog keys that a page shows instead of their sentences.
func unsaid(body string) []string {
	var out []string
	for _, m := range shownKey.FindAllStringSubmatch(body, -1) {
		if strings.Contains(m[0], `"`) { // a form field's name is a path too
			continue
		}
		out = append(out, m[1])
	}
	return out
}

// usedKeys are all keys that templates and handlers name.
func usedKeys(t *testing.T) []string {
	var out []string
	files, err := fs.Glob(os.DirFS("."), "templates/*.html")
	must(t, err)
	code, err := fs.Glob(os.DirFS("."), "*.go")
	must(t, err)
	for _, f := range append(files, code...) {
		b, err := os.ReadFile(f)
		must(t, err)
		re := inTemplate
		if strings.HasSuffix(f, ".go") {
			re = inCode
		}
		for _, m := range re.FindAllStringSubmatch(string(b), -1) {
			if !strings.HasSuffix(m[1], ".") {
				out = append(out, m[1])
			}
		}
	}
	return append(out, builtKeys()...)
}

// builtKeys are the keys that are put together from a prefix and a value.
func builtKeys() []string {
	var out []string
	add := func(prefix string, values ...string) {
		for _, v := range values {
			out = append(out, prefix+"."+v)
		}
	}
	add("phase", strs(fair.Phases())...)
	add("phase_hint", strs(fair.Phases())...)
	add("kind", strs(fair.CompanyKinds())...)
	add("state", "proposed", "accepted", "scheduled", "checked_in", "held", "no_show", "declined", "withdrawn", "expired", "cancelled")
	add("cell", "free", "scheduled", "checked_in", "held", "no_show")
	add("band", "strong", "possible", "stretch")
	add("tab", "today", "find", "inbox", "agenda", "posts", "board", "desk")
	add("role", "organizer", "matchmaker", "hall_staff", "group_manager", "exhibitor", "buyer", "both")
	add("post_state", "open", "withdrawn", "expired")
	add("news", strs([]fair.Kind{fair.MeetingProposed, fair.MeetingCountered, fair.MeetingAccepted, fair.MeetingScheduled, fair.MeetingMoved, fair.MeetingDeclined,
		fair.MeetingWithdrawn, fair.MeetingExpired, fair.MeetingCancelled, fair.MeetingCheckedIn, fair.MeetingHeld, fair.MeetingNoShow, fair.MeetingAttendance, fair.OutcomeStated, fair.MatchesFound})...)
	add("field", fair.HideableFields()...)
	for _, c := range taxonomy.Countries() {
		add("region", taxonomy.Region(c))
	}
	add("region", "none")
	add("continent", "asia", "europe", "africa", "americas", "oceania", "elsewhere")
	add("outcome.useful", "1", "2", "3", "4", "5")
	add("outcome.next", "sample", "quotation", "visit", "order", "nothing")
	add("balance.sort", "stake", "unmet", "idle")
	add("sort", strs([]fair.Sort{fair.ByRelevance, fair.ByNewest, fair.ByPrice, fair.ByMOQ, fair.ByLead, fair.ByName})...)
	add("facet", "countries", "chapters", "certificates", "trade", "halls", "kinds", "categories")
	for _, side := range []string{"offer", "demand"} {
		add("editor.new", side)
		add("editor.edit", side)
		add("editor.title", side)
		add("editor.publish", side)
		add("side_gain", side)
		add("side", side)
		add("finds.one", side)
		add("finds.for", side)
		add("weights.group.goods", side)
		add("weights.group.services", side)
	}
	for _, status := range []string{"401", "403", "404", "409", "410", "413", "422", "429", "500", "503"} {
		add("fail."+status, "title")
	}
	add("flash", "signed_out", "posted", "post_saved", "post_withdrawn", "wish_no", "wish_must", "wish_would", "invited", "meeting_accept", "meeting_counter", "meeting_decline",
		"meeting_withdraw", "meeting_cancel", "meeting_move", "company_block", "company_unblock", "company_verify", "company_unverify", "company_saved", "company_added", "profile_saved",
		"password_saved", "phase_set", "places_added", "person_added", "rate_set", "fair_created", "fair_saved", "weights_reset", "outcome_stated")
	return out
}

func strs[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func TestEveryKeyIsInEveryLanguage(t *testing.T) {
	for _, lang := range locale.Languages() {
		keys, err := locale.Keys(lang)
		must(t, err)
		for _, used := range usedKeys(t) {
			if _, found := slices.BinarySearch(keys, used); !found {
				t.Errorf("%s: no sentence for %s", lang, used)
			}
		}
	}
}
