package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Charset is how a file writes characters.
type Charset string

// The character sets that are recognised.
const (
	UTF8        Charset = "utf-8"
	UTF16LE     Charset = "utf-16le"
	UTF16BE     Charset = "utf-16be"
	GB18030     Charset = "gb18030"
	Windows1252 Charset = "windows-1252"
)

func (c Charset) encoding() encoding.Encoding {
	switch c {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case GB18030:
		return simplifiedchinese.GB18030
	case Windows1252:
		return charmap.Windows1252
	}
	return nil
}

// decode gives r as UTF-8. UTF-8 itself passes unchanged: records that are not
// valid are found one by one.
func (c Charset) decode(r io.Reader) io.Reader {
	if e := c.encoding(); e != nil {
		return transform.NewReader(r, e.NewDecoder())
	}
	return r
}

// clues gathers what tells character sets apart.
type clues struct {
	bom          Charset
	begun        bool
	nulEven      int // NULs at even and odd places of the beginning
	nulOdd       int
	seen         int
	good, bad    int // UTF-8: sequences of more than one byte, bytes that are none
	chinese, odd int // GB18030: pairs of frequent characters, other pairs and lone bytes
	tail         []byte
	pair         byte // the first byte of a pair whose second is yet to come
}

// add looks at the next bytes of a file.
func (c *clues) add(b []byte) {
	if !c.begun {
		c.begin(b)
	}
	c.pairs(b)
	if len(c.tail) > 0 {
		b = append(c.tail, b...)
	}
	for len(b) > 0 {
		i := ascii(b)
		if b = b[i:]; len(b) == 0 {
			break
		}
		if !utf8.FullRune(b) {
			break
		}
		if r, n := utf8.DecodeRune(b); r == utf8.RuneError && n == 1 {
			c.bad++
			b = b[1:]
		} else {
			c.good++
			b = b[n:]
		}
	}
	c.tail = append(c.tail[:0:0], b...)
}

func (c *clues) begin(b []byte) {
	c.begun = true
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		c.bom = UTF8
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}):
		c.bom = UTF16LE
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		c.bom = UTF16BE
	}
	b = b[:min(len(b), 4096)]
	c.seen = len(b)
	for i, v := range b {
		if v != 0 {
			continue
		}
		if i%2 == 0 {
			c.nulEven++
		} else {
			c.nulOdd++
		}
	}
}

// pairs counts two-byte characters as Chinese text in GB18030 has them: the
// frequent ones begin with A1–A9 (signs) or B0–D7 and end with A1–FE. Accented
// letters of Latin text, which stand alone or begin with E0–FF, are not such.
func (c *clues) pairs(b []byte) {
	for i := 0; i < len(b); i++ {
		v := b[i]
		if c.pair == 0 {
			if v < 0x80 {
				i += ascii(b[i:]) - 1
				continue
			}
			c.pair = v
			continue
		}
		first := c.pair
		c.pair = 0
		if v < 0x40 {
			c.odd++
			continue
		}
		if v >= 0xA1 && (first >= 0xB0 && first <= 0xD7 || first >= 0xA1 && first <= 0xA9) {
			c.chinese++
		} else {
			c.odd++
		}
	}
}

// ascii gives how many bytes at the beginning of b are ASCII.
func ascii(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if (b[i]|b[i+1]|b[i+2]|b[i+3]|b[i+4]|b[i+5]|b[i+6]|b[i+7])&0x80 != 0 {
			break
		}
	}
	for i < len(b) && b[i] < 0x80 {
		i++
	}
	return i
}

// verdict names the character set. A few broken bytes in a UTF-8 file leave it
// one: the rows that have them are refused.
func (c *clues) verdict() Charset {
	switch {
	case c.bom != "":
		return c.bom
	case c.nulOdd*20 > c.seen && c.nulOdd > 4*c.nulEven:
		return UTF16LE
	case c.nulEven*20 > c.seen && c.nulEven > 4*c.nulOdd:
		return UTF16BE
	case c.bad == 0 || c.good >= 20*c.bad:
		return UTF8
	case c.chinese >= 2*c.odd:
		return GB18030
	}
	return Windows1252
}
