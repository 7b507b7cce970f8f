package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/fairmatch/fairmatch/fair"
)

// cell is the length of an atom as a Time.
const cell = int64(fair.Atom / 1e6)

// within returns the atoms [first, end) that [from, to) touches.
func within(from, to fair.Time) (first, end int64) {
	return int64(from) / cell, (int64(to) + cell - 1) / cell
}

// LockPeople holds the people until the transaction ends. It locks in ascending
// order of ids, one by one, so that two who lock the same people never wait for each other.
func (db *DB) LockPeople(ctx context.Context, people []fair.PersonID) error {
	ids := slices.Clone(people)
	slices.SortFunc(ids, func(a, b fair.PersonID) int { return slices.Compare(a[:], b[:]) })
	for _, id := range slices.Compact(ids) {
		n, err := db.exec(ctx, "UPDATE people SET touched = touched + 1 WHERE id = $1", id)
		if err != nil {
			return err
		}
		if n == 0 {
			return fair.Missing("person")
		}
	}
	return nil
}

// Busy lists what is booked of the resources in [from, to), ascending by start.
// Atoms of one meeting that follow each other are one stretch, cut at whole
// atoms where it reaches beyond from or to.
func (db *DB) Busy(ctx context.Context, resources []fair.Resource, from, to fair.Time) ([]fair.Busy, error) {
	if len(resources) == 0 {
		return nil, nil
	}
	first, end := within(from, to)
	args := []any{first, end}
	for _, r := range resources {
		args = append(args, r)
	}
	booked, err := list(ctx, db, func(r row) (b fair.Busy, err error) {
		var atom int64
		err = r.Scan(&b.Resource, &b.Meeting, &atom, &b.Hall)
		b.Start, b.End = fair.Time(atom*cell), fair.Time((atom+1)*cell)
		return b, err
	}, `SELECT b.resource, b.meeting, b.atom, COALESCE(p.hall, '') FROM bookings b
		JOIN meetings m ON m.id = b.meeting LEFT JOIN places p ON p.id = m.place
		WHERE b.atom >= $1 AND b.atom < $2 AND b.resource IN (`+choices(3, len(resources))+`)
		ORDER BY b.resource, b.atom`, args...)
	if err != nil {
		return nil, err
	}
	return stretches(booked), nil
}

// stretches joins atoms, given by resource and start, and orders the result by start.
func stretches(atoms []fair.Busy) []fair.Busy {
	var out []fair.Busy
	for _, a := range atoms {
		if n := len(out); n > 0 && out[n-1].Resource == a.Resource && out[n-1].Meeting == a.Meeting && out[n-1].End == a.Start {
			out[n-1].End = a.End
			continue
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b fair.Busy) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Resource, b.Resource))
	})
	return out
}

// TakenSeats lists when the seats of a fair's places are booked in [from, to).
func (db *DB) TakenSeats(ctx context.Context, f fair.FairID, from, to fair.Time) ([]fair.Busy, error) {
	first, end := within(from, to)
	booked, err := list(ctx, db, func(r row) (b fair.Busy, err error) {
		var atom int64
		err = r.Scan(&b.Resource, &b.Meeting, &atom)
		b.Start, b.End = fair.Time(atom*cell), fair.Time((atom+1)*cell)
		return b, err
	}, `SELECT resource, meeting, atom FROM bookings
		WHERE fair = $1 AND atom >= $2 AND atom < $3 AND resource LIKE 'seat:%' ORDER BY resource, atom`, f, first, end)
	if err != nil {
		return nil, err
	}
	return stretches(booked), nil
}

// errTaken undoes a booking of which a part was taken.
var errTaken = errors.New("store: taken")

// Book inserts one row per resource and atom, or none: it reports false, having
// changed nothing, when any of them is taken.
func (db *DB) Book(ctx context.Context, f fair.FairID, m fair.MeetingID, resources []fair.Resource, atoms []int64) (bool, error) {
	sorted := slices.Sorted(slices.Values(resources)) // one order for all, against waiting in circles
	var args []any
	for _, r := range sorted {
		for _, a := range atoms {
			args = append(args, r, a, m, f)
		}
	}
	rows := len(args) / 4
	if rows == 0 {
		return true, nil
	}
	err := db.Write(ctx, func(ctx context.Context) error {
		n, err := db.exec(ctx, "INSERT INTO bookings (resource, atom, meeting, fair) VALUES "+values(rows, 4)+" ON CONFLICT DO NOTHING", args...)
		if err == nil && n < int64(rows) {
			err = errTaken
		}
		return err
	})
	if errors.Is(err, errTaken) {
		return false, nil
	}
	return err == nil, err
}

// Release frees all that the meeting has booked.
func (db *DB) Release(ctx context.Context, m fair.MeetingID) error {
	_, err := db.exec(ctx, "DELETE FROM bookings WHERE meeting = $1", m)
	return err
}
