package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Fairs is a list of fairs.
type Fairs struct {
	Fairs []fair.Fair `json:"fairs"`
}

// Places is a list of places.
type Places struct {
	Places []fair.Place `json:"places"`
}

type editFair struct {
	Revision int64 `json:"revision" validate:"min=1"`
	fair.FairDraft
}

type phaseBody struct {
	Phase fair.Phase `json:"phase" validate:"required,oneof=collecting scheduling published live closed"`
}

type placesBody struct {
	Places []fair.PlaceDraft `json:"places" validate:"min=1,max=5000,dive"`
}

// Changed says what putting a record did.
type Changed struct {
	Change fair.Change `json:"change"` // created, updated or unchanged
}

func (s *server) fairs() {
	const group = "Fairs"
	read(s, operation(http.MethodGet, "/fairs", "listFairs", group, "All fairs, newest first", ""),
		func(ctx context.Context, _ caller.Caller, _ *struct{}) (Fairs, error) {
			all, err := s.Fairs.List(ctx)
			return Fairs{list(all)}, err
		})
	create := operation(http.MethodPost, "/fairs", "createFair", group, "Open a fair", "Organizers of the installation may.")
	create.DefaultStatus = http.StatusCreated
	act(s, create, func(ctx context.Context, who caller.Caller, _ *struct{ Sent }, d fair.FairDraft) (fair.Fair, error) {
		return s.Fairs.Create(ctx, who.Actor, d)
	})
	read(s, operation(http.MethodGet, "/fairs/{fair}", "getFair", group, "A fair by id or short name", ""),
		func(ctx context.Context, _ caller.Caller, in *AtFair) (fair.Fair, error) {
			return s.Fairs.Resolve(ctx, in.Fair)
		})
	actAt(s, operation(http.MethodPut, "/fairs/{fair}", "editFair", group, "Change what is stated about a fair", "Its organizer may. revision is the one that was read."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, b editFair) (fair.Fair, error) {
			return s.Fairs.Edit(ctx, who.Actor, f, b.Revision, b.FairDraft)
		})
	actAt(s, operation(http.MethodPut, "/fairs/{fair}/phase", "setPhase", group, "Move a fair to another phase", "Its organizer may."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, b phaseBody) (fair.Fair, error) {
			return s.Fairs.SetPhase(ctx, who.Actor, f, b.Phase)
		})
	s.frame(group)
}

// frame serves what a fair has beside its own entry.
func (s *server) frame(group string) {
	places := func(ctx context.Context, who caller.Caller, f fair.FairID) (Places, error) {
		places, err := s.Fairs.Places(ctx, who.Actor, f)
		return Places{list(places)}, err
	}
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/places", "listPlaces", group, "Stands and tables", ""),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *AtFair) (Places, error) {
			return places(ctx, who, f)
		})
	actAt(s, operation(http.MethodPost, "/fairs/{fair}/places", "addPlaces", group, "Add places, or change those with the same label", "Its organizer may."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, b placesBody) (Places, error) {
			if err := fair.Validate(&b); err != nil {
				return Places{}, err
			}
			if err := s.Fairs.AddPlaces(ctx, who.Actor, f, b.Places); err != nil {
				return Places{}, err
			}
			return places(ctx, who, f)
		})
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/rates", "listRates", group, "Exchange rates", ""),
		func(ctx context.Context, _ caller.Caller, f fair.FairID, _ *AtFair) (fair.Rates, error) {
			return s.Fairs.Rates(ctx, f)
		})
	actAt(s, operation(http.MethodPut, "/fairs/{fair}/rates", "setRate", group, "State an exchange rate", "Its organizer may."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, b fair.RateDraft) (Changed, error) {
			change, err := s.Fairs.SetRate(ctx, who.Actor, f, b)
			return Changed{change}, err
		})
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/tally", "tally", group, "What a fair has, counted", "For its staff."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *AtFair) (fair.Tally, error) {
			return s.Fairs.Tally(ctx, who.Actor, f)
		})
}
