// Package health says how each customer's relation with the brand is: an index
// of five parts on fixed scales, kept monthly, with an alarm when it falls for
// three months and ends below the line, its short-term trend, and the rung of
// the ladder of interaction. It serves rows K7 and K8 of the mission; the
// formulas are those of package [regulars/health/index].
//
// # Where it comes from
//
// Purchases are what package order says they are. All other evidence (visits,
// reviews, ratings, complaints, refunds, shares) is asked of the warehouse, a
// range of customers at a time. Each night, after the scores, a run works
// everybody out ([Health.Run]); who has bought, returned, reviewed, rated,
// complained or shared meanwhile is worked out again within seconds
// ([Health.Refresh]). What is only looked at counts with the next run.
//
// # Months
//
// The index at the end of each of the last 24 months stands beside the index of
// today. It is worked out from the evidence of then, so an imported brand has
// its months at once, and an event that comes late mends the month in which it
// happened.
//
// # Alarms
//
// A run raises an alarm for whoever has come into an episode within the last
// three month ends: the event "Health Alarm" is appended in the transaction
// that notes it, and nothing more is said until the index has been back at the
// line. Alarms are a record: a rebuild keeps them and raises none.
//
//	h := health.Open(health.Deps{Store: db, Log: log, Clock: clock, Orders: book, Metrics: metrics, Warehouse: w, Feed: "warehouse", Zone: zone})
//	log.Follow(h.Follower())
//	err := h.Run(ctx, nil)                 // everybody
//	s, err := h.Standing(ctx, 4711)        // parts, months, temperature, rung
//	list, err := h.Alarms(ctx, health.AlarmQuery{State: health.Waiting})
package health
