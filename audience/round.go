package audience

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"regulars"
	"regulars/internal/store"
)

// round is one evaluation of some customers: read in one transaction, compared
// with who belonged before, and written in another one, unless something else
// was evaluated meanwhile.
type round struct {
	*Audiences
	ctx   context.Context
	which []*compiled // in dependency order
	look  look
	now   time.Time
	stamp int64
	all   bool // which is everything that is known or being founded

	due    []dueRow
	kins   []kinRow
	moves  map[int64]*move     // of founded audiences, with events
	silent map[int64]*move     // of founded audiences, without events
	left   map[int64][]int64   // who left with the number that became theirs
	grow   map[int64]*move     // of audiences that are being founded
	flips  map[int64]time.Time // zero for none
	held   map[int64]map[int64]bool
}

type kinRow struct {
	seq int64
	kin
}

// errStale says that somebody else evaluated meanwhile.
var errStale = errors.New("audience: evaluated by somebody else meanwhile")

// again is how often a round is begun anew when it was overtaken.
const again = 5

// evaluate evaluates customers in some audiences and keeps what has changed. The
// caller holds working. read gives the people within a reading transaction, and
// everybody who might be in an audience but is no customer any more.
func (a *Audiences) evaluate(ctx context.Context, now time.Time, which func(*plan) []*compiled,
	read func(tx *store.Tx, r *round, s *scene) (*people, []int64, error)) (r *round, err error) {
	for range again {
		r = &round{Audiences: a, ctx: ctx, now: now, moves: map[int64]*move{}, silent: map[int64]*move{}, left: map[int64][]int64{}, grow: map[int64]*move{},
			flips: map[int64]time.Time{}}
		err = a.Store.Read(ctx, func(tx *store.Tx) error { return r.read(tx, which, read) })
		if err != nil {
			return r, err
		}
		if err = a.Store.Write(ctx, r.write); !errors.Is(err, errStale) {
			return r, err
		}
	}
	return r, &regulars.Error{Code: regulars.ErrUnavailable, Reason: "busy", Message: "audiences are being evaluated", Err: err}
}

func (r *round) read(tx *store.Tx, which func(*plan) []*compiled, read func(*store.Tx, *round, *scene) (*people, []int64, error)) error {
	var err error
	if r.stamp, err = store.Row(tx, store.One[int64], "SELECT stamp FROM audience_state"); err != nil {
		return err
	}
	p, err := r.plan(tx)
	if err != nil {
		return err
	}
	r.which = which(p)
	r.look = lookOf(r.which)
	s, err := r.scene(tx, p, &r.look)
	if err != nil {
		return err
	}
	who, gone, err := read(tx, r, s)
	if err != nil {
		return err
	}
	if err := r.readKins(tx); err != nil {
		return err
	}
	if err := r.readHeld(tx, p, who, gone); err != nil {
		return err
	}
	s.belongs = func(audience, customer int64) bool { return r.held[audience][customer] }
	for i := range who.list {
		r.person(&who.list[i], who)
	}
	for _, n := range gone {
		if who.byRoot[n] == nil {
			r.gone(n)
		}
	}
	return nil
}

// readKins reads who has what others had.
func (r *round) readKins(tx *store.Tx) (err error) {
	r.kins, err = store.Rows(tx, func(row store.Scanner) (k kinRow, err error) {
		err = row.Scan(&k.seq, &k.customer, &k.of)
		return k, err
	}, "SELECT seq, customer, of FROM audience_kin ORDER BY seq, of LIMIT 10000")
	return err
}

// readHeld finds out who of all that take part belonged where before.
func (r *round) readHeld(tx *store.Tx, p *plan, who *people, gone []int64) error {
	numbers := slices.Clone(gone)
	for i := range who.list {
		numbers = append(numbers, who.list[i].ID)
	}
	for _, k := range r.kins {
		numbers = append(numbers, k.customer, k.of)
	}
	r.held = map[int64]map[int64]bool{}
	for _, c := range p.all {
		in := map[int64]bool{}
		r.held[c.id] = in
		note := func(members *roaring.Bitmap) {
			for _, n := range numbers {
				if members.Contains(uint32(n)) {
					in[n] = true
				}
			}
		}
		if g := r.growing[c.id]; g != nil {
			note(g)
		} else if err := r.memory.view(tx, c.id, note); err != nil {
			return err
		}
	}
	return nil
}

// person evaluates one customer in all audiences of the round.
func (r *round) person(p *person, who *people) {
	sees := p.sees()
	var flip time.Time
	for _, c := range r.which {
		if c.x == nil {
			continue // it stays as it was, and says so
		}
		v := c.x.Evaluate(&sees, r.now)
		p.verdicts[c.name] = v.Matches
		if !v.Flip.IsZero() && (flip.IsZero() || v.Flip.Before(flip)) {
			flip = v.Flip
		}
		r.compare(c, p.ID, v.Matches, who)
	}
	if r.look.byTime || r.all || !flip.IsZero() {
		r.flips[p.ID] = flip
	}
}

// compare notes what a verdict changes. After a merge the customer has been in
// whatever either was in; nobody enters or leaves by a merge alone.
func (r *round) compare(c *compiled, n int64, matches bool, who *people) {
	own := r.held[c.id][n]
	if !c.founded {
		if own != matches {
			into(r.grow, c.id, n, matches)
		}
		return
	}
	merged := r.had(c.id, n, map[int64]bool{n: true}, func(of int64) bool { return who.byRoot[of] == nil })
	before := own || r.had(c.id, n, map[int64]bool{n: true}, func(int64) bool { return true })
	switch {
	case matches == own && before == own:
	case matches && !before, !matches && own:
		into(r.moves, c.id, n, matches)
	case matches: // it was in as another number
		into(r.silent, c.id, n, true)
	case merged: // as another number that is nobody's any more
		r.left[c.id] = append(r.left[c.id], n)
	}
}

