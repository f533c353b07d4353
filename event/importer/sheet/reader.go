package sheet

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"unicode/utf8"
)

// MaxRecord bounds the bytes of one record in UTF-8.
const MaxRecord = 256 << 10

// Fault is what is wrong with a record as a whole.
type Fault string

// The faults.
const (
	NoFault   Fault = ""
	TooLong   Fault = "too_long" // longer than MaxRecord
	OpenQuote Fault = "quotes"   // a quoted field never ends
	Garbled   Fault = "encoding" // not valid in the file's character set
)

// Reader reads records one after the other.
type Reader struct {
	in        io.Reader
	file      *counter
	close     func() error
	delimiter byte
	lineEnd   byte

	buf        []byte
	start, end int
	eof        bool
	err        error

	row     int64
	fault   Fault
	fields  [][]byte
	scratch []byte
}

// counter counts the bytes that were read from the file.
type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

// Open opens a file that was looked at.
func Open(path string, look Look) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	count := &counter{Reader: f}
	in, _, err := unzip(bufio.NewReaderSize(count, 256<<10))
	if err != nil {
		f.Close()
		return nil, err
	}
	r := newReader(look.Charset.decode(in), look.Delimiter[0], look.LineEnd)
	r.file, r.close = count, f.Close
	return r, nil
}

func newReader(in io.Reader, delimiter, lineEnd byte) *Reader {
	return &Reader{in: in, delimiter: delimiter, lineEnd: lineEnd, close: func() error { return nil }, file: &counter{}}
}

// Close closes the file.
func (r *Reader) Close() error { return r.close() }

// Bytes gives how much of the file on disk was read so far.
func (r *Reader) Bytes() int64 { return r.file.n }

// Row gives the number of the record as a spreadsheet counts: the first is 1,
// and blank lines count.
func (r *Reader) Row() int64 { return r.row }

// Fields gives the record's fields, valid until the next call of Next; none
// when the record has a fault.
func (r *Reader) Fields() [][]byte { return r.fields }

// Fault gives what is wrong with the record as a whole.
func (r *Reader) Fault() Fault { return r.fault }

// Err gives why reading ended before the end of the file; nil at the end.
func (r *Reader) Err() error { return r.err }

// Next reads the next record that is not a blank line, and reports whether
// there is one. A hint of the form "sep=;" in the first line is passed over.
func (r *Reader) Next() bool {
	for r.err == nil {
		if r.row == 0 {
			r.skipMark()
		}
		if !r.record() {
			return false
		}
		r.row++
		switch {
		case r.fault != NoFault:
			return true
		case len(r.fields) == 1 && len(bytes.TrimSpace(r.fields[0])) == 0:
		case r.row == 1 && bytes.HasPrefix(r.fields[0], []byte("sep=")) && len(r.fields) <= 2:
		default:
			return true
		}
	}
	return false
}

// skipMark passes over a byte order mark.
func (r *Reader) skipMark() {
	for r.end-r.start < 3 && r.fill() {
	}
	if bytes.HasPrefix(r.buf[r.start:r.end], []byte("\uFEFF")) {
		r.start += 3
	}
}

// fill reads more into the buffer; it gives false at the end.
func (r *Reader) fill() bool {
	if r.eof || r.err != nil {
		return false
	}
	if r.start > 0 {
		copy(r.buf, r.buf[r.start:r.end])
		r.end -= r.start
		r.start = 0
	}
	if r.end == len(r.buf) {
		r.buf = append(r.buf, make([]byte, max(64<<10, len(r.buf)))...)
	}
	n, err := r.in.Read(r.buf[r.end:])
	r.end += n
	switch {
	case err == io.EOF:
		r.eof = true
	case err != nil:
		r.err = err
	}
	return n > 0 || err == nil
}

// record reads one record or gives false at the end of the file.
func (r *Reader) record() bool {
	r.fault, r.fields = NoFault, r.fields[:0]
	searched := 0
	for {
		data := r.buf[r.start:r.end]
		if i := bytes.IndexByte(data[searched:], r.lineEnd); i >= 0 {
			return r.line(searched + i)
		}
		if len(data) > MaxRecord {
			r.pass(TooLong)
			return true
		}
		searched = len(data)
		if !r.fill() {
			if r.err != nil || r.start == r.end {
				return false
			}
			return r.line(r.end - r.start)
		}
	}
}

