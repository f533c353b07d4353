package health

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/health/index"
	"regulars/internal/store"
	"regulars/metric"
)

// State says whether an alarm was worked through.
type State string

// The states.
const (
	Waiting State = "open"
	Done    State = "done"
)

// Alarm is one alarm and what came of it.
type Alarm struct {
	ID       int64
	Customer int64
	// Name is the customer's name; empty when it is not known.
	Name string
	// Month is at whose end the three falls were complete, Points the index
	// then, Fell by how many points it fell.
	Month        index.Month
	Raised       time.Time
	Points, Fell int
	// Part took most of the points: it fell from PartFrom to PartTo.
	Part             string
	PartFrom, PartTo int
	// Action is the code of the next step.
	Action string
	Tier   string
	// Value is the 12-month value when it was raised, in the main currency.
	Value regulars.Money
	// Totals is the index at the four month ends, with the weights in force now.
	Totals []index.Value
	State  State
	// Assignee is the staff member's id; empty while nobody has taken it.
	Assignee, Note string
	Changed        time.Time
	ChangedBy      string
}

// AlarmQuery says which alarms to list.
type AlarmQuery struct {
	// State is Waiting or Done.
	State State
	// Customer restricts to one customer, of any state; 0 for everybody.
	Customer int64
	// After is where the page before ended; zero for the first page.
	After AlarmCursor
	// Limit is how many to give at most; 0 means 50.
	Limit int
}

// AlarmCursor is a place in a list of alarms.
type AlarmCursor struct{ Value, ID int64 }

const alarmColumns = `id, customer, month, raised, points, fell, part, part_from, part_to, action, tier, value, ends,
	state, assignee, note, changed, changed_by`

// Alarms lists alarms: those that wait by what the customer is worth, the
// others the newest first. next is zero at the end. It needs customers:read.
func (h *Health) Alarms(ctx context.Context, q AlarmQuery) (list []Alarm, next AlarmCursor, err error) {
	if err := regulars.Require(ctx, "customers:read"); err != nil {
		return nil, next, err
	}
	if q.Limit <= 0 {
		q.Limit = 50
	}
	where, order, args := "state = ?", "value DESC, id DESC", []any{string(q.State)}
	switch {
	case q.Customer != 0:
		where, order, args = "customer = ?", "id DESC", []any{q.Customer}
	case q.State == Waiting:
		if q.After != (AlarmCursor{}) {
			where, args = where+" AND (value < ? OR value = ? AND id < ?)", append(args, q.After.Value, q.After.Value, q.After.ID)
		}
	default:
		order = "id DESC"
		if q.After != (AlarmCursor{}) {
			where, args = where+" AND id < ?", append(args, q.After.ID)
		}
	}
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		list, err = h.alarms(tx, where+" ORDER BY "+order+" LIMIT ?", append(args, q.Limit+1)...)
		return err
	})
	if len(list) > q.Limit {
		list = list[:q.Limit]
		next = AlarmCursor{list[q.Limit-1].Value.Minor, list[q.Limit-1].ID}
	}
	return list, next, err
}

// Open counts the alarms that nobody has worked through yet, and gives the first
// most of them, of the most valuable customers.
func (h *Health) Open(ctx context.Context, most int) (count int64, first []Alarm, err error) {
	err = h.Store.Read(ctx, func(tx *store.Tx) error {
		if count, err = store.Row(tx, store.One[int64], "SELECT count(*) FROM health_alarm WHERE state = ?", string(Waiting)); err != nil {
			return err
		}
		first, err = h.alarms(tx, "state = ? ORDER BY value DESC, id DESC LIMIT ?", string(Waiting), most)
		return err
	})
	return count, first, err
}

