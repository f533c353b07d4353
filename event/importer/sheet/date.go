package sheet

import (
	"bytes"
	"strings"
	"time"
)

// DayOrder is how a date such as 3/4/2024 is read.
type DayOrder string

// The orders. Dates that begin with the year need none.
const (
	AnyOrder DayOrder = ""
	DayFirst DayOrder = "dmy"
	MonFirst DayOrder = "mdy"
)

// Dates parses the dates of a column.
type Dates struct {
	// Order reads dates that begin with the day or the month; AnyOrder takes
	// only those that leave no choice.
	Order DayOrder
	// Zone is where times without an offset of their own are; nil means UTC.
	Zone *time.Location
}

// Date is what a value says.
type Date struct {
	Time time.Time
	// DayOnly says that the value gives a day without a time of day; Time is
	// the day's beginning.
	DayOnly bool
}

// Parse reads a date, with or without a time of day: ISO 8601 and its
// relatives, year first with any separator or none, day or month first, month
// names, 2024年1月5日, and seconds, milliseconds or microseconds since the
// epoch. Two-digit years are from 1970 to 2069. ok is false for anything else.
// An empty field gives the zero Date and ok.
func (d Dates) Parse(field []byte) (date Date, ok bool) {
	b := bytes.TrimSpace(field)
	if len(b) == 0 {
		return Date{}, true
	}
	if len(b) > 64 {
		return Date{}, false
	}
	p, ok := d.parts(b)
	if !ok {
		return Date{}, false
	}
	return d.make(p)
}

// parts are a date's fields as they were written.
type parts struct {
	year, month, day           int
	hour, minute, second, nano int
	hasTime, hasOffset         bool
	offset                     int // seconds east of UTC
	epoch                      int64
	isEpoch                    bool // microseconds in epoch
}

