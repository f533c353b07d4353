// Package metric says what each customer is worth and who is slipping: RFM with
// quintiles, the value tier, the lifecycle stage, the 12-month value with its
// interval, the chance of an order in the next 90 days, the next order and the
// churn risk, each with its reason and the next step. It serves rows K5, K6 and
// part of K9 of the mission.
//
// # When scores are worked out
//
// The follower "scores" notes who has ordered. Soon after, those customers are
// scored again with the models as they were last fitted ([Metrics.Refresh]).
// Each night, and on demand, a run fits the models anew and scores everybody
// ([Metrics.Run]). A run also learns from the brand's own last months how far
// the models were off, and keeps that report.
//
// # As of
//
// Scores stand at a moment: today in the workspace's zone, or, when the newest
// event is more than 30 days old (an imported history), the day of that event,
// but never earlier than where a run has stood. See [Moment].
//
// # Months
//
// Of each month the last standing of every customer stays ([Metrics.Movement]).
// A run fills in the month before, and the last of the quarter before, where
// nothing was kept of it, with the orders of then and the same rules, and tells
// of no changes in it.
//
// # Tiers and stages
//
// The value tier (A, B, C) goes by the 12-month value, with cut points that
// people set as shares of customers or as amounts; first-time buyers of the
// last weeks are "new". The stage is prospect, new, active, at_risk, lost or
// won_back. A change of either is an event in the log, "Value Tier Changed" or
// "Lifecycle Stage Changed", with from, to and the numbers behind it.
//
//	metrics := metric.Open(metric.Deps{Store: db, Log: log, Clock: clock, Orders: book, Zone: zone})
//	log.Follow(metrics.Follower())
//	run, err := metrics.Run(ctx, progress)          // fit, score everybody
//	s, err := metrics.Score(ctx, 4711)              // s.Tier, s.Value, s.Risk.Clues, s.Action
package metric
