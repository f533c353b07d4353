package health

import (
	"encoding/json"
	"errors"
	"fmt"

	"regulars"
	"regulars/customer"
	"regulars/health/index"
	"regulars/internal/store"
	"regulars/metric"
)

// The names of the events by which this package tells of alarms. Their source
// is [metric.Source].
const (
	AlarmRaised = "Health Alarm"
	AlarmDone   = "Health Alarm Done"
)

// sayWithin is for how many month ends after its beginning an episode is still
// news: a program that did not run for a while says it late, an imported
// history says only what is of this quarter.
const sayWithin = 3

// candidate is somebody who is in an episode that began lately.
type candidate struct {
	row
	listed customer.Listed
	fall   index.Fall
	month  index.Month // at whose end the falls were complete
}

// due gives the alarm that a customer's month ends call for, if any.
func (r Rules) due(of *row, l customer.Listed) (candidate, bool) {
	fall, open := r.Episode(index.PartsOf(of.ends))
	if !open || len(of.ends)-fall.At > sayWithin {
		return candidate{}, false
	}
	return candidate{row: *of, listed: l, fall: fall, month: of.monthOf(fall.At)}, true
}

// raise notes and tells of the alarms that were not told yet. A rebuild raises
// none: what was to be told was told.
func (w *work) raise(tx *store.Tx, list []candidate) error {
	if w.Log.Rebuilding() {
		return nil
	}
	var events []regulars.Event
	for i := range list {
		c := &list[i]
		told, err := w.told(tx, c)
		if err != nil {
			return err
		}
		if told {
			continue
		}
		if err := w.note(tx, c); err != nil {
			return err
		}
		events = append(events, w.event(c))
	}
	_, err := w.Log.Append(tx, events)
	return err
}

// told reports whether the customer's last alarm was about this episode: the
// index has not been back at the line since.
func (w *work) told(tx *store.Tx, c *candidate) (bool, error) {
	last, err := store.Row(tx, store.One[index.Month], "SELECT month FROM health_alarm WHERE customer = ? ORDER BY month DESC LIMIT 1", c.customer)
	if errors.Is(err, store.ErrNoRow) {
		return false, nil
	}
	if err != nil || last >= c.month {
		return true, err
	}
	between := make([]index.Parts, 0, kept)
	for i := range c.ends {
		if m := c.monthOf(i); m > last && m < c.month {
			between = append(between, c.ends[i].Parts)
		}
	}
	return !w.rules.Recovered(between), nil
}

// four gives the month ends of the three falls.
func (c *candidate) four() []index.Kept { return c.ends[c.fall.At-3 : c.fall.At+1] }

func (w *work) note(tx *store.Tx, c *candidate) error {
	four := c.four()
	part := c.fall.Part
	_, err := tx.Exec(`INSERT INTO health_alarm (id, customer, origin, month, raised, points, fell, part, part_from, part_to, action,
		tier, value, ends, state, assignee, note, changed, changed_by)
		SELECT coalesce(max(id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', 0, '' FROM health_alarm`,
		c.customer, c.customer, int(c.month), regulars.Micros(w.Clock.Now()), int(w.rules.Weights.Total(four[3].Parts)), int(c.fall.From-c.fall.To),
		part.String(), int(four[0].Parts[part]), int(four[3].Parts[part]), actionOn(part, c.listed.Tier), c.listed.Tier, c.listed.Value,
		index.Encode(four), string(Waiting))
	return err
}

func (w *work) event(c *candidate) regulars.Event {
	now := w.Clock.Now()
	when := now
	if w.at.Historical {
		when = w.at.At
	}
	part, four := c.fall.Part, c.four()
	body, err := json.Marshal(map[string]any{"month": MonthText(c.month), "index": w.rules.Weights.Total(four[3].Parts),
		"fell": c.fall.From - c.fall.To, "part": part.String(), "partFrom": four[0].Parts[part], "partTo": four[3].Parts[part],
		"action": actionOn(part, c.listed.Tier)})
	if err != nil {
		panic(err) // words and whole numbers
	}
	return regulars.Event{ID: fmt.Sprintf("health-alarm-%d-%s", c.customer, MonthText(c.month)), Type: regulars.Track, Name: AlarmRaised,
		Source: metric.Source, Time: when, Received: now, Customer: c.customer, Body: body}
}

// MonthText writes a month as in 2026-11.
func MonthText(m index.Month) string {
	return fmt.Sprintf("%04d-%02d", 1970+int(m)/12, int(m)%12+1)
}

// actionOn gives the next step after an alarm: a code that the console words.
// For the most valuable somebody calls, whatever fell.
func actionOn(part index.Part, tier string) string {
	if tier == string(metric.TierA) {
		return "call_about_" + part.String()
	}
	return "mend_" + part.String()
}
