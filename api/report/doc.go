// Package reportapi serves package report: Overview, Today, and what visitors
// do (mission rows K4, P1, P4). The numbers and their rules are report's; this
// is their shape on the wire.
//
//	reportapi.Register(a, reports)
//
//	GET /api/v1/overview?days=90
//	{"asOf": "2025-06-30T04:00:00Z", "repurchaseRate": {"value": 0.31, "n": 412, "definition": "repurchase_rate", …}, …}
package reportapi

import (
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/report"
)

// tag is the heading of these operations.
const tag = "Reports"

// Register declares the operations. reports may be nil when only the document
// is wanted.
func Register(a *api.API, reports *report.Reports) {
	overview(a, reports)
	behaviour(a, reports)
	touchpoints(a, reports)
	today(a, reports)
}

// period is the input of reports on a period.
type period struct {
	Days int `query:"days" minimum:"1" maximum:"731" default:"90" doc:"Length of the period; it ends with the day at which figures stand"`
}

// none is the input of an operation without parameters.
type none struct{}

// date gives a civil day, in days since 1970-01-01, as 2006-01-02.
func date(day int32) string { return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly) }

// id gives a customer's number for the wire.
func id(customer int64) string { return strconv.FormatInt(customer, 10) }

func amount(minor int64, currency string) api.Money {
	return api.MoneyOf(regulars.Money{Minor: minor, Currency: currency})
}

// ReportPeriod is a period, and the moment at which its figures stand.
type ReportPeriod struct {
	Days int    `json:"days"`
	From string `json:"from" doc:"The first civil day, in the workspace's time zone" example:"2025-04-02"`
	To   string `json:"to" doc:"The last civil day" example:"2025-06-30"`
}

func periodOf(day int32, days int) ReportPeriod {
	return ReportPeriod{Days: days, From: date(day - int32(days) + 1), To: date(day)}
}
