package demo

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"github.com/fairmatch/fairmatch/taxonomy"
)

//go:embed lines.txt
var linesText string

// said is a text in English and Chinese.
type said struct{ en, zh string }

// line is one line of goods or services, as lines.txt describes it.
type line struct {
	code      taxonomy.Code
	name      said
	low, high float64 // US dollars per unit
	unit      string
	moq       float64 // 0: none
	hall      int     // from 1
	lead      int     // days
	from      []string
	proof     []string
	kinds     []said
	facts     said
	users     said
}

// readLines parses lines.txt. It panics on a mistake in it: it is a part of the
// program, and the first test finds it.
func readLines() []line {
	var out []line
	for at, text := range strings.Split(linesText, "\n") {
		switch {
		case text == "" || text[0] == '#':
		case text[0] != ' ':
			code, names, _ := strings.Cut(text, " ")
			en, zh, _ := strings.Cut(names, " | ")
			out = append(out, line{code: taxonomy.Code(code), name: said{en, zh}})
		default:
			if err := out[len(out)-1].read(strings.TrimSpace(text)); err != nil {
				panic(fmt.Sprintf("lines.txt:%d: %v", at+1, err))
			}
		}
	}
	return out
}

func (l *line) read(text string) error {
	key, rest, _ := strings.Cut(text, " ")
	en, zh, _ := strings.Cut(rest, " = ")
	switch key {
	case "terms":
		return l.terms(strings.Fields(rest))
	case "from":
		l.from = strings.Fields(rest)
	case "proof":
		l.proof = strings.Fields(rest)
	case "kinds":
		chinese := strings.Split(zh, ", ")
		for i, s := range strings.Split(en, ", ") {
			l.kinds = append(l.kinds, said{s, chinese[i]})
		}
	case "facts":
		l.facts = said{en, zh}
	case "for":
		l.users = said{en, zh}
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return nil
}

// terms reads "7-14 KGM 300 1 21".
func (l *line) terms(f []string) error {
	if len(f) != 5 {
		return fmt.Errorf("terms want five values, not %d", len(f))
	}
	low, high, _ := strings.Cut(f[0], "-")
	l.unit = f[1]
	for i, to := range []*float64{&l.low, &l.high, &l.moq} {
		v, err := strconv.ParseFloat([]string{low, high, f[2]}[i], 64)
		if err != nil {
			return err
		}
		*to = v
	}
	for i, to := range []*int{&l.hall, &l.lead} {
		v, err := strconv.Atoi(f[3+i])
		if err != nil {
			return err
		}
		*to = v
	}
	return nil
}
