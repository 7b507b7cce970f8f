package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/fairmatch/fairmatch/fair"
	"github.com/fairmatch/fairmatch/node"
)

type userCmd struct {
	Create userCreateCmd `cmd:"" help:"Create a person, or give one a further role."`
	Link   userLinkCmd   `cmd:"" help:"Make a one-time sign-in link for a person."`
}

type userCreateCmd struct {
	node.Storage `embed:""`
	Role         string `help:"The role." enum:"organizer,matchmaker,hall_staff,group_manager,exhibitor,buyer,both" required:""`
	Fair         string `help:"Short name of the fair; without it an organizer runs the installation."`
	Company      string `help:"The company's ref at the fair, for exhibitors and buyers."`
	Name         string `help:"The person's name." required:""`
	Email        string `help:"The person's e-mail address." required:""`
	Locale       string `help:"Language of pages and messages." default:"en"`
	PasswordFile string `help:"File whose first line is the password; without it, sign in by link." type:"existingfile"`
	PublicURL    string `help:"Address that the link begins with." default:"http://127.0.0.1:8080" env:"FAIRMATCH_PUBLIC_URL"`
	JSON         bool   `help:"Print one line of JSON."`
}

func (c *userCreateCmd) Run(a *app) error {
	if c.Company != "" && c.Fair == "" {
		return usage("--company needs --fair: a company's ref is one of a fair")
	}
	password := ""
	if c.PasswordFile != "" {
		var err error
		if password, err = firstLine(c.PasswordFile); err != nil {
			return err
		}
	}
	h, err := a.open(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	grant, err := c.grant(a.ctx, h)
	if err != nil {
		return err
	}
	var p fair.Person
	var change fair.Change
	err = h.Store.Write(a.ctx, func(ctx context.Context) error { // both or none: nobody comes to be whose password was refused
		var err error
		p, change, err = h.People.Put(ctx, fair.System(), fair.PersonDraft{Name: c.Name, Email: c.Email, Locale: c.Locale}, grant)
		if err != nil || c.PasswordFile == "" {
			return err
		}
		return h.Access.SetPassword(ctx, fair.System(), p.ID, "", password, "")
	})
	if err != nil {
		return err
	}
	secret, err := h.Access.Link(a.ctx, fair.System(), p.ID, "")
	if err != nil {
		return err
	}
	return a.printLink(p, string(change), c.PublicURL, secret, c.JSON)
}

// grant finds what the flags name.
func (c *userCreateCmd) grant(ctx context.Context, h *node.House) (fair.Grant, error) {
	g := fair.Grant{Role: fair.Role(c.Role)}
	if c.Fair == "" {
		return g, nil
	}
	f, err := h.Fairs.Resolve(ctx, c.Fair)
	if err != nil {
		return g, err
	}
	g.Fair = f.ID
	if c.Company == "" {
		return g, nil
	}
	company, err := h.Companies.ByRef(ctx, fair.System(), f.ID, c.Company)
	g.Company = company.ID
	return g, err
}

func firstLine(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	s.Scan()
	return strings.TrimRight(s.Text(), "\r"), s.Err()
}

type userLinkCmd struct {
	node.Storage `embed:""`
	Email        string `arg:"" help:"The person's e-mail address."`
	PublicURL    string `help:"Address that the link begins with." default:"http://127.0.0.1:8080" env:"FAIRMATCH_PUBLIC_URL"`
	JSON         bool   `help:"Print one line of JSON."`
}

func (c *userLinkCmd) Run(a *app) error {
	h, err := a.existing(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	p, secret, err := h.Access.LinkTo(a.ctx, c.Email, "")
	if err != nil {
		return err
	}
	if p.ID.IsZero() {
		return fair.Missing("person")
	}
	return a.printLink(p, string(fair.Unchanged), c.PublicURL, secret, c.JSON)
}

func (a *app) printLink(p fair.Person, change, publicURL, secret string, asJSON bool) error {
	link := strings.TrimSuffix(publicURL, "/") + "/link/" + secret
	if asJSON {
		return a.summary(map[string]any{"person": p.ID, "change": change, "link": link})
	}
	fmt.Fprintf(a.out, "%s <%s>: %s\nSign-in link (works once, for three days):\n  %s\n", p.Name, p.Email, change, link)
	return nil
}