// alarms reads alarms with the names of their customers.
func (h *Health) alarms(tx *store.Tx, where string, args ...any) ([]Alarm, error) {
	set, err := readRules(tx)
	if err != nil {
		return nil, err
	}
	currency, err := h.Orders.Main(tx)
	if err != nil {
		return nil, err
	}
	list, err := store.Rows(tx, func(row store.Scanner) (a Alarm, err error) {
		var raised, changed int64
		var ends []byte
		err = row.Scan(&a.ID, &a.Customer, &a.Month, &raised, &a.Points, &a.Fell, &a.Part, &a.PartFrom, &a.PartTo, &a.Action, &a.Tier,
			&a.Value.Minor, &ends, &a.State, &a.Assignee, &a.Note, &changed, &a.ChangedBy)
		a.Raised, a.Changed, a.Value.Currency = regulars.FromMicros(raised), regulars.FromMicros(changed), currency
		for _, p := range index.PartsOf(index.Decode(ends)) {
			a.Totals = append(a.Totals, set.Weights.Total(p))
		}
		return a, err
	}, "SELECT "+alarmColumns+" FROM health_alarm WHERE "+where, args...)
	if err != nil {
		return nil, err
	}
	numbers := make([]int64, len(list))
	for i := range list {
		numbers[i] = list[i].Customer
	}
	heads, err := customer.Heads(tx, numbers)
	for i := range list {
		list[i].Name = heads[list[i].Customer].Name
	}
	return list, err
}

// AlarmChange is what a person says about an alarm.
type AlarmChange struct {
	State State
	// Assignee is a staff member's id, or empty; Note is free text.
	Assignee, Note string
}

// mostNote bounds a note, in bytes.
const mostNote = 2000

// SetAlarm notes who works an alarm through, and what came of it. One that is
// done is told by the event "Health Alarm Done", once. It needs customers:write;
// ErrNotFound, and ErrInvalid for the fields state and note.
func (h *Health) SetAlarm(ctx context.Context, id int64, c AlarmChange) (a Alarm, err error) {
	if err := regulars.Require(ctx, "customers:write"); err != nil {
		return a, err
	}
	switch {
	case c.State != Waiting && c.State != Done:
		return a, regulars.Invalid("state", "enum", "an alarm is open or done")
	case len(c.Note) > mostNote:
		return a, regulars.Invalid("note", "too_long", "a note has at most 2,000 bytes")
	}
	actor, _ := regulars.ActorFrom(ctx)
	err = h.Store.Write(ctx, func(tx *store.Tx) error {
		was, err := h.alarm(tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.Exec("UPDATE health_alarm SET state = ?, assignee = ?, note = ?, changed = ?, changed_by = ? WHERE id = ?",
			string(c.State), c.Assignee, c.Note, regulars.Micros(h.Clock.Now()), actor.Name, id); err != nil {
			return err
		}
		if was.State == Waiting && c.State == Done {
			if _, err := h.Log.Append(tx, []regulars.Event{h.doneEvent(&was)}); err != nil {
				return err
			}
		}
		a, err = h.alarm(tx, id)
		return err
	})
	return a, err
}

func (h *Health) alarm(tx *store.Tx, id int64) (Alarm, error) {
	list, err := h.alarms(tx, "id = ?", id)
	if err == nil && len(list) == 0 {
		err = regulars.NotFound("alarm")
	}
	if err != nil {
		return Alarm{}, err
	}
	return list[0], nil
}

// doneEvent tells that an alarm was worked through; the note stays here.
func (h *Health) doneEvent(a *Alarm) regulars.Event {
	now := h.Clock.Now()
	body, err := json.Marshal(map[string]any{"month": MonthText(a.Month), "part": a.Part})
	if err != nil {
		panic(err) // words
	}
	return regulars.Event{ID: regulars.NewID(now), Type: regulars.Track, Name: AlarmDone, Source: metric.Source,
		Time: now, Received: now, Customer: a.Customer, Body: body}
}

// Export gives everything that is kept about a customer, for their own eyes.
func (h *Health) Export(tx *store.Tx, number int64) (map[string]any, error) {
	alarms, err := h.alarms(tx, "customer = ? ORDER BY id", number)
	if err != nil {
		return nil, err
	}
	r, err := store.Row(tx, scanRow, "SELECT "+columns+" FROM health WHERE customer = ?", number)
	if errors.Is(err, store.ErrNoRow) {
		return map[string]any{"alarms": alarms}, nil
	}
	parts := map[string]int{}
	for _, p := range index.All() {
		if v := r.now.Parts[p]; v.Known() {
			parts[p.String()] = int(v)
		}
	}
	return map[string]any{"alarms": alarms, "parts": parts, "rung": int(r.now.Rung)}, err
}
