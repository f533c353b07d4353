package identity

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// NormalEmail gives an e-mail address in its one form, and what is wrong with
// it. With a fault that does not identify, the address is empty.
func NormalEmail(s string) (string, Fault) {
	s, fault := text(s)
	if fault != Fine {
		return "", fault
	}
	s = strings.ToLower(s)
	s = strings.TrimPrefix(s, "mailto:")
	s = strings.TrimFunc(s, func(r rune) bool { return invisible(r) || strings.ContainsRune(`<>"'`, r) })
	if empty[s] {
		return "", Placeholder
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return "", Syntax
	}
	// A Chinese keyboard types 。 where a dot is meant.
	local, domain := s[:at], strings.TrimSuffix(strings.ReplaceAll(s[at+1:], "。", "."), ".")
	if !validLocal(local) || !validDomain(domain) {
		return "", Syntax
	}
	s = local + "@" + domain
	if nobody[local] || placeholders[s] || empty[local] {
		return "", Placeholder
	}
	return s, domainFault(domain)
}

// validLocal holds the part before the @ to RFC 5322's dot-atom, with letters
// of any script (RFC 6531). Quoted parts are not taken.
func validLocal(s string) bool {
	if s == "" || len(s) > 64 || s[0] == '.' || s[len(s)-1] == '.' || strings.Contains(s, "..") {
		return false
	}
	for _, r := range s {
		if r >= 0x80 {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
				return false
			}
		} else if !isAlnum(r) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~.", r) {
			return false
		}
	}
	return true
}

// validDomain wants at least two labels of letters, digits and inner hyphens,
// the last one not a number.
func validDomain(s string) bool {
	labels := strings.Split(s, ".")
	if len(s) > 253 || len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, r := range l {
			if !isAlnum(r) && r != '-' && (r < 0x80 || !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)) {
				return false
			}
		}
	}
	top := labels[len(labels)-1]
	return len(top) >= 2 && strings.ContainsFunc(top, func(r rune) bool { return r < '0' || r > '9' })
}

func isAlnum(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// nobody are the names of mailboxes that no person reads.
var nobody = map[string]bool{
	"noreply": true, "no-reply": true, "no_reply": true, "donotreply": true, "do-not-reply": true,
	"mailer-daemon": true, "postmaster": true, "noemail": true, "no-email": true, "nomail": true, "nobody": true,
}

// placeholders are addresses that are typed to get past a form.
var placeholders = map[string]bool{
	"a@a.com": true, "a@b.com": true, "aa@aa.com": true, "abc@abc.com": true, "test@test.com": true,
	"test@example.com": true, "user@example.com": true, "email@email.com": true, "xxx@xxx.com": true,
	"123@123.com": true, "123@qq.com": true, "123456@qq.com": true, "111@qq.com": true, "test@qq.com": true,
	"na@na.com": true, "x@x.com": true, "asdf@asdf.com": true,
}

// misspelt are the usual slips in the names of large providers.
var misspelt = map[string]bool{
	"gmial.com": true, "gmai.com": true, "gamil.com": true, "gmal.com": true, "gnail.com": true, "gmail.co": true,
	"gmail.cm": true, "gmali.com": true, "gmaill.com": true, "hotmial.com": true, "hotnail.com": true, "hotmal.com": true,
	"hotmai.com": true, "outlok.com": true, "outloo.com": true, "yaho.com": true, "yahooo.com": true, "yhoo.com": true,
	"iclud.com": true, "icloud.co": true, "qq.co": true, "qq.cm": true, "qqq.com": true, "163.co": true, "162.com": true,
	"136.com": true, "125.com": true, "foxmial.com": true, "sina.cm": true, "alyun.com": true,
}

// domainFault tells a domain that cannot receive mail, by RFC 2606 and RFC 6762
// or because it is a slip.
func domainFault(domain string) Fault {
	top := domain[strings.LastIndexByte(domain, '.')+1:]
	switch top {
	case "test", "example", "invalid", "localhost", "local", "internal":
		return ReservedDomain
	case "con", "cmo", "ocm", "comm", "vom", "xom":
		return MisspeltDomain
	}
	for _, d := range [...]string{"example.com", "example.net", "example.org"} {
		if domain == d || strings.HasSuffix(domain, "."+d) {
			return ReservedDomain
		}
	}
	if misspelt[domain] {
		return MisspeltDomain
	}
	return Fine
}

// advertised is the number on every advertisement of China Mobile, which is
// what people in China type to get past a form.
const advertised = "+8613800138000"

// NormalPhone gives a telephone number as E.164, and what is wrong with it. A
// number without a country code is of region, an ISO 3166 code such as "CN".
func NormalPhone(s, region string) (string, Fault) {
	s, fault := text(s)
	if fault != Fine {
		return "", fault
	}
	s = strings.TrimLeft(s, "'") // how spreadsheets keep a leading + or 0
	if empty[strings.ToLower(s)] {
		return "", Placeholder
	}
	if n, ok := chineseMobile(s, region); ok {
		return phoneFault(n, Fine)
	}
	number, err := phonenumbers.Parse(s, region)
	if err != nil {
		return "", Syntax
	}
	if number.GetExtension() != "" {
		return "", Extension
	}
	if !phonenumbers.IsPossibleNumber(number) {
		return "", Syntax
	}
	e164 := phonenumbers.Format(number, phonenumbers.E164)
	if phonenumbers.IsValidNumber(number) {
		return phoneFault(e164, Fine)
	}
	// Numbers that nobody has may read differently the second time (leading zeros).
	if again, err := phonenumbers.Parse(e164, region); err != nil || phonenumbers.Format(again, phonenumbers.E164) != e164 {
		return "", Syntax
	}
	return phoneFault(e164, UnusedNumber)
}

// chineseMobile reads the commonest form of all, 11 digits that begin with 13
// to 19, a hundred times quicker than the general parser.
func chineseMobile(s, region string) (string, bool) {
	if strings.HasPrefix(s, "+86") {
		s = s[3:]
	} else if region != "CN" {
		return "", false
	}
	if len(s) != 11 || s[0] != '1' || s[1] < '3' {
		return "", false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return "", false
		}
	}
	return "+86" + s, true
}

// phoneFault tells numbers that are only typed to fill a field: the advertised
// one, and those not in use whose last seven digits are all the same or count.
// Numbers in use may look like that: people pay for them.
func phoneFault(number string, fault Fault) (string, Fault) {
	tail := number[max(0, len(number)-7):]
	same, counts := true, true
	for i := 1; i < len(tail); i++ {
		same = same && tail[i] == tail[0]
		counts = counts && tail[i] == tail[i-1]+1
	}
	if number == advertised || fault != Fine && (same || counts) {
		return "", Placeholder
	}
	return number, fault
}
