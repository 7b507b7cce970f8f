package taxonomy

import "math"

const (
	// inBodyOfTrade is what a word of the text counts beside one of the title: titles that name no thing
	// name partners, shops and projects, which are words of services.
	inBodyOfTrade = 0.8
	// byWords is what the words of a text count beside its headings where its trade is asked for.
	byWords = 1.5
	// unseen is how many headings of either trade a word is taken to speak for that it does not.
	unseen = 0.3
)

// Trade tells whether a post is about services rather than goods, and how sure that is, 0 to 1: what
// speaks for the headings of either is compared, and in which of them its words stand. Of a post that
// says nothing it is goods, at 0.
func Trade(title, text string) (services bool, sure float64) {
	s := loadSense()
	e := s.pool.Get().(*evidences)
	defer s.pool.Put(e)
	s.read(e, title, 1)
	s.read(e, cutText(text), inBodyOfTrade)
	s.lift(e)
	odds := s.byHeadings(e) + byWords*s.byWords(e)
	e.clear()
	return odds > 0, math.Tanh(math.Abs(odds) / 2)
}

// byHeadings is the logarithm of what speaks for services by what speaks for goods. The sixth power
// makes the best headings of either decide: there are many more of goods.
func (s *sense) byHeadings(e *evidences) float64 {
	goods, services := 1e-6, 1e-6
	for _, id := range e.headings.touched {
		w := cube(e.headings.sum[id])
		if s.services[id] {
			services += w * w
		} else {
			goods += w * w
		}
	}
	return math.Log(services / goods)
}

// byWords sums how much oftener the words of a text stand among services than among goods, as
// logarithms. Words repeat each other's news, so that the sum grows with the root of their number.
func (s *sense) byWords(e *evidences) float64 {
	sum, all := 0.0, 0.0
	for _, id := range e.units.touched {
		w := float64(e.units.sum[id] * s.units[id].idf)
		sum += w * float64(s.units[id].service)
		all += w
	}
	if all <= 0 {
		return 0
	}
	return sum / math.Sqrt(all)
}

// weighTrades finds how much oftener each unit stands among services than among goods.
func (s *sense) weighTrades() {
	speaks := func(list []relevance) (goods, services float64) {
		for _, r := range list {
			if s.services[r.id] {
				services += float64(max(r.head, r.by))
			} else {
				goods += float64(max(r.head, r.by))
			}
		}
		return goods, services
	}
	goods, services := speaks(s.ofHead)
	if goods == 0 || services == 0 {
		return // of a thesaurus of one trade
	}
	share := services / (goods + services)
	for id := range s.units {
		u := &s.units[id]
		goods, services := speaks(s.ofHead[u.head:u.headEnd])
		u.service = float32(math.Log((services/share + unseen) / (goods/(1-share) + unseen)))
	}
}
