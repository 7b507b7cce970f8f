package transfer

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
)

// Target is where records go.
type Target struct {
	Companies *fair.Companies
	People    *fair.People
	Posts     *fair.Posts
	Fairs     *fair.Fairs
	// Store runs a batch of records in one transaction. A Write inside it that fails must
	// undo its own part and let the others stand, as package store does.
	Store fair.Transactor
}

// Into is the target of an installation's services over its store.
func Into(u fair.UseCases, store fair.Transactor) Target {
	return Target{Companies: u.Companies, People: u.People, Posts: u.Posts, Fairs: u.Fairs, Store: store}
}

// batchSize is how many records go into one transaction.
const batchSize = 200

// Import reads src into the fair. Organizers of the fair may. kind is what the
// file's rows are; with a map, "" takes all that it makes and a kind only those. progress,
// which may be nil, is told how many bytes of the file have been read, now and then.
//
// The report is right also when there is an error: what it counts is in. Errors are
// *fair.Error for what is wrong with the file as a whole (Invalid with the column
// and rule, TooLarge) and for who asks (Forbidden); else the store's or the reader's.
func Import(ctx context.Context, into Target, a fair.Actor, f fair.Fair, kind Kind, src Source, progress func(read int64)) (Report, error) {
	im := &importer{Target: into, actor: a, fair: f, src: src, companies: map[string]fair.CompanyID{}, seen: map[[32]byte][32]byte{}}
	im.report.Kinds = map[Kind]Counts{}
	if !a.Organizes(f.ID) {
		return im.report, &fair.Error{Code: fair.Forbidden, Key: "error.forbidden"}
	}
	if src.Map == nil && !slices.Contains(Kinds(), kind) || src.Map != nil && kind != "" && !slices.Contains(src.Map.Kinds(), kind) {
		return im.report, fileError("kind", string(kind), "oneof", "companies people offers demands rates")
	}
	file := &counter{r: src.Reader}
	rows, err := open(file)
	if err == nil {
		err = im.checkHeader(rows.header(), kind)
	}
	if err != nil {
		return im.report, err
	}
	err = im.run(ctx, rows, kind, func() {
		if progress != nil {
			progress(file.n)
		}
	})
	for _, c := range im.report.Kinds {
		im.report.plus(c)
	}
	return im.report, err
}

type importer struct {
	Target
	actor     fair.Actor
	fair      fair.Fair
	src       Source
	report    Report
	batch     []record
	companies map[string]fair.CompanyID // by ref, of committed batches
	seen      map[[32]byte][32]byte     // hash of a record's key → of its content
}

// checkHeader refuses a column we do not know, before anything goes in.
func (im *importer) checkHeader(columns []string, kind Kind) error {
	if columns == nil {
		return nil
	}
	if im.src.Map != nil {
		return im.src.Map.checkHeader(columns)
	}
	for _, name := range columns {
		if !known(kind, name) {
			near := nearest(kind, name)
			im.error(RowError{Kind: kind, Line: 1, Column: clip(name, 60), Value: clip(name, 60), Rule: "header", Param: near})
			return fileError(clip(name, 60), name, "header", near)
		}
	}
	for _, c := range headers[kind] {
		has := func(name string) bool { return name == c.Name || c.Localized && strings.HasPrefix(name, c.Name+"_") }
		if c.Need && !slices.ContainsFunc(columns, has) {
			im.error(RowError{Kind: kind, Line: 1, Column: c.Name, Rule: "required"})
			return fileError(c.Name, "", "required", "")
		}
	}
	return nil
}

// checkHeader refuses a file that lacks a column which the map looks for: it is
// another file, or the map is wrong.
func (m *Map) checkHeader(columns []string) error {
	paths := m.paths()
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if !slices.Contains(columns, path) && !slices.Contains(columns, paths[path]) {
			return fileError(clip(path, 60), path, "known", alternatives("known", columns[:min(len(columns), 20)]))
		}
	}
	return nil
}

func (im *importer) run(ctx context.Context, rows rows, kind Kind, progress func()) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		r, err := rows.next()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			if flushed := im.flush(ctx); flushed != nil {
				return flushed
			}
			progress()
			return err
		}
		if im.report.Rows++; im.report.Rows > maxRows {
			return tooLarge(maxRows)
		}
		im.take(r, kind)
		if len(im.batch) >= batchSize {
			if err := im.flush(ctx); err != nil {
				return err
			}
			progress()
		}
	}
}

