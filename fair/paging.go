package fair

import (
	"context"
	"iter"
)

// pageSize is how many rows EachPost and EachCompany read at once.
const pageSize = 1000

// EachPost reads the fair's posts of any state, by number, a page at a time. An
// error is the last thing it yields.
func EachPost(ctx context.Context, store interface {
	PostsAt(ctx context.Context, fair FairID, after int64, limit int) ([]Post, error)
}, f FairID) iter.Seq2[Post, error] {
	return each(func(last Post) ([]Post, error) { return store.PostsAt(ctx, f, last.Number, pageSize) })
}

// EachCompany reads the fair's companies, by id, a page at a time. An error is the
// last thing it yields.
func EachCompany(ctx context.Context, store interface {
	CompaniesAt(ctx context.Context, fair FairID, after CompanyID, limit int) ([]CompanyAtFair, error)
}, f FairID) iter.Seq2[CompanyAtFair, error] {
	return each(func(last CompanyAtFair) ([]CompanyAtFair, error) { return store.CompaniesAt(ctx, f, last.ID, pageSize) })
}

// each yields page after page, each asked for by the last row of the one before.
func each[T any](next func(last T) ([]T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var last T
		for {
			page, err := next(last)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, last = range page {
				if !yield(last, nil) {
					return
				}
			}
			if len(page) < pageSize {
				return
			}
		}
	}
}
