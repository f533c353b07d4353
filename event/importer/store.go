package importer

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"slices"
	"time"

	"regulars"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var files embed.FS

// Migration gives the tables of imports.
func Migration() store.Migration {
	sub, err := fs.Sub(files, "migration")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return store.Migration{Domain: "importer", Files: sub}
}

const chunkRows = 500

// readKnown reads what is known of keys into a map.
func readKnown(tx *store.Tx, keys []key, into map[key][]byte) error {
	for part := range slices.Chunk(keys, chunkRows) {
		args := make([]any, len(part))
		for i, k := range part {
			args[i] = k[:]
		}
		err := store.Each(tx, func(row store.Scanner) error {
			var k, seen []byte
			err := row.Scan(&k, &seen)
			if err == nil {
				into[key(k)] = seen
			}
			return err
		}, "SELECT key, seen FROM import_known WHERE key IN "+store.Marks(1, len(part)), args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// writeKnown writes what changed, in the order of keys.
func writeKnown(tx *store.Tx, order []key, is map[key][]byte) error {
	var args []any
	for _, k := range order {
		if seen, ok := is[k]; ok {
			args = append(args, k[:], seen)
		}
	}
	for part := range slices.Chunk(args, 2*chunkRows) {
		_, err := tx.Exec("INSERT INTO import_known (key, seen) VALUES "+store.Marks(len(part)/2, 2)+
			" ON CONFLICT (key) DO UPDATE SET seen = excluded.seen", part...)
		if err != nil {
			return err
		}
	}
	return nil
}

// secret gives the key of the digests, made at the first import.
func (im *Importer) secret(ctx context.Context) (secret []byte, err error) {
	const read = "SELECT secret FROM import_secret"
	err = im.db.Read(ctx, func(tx *store.Tx) (err error) {
		secret, err = store.Row(tx, store.One[[]byte], read)
		return err
	})
	if !errors.Is(err, store.ErrNoRow) {
		return secret, err
	}
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	err = im.db.Write(ctx, func(tx *store.Tx) (err error) {
		if _, err := tx.Exec("INSERT INTO import_secret (id, secret) VALUES (1, ?) ON CONFLICT DO NOTHING", fresh); err != nil {
			return err
		}
		secret, err = store.Row(tx, store.One[[]byte], read)
		return err
	})
	return secret, err
}

// State is how an import stands.
type State string

// The states.
const (
	Uploaded  State = "uploaded"  // the file is there
	Checking  State = "checking"  // a dry run is under way
	Checked   State = "checked"   // a dry run was made
	Running   State = "running"   // rows are being taken
	Done      State = "done"      // all rows were dealt with
	Failed    State = "failed"    // it cannot go on; Fault says why
	Cancelled State = "cancelled" // somebody stopped it; what was taken stays
)

// record is a row of the table import.
type record struct {
	id      string
	kind    Kind
	name    string
	task    string
	groups  int64
	tally   tally
	resumed bool
}

// begin gives the record of an import: one of the same task that was cut off,
// or a new one. The console's import has a record already.
func (r *running) begin(ctx context.Context, rec record) (record, error) {
	rec.id = r.o.id
	err := r.db.Write(ctx, func(tx *store.Tx) error {
		old, counts, err := unfinished(tx, rec.task)
		if err != nil {
			return err
		}
		now := regulars.Micros(r.clock.Now())
		if rec.tally = newTally(); old.groups > 0 {
			rec.groups, rec.resumed = old.groups, true
			if err := json.Unmarshal([]byte(counts), &rec.tally); err != nil {
				return err
			}
		}
		switch {
		case rec.id == "" && old.id != "":
			rec.id = old.id
			_, err := tx.Exec("UPDATE import SET state = 'running', updated = ? WHERE id = ?", now, rec.id)
			return err
		case rec.id == "":
			rec.id = regulars.NewID(r.clock.Now())
			_, err := tx.Exec(`INSERT INTO import (id, kind, name, state, options, task, groups, progress, result, fault, created, updated)
				VALUES (?, ?, ?, 'running', '', ?, 0, '', '', '', ?, ?)`, rec.id, string(rec.kind), rec.name, rec.task, now, now)
			return err
		case old.id != "" && old.id != rec.id: // begun elsewhere, goes on here
			if _, err := tx.Exec("UPDATE import SET state = 'cancelled', task = '', updated = ? WHERE id = ?", now, old.id); err != nil {
				return err
			}
		}
		n, err := tx.Exec("UPDATE import SET task = ?, groups = ?, result = ?, updated = ? WHERE id = ? AND state = 'running'",
			rec.task, rec.groups, string(marshal(rec.tally)), now, rec.id)
		if err == nil && n == 0 {
			err = errCancelled
		}
		return err
	})
	return rec, err
}

// unfinished gives the record of a task that was cut off; none is no error.
func unfinished(tx *store.Tx, task string) (old record, counts string, err error) {
	old, err = store.Row(tx, func(row store.Scanner) (old record, err error) {
		err = row.Scan(&old.id, &old.groups, &counts)
		return old, err
	}, "SELECT id, groups, result FROM import WHERE task = ? AND state IN ('running', 'cancelled') ORDER BY updated DESC LIMIT 1", task)
	if errors.Is(err, store.ErrNoRow) {
		err = nil
	}
	return old, counts, err
}

// errCancelled says that somebody has cancelled the import.
var errCancelled = &regulars.Error{Code: regulars.ErrConflict, Reason: "cancelled", Message: "the import was cancelled"}

// save keeps how far an import has come, unless it was cancelled.
func (rec *record) save(tx *store.Tx, now time.Time) error {
	n, err := tx.Exec("UPDATE import SET groups = ?, result = ?, updated = ? WHERE id = ? AND state = 'running'",
		rec.groups, string(marshal(rec.tally)), regulars.Micros(now), rec.id)
	if err == nil && n == 0 {
		err = errCancelled
	}
	return err
}

// finish closes an import's record with its result. The console's is closed by
// its desk.
func (r *running) finish(ctx context.Context) error {
	if r.o.id != "" {
		return nil
	}
	return r.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE import SET state = 'done', task = '', result = ?, updated = ? WHERE id = ?",
			string(marshal(r.result())), regulars.Micros(r.clock.Now()), r.record.id)
		return err
	})
}
