package pages

import (
	"context"

	"github.com/fairmatch/fairmatch/fair"
)

type weightsPage struct {
	frame
	Form    *form
	Learned fair.Learned
	Groups  []weightGroup
}

// weightGroup are the parts of one trade and side.
type weightGroup struct {
	Trade fair.Trade
	Side  fair.Side
	Parts []weightLine
}

// weightLine is a part with its drawing; lengths are of 200.
type weightLine struct {
	fair.LearnedPart
	From, Room, Bar, Hand int // bounds, learned weight, mark of the weight set by hand
	Change                int // hundredths of a point
}

func showWeights(v *visit) error {
	learned, err := v.Learning.Weights(v.ctx, v.who.Actor, v.fair.ID)
	if ignore(err, fair.NotFound) != nil {
		return err
	}
	page := &weightsPage{Form: newForm(), Learned: learned}
	page.Tab = "desk"
	page.Title = v.say.T("weights.title")
	for _, p := range learned.Parts {
		last := len(page.Groups) - 1
		if last < 0 || page.Groups[last].Trade != p.Trade || page.Groups[last].Side != p.Side {
			page.Groups = append(page.Groups, weightGroup{Trade: p.Trade, Side: p.Side})
			last++
		}
		page.Groups[last].Parts = append(page.Groups[last].Parts, weightLine{LearnedPart: p, Change: p.Weight - p.HandSet})
	}
	for _, g := range page.Groups {
		g.draw()
	}
	return v.render(200, "weights", page)
}

// draw measures the lines of a group on one scale, so that they can be compared.
func (g weightGroup) draw() {
	scale := 1
	for _, p := range g.Parts {
		scale = max(scale, p.Most, p.Weight, p.HandSet)
	}
	for i := range g.Parts {
		p := &g.Parts[i]
		length := func(hundredths int) int { return 200 * hundredths / scale }
		p.From, p.Bar, p.Hand = length(p.Least), length(p.Weight), length(p.HandSet)
		p.Room = length(p.Most) - p.From
	}
}

func resetWeights(v *visit) error {
	f, err := v.form()
	if err != nil {
		return err
	}
	to, err := v.once(f, func(ctx context.Context) (string, error) {
		return v.at("desk", "weights"), v.Learning.Reset(ctx, v.who.Actor, v.fair.ID)
	})
	if err != nil {
		return err
	}
	return v.redirect(to, "weights_reset")
}
