package warehousetest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"regulars"
	"regulars/internal/warehouse"
)

// Model is a warehouse in memory: slow, small and plain, to compare with.
type Model struct {
	at    regulars.Position
	rows  []row
	place int64
}

type row struct {
	regulars.Event
	place  int64
	erased bool
}

var _ warehouse.Warehouse = (*Model)(nil)

// Position implements [warehouse.Warehouse].
func (m *Model) Position(context.Context) (regulars.Position, error) { return m.at, nil }

// Append implements [warehouse.Warehouse].
func (m *Model) Append(_ context.Context, events []regulars.Event, to regulars.Position) error {
	if err := warehouse.CheckOrder(events, to); err != nil {
		return err
	}
	if to.Compare(m.at) <= 0 {
		return nil
	}
	for _, e := range events {
		if e.Position.Compare(m.at) <= 0 {
			continue
		}
		if e.Origin == 0 {
			e.Origin = e.Customer
		}
		m.place++
		m.rows = append(m.rows, row{Event: e, place: m.place})
		if whom := warehouse.ErasedOf(&e); whom != nil {
			m.forget(whom)
		}
	}
	m.at = to
	return nil
}

// CutBack implements [warehouse.Warehouse].
func (m *Model) CutBack(_ context.Context, to regulars.Position) error {
	if to.Compare(m.at) >= 0 {
		return nil
	}
	m.at = to
	m.rows = slices.DeleteFunc(m.rows, func(r row) bool { return r.Position.Compare(to) > 0 })
	m.place = 0
	if n := len(m.rows); n > 0 {
		m.place = m.rows[n-1].place
	}
	return nil
}

// owners folds every merge and split that is kept.
func (m *Model) owners() *warehouse.Owners {
	var o warehouse.Owners
	for i := range m.rows {
		if move, ok := warehouse.MoveOf(&m.rows[i].Event); ok {
			o.Move(move)
		}
	}
	return &o
}

// Scan implements [warehouse.Warehouse].
func (m *Model) Scan(_ context.Context, from regulars.Position, fn func(regulars.Event) error) error {
	for _, r := range m.rows {
		if r.Position.Compare(from) <= 0 {
			continue
		}
		e := r.Event
		e.Customer = e.Origin
		if len(e.Body) == 0 {
			e.Body = nil
		}
		if len(e.Context) == 0 {
			e.Context = nil
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

// Erase implements [warehouse.Warehouse].
func (m *Model) Erase(_ context.Context, customers []int64) error {
	m.forget(customers)
	return nil
}

// forget takes the persons behind customers out of the rows.
func (m *Model) forget(customers []int64) {
	owners := m.owners()
	standIn := map[string]string{}
	var kept []row
	for _, r := range m.rows {
		theirs := slices.Contains(customers, r.Origin) || slices.Contains(customers, owners.Of(r.Origin))
		if r.erased || r.Origin == 0 || !theirs {
			kept = append(kept, r)
			continue
		}
		move := warehouse.IsMove(&r.Event)
		if r.Amount.Minor == 0 && r.Order == "" && !move {
			continue
		}
		if r.Order != "" && standIn[r.Order] == "" {
			standIn[r.Order] = fmt.Sprintf("erased-%d", r.place)
		}
		r.erased = true
		r.ID, r.UserID, r.AnonymousID, r.PreviousID, r.Context = "", "", "", "", nil
		r.Order = standIn[r.Order]
		if r.Type != regulars.Track {
			r.Name = ""
		}
		r.Body = numbersOf(r.Body, move)
		kept = append(kept, r)
	}
	m.rows = kept
}

// numbersOf gives the body of a move without anything but what it says, and
// nothing for any other event.
func numbersOf(body []byte, move bool) []byte {
	var numbers struct {
		From     any `json:"from"`
		Into     any `json:"into"`
		Customer any `json:"customer"`
		Origins  any `json:"origins"`
	}
	if !move || json.Unmarshal(body, &numbers) != nil {
		return nil
	}
	out, err := json.Marshal(numbers)
	if err != nil {
		panic(err)
	}
	return out
}

// Query implements [warehouse.Warehouse].
func (m *Model) Query(_ context.Context, q warehouse.Question) (warehouse.Answer, error) {
	if err := warehouse.Check(q); err != nil {
		return warehouse.Answer{}, err
	}
	answer := warehouse.Answer{At: m.at}
	owners := m.owners()
	var events []cells
	for i := range m.rows {
		events = append(events, eventCells(&m.rows[i], owners))
	}
	for _, r := range q.Relations {
		columns, err := r.Columns()
		if err != nil {
			return answer, err
		}
		t := tableOf(columns, evaluate(r, events))
		if t.Len() > q.Bound() {
			return warehouse.Answer{}, warehouse.ErrRows
		}
		answer.Tables = append(answer.Tables, t)
	}
	return answer, nil
}

// Backup implements [warehouse.Warehouse]; a model has no files.
func (m *Model) Backup(context.Context, string) error { return nil }

// Close implements [warehouse.Warehouse].
func (m *Model) Close() error { return nil }
