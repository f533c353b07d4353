package metric

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/store"
	"regulars/metric/model"
)

// The names of the events by which this package tells of changes.
const (
	TierChanged  = "Value Tier Changed"
	StageChanged = "Lifecycle Stage Changed"
	// Source is the source of these events.
	Source = "metric"
)

// standing is what a customer was before.
type standing struct {
	tier       Tier
	tierSince  int32
	stage      Stage
	stageSince int32
	level      model.RiskLevel
	value      int64
}

// still reports whether everything that the list of customers has an index of
// is as it was.
func (s standing) still(r *row) bool {
	return s.tier == r.tier && s.stage == r.stage && s.level == r.level && s.value == r.value
}

// standings gives how scored customers stood.
func standings(tx *store.Tx, where string, args ...any) (map[int64]standing, error) {
	out := map[int64]standing{}
	err := store.Each(tx, func(row store.Scanner) error {
		var c int64
		var s standing
		if err := row.Scan(&c, &s.tier, &s.tierSince, &s.stage, &s.stageSince, &s.level, &s.value); err != nil {
			return err
		}
		out[c] = s
		return nil
	}, "SELECT customer, tier, tier_since, stage, stage_since, level, value FROM score WHERE "+where, args...)
	return out, err
}

// save writes rows, removes the standings without one, and tells of changes.
func (m *Metrics) save(tx *store.Tx, rows []row, before map[int64]standing, at Moment) error {
	rows, before = slices.Clone(rows), maps.Clone(before) // the transaction may run again
	var events []regulars.Event
	var moved, still []customer.Scores
	zone := m.zone()
	for i := range rows {
		r := &rows[i]
		was, ok := before[r.customer]
		if ok {
			delete(before, r.customer)
			events = m.changes(events, r, was, at)
		}
		if scores := r.scores(at, zone); ok && was.still(r) {
			still = append(still, scores)
		} else {
			moved = append(moved, scores)
		}
	}
	for _, c := range slices.Sorted(maps.Keys(before)) { // no purchases any more
		moved = append(moved, customer.Scores{Customer: c})
		if _, err := tx.Exec("DELETE FROM score WHERE customer = ?", c); err != nil {
			return err
		}
		if _, err := tx.Exec("DELETE FROM score_month WHERE month = ? AND customer = ?", monthOf(at.Day), c); err != nil {
			return err
		}
	}
	if err := insertRows(tx, rows); err != nil {
		return err
	}
	if err := insertMonth(tx, rows, monthOf(at.Day), replaceMonth); err != nil {
		return err
	}
	if err := customer.SetScores(tx, moved); err != nil {
		return err
	}
	if err := customer.SetStill(tx, still); err != nil {
		return err
	}
	_, err := m.log.Append(tx, events)
	return err
}

// changes dates what stayed as it was by when it began, and tells of what did not.
func (m *Metrics) changes(events []regulars.Event, r *row, was standing, at Moment) []regulars.Event {
	if was.tier == r.tier {
		r.tierSince = was.tierSince
	} else {
		r.tierSince = r.asOf
		events = append(events, m.change(TierChanged, r, string(was.tier), string(r.tier), at))
	}
	if was.stage == r.stage {
		r.stageSince = was.stageSince
	} else {
		r.stageSince = r.stage.since(r.firstDay, r.lastDay, r.asOf)
		events = append(events, m.change(StageChanged, r, string(was.stage), string(r.stage), at))
	}
	return events
}

func (m *Metrics) change(name string, r *row, from, to string, at Moment) regulars.Event {
	now := m.clock.Now()
	when := now
	if at.Historical {
		when = at.At
	}
	body, err := json.Marshal(map[string]any{"from": from, "to": to, "value12m": r.value, "order90": r.forecast.AnyOrder,
		"silentDays": r.asOf - r.lastDay})
	if err != nil {
		panic(err) // strings and finite numbers
	}
	return regulars.Event{ID: regulars.NewID(now), Type: regulars.Track, Name: name, Source: Source,
		Time: when, Received: now, Customer: r.customer, Body: body}
}

// scores gives what lists filter and sort by.
func (r *row) scores(at Moment, zone *time.Location) customer.Scores {
	s := customer.Scores{
		Customer: r.customer, AsOf: at.At, Stage: string(r.stage), Tier: string(r.tier),
		R: int64(r.rfm.R), F: int64(r.rfm.F), M: int64(r.rfm.M), Orders: int64(r.orders), Revenue: r.monetary,
		Value: r.value, ValueLow: r.low, ValueHigh: r.high, LastOrder: regulars.FromMicros(r.lastAt),
	}
	if risk := r.risk(); risk != nil {
		s.Order90, s.Churn, s.ChurnLevel = r.forecast.AnyOrder, risk.Score, string(risk.Level)
		s.NextOrder = startOf(r.asOf+int32(r.forecast.NextOrder+0.5), zone)
	}
	return s
}

const columns = "customer, as_of, first_day, last_day, last_at, last_gap, occasions, orders, monetary, spend, r, f, m, " +
	"modelled, level, alive, any_order, any_fresh, gap, next_order, ahead, basket, value, value_low, value_high, " +
	"tier, tier_since, stage, stage_since"

const columnCount = 29

var updates = func() string {
	var set []string
	for _, c := range strings.Split(columns, ", ")[1:] {
		set = append(set, c+" = excluded."+c)
	}
	return strings.Join(set, ", ")
}()

// insertAtOnce keeps one statement below SQLite's limit of parameters.
const insertAtOnce = 400

func insertRows(tx *store.Tx, rows []row) error {
	for part := range slices.Chunk(rows, insertAtOnce) {
		args := make([]any, 0, columnCount*len(part))
		for i := range part {
			r, f := &part[i], &part[i].forecast
			modelled := 0
			if r.modelled {
				modelled = 1
			}
			args = append(args, r.customer, r.asOf, r.firstDay, r.lastDay, r.lastAt, r.lastGap, r.occasions, r.orders, r.monetary, r.spend,
				r.rfm.R, r.rfm.F, r.rfm.M, modelled, string(r.level), f.Alive, f.AnyOrder, f.AnyFresh, f.Gap, f.NextOrder, f.Orders, f.Spend,
				r.value, r.low, r.high, string(r.tier), r.tierSince, string(r.stage), r.stageSince)
		}
		if _, err := tx.Exec("INSERT INTO score ("+columns+") VALUES "+store.Marks(len(part), columnCount)+
			" ON CONFLICT (customer) DO UPDATE SET "+updates, args...); err != nil {
			return err
		}
	}
	return nil
}

func scanRow(s store.Scanner) (r row, err error) {
	var modelled int
	var tier, stage string
	f := &r.forecast
	err = s.Scan(&r.customer, &r.asOf, &r.firstDay, &r.lastDay, &r.lastAt, &r.lastGap, &r.occasions, &r.orders, &r.monetary, &r.spend,
		&r.rfm.R, &r.rfm.F, &r.rfm.M, &modelled, &r.level, &f.Alive, &f.AnyOrder, &f.AnyFresh, &f.Gap, &f.NextOrder, &f.Orders, &f.Spend,
		&r.value, &r.low, &r.high, &tier, &r.tierSince, &stage, &r.stageSince)
	r.modelled, r.tier, r.stage = modelled == 1, Tier(tier), Stage(stage)
	return r, err
}
