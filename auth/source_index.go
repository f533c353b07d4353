package auth

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"regulars/internal/store"
)

// sourceIndex answers whose a write key is without I/O and without a lock. It
// is made anew after every change.
type sourceIndex struct {
	at    atomic.Pointer[sourceMap]
	stale atomic.Bool
	mu    sync.Mutex // held while it is made
}

// sourceMap is one state of the sources; it never changes.
type sourceMap struct {
	byKey, byID map[string]Source
	read        time.Time
}

// How old the index may grow on PostgreSQL, where another node may have
// changed the sources: when a key is known, and when it is not.
const (
	knownFor   = 10 * time.Second
	unknownFor = time.Second
)

// SourceByKey gives the source of a write key, for every request of intake. It
// does no I/O, save on PostgreSQL once in a while. A disabled source is given
// too; look at Enabled.
func (a *Auth) SourceByKey(key string) (Source, bool) {
	return a.lookSource(func(m *sourceMap) (Source, bool) { s, ok := m.byKey[key]; return s, ok })
}

// SourceByID is [Auth.SourceByKey] for a source's id, as in a webhook's address.
func (a *Auth) SourceByID(id string) (Source, bool) {
	return a.lookSource(func(m *sourceMap) (Source, bool) { s, ok := m.byID[id]; return s, ok })
}

func (a *Auth) lookSource(look func(*sourceMap) (Source, bool)) (Source, bool) {
	if a.sources.stale.Load() {
		a.loadSources(context.Background()) // when it fails, the next look tries again
	}
	m := a.sources.at.Load()
	s, ok := look(m)
	if a.db.Dialect() != store.Postgres {
		return s, ok
	}
	age := a.clock.Now().Sub(m.read)
	if ok && age < knownFor || !ok && age < unknownFor {
		return s, ok
	}
	if ok {
		// Answer from what we have; one of us reads meanwhile.
		if a.sources.mu.TryLock() {
			go func() {
				defer a.sources.mu.Unlock()
				a.readSources(context.Background())
			}()
		}
		return s, ok
	}
	a.loadSources(context.Background())
	return look(a.sources.at.Load())
}

// writeSources runs a change of the sources and makes the index anew.
func (a *Auth) writeSources(ctx context.Context, fn func(*store.Tx) error) error {
	err := a.db.Write(ctx, func(tx *store.Tx) error {
		tx.AfterCommit(func() { a.sources.stale.Store(true) })
		return fn(tx)
	})
	if err == nil {
		a.loadSources(ctx) // when it fails, the next look tries again
	}
	return err
}

// loadSources makes the index anew. One at a time, so that a later reading is
// never replaced by an earlier one.
func (a *Auth) loadSources(ctx context.Context) error {
	a.sources.mu.Lock()
	defer a.sources.mu.Unlock()
	return a.readSources(ctx)
}

// readSources reads the sources; the caller holds the lock.
func (a *Auth) readSources(ctx context.Context) error {
	a.sources.stale.Store(false) // first, so that a change while we read counts
	m := &sourceMap{byKey: map[string]Source{}, byID: map[string]Source{}, read: a.clock.Now()}
	err := a.db.Read(ctx, func(tx *store.Tx) error {
		list, err := listSources(tx)
		for _, s := range list {
			m.byKey[s.WriteKey], m.byID[s.ID] = s, s
		}
		return err
	})
	if err != nil {
		a.sources.stale.Store(true)
		return err
	}
	a.sources.at.Store(m)
	return nil
}
