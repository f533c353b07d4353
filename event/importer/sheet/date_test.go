package sheet_test

import (
	"strings"
	"testing"
	"time"

	"regulars/event/importer/sheet"
)

func TestDates(t *testing.T) {
	t.Parallel()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		in    string
		order sheet.DayOrder
		want  string // in Shanghai; a day alone when the value has no time; "!" for no date
	}{
		{"1997-01-12", "", "1997-01-12"},
		{"2018-03-27 18:00:43", "", "2018-03-27 18:00:43"},
		{"2018-03-27T18:00:43.25", "", "2018-03-27 18:00:43.25"},
		{"2018-03-27T18:00:43Z", "", "2018-03-28 02:00:43"},
		{"2018-03-27 18:00:43+02:00", "", "2018-03-28 00:00:43"},
		{"2018-03-27 18:00:43 +0000 UTC", "", "!"},
		{"2018-03-27 18:00 -0530", "", "2018-03-28 07:30:00"},
		{"2024/1/5", "", "2024-01-05"},
		{"2024.01.05 8:05", "", "2024-01-05 08:05:00"},
		{"20240105", "", "2024-01-05"},
		{"20240105083000", "", "2024-01-05 08:30:00"},
		{"2024年1月5日", "", "2024-01-05"},
		{"2024年01月05日 下午3:04", "", "2024-01-05 15:04:00"},
		{"２０２４年１月５日 12时30分5秒", "", "2024-01-05 12:30:05"},
		{"2024/1/5 上午9:30:00", "", "2024-01-05 09:30:00"},
		{"12/1/2010 8:26", sheet.MonFirst, "2010-12-01 08:26:00"},
		{"12/1/2010 8:26", sheet.DayFirst, "2010-01-12 08:26:00"},
		{"12/1/2010 8:26", sheet.AnyOrder, "!"},
		{"13/1/2010", sheet.AnyOrder, "2010-01-13"},
		{"1/13/2010", sheet.AnyOrder, "2010-01-13"},
		{"4/4/2010", sheet.AnyOrder, "2010-04-04"},
		{"13/1/2010", sheet.MonFirst, "!"},
		{"5.1.24", sheet.DayFirst, "2024-01-05"},
		{"5-1-99 11:05 PM", sheet.DayFirst, "1999-01-05 23:05:00"},
		{"12:30", "", "!"},
		{"5 Jan 2024", "", "2024-01-05"},
		{"05-Jan-24", "", "2024-01-05"},
		{"Jan 5, 2024 12:00 am", "", "2024-01-05 00:00:00"},
		{"Fri, 5 Jan 2024 10:00:00 GMT", "", "2024-01-05 18:00:00"},
		{"5 ago 2024", "", "2024-08-05"},
		{"1704412800", "", "2024-01-05 08:00:00"},
		{"1704412800.5", "", "2024-01-05 08:00:00.5"},
		{"1704412800000", "", "2024-01-05 08:00:00"},
		{"2024-02-30", "", "!"},
		{"2024-13-01", "", "!"},
		{"2024-01-05 25:00", "", "!"},
		{"2024-01-05 13:00 PM", "", "!"},
		{"2024-01-05x", "", "!"},
		{"2024-1", "", "!"},
		{"0000-00-00", "", "!"},
		{"tomorrow", "", "!"},
		{"1/2", sheet.DayFirst, "!"},
		{"1/2/3/4", sheet.DayFirst, "!"},
		{"1/2/024", sheet.DayFirst, "!"},
	} {
		d, ok := sheet.Dates{Order: tt.order, Zone: shanghai}.Parse([]byte(tt.in))
		got := "!"
		if ok {
			if got = d.Time.In(shanghai).Format("2006-01-02 15:04:05.999"); d.DayOnly {
				got = strings.TrimSuffix(got, " 00:00:00")
			}
		}
		if got != tt.want {
			t.Errorf("%q (%s) gives %s, want %s", tt.in, tt.order, got, tt.want)
		}
	}
	if d, ok := (sheet.Dates{}).Parse([]byte("  ")); !ok || !d.Time.IsZero() {
		t.Errorf("a blank gives %+v, %v", d, ok)
	}
}

func TestDateClues(t *testing.T) {
	t.Parallel()
	for values, want := range map[string]string{
		"1/2/2010 3/4/2010 13/4/2010": "dmy",
		"1/2/2010 3/4/2010 3/14/2010": "mdy",
		"1/2/2010 3/4/2010":           "open",
		"4/4/2010 2024-01-05":         "",
		"1.2.10 31.12.10":             "dmy",
	} {
		var c sheet.DateClues
		for _, v := range strings.Fields(values) {
			c.Add([]byte(v))
		}
		got := string(c.Verdict())
		if c.Open() {
			got = "open"
		}
		if got != want {
			t.Errorf("%s: %q, want %q", values, got, want)
		}
	}
}

// FuzzDates: what is taken is a real instant, and a day reads back as itself.
func FuzzDates(f *testing.F) {
	for _, s := range []string{"2024-01-05 10:00:00.5+08:00", "2024年1月5日 下午3:04", "12/1/2010 8:26 PM", "Fri, 5 Jan 2024", "1704412800.5", "5-ago-24"} {
		f.Add([]byte(s), "dmy")
		f.Add([]byte(s), "")
	}
	f.Fuzz(func(t *testing.T, in []byte, order string) {
		var c sheet.DateClues
		c.Add(in)
		d, ok := sheet.Dates{Order: sheet.DayOrder(order)}.Parse(in)
		if !ok || d.Time.IsZero() {
			return
		}
		if y := d.Time.Year(); y < -1 || y > 10000 {
			t.Errorf("%q is in the year %d", in, y)
		}
		if d.DayOnly {
			day := d.Time.Format("2006-01-02")
			again, ok := sheet.Dates{}.Parse([]byte(day))
			if !ok || !again.Time.Equal(d.Time) {
				t.Errorf("%q is %s, which reads as %v", in, day, again.Time)
			}
		}
	})
}