// take makes records of a row and queues them.
func (im *importer) take(r row, kind Kind) {
	if r.bad != nil {
		r.bad.Kind = kind
		im.refuse(*r.bad)
		return
	}
	var made []*cells
	if im.src.Map == nil {
		c, bad := direct(r, kind)
		if bad != nil {
			im.refuse(*bad)
			return
		}
		made = []*cells{c}
	} else {
		var err error
		if made, err = im.src.Map.apply(r); err != nil {
			im.refuse(RowError{Kind: kind, Line: r.line, Rule: "items", Param: fmt.Sprint(maxItems)})
			return
		}
		if len(made) == 0 {
			im.refuse(RowError{Kind: kind, Line: r.line, Rule: "empty"})
			return
		}
	}
	for _, c := range made {
		if kind == "" || c.kind == kind {
			im.queue(c)
		}
	}
}

// direct takes a row whose columns are ours.
func direct(r row, kind Kind) (*cells, *RowError) {
	c := &cells{kind: kind, line: r.line, values: make(map[string]string, len(r.fields))}
	for _, name := range slices.Sorted(maps.Keys(r.fields)) {
		if !known(kind, name) {
			return nil, &RowError{Kind: kind, Line: r.line, Column: clip(name, 60), Value: clip(name, 60), Rule: "header", Param: nearest(kind, name)}
		}
		var parts []string
		for _, n := range spread([]any{r.fields[name]}) {
			if _, nested := n.(map[string]any); nested {
				return nil, &RowError{Kind: kind, Line: r.line, Column: name, Rule: "nested"}
			}
			parts = append(parts, scalar(n))
		}
		c.values[name] = strings.Join(parts, ";")
	}
	return c, nil
}

// queue decodes a record and puts it into the batch, unless it is wrong or has been there.
func (im *importer) queue(c *cells) {
	for column, v := range c.values {
		c.values[column] = readable(v)
	}
	r := decode(c)
	for _, w := range c.warnings {
		im.warn(w)
	}
	if len(c.errors) == 0 {
		if bad, again := im.again(&r); again {
			if bad == nil {
				im.count(r.kind, func(n *Counts) { n.Merged++ })
				return
			}
			c.errors = append(c.errors, *bad)
		}
	}
	if len(c.errors) > 0 {
		im.refuse(c.errors...)
		return
	}
	im.batch = append(im.batch, r)
}

// again reports whether the file has had this record: with the same content, or where
// the map lets the first one stand, that is no error.
func (im *importer) again(r *record) (*RowError, bool) {
	key, content := r.identity()
	said := im.had(key, content)
	if r.kind == People && said == fresh && im.had("person\x00"+r.ref, fmt.Sprintf("%q", r.person)) == other {
		said = other
	}
	switch {
	case said == fresh:
		return nil, false
	case said == same, im.src.Map != nil && im.src.Map.firstStands(r.kind):
		return nil, true
	}
	return &RowError{Kind: r.kind, Line: r.line, Column: keyColumn(r.kind), Value: clip(r.ref, 60), Rule: "unique"}, true
}

// What the file has said under a key before.
const (
	fresh = iota // nothing
	same
	other
)

func (im *importer) had(key, content string) int {
	k, sum := sha256.Sum256([]byte(key)), sha256.Sum256([]byte(content))
	had, ok := im.seen[k]
	switch {
	case !ok:
		im.seen[k] = sum
		return fresh
	case had == sum:
		return same
	}
	return other
}

func keyColumn(k Kind) string {
	switch k {
	case People:
		return "email"
	case Rates:
		return "currency"
	}
	return "ref"
}

func (m *Map) firstStands(k Kind) bool {
	return slices.ContainsFunc(m.records, func(r recordMap) bool { return r.kind == k && r.first })
}

// outcome is what putting one record did.
type outcome struct {
	change fair.Change
	errors []RowError
}

