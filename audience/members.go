package audience

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars/internal/store"
)

// memory holds the members of audiences as bitmaps, brought up to date with
// what is on disk whenever they are looked at.
type memory struct {
	mu   sync.Mutex
	sets map[int64]*set
}

// set is the members of an audience at a step.
type set struct {
	mu      sync.Mutex
	known   bool
	step    int64
	members *roaring.Bitmap
}

// view calls fn with the members of an audience as tx sees them, or as they
// became since. tx must be a reading transaction: what it sees is on disk. fn
// must be quick and keep nothing of the bitmap.
func (m *memory) view(tx *store.Tx, audience int64, fn func(members *roaring.Bitmap)) error {
	step, err := store.Row(tx, store.One[int64], "SELECT step FROM audience WHERE id = ?", audience)
	if err != nil && err != store.ErrNoRow {
		return err
	}
	m.mu.Lock()
	s := m.sets[audience]
	if s == nil {
		s = &set{}
		m.sets[audience] = s
	}
	m.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.known || s.step < step {
		if err := s.advance(tx, audience, step); err != nil {
			return err
		}
	}
	fn(s.members)
	return nil
}

// forget lets go of an audience that is no more.
func (m *memory) forget(audience int64) {
	m.mu.Lock()
	delete(m.sets, audience)
	m.mu.Unlock()
}

// members gives a copy of the members of an audience.
func (m *memory) members(tx *store.Tx, audience int64) (out *roaring.Bitmap, err error) {
	return out, m.view(tx, audience, func(members *roaring.Bitmap) { out = members.Clone() })
}

// advance takes in what has changed up to a step; all of it when the changes
// have been folded meanwhile.
func (s *set) advance(tx *store.Tx, audience, step int64) error {
	base, err := store.Row(tx, store.One[int64], "SELECT step FROM audience_base WHERE audience = ?", audience)
	if err != nil && err != store.ErrNoRow {
		return err
	}
	if !s.known || s.step < base {
		if s.members, err = readBase(tx, audience); err != nil {
			return err
		}
		s.known, s.step = true, base
	}
	if err := addDeltas(tx, audience, s.step, s.members); err != nil {
		s.known = false
		return err
	}
	s.step = step
	return nil
}

// addDeltas takes the changes after a step into members.
func addDeltas(tx *store.Tx, audience, step int64, members *roaring.Bitmap) error {
	return store.Each(tx, func(row store.Scanner) error {
		var customer, inside int64
		err := row.Scan(&customer, &inside)
		if inside != 0 {
			members.Add(uint32(customer))
		} else {
			members.Remove(uint32(customer))
		}
		return err
	}, "SELECT customer, inside FROM audience_delta WHERE audience = ? AND step > ? ORDER BY step", audience, step)
}

func readBase(tx *store.Tx, audience int64) (*roaring.Bitmap, error) {
	raw, err := store.Row(tx, store.One[[]byte], "SELECT members FROM audience_base WHERE audience = ?", audience)
	if err == store.ErrNoRow {
		return roaring.New(), nil
	}
	if err != nil {
		return nil, err
	}
	return readBitmap(raw)
}

func readBitmap(raw []byte) (*roaring.Bitmap, error) {
	b := roaring.New()
	return b, b.UnmarshalBinary(raw)
}

// writeBase keeps members as the whole truth of a step.
func writeBase(tx *store.Tx, audience, step int64, members *roaring.Bitmap) error {
	members = members.Clone()
	members.RunOptimize()
	raw, err := members.MarshalBinary()
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO audience_base (audience, step, members) VALUES (?, ?, ?)
		ON CONFLICT (audience) DO UPDATE SET step = excluded.step, members = excluded.members`, audience, step, raw); err != nil {
		return err
	}
	_, err = tx.Exec("DELETE FROM audience_delta WHERE audience = ?", audience)
	return err
}

// move is who comes in and who goes out of one audience at once.
type move struct{ in, out []int64 }

func (m *move) empty() bool { return len(m.in)+len(m.out) == 0 }

const deltasAtOnce = 2000

// writeMove writes one step: who came and who went, and gives the new step. It
// costs as much as there are changes.
func writeMove(tx *store.Tx, audience int64, m *move) (step int64, err error) {
	step, err = store.Row(tx, store.One[int64], "UPDATE audience SET step = step + 1, size = size + ? WHERE id = ? RETURNING step",
		len(m.in)-len(m.out), audience)
	if err != nil {
		return 0, err
	}
	args := make([]any, 0, 4*deltasAtOnce)
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		_, err := tx.Exec("INSERT INTO audience_delta (audience, step, customer, inside) VALUES "+store.Marks(len(args)/4, 4), args...)
		args = args[:0]
		return err
	}
	for inside, list := range [][]int64{m.out, m.in} {
		for _, c := range list {
			if args = append(args, audience, step, c, inside); len(args) == cap(args) {
				if err := flush(); err != nil {
					return 0, err
				}
			}
		}
	}
	return step, flush()
}

// foldEvery is at how many steps it is looked whether to fold.
const foldEvery = 16

// fold writes the bitmap of an audience anew when enough has changed since: one
// of n bytes after about n bytes of changes, so that each change costs the same
// however large the audience is. members are those at the step.
func fold(tx *store.Tx, audience, step int64, changes int, members func() (*roaring.Bitmap, error)) error {
	if step%foldEvery != 0 && changes < 2000 {
		return nil
	}
	type sizes struct{ deltas, bytes int64 }
	s, err := store.Row(tx, func(row store.Scanner) (s sizes, err error) {
		err = row.Scan(&s.deltas, &s.bytes)
		return s, err
	}, `SELECT (SELECT count(*) FROM audience_delta WHERE audience = ?),
		coalesce((SELECT length(members) FROM audience_base WHERE audience = ?), 0)`, audience, audience)
	if err != nil || s.deltas < max(2000, s.bytes/16) {
		return err
	}
	all, err := members()
	if err != nil {
		return err
	}
	return writeBase(tx, audience, step, all)
}
