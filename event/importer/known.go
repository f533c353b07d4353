package importer

import (
	"encoding/binary"
	"slices"
)

// known is what import_known keeps of an order or a person.
type known struct {
	placed, cancelled bool
	// revision counts the times that the order's state changed.
	revision uint16
	// Seconds since the epoch, 0 for not told.
	promised, shipped, delivered uint32
	rows                         []rowID

	set map[rowID]bool // of rows, when there are many
}

const knownHead = 1 + 2 + 3*4

func decodeKnown(b []byte) (k known) {
	if len(b) < knownHead {
		return k
	}
	k.placed, k.cancelled = b[0]&1 != 0, b[0]&2 != 0
	k.revision = binary.BigEndian.Uint16(b[1:])
	k.promised, k.shipped, k.delivered = binary.BigEndian.Uint32(b[3:]), binary.BigEndian.Uint32(b[7:]), binary.BigEndian.Uint32(b[11:])
	for b = b[knownHead:]; len(b) >= len(rowID{}); b = b[len(rowID{}):] {
		k.rows = append(k.rows, rowID(b[:len(rowID{})]))
	}
	return k
}

func (k *known) encode() []byte {
	b := make([]byte, 0, knownHead+len(k.rows)*len(rowID{}))
	flags := byte(0)
	if k.placed {
		flags |= 1
	}
	if k.cancelled {
		flags |= 2
	}
	b = append(b, flags)
	b = binary.BigEndian.AppendUint16(b, k.revision)
	for _, t := range [...]uint32{k.promised, k.shipped, k.delivered} {
		b = binary.BigEndian.AppendUint32(b, t)
	}
	for _, id := range k.rows {
		b = append(b, id[:]...)
	}
	return b
}

// has reports whether a row is known.
func (k *known) has(id rowID) bool {
	if len(k.rows) <= 16 {
		return slices.Contains(k.rows, id)
	}
	if k.set == nil {
		k.set = make(map[rowID]bool, len(k.rows))
		for _, r := range k.rows {
			k.set[r] = true
		}
	}
	return k.set[id]
}

// learn makes a row known.
func (k *known) learn(id rowID) {
	k.rows = append(k.rows, id)
	if k.set != nil {
		k.set[id] = true
	}
}
