package taxonomy

import "cmp"

// Topic is what a post is likely about: headings and concepts, the likeliest first.
type Topic struct {
	Headings []LikelyCode
	Concepts []LikelyConcept
}

// LikelyCode is a heading, or a chapter where no more is said, with its likelihood: all of a text's
// sum to less than 1, the rest being "something else".
type LikelyCode struct {
	Code  Code
	Share float64
}

// LikelyConcept is a concept with its likelihood.
type LikelyConcept struct {
	Concept Concept
	Share   float64
}

// Bounds of a topic.
const (
	maxHeadings = 16
	maxConcepts = 12
)

const (
	// inBody is what a word of the text counts beside one of the title.
	inBody = 0.45
	// asModifier is what the head of a text counts where the thesaurus has the word as modifier, asHead
	// the other way round.
	asModifier = 0.7
	asHead     = 0.35
	// wholeHead and wholeBeside are what a phrase of the thesaurus counts that stands whole in the text,
	// on top of its words, where the text is about it and where not.
	wholeHead   = 1.3
	wholeBeside = 0.4
	// byChapter is the share of what speaks for a chapter that each heading gets that something speaks
	// for.
	byChapter = 0.7
	// otherTrade is what counts that speaks for services in a post about goods, and the other way round.
	otherTrade = 0.1
	// elseWeight is the weight of "something else" among the likelihoods.
	elseWeight = 4.0
	// ofHeading is how much of its heading's evidence counts for a concept.
	ofHeading = 0.6
)

// longestText is how much of a text is read, in bytes: what stands first counts.
const longestText = 800

// About tells what a post is about, from its title and text in either language; services tells its
// trade. Where the title names no thing the text decides.
func About(title, text string, services bool) Topic {
	s := loadSense()
	return s.about(title, text, services)
}

func (s *sense) about(title, text string, services bool) Topic {
	e := s.pool.Get().(*evidences)
	defer s.pool.Put(e)
	s.read(e, title, 1)
	s.read(e, cutText(text), inBody)
	s.lift(e)
	s.prefer(e, services)
	topic := Topic{s.likelyHeadings(e, elseWeight), s.likelyConcepts(e)}
	e.clear()
	return topic
}

func cutText(text string) string {
	if len(text) <= longestText {
		return text
	}
	n := longestText
	for n > 0 && text[n]&0xC0 == 0x80 {
		n--
	}
	return text[:n]
}

// tallies is a dense list of sums that remembers which it has.
type tallies struct {
	sum     []float32
	touched []uint32
}

func (t *tallies) add(id uint32, w float32) {
	if t.sum[id] == 0 && w > 0 {
		t.touched = append(t.touched, id)
	}
	t.sum[id] += w
}

func (t *tallies) clear() {
	for _, id := range t.touched {
		t.sum[id] = 0
	}
	t.touched = t.touched[:0]
}

// evidences is what speaks for each heading and concept in a text under reading, and how much each
// unit and phrase has spoken.
type evidences struct {
	headings, lines, units, phrases tallies
	parts                           []part
	room                            scratch
}

func (s *sense) newEvidence() *evidences {
	room := func(n int) tallies { return tallies{sum: make([]float32, n)} }
	return &evidences{
		headings: room(len(s.headings)), lines: room(len(s.place)), units: room(len(s.units)), phrases: room(len(s.m.phrases)),
	}
}

func (e *evidences) clear() {
	for _, t := range []*tallies{&e.headings, &e.lines, &e.units, &e.phrases} {
		t.clear()
	}
}

// more tells how much of w is new of something that has spoken before: said again it adds only what it
// counts more here.
func (t *tallies) more(id uint32, w float32) float32 {
	had := t.sum[id]
	if w <= had {
		return 0
	}
	t.add(id, w-had)
	return w - had
}

// read adds what a text says. first is what its first noun phrase counts.
func (s *sense) read(e *evidences, text string, first float32) {
	if text == "" {
		return
	}
	tokens, spans := s.m.find(text, &e.room)
	e.parts = partsOf(tokens, e.parts, first)
	parts := e.parts
	for i := range tokens {
		one, two := s.unitsAt(tokens, parts, i)
		s.speak(e, one, parts[i])
		s.speak(e, two, parts[i])
	}
	for _, found := range spans {
		s.speakWhole(e, found, parts[found.from:found.to])
	}
}

