package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"regulars"
	"regulars/auth"
)

// userCmd works on staff.
type userCmd struct {
	List     userList     `cmd:"" help:"List everybody who works here."`
	Add      userAdd      `cmd:"" help:"Invite somebody; prints a link with which they choose a password."`
	Link     userLink     `cmd:"" help:"Make a new link for somebody to choose a password."`
	Password userPassword `cmd:"" help:"Set a password, read from standard input."`
	Remove   userRemove   `cmd:"" help:"Remove somebody; what they did stays on record."`
}

type userList struct {
	JSON bool `name:"json" help:"Put the result on stdout as JSON."`
}

// shownStaff is one line of `regulars user list`.
type shownStaff struct {
	ID    string `json:"id"`
	Email string `json:"email"`
	Name  string `json:"name"`
	Role  string `json:"role"`
	State string `json:"state"`
}

// Run lists staff.
func (c *userList) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		people, err := staff.StaffList(ctx)
		if err != nil {
			return err
		}
		list := []shownStaff{}
		for _, p := range people {
			state := "active"
			if p.Disabled {
				state = "disabled"
			} else if p.Invited {
				state = "invited"
			}
			list = append(list, shownStaff{ID: p.ID, Email: p.Email, Name: p.Name, Role: string(p.Role), State: state})
		}
		return s.print(c.JSON, list, func(w io.Writer) {
			t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
			for _, p := range list {
				fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", p.Email, p.Name, p.Role, p.State)
			}
			t.Flush()
		})
	})
}

type userAdd struct {
	Email string `arg:"" help:"E-mail address."`
	Name  string `name:"name" required:"" help:"Name to show."`
	Role  string `name:"role" default:"agent" enum:"owner,manager,agent,analyst" help:"owner, manager, agent or analyst."`
}

// Run invites somebody.
func (c *userAdd) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		_, link, err := staff.Invite(ctx, auth.NewStaff{Email: c.Email, Name: c.Name, Role: auth.Role(c.Role)})
		if err != nil {
			return err
		}
		return s.printLink(link)
	})
}

type userLink struct {
	Email string `arg:"" help:"E-mail address."`
}

// Run makes a new link.
func (c *userLink) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		id, err := staffByEmail(ctx, staff, c.Email)
		if err != nil {
			return err
		}
		link, err := staff.NewLink(ctx, id)
		if err != nil {
			return err
		}
		return s.printLink(link)
	})
}

// printLink prints where to choose a password.
func (s *session) printLink(link auth.Link) error {
	_, err := fmt.Fprintf(s.stdout, "%s/welcome#%s\n(until %s)\n", s.publicURL(s.Listen), link.Token, link.Expires.Format(time.DateTime))
	return err
}

type userPassword struct {
	Email string `arg:"" help:"E-mail address."`
}

// Run reads a password from standard input and sets it.
func (c *userPassword) Run(s *session) error {
	fmt.Fprint(s.stderr, "new password: ")
	line, err := bufio.NewReader(io.LimitReader(s.stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		id, err := staffByEmail(ctx, staff, c.Email)
		if err != nil {
			return err
		}
		return staff.SetPassword(ctx, id, strings.TrimRight(line, "\r\n"))
	})
}

type userRemove struct {
	Email string `arg:"" help:"E-mail address."`
}

// Run removes somebody.
func (c *userRemove) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		id, err := staffByEmail(ctx, staff, c.Email)
		if err != nil {
			return err
		}
		return staff.RemoveStaff(ctx, id)
	})
}

func staffByEmail(ctx context.Context, staff *auth.Auth, email string) (string, error) {
	people, err := staff.StaffList(ctx)
	if err != nil {
		return "", err
	}
	for _, p := range people {
		if strings.EqualFold(p.Email, strings.TrimSpace(email)) {
			return p.ID, nil
		}
	}
	return "", regulars.NotFound("member of staff")
}

// staff runs fn on the staff of the data folder.
func (s *session) staff(fn func(ctx context.Context, staff *auth.Auth) error) error {
	a, err := openApp(s.ctx, s, false)
	if err != nil {
		return err
	}
	return errors.Join(fn(s.as("command line"), a.staff), a.close(s.ctx))
}

// keyCmd works on API keys.
type keyCmd struct {
	List   keyList   `cmd:"" help:"List API keys."`
	Add    keyAdd    `cmd:"" help:"Make an API key; it is printed this once."`
	Revoke keyRevoke `cmd:"" help:"Revoke an API key."`
}

type keyList struct {
	JSON bool `name:"json" help:"Put the result on stdout as JSON."`
}

// shownKey is one line of `regulars key list`.
type shownKey struct {
	ID          string                `json:"id"`
	Name        string                `json:"name"`
	Prefix      string                `json:"prefix"`
	Permissions []regulars.Permission `json:"permissions"`
	Created     string                `json:"created"`
	Used        string                `json:"used,omitempty"`
}

// Run lists API keys.
func (c *keyList) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		keys, err := staff.Keys(ctx)
		if err != nil {
			return err
		}
		list := []shownKey{}
		for _, k := range keys {
			list = append(list, shownKey{ID: k.ID, Name: k.Name, Prefix: k.Prefix, Permissions: k.Permissions,
				Created: instant(k.Created), Used: instant(k.Used)})
		}
		return s.print(c.JSON, list, func(w io.Writer) {
			t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
			for _, k := range list {
				fmt.Fprintf(t, "%s\t%s…\t%s\t%v\n", k.ID, k.Prefix, k.Name, k.Permissions)
			}
			t.Flush()
		})
	})
}

type keyAdd struct {
	Name        string   `arg:"" help:"What the key is for."`
	Permissions []string `name:"can" required:"" placeholder:"PERMISSION" help:"What it may do, such as customers:read; may be repeated."`
}

// Run makes an API key.
func (c *keyAdd) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error {
		n := auth.NewKey{Name: c.Name}
		for _, p := range c.Permissions {
			n.Permissions = append(n.Permissions, regulars.Permission(p))
		}
		_, text, err := staff.MakeKey(ctx, n)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.stdout, text)
		return err
	})
}

type keyRevoke struct {
	ID string `arg:"" help:"The key's id, from key list."`
}

// Run revokes an API key.
func (c *keyRevoke) Run(s *session) error {
	return s.staff(func(ctx context.Context, staff *auth.Auth) error { return staff.RevokeKey(ctx, c.ID) })
}
