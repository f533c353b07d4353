package check

import (
	"strings"
	"time"

	"regulars/customer/identity"
)

// Person is what is known of somebody. What was not told is empty.
type Person struct {
	Name string
	// Email and Phone are as they were told.
	Email, Phone string
	// EmailShared and PhoneShared say that so many use them that they reach nobody.
	EmailShared, PhoneShared bool
	// Bounced is when a message to the e-mail address came back for good, after
	// it was told; zero when none did.
	Bounced time.Time
	// Birthday is as told, Born as it is read: YYYY-MM-DD or MM-DD, or empty.
	Birthday, Born string
	Gender         string
	City           string
	// Country is a code or name, Currency a code.
	Country, Currency string
	Post              Post
	// Created is the text that says since when there is an account.
	Created string
	// FirstOrder is when the first order was placed; zero when there is none.
	FirstOrder time.Time

	number contact // the telephone number in its one form, once it was read
}

// contact is an address or number in its one form, with what is wrong with it.
type contact struct {
	read  bool
	value string
	fault identity.Fault
}

// phone gives the telephone number in its one form. Reading one is the dearest
// part of judging a person, and it is wanted three times.
func (p *Person) phone(o Options) (string, identity.Fault) {
	if !p.number.read {
		p.number.read = true
		p.number.value, p.number.fault = identity.NormalPhone(p.Phone, o.Region)
	}
	return p.number.value, p.number.fault
}

// Post is a postal address.
type Post struct {
	// Given says that there is one; Plain that it is one text without parts.
	Given, Plain                bool
	Street, City, Code, Country string
}

// Options are what a person is judged by.
type Options struct {
	Now time.Time
	// Region is the country of telephone numbers that name none; see package identity.
	Region string
}

// Found is one thing that is wrong.
type Found struct {
	Kind Kind
	// Reason is a word that says why; the console has a sentence for each.
	Reason string
	// Is is the value that is wrong, Suggestion a better one, or empty.
	Is, Suggestion string
}

// Judged is what was looked at of a person, and what is wrong with it.
type Judged struct {
	Found []Found
	// Looked has a bit for each kind that was looked for: whatever was not told
	// is not looked at.
	Looked uint32
	// EmailWorks and PhoneWorks say that a message would arrive, as far as we know.
	EmailWorks, PhoneWorks bool
}

// Has reports whether a kind was looked for.
func (j *Judged) Has(k Kind) bool { return j.Looked&(1<<k) != 0 }

// Find gives what was found of a kind.
func (j *Judged) Find(k Kind) (Found, bool) {
	for _, f := range j.Found {
		if f.Kind == k {
			return f, true
		}
	}
	return Found{}, false
}

func (j *Judged) look(k Kind) { j.Looked |= 1 << k }

func (j *Judged) tell(k Kind, reason, is, suggestion string) {
	j.Found = append(j.Found, Found{Kind: k, Reason: reason, Is: is, Suggestion: suggestion})
}

// Of judges a person. Duplicates are found by [Keys] and [Same].
func Of(p *Person, o Options) (j Judged) {
	j.email(p)
	j.phone(p, o)
	j.address(p)
	j.birthday(p, o)
	j.consistency(p, o)
	return j
}

func (j *Judged) email(p *Person) {
	if p.Email == "" {
		return
	}
	j.look(Email)
	j.look(SharedEmail)
	j.look(Bounced)
	if _, fault := identity.NormalEmail(p.Email); fault != identity.Fine {
		j.tell(Email, string(fault), p.Email, betterEmail(p.Email, fault))
		return
	}
	switch {
	case p.EmailShared:
		j.tell(SharedEmail, "shared", p.Email, "")
	case !p.Bounced.IsZero():
		j.tell(Bounced, "bounced", p.Email, "")
	default:
		j.EmailWorks = true
	}
}

