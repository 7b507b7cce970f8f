package matching

import (
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// notes are what is worth knowing of a pair and weighs nothing: reasons of weight 0.
func (w *witness) notes() []fair.Reason {
	var out []fair.Reason
	for _, p := range [2]*post{w.op, w.dp} {
		if code, guess, ok := w.e.misfiled(p); ok {
			out = append(out, fair.Reason{Side: p.stated.Side, Part: "code", Key: "reason.code_doubt", Args: fair.Args{"code": code, "guess": guess}})
		}
	}
	if !w.ownsDemand && !w.df.Demand.Blind && w.e.sells(w.dp.stated.Company, w.op) {
		out = append(out, fair.Reason{Side: fair.OfferSide, Part: "buyer", Key: "reason.competitor"})
	}
	return append(out, w.warnings()...)
}

// Confidence in another heading than the stated ones that makes one doubt them, and in
// a stated one that does not.
const (
	sureOfOther  = 0.6
	sureOfStated = 0.15
)

// filing is what [Engine.misfiled] says of a post.
type filing struct {
	code, guess taxonomy.Code
	doubt       bool
}

// misfiled gives the stated heading of a post and the one that its title speaks of,
// where these contradict each other: 0810 is fresh fruit, "frozen strawberries" are
// 0811. Stated codes are evidence and stay. What is found is kept: posts stand on many lists.
func (e *Engine) misfiled(p *post) (code, guess taxonomy.Code, doubt bool) {
	if len(p.stated.Codes) == 0 {
		return "", "", false
	}
	if known, ok := e.filings.Load(p.stated.ID); ok {
		f := known.(filing)
		return f.code, f.guess, f.doubt
	}
	code, guess, doubt = e.file(p)
	e.filings.Store(p.stated.ID, filing{code, guess, doubt})
	return code, guess, doubt
}

func (e *Engine) file(p *post) (code, guess taxonomy.Code, doubt bool) {
	stated := p.stated.Codes
	files := func(c taxonomy.Code) bool {
		return slices.ContainsFunc(stated, func(s taxonomy.Code) bool { return s.Heading() == c.Heading() })
	}
	if !slices.ContainsFunc(e.headings(p), func(c taxonomy.Code) bool { return !files(c) }) {
		return "", "", false
	}
	title, _, _ := strings.Cut(p.said, "\n")
	for i, g := range taxonomy.Classify(title, 3) {
		switch {
		case i == 0 && (g.Confidence < sureOfOther || g.Code != g.Code.Heading() || g.Code == g.Code.Chapter() || files(g.Code)):
			return "", "", false
		case i == 0:
			guess = g.Code
		case files(g.Code) && g.Confidence >= sureOfStated:
			return "", "", false
		}
	}
	return stated[0].Heading(), guess, guess != ""
}

// headings are those that a post is about, stated or read from its title.
func (e *Engine) headings(p *post) []taxonomy.Code {
	var out []taxonomy.Code
	for _, f := range p.features {
		if e.vocab.kind[f.id] != codes {
			continue
		}
		if c := taxonomy.Code(e.vocab.name[f.id][1:]); c != c.Chapter() {
			out = append(out, c)
		}
	}
	return out
}

// sells tells whether a company offers what an offer does: then it is a competitor,
// whatever it asks for.
func (e *Engine) sells(company fair.CompanyID, o *post) bool {
	var about []taxonomy.Code
	for id := range e.ofFirm[company] {
		p := e.posts[id][0]
		if p.stated.Side != fair.OfferSide || p.services != o.services {
			continue
		}
		if about == nil {
			if about = e.headings(o); len(about) == 0 {
				return false
			}
		}
		if slices.ContainsFunc(e.headings(p), func(c taxonomy.Code) bool { return slices.Contains(about, c) }) {
			return true
		}
	}
	return false
}
