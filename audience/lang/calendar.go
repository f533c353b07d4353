package lang

import (
	"math"
	"time"
)

// The ends of time, in microseconds.
const (
	never   int64 = math.MaxInt64
	forEver int64 = math.MinInt64
)

// startOfDay gives the first instant of a civil day in a zone, in microseconds:
// the first at which a clock there shows that day or a later one. Where clocks
// are put back at midnight that is the first of two midnights; where they skip
// it, the moment after the skip.
func startOfDay(day int64, zone *time.Location) int64 {
	if zone == time.UTC {
		return day * 86_400_000_000
	}
	civil := time.Unix(day*86400, 0).UTC()
	t := time.Date(civil.Year(), civil.Month(), civil.Day(), 0, 0, 0, 0, zone)
	if civilDay(t) < day { // midnight was skipped
		if _, end := t.ZoneBounds(); !end.IsZero() {
			return end.UnixMicro()
		}
	}
	// Midnight may have come once before, when clocks were put back after it.
	if begin, _ := t.ZoneBounds(); !begin.IsZero() {
		_, before := begin.Add(-time.Microsecond).Zone()
		_, after := t.Zone()
		if earlier := t.Add(time.Duration(after-before) * time.Second); after < before && earlier.Before(begin) {
			return earlier.UnixMicro()
		}
	}
	return t.UnixMicro()
}

// civilDay gives the day that a calendar shows, as days since 1970.
func civilDay(t time.Time) int64 {
	_, ahead := t.Zone()
	seconds := t.Unix() + int64(ahead)
	day := seconds / 86400
	if seconds%86400 < 0 {
		day--
	}
	return day
}

// StartOfDay gives the first instant in microseconds of a civil day, in days
// since 1970, in a zone: of two midnights the first, of none the moment after.
func StartOfDay(day int64, zone *time.Location) int64 { return startOfDay(day, zone) }

// DayOf gives the civil day in which an instant in microseconds lies; days
// never go back.
func DayOf(micros int64, zone *time.Location) int64 { return dayOf(micros, zone) }

// dayOf gives the civil day in which an instant lies, by startOfDay: days
// never go back.
func dayOf(micros int64, zone *time.Location) int64 {
	day := civilDay(time.UnixMicro(micros).In(zone))
	for startOfDay(day, zone) > micros {
		day--
	}
	for startOfDay(day+1, zone) <= micros {
		day++
	}
	return day
}

// begin gives the first day of the period in which a day lies, so many periods
// later: of weeks Monday, of quarters the first of January, April, July or October.
func (p Period) begin(day int64, later int) int64 {
	d := time.Unix(day*86400, 0).UTC()
	switch p {
	case Today, Yesterday:
		return day + int64(later)
	case ThisWeek, LastWeek:
		return day - int64(d.Weekday()+6)%7 + 7*int64(later)
	case ThisMonth, LastMonth:
		return date(d.Year(), int(d.Month())+later, 1)
	case ThisQuarter, LastQuarter:
		return date(d.Year(), (int(d.Month())-1)/3*3+1+3*later, 1)
	}
	return date(d.Year()+later, 1, 1)
}

// past reports whether a period is the one before the present one.
func (p Period) past() bool {
	return p == Yesterday || p == LastWeek || p == LastMonth || p == LastQuarter || p == LastYear
}

func date(year, month, day int) int64 {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// anniversary gives the day in a year on which a day of another year is
// remembered. Who was born on 29 February has it on the 28th in other years,
// so that it stays in its month.
func anniversary(day int64, year int) int64 {
	d := time.Unix(day*86400, 0).UTC()
	if d.Month() == time.February && d.Day() == 29 && date(year, 3, 1)-date(year, 2, 1) == 28 {
		return date(year, 2, 28)
	}
	return date(year, int(d.Month()), d.Day())
}

// Bounds gives the instants in microseconds between which events count at now,
// from the first on and before the second, whatever their other conditions: an
// event counts when it happened in them and not after now.
func (w Window) Bounds(now time.Time, zone *time.Location) (from, to int64) {
	at := now.UnixMicro()
	from, to = forEver, at+1
	if w.From != (Span{}) {
		from = at - w.From.Length().Microseconds() + 1
	}
	if w.To != (Span{}) {
		to = at - w.To.Length().Microseconds() + 1
	}
	if w.During != "" {
		later, today := 0, dayOf(at, zone)
		if w.During.past() {
			later = -1
		}
		from = startOfDay(w.During.begin(today, later), zone)
		to = min(to, startOfDay(w.During.begin(today, later+1), zone))
	}
	if day, ok := parseDay(w.Since); ok {
		from = startOfDay(day, zone)
	}
	if day, ok := parseDay(w.Until); ok {
		to = min(to, startOfDay(day+1, zone))
	}
	return from, to
}
