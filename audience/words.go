package audience

import (
	"encoding/json"
	"slices"
	"sync"

	"regulars"
	"regulars/audience/lang"
	"regulars/internal/store"
)

// The sorts of words that are met in the log.
const (
	wordEvent    = "event"
	wordProperty = "property"
	wordTrait    = "trait"
)

// The limits of what is remembered of what the log has: words that come later
// are not offered.
const (
	mostEvents     = 500
	mostProperties = 100 // of one event
	mostTraits     = 500
	mostWordBytes  = 100
	// sample is of every how many events the properties are looked at, once its
	// name is known.
	sample = 16
)

// word is a word that was met.
type word struct{ sort, event, name string }

// met says of what kind a word's first value was, and about how often it came.
type met struct {
	kind  lang.Kind
	times int64
}

// words remembers which words are on disk. It is nil when that is not known.
type words struct {
	mu    sync.Mutex
	known map[word]bool
	count map[[2]string]int // words by sort and event
}

func (w *words) forget() {
	w.mu.Lock()
	w.known = nil
	w.mu.Unlock()
}

func (w *words) load(tx *store.Tx) error {
	if w.known != nil {
		return nil
	}
	w.known, w.count = map[word]bool{}, map[[2]string]int{}
	return store.Each(tx, func(row store.Scanner) error {
		var x word
		err := row.Scan(&x.sort, &x.event, &x.name)
		w.known[x] = true
		w.count[[2]string{x.sort, x.event}]++
		return err
	}, "SELECT sort, event, name FROM audience_word")
}

// room reports whether a word is known or may still become so.
func (w *words) room(x word) bool {
	if w.known[x] {
		return true
	}
	most := map[string]int{wordEvent: mostEvents, wordProperty: mostProperties, wordTrait: mostTraits}[x.sort]
	key := [2]string{x.sort, x.event}
	if x.name == "" || len(x.name) > mostWordBytes || w.count[key] >= most {
		return false
	}
	w.known[x] = true
	w.count[key]++
	return true
}

// note remembers the words that a batch of events brought: all names of events,
// and of a sample of the events, the same whenever the log is read, what stands
// in them.
func (w *words) note(tx *store.Tx, events []regulars.Event) error {
	tx.AfterRollback(w.forget)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.load(tx); err != nil {
		return err
	}
	found := map[word]*met{}
	add := func(x word, kind lang.Kind, times int64) bool {
		if found[x] == nil {
			if !w.room(x) {
				return false
			}
			found[x] = &met{kind: kind}
		}
		found[x].times += times
		return true
	}
	for i := range events {
		e := &events[i]
		if e.Customer == 0 || e.Source == Source {
			continue
		}
		event, sort, fresh := e.Name, wordProperty, false
		switch e.Type {
		case regulars.Identify:
			event, sort = "", wordTrait
		case regulars.Track:
			fresh = !w.known[word{wordEvent, "", e.Name}]
			if !add(word{wordEvent, "", e.Name}, lang.KindNone, 1) {
				continue
			}
		case regulars.Page, regulars.Screen:
			continue
		default:
			continue
		}
		if !fresh && sort == wordProperty && e.Position.Seq%sample != 0 {
			continue
		}
		var body map[string]json.RawMessage
		if json.Unmarshal(e.Body, &body) != nil {
			continue
		}
		for name, value := range body {
			times := int64(sample)
			if sort == wordTrait || fresh {
				times = 1
			}
			if kind := kindOf(value, sort == wordTrait); kind != lang.KindNone {
				add(word{sort, event, name}, kind, times)
			}
		}
	}
	return writeWords(tx, found)
}

const wordsAtOnce = 400

func writeWords(tx *store.Tx, found map[word]*met) error {
	all := make([]word, 0, len(found))
	for x := range found {
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b word) int {
		return slices.Compare([]string{a.sort, a.event, a.name}, []string{b.sort, b.event, b.name})
	})
	for part := range slices.Chunk(all, wordsAtOnce) {
		args := make([]any, 0, 5*len(part))
		for _, x := range part {
			args = append(args, x.sort, x.event, x.name, int(found[x].kind), found[x].times)
		}
		if _, err := tx.Exec("INSERT INTO audience_word (sort, event, name, kind, met) VALUES "+store.Marks(len(part), 5)+
			" ON CONFLICT (sort, event, name) DO UPDATE SET met = audience_word.met + excluded.met", args...); err != nil {
			return err
		}
	}
	return nil
}
