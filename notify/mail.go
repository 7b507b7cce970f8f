// Package notify sends what leaves the house. So far that is the mail with a
// sign-in link.
//
// It must not decide who gets what: callers do.
package notify

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/wneessen/go-mail"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/locale"
)

// Mailer sends mails through one SMTP server.
type Mailer struct {
	client *mail.Client
	from   string
}

// NewMailer reads smtp://user:password@host:587 (STARTTLS where the server
// offers it) or smtps://host:465 (TLS from the start). Nothing is sent yet.
func NewMailer(address, from string) (*Mailer, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" {
		return nil, fmt.Errorf("smtp: %q: expected smtp://user:password@host:587 or smtps://…", u.Redacted())
	}
	o := []mail.Option{mail.WithTLSPortPolicy(mail.TLSOpportunistic)}
	if u.Scheme == "smtps" {
		o = []mail.Option{mail.WithSSLPort(false)}
	}
	if p := u.Port(); p != "" {
		n, err := strconv.Atoi(p)
		if err != nil {
			return nil, fmt.Errorf("smtp: port %q", p)
		}
		o = append(o, mail.WithPort(n))
	}
	if user := u.User.Username(); user != "" {
		password, _ := u.User.Password()
		o = append(o, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(user), mail.WithPassword(password))
	}
	client, err := mail.NewClient(u.Hostname(), o...)
	if err != nil {
		return nil, fmt.Errorf("smtp: %w", err)
	}
	return &Mailer{client, from}, nil
}

// SendLink sends a person a sign-in link in their language.
func (m *Mailer) SendLink(ctx context.Context, p fair.Person, link string) error {
	say := locale.For(p.Locale)
	msg := mail.NewMsg()
	if err := msg.From(m.from); err != nil {
		return fmt.Errorf("mail: sender: %w", err)
	}
	if err := msg.AddToFormat(p.Name, p.Email); err != nil {
		return fmt.Errorf("mail: recipient: %w", err)
	}
	msg.Subject(say.T("mail.link_subject"))
	msg.SetBodyString(mail.TypeTextPlain, say.T("mail.link_body", "name", p.Name, "link", link))
	if err := m.client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
