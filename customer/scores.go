package customer

import (
	"time"

	"regulars"
	"regulars/internal/store"
)

// Scores are what package metric knows of a customer, kept beside it so that
// lists can be filtered and sorted by them. They stand at AsOf; a customer that
// was never scored has the zero value.
type Scores struct {
	Customer int64
	AsOf     time.Time
	// Stage and Tier are the words of package metric.
	Stage, Tier string
	// R, F and M are the quintiles 1 to 5, 5 the best; 0 for none.
	R, F, M int64
	Orders  int64
	// Revenue and the values are minor units of the workspace's currency. Value
	// is expected in the twelve months after AsOf, within ValueLow and ValueHigh.
	Revenue, Value, ValueLow, ValueHigh int64
	// Order90 is the probability of at least one order within 90 days.
	Order90 float64
	// Churn is the risk from 0 to 1, ChurnLevel its word.
	Churn      float64
	ChurnLevel string
	LastOrder  time.Time
	NextOrder  time.Time
}

var updateScores = newBulk(`WITH v (id, scored_as_of, stage, tier, r, f, m, orders, revenue, value, value_low, value_high, order90,
	churn, churn_level, last_order, next_order) AS (VALUES `, 17, `) UPDATE customer_list SET scored_as_of = v.scored_as_of, stage = v.stage,
	tier = v.tier, r = v.r, f = v.f, m = v.m, orders = v.orders, revenue = v.revenue, value = v.value, value_low = v.value_low,
	value_high = v.value_high, order90 = v.order90, churn = v.churn, churn_level = v.churn_level, last_order = v.last_order,
	next_order = v.next_order FROM v WHERE customer_list.id = v.id`,
	"BIGINT", "BIGINT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
	"DOUBLE PRECISION", "DOUBLE PRECISION", "TEXT", "BIGINT", "BIGINT")

// updateUnindexed touches no index.
var updateUnindexed = newBulk(`WITH v (id, scored_as_of, r, f, m, orders, revenue, value_low, value_high, order90, churn, last_order,
	next_order) AS (VALUES `, 13, `) UPDATE customer_list SET scored_as_of = v.scored_as_of, r = v.r, f = v.f, m = v.m,
	orders = v.orders, revenue = v.revenue, value_low = v.value_low, value_high = v.value_high, order90 = v.order90, churn = v.churn,
	last_order = v.last_order, next_order = v.next_order FROM v WHERE customer_list.id = v.id`,
	"BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "DOUBLE PRECISION", "DOUBLE PRECISION",
	"BIGINT", "BIGINT")

// SetScores writes the scores of customers. It is quickest with ten thousand
// or more at a time, in the order of their numbers.
func SetScores(tx *store.Tx, scores []Scores) error {
	args := make([]any, 0, 17*min(len(scores), 1<<14))
	for i, s := range scores {
		args = append(args, s.Customer, regulars.Micros(s.AsOf), s.Stage, s.Tier, s.R, s.F, s.M, s.Orders, s.Revenue, s.Value,
			s.ValueLow, s.ValueHigh, s.Order90, s.Churn, s.ChurnLevel, regulars.Micros(s.LastOrder), regulars.Micros(s.NextOrder))
		if len(args) == cap(args) || i == len(scores)-1 {
			if err := updateScores.exec(tx, args); err != nil {
				return err
			}
			args = args[:0]
		}
	}
	return nil
}

// SetStill is [SetScores] for customers whose stage, tier, value and level of
// risk are as they were: it is several times as quick, because no index changes.
func SetStill(tx *store.Tx, scores []Scores) error {
	args := make([]any, 0, 13*len(scores))
	for _, s := range scores {
		args = append(args, s.Customer, regulars.Micros(s.AsOf), s.R, s.F, s.M, s.Orders, s.Revenue, s.ValueLow, s.ValueHigh,
			s.Order90, s.Churn, regulars.Micros(s.LastOrder), regulars.Micros(s.NextOrder))
	}
	return updateUnindexed.exec(tx, args)
}
