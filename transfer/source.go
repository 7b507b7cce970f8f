package transfer

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/fairmatch/fairmatch/fair"
)

// Source is a file to import.
type Source struct {
	io.Reader                // CSV or JSON lines in UTF-8, plain or gzip; which, is seen from the content
	Map       *Map           // nil: the file has our own header
	OnError   func(RowError) // called with every error as it is found; may be nil
	OnWarning func(RowError) // may be nil
}

// row is one row of a file as it stands there: for CSV a value per column, for
// JSON what the object holds.
type row struct {
	line   int
	fields map[string]any
	bad    *RowError // the row itself cannot be read
}

// rows reads a file row by row; io.EOF ends it. Every other error ends the
// import; what concerns one row is in row.bad.
type rows interface {
	next() (row, error)
	// header is the columns in their order; nil where every row names its own.
	header() []string
}

// counter counts the bytes of the file as it is, for the progress bar.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// capped refuses more than maxBytes of content, and of an archive, as soon as it is
// seen, content that is only blown up.
type capped struct {
	r      io.Reader
	n      int64
	packed func() int64 // bytes of the archive that were used so far; nil: it is none
}

func (c *capped) Read(p []byte) (int, error) {
	if c.n >= maxBytes || c.packed != nil && c.n > tableStart+tableRatio*c.packed() {
		return 0, tooLarge(maxBytes >> 20)
	}
	n, err := c.r.Read(p[:min(int64(len(p)), maxBytes-c.n)])
	c.n += int64(n)
	return n, err
}

func tooLarge(limit int) error {
	return &fair.Error{Code: fair.TooLarge, Key: "error.too_large", Args: fair.Args{"max": limit}}
}

// fileError is wrong with a file as a whole.
func fileError(column, value, rule, param string) error {
	return &fair.Error{Code: fair.Invalid, Key: "error.invalid", Fields: []fair.FieldError{{Field: column, Rule: rule, Param: param, Value: clip(value, 60)}}}
}

// open unpacks, drops the byte order mark and tells CSV from JSON lines.
func open(file *counter) (rows, error) {
	b := bufio.NewReaderSize(file, 64<<10)
	in := &capped{r: b}
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fileError("file", "", "gzip", "")
		}
		archive := b
		in = &capped{r: z, packed: func() int64 { return file.n - int64(archive.Buffered()) }}
	}
	b = bufio.NewReaderSize(in, 64<<10)
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		b.Discard(3)
	}
	start, err := b.Peek(4096)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, readError(err)
	}
	first := bytes.TrimLeft(start, " \t\r\n")
	switch {
	case len(first) == 0:
		return nil, fileError("file", "", "required", "")
	case bytes.HasPrefix(start, []byte("\xff\xfe")), bytes.HasPrefix(start, []byte("\xfe\xff")), bytes.IndexByte(start, 0) >= 0:
		return nil, fileError("file", "", "utf8", "")
	case first[0] == '{':
		return &jsonRows{r: b}, nil
	case first[0] == '[':
		return nil, fileError("file", "[", "json_lines", "")
	}
	return openCSV(b, start)
}

// readError keeps our own errors and turns a broken archive into one; what the
// disk or the network says stays as it is.
func readError(err error) error {
	var own *fair.Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, io.ErrUnexpectedEOF):
		return fileError("file", "", "gzip", "")
	}
	return fmt.Errorf("read the file: %w", err)
}

type csvRows struct {
	r       *csv.Reader
	columns []string
	// An open quotation mark took the lines from … to with it, as far as they are not told yet.
	open, from, to int
}

func openCSV(r io.Reader, start []byte) (*csvRows, error) {
	c := &csvRows{r: csv.NewReader(r)}
	c.r.Comma = delimiter(start)
	c.r.FieldsPerRecord = -1
	head, err := c.r.Read()
	if err != nil {
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, fileError("file", "", "quote", "")
		}
		return nil, readError(err)
	}
	if len(head) > maxColumns {
		return nil, tooLarge(maxColumns)
	}
	seen := map[string]bool{}
	for _, name := range head {
		name = strings.TrimSpace(name)
		switch {
		case !utf8.ValidString(name):
			return nil, fileError("file", "", "utf8", "")
		case seen[name]:
			return nil, fileError(clip(name, 60), name, "unique", "")
		}
		seen[name] = true
		c.columns = append(c.columns, name)
	}
	return c, nil
}

