package segment

import (
	"strconv"
	"time"
)

const (
	// trusted is how far a client's clock may be off before it is corrected.
	// Below it, what the client wrote is kept to the microsecond.
	trusted = time.Minute
	// oldest bounds how long before its sending an event may have happened for
	// the correction to be plausible: what is older was not stamped by the
	// clock that stamped the sending, but by a history that is brought in.
	oldest = 30 * 24 * time.Hour
	// backwards is how far an event may lie behind its own sending.
	backwards = 5 * time.Second
)

// when gives the time of an event by Segment's rule: received − (sent −
// original), where that is plausible, and never later than received.
func when(original, sent, received time.Time) time.Time {
	t := original
	if t.IsZero() {
		return received
	}
	if !sent.IsZero() {
		ago, skew := sent.Sub(original), received.Sub(sent)
		if ago >= -backwards && ago <= oldest && (skew > trusted || skew < -trusted) {
			t = received.Add(-ago)
		}
	}
	if t.After(received) {
		return received
	}
	return t.Truncate(time.Microsecond)
}

// original reads when the client says the event happened; zero when it does not.
// Exact says that the time stands by itself: a client that tells both times
// stamps originalTimestamp with its clock, while timestamp is what the program
// gave, or what another server has corrected already.
func (d *decoder) original(it *item) (t time.Time, exact bool, f *fault) {
	given, ok := d.instant(it.timestamp)
	if !ok {
		return t, false, &fault{"time", "timestamp"}
	}
	stamped, ok := d.instant(it.original)
	if !ok {
		return t, false, &fault{"time", "originalTimestamp"}
	}
	if given.IsZero() {
		return stamped, false, nil
	}
	return given, !stamped.IsZero(), nil
}

// forms are the ways of writing a time that are read besides RFC 3339. What
// names no zone is UTC.
var forms = []string{
	"2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00",
	"2006-01-02 15:04:05.999999999", "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02",
}

// instant reads a time: RFC 3339, a few relatives of it, or a number of
// seconds or milliseconds since 1970. A missing value and null give the zero
// time; ok is false for anything else, and for what lies before 1970 or after
// the year 9999.
func (d *decoder) instant(v span) (t time.Time, ok bool) {
	switch v.kind {
	case 0, 'n':
		return time.Time{}, true
	case '0':
		return sinceEpoch(string(d.b[v.start:v.end]))
	case '"':
	default:
		return time.Time{}, false
	}
	s := d.b[v.start+1 : v.end-1]
	if len(s) == 0 {
		return time.Time{}, true
	}
	if len(s) > 40 {
		return time.Time{}, false
	}
	text := string(s)
	t, err := time.Parse(time.RFC3339Nano, text)
	for i := 0; err != nil && i < len(forms); i++ {
		t, err = time.Parse(forms[i], text)
	}
	if err != nil {
		return time.Time{}, false
	}
	return bounded(t)
}

// sinceEpoch reads seconds, or milliseconds when the number is too large to
// be seconds of our times (from 10¹¹ on: the year 5138).
func sinceEpoch(s string) (time.Time, bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n > 1e15 {
		return time.Time{}, false
	}
	if n < 1e11 {
		n *= 1e3
	}
	return bounded(time.UnixMicro(int64(n * 1e3)))
}

func bounded(t time.Time) (time.Time, bool) {
	t = t.UTC().Truncate(time.Microsecond)
	if t.UnixMicro() <= 0 || t.Year() > 9999 {
		return time.Time{}, false
	}
	return t, true
}
