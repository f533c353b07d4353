package importer

import (
	"bytes"
	"context"
	"errors"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/event/importer/row"
	"regulars/internal/eventlog"
	"regulars/internal/store"
)

// A batch is one transaction: so many orders or persons, or so many rows. The
// followers see it as one, and write less the more they see at once; yet others
// who write must not wait long.
const (
	batchGroups = 4000
	batchRows   = 16_000
)

// errStale says that another program changed what a batch was made from.
var errStale = errors.New("importer: what is known changed meanwhile")

// group is the rows of one order or person.
type group struct {
	key  key
	rows []*row.Row
}

// batch is what one transaction takes.
type batch struct {
	groups []group
	rows   int64
	last   int64 // how many groups stand before its end
	// was is what the database had when the batch was made, is what it is to have.
	was, is map[key][]byte
	order   []key // of is, so that rows are written in one order
	tally   tally
	events  *eventlog.Batch
}

// take makes batches and commits them, one being made while another is committed.
func (r *running) take(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	made := make(chan *batch, 1)
	g.Go(func() error {
		defer close(made)
		return r.makeBatches(ctx, made)
	})
	g.Go(func() error {
		ahead := positions{wait: r.s.Pace}
		for b := range made {
			if err := r.commit(ctx, b, &ahead); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

// makeBatches cuts the sorted rows into groups and these into batches.
func (r *running) makeBatches(ctx context.Context, out chan<- *batch) error {
	c := &cutter{running: r, ctx: ctx, out: out, skip: r.record.groups}
	err := r.sorter.Each(c.add)
	if err == nil {
		err = c.flush()
	}
	return err
}

// cutter collects the rows of a batch.
type cutter struct {
	*running
	ctx     context.Context
	out     chan<- *batch
	skip    int64 // groups that an earlier run has dealt with
	seen    int64 // groups begun
	current key
	now     *batch
	before  *batch // the batch made last, which may not be committed yet
}

func (c *cutter) add(k key, w *row.Row) error {
	if c.seen == 0 || k != c.current {
		if c.now != nil && (len(c.now.groups) >= c.s.Batch || c.now.rows >= batchRows) {
			if err := c.flush(); err != nil {
				return err
			}
		}
		c.current = k
		c.seen++
		if c.seen > c.skip {
			if c.now == nil {
				c.now = &batch{}
			}
			c.now.groups = append(c.now.groups, group{key: k})
		}
	}
	if c.seen <= c.skip {
		return nil
	}
	g := &c.now.groups[len(c.now.groups)-1]
	g.rows = append(g.rows, w)
	c.now.rows++
	return nil
}

// flush makes the events of the batch at hand and hands it over.
func (c *cutter) flush() error {
	if c.now == nil {
		return nil
	}
	b := c.now
	b.last, c.now = c.seen, nil
	if err := c.makeEvents(c.ctx, b, c.before); err != nil {
		return err
	}
	c.before = b
	select {
	case c.out <- b:
		return nil
	case <-c.ctx.Done():
		return c.ctx.Err()
	}
}

// makeEvents makes the events of a batch. What the batch before it is about to
// write counts as written.
func (r *running) makeEvents(ctx context.Context, b, before *batch) error {
	b.was, b.is, b.tally = map[key][]byte{}, map[key][]byte{}, newTally()
	purchases := make([]*purchase, len(b.groups))
	var keys []key
	for i, g := range b.groups {
		keys = append(keys, g.key)
		if r.o.Kind == Orders {
			if p := r.maker.purchase(g.rows); p.describes() {
				purchases[i] = p
				keys = append(keys, r.maker.digest.personKey(p.head))
			} else {
				purchases[i] = p
			}
		}
	}
	if err := r.lookUp(ctx, b, before, keys); err != nil {
		return err
	}
	var events []regulars.Event
	states := map[key]*known{}
	state := func(k key) *known {
		if states[k] == nil {
			s := decodeKnown(b.was[k])
			states[k] = &s
			b.order = append(b.order, k)
		}
		return states[k]
	}
	for i, g := range b.groups {
		var m made
		if p := purchases[i]; p == nil {
			m = r.maker.person(g.rows, state(g.key))
		} else {
			var person *known
			if p.describes() {
				person = state(r.maker.digest.personKey(p.head))
			}
			p.finish(g.key, state(g.key), person)
			m = p.made
		}
		m.tally.Events = int64(len(m.events))
		b.tally.add(&m.tally)
		events = append(events, m.events...)
	}
	for _, k := range b.order {
		if now := states[k].encode(); len(states[k].rows) > 0 || states[k].placed {
			if !bytes.Equal(now, b.was[k]) {
				b.is[k] = now
			}
		}
	}
	if r.o.DryRun {
		return nil
	}
	b.events = eventlog.Prepare(events)
	return nil
}

// lookUp reads what is known of keys.
func (r *running) lookUp(ctx context.Context, b, before *batch, keys []key) error {
	var ask []key
	for _, k := range keys {
		if before != nil {
			if raw, ok := before.is[k]; ok {
				b.was[k] = raw
				continue
			}
		}
		ask = append(ask, k)
	}
	return r.db.Read(ctx, func(tx *store.Tx) error { return readKnown(tx, ask, b.was) })
}

// commit appends a batch's events and makes its rows known, in one transaction.
func (r *running) commit(ctx context.Context, b *batch, ahead *positions) error {
	next := r.taken.clone()
	next.add(&b.tally)
	done := r.record
	done.groups, done.tally = b.last, next
	percent := readShare + (100-readShare)*float64(next.Taken+next.Already+next.refused())/float64(max(1, r.rows))
	if !r.o.DryRun {
		err := r.db.Write(ctx, func(tx *store.Tx) error {
			if err := b.unchanged(tx); err != nil {
				return err
			}
			if _, err := r.log.AppendBatch(tx, b.events); err != nil {
				return err
			}
			if err := writeKnown(tx, b.order, b.is); err != nil {
				return err
			}
			return done.save(tx, r.clock.Now())
		})
		if err != nil {
			return err
		}
		end, err := r.log.End(ctx)
		if err != nil {
			return err
		}
		if err := ahead.add(ctx, end); err != nil {
			return err
		}
	}
	r.record, r.taken = done, next
	r.pace.at(Taking, next.Taken+next.Already+next.refused(), percent)
	return nil
}

// unchanged holds the database to what the batch was made from.
func (b *batch) unchanged(tx *store.Tx) error {
	keys := make([]key, 0, len(b.is))
	for _, k := range b.order {
		if _, ok := b.is[k]; ok {
			keys = append(keys, k)
		}
	}
	now := map[key][]byte{}
	if err := readKnown(tx, keys, now); err != nil {
		return err
	}
	for _, k := range keys {
		if !bytes.Equal(now[k], b.was[k]) {
			return errStale
		}
	}
	return nil
}

// maxAhead is how many batches an import may be ahead of the followers.
const maxAhead = 12

// positions are the ends of the last batches.
type positions struct {
	wait func(context.Context, regulars.Position) error
	ends []regulars.Position
}

func (p *positions) add(ctx context.Context, end regulars.Position) error {
	if p.wait == nil {
		return nil
	}
	p.ends = append(p.ends, end)
	if len(p.ends) <= maxAhead {
		return nil
	}
	first := p.ends[0]
	p.ends = p.ends[1:]
	return p.wait(ctx, first)
}
