package timeline

import (
	"slices"
	"time"

	"regulars"
	"regulars/internal/store"
)

// manyAtOnce are how many numbers one statement asks for. With few sizes the
// prepared texts are few.
var manyAtOnce = [...]int{256, 32, 4, 1}

// EachAmong calls fn with every entry since an instant (the zero time: ever) that
// stands under one of the numbers, in no order.
func EachAmong(tx *store.Tx, numbers []int64, since time.Time, fn func(*Entry) error) error {
	parts, err := allParts(tx)
	if err != nil {
		return err
	}
	numbers = slices.Clone(numbers)
	slices.Sort(numbers)
	for _, part := range parts {
		rest := numbers
		for _, n := range manyAtOnce {
			text := selectEntries + " WHERE part = ? AND customer IN " + store.Marks(1, n) + " AND time >= ?"
			for len(rest) >= n {
				args := make([]any, 0, n+2)
				args = append(args, part)
				for _, number := range rest[:n] {
					args = append(args, number)
				}
				if err := each(tx, fn, text, append(args, sinceMicros(since))...); err != nil {
					return err
				}
				rest = rest[n:]
			}
		}
	}
	return nil
}

// EachBetween calls fn with every entry since an instant that stands under a
// number from from up to below to, in no order.
func EachBetween(tx *store.Tx, from, to int64, since time.Time, fn func(*Entry) error) error {
	parts, err := allParts(tx)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := each(tx, fn, selectEntries+" WHERE part = ? AND customer >= ? AND customer < ? AND time >= ?",
			part, from, to, sinceMicros(since)); err != nil {
			return err
		}
	}
	return nil
}

func sinceMicros(since time.Time) int64 {
	if since.IsZero() {
		return -forever
	}
	return regulars.Micros(since)
}

func each(tx *store.Tx, fn func(*Entry) error, query string, args ...any) error {
	return store.Each(tx, func(row store.Scanner) error {
		e, err := scanEntry(row)
		if err != nil {
			return err
		}
		return fn(&e)
	}, query, args...)
}

// Event gives the event that an entry is of, as far as a timeline keeps it.
func (e *Entry) Event() regulars.Event {
	return regulars.Event{Position: regulars.Position{Seq: e.Seq}, Type: e.Type, Name: e.Name, Time: e.Time, Source: e.Source,
		Channel: e.Channel, Order: e.Order, Amount: e.Amount, Body: e.Body, Origin: e.Customer}
}
