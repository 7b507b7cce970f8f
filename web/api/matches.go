package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/web/caller"
	"github.com/fairmatch/fairmatch/web/gist"
)

// Match is a scored pair, with its reasons in the caller's language.
type Match struct {
	fair.Match
	Reasons []Reason `json:"reasons,omitempty"`
	Gates   []Reason `json:"gates,omitempty"`
	Facts   []Reason `json:"facts,omitempty"`   // the two reasons that matter most
	Unmet   []Reason `json:"unmet,omitempty"`   // further wishes that are stated and not met
	Ask     *Reason  `json:"ask,omitempty"`     // the open question that could decide most
	Changes []Change `json:"changes,omitempty"` // the greatest lift first
}

// Change is a change of one field of one post that would lift the pair, said in a sentence.
type Change struct {
	fair.Lift
	Name     string `json:"name"`     // of the part that it lifts most
	Sentence string `json:"sentence"` // Key and Args, in words
}

// Reason is one part of a side's score, said in a sentence.
type Reason struct {
	fair.Reason
	Name     string `json:"name"`               // of the part
	Sentence string `json:"sentence"`           // Key and Args, in words
	Question string `json:"question,omitempty"` // to ask, when something is not stated
}

// Matches are a post's best matches, best first.
type Matches struct {
	Matches []Match `json:"matches"`
}

// reading tells how an answer about a pair is to be read.
const reading = "Scores, weights and points are hundredths of a point. reasons add up to for_buyer and for_supplier, side by side; facts are the two that matter most, unmet further stated wishes that are not met, " +
	"ask the open question that could decide most. changes are the smallest single changes of a field, on either side, that would lift the pair, with the score and band that it would have. " +
	"article is what the pair is about, of a demand that names several goods."

type topOf struct {
	PostPath
	K int `query:"k" minimum:"0" maximum:"100" doc:"How many; 20 when absent or 0"`
}

type pairPath struct {
	Offer  fair.PostID `path:"offer"`
	Demand fair.PostID `path:"demand"`
}

func (s *server) matches() {
	const group = "Matches"
	read(s, operation(http.MethodGet, "/posts/{post}/matches", "matches", group, "The best matches of a post, with reasons", "To those who speak for its company, and to staff. "+reading),
		func(ctx context.Context, who caller.Caller, in *topOf) (Matches, error) {
			k, err := pageSize("k", in.K, 20, 100)
			if err != nil {
				return Matches{}, err
			}
			found, err := s.Matches.Top(ctx, who.Actor, in.Post, k)
			out := Matches{Matches: make([]Match, 0, len(found))}
			for _, m := range found {
				out.Matches = append(out.Matches, say(locale.For(who.Lang), m))
			}
			return out, err
		})
	read(s, operation(http.MethodGet, "/matches/{offer}/{demand}", "pair", group, "Why an offer and a demand fit, or do not", "From the side of the caller's own post. "+reading),
		func(ctx context.Context, who caller.Caller, in *pairPath) (Match, error) {
			m, err := s.Matches.Pair(ctx, who.Actor, in.Offer, in.Demand)
			return say(locale.For(who.Lang), m), err
		})
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/search", "search", group, "Find offers, demands or companies", "Values of one filter are alternatives (repeat the parameter); filters are joined by AND."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *question) (fair.Found, error) {
			return s.Finding.Find(ctx, who.Actor, in.query(f))
		})
}

func say(p *locale.Printer, m fair.Match) Match {
	g := gist.Of(m)
	out := Match{Match: m, Reasons: sayAll(p, m.Reasons), Gates: sayAll(p, m.Gates), Facts: sayAll(p, g.Facts), Unmet: sayAll(p, g.Unmet)}
	if g.Ask != nil {
		out.Ask = &sayAll(p, []fair.Reason{*g.Ask})[0]
	}
	for _, l := range m.Changes {
		out.Changes = append(out.Changes, Change{l, p.Part(l.Part), p.Lift(l)})
	}
	return out
}

func sayAll(p *locale.Printer, reasons []fair.Reason) []Reason {
	out := make([]Reason, 0, len(reasons))
	for _, r := range reasons {
		told := Reason{Reason: r, Name: p.Part(r.Part), Sentence: p.Reason(r)}
		if r.Unknown {
			told.Question = p.Question(r.Part)
		}
		out = append(out, told)
	}
	return out
}

// question is a fair.Query as an address spells it.
type question struct {
	AtFair
	What         fair.What  `query:"what"`
	Words        string     `query:"words"`
	Countries    []string   `query:"countries,explode"`
	Chapters     []string   `query:"chapters,explode"`
	Certificates []string   `query:"certificates,explode"`
	Trade        fair.Trade `query:"trade"`
	Halls        []string   `query:"halls,explode"`
	Kinds        []string   `query:"kinds,explode"`
	Categories   []string   `query:"categories,explode"`
	Verified     bool       `query:"verified"`
	SME          bool       `query:"sme"`
	PriceMin     float64    `query:"price_min"`
	PriceMax     float64    `query:"price_max"`
	MOQMax       float64    `query:"moq_max"`
	LeadMax      int        `query:"lead_max"`
	Sort         fair.Sort  `query:"sort"`
	Offset       int        `query:"offset"`
	Limit        int        `query:"limit"`
	Prefix       bool       `query:"prefix"`
}

func (q *question) query(f fair.FairID) fair.Query {
	return fair.Query{
		Fair: f, What: q.What, Words: q.Words, Countries: q.Countries, Chapters: q.Chapters, Certificates: q.Certificates, Trade: q.Trade,
		Halls: q.Halls, Kinds: q.Kinds, Categories: q.Categories, Verified: q.Verified, SME: q.SME, PriceMin: q.PriceMin, PriceMax: q.PriceMax,
		MOQMax: q.MOQMax, LeadMax: q.LeadMax, Sort: q.Sort, Offset: q.Offset, Limit: q.Limit, Prefix: q.Prefix,
	}
}
