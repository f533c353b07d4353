package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxValue is the longest value of an identity, in bytes.
const MaxValue = 255

// Fault says why a value does not identify anybody, or why a contact cannot be
// right. The console has a sentence for each.
type Fault string

// The faults. An identity with one of the first group is not used.
const (
	Fine        Fault = ""
	Empty       Fault = "empty"       // nothing was given
	TooLong     Fault = "too_long"    // more than MaxValue bytes
	Unreadable  Fault = "unreadable"  // control characters or broken text
	Placeholder Fault = "placeholder" // what is typed when something must be typed
	Syntax      Fault = "syntax"      // not an e-mail address or telephone number
	Extension   Fault = "extension"   // the number of a switchboard
)

// These contacts identify, but a message to them will not arrive.
const (
	ReservedDomain Fault = "reserved_domain" // example.com and the like
	MisspeltDomain Fault = "misspelt_domain" // gmial.com and the like
	UnusedNumber   Fault = "unused_number"   // the right length, but no such number is given out
)

// Identifies reports whether a value with this fault still says who somebody is.
func (f Fault) Identifies() bool {
	switch f {
	case Fine, ReservedDomain, MisspeltDomain, UnusedNumber:
		return true
	}
	return false
}

// New brings a value to the one form of its kind. Region is the ISO 3166 code
// of the country of telephone numbers that name none. The identity is empty
// when the fault does not identify; External values are "system:id".
func New(kind Kind, value, region string) (Identity, Fault) {
	var fault Fault
	switch kind {
	case Email:
		value, fault = NormalEmail(value)
	case Phone:
		value, fault = NormalPhone(value, region)
	case Card:
		if value, fault = text(value); fault == Fine {
			value, fault = normalID(strings.ToUpper(cardSpaces.Replace(value)))
		}
	default:
		value, fault = normalID(value)
	}
	if !fault.Identifies() {
		return Identity{}, fault
	}
	return Identity{kind, value}, fault
}

// cardSpaces takes out what groups the digits of a card for the eye.
var cardSpaces = strings.NewReplacer(" ", "", "-", "", "\u3000", "", "\u00a0", "")

// text brings free text to one form: NFKC, without outer spaces. The fault is
// Empty, TooLong or Unreadable.
func text(s string) (string, Fault) {
	if len(s) > 4*MaxValue {
		return "", TooLong
	}
	if !plain(s) {
		if !utf8.ValidString(s) {
			return "", Unreadable
		}
		s = norm.NFKC.String(s)
	}
	s = strings.TrimFunc(s, invisible)
	switch {
	case s == "":
		return "", Empty
	case len(s) > MaxValue:
		return "", TooLong
	case strings.ContainsFunc(s, unicode.IsControl):
		return "", Unreadable
	}
	return s, Fine
}

// plain reports whether s is ASCII, which NFKC leaves as it is.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// invisible reports spaces of any kind and the marks that copying from a web
// page or a spreadsheet leaves behind.
func invisible(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == 0
}

// empty are values that clients send for "no id".
var empty = map[string]bool{
	"null": true, "nil": true, "none": true, "undefined": true, "nan": true, "n/a": true, "na": true,
	"unknown": true, "anonymous": true, "guest": true, "[object object]": true, "true": true, "false": true,
	"0": true, "-1": true, "-": true, "00000000-0000-0000-0000-000000000000": true,
}

func normalID(s string) (string, Fault) {
	s, fault := text(s)
	if fault != Fine {
		return "", fault
	}
	if len(s) <= 36 && empty[strings.ToLower(s)] {
		return "", Placeholder
	}
	return s, Fine
}
