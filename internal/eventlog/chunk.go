package eventlog

import (
	"encoding/binary"
	"fmt"

	"github.com/klauspost/compress/zstd"
	"github.com/zeebo/xxh3"

	"regulars"
)

// maxChunk bounds the events of one chunk, and on PostgreSQL it is the step of
// the sequence that numbers chunks.
const maxChunk = 1024

// chunk is what was appended together, in memory.
type chunk struct {
	first  regulars.Position // of its first event
	events []regulars.Event
	owners []owner // whose its events are, once known; nil before
}

func (c *chunk) last() regulars.Position {
	p := c.first
	p.Seq += int64(len(c.events)) - 1
	return p
}

// place gives each event its position.
func (c *chunk) place(first regulars.Position) {
	c.first = first
	for i := range c.events {
		c.events[i].Position = first
		c.events[i].Position.Seq += int64(i)
	}
}

// size estimates the memory that the chunk holds, in bytes.
func (c *chunk) size() int {
	n := 0
	for i := range c.events {
		e := &c.events[i]
		n += 400 + len(e.Body) + len(e.Context)
	}
	return n
}

// Encoding is far off the writer's path, so the fastest level that still
// shrinks JSON well is right; one encoder serves all goroutines.
var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(true), zstd.WithEncoderConcurrency(2))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(256<<20))
)

const (
	plainBody  = 0 // the events follow as they are
	packedBody = 1 // a zstd frame follows
)

// packEvents gives the body of a chunk.
func packEvents(events []regulars.Event) []byte {
	raw := encodeEvents(make([]byte, 0, 512*len(events)), events)
	if len(raw) < 200 {
		return append([]byte{plainBody}, raw...)
	}
	return packer.EncodeAll(raw, append(make([]byte, 0, 64+len(raw)/3), packedBody))
}

// unpackEvents is the inverse of packEvents.
func unpackEvents(body []byte, n int) ([]regulars.Event, error) {
	if len(body) == 0 {
		return nil, errCodec
	}
	switch body[0] {
	case plainBody:
		return decodeEvents(body[1:], n)
	case packedBody:
		raw, err := unpacker.DecodeAll(body[1:], nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errCodec, err)
		}
		return decodeEvents(raw, n)
	}
	return nil, errCodec
}

// hashID is the short form in which the window knows a messageId.
func hashID(id string) uint64 { return xxh3.HashString(id) }

// packIDs gives the hashes of the events' ids, eight bytes each.
func packIDs(events []regulars.Event) []byte {
	out := make([]byte, 0, 8*len(events))
	for i := range events {
		out = binary.LittleEndian.AppendUint64(out, hashID(events[i].ID))
	}
	return out
}

// owner says whose an event is: Customer and Origin of [regulars.Event].
type owner struct{ customer, origin int64 }

// packOwners gives the owners of a chunk's events. The two numbers are nearly
// always the same, so the second is kept as its distance from the first.
func packOwners(owners []owner) []byte {
	out := make([]byte, 0, 4*len(owners))
	for _, o := range owners {
		out = binary.AppendVarint(out, o.customer)
		out = binary.AppendVarint(out, o.origin-o.customer)
	}
	return out
}

// unpackOwners is the inverse of packOwners for n events.
func unpackOwners(b []byte, n int) ([]owner, error) {
	out := make([]owner, n)
	for i := range out {
		customer, k := binary.Varint(b)
		if k <= 0 {
			return nil, errCodec
		}
		b = b[k:]
		distance, k := binary.Varint(b)
		if k <= 0 {
			return nil, errCodec
		}
		out[i], b = owner{customer, customer + distance}, b[k:]
	}
	if len(b) != 0 {
		return nil, errCodec
	}
	return out, nil
}
