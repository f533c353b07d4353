package importer

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"time"

	"regulars/event/importer/row"
)

// key names an order or a person in the table import_known.
type key = row.Key

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
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
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
func (d *digester) dayKey(w *row.Row, day int32) (k key) {
	who := []string{w.Customer}
	if w.Customer == "" {
		who = []string{"", w.Email, w.Phone}
	}
	copy(k[:10], d.of("customer", who))
	binary.BigEndian.PutUint32(k[10:14], uint32(day)+1<<31)
	return k
}

// personKey gives the key of what is told of a customer.
func (d *digester) personKey(w *row.Row) (k key) {
	if w.Customer != "" {
		copy(k[:], d.of("person", []string{w.Customer}))
	} else {
		copy(k[:], d.of("contact", []string{w.Email, w.Phone}))
	}
	return k
}

// content gives the digest of what a row says of a sale: rows of one order with
// the same content are told apart by their ordinals.
func (d *digester) content(w *row.Row, refund bool) (id rowID) {
	flags := int64(0)
	if w.HasLine {
		flags = 1
	}
	if refund {
		flags |= 2
	}
	copy(id[:], d.of("row", []string{w.Product, w.Currency}, w.Time, w.Quantity, w.Price, w.Minor, flags))
	return id
}

// facts gives the digest of what a row says of a person.
func (d *digester) facts(w *row.Row) (id rowID) {
	copy(id[:], d.of("facts", append([]string{w.Customer, w.Name, w.Email, w.Phone}, w.More...)))
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