func (d Dates) make(p parts) (Date, bool) {
	if p.isEpoch {
		return Date{Time: time.UnixMicro(p.epoch).UTC()}, true
	}
	if p.month < 1 || p.month > 12 || p.day < 1 || p.day > daysIn(p.year, p.month) ||
		p.hour > 24 || p.minute > 59 || p.second > 60 || p.hour == 24 && p.minute+p.second > 0 {
		return Date{}, false
	}
	zone := d.Zone
	if zone == nil {
		zone = time.UTC
	}
	if p.hasOffset {
		zone = time.UTC
	}
	t := time.Date(p.year, time.Month(p.month), p.day, p.hour, p.minute, min(p.second, 59), p.nano, zone)
	if p.hasOffset {
		t = t.Add(-time.Duration(p.offset) * time.Second)
	}
	return Date{Time: t.UTC().Truncate(time.Microsecond), DayOnly: !p.hasTime}, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (d Dates) parts(b []byte) (p parts, ok bool) {
	if len(b) >= 10 && b[4] == '-' && b[7] == '-' { // by far the most frequent
		y, m, day := number(b[:4]), number(b[5:7]), number(b[8:10])
		if y < 0 || m < 0 || day < 0 {
			return p, false
		}
		p.year, p.month, p.day = y, m, day
		return p, clock(b[10:], &p)
	}
	var buf [96]byte
	b = fold(b, buf[:0])
	if digitsOnly(b) {
		return compact(b)
	}
	s := scanner{b: b}
	if c := s.peek(); c < '0' || c > '9' {
		return d.named(&s)
	}
	first, width := s.number()
	if width == 0 || width > 4 {
		return d.fractional(b)
	}
	if s.word("年") {
		return chinese(&s, first)
	}
	separator := s.separator()
	if separator == 0 {
		return p, false
	}
	if month := s.month(); month > 0 { // 5 Jan 2024, 2024-Jan-05
		return dayMonthYear(&s, first, width, month)
	}
	second, w := s.number()
	if w == 0 || w > 2 {
		return d.fractional(b)
	}
	if width == 4 { // the year first
		p.year, p.month, p.day = first, second, 1
		if s.separator() != 0 {
			if p.day, w = s.number(); w == 0 || w > 2 {
				return p, false
			}
		} else {
			return p, false
		}
		return p, clock(s.rest(), &p)
	}
	if s.separator() != separator {
		return p, false
	}
	year, w := s.number()
	if p.year, ok = yearOf(year, w); !ok || width > 2 {
		return p, false
	}
	if !d.choose(first, second, &p) {
		return p, false
	}
	return p, clock(s.rest(), &p)
}

// choose tells the day from the month.
func (d Dates) choose(first, second int, p *parts) bool {
	switch {
	case d.Order == DayFirst:
		p.day, p.month = first, second
	case d.Order == MonFirst:
		p.month, p.day = first, second
	case first == second:
		p.day, p.month = first, second
	case first > 12:
		p.day, p.month = first, second
	case second > 12:
		p.month, p.day = first, second
	default:
		return false
	}
	return true
}

// yearOf reads a year of two or four digits.
func yearOf(year, width int) (int, bool) {
	switch {
	case width == 4:
		return year, true
	case width == 2 && year < 70:
		return 2000 + year, true
	case width == 2:
		return 1900 + year, true
	}
	return 0, false
}

// chinese reads what follows 年.
func chinese(s *scanner, year int) (p parts, ok bool) {
	var width int
	p.year = year
	if p.month, width = s.number(); width == 0 || !s.word("月") {
		return p, false
	}
	if p.day, width = s.number(); width == 0 || !s.word("日") && !s.word("号") {
		return p, false
	}
	return p, clock(s.rest(), &p)
}

// named reads a date that begins with the name of a weekday or month.
func (d Dates) named(s *scanner) (p parts, ok bool) {
	if s.weekday() {
		if c := s.peek(); c >= '0' && c <= '9' {
			return d.parts(s.rest())
		}
	}
	if p.month = s.month(); p.month == 0 {
		return p, false
	}
	s.separator()
	var width int
	if p.day, width = s.number(); width == 0 || width > 2 {
		return p, false
	}
	s.separator()
	year, width := s.number()
	if p.year, ok = yearOf(year, width); !ok {
		return p, false
	}
	return p, clock(s.rest(), &p)
}

// dayMonthYear reads what follows "5 Jan" or "2024-Jan".
func dayMonthYear(s *scanner, first, width, month int) (p parts, ok bool) {
	p.month = month
	s.separator()
	last, w := s.number()
	if width == 4 {
		p.year, p.day = first, last
		return p, w > 0 && w <= 2 && clock(s.rest(), &p)
	}
	p.day = first
	if p.year, ok = yearOf(last, w); !ok {
		return p, false
	}
	return p, clock(s.rest(), &p)
}

// compact reads dates and instants that are digits only.
func compact(b []byte) (p parts, ok bool) {
	at := func(from, to int) int { return number(b[from:to]) }
	switch len(b) {
	case 8, 12, 14:
		p.year, p.month, p.day = at(0, 4), at(4, 6), at(6, 8)
		if len(b) > 8 {
			p.hour, p.minute, p.hasTime = at(8, 10), at(10, 12), true
		}
		if len(b) > 12 {
			p.second = at(12, 14)
		}
		return p, true
	case 9, 10, 13, 16:
		for _, c := range b {
			p.epoch = p.epoch*10 + int64(c-'0')
		}
		switch len(b) {
		case 9, 10:
			p.epoch *= 1e6
		case 13:
			p.epoch *= 1e3
		}
		p.isEpoch = true
		return p, true
	}
	return p, false
}

// fractional reads seconds since the epoch with a fraction.
func (d Dates) fractional(b []byte) (p parts, ok bool) {
	whole, fraction, found := bytes.Cut(b, []byte("."))
	if !found || !digitsOnly(whole) || !digitsOnly(fraction) || len(whole) != 9 && len(whole) != 10 {
		return p, false
	}
	p, ok = compact(whole)
	scale := int64(1e5)
	for _, c := range fraction {
		p.epoch += int64(c-'0') * scale
		scale /= 10
	}
	return p, ok
}

// months holds the beginnings of month names in English, Spanish and Portuguese.
var months = map[string]int{
	"jan": 1, "ene": 1, "feb": 2, "fev": 2, "mar": 3, "apr": 4, "abr": 4, "may": 5, "mai": 5,
	"jun": 6, "jul": 7, "aug": 8, "ago": 8, "sep": 9, "set": 9, "oct": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "dic": 12,
}

var weekdays = []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

// DateClues gathers from a column's values whether the day or the month comes first.
type DateClues struct{ day, month, either int }

// Add looks at a value.
func (c *DateClues) Add(field []byte) {
	var buf [96]byte
	if len(field) > 64 {
		return
	}
	s := scanner{b: fold(bytes.TrimSpace(field), buf[:0])}
	first, w := s.number()
	if w == 0 || w > 2 || s.separator() == 0 {
		return
	}
	second, w := s.number()
	if w == 0 || w > 2 || s.separator() == 0 {
		return
	}
	if _, w = s.number(); w != 2 && w != 4 {
		return
	}
	switch {
	case first > 12 && second <= 12:
		c.day++
	case second > 12 && first <= 12:
		c.month++
	case first != second:
		c.either++
	}
}

// Open reports whether there are values that the others do not explain.
func (c *DateClues) Open() bool { return c.either > 0 && c.day == 0 && c.month == 0 }

// Verdict gives the order that explains the most values; AnyOrder without a clue.
func (c *DateClues) Verdict() DayOrder {
	switch {
	case c.day > c.month:
		return DayFirst
	case c.month > c.day:
		return MonFirst
	}
	return AnyOrder
}

func digitsOnly(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// number gives the value of a few digits, or -1.
func number(b []byte) int {
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// lower gives up to three letters at the beginning of b in lower case.
func lower(b []byte) string { return strings.ToLower(string(b[:min(3, len(b))])) }
