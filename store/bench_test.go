package store_test

import (
	"context"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/store"
	"github.com/fairmatch/fairmatch/store/storetest"
)

func each(b *testing.B, run func(*testing.B, *store.DB)) {
	b.Run("sqlite", func(b *testing.B) { run(b, storetest.Open(b, storetest.SQLite(b))) })
	b.Run("postgres", func(b *testing.B) { run(b, storetest.Open(b, storetest.Postgres(b))) })
}

// BenchmarkCommit is the smallest change: one row and one journal entry for two people.
func BenchmarkCommit(b *testing.B) {
	each(b, func(b *testing.B, db *store.DB) {
		f := storetest.NewFair(b, db)
		to := []fair.PersonID{fair.NewID[fair.Person](), fair.NewID[fair.Person]()}
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := db.Write(b.Context(), func(ctx context.Context) error {
					if err := db.SaveCompany(ctx, fair.Company{ID: fair.NewID[fair.Company](), Revision: 1}); err != nil {
						return err
					}
					return db.Append(ctx, fair.Entry{Fair: f.ID, At: 1, Kind: fair.CompanySaved, To: to})
				}); err != nil {
					b.Error(err)
				}
			}
		})
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commits/s")
	})
}

// BenchmarkPosts saves b.N posts, 1,000 in a transaction, as an import does, and
// then reads them all in pages of 5,000, as an engine does when it starts.
func BenchmarkPosts(b *testing.B) {
	each(b, func(b *testing.B, db *store.DB) {
		f := storetest.NewFair(b, db)
		company := storetest.NewCompany(b, db, f.ID)
		services := fair.NewPosts(db, nil, fixed)
		draft := storetest.Offer()
		b.ResetTimer()
		for done := 0; done < b.N; {
			if err := db.Write(b.Context(), func(ctx context.Context) error {
				for range min(1000, b.N-done) {
					if _, err := services.Create(ctx, fair.System(), f.ID, company.ID, fair.OfferSide, draft); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
			done += 1000
		}
		saved := float64(b.N) / b.Elapsed().Seconds()
		b.ResetTimer()
		read, after := 0, int64(0)
		for {
			posts, err := db.PostsAt(b.Context(), f.ID, after, 5000)
			if err != nil {
				b.Fatal(err)
			}
			if len(posts) == 0 {
				break
			}
			read, after = read+len(posts), posts[len(posts)-1].Number
		}
		if read != b.N {
			b.Fatalf("read %d of %d", read, b.N)
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "read/s")
		b.ReportMetric(saved, "saved/s")
	})
}
