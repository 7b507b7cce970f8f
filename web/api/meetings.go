package api

import (
	"context"
	"net/http"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/caller"
)

// Meetings is a list of meetings.
type Meetings struct {
	Meetings []fair.MeetingView `json:"meetings"`
}

type meetingsOf struct {
	CompanyPath
	Limit int `query:"limit" minimum:"0" maximum:"500" doc:"At most so many; 100 when absent or 0"`
}

// MeetingPath names a meeting.
type MeetingPath struct {
	Meeting fair.MeetingID `path:"meeting"`
}

type meetingSent struct {
	MeetingPath
	Sent
}

func (s *server) meetings() {
	const group = "Meetings"
	readAt(s, operation(http.MethodGet, "/fairs/{fair}/companies/{company}/meetings", "listMeetings", group, "A company's meetings, latest change first", "For its own people and staff."),
		func(ctx context.Context, who caller.Caller, f fair.FairID, in *meetingsOf) (Meetings, error) {
			limit, err := pageSize("limit", in.Limit, 100, 500)
			if err != nil {
				return Meetings{}, err
			}
			all, err := s.Views.Meetings(ctx, who.Actor, f, in.Company, limit)
			return Meetings{list(all)}, err
		})
	invite := operation(http.MethodPost, "/fairs/{fair}/meetings", "invite", group, "Invite another company to meet", "Times are needed once the fair is published or live. A proposal blocks nobody's time; it expires.")
	invite.DefaultStatus = http.StatusCreated
	actAt(s, invite, func(ctx context.Context, who caller.Caller, f fair.FairID, _ *FairSent, d fair.InviteDraft) (fair.Meeting, error) {
		return s.Meetings.Invite(ctx, who.Actor, f, d)
	})
	read(s, operation(http.MethodGet, "/meetings/{meeting}", "getMeeting", group, "A meeting with its names", "For its two companies and staff."),
		func(ctx context.Context, who caller.Caller, in *MeetingPath) (fair.MeetingView, error) {
			return s.Views.Meeting(ctx, who.Actor, in.Meeting)
		})
	s.outcomes(group)
	step(s, "accept", "Say yes", "Books time and place once the fair is published or live; a refusal names free openings.", s.Meetings.Accept)
	step(s, "decline", "Say no", "", s.Meetings.Decline)
	step(s, "counter", "Propose other times", "Now the other side is asked.", s.Meetings.Counter)
	step(s, "withdraw", "Take a proposal back", "", s.Meetings.Withdraw)
	step(s, "cancel", "End an agreed meeting", "Frees its time and place.", s.Meetings.Cancel)
	step(s, "move", "Give a scheduled meeting another time or place", "A refusal names free openings.", s.Meetings.Move)
}

// Outcomes are what has been said about a meeting.
type Outcomes struct {
	Outcomes []fair.Outcome `json:"outcomes"`
}

func (s *server) outcomes(group string) {
	const path = "/meetings/{meeting}/outcome"
	read(s, operation(http.MethodGet, path, "outcomes", group, "What came of a meeting", "Each side sees its own word only; staff see both."),
		func(ctx context.Context, who caller.Caller, in *MeetingPath) (Outcomes, error) {
			all, err := s.Outcomes.Of(ctx, who.Actor, in.Meeting)
			return Outcomes{list(all)}, err
		})
	act(s, operation(http.MethodPut, path, "stateOutcome", group, "Say what came of a meeting",
		"For the people of its two companies, once it has begun; the last word of a side counts. useful is 1 (not at all) to 5 (very); deal is what the side intends to trade within months. The other side never sees it."),
		func(ctx context.Context, who caller.Caller, in *meetingSent, d fair.OutcomeDraft) (fair.Outcome, error) {
			return s.Outcomes.State(ctx, who.Actor, in.Meeting, d)
		})
}

// step serves one step of a meeting's life.
func step[B any](s *server, verb, summary, more string, do func(context.Context, fair.Actor, fair.MeetingID, B) (fair.Meeting, error)) {
	act(s, operation(http.MethodPost, "/meetings/{meeting}/"+verb, verb, "Meetings", summary, more+" revision is the one that was read."),
		func(ctx context.Context, who caller.Caller, in *meetingSent, b B) (fair.Meeting, error) {
			return do(ctx, who.Actor, in.Meeting, b)
		})
}
