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
	step(s, "accept", "Say yes", "Books time and place once the fair is published or live; a refusal names free openings.", s.Meetings.Accept)
	step(s, "decline", "Say no", "", s.Meetings.Decline)
	step(s, "counter", "Propose other times", "Now the other side is asked.", s.Meetings.Counter)
	step(s, "withdraw", "Take a proposal back", "", s.Meetings.Withdraw)
	step(s, "cancel", "End an agreed meeting", "Frees its time and place.", s.Meetings.Cancel)
	step(s, "move", "Give a scheduled meeting another time or place", "A refusal names free openings.", s.Meetings.Move)
}

// step serves one step of a meeting's life.
func step[B any](s *server, verb, summary, more string, do func(context.Context, fair.Actor, fair.MeetingID, B) (fair.Meeting, error)) {
	act(s, operation(http.MethodPost, "/meetings/{meeting}/"+verb, verb, "Meetings", summary, more+" revision is the one that was read."),
		func(ctx context.Context, who caller.Caller, in *meetingSent, b B) (fair.Meeting, error) {
			return do(ctx, who.Actor, in.Meeting, b)
		})
}
