package search

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
)

// snippetBytes is about how long a snippet is.
const snippetBytes = 240

// marks shows a document: the title, and the piece of its text, in the language
// where most of the question was met.
func (f *finding) marks(d *Document) (title, snippet fair.Marked) {
	title = f.best(d.Title)
	snippet = f.best(d.Text)
	if len(snippet.Spans) == 0 {
		if a := f.mark(strings.TrimSpace(strings.ReplaceAll(d.Attributes, "\n", ", "))); snippet.Text == "" || len(a.Spans) > 0 {
			snippet = a
		}
	}
	return title, cut(snippet)
}

// best marks the language with the most to mark; among equals the one that Pick
// prefers.
func (f *finding) best(t fair.Texts) fair.Marked {
	first := t.Pick("en")
	out := f.mark(first)
	for _, lang := range slices.Sorted(maps.Keys(t)) {
		if t[lang] == first {
			continue
		}
		if m := f.mark(t[lang]); length(m.Spans) > length(out.Spans) {
			out = m
		}
	}
	return out
}

func length(spans [][2]int) int {
	n := 0
	for _, s := range spans {
		n += s[1] - s[0]
	}
	return n
}

func (f *finding) mark(s string) fair.Marked {
	m := fair.Marked{Text: s}
	if len(f.groups) > 0 {
		for _, p := range f.col.corpus.Highlight(f.query, s) {
			m.Spans = append(m.Spans, [2]int{p.Start, p.End})
		}
	}
	return m
}

// cut leaves the piece of a text around its first marks.
func cut(m fair.Marked) fair.Marked {
	if len(m.Text) <= snippetBytes {
		return m
	}
	from := 0
	if len(m.Spans) > 0 {
		from = max(0, m.Spans[0][0]-snippetBytes/4)
	}
	to := min(len(m.Text), from+snippetBytes)
	from, to = boundary(m.Text, from), boundary(m.Text, to)
	out := fair.Marked{Text: m.Text[from:to]}
	shift := -from
	if from > 0 {
		out.Text = "…" + out.Text
		shift += len("…")
	}
	if to < len(m.Text) {
		out.Text += "…"
	}
	for _, s := range m.Spans {
		if s[0] >= from && s[1] <= to {
			out.Spans = append(out.Spans, [2]int{s[0] + shift, s[1] + shift})
		}
	}
	return out
}

// boundary moves i back to the beginning of a word, or where there is none near, of a rune.
func boundary(s string, i int) int {
	if i == 0 || i == len(s) {
		return i
	}
	const near = 24
	if k := strings.LastIndexByte(s[max(0, i-near):i], ' '); k >= 0 {
		return max(0, i-near) + k + 1
	}
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}
