package pages

import (
	"embed"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
	"github.com/fairmatch/fairmatch/taxonomy"
	"github.com/fairmatch/fairmatch/web/gist"
)

//go:embed templates
var templateFiles embed.FS

// templateSet are the pages of one language, each with the layout and the
// parts it may use.
type templateSet struct{ pages map[string]*template.Template }

func (s *templateSet) has(page, block string) bool {
	t, ok := s.pages[page]
	return ok && t.Lookup(block) != nil
}

func (s *templateSet) execute(w io.Writer, page, block string, data any) error {
	t, ok := s.pages[page]
	if !ok {
		return fmt.Errorf("pages: no template %q", page)
	}
	return t.ExecuteTemplate(w, block, data)
}

// parseTemplates reads templates/frame.html and templates/part-*.html into every
// other file of the folder, once per language.
func parseTemplates(assets *assetSet) (map[string]*templateSet, error) {
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	out := map[string]*templateSet{}
	for _, lang := range locale.Languages() {
		root := template.New("").Funcs(functions(locale.For(lang), assets))
		if _, err := root.ParseFS(templateFiles, "templates/frame.html", "templates/part-*.html"); err != nil {
			return nil, fmt.Errorf("pages: %w", err)
		}
		set := &templateSet{pages: map[string]*template.Template{}}
		for _, n := range names {
			name := strings.TrimSuffix(path.Base(n), ".html")
			if name == "frame" || strings.HasPrefix(name, "part-") {
				continue
			}
			page, err := template.Must(root.Clone()).ParseFS(templateFiles, n)
			if err != nil {
				return nil, fmt.Errorf("pages: %w", err)
			}
			set.pages[name] = page
		}
		out[lang] = set
	}
	return out, nil
}

// functions are what templates can call, in one reader's language.
func functions(p *locale.Printer, assets *assetSet) template.FuncMap {
	return template.FuncMap{
		"t": p.T,
		// tk is the sentence of one value of a set: tk "phase" .Phase.
		"tk":       func(prefix string, value any) string { return p.T(prefix + "." + fmt.Sprint(value)) },
		"asset":    assets.url,
		"icon":     func(name string) template.HTML { return icon(assets, name) },
		"dict":     dict,
		"list":     func(items ...any) []any { return items },
		"lines":    func(s string) []string { return strings.Split(strings.TrimSpace(s), "\n") },
		"marked":   marked,
		"date":     p.Date,
		"day":      func(t fair.Time, z *time.Location) string { return p.Day(t, z) },
		"clock":    func(t fair.Time, z *time.Location) string { return p.Clock(t, z) },
		"when":     func(a, b fair.Time, z *time.Location) string { return p.When(a, b, z) },
		"money":    p.Money,
		"price":    p.Price,
		"quantity": p.Quantity,
		"number":   p.Number,
		"score":    p.Score,
		"sum":      p.Sum,
		"region":   p.Region,
		"country":  p.Country,
		"unit":     p.Unit,
		"scheme":   p.Scheme,
		"codename": p.CodeTitle,
		"join":     p.List,
		"reason":   p.Reason,
		"lift":     p.Lift,
		"missed":   gist.Missed,
		"part":     p.Part,
		"question": p.Question,
		"pick":     func(t fair.Texts) string { return t.Pick(p.Lang()) },
		"names":    func(c fair.Company) naming { return nameOf(c, p.Lang()) },
		"points":   points,
		"plus":     func(a, b int) int { return a + b },
		"less":     func(n int) int { return -n },
		"concept":  func(c taxonomy.Code) string { return c.Title(p.Lang()) },
	}
}

// dict makes a map of its arguments for a part that needs several values.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict: a name without a value")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// points shows hundredths of a point whole, so that a table of them adds up.
func points(hundredths int) string { return fmt.Sprintf("%d.%02d", hundredths/100, hundredths%100) }

// icon is one drawing of the sprite; the word beside it says what it means.
func icon(assets *assetSet, name string) template.HTML {
	return template.HTML(`<svg class="icon" aria-hidden="true"><use href="` + assets.url("icons.svg") + "#" + html.EscapeString(name) + `"/></svg>`)
}

// marked highlights the matched ranges of a found text.
func marked(m fair.Marked) template.HTML {
	var b strings.Builder
	at := 0
	for _, s := range m.Spans {
		if s[0] < at || s[1] > len(m.Text) || s[0] >= s[1] {
			continue
		}
		b.WriteString(html.EscapeString(m.Text[at:s[0]]))
		b.WriteString("<mark>" + html.EscapeString(m.Text[s[0]:s[1]]) + "</mark>")
		at = s[1]
	}
	b.WriteString(html.EscapeString(m.Text[at:]))
	return template.HTML(b.String())
}