// speak adds what a unit says that it has not said before; 0 is none.
func (s *sense) speak(e *evidences, id uint32, p part) {
	if id == 0 {
		return
	}
	u := &s.units[id]
	w := e.units.more(id, p.weight)
	if w == 0 {
		return
	}
	w *= u.idf
	heads, lines := s.ofHead[u.head:u.headEnd], s.ofLine[u.line:u.lineEnd]
	if p.role == headWord {
		for i := range heads {
			e.headings.add(heads[i].id, w*heads[i].head)
		}
		for i := range lines {
			e.lines.add(lines[i].id, w*lines[i].head)
		}
		return
	}
	for i := range heads {
		e.headings.add(heads[i].id, w*heads[i].by)
	}
	for i := range lines {
		e.lines.add(lines[i].id, w*lines[i].by)
	}
}

// speakWhole adds what a phrase says beyond its words.
func (s *sense) speakWhole(e *evidences, found span, parts []part) {
	w := float32(0)
	for _, p := range parts {
		w = max(w, p.weight)
	}
	if parts[len(parts)-1].role == headWord {
		w *= wholeHead
	} else {
		w *= wholeBeside
	}
	if w = e.phrases.more(found.phrase, w*float32(found.met)); w == 0 {
		return
	}
	list := s.m.postings(found.phrase)
	for i, p := range list {
		e.lines.add(uint32(p.concept), w*p.weight)
		if i == 0 || s.place[list[i-1].concept] != s.place[p.concept] {
			e.headings.add(uint32(s.place[p.concept]), w*p.weight)
		}
	}
}

// lift gives the evidence for a chapter to those of its headings that have some of their own.
func (s *sense) lift(e *evidences) {
	sum := e.headings.sum
	for _, id := range e.headings.touched {
		if up := s.up[id]; up >= 0 {
			sum[id] += byChapter * sum[up]
		}
	}
}

// prefer takes most of its evidence from the other trade.
func (s *sense) prefer(e *evidences, services bool) {
	for _, id := range e.headings.touched {
		if s.services[id] != services {
			e.headings.sum[id] *= otherTrade
		}
	}
}

// cube makes weights of evidence, so that what more words speak for stands out.
func cube(v float32) float64 { return float64(v) * float64(v) * float64(v) }

// ranking is the best of what is offered to it, best first; what came first on a tie.
type ranking struct {
	list [maxHeadings]ranked
	n    int
}

type ranked struct {
	id     uint32
	weight float64
}

func (r *ranking) offer(id uint32, weight float64) {
	if r.n == len(r.list) && weight <= r.list[r.n-1].weight {
		return
	}
	r.n = min(r.n+1, len(r.list))
	at := r.n - 1
	for ; at > 0 && r.list[at-1].weight < weight; at-- {
		r.list[at] = r.list[at-1]
	}
	r.list[at] = ranked{id, weight}
}

// likelyHeadings makes likelihoods of the evidence for headings, of which doubt is that for none.
func (s *sense) likelyHeadings(e *evidences, doubt float64) []LikelyCode {
	var best ranking
	total := doubt
	for _, id := range e.headings.touched {
		w := cube(e.headings.sum[id])
		total += w
		best.offer(id, w)
	}
	out := make([]LikelyCode, best.n)
	for i, r := range best.list[:best.n] {
		out[i] = LikelyCode{s.headings[r.id], r.weight / total}
	}
	return out
}

func (s *sense) likelyConcepts(e *evidences) []LikelyConcept {
	var best ranking
	total := elseWeight
	for _, id := range e.lines.touched {
		w := cube(e.lines.sum[id] + ofHeading*e.headings.sum[s.place[id]])
		total += w
		best.offer(id, w)
	}
	out := make([]LikelyConcept, min(best.n, maxConcepts))
	for i := range out {
		out[i] = LikelyConcept{Concept(best.list[i].id), best.list[i].weight / total}
	}
	return out
}

func (a LikelyCode) compare(b LikelyCode) int {
	return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Code, b.Code))
}