// delimiter is the candidate that the first line has most of outside quotes.
func delimiter(start []byte) rune {
	best, most := ',', 0
	for _, d := range ",;\t" {
		n, quoted := 0, false
		for _, b := range start {
			if b == '\n' && !quoted {
				break
			}
			if b == '"' {
				quoted = !quoted
			} else if rune(b) == d && !quoted {
				n++
			}
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

func (c *csvRows) header() []string { return c.columns }

func (c *csvRows) next() (row, error) {
	if c.from <= c.to && c.from > 0 {
		line := c.from
		c.from++
		return row{line: line, bad: &RowError{Line: line, Rule: "quote", Param: fmt.Sprintf("%d:1", c.open)}}, nil
	}
	rec, err := c.r.Read()
	var broken *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return row{}, io.EOF
	case errors.As(err, &broken):
		// A quotation mark that is not closed takes the following lines into its cell, up to
		// the rest of the file: they are told one by one, with the line where it began.
		c.open, c.from, c.to = broken.StartLine, broken.StartLine+1, broken.Line
		bad := &RowError{Line: broken.StartLine, Rule: "quote", Param: fmt.Sprintf("%d:%d", broken.Line, broken.Column)}
		return row{line: broken.StartLine, bad: bad}, nil
	case err != nil:
		return row{}, readError(err)
	}
	line, _ := c.r.FieldPos(0)
	out := row{line: line, fields: make(map[string]any, len(rec))}
	size := 0
	for i, v := range rec {
		size += len(v)
		switch {
		case i >= len(c.columns) && v != "":
			out.bad = &RowError{Line: line, Value: clip(v, 60), Rule: "columns", Param: fmt.Sprint(len(c.columns))}
		case i >= len(c.columns):
		case !utf8.ValidString(v):
			out.bad = &RowError{Line: line, Column: c.columns[i], Rule: "utf8"}
		default:
			out.fields[c.columns[i]] = v
		}
	}
	if size > maxRowSize {
		out.bad = &RowError{Line: line, Rule: "row_size", Param: fmt.Sprint(maxRowSize)}
	}
	return out, nil
}

type jsonRows struct {
	r    *bufio.Reader
	line int
}

func (j *jsonRows) header() []string { return nil }

func (j *jsonRows) next() (row, error) {
	for {
		b, long, err := j.readLine()
		if err != nil {
			return row{}, err
		}
		if len(bytes.TrimSpace(b)) == 0 && !long {
			continue
		}
		return j.parse(b, long), nil
	}
}

func (j *jsonRows) parse(b []byte, long bool) row {
	out := row{line: j.line}
	bad := func(rule, param string) row {
		out.bad = &RowError{Line: j.line, Rule: rule, Param: param}
		return out
	}
	if long {
		return bad("row_size", fmt.Sprint(maxRowSize))
	}
	if !utf8.Valid(b) {
		return bad("utf8", "")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&out.fields); err != nil || out.fields == nil {
		return bad("json", "")
	}
	if _, err := d.Token(); err != io.EOF {
		return bad("json", "")
	}
	if len(out.fields) > maxColumns {
		return bad("columns", fmt.Sprint(maxColumns))
	}
	return out
}

// readLine returns the next line without its end, or only that it is too long.
func (j *jsonRows) readLine() (line []byte, long bool, err error) {
	for {
		part, err := j.r.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return nil, false, readError(err)
		}
		if errors.Is(err, io.EOF) && len(part) == 0 && len(line) == 0 && !long {
			return nil, false, io.EOF
		}
		if long = long || len(line)+len(part) > maxRowSize; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		if err == nil || errors.Is(err, io.EOF) {
			j.line++
			return line, long, nil
		}
	}
}
