package warehouse

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"regulars"
)

// How the log says that customers were found to be one, that they were not,
// and that the persons behind them are to be forgotten.
const (
	Merged      = "Customer Merged" // body {"from": n, "into": n}
	Split       = "Customer Split"  // body {"customer": n, "from": n, "origins": [n, …]}: customer leaves from
	Erased      = "Customer Erased" // body {"customers": [n, …]}
	MergeSource = "customer"        // the source of all three
)

// Move is a change of whose events are whose.
type Move struct {
	// From has the events before, Into from now on.
	From, Into int64
	// Origins are those whose events move when a merge is undone, of which
	// only those that From has; nil for a merge, by which all move.
	Origins []int64
}

// IsMove reports whether an event tells of a move, be it one that makes sense
// or not.
func IsMove(e *regulars.Event) bool {
	return e.Type == regulars.Track && e.Source == MergeSource && (e.Name == Merged || e.Name == Split)
}

// MoveOf reads the move that an event tells of; ok is false for any other
// event, and for one whose body makes no sense.
func MoveOf(e *regulars.Event) (m Move, ok bool) {
	if !IsMove(e) {
		return Move{}, false
	}
	var body struct {
		From, Into, Customer number
		Origins              []number
	}
	if json.Unmarshal(e.Body, &body) != nil {
		return Move{}, false
	}
	m = Move{From: int64(body.From), Into: int64(body.Into)}
	if e.Name == Split {
		m = Move{From: int64(body.From), Into: int64(body.Customer), Origins: []int64{}}
		for _, o := range body.Origins {
			m.Origins = append(m.Origins, int64(o))
		}
		if len(m.Origins) == 0 {
			m.Origins = append(m.Origins, m.Into)
		}
	}
	return m, m.From > 0 && m.Into > 0 && m.From != m.Into
}

// ErasedOf reads whom an event says to forget; nil for any other event.
func ErasedOf(e *regulars.Event) []int64 {
	if e.Type != regulars.Track || e.Source != MergeSource || e.Name != Erased {
		return nil
	}
	var body struct{ Customers []number }
	if json.Unmarshal(e.Body, &body) != nil {
		return nil
	}
	var out []int64
	for _, n := range body.Customers {
		if n > 0 {
			out = append(out, int64(n))
		}
	}
	return out
}

// number reads a customer's number, written as a number or as its digits.
type number int64

func (n *number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	v, err := strconv.ParseInt(string(bytes.Trim(b, `"`)), 10, 64)
	if err != nil {
		return err
	}
	*n = number(v)
	return nil
}

// Owners says who has the events of which origin, after moves. The zero value
// says that everybody has their own.
type Owners struct {
	of  map[int64]int64   // by origin, when it is somebody else
	has map[int64][]int64 // by owner, the origins in of
}

// Move applies one more move.
func (o *Owners) Move(m Move) {
	if o.of == nil {
		o.of, o.has = map[int64]int64{}, map[int64][]int64{}
	}
	origins := m.Origins
	if origins == nil {
		origins = slices.Clone(o.has[m.From])
		origins = append(origins, m.From)
	}
	for _, origin := range origins {
		if o.Of(origin) == m.From {
			o.give(origin, m.Into)
		}
	}
}

func (o *Owners) give(origin, into int64) {
	if from, moved := o.of[origin]; moved {
		if o.has[from] = slices.DeleteFunc(o.has[from], func(n int64) bool { return n == origin }); len(o.has[from]) == 0 {
			delete(o.has, from)
		}
	}
	if origin == into {
		delete(o.of, origin)
		return
	}
	o.of[origin] = into
	o.has[into] = append(o.has[into], origin)
}

// Of gives who has the events of origin.
func (o *Owners) Of(origin int64) int64 {
	if owner, moved := o.of[origin]; moved {
		return owner
	}
	return origin
}

// Moved gives the owner of every origin whose events somebody else has. The
// caller must not change it.
func (o *Owners) Moved() map[int64]int64 { return o.of }
