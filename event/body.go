package event

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"regulars"
)

const (
	maxBody     = 4 << 20  // bytes of a body as sent
	maxInflated = 16 << 20 // bytes of a body, inflated
	// bodyTime is how long a body may take to arrive.
	bodyTime = 60 * time.Second
	// firstRoom is reserved for a body that does not tell its length.
	firstRoom = 32 << 10
)

// body is what was read of a request. Held is the memory it took from the
// budget, which the caller gives back.
type body struct {
	data []byte
	size int64 // bytes, as sent or announced
	held int64
}

var (
	errTooLarge = &regulars.Error{Code: regulars.ErrTooLarge, Reason: "request_too_large", Message: "a body has at most 4 MB, and 16 MB inflated"}
	errBroken   = regulars.Invalid("", "incomplete", "the body broke off")
	errGzip     = regulars.Invalid("", "gzip", "the body is no gzip, though it begins like it")
	errSlow     = regulars.Invalid("", "slow", "the body did not arrive in time")
	errCoding   = regulars.Invalid("", "coding", "a body is sent as it is or with gzip")
)

// read takes a request's body from the wire, and inflates it. After
// errTooLarge the body holds what was read of it, for the quarantine.
func (in *Intake) read(w http.ResponseWriter, r *http.Request) (b body, err error) {
	switch r.Header.Get("Content-Encoding") {
	case "", "identity", "gzip", "x-gzip":
	default:
		return b, errCoding
	}
	late := time.AfterFunc(bodyTime, func() { http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) })
	defer late.Stop()
	if b.data, err = in.drain(&b, r.Body, r.ContentLength, maxBody); err != nil {
		b.size = max(r.ContentLength, int64(len(b.data)))
		return b, err
	}
	b.size = int64(len(b.data))
	// No JSON begins like gzip, so the bytes tell more surely than the header.
	if len(b.data) < 2 || b.data[0] != 0x1f || b.data[1] != 0x8b {
		return b, nil
	}
	z, err := inflater(b.data)
	if err != nil {
		return b, errGzip
	}
	defer inflaters.Put(z)
	b.data, err = in.drain(&b, z, 6*b.size, maxInflated)
	if errors.Is(err, errBroken) {
		err = errGzip
	}
	return b, err
}

// drain reads all of from, which is expected to have about hint bytes (−1 for
// unknown) and may have limit. The memory is taken from the budget before it
// is used.
func (in *Intake) drain(b *body, from io.Reader, hint, limit int64) ([]byte, error) {
	if hint < 0 {
		hint = firstRoom
	}
	// One byte more than expected lets the end be seen without growing.
	room := min(hint, limit) + 1
	if !in.memory.take(room) {
		return nil, errBusy
	}
	b.held += room
	data := make([]byte, 0, room)
	for {
		n, err := from.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case int64(len(data)) > limit:
			return data[:limit], errTooLarge
		case err == io.EOF:
			return data, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return data, errSlow
		case err != nil:
			return data, errBroken
		}
		if len(data) == cap(data) {
			more := min(int64(cap(data)), limit+1-int64(cap(data)))
			if !in.memory.take(more) {
				return data, errBusy
			}
			b.held += more
			data = append(make([]byte, 0, int64(cap(data))+more), data...)
		}
	}
}

// inflaters are gzip readers that wait for work; each is worth 40 KB.
var inflaters sync.Pool

func inflater(data []byte) (*gzip.Reader, error) {
	z, ok := inflaters.Get().(*gzip.Reader)
	if !ok {
		return gzip.NewReader(bytes.NewReader(data))
	}
	if err := z.Reset(bytes.NewReader(data)); err != nil {
		inflaters.Put(z)
		return nil, err
	}
	return z, nil
}
