package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Inbox is a part of a person's inbox, ascending.
type Inbox struct {
	Items []fair.Item `json:"items"`
	After int64       `json:"after"` // number to ask on from
}

// Present are the people connected to a fair.
type Present struct {
	People []fair.PersonID `json:"people"`
}

type inboxOf struct {
	AtFair
	After int64 `query:"after" doc:"The last number seen; 0 from the beginning"`
	Limit int   `query:"limit" minimum:"0" maximum:"200" doc:"At most so many; 50 when absent or 0"`
}

type boardOf struct {
	AtFair
	From string `query:"from" format:"date-time" doc:"The fair's first instant when absent"`
	To   string `query:"to" format:"date-time" doc:"The end of the fair's last day when absent"`
}

func (s *server) inbox() {
	const group = "Live"
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/inbox", "inbox", group, "What happened that concerns the caller", "Every item once, in order, by rising numbers."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *inboxOf) (Inbox, error) {
			limit, err := pageSize("limit", in.Limit, 50, 200)
			if err != nil {
				return Inbox{}, err
			}
			items, err := s.Views.Inbox(ctx, who.Actor, f, in.After, limit)
			out := Inbox{Items: list(items), After: in.After}
			if n := len(items); n > 0 {
				out.After = items[n-1].Number
			}
			return out, err
		})
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/board", "board", group, "Places against time, for staff", "head is the journal number to follow the board from."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *boardOf) (fair.Board, error) {
			from, to, err := s.stretch(ctx, f, in)
			if err != nil {
				return fair.Board{}, err
			}
			b, err := s.Views.Board(ctx, who.Actor, f, from, to)
			b.Places, b.Meetings = list(b.Places), list(b.Meetings)
			return b, err
		})
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/presence", "presence", group, "Who is connected at this moment, for staff", ""),
		func(ctx context.Context, who caller.Caller, f fair.FairID, _ *AtFair) (Present, error) {
			switch {
			case !who.Staffs(f):
				return Present{}, denied()
			case s.Presence == nil:
				return Present{}, fair.Missing("page")
			}
			here, err := s.Presence.Present(ctx, f)
			return Present{list(here)}, err
		})
}

// stretch reads the board's bounds, which default to the whole fair.
func (s *server) stretch(ctx context.Context, id fair.FairID, in *boardOf) (from, to fair.Time, err error) {
	if from.UnmarshalText([]byte(in.From)) != nil {
		return 0, 0, badField("from", "type", short(in.From), "date-time")
	}
	if to.UnmarshalText([]byte(in.To)) != nil {
		return 0, 0, badField("to", "type", short(in.To), "date-time")
	}
	if from != 0 && to != 0 {
		return from, to, nil
	}
	f, err := s.Fairs.Get(ctx, id)
	if err != nil {
		return 0, 0, err
	}
	first, err := f.Starts.In(f.Location())
	if err != nil {
		return 0, 0, err
	}
	last, err := f.Ends.In(f.Location())
	if err != nil {
		return 0, 0, err
	}
	if from == 0 {
		from = fair.At(first)
	}
	if to == 0 {
		to = fair.At(last.AddDate(0, 0, 1))
	}
	return from, to, nil
}

// liveParams are what a live connection is asked for with.
func liveParams() []*huma.Param {
	return []*huma.Param{
		{Name: "fair", In: "query", Required: true, Description: "Id or short name of the fair", Schema: &huma.Schema{Type: "string"}},
		{Name: "after", In: "query", Description: "The last inbox number seen; absent: from now on", Schema: &huma.Schema{Type: "integer"}},
		{Name: "board", In: "query", Description: "true: every meeting of the fair, for staff", Schema: &huma.Schema{Type: "boolean"}},
	}
}

// liveMore tells what comes.
const liveMore = "Frames are JSON, each with its number; whoever comes back with the last number misses nothing."

func (s *server) live() {
	socket := operation(http.MethodGet, "/live", "live", "Live", "What happens, as it happens, by websocket", liveMore)
	socket.DefaultStatus = http.StatusSwitchingProtocols
	open := s.plain(socket, s.connect(func(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) {
		s.Live.ServeSocket(w, r, a, f, after, board)
	}))
	events := s.plain(operation(http.MethodGet, "/live/events", "liveEvents", "Live", "The same as server-sent events", liveMore),
		s.connect(func(w http.ResponseWriter, r *http.Request, a fair.Actor, f fair.FairID, after int64, board bool) {
			if err := s.Live.ServeEvents(w, r, a, f, after, board); err != nil {
				s.fail(w, r, err)
			}
		}))
	open.Parameters, events.Parameters = liveParams(), liveParams()
}

func (s *server) connect(serve func(http.ResponseWriter, *http.Request, fair.Actor, fair.FairID, int64, bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if s.Live == nil {
			s.fail(w, r, fair.Missing("page"))
			return
		}
		query := r.URL.Query()
		after := int64(-1)
		text := query.Get("after")
		if text == "" {
			text = r.Header.Get("Last-Event-ID") // what a browser's event source sends when it comes back
		}
		if text != "" {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < -1 {
				s.fail(w, r, badField("after", "type", short(text), "integer"))
				return
			}
			after = n
		}
		f, err := s.resolve(r.Context(), query.Get("fair"))
		if err != nil {
			s.fail(w, r, err)
			return
		}
		serve(w, r, caller.Of(r.Context()).Actor, f, after, query.Get("board") == "true" || query.Get("board") == "1")
	}
}
