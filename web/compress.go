package web

import (
	"compress/gzip"
	"mime"
	"net/http"
	"strings"
	"sync"
)

// worthwhile is the least number of bytes that are compressed: below it an
// answer fits one packet anyway.
const worthwhile = 1200

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, 5)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// compress sends text smaller to who can read it so. Live connections are left
// alone: their bytes must not wait for more.
func compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		live := r.Header.Get("Upgrade") != "" || strings.HasPrefix(r.URL.Path, "/api/v1/live")
		if live || r.Method == http.MethodHead || !readsGzip(r.Header.Get("Accept-Encoding")) {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipped{ResponseWriter: w}
		next.ServeHTTP(z, r)
		z.close()
	})
}

func readsGzip(accept string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight = strings.ReplaceAll(weight, " ", "")
			return strings.Trim(strings.TrimPrefix(weight, "q="), "0.") != "" || weight == ""
		}
	}
	return false
}

// zipped holds the beginning of an answer back until it is clear whether
// compressing is worthwhile.
type zipped struct {
	http.ResponseWriter
	status  int
	held    []byte
	decided bool
	zip     *gzip.Writer // nil: sent as it is
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipped) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func (z *zipped) WriteHeader(status int) {
	if status < 200 {
		z.ResponseWriter.WriteHeader(status)
	} else if z.status == 0 {
		z.status = status
	}
}

func (z *zipped) Write(b []byte) (int, error) {
	if z.status == 0 {
		z.status = http.StatusOK
	}
	if !z.decided {
		z.held = append(z.held, b...)
		if len(z.held) < worthwhile {
			return len(b), nil
		}
		return len(b), z.decide(true)
	}
	if z.zip != nil {
		return z.zip.Write(b)
	}
	return z.ResponseWriter.Write(b)
}

// decide sends the header and what was held back.
func (z *zipped) decide(long bool) error {
	z.decided = true
	h := z.Header()
	if h.Get("Content-Type") == "" && len(z.held) > 0 {
		h.Set("Content-Type", http.DetectContentType(z.held))
	}
	if long && h.Get("Content-Encoding") == "" && z.status != http.StatusPartialContent && compressible(h.Get("Content-Type")) {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		z.zip = zippers.Get().(*gzip.Writer)
		z.zip.Reset(z.ResponseWriter)
	}
	z.ResponseWriter.WriteHeader(z.status)
	if len(z.held) == 0 {
		return nil
	}
	var err error
	if z.zip != nil {
		_, err = z.zip.Write(z.held)
	} else {
		_, err = z.ResponseWriter.Write(z.held)
	}
	z.held = nil
	return err
}

// Flush sends what there is, for handlers that stream.
func (z *zipped) Flush() {
	if z.status == 0 {
		z.status = http.StatusOK
	}
	if !z.decided && z.decide(true) != nil {
		return // the client left
	}
	if z.zip != nil && z.zip.Flush() != nil {
		return
	}
	_ = http.NewResponseController(z.ResponseWriter).Flush() // what cannot be flushed is sent at the end
}

// close ends the answer; not called when the handler panics, so that half an
// answer does not look whole.
func (z *zipped) close() {
	if z.status == 0 {
		z.status = http.StatusOK
	}
	if !z.decided {
		_ = z.decide(false) // a client that left is no error of ours
	}
	if z.zip != nil {
		_ = z.zip.Close()
		zippers.Put(z.zip)
	}
}

func compressible(contentType string) bool {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil || t == "text/event-stream" {
		return false
	}
	return strings.HasPrefix(t, "text/") || strings.HasSuffix(t, "+json") || strings.HasSuffix(t, "+xml") || strings.HasSuffix(t, "+yaml") ||
		t == "application/json" || t == "application/javascript"
}
