package matching

import "github.com/fairmatch/fairmatch/fair"

func (w *witness) openings([]gate) []fair.Lift { return nil }
func (w *witness) changes(*tally) []fair.Lift  { return nil }
