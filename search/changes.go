package search

import (
	"context"
	"maps"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// changes are what journal entries mean for the documents of a fair: the state
// of now, whatever the entries were.
type changes struct {
	put  map[string]Document
	drop map[string]bool
}

func (c *changes) set(d Document) {
	delete(c.drop, d.ID)
	c.put[d.ID] = d
}

func (c *changes) remove(id string) {
	delete(c.put, id)
	c.drop[id] = true
}

// read loads what the entries changed.
func (l *library) read(ctx context.Context, entries []fair.Entry) (changes, error) {
	c := changes{map[string]Document{}, map[string]bool{}}
	posts := map[fair.PostID]bool{}
	companies := map[fair.CompanyID]bool{} // true: their posts show it, so they change too
	repriced := false
	for _, e := range entries {
		switch e.Kind {
		case fair.PostCreated, fair.PostEdited, fair.PostWithdrawn, fair.PostExpired:
			id, err := fair.ParseID[fair.Post](e.Subject)
			if err != nil {
				return c, err
			}
			posts[id] = true
		case fair.CompanySaved:
			id, err := fair.ParseID[fair.Company](e.Subject)
			if err != nil {
				return c, err
			}
			companies[id] = true
		case fair.RatesSaved:
			repriced = true
		}
	}
	for id := range posts {
		if err := l.readPost(ctx, &c, id, companies); err != nil {
			return c, err
		}
	}
	for id, withPosts := range maps.All(companies) {
		if err := l.readCompany(ctx, &c, id, withPosts); err != nil {
			return c, err
		}
	}
	if repriced {
		return c, l.reprice(ctx, &c)
	}
	return c, nil
}

// readPost takes in one post; its company's document changes with it.
func (l *library) readPost(ctx context.Context, c *changes, id fair.PostID, companies map[fair.CompanyID]bool) error {
	p, err := l.Post(ctx, id)
	if fair.CodeOf(err) == fair.NotFound {
		c.remove(id.String())
		return nil
	}
	if err != nil {
		return err
	}
	if _, ok := companies[p.Company]; !ok {
		companies[p.Company] = false
	}
	return l.take(ctx, c, p)
}

// take puts an open post and drops any other.
func (l *library) take(ctx context.Context, c *changes, p fair.Post) error {
	if p.State != fair.PostOpen {
		c.remove(p.ID.String())
		return nil
	}
	owner, err := l.at(ctx, p.Company)
	if fair.CodeOf(err) == fair.NotFound {
		c.remove(p.ID.String())
		return nil
	}
	if err != nil {
		return err
	}
	c.set(l.post(p, owner))
	return nil
}

func (l *library) readCompany(ctx context.Context, c *changes, id fair.CompanyID, withPosts bool) error {
	company, err := l.at(ctx, id)
	if fair.CodeOf(err) == fair.NotFound {
		c.remove(id.String())
		return nil
	}
	if err != nil {
		return err
	}
	posts, err := l.PostsOf(ctx, l.fair, id)
	if err != nil {
		return err
	}
	var codes []taxonomy.Code
	for _, p := range posts {
		if shows(&p) {
			codes = append(codes, p.Codes...)
		}
		if withPosts {
			if err := l.take(ctx, c, p); err != nil {
				return err
			}
		}
	}
	c.set(l.company(company, codes))
	return nil
}

// reprice takes in every open post with a price in a currency other than the fair's.
func (l *library) reprice(ctx context.Context, c *changes) error {
	for p, err := range fair.EachPost(ctx, l, l.fair) {
		if err != nil {
			return err
		}
		if p.State != fair.PostOpen || !l.foreign(p) {
			continue
		}
		if err := l.take(ctx, c, p); err != nil {
			return err
		}
	}
	return nil
}

func (l *library) foreign(p fair.Post) bool {
	p = p.Public()
	return p.Offer != nil && p.Offer.Price != nil && p.Offer.Price.Currency != l.rates.Base ||
		p.Demand != nil && p.Demand.Ceiling != nil && p.Demand.Ceiling.Currency != l.rates.Base
}
