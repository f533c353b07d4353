package sheet

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"

	"regulars"
)

// Look is what a file was found to be.
type Look struct {
	Charset   Charset `json:"charset"`
	Gzip      bool    `json:"gzip"`
	Delimiter string  `json:"delimiter"`
	// Bytes is the size of the file on disk.
	Bytes int64 `json:"bytes"`
	// Digest is the SHA-256 of the file as hexadecimal digits; empty unless
	// the whole file was looked at.
	Digest string `json:"digest,omitempty"`
	// LineEnd is '\n', or '\r' for files without any '\n'.
	LineEnd byte `json:"-"`
}

// sampleBytes is how much of a file its delimiter is guessed from.
const sampleBytes = 64 << 10

// Inspect looks at a file: at its first limit bytes, or at all of it when limit
// is 0. It gives ErrNotFound when the file cannot be opened, and ErrInvalid
// with reason "gzip" when it is damaged, or "empty" when there is nothing in it.
func Inspect(path string, limit int64) (Look, error) {
	f, err := os.Open(path)
	if err != nil {
		return Look{}, &regulars.Error{Code: regulars.ErrNotFound, Field: "file", Reason: "file", Message: "the file cannot be opened", Err: err}
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Look{}, err
	}
	if info.IsDir() {
		return Look{}, regulars.Invalid("file", "file", "this is a folder, not a file")
	}
	look := Look{Bytes: info.Size()}
	digest := sha256.New()
	in, zipped, err := unzip(bufio.NewReaderSize(io.TeeReader(f, digest), 256<<10))
	if err != nil {
		return look, err
	}
	look.Gzip = zipped
	sample, c, err := scan(in, limit)
	if err != nil {
		return look, err
	}
	if len(sample) == 0 {
		return look, regulars.Invalid("file", "empty", "the file is empty")
	}
	if limit == 0 {
		look.Digest = hex.EncodeToString(digest.Sum(nil))
	}
	look.Charset = c.verdict()
	text, err := io.ReadAll(look.Charset.decode(bytes.NewReader(sample)))
	if err != nil && len(text) == 0 {
		return look, regulars.Invalid("file", "encoding", "the file's characters cannot be read")
	}
	look.guess(text)
	return look, nil
}

// unzip gives the content of a gzipped stream, or the stream itself.
func unzip(r *bufio.Reader) (io.Reader, bool, error) {
	head, err := r.Peek(2)
	if err != nil || head[0] != 0x1F || head[1] != 0x8B {
		return r, false, nil
	}
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, true, damaged(err)
	}
	return unzipped{z}, true, nil
}

// unzipped reads a gzipped stream; what it cannot read is the file's fault.
type unzipped struct{ z *gzip.Reader }

func (u unzipped) Read(p []byte) (int, error) {
	n, err := u.z.Read(p)
	var disk *fs.PathError
	if err != nil && err != io.EOF && !errors.As(err, &disk) {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	return &regulars.Error{Code: regulars.ErrInvalid, Field: "file", Reason: "gzip", Message: "the gzip file is damaged or cut off", Err: err}
}

// scan reads up to limit bytes (0: all) and gives the beginning and the clues.
func scan(in io.Reader, limit int64) (sample []byte, c clues, err error) {
	buf := make([]byte, 256<<10)
	for n := int64(0); limit == 0 || n < limit; {
		k, err := io.ReadAtLeast(in, buf, 1)
		if k > 0 {
			c.add(buf[:k])
			sample = append(sample, buf[:min(k, sampleBytes-len(sample))]...)
			n += int64(k)
		}
		switch {
		case err == io.EOF:
			return sample, c, nil
		case err != nil:
			return sample, c, err
		}
	}
	return sample, c, nil
}

// delimiters in the order in which a tie is decided.
const delimiters = ",\t;|"

// guess finds the line end and the delimiter from the beginning of the text.
func (l *Look) guess(text []byte) {
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	l.LineEnd = '\n'
	if bytes.IndexByte(text, '\n') < 0 && bytes.IndexByte(text, '\r') >= 0 {
		l.LineEnd = '\r'
	}
	if hint, ok := bytes.CutPrefix(text, []byte("sep=")); ok && len(hint) > 0 && strings.IndexByte(delimiters, hint[0]) >= 0 {
		l.Delimiter = string(hint[:1])
		return
	}
	best := -1.0
	for i := range len(delimiters) {
		if s := l.score(text, delimiters[i]); s > best {
			best, l.Delimiter = s, delimiters[i:i+1]
		}
	}
}

// score tells how well a delimiter cuts the first rows into equal numbers of fields.
func (l *Look) score(text []byte, delimiter byte) float64 {
	r := newReader(bytes.NewReader(text), delimiter, l.LineEnd)
	columns, rows, equal := 0, 0, 0
	for r.Next() && rows < 100 {
		n := len(r.Fields())
		if columns == 0 {
			columns = n
		}
		rows++
		// The last row may be cut off where the sample ends.
		if n == columns {
			equal++
		}
	}
	if columns < 2 {
		return 0
	}
	return float64(equal)/float64(rows)*10 + min(float64(columns), 50)/100
}
