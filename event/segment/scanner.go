package segment

import (
	"unicode/utf8"
)

// maxNesting bounds how deep the scanner follows arrays and objects; it is the
// bound of encoding/json too.
const maxNesting = 10000

// span is a piece of the scanned bytes: where a value stands and what it is.
// Its kind is the value's first byte, with '0' for every number; 0 for none.
type span struct {
	start, end int32
	kind       byte
}

func (v span) len() int { return int(v.end - v.start) }

// scanner walks over JSON text once. A fault is sticky: bad stays true and
// every further call does nothing.
type scanner struct {
	b     []byte
	i     int
	bad   bool
	alien bool // a string held bytes that are not UTF-8, since last cleared
	depth int  // arrays and objects open now
	deep  int  // the greatest depth, since last cleared
}

// clear forgets what was noted about the values so far.
func (s *scanner) clear() { s.alien, s.deep = false, s.depth }

// peek skips white space and gives the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case ' ', '\n', '\r', '\t':
			s.i++
		default:
			return c
		}
	}
	return 0
}

func (s *scanner) fail() { s.bad = true }

// begin enters an array or object and reports whether it has a first element.
func (s *scanner) begin(open byte) bool {
	if s.bad || s.peek() != open {
		s.fail()
		return false
	}
	s.i++
	if s.depth++; s.depth > s.deep {
		s.deep = s.depth
	}
	if s.depth > maxNesting {
		s.fail()
		return false
	}
	if s.peek() == open+2 { // ']' is '['+2, '}' is '{'+2
		s.i++
		s.depth--
		return false
	}
	return true
}

// next goes to the following element of the array or object entered by begin,
// and leaves it when there is none.
func (s *scanner) next(open byte) bool {
	if s.bad {
		return false
	}
	switch s.peek() {
	case ',':
		s.i++
		return true
	case open + 2:
		s.i++
		s.depth--
		return false
	}
	s.fail()
	return false
}

// key reads a member's name and the colon. A name with escapes is resolved, so
// that "\u0074ype" is "type".
func (s *scanner) key() []byte {
	v := s.text()
	if s.bad || s.peek() != ':' {
		s.fail()
		return nil
	}
	s.i++
	name := s.b[v.start+1 : v.end-1]
	for _, c := range name {
		if c == '\\' {
			return unescape(nil, name)
		}
	}
	return name
}

// value skips one value of any kind.
func (s *scanner) value() span {
	c := s.peek()
	if s.bad {
		return span{}
	}
	start := s.i
	kind := c
	switch c {
	case '"':
		return s.text()
	case '{':
		for more := s.begin('{'); more; more = s.next('{') {
			if s.text(); s.bad || s.peek() != ':' {
				s.fail()
				return span{}
			}
			s.i++
			s.value()
		}
	case '[':
		for more := s.begin('['); more; more = s.next('[') {
			s.value()
		}
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		kind = '0'
		s.number()
	}
	if s.bad {
		return span{}
	}
	return span{int32(start), int32(s.i), kind}
}

func (s *scanner) word(w string) {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		s.fail()
		return
	}
	s.i += len(w)
}

func (s *scanner) number() {
	b, i := s.b, s.i
	digits := func() bool {
		from := i
		for i < len(b) && b[i]-'0' <= 9 {
			i++
		}
		return i > from
	}
	if i < len(b) && b[i] == '-' {
		i++
	}
	if i < len(b) && b[i] == '0' {
		i++
	} else if !digits() {
		s.fail()
		return
	}
	if i < len(b) && b[i] == '.' {
		if i++; !digits() {
			s.fail()
			return
		}
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		if !digits() {
			s.fail()
			return
		}
	}
	s.i = i
}

// plain are the bytes that need no look inside a string.
var plain = func() (t [256]bool) {
	for c := 0x20; c < 0x80; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()

// text skips a string; the span holds its quotes.
func (s *scanner) text() span {
	if s.bad || s.peek() != '"' {
		s.fail()
		return span{}
	}
	b, start := s.b, s.i
	i := start + 1
	for {
		for i < len(b) && plain[b[i]] {
			i++
		}
		if i >= len(b) {
			break
		}
		switch c := b[i]; {
		case c == '"':
			s.i = i + 1
			return span{int32(start), int32(s.i), '"'}
		case c == '\\':
			n := escape(b[i:])
			if n == 0 {
				s.fail()
				return span{}
			}
			i += n
		case c < 0x20:
			s.fail()
			return span{}
		default:
			r, n := utf8.DecodeRune(b[i:])
			if r == utf8.RuneError && n == 1 {
				s.alien = true
			}
			i += n
		}
	}
	s.fail()
	return span{}
}

// escape gives the length of the escape at the start of b, 0 when it is none.
// NUL and half surrogate pairs are overwritten by U+FFFD, which is as long.
func escape(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
	default:
		return 0
	}
	r, ok := hex4(b[2:])
	if !ok {
		return 0
	}
	switch {
	case r>>10 == 0xD800>>10: // the first half
		if len(b) >= 8 && b[6] == '\\' && b[7] == 'u' {
			if second, ok := hex4(b[8:]); ok && second>>10 == 0xDC00>>10 {
				return 12
			}
		}
		copy(b, `\ufffd`)
	case r>>10 == 0xDC00>>10, r == 0:
		copy(b, `\ufffd`)
	}
	return 6
}

func hex4(b []byte) (r rune, ok bool) {
	if len(b) < 4 {
		return 0, false
	}
	for _, c := range b[:4] {
		switch {
		case c-'0' <= 9:
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape appends the text of a scanned string's inside to dst.
func unescape(dst, in []byte) []byte {
	for i := 0; i < len(in); {
		c := in[i]
		if c != '\\' {
			dst = append(dst, c)
			i++
			continue
		}
		switch in[i+1] {
		case 'u':
			r, _ := hex4(in[i+2:])
			i += 6
			if r>>10 == 0xD800>>10 {
				second, _ := hex4(in[i+2:])
				r = (r-0xD800)<<10 + (second - 0xDC00) + 0x10000
				i += 6
			}
			dst = utf8.AppendRune(dst, r)
			continue
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		default:
			dst = append(dst, in[i+1])
		}
		i += 2
	}
	return dst
}
