package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// CompanyPage is a page of a fair's companies, by id.
type CompanyPage struct {
	Companies []fair.CompanyAtFair `json:"companies"`
	After     fair.CompanyID       `json:"after,omitzero"` // asks for the next page; absent on the last
}

type companyBody struct {
	Ref     string                  `json:"ref,omitempty" validate:"max=120"` // the record's own key elsewhere
	Company fair.CompanyDraft       `json:"company"`
	Part    fair.ParticipationDraft `json:"part"`
}

// CompanyPut is a company with what putting it did.
type CompanyPut struct {
	fair.Company
	Change fair.Change `json:"change"`
}

type editCompany struct {
	Revision int64 `json:"revision" validate:"min=1"`
	fair.CompanyDraft
}

type verifyBody struct {
	Verified bool `json:"verified"`
}

// CompanyPath names a company at a fair.
type CompanyPath struct {
	AtFair
	Company fair.CompanyID `path:"company"`
}

// CompanySent is a request with a body about a company at a fair.
type CompanySent struct {
	CompanyPath
	Sent
}

type blockSent struct {
	CompanySent
	Other fair.CompanyID `path:"other" doc:"The company to keep away"`
}

type pageOf struct {
	AtFair
	After fair.CompanyID `query:"after" doc:"Id after which the page begins"`
	Limit int            `query:"limit" minimum:"0" maximum:"200" doc:"At most so many; 50 when absent or 0"`
}

func (s *server) companies() {
	const group = "Companies"
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/companies", "listCompanies", group, "The companies of a fair, a page at a time", "For whoever takes part in it."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *pageOf) (CompanyPage, error) {
			limit, err := pageSize("limit", in.Limit, 50, 200)
			if err != nil {
				return CompanyPage{}, err
			}
			all, err := s.Companies.List(ctx, who.Actor, f, in.After, limit)
			page := CompanyPage{Companies: list(all)}
			if len(all) == limit {
				page.After = all[limit-1].ID
			}
			return page, err
		})
	actAt(s, operation(http.MethodPost, "/fairs/{fair}/companies", "putCompany", group, "Create a company at a fair, or update the one with that ref", "Its organizer may."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, b companyBody) (CompanyPut, error) {
			c, change, err := s.Companies.Put(ctx, who.Actor, f, b.Ref, b.Company, b.Part)
			return CompanyPut{c, change}, err
		})
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/companies/{company}", "getCompany", group, "A company with its part in the fair", ""),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *CompanyPath) (fair.CompanyAtFair, error) {
			return s.Companies.Get(ctx, who.Actor, f, in.Company)
		})
	actAt(s, operation(http.MethodPut, "/fairs/{fair}/companies/{company}", "editCompany", group, "Change what a company states about itself", "Its own people may. revision is the one that was read."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *CompanySent, b editCompany) (fair.Company, error) {
			return s.Companies.Edit(ctx, who.Actor, f, in.Company, b.Revision, b.CompanyDraft)
		})
	actAt(s, operation(http.MethodPut, "/fairs/{fair}/companies/{company}/verified", "verifyCompany", group, "State that the organizer has checked who a company is", ""),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *CompanySent, b verifyBody) (fair.Company, error) {
			return s.Companies.Verify(ctx, who.Actor, f, in.Company, b.Verified)
		})
	block := operation(http.MethodPut, "/fairs/{fair}/companies/{company}/blocks/{other}", "block", group, "Keep another company away from one's own: no match, no invitation, either way", "")
	block.DefaultStatus = http.StatusNoContent
	actAt(s, block, func(ctx context.Context, who caller.Caller, f fair.FairID, in *blockSent, _ nothing) (nothing, error) {
		return nothing{}, s.Companies.Block(ctx, who.Actor, f, in.Company, in.Other)
	})
	unblock := operation(http.MethodDelete, "/fairs/{fair}/companies/{company}/blocks/{other}", "unblock", group, "Take a block back", "")
	unblock.DefaultStatus = http.StatusNoContent
	actAt(s, unblock, func(ctx context.Context, who caller.Caller, f fair.FairID, in *blockSent, _ nothing) (nothing, error) {
		return nothing{}, s.Companies.Unblock(ctx, who.Actor, f, in.Company, in.Other)
	})
}
