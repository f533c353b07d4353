package regulars

import (
	"crypto/rand"
	"encoding/hex"
	"time"
)

// NewID gives a new identifier: 32 lower-case hexadecimal digits, of which the
// first 12 are the milliseconds of now, so that ids made later sort later (to
// the millisecond). The other 80 bits are random; ids cannot be guessed.
func NewID(now time.Time) string {
	var b [16]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (8 * (5 - i)))
	}
	if _, err := rand.Read(b[6:]); err != nil {
		panic(err) // crypto/rand never fails on the systems we build for
	}
	return hex.EncodeToString(b[:])
}
