package sheet

import (
	"bytes"
	"slices"
)

// scanner walks over the text of a date.
type scanner struct {
	b []byte
	i int
}

func (s *scanner) rest() []byte { return s.b[s.i:] }

func (s *scanner) peek() byte {
	if s.i < len(s.b) {
		return s.b[s.i]
	}
	return 0
}

// number reads digits and gives how many there were.
func (s *scanner) number() (n, width int) {
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' && width < 10 {
		n = n*10 + int(s.b[s.i]-'0')
		s.i++
		width++
	}
	return n, width
}

func (s *scanner) word(w string) bool {
	if bytes.HasPrefix(s.rest(), []byte(w)) {
		s.i += len(w)
		return true
	}
	return false
}

// separator reads one of - / . with blanks around it, or blanks alone or a
// comma, and gives it; 0 when there is none.
func (s *scanner) separator() (found byte) {
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case c == ' ' || c == ',':
			if found == 0 {
				found = ' '
			}
		case c == '-' || c == '/' || c == '.':
			if found != 0 && found != ' ' {
				return found
			}
			found = c
		default:
			return found
		}
	}
	return found
}

// letters passes over the letters of a word and the point of its abbreviation.
func (s *scanner) letters() {
	for s.i < len(s.b) && (s.b[s.i]|0x20 >= 'a' && s.b[s.i]|0x20 <= 'z' || s.b[s.i] >= 0x80) {
		s.i++
	}
	if s.peek() == '.' {
		s.i++
	}
}

// month reads a month's name and gives its number, or 0.
func (s *scanner) month() int {
	m := months[lower(s.rest())]
	if m > 0 {
		s.letters()
	}
	return m
}

func (s *scanner) weekday() bool {
	if !slices.Contains(weekdays, lower(s.rest())) {
		return false
	}
	s.letters()
	s.separator()
	return true
}

// half is the half of the day a clock time stands in.
type half int

const (
	wholeDay half = iota
	morning
	afternoon
)

func (s *scanner) half() half {
	for s.peek() == ' ' {
		s.i++
	}
	for _, h := range [...]struct {
		word string
		half half
	}{
		{"上午", morning}, {"早上", morning}, {"凌晨", morning}, {"下午", afternoon}, {"晚上", afternoon}, {"中午", afternoon},
		{"a.m.", morning}, {"p.m.", afternoon}, {"AM", morning}, {"PM", afternoon}, {"am", morning}, {"pm", afternoon},
		{"A.M.", morning}, {"P.M.", afternoon},
	} {
		if s.word(h.word) {
			return h.half
		}
	}
	return wholeDay
}

// clock reads the time of day and the offset that may follow a date; b must
// end with them.
func clock(b []byte, p *parts) bool {
	if len(b) == 0 {
		return true
	}
	s := scanner{b: b}
	for s.peek() == ' ' || s.peek() == ',' || s.peek() == 'T' || s.peek() == 't' {
		s.i++
	}
	if s.i == len(s.b) {
		return true
	}
	h := s.half()
	for s.peek() == ' ' {
		s.i++
	}
	if !s.time(p) {
		return false
	}
	if later := s.half(); later != wholeDay {
		h = later
	}
	switch {
	case h != wholeDay && (p.hour > 12 || p.hour == 0 && h == afternoon):
		return false
	case h == afternoon && p.hour < 12:
		p.hour += 12
	case h == morning && p.hour == 12:
		p.hour = 0
	}
	return s.offset(p) && s.i == len(s.b)
}

// time reads 12:30, 12:30:05.25 or 12时30分5秒.
func (s *scanner) time(p *parts) bool {
	var width int
	if p.hour, width = s.number(); width == 0 || width > 2 {
		return false
	}
	p.hasTime = true
	if !s.word(":") && !s.word("时") && !s.word("点") {
		return false
	}
	if p.minute, width = s.number(); width == 0 || width > 2 {
		return width == 0 && s.i > 0 && s.i == len(s.b) && s.b[s.i-1] != ':' // 12时
	}
	if !s.word(":") && !s.word("分") {
		return true
	}
	if p.second, width = s.number(); width > 2 || width == 0 && s.b[s.i-1] == ':' {
		return false
	}
	s.word("秒")
	if s.peek() != '.' && s.peek() != ',' {
		return true
	}
	s.i++
	for scale := 100_000_000; s.peek() >= '0' && s.peek() <= '9'; s.i++ {
		p.nano += int(s.peek()-'0') * scale
		scale /= 10
	}
	return true
}

// offset reads Z, UTC, GMT, +08:00, +0800 or +08.
func (s *scanner) offset(p *parts) bool {
	for s.peek() == ' ' {
		s.i++
	}
	if s.word("Z") || s.word("z") || s.word("UTC") || s.word("GMT") {
		p.hasOffset = true
	}
	sign := 1
	switch s.peek() {
	case '-':
		sign = -1
	case '+':
	default:
		return true
	}
	s.i++
	n, width := s.number()
	hours, minutes := n, 0
	switch width {
	case 1, 2:
		if s.word(":") {
			if minutes, width = s.number(); width != 2 {
				return false
			}
		}
	case 4:
		hours, minutes = n/100, n%100
	default:
		return false
	}
	p.hasOffset, p.offset = true, sign*(hours*3600+minutes*60)
	return hours <= 14 && minutes < 60
}