// had reports whether one of those whose place a customer took, and who counts,
// was in an audience.
func (r *round) had(audience, n int64, seen map[int64]bool, counts func(int64) bool) bool {
	for _, k := range r.kins {
		if k.customer == n && !seen[k.of] && counts(k.of) {
			seen[k.of] = true
			if r.held[audience][k.of] || r.had(audience, k.of, seen, counts) {
				return true
			}
		}
	}
	return false
}

// gone takes a number that is no customer any more out of all audiences.
func (r *round) gone(n int64) {
	for _, c := range r.which {
		if !r.held[c.id][n] {
			continue
		}
		if c.founded {
			into(r.silent, c.id, n, false)
		} else {
			into(r.grow, c.id, n, false)
		}
	}
	r.flips[n] = time.Time{}
}

func into(moves map[int64]*move, audience, n int64, inside bool) {
	m := moves[audience]
	if m == nil {
		m = &move{}
		moves[audience] = m
	}
	if inside {
		m.in = append(m.in, n)
	} else {
		m.out = append(m.out, n)
	}
}

// write keeps what the round found, and tells of it, in one transaction.
func (r *round) write(tx *store.Tx) error {
	n, err := tx.Exec("UPDATE audience_state SET stamp = stamp + 1 WHERE stamp = ?", r.stamp)
	if err != nil {
		return err
	}
	if n == 0 {
		return errStale
	}
	var events []regulars.Event
	for _, c := range r.which {
		moved, silent := r.moves[c.id], r.silent[c.id]
		events = append(events, r.tell(c, moved)...)
		if moved == nil && silent == nil {
			continue
		}
		if err := r.keep(tx, c, moved, silent); err != nil {
			return err
		}
	}
	if err := writeFlips(tx, r.flips, r.all); err != nil {
		return err
	}
	if err := r.settle(tx); err != nil {
		return err
	}
	tx.AfterCommit(r.grown)
	_, err = r.Log.Append(tx, events)
	return err
}

// keep writes how the members of an audience changed.
func (r *round) keep(tx *store.Tx, c *compiled, moved, silent *move) error {
	whole := move{}
	var entered, left int
	for _, m := range []*move{moved, silent} {
		if m != nil {
			whole.in, whole.out = append(whole.in, m.in...), append(whole.out, m.out...)
		}
	}
	if moved != nil {
		entered, left = len(moved.in), len(moved.out)
	}
	step, err := writeMove(tx, c.id, &whole)
	if err != nil {
		return err
	}
	if err := grew(tx, c.id, dayOf(r.now, r.Zone()), entered, left); err != nil {
		return err
	}
	return fold(tx, c.id, step, len(whole.in)+len(whole.out), func() (*roaring.Bitmap, error) {
		members, err := readBase(tx, c.id)
		if err != nil {
			return nil, err
		}
		return members, addDeltas(tx, c.id, 0, members)
	})
}

// tell makes the events of who came and went.
func (r *round) tell(c *compiled, m *move) (events []regulars.Event) {
	var in, out []int64
	if m != nil {
		in, out = m.in, m.out
	}
	if out = slices.Concat(out, r.left[c.id]); len(in)+len(out) == 0 {
		return nil
	}
	body, err := json.Marshal(Moved{Audience: c.id, Name: c.name})
	if err != nil {
		panic(err) // a number and a text
	}
	received := r.Clock.Now()
	for i, list := range [][]int64{in, out} {
		for _, n := range list {
			events = append(events, regulars.Event{ID: fmt.Sprintf("audience:%d:%d:%d", c.id, r.stamp, n), Type: regulars.Track,
				Name: [...]string{EnteredEvent, LeftEvent}[i], Source: Source, Time: r.now, Received: received, Customer: n, Body: body})
		}
	}
	return events
}

// settle takes off who was due. What was noted since the round read stays.
func (r *round) settle(tx *store.Tx) error {
	seqs := make(map[int64]int64, len(r.due))
	for _, d := range r.due {
		seqs[d.customer] = d.seq
	}
	for part := range slices.Chunk(slices.Sorted(maps.Keys(seqs)), 500) {
		in := "FROM audience_due WHERE customer IN " + store.Marks(1, len(part))
		now, err := store.Rows(tx, scanDue, "SELECT customer, seq, at "+in, anys(part)...)
		if err != nil {
			return err
		}
		var done []int64
		for _, d := range now {
			if seqs[d.customer] == d.seq {
				done = append(done, d.customer)
			}
		}
		if len(done) == 0 {
			continue
		}
		if _, err := tx.Exec("DELETE FROM audience_due WHERE customer IN "+store.Marks(1, len(done)), anys(done)...); err != nil {
			return err
		}
	}
	if !r.all || len(r.due) == 0 {
		return nil
	}
	// Kin is needed until both have been evaluated.
	_, err := tx.Exec(`DELETE FROM audience_kin WHERE NOT EXISTS (SELECT 1 FROM audience_due d WHERE d.customer = audience_kin.customer)
		AND NOT EXISTS (SELECT 1 FROM audience_due d WHERE d.customer = audience_kin.of)`)
	return err
}

// grown brings the members found so far of audiences being founded up to date.
func (r *round) grown() {
	for id, m := range r.grow {
		if g := r.growing[id]; g != nil {
			for _, n := range m.in {
				g.Add(uint32(n))
			}
			for _, n := range m.out {
				g.Remove(uint32(n))
			}
		}
	}
}
