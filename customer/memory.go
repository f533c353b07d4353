package customer

import (
	"math/rand/v2"

	"github.com/zeebo/xxh3"

	"regulars/customer/identity"
)

// idKey stands for an identity in memory: a hash of 128 bits, seeded anew in
// each process, so that nobody outside can make two identities meet.
type idKey struct{ hi, lo uint64 }

// found is what is known of an identity.
type found struct {
	number  int64 // whose it is: the origin
	blocked bool
	allowed bool
	erased  bool // number was erased, and this identity may not come back
}

// face is what the resolver must know of a number.
type face struct {
	aliasOf     int64
	first, last int64 // µs; last is the beginning of an hour. Of the customer with all its aliases.
	firmness    identity.Firmness
	company     bool
	erased      bool
	joined      bool // other numbers lead to it
}

// memory is what the resolver remembers between batches: bounded, and only
// ever what the database says.
type memory struct {
	stamp  int64 // of the resolver's row when this was so; -1 when nothing is known
	seed   uint64
	ids    generations[idKey, found]
	faces  generations[int64, face]
	claims generations[claimed, struct{}]
	tombs  *tombs // nil when not loaded
	// waiting are the times of customers that are in customer_seen only; nil when
	// not loaded. waves numbers the newest row there.
	waiting map[int64]span
	waves   int64
	scratch []byte
}

func newMemory(size int) memory {
	return memory{stamp: -1, seed: rand.Uint64(), ids: newGenerations[idKey, found](size),
		faces: newGenerations[int64, face](size), claims: newGenerations[claimed, struct{}](size / 16)}
}

// forget makes the next batch ask the database for everything.
func (m *memory) forget() {
	m.stamp = -1
	m.ids.clear()
	m.faces.clear()
	m.claims.clear()
	m.tombs, m.waiting = nil, nil
}

// turn lets go of what was not used for long.
func (m *memory) turn() {
	m.ids.turn()
	m.faces.turn()
	m.claims.turn()
}

func (m *memory) key(id identity.Identity) idKey {
	m.scratch = append(append(append(m.scratch[:0], id.Kind...), 0), id.Value...)
	h := xxh3.Hash128Seed(m.scratch, m.seed)
	return idKey{h.Hi, h.Lo}
}

// generations is a map that forgets what was not used for long: when the young
// half is full, it becomes the old one and the old one goes. A use brings an
// entry back among the young.
type generations[K comparable, V any] struct {
	young, old map[K]V
	half       int
}

func newGenerations[K comparable, V any](size int) generations[K, V] {
	return generations[K, V]{young: map[K]V{}, old: map[K]V{}, half: max(1, size/2)}
}

// get gives an entry. What was got or put since the last turn is there until
// after the next.
func (g *generations[K, V]) get(k K) (V, bool) {
	v, ok := g.young[k]
	if !ok {
		if v, ok = g.old[k]; ok {
			g.young[k] = v
		}
	}
	return v, ok
}

func (g *generations[K, V]) put(k K, v V) { g.young[k] = v }

// turn lets go of the old half when the young one is full. It is called
// between batches only, so that a batch keeps what it has loaded.
func (g *generations[K, V]) turn() {
	if len(g.young) >= g.half {
		g.old, g.young = g.young, make(map[K]V, g.half)
	}
}

func (g *generations[K, V]) clear() {
	g.young, g.old = map[K]V{}, map[K]V{}
}
