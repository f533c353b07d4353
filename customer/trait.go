package customer

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"regulars"
	"regulars/internal/store"
)

// The limits of what sources may tell about one customer, for each of its
// numbers. A new trait beyond them is left out; one that is there can change.
const (
	MaxTraits     = 200
	MaxTraitBytes = 32 << 10
	maxTraitName  = 100
)

// Told is a trait: what was said, and when.
type Told struct {
	Value json.RawMessage `json:"v"`
	// Time is in microseconds, and Seq the event's number in the log.
	Time int64 `json:"t"`
	Seq  int64 `json:"s"`
}

// after reports whether t was said later than o.
func (t Told) after(o Told) bool { return t.Time > o.Time || t.Time == o.Time && t.Seq > o.Seq }

// traits are what was told under one number.
type traits map[string]Told

// told takes in the traits of an event under a number: of each trait, what was
// said last by the events' own time stays.
func (w *work) told(number int64, e *regulars.Event) error {
	if len(e.Body) <= 2 {
		return nil
	}
	var said map[string]json.RawMessage
	if json.Unmarshal(e.Body, &said) != nil {
		return nil // not an object: it tells nothing
	}
	t, ok := w.traits[number]
	if !ok {
		if err := w.loadTraits([]int64{number}); err != nil {
			return err
		}
		t = w.traits[number]
	}
	w.retold[number] = true
	at, size := regulars.Micros(e.Time), t.size()
	for _, name := range slices.Sorted(maps.Keys(said)) {
		grown, other := t.take(name, Told{Value: said[name], Time: at, Seq: e.Position.Seq}, size)
		size += grown
		if other { // most calls say again what was said before
			w.touched[number] = true
		}
	}
	return nil
}

// loadTraits brings what was told under numbers into memory.
func (w *work) loadTraits(numbers []int64) error {
	numbers = slices.DeleteFunc(numbers, func(n int64) bool {
		_, ok := w.traits[n]
		if !ok {
			w.traits[n] = traits{}
		}
		return ok || w.isFresh[n]
	})
	slices.Sort(numbers)
	return eachIn(w.tx, slices.Compact(numbers), func(row store.Scanner) error {
		var number int64
		var raw string
		if err := row.Scan(&number, &raw); err != nil {
			return err
		}
		t, err := readTraits(raw)
		w.traits[number] = t
		return err
	}, selectTraits)
}

const selectTraits = "SELECT customer, traits FROM customer_trait WHERE customer IN "

func readTraits(raw string) (traits, error) {
	t := traits{}
	return t, json.Unmarshal([]byte(raw), &t)
}

// take takes in one trait beside others that have size bytes together, and
// gives by how much they grew, and whether it is another value than before. A
// null takes the trait away, and is remembered so that an older event that
// comes later does not bring it back.
func (t traits) take(name string, told Told, size int) (grown int, other bool) {
	name = strings.ReplaceAll(strings.ToValidUTF8(strings.TrimSpace(name), "\uFFFD"), "\x00", "")
	if name == "" || len(name) > maxTraitName || !utf8.Valid(told.Value) {
		return 0, false
	}
	old, ok := t[name]
	if ok && !told.after(old) {
		return 0, false
	}
	if ok && bytes.Equal(old.Value, told.Value) {
		t[name] = told
		return 0, false
	}
	var small bytes.Buffer
	if json.Compact(&small, told.Value) != nil {
		return 0, false
	}
	told.Value = small.Bytes()
	grown = len(told.Value) - len(old.Value)
	if !ok {
		grown += len(name)
	}
	if size+grown > MaxTraitBytes || !ok && len(t) >= MaxTraits {
		return 0, false
	}
	t[name] = told
	return grown, true
}

// size is how many bytes the names and values have.
func (t traits) size() int {
	n := 0
	for name, told := range t {
		n += len(name) + len(told.Value)
	}
	return n
}

// with takes in what was told under another number of the same customer.
func (t traits) with(o traits) {
	for name, told := range o {
		if old, ok := t[name]; !ok || told.after(old) {
			t[name] = told
		}
	}
}

// text gives a trait that is a string or a number as text, without outer spaces.
func (t traits) text(names ...string) string {
	for _, name := range names {
		raw := t[name].Value
		if len(raw) == 0 {
			continue
		}
		var s string
		switch {
		case raw[0] == '"' && json.Unmarshal(raw, &s) == nil:
			s = strings.TrimSpace(strings.ReplaceAll(s, "\x00", ""))
		case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
			s = string(raw)
		}
		if s != "" {
			return s
		}
	}
	return ""
}

var upsertTraits = newBulk("INSERT INTO customer_trait (customer, traits) VALUES ", 2,
	" ON CONFLICT (customer) DO UPDATE SET traits = excluded.traits")

func (w *work) writeTraits() error {
	args := make([]any, 0, 2*len(w.retold))
	for _, number := range slices.Sorted(maps.Keys(w.retold)) {
		raw, err := json.Marshal(w.traits[number])
		if err != nil {
			return err
		}
		args = append(args, number, string(raw))
	}
	return upsertTraits.exec(w.tx, args)
}
