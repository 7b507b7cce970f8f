package taxonomy

// role is what a word is in its noun phrase.
type role uint8

const (
	unsaid   role = iota // function words, numbers, what every post says
	modifier             // what the thing is for, of, with, or what kind of it
	headWord             // the thing
)

// part is what one token is to its text: its role, and how much it counts, 0 to 1, by where it stands.
type part struct {
	role   role
	weight float32
}

// What words count by where they stand: a modifier before its head and one after "for" or "with"; a
// further noun phrase; at least, however late.

// What words count by where they stand: a modifier before its head and one after "for" or "with"; a
// further noun phrase; at least, however late.
const (
	beforeHead = 0.9
	afterHead  = 0.55
	laterNoun  = 0.8
	leastNoun  = 0.4
	faint      = 0.2 // a word that many posts say whatever they are about
)

// clauseWalk gives every token its role. English noun phrases end with their head, and what follows
// "for", "with", "that" … modifies; in Chinese what precedes 的 or 用 modifies too.
type clauseWalk struct {
	tokens []token
	parts  []part
	chunk  int     // tokens[chunk:i] is the noun phrase being read
	noun   float32 // what the present noun phrase counts
	least  float32
	before bool // an earlier clause has its head: one that begins with "for" or "with" is about it
	denied bool
	named  bool // it has its head: what follows modifies
	tail   bool
}

// roles reads the tokens of a text. parts must be as long as tokens; it is filled.
func roles(tokens []token, parts []part, first float32) {
	w := clauseWalk{tokens: tokens, parts: parts, noun: first, least: first * leastNoun, before: first < 1}
	for i := 0; i < len(tokens); {
		i += w.step(i)
	}
	w.close(len(tokens), !w.tail)
}

// step reads the token at i and returns how many it took.
func (w *clauseWalk) step(i int) int {
	t := &w.tokens[i]
	switch {
	case t.kind == breakToken:
		w.end(i)
		return 1
	case t.kind == asideToken:
		w.close(i, !w.tail)
		w.chunk, w.tail = i+1, true
		return 1
	case t.kind == hanToken:
		return w.han(i)
	case t.manner == denying:
		w.deny(i)
	case t.kind == wordToken && t.glue == joinGlue:
		w.join(i, 1)
	case t.kind == wordToken && t.glue == ofGlue && i > w.chunk && w.tokens[i-1].measure:
		w.close(i, false) // "bags of rice"
		w.chunk = i + 1
	case t.kind == wordToken && t.glue != noGlue:
		w.turn(i, 1)
	case t.kind == wordToken && t.manner == asking:
		w.ask(i, 1)
	}
	return 1
}

// han reads Chinese function words.
func (w *clauseWalk) han(i int) int {
	t := &w.tokens[i]
	if t.spaced && w.chunk < i && !w.tail {
		w.close(i, true)
		w.named = false
		w.chunk = i
	}
	if n, kind := hanFunction(w.tokens, i); n > 0 {
		switch kind {
		case hanOf:
			w.close(i, false)
			w.chunk, w.tail = i+n, false
		case hanFor:
			w.turn(i, n)
		case hanJoin:
			w.join(i, n)
		case asking:
			w.ask(i, n)
		case denying:
			w.deny(i)
		}
		for k := i; k < i+n; k++ {
			w.tokens[k].manner = empty
		}
		return n
	}
	return 1
}

// turn is at a word that makes the rest of the clause modify.
func (w *clauseWalk) turn(i, n int) {
	if w.close(i, !w.tail) || w.named || w.before {
		w.tail = true
	}
	w.chunk = i + n
}

// join is at "and": the noun phrase ends, another of its rank follows.
func (w *clauseWalk) join(i, n int) {
	w.close(i, !w.tail)
	w.chunk = i + n
	if !w.tail {
		w.named = false
	}
}

// ask is at "need", "looking", 求购: what came before was who asks.
func (w *clauseWalk) ask(i, n int) {
	w.close(i, false)
	w.chunk, w.tail, w.named = i+n, false, false
}

// deny is at "no" or 不要.
func (w *clauseWalk) deny(i int) {
	w.close(i, !w.tail)
	w.denied = true
}

// end ends a clause.
func (w *clauseWalk) end(i int) {
	w.close(i, !w.tail)
	w.denied = false
	w.before = w.before || w.named
	if w.named {
		w.noun = max(w.least, w.noun*laterNoun)
	}
	w.chunk, w.tail, w.named = i+1, false, false
}

// close gives the tokens of the present noun phrase their roles; it tells whether there was a head.
func (w *clauseWalk) close(to int, withHead bool) bool {
	if w.denied {
		w.chunk = to
		return false
	}
	head := -1
	for i := to - 1; i >= w.chunk && withHead; i-- {
		if t := &w.tokens[i]; t.content() && t.manner != usual && !(t.measure && counted(w.tokens, w.chunk, i)) {
			head = i
			break
		}
	}
	for i := w.chunk; i < to; i++ {
		t := &w.tokens[i]
		if !t.content() {
			continue
		}
		p := part{modifier, w.noun * afterHead}
		switch {
		case i == head:
			p = part{headWord, w.noun}
		case i < head:
			p.weight = w.noun * beforeHead
		}
		if t.manner == usual {
			p.weight *= faint
		}
		w.parts[i] = p
	}
	w.chunk = to
	if head >= 0 {
		w.named = true
	}
	return head >= 0
}

// content tells whether a token can be what a text is about.
func (t *token) content() bool {
	return t.manner != empty && t.manner != asking && t.manner != denying && (t.unit >= 0 || t.kind == hanToken)
}
