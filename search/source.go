package search

import (
	"context"
	"iter"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/taxonomy"
)

// Source is what search reads of the store.
type Source interface {
	Fair(ctx context.Context, id fair.FairID) (fair.Fair, error)
	Rates(ctx context.Context, fair fair.FairID) (map[string]fair.Decimal, error)
	Company(ctx context.Context, id fair.CompanyID) (fair.Company, error)
	Participation(ctx context.Context, fair fair.FairID, company fair.CompanyID) (fair.Participation, error)
	// CompaniesAt returns up to limit companies of the fair with ids above after, by id.
	CompaniesAt(ctx context.Context, fair fair.FairID, after fair.CompanyID, limit int) ([]fair.CompanyAtFair, error)
	Post(ctx context.Context, id fair.PostID) (fair.Post, error)
	PostsOf(ctx context.Context, fair fair.FairID, company fair.CompanyID) ([]fair.Post, error)
	// PostsAt returns up to limit posts of the fair of any state with numbers above after, by number.
	PostsAt(ctx context.Context, fair fair.FairID, after int64, limit int) ([]fair.Post, error)
}

// library makes documents of one fair from a source.
type library struct {
	Source
	maker
	fair      fair.FairID
	companies map[fair.CompanyID]fair.CompanyAtFair // met so far
}

func open(ctx context.Context, src Source, f fair.FairID) (*library, error) {
	event, err := src.Fair(ctx, f)
	if err != nil {
		return nil, err
	}
	per, err := src.Rates(ctx, f)
	if err != nil {
		return nil, err
	}
	rates := fair.Rates{Base: event.Currency, Per: per}
	return &library{Source: src, maker: maker{rates}, fair: f, companies: map[fair.CompanyID]fair.CompanyAtFair{}}, nil
}

// version names the form of a fair's documents: raised when it changes, so that
// indexes are built again; prices are in the fair's currency.
func (l *library) version() string { return "1 " + l.rates.Base }

// all reads every document of the fair.
func (l *library) all(ctx context.Context) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		companies, err := l.everybody(ctx)
		if err != nil {
			yield(Document{}, err)
			return
		}
		codes := map[fair.CompanyID][]taxonomy.Code{}
		for p, err := range fair.EachPost(ctx, l, l.fair) {
			if err != nil {
				yield(Document{}, err)
				return
			}
			if p.State != fair.PostOpen {
				continue
			}
			if shows(&p) {
				codes[p.Company] = append(codes[p.Company], p.Codes...)
			}
			if !yield(l.post(p, l.companies[p.Company]), nil) {
				return
			}
		}
		for _, c := range companies {
			if !yield(l.company(l.companies[c], codes[c]), nil) {
				return
			}
		}
	}
}

// everybody reads the fair's companies and lists their ids.
func (l *library) everybody(ctx context.Context) ([]fair.CompanyID, error) {
	var ids []fair.CompanyID
	for c, err := range fair.EachCompany(ctx, l, l.fair) {
		if err != nil {
			return nil, err
		}
		l.companies[c.ID] = c
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// at reads a company at the fair.
func (l *library) at(ctx context.Context, id fair.CompanyID) (fair.CompanyAtFair, error) {
	if c, ok := l.companies[id]; ok {
		return c, nil
	}
	part, err := l.Participation(ctx, l.fair, id)
	if err != nil {
		return fair.CompanyAtFair{}, err
	}
	c, err := l.Company(ctx, id)
	if err == nil {
		l.companies[id] = fair.CompanyAtFair{Company: c, Part: part}
	}
	return l.companies[id], err
}

// shows reports whether a post shows its company.
func shows(p *fair.Post) bool {
	return p.State == fair.PostOpen && !p.Blind()
}
