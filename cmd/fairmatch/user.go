package main

import (
	"fmt"
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
	h, err := a.open(c.Storage)
	if err != nil {
		return err
	}
	defer h.Close()
	grant := fair.Grant{Role: fair.Role(c.Role)}
	if c.Fair != "" {
		f, err := h.Fairs.Resolve(a.ctx, c.Fair)
		if err != nil {
			return err
		}
		grant.Fair = f.ID
		if c.Company != "" {
			company, err := h.Companies.ByRef(a.ctx, fair.System(), f.ID, c.Company)
			if err != nil {
				return err
			}
			grant.Company = company.ID
		}
	}
	p, change, err := h.People.Put(a.ctx, fair.System(), fair.PersonDraft{Name: c.Name, Email: c.Email, Locale: c.Locale}, grant)
	if err != nil {
		return err
	}
	if c.PasswordFile != "" {
		password, err := firstLine(c.PasswordFile)
		if err != nil {
			return err
		}
		if err := h.Access.SetPassword(a.ctx, fair.System(), p.ID, "", password, ""); err != nil {
			return err
		}
	}
	return a.printLink(h, p, string(change), c.PublicURL, c.JSON)
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
	p, err := h.Store.PersonByEmail(a.ctx, strings.ToLower(c.Email))
	if err != nil {
		return err
	}
	return a.printLink(h, p, string(fair.Unchanged), c.PublicURL, c.JSON)
}

func (a *app) printLink(h *node.House, p fair.Person, change, publicURL string, asJSON bool) error {
	secret, err := h.Access.Link(a.ctx, fair.System(), p.ID, "")
	if err != nil {
		return err
	}
	link := strings.TrimSuffix(publicURL, "/") + "/link/" + secret
	if asJSON {
		return a.summary(map[string]any{"person": p.ID, "change": change, "link": link})
	}
	fmt.Fprintf(a.out, "%s <%s>: %s\nSign-in link (works once, for three days):\n  %s\n", p.Name, p.Email, change, link)
	return nil
}
