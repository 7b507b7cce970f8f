package pages

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/web/api"
)

type failPage struct {
	frame
	Status   int
	Sentence string
	Request  string
	Fields   map[string]string
	Retry    int // seconds; 0: not said
}

// Error answers a request with the page of an error, for whoever stands before
// the pages: the middleware.
func (p *Pages) Error(w http.ResponseWriter, r *http.Request, err error) {
	p.visit(w, r).fail(err)
}

// fail answers with the page of an error. What is unexpected is logged and
// shown as a neutral sentence.
func (v *visit) fail(err error) {
	code := fair.CodeOf(err)
	if code == fair.Unauthenticated && v.r.Method == http.MethodGet && !v.who.SignedIn() && v.fragment() == "" {
		_ = v.redirect("/sign-in?next="+url.QueryEscape(v.r.URL.RequestURI()), "")
		return
	}
	status := api.StatusOf(err)
	if status >= 500 {
		v.Logger.ErrorContext(v.ctx, "page failed", "error", err, "request", v.who.Request, "method", v.r.Method, "path", v.r.URL.Path)
	}
	page := &failPage{Status: status, Request: v.who.Request}
	page.Title = v.say.T("fail." + strconv.Itoa(status) + ".title")
	page.Sentence, page.Fields = v.say.Error(err)
	page.Retry = v.retryAfter(err)
	if v.fair != nil && !v.who.Attends(v.fair.ID) && code == fair.NotFound {
		v.fair = nil
	}
	if again := v.render(status, "fail", page); again != nil {
		v.Logger.ErrorContext(v.ctx, "error page failed", "error", again, "request", v.who.Request)
		http.Error(v.w, page.Sentence, http.StatusInternalServerError)
	}
}

// retryAfter tells the reader's client when to come back, and returns the seconds.
func (v *visit) retryAfter(err error) int {
	var e *fair.Error
	if !errors.As(err, &e) || e.RetryAfter <= 0 {
		return 0
	}
	seconds := max(1, int(e.RetryAfter.Seconds()))
	v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
	return seconds
}
