package searchtest

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/search"
)

// source holds one fair in memory, and makes the journal entries of its changes.
type source struct {
	mu        sync.Mutex
	fair      fair.Fair
	rates     map[string]fair.Decimal
	companies map[fair.CompanyID]fair.CompanyAtFair
	posts     map[fair.PostID]fair.Post
	journal   []fair.Entry
}

var _ search.Source = (*source)(nil)

func newSource() *source {
	return &source{
		fair:      fair.Fair{ID: fair.NewID[fair.Fair](), FairDraft: fair.FairDraft{Currency: "CNY"}},
		rates:     map[string]fair.Decimal{"USD": fair.MustDecimal("7")},
		companies: map[fair.CompanyID]fair.CompanyAtFair{},
		posts:     map[fair.PostID]fair.Post{},
	}
}

// note adds an entry.
func (s *source) note(kind fair.Kind, subject string) {
	s.journal = append(s.journal, fair.Entry{Fair: s.fair.ID, Number: int64(len(s.journal) + 1), Kind: kind, Subject: subject})
}

func (s *source) putCompany(c fair.CompanyAtFair) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.Part.Fair, c.Part.Company = s.fair.ID, c.ID
	s.companies[c.ID] = c
	s.note(fair.CompanySaved, c.ID.String())
}

func (s *source) putPost(p fair.Post) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := fair.PostCreated
	if _, ok := s.posts[p.ID]; ok {
		kind = fair.PostEdited
	}
	if p.State == fair.PostGone {
		kind = fair.PostWithdrawn
	}
	s.posts[p.ID] = p
	s.note(kind, p.ID.String())
}

func (s *source) setRate(currency, rate string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rates[currency] = fair.MustDecimal(rate)
	s.note(fair.RatesSaved, s.fair.ID.String())
}

// since returns the entries after the first n.
func (s *source) since(n int) []fair.Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.journal[n:])
}

func (s *source) Fair(context.Context, fair.FairID) (fair.Fair, error) { return s.fair, nil }

func (s *source) Rates(context.Context, fair.FairID) (map[string]fair.Decimal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.rates), nil
}

func (s *source) at(id fair.CompanyID) (fair.CompanyAtFair, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.companies[id]
	if !ok {
		return c, fair.Missing("company")
	}
	return c, nil
}

func (s *source) Company(_ context.Context, id fair.CompanyID) (fair.Company, error) {
	c, err := s.at(id)
	return c.Company, err
}

func (s *source) Participation(_ context.Context, _ fair.FairID, id fair.CompanyID) (fair.Participation, error) {
	c, err := s.at(id)
	return c.Part, err
}

func (s *source) CompaniesAt(_ context.Context, _ fair.FairID, after fair.CompanyID, limit int) ([]fair.CompanyAtFair, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.SortedFunc(maps.Values(s.companies), func(a, b fair.CompanyAtFair) int { return cmp.Compare(a.ID.String(), b.ID.String()) })
	all = slices.DeleteFunc(all, func(c fair.CompanyAtFair) bool { return c.ID.String() <= after.String() })
	return all[:min(limit, len(all))], nil
}

func (s *source) Post(_ context.Context, id fair.PostID) (fair.Post, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.posts[id]
	if !ok {
		return p, fair.Missing("post")
	}
	return p, nil
}

func (s *source) byNumber(keep func(fair.Post) bool) []fair.Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.SortedFunc(maps.Values(s.posts), func(a, b fair.Post) int { return cmp.Compare(a.Number, b.Number) })
	return slices.DeleteFunc(all, func(p fair.Post) bool { return !keep(p) })
}

func (s *source) PostsOf(_ context.Context, _ fair.FairID, company fair.CompanyID) ([]fair.Post, error) {
	return s.byNumber(func(p fair.Post) bool { return p.Company == company }), nil
}

func (s *source) PostsAt(_ context.Context, _ fair.FairID, after int64, limit int) ([]fair.Post, error) {
	all := s.byNumber(func(p fair.Post) bool { return p.Number > after })
	return all[:min(limit, len(all))], nil
}
