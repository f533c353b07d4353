package eventlog

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"

	"regulars"
	"regulars/internal/store"
)

// On PostgreSQL several processes append at once. Transactions commit in
// another order than they take numbers, so a follower that read by number
// alone would step over events that commit late. Positions therefore begin
// with the transaction's id, and followers read only what lies below the
// oldest transaction still running.

func (l *Log) openPostgres(ctx context.Context) error {
	return l.db.Write(ctx, func(tx *store.Tx) (err error) {
		if _, err = tx.Exec("CREATE SEQUENCE IF NOT EXISTS log_seq INCREMENT BY 1024 START WITH 1"); err != nil {
			return err
		}
		l.epoch, err = store.Row(tx, store.One[int64], "SELECT epoch FROM log_epoch")
		return err
	})
}

// NewEpoch begins a new life of the log. It is called after a restore on
// PostgreSQL, whose transaction ids may have begun again.
func NewEpoch(tx *store.Tx) error {
	_, err := tx.Exec("UPDATE log_epoch SET epoch = epoch + 1")
	return err
}

func (l *Log) appendPostgres(tx *store.Tx, p part) ([]regulars.Event, error) {
	type numbers struct{ seq, tx int64 }
	n, err := store.Row(tx, func(row store.Scanner) (n numbers, err error) {
		err = row.Scan(&n.seq, &n.tx)
		return n, err
	}, "SELECT nextval('log_seq'), pg_current_xact_id()::text::bigint")
	if err != nil {
		return nil, err
	}
	fresh, err := claimIDs(tx, p.events, n.seq)
	if err != nil || len(fresh) == 0 {
		return nil, err
	}
	if len(fresh) < len(p.events) {
		p = part{events: fresh, ids: packIDs(fresh), body: packEvents(fresh)}
	}
	c := &chunk{events: p.events}
	c.place(regulars.Position{Epoch: l.epoch, Tx: n.tx, Seq: n.seq})
	if err := insertChunk(tx, c, p); err != nil {
		return nil, err
	}
	if _, err := tx.Exec("SELECT pg_notify('regulars_log', '')"); err != nil {
		return nil, err
	}
	tx.AfterCommit(func() {
		l.publish(c.events)
		l.changed.send()
	})
	return c.events, nil
}

// claimIDs enters the ids in the table of known ids and gives the events whose
// ids were not there. Hashes of 128 bits stand for the ids.
func claimIDs(tx *store.Tx, events []regulars.Event, seq int64) ([]regulars.Event, error) {
	type claim struct {
		hash string
		at   int
	}
	claims := make([]claim, len(events))
	for i := range events {
		h := xxh3.HashString128(events[i].ID)
		claims[i] = claim{string(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, h.Hi), h.Lo)), i}
	}
	// One order for all who claim at once, so that they cannot block in a circle.
	slices.SortFunc(claims, func(a, b claim) int { return cmp.Compare(a.hash, b.hash) })
	args := make([]any, 0, 2*len(claims))
	for _, c := range claims {
		args = append(args, []byte(c.hash), seq)
	}
	added, err := store.Rows(tx, store.One[[]byte], "INSERT INTO log_id (hash, seq) VALUES "+
		store.Marks(len(claims), 2)+" ON CONFLICT DO NOTHING RETURNING hash", args...)
	if err != nil || len(added) == len(events) {
		return events, err
	}
	isNew := make(map[string]bool, len(added))
	for _, h := range added {
		isNew[string(h)] = true
	}
	keep := make([]bool, len(events))
	for _, c := range claims {
		keep[c.at] = isNew[c.hash]
	}
	fresh := make([]regulars.Event, 0, len(added))
	for i := range events {
		if keep[i] {
			fresh = append(fresh, events[i])
		}
	}
	return fresh, nil
}

// endPostgres gives the last position that any reader can see.
func endPostgres(tx *store.Tx) (regulars.Position, error) {
	p, err := store.Row(tx, scanPosition, `SELECT epoch, tx, first_seq + events - 1 FROM log_chunk
		ORDER BY epoch DESC, tx DESC, first_seq DESC LIMIT 1`)
	if err == store.ErrNoRow {
		return regulars.Position{}, nil
	}
	return p, err
}

func scanPosition(row store.Scanner) (p regulars.Position, err error) {
	err = row.Scan(&p.Epoch, &p.Tx, &p.Seq)
	return p, err
}
