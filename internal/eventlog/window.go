package eventlog

import (
	"encoding/binary"
	"sync"
)

// window is the set of message ids in the log, in memory: 12 bytes a slot, so
// 20,000,000 ids take 250 to 450 MB. It holds a 64-bit hash of each id and
// about where the event stands; a hit is confirmed on the full id by the log.
//
// It is split in shards that grow at different loads, so that no growth stops
// the writer for more than a few milliseconds.
type window struct {
	shards [shards]shard
}

const (
	shards    = 64
	seqPerRef = 16 // a slot remembers seq / 16 in 32 bits: 68 thousand million events
)

// shard is an open-addressed table with linear probing. A zero key marks a
// free slot; the hash 0 is kept as 1.
type shard struct {
	mu   sync.Mutex
	keys []uint64
	refs []uint32
	n    int
}

func (w *window) shard(h uint64) *shard { return &w.shards[h>>58] }

func key(h uint64) uint64 {
	if h == 0 {
		return 1
	}
	return h
}

// reserve makes room for n ids in all.
func (w *window) reserve(n int64) {
	for i := range w.shards {
		s := &w.shards[i]
		slots := 256
		for int64(slots)*3/4 < n/shards+1 {
			slots *= 2
		}
		if slots > len(s.keys) {
			s.grow(slots)
		}
	}
}

// find gives about where an id with this hash stands.
func (w *window) find(h uint64) (ref uint32, ok bool) {
	s := w.shard(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n == 0 {
		return 0, false
	}
	k, mask := key(h), len(s.keys)-1
	for i := int(k) & mask; s.keys[i] != 0; i = (i + 1) & mask {
		if s.keys[i] == k {
			return s.refs[i], true
		}
	}
	return 0, false
}

// add remembers an id at seq. An equal hash that is there already stays.
func (w *window) add(h uint64, seq int64) {
	s := w.shard(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	// Loads from 0.60 to 0.85, by shard: they do not all grow at once.
	limit := len(s.keys) * (60 + int(h>>58)*25/shards) / 100
	if s.n >= limit {
		s.grow(max(256, 2*len(s.keys)))
	}
	s.put(key(h), uint32(seq/seqPerRef))
}

func (s *shard) put(k uint64, ref uint32) {
	mask := len(s.keys) - 1
	i := int(k) & mask
	for ; s.keys[i] != 0; i = (i + 1) & mask {
		if s.keys[i] == k {
			return
		}
	}
	s.keys[i], s.refs[i] = k, ref
	s.n++
}

func (s *shard) grow(slots int) {
	keys, refs := s.keys, s.refs
	s.keys, s.refs, s.n = make([]uint64, slots), make([]uint32, slots), 0
	for i, k := range keys {
		if k != 0 {
			s.put(k, refs[i])
		}
	}
}

// remove forgets an id that stands at seq; an equal hash elsewhere stays.
func (w *window) remove(h uint64, seq int64) {
	s := w.shard(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.n == 0 {
		return
	}
	k, mask := key(h), len(s.keys)-1
	i := int(k) & mask
	for ; s.keys[i] != k; i = (i + 1) & mask {
		if s.keys[i] == 0 {
			return
		}
	}
	if s.refs[i] != uint32(seq/seqPerRef) {
		return
	}
	s.n--
	// Close the gap: move back each follower that may not stay behind it.
	for j := (i + 1) & mask; s.keys[j] != 0; j = (j + 1) & mask {
		if home := int(s.keys[j]) & mask; (j-home)&mask >= (j-i)&mask {
			s.keys[i], s.refs[i] = s.keys[j], s.refs[j]
			i = j
		}
	}
	s.keys[i] = 0
}

// addAll remembers the ids of a stored chunk.
func (w *window) addAll(first int64, ids []byte) {
	for i := 0; i+8 <= len(ids); i += 8 {
		w.add(binary.LittleEndian.Uint64(ids[i:]), first+int64(i/8))
	}
}

// removeAll forgets the ids of a stored chunk.
func (w *window) removeAll(first int64, ids []byte) {
	for i := 0; i+8 <= len(ids); i += 8 {
		w.remove(binary.LittleEndian.Uint64(ids[i:]), first+int64(i/8))
	}
}

// size gives how many ids are known.
func (w *window) size() (n int64) {
	for i := range w.shards {
		s := &w.shards[i]
		s.mu.Lock()
		n += int64(s.n)
		s.mu.Unlock()
	}
	return n
}
