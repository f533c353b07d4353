package quality

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/customer/identity"
	"regulars/quality/check"
)

// The names under which sources tell what is judged.
var (
	emailTraits    = []string{"email"}
	phoneTraits    = []string{"phone", "mobile", "phoneNumber", "phone_number"}
	birthdayTraits = []string{"birthday", "birthdate", "dateOfBirth"}
	genderTraits   = []string{"gender", "sex"}
	countryTraits  = []string{"country", "countryCode", "country_code"}
	currencyTraits = []string{"currency"}
	createdTraits  = []string{"createdAt", "created_at", "registeredAt", "registered_at", "memberSince"}
)

// subject is a customer as it is judged, with where each value came from.
type subject struct {
	account *customer.Account
	person  check.Person
	// said gives the telling of each field that can be wrong, and trait under
	// which name; a value that came as an identity only has none.
	said  map[string]customer.Told
	trait map[string]string
}

// subjectOf reads what is known of a customer.
func subjectOf(a *customer.Account) *subject {
	s := &subject{account: a, said: make(map[string]customer.Told, 8), trait: make(map[string]string, 8)}
	p := &s.person
	p.Name = a.Name
	p.Email = s.told("email", emailTraits, a.Email)
	p.Phone = s.told("phone", phoneTraits, a.Phone)
	p.EmailShared, p.PhoneShared = a.EmailFault == customer.SharedContact, a.PhoneFault == customer.SharedContact
	p.Birthday, p.Born = s.told("birthday", birthdayTraits, ""), a.Birthday
	p.Gender, _, _ = a.Told(genderTraits...)
	p.Country = s.told("country", countryTraits, "")
	p.Currency = s.told("currency", currencyTraits, "")
	p.Created = s.told("createdAt", createdTraits, "")
	p.City = s.told("city", []string{"city"}, "")
	if said, ok := a.Trait("address"); ok {
		s.said["address"], s.trait["address"] = said, "address"
		p.Post = postOf(said.Value)
	}
	return s
}

func (s *subject) told(field string, names []string, otherwise string) string {
	value, name, said := s.account.Told(names...)
	if value == "" {
		return otherwise
	}
	s.said[field], s.trait[field] = said, name
	return value
}

// postOf reads a postal address: an object as the Segment specification has it
// or as Chinese shops send it, or one text.
func postOf(raw json.RawMessage) (p check.Post) {
	p.Given = true
	var text string
	if json.Unmarshal(raw, &text) == nil {
		p.Plain, p.Street = true, strings.TrimSpace(text)
		return p
	}
	var parts map[string]json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return check.Post{} // a list, a number: nothing that was meant as an address
	}
	pick := func(names ...string) string {
		for _, name := range names {
			var t identity.Text
			if json.Unmarshal(parts[name], &t) == nil && strings.TrimSpace(string(t)) != "" {
				return strings.TrimSpace(string(t))
			}
		}
		return ""
	}
	p.Street = pick("street", "address1", "line1", "detail", "address", "street1")
	p.City = pick("city", "town")
	p.Code = pick("postalCode", "postal_code", "zip", "postcode")
	p.Country = pick("country", "countryCode", "country_code")
	return p
}

// bounce is the last message that came back from a customer for good.
type bounce struct {
	at      time.Time
	address string // empty when the event does not say
}

// bounced takes in that a message came back, unless the address is another one
// or was told afterwards.
func (s *subject) bounced(b bounce) {
	if b.at.IsZero() || s.person.Email == "" {
		return
	}
	if b.address != "" {
		now, _ := identity.NormalEmail(s.person.Email)
		if then, _ := identity.NormalEmail(b.address); then != now {
			return
		}
	}
	if said, ok := s.said["email"]; ok && said.Time > regulars.Micros(b.at) {
		return
	}
	s.person.Bounced = b.at
}

// judge judges the customer. Where a wrong address or number was told and a
// right one is known besides, that one is suggested.
func (s *subject) judge(o check.Options) check.Judged {
	j := check.Of(&s.person, o)
	for i := range j.Found {
		f := &j.Found[i]
		switch {
		case f.Kind == check.Email && f.Suggestion == "" && s.account.EmailFault == identity.Fine:
			f.Suggestion = s.account.Email
		case f.Kind == check.Phone && f.Suggestion == "" && s.account.PhoneFault == identity.Fine:
			f.Suggestion = s.account.Phone
		}
	}
	if !j.EmailWorks && s.account.Email != "" && s.account.EmailFault == identity.Fine && s.person.Bounced.IsZero() {
		j.EmailWorks = true
	}
	if !j.PhoneWorks && s.account.Phone != "" && s.account.PhoneFault == identity.Fine {
		j.PhoneWorks = true
	}
	return j
}

// known reports whether a wanted field is known.
func (s *subject) known(field string) bool {
	switch field {
	case "name":
		return s.account.Name != ""
	case "email":
		return s.person.Email != ""
	case "phone":
		return s.person.Phone != ""
	case "birthday":
		return s.person.Birthday != ""
	case "city":
		return s.account.City != ""
	case "country":
		return s.person.Country != "" || s.person.Post.Country != ""
	case "gender":
		return s.person.Gender != ""
	}
	said, ok := s.account.Trait(field)
	text := string(said.Value)
	return ok && text != `""` && text != "{}" && text != "[]"
}

// lastTold gives when anything was told: of whom no trait is known, the identity
// by which they came.
func (s *subject) lastTold() time.Time {
	if at := s.account.LastTold(); !at.IsZero() {
		return at
	}
	return s.account.FirstSeen
}

// digest stands for a value that people said is right.
func digest(f check.Found) string {
	sum := sha256.Sum256([]byte(f.Kind.String() + "\x00" + f.Reason + "\x00" + f.Is))
	return hex.EncodeToString(sum[:12])
}
