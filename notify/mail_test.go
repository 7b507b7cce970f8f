package notify_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/textproto"
	"strings"
	"testing"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/notify"
)

// serve is a mail server that takes one mail (RFC 5321) and hands it over.
func serve(t *testing.T) (address string, mails <-chan string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	out := make(chan string, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, "220 test\r\n")
		in := textproto.NewReader(bufio.NewReader(conn))
		for {
			line, err := in.ReadLine()
			if err != nil {
				return
			}
			switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); verb {
			case "DATA":
				fmt.Fprint(conn, "354 go on\r\n")
				lines, err := in.ReadDotLines()
				if err != nil {
					return
				}
				out <- strings.Join(lines, "\n")
				fmt.Fprint(conn, "250 taken\r\n")
			case "QUIT":
				fmt.Fprint(conn, "221 bye\r\n")
				return
			default:
				fmt.Fprint(conn, "250 ok\r\n")
			}
		}
	}()
	return "smtp://" + l.Addr().String(), out
}

func TestSendLink(t *testing.T) {
	address, mails := serve(t)
	m, err := notify.NewMailer(address, "fair@example.com")
	if err != nil {
		t.Fatal(err)
	}
	p := fair.Person{PersonDraft: fair.PersonDraft{Name: "Ana Pérez", Email: "ana@example.com", Locale: "en"}}
	out := notify.NewOutbox(m, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { out.Run(ctx); close(done) }()
	if err := out.SendLink(t.Context(), p, "https://match.example.com/link/abc"); err != nil {
		t.Fatal(err)
	}
	got := <-mails
	cancel()
	<-done
	for _, want := range []string{"From: <fair@example.com>", "<ana@example.com>", "https://match.example.com/link/abc", "Subject: Your sign-in link"} {
		if !strings.Contains(got, want) {
			t.Errorf("the mail lacks %q:\n%s", want, got)
		}
	}
}

func TestAnAddressThatIsNoMailServerIsRefused(t *testing.T) {
	for _, address := range []string{"", "mail.example.com", "http://mail.example.com", "smtp://", "smtp://host:port"} {
		if _, err := notify.NewMailer(address, "a@example.com"); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}
