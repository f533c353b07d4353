package check

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"regulars/customer/identity"
)

// providers are the domains that people mean when they misspell one.
var providers = []string{"gmail.com", "qq.com", "163.com", "126.com", "hotmail.com", "outlook.com", "icloud.com", "yahoo.com", "foxmail.com",
	"sina.com", "aliyun.com", "sohu.com", "yeah.net", "139.com"}

// betterEmail gives the address that was probably meant, or empty when there is
// none or more than one.
func betterEmail(told string, fault identity.Fault) string {
	s := strings.ToLower(strings.TrimSpace(norm.NFKC.String(told)))
	switch fault {
	case identity.MisspeltDomain:
		if mailbox, domain, ok := strings.Cut(s, "@"); ok {
			if better := betterDomain(domain); better != "" {
				return fine(mailbox + "@" + better)
			}
		}
	case identity.Syntax:
		s = strings.Join(strings.Fields(s), "")
		for _, try := range [...]string{s, strings.ReplaceAll(s, ",", "."), collapse(s, ".."), collapse(s, "@@"), strings.ReplaceAll(s, "#", "@")} {
			if fine(try) != "" {
				return fine(try)
			}
		}
		if mailbox, domain, ok := strings.Cut(s, "@"); ok && !strings.Contains(domain, ".") {
			for _, p := range providers {
				if name, _, _ := strings.Cut(p, "."); domain == name || domain == strings.ReplaceAll(p, ".", "") {
					return fine(mailbox + "@" + p)
				}
			}
		}
	}
	return ""
}

// fine gives an address in its one form when nothing is wrong with it.
func fine(address string) string {
	if v, fault := identity.NormalEmail(address); fault == identity.Fine {
		return v
	}
	return ""
}

func collapse(s, double string) string {
	for strings.Contains(s, double) {
		s = strings.ReplaceAll(s, double, double[:1])
	}
	return s
}

// slips are endings that are typed for .com.
var slips = []string{".con", ".cmo", ".ocm", ".comm", ".vom", ".xom"}

// betterDomain gives the one provider that is nearest to a misspelt domain:
// empty when two are equally near, as 163.com and 126.com are to 162.com.
func betterDomain(domain string) string {
	for _, slip := range slips {
		if name, ok := strings.CutSuffix(domain, slip); ok {
			domain = name + ".com"
			if slices.Contains(providers, domain) {
				return domain
			}
		}
	}
	best, least, even := "", 3, false
	for _, p := range providers {
		d := distance(domain, p)
		switch {
		case d < least:
			best, least, even = p, d, false
		case d == least:
			even = true
		}
	}
	if even {
		return ""
	}
	return best
}

// distance counts the letters to be put in, taken out, replaced or swapped with
// their neighbour to make b of a (optimal string alignment).
func distance(a, b string) int {
	older, old, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range old {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(old[j]+1, now[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], older[j-2]+1)
			}
		}
		older, old, now = old, now, older
	}
	return old[len(b)]
}

// switchboard cuts off what is dialled behind a number.
var switchboard = regexp.MustCompile(`(?i)\s*(ext\.?|x|转|分机|#|;).*$`)

// betterPhone gives a number that can be right of one that cannot, or empty.
func betterPhone(told, country string) string {
	s := norm.NFKC.String(told)
	digitsOnly := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1").Replace(s))
	for _, try := range [...]string{switchboard.ReplaceAllString(s, ""), digitsOnly, strings.TrimLeft(digitsOnly, "0")} {
		if try == "" {
			continue
		}
		if v, fault := identity.NormalPhone(try, country); fault == identity.Fine {
			return v
		}
	}
	return ""
}

// layouts are other orders in which people write a date. Those in which day and
// month could be either are not read.
var layouts = [...]string{"2.1.2006", "2/1/2006", "1/2/2006", "2006-2-1", "2006/2/1", "2006-1-2", "2.1.06"}

// betterDate gives a date as YYYY-MM-DD, or empty when it can be read in no way
// or in two.
func betterDate(told string) string {
	found := ""
	for _, layout := range layouts {
		d, err := time.Parse(layout, strings.TrimSpace(norm.NFKC.String(told)))
		if err != nil {
			continue
		}
		if text := d.Format(time.DateOnly); found == "" {
			found = text
		} else if found != text {
			return ""
		}
	}
	return found
}
