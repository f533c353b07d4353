package check

import (
	"slices"
	"strings"
	"unicode"

	"github.com/zeebo/xxh3"
	"golang.org/x/text/unicode/norm"

	"regulars/customer/identity"
)

// The reasons for which two persons may be one.
const (
	SameMailbox  = "same_mailbox"  // their e-mail addresses differ by dots, a plus part or a slip in the domain
	NamePhone    = "name_phone"    // the same name, and telephone numbers with the same seven last digits
	NameBirthday = "name_birthday" // the same name, which few have, and the same full birthday
	Identity     = "identity"      // both used an identity that one of them has
)

// CommonName is how many may have a name before it says nothing together with a
// birthday: of 25 with one name there is one chance in seventy that two of them
// share a birthday; of a thousand, it is certain.
const CommonName = 25

// Face is what is compared of two persons.
type Face struct {
	name, mailbox, tail, born, gender string
}

// FaceOf prepares a person for comparison.
func FaceOf(p *Person, o Options) Face {
	f := Face{name: foldName(p.Name), gender: strings.ToLower(p.Gender), mailbox: mailbox(p.Email)}
	if len(p.Born) == len("2006-01-02") && !filler[p.Born] {
		f.born = p.Born
	}
	if e164, fault := p.phone(o); fault == identity.Fine && len(e164) > 8 && !p.PhoneShared {
		f.tail = e164[len(e164)-7:]
	}
	return f
}

// Keys appends a hash of each thing that two persons who may be one have in
// common: those with an equal hash are compared by [Same]. name is the hash of
// the name alone, 0 for none, by which common names are counted.
func (f Face) Keys(keys []uint64) (out []uint64, name uint64) {
	if f.mailbox != "" {
		keys = append(keys, hash(SameMailbox, f.mailbox))
	}
	if f.name == "" {
		return keys, 0
	}
	if f.tail != "" {
		keys = append(keys, hash(NamePhone, f.name, f.tail))
	}
	if f.born != "" {
		keys = append(keys, hash(NameBirthday, f.name, f.born))
	}
	return keys, hash("name", f.name)
}

func hash(parts ...string) uint64 { return xxh3.HashString(strings.Join(parts, "\x00")) }

// Same gives the reasons for which two persons may be one; none when something
// speaks against it. common says that many have their name.
func Same(a, b Face, common bool) (reasons []string) {
	if differ(a.name, b.name) || differ(a.born, b.born) || differ(a.gender, b.gender) {
		return nil
	}
	if a.mailbox != "" && a.mailbox == b.mailbox {
		reasons = append(reasons, SameMailbox)
	}
	if a.name == "" || b.name == "" {
		return reasons
	}
	if a.tail != "" && a.tail == b.tail {
		reasons = append(reasons, NamePhone)
	}
	if a.born != "" && a.born == b.born && !common {
		reasons = append(reasons, NameBirthday)
	}
	return reasons
}

// differ reports whether both are known and not the same.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// titles stand behind a surname when the rest of the name is not known, and
// unnamed are what is written when nothing is.
var (
	titles  = []string{"先生", "女士", "小姐", "太太", "老师", "总"}
	unnamed = map[string]bool{"test": true, "测试": true, "顾客": true, "客户": true, "会员": true, "匿名": true, "guest": true, "customer": true,
		"unknown": true, "微信用户": true, "用户": true, "name": true, "none": true, "na": true, "anonymous": true}
)

// foldName gives a name without case, marks and order of its words; empty when
// it does not tell one person from another.
func foldName(s string) string {
	words := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
	if !strings.ContainsFunc(s, han) {
		if len(words) < 2 {
			return "" // a first name alone
		}
		slices.Sort(words)
		return strings.Join(words, " ")
	}
	name := strings.Join(words, "")
	for _, title := range titles {
		if strings.HasSuffix(name, title) {
			return ""
		}
	}
	if len([]rune(name)) < 2 || unnamed[name] {
		return ""
	}
	return name
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

// plus are the providers that deliver whatever stands behind a plus sign to the
// same mailbox.
var plus = map[string]bool{"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "live.com": true, "icloud.com": true,
	"fastmail.com": true, "proton.me": true, "protonmail.com": true}

// mailbox gives where mail to an address ends up, whatever dots and plus parts
// it has and however its domain is misspelt; empty for no address.
func mailbox(told string) string {
	address, fault := identity.NormalEmail(told)
	if !fault.Identifies() || address == "" || fault == identity.ReservedDomain {
		return ""
	}
	local, domain, _ := strings.Cut(address, "@")
	if fault == identity.MisspeltDomain {
		if better := betterDomain(domain); better != "" {
			domain = better
		}
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if plus[domain] {
		local, _, _ = strings.Cut(local, "+")
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	if local == "" {
		return ""
	}
	return local + "@" + domain
}
