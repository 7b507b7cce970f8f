package pages

import (
	"github.com/fairmatch/fairmatch/fair"
)

// dayOfSlots are the starts of one day that one may propose.
type dayOfSlots struct {
	First  fair.Time
	Starts []fair.Time
}

// freeSlots are the fair's coming slots in which no meeting of one's own company
// is booked. The other side may still be taken: the answer shows.
func (v *visit) freeSlots(minutes int) ([]dayOfSlots, error) {
	busy, err := v.booked()
	if err != nil {
		return nil, err
	}
	length := fair.Time(minutes) * 60_000
	now := v.now()
	var out []dayOfSlots
	for _, s := range v.fair.Slots() {
		if s.Start <= now || !v.fair.OpenAt(s.Start, minutes) || overlaps(busy, s.Start, s.Start+length) {
			continue
		}
		last := len(out) - 1
		if last < 0 || v.say.Day(out[last].First, v.zone) != v.say.Day(s.Start, v.zone) {
			out = append(out, dayOfSlots{First: s.Start})
			last++
		}
		out[last].Starts = append(out[last].Starts, s.Start)
	}
	return out, nil
}

func overlaps(busy []fair.Slot, start, end fair.Time) bool {
	for _, b := range busy {
		if start < b.End && b.Start < end {
			return true
		}
	}
	return false
}

// booked are the times of the own company's booked meetings.
func (v *visit) booked() ([]fair.Slot, error) {
	if v.own == nil {
		return nil, nil
	}
	views, err := v.Views.Meetings(v.ctx, v.who.Actor, v.fair.ID, v.own.ID, 500)
	if err != nil {
		return nil, err
	}
	var out []fair.Slot
	for _, m := range views {
		if m.State == fair.Scheduled || m.State == fair.CheckedIn {
			out = append(out, fair.Slot{Start: m.Start, End: m.End})
		}
	}
	return out, nil
}

// suggested spreads n starts over the free ones: people who are asked for one
// moment only have one chance to say yes.
func suggested(days []dayOfSlots, n int) []fair.Time {
	var all []fair.Time
	for _, d := range days {
		all = append(all, d.Starts...)
	}
	var out []fair.Time
	step := max(1, min(len(all)/max(n, 1), 5))
	for i := min(1, len(all)-1); i >= 0 && i < len(all) && len(out) < n; i += step {
		out = append(out, all[i])
	}
	return out
}
