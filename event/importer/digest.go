package importer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"time"
)

// key names an order or a person in the table import_known.
type key [16]byte

// rowID names a row within its order or person.
type rowID [8]byte

func (id rowID) String() string { return hex.EncodeToString(id[:]) }

// digester makes digests that only this workspace can make: a secret goes in
// front, and of the SHA-256 only a part comes out.
type digester struct {
	secret []byte
	h      hash.Hash
	buf    []byte
	out    [sha256.Size]byte
}

func newDigester(secret []byte) *digester {
	return &digester{secret: secret, h: sha256.New()}
}

// of gives the digest of texts and numbers, each with its length.
func (d *digester) of(what string, texts []string, numbers ...int64) []byte {
	b := append(d.buf[:0], what...)
	for _, s := range texts {
		b = appendText(b, s)
	}
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	d.buf = b
	d.h.Reset()
	d.h.Write(d.secret)
	d.h.Write(b)
	return d.h.Sum(d.out[:0])
}

// orderKey gives the key of an order with a number of its own.
func (d *digester) orderKey(id string) (k key) {
	copy(k[:], d.of("order", []string{id}))
	return k
}

// dayKey gives the key of what a customer bought on a day: the customer first,
// so that a customer's days stand together when keys are sorted.
func (d *digester) dayKey(w *row, day int32) (k key) {
	copy(k[:10], d.of("customer", []string{w.customer, w.email, w.phone}))
	binary.BigEndian.PutUint32(k[10:14], uint32(day)+1<<31)
	return k
}

// personKey gives the key of what is told of a customer.
func (d *digester) personKey(w *row) (k key) {
	if w.customer != "" {
		copy(k[:], d.of("person", []string{w.customer}))
	} else {
		copy(k[:], d.of("contact", []string{w.email, w.phone}))
	}
	return k
}

// content gives the digest of what a row says of a sale: rows of one order with
// the same content are told apart by their ordinals.
func (d *digester) content(w *row, refund bool) (id rowID) {
	flags := int64(0)
	if w.hasLine {
		flags = 1
	}
	if refund {
		flags |= 2
	}
	copy(id[:], d.of("row", []string{w.product, w.currency}, w.time, w.quantity, w.price, w.minor, flags))
	return id
}

// facts gives the digest of what a row says of a person.
func (d *digester) facts(w *row) (id rowID) {
	copy(id[:], d.of("facts", append([]string{w.customer, w.name, w.email, w.phone}, w.more...)))
	return id
}

// nth gives the id of the n-th row (from 0) with a content.
func (id rowID) nth(n int) rowID {
	v := binary.BigEndian.Uint64(id[:])
	// The golden ratio spreads the ordinals over all bits.
	v += uint64(n) * 0x9E3779B97F4A7C15
	binary.BigEndian.PutUint64(id[:], v)
	return id
}

// dayOf gives the civil day of an instant in a zone, in days since 1970-01-01.
func dayOf(us int64, zone *time.Location) int32 {
	t := time.UnixMicro(us).In(zone)
	y, m, d := t.Date()
	return int32(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