// line takes the record whose first line ends at n: a record without quotes
// ends there as well.
func (r *Reader) line(n int) bool {
	data := r.buf[r.start:r.end]
	if n > MaxRecord {
		r.pass(TooLong)
		return true
	}
	line := trimReturn(data[:n])
	if bytes.IndexByte(line, '"') < 0 {
		r.start += min(n+1, len(data))
		r.split(line)
		return r.checked(line)
	}
	return r.quoted()
}

func trimReturn(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// split cuts a line without quotes.
func (r *Reader) split(line []byte) {
	for {
		i := bytes.IndexByte(line, r.delimiter)
		if i < 0 {
			r.fields = append(r.fields, line)
			return
		}
		r.fields = append(r.fields, line[:i])
		line = line[i+1:]
	}
}

// checked marks a record that is not valid UTF-8.
func (r *Reader) checked(record []byte) bool {
	if !utf8.Valid(record) {
		r.fault, r.fields = Garbled, r.fields[:0]
	}
	return true
}

// quoted reads a record with quotes, which may reach over line breaks.
func (r *Reader) quoted() bool {
	for {
		data := r.buf[r.start:r.end]
		if n, ok := r.cut(data); ok {
			r.start += n
			return r.checked(data[:n])
		}
		if len(data) > MaxRecord || !r.fill() {
			if r.err != nil {
				return false
			}
			// A quote that never ends spoils its own line, not the file.
			r.pass(OpenQuote)
			return true
		}
	}
}

// cut reads the fields at the beginning of data and gives how long the record
// is; not ok when data ends before it does.
func (r *Reader) cut(data []byte) (n int, ok bool) {
	r.fields = r.fields[:0]
	// Fields are parts of scratch: it must not move while they are cut.
	if cap(r.scratch) < len(data) {
		r.scratch = make([]byte, 0, 2*len(data))
	}
	out := r.scratch[:0]
	for i := 0; ; {
		from := len(out)
		if i < len(data) && data[i] == '"' {
			end, text := unquote(data[i+1:], out)
			if end < 0 {
				return 0, false
			}
			out, i = text, i+1+end
		}
		rest := data[i:]
		stop := bytes.IndexByte(rest, r.lineEnd)
		if d := bytes.IndexByte(rest[:max(stop, 0)], r.delimiter); stop >= 0 && d >= 0 {
			out = append(out, rest[:d]...)
			r.fields = append(r.fields, out[from:len(out):len(out)])
			i += d + 1
			continue
		}
		if stop < 0 {
			if d := bytes.IndexByte(rest, r.delimiter); d >= 0 {
				out = append(out, rest[:d]...)
				r.fields = append(r.fields, out[from:len(out):len(out)])
				i += d + 1
				continue
			}
			if !r.eof {
				return 0, false
			}
			stop = len(rest)
		}
		out = append(out, trimReturn(rest[:stop])...)
		r.fields = append(r.fields, out[from:len(out):len(out)])
		return min(i+stop+1, len(data)), true
	}
}

// unquote appends the text of a quoted field, whose opening quote was read, and
// gives where it ends, behind the closing quote; -1 when it does not.
func unquote(data, out []byte) (int, []byte) {
	for i := 0; ; {
		q := bytes.IndexByte(data[i:], '"')
		if q < 0 {
			return -1, out
		}
		out = append(out, data[i:i+q]...)
		i += q + 1
		if i >= len(data) || data[i] != '"' {
			return i, out
		}
		out = append(out, '"')
		i++
	}
}

// pass goes on behind the next line end, with a fault instead of a record.
func (r *Reader) pass(f Fault) {
	r.fault, r.fields = f, r.fields[:0]
	for {
		if i := bytes.IndexByte(r.buf[r.start:r.end], r.lineEnd); i >= 0 {
			r.start += i + 1
			return
		}
		r.start = r.end
		if !r.fill() {
			return
		}
	}
}