func (j *Judged) phone(p *Person, o Options) {
	if p.Phone == "" {
		return
	}
	j.look(Phone)
	j.look(SharedPhone)
	if _, fault := p.phone(o); fault != identity.Fine {
		j.tell(Phone, string(fault), p.Phone, betterPhone(p.Phone, o.Region))
		return
	}
	if p.PhoneShared {
		j.tell(SharedPhone, "shared", p.Phone, "")
		return
	}
	j.PhoneWorks = true
}

// address holds a postal address to what a parcel needs: a street, a place, and
// a code of the country's form where the country has one. One that is a single
// text is taken as it is, unless it is too short to be one.
func (j *Judged) address(p *Person) {
	a := p.Post
	if !a.Given {
		return
	}
	j.look(Address)
	switch {
	case a.Plain:
		if len([]rune(a.Street)) < 4 {
			j.tell(Address, "too_short", a.Street, "")
		}
	case a.Street == "" && a.City == "":
		j.tell(Address, "empty", "", "")
	case a.Street == "":
		j.tell(Address, "no_street", a.City, "")
	case a.City == "" && p.City == "":
		j.tell(Address, "no_city", a.Street, "")
	case a.Code != "" && !validCode(a.Code, orElse(region(a.Country), region(p.Country))):
		j.tell(Address, "postal_code", a.Code, "")
	}
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// oldest and youngest are between which ages people are believed.
const (
	oldest   = 110
	youngest = 3
)

func (j *Judged) birthday(p *Person, o Options) {
	if p.Birthday == "" {
		return
	}
	j.look(Birthday)
	if p.Born == "" {
		j.tell(Birthday, "unreadable", p.Birthday, betterDate(p.Birthday))
		return
	}
	born, err := time.Parse(time.DateOnly, p.Born)
	if err != nil {
		return // a day without a year can be anybody's
	}
	switch {
	case born.After(o.Now):
		j.tell(Birthday, "future", p.Birthday, "")
	case o.Now.Sub(born) < youngest*365*24*time.Hour:
		j.tell(Birthday, "too_young", p.Birthday, "")
	case filler[p.Born]:
		j.tell(Birthday, "filler", p.Birthday, "")
	case born.AddDate(oldest, 0, 0).Before(o.Now):
		j.tell(Birthday, "too_old", p.Birthday, "")
	}
}

// filler are the days that programs and hurried people write for want of a
// birthday. Other first days of January are somebody's.
var filler = map[string]bool{"1900-01-01": true, "1970-01-01": true, "1899-12-30": true}

// slack is by how much clocks may differ, and how much earlier than the account
// the first order may be: a guest's order opens the account.
const slack = 48 * time.Hour

func (j *Judged) consistency(p *Person, o Options) {
	country := region(p.Country)
	if e164, fault := p.phone(o); country != "" && fault == identity.Fine {
		j.look(Country)
		if code := identity.CallingCode(country); code != 0 && !strings.HasPrefix(e164, "+"+digits(code)) {
			j.tell(Country, "phone_prefix", p.Country, "")
		}
	}
	if p.Currency != "" {
		j.look(Currency)
		if reason := currencyFault(strings.ToUpper(p.Currency), country); reason != "" {
			j.tell(Currency, reason, p.Currency, "")
		}
	}
	if at, ok := instant(p.Created); ok {
		j.look(Date)
		if at.After(o.Now.Add(slack)) {
			j.tell(Date, "future", p.Created, "")
		} else if !p.FirstOrder.IsZero() {
			j.look(Order)
			if p.FirstOrder.Add(slack).Before(at) {
				j.tell(Order, "before_account", p.Created, "")
			}
		}
	}
	if p.City != "" && p.Post.City != "" {
		j.look(City)
		if !samePlace(p.City, p.Post.City) {
			j.tell(City, "address_city", p.City, p.Post.City)
		}
	}
}

// instant reads a date or an instant as programs write it.
func instant(s string) (time.Time, bool) {
	for _, layout := range [...]string{time.RFC3339, time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
