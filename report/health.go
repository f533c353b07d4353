package report

import (
	"context"
	"strconv"
	"time"

	"regulars/health"
)

// HealthFell says that alarms about customers' health wait for somebody.
const HealthFell = "health_alarm"

// HealthAlarms watches the alarms that nobody has worked through yet. The money
// beside each is the twelve-month value when it was raised.
func HealthAlarms(h *health.Health) Watch {
	return Watch{Name: "health alarms", Look: func(ctx context.Context, _ time.Time, _ *time.Location) ([]Concern, error) {
		count, first, err := h.Open(ctx, MostSubjects)
		if err != nil || count == 0 {
			return nil, err
		}
		c := Concern{Kind: Task, Code: HealthFell, Count: count}
		for _, a := range first {
			c.Subjects = append(c.Subjects, Subject{What: "customer", ID: strconv.FormatInt(a.Customer, 10), Name: a.Name, Customer: a.Customer,
				Amount: a.Value, At: a.Raised})
		}
		return []Concern{c}, nil
	}}
}