// flush puts the batch in one transaction. The database may ask for a repeat, so
// nothing is counted before it is committed.
func (im *importer) flush(ctx context.Context) error {
	if len(im.batch) == 0 {
		return nil
	}
	var done []outcome
	var found map[string]fair.CompanyID
	err := im.Store.Write(ctx, func(ctx context.Context) error {
		done, found = done[:0], map[string]fair.CompanyID{}
		for i := range im.batch {
			r := &im.batch[i]
			if r.bad != nil {
				done = append(done, outcome{errors: r.bad})
				continue
			}
			var change fair.Change
			err := im.Store.Write(ctx, func(ctx context.Context) (err error) {
				change, err = im.put(ctx, r, found)
				return err
			})
			switch fair.CodeOf(err) {
			case "":
				done = append(done, outcome{change: change})
			case fair.Internal, fair.Unavailable, fair.TooMany, fair.Unauthenticated:
				return err
			default:
				done = append(done, outcome{errors: r.refused(err)})
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("import the rows from line %d: %w", im.batch[0].line, err)
	}
	maps.Copy(im.companies, found)
	for i, o := range done {
		if o.errors != nil {
			im.reject(o.errors...)
			continue
		}
		im.count(im.batch[i].kind, func(n *Counts) { n.add(o.change) })
	}
	im.batch = im.batch[:0]
	return nil
}

// refused says in the file's words what a service says.
func (r *record) refused(err error) []RowError {
	var out []RowError
	for _, f := range brokenRules(err) {
		column := columnOf(r.kind, f.Field)
		if column == "" {
			column = keyColumn(r.kind)
			if f.Value == "" {
				f.Value = r.ref
			}
		}
		out = append(out, RowError{r.kind, r.line, column, f.Value, f.Rule, f.Param})
	}
	return out
}

func (im *importer) put(ctx context.Context, r *record, found map[string]fair.CompanyID) (change fair.Change, err error) {
	var company fair.CompanyID
	if r.company != "" {
		if company, err = im.company(ctx, r.company, found); err != nil {
			return "", err
		}
	}
	switch r.kind {
	case Companies:
		_, change, err = im.Target.Companies.Put(ctx, im.actor, im.fair.ID, r.ref, r.draft, r.part)
	case People:
		_, change, err = im.Target.People.Put(ctx, im.actor, r.person, fair.Grant{Fair: im.fair.ID, Company: company, Role: r.role})
	case Offers:
		_, change, err = im.Posts.Put(ctx, im.actor, im.fair.ID, company, fair.OfferSide, r.ref, r.post)
	case Demands:
		_, change, err = im.Posts.Put(ctx, im.actor, im.fair.ID, company, fair.DemandSide, r.ref, r.post)
	case Rates:
		change, err = im.Fairs.SetRate(ctx, im.actor, im.fair.ID, r.rate)
	}
	return change, err
}

// company finds a company by its ref.
func (im *importer) company(ctx context.Context, ref string, found map[string]fair.CompanyID) (fair.CompanyID, error) {
	for _, known := range []map[string]fair.CompanyID{im.companies, found} {
		if id, ok := known[ref]; ok {
			return id, nil
		}
	}
	c, err := im.Target.Companies.ByRef(ctx, im.actor, im.fair.ID, ref)
	if fair.CodeOf(err) == fair.NotFound {
		return c.ID, fileError("company", ref, "known", "")
	}
	if err == nil {
		found[ref] = c.ID
	}
	return c.ID, err
}

func (im *importer) count(k Kind, add func(*Counts)) {
	n := im.report.Kinds[k]
	add(&n)
	im.report.Kinds[k] = n
}

// refuse queues what is wrong with a record behind those read before it, so that
// errors come in the order of the file.
func (im *importer) refuse(errs ...RowError) {
	im.batch = append(im.batch, record{kind: errs[0].Kind, line: errs[0].Line, bad: errs})
}

// reject counts one record as refused and reports its errors.
func (im *importer) reject(errs ...RowError) {
	im.count(errs[0].Kind, func(n *Counts) { n.Rejected++ })
	for _, e := range errs {
		im.error(e)
	}
}

func (im *importer) error(e RowError) {
	if im.report.ErrorCount++; im.report.ErrorCount <= keptErrors {
		im.report.Errors = append(im.report.Errors, e)
	}
	if im.src.OnError != nil {
		im.src.OnError(e)
	}
}

func (im *importer) warn(w RowError) {
	if im.report.WarningCount++; im.report.WarningCount <= keptErrors {
		im.report.Warnings = append(im.report.Warnings, w)
	}
	if im.src.OnWarning != nil {
		im.src.OnWarning(w)
	}
}
