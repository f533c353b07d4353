// Package report answers questions about the brand as a whole: do customers
// come back, what is that worth, and what needs a person now. It serves the
// data behind Today and Overview: mission rows K4, K6, P1 and P4.
//
// # Where the numbers come from
//
// What an order is, after updates, refunds, cancellations and repeated news, is
// the business of package order. So orders, revenue and refunds by day are its
// sums (the same that `regulars stats` adds up: revenue is gross, refunds stand
// apart), and everything about coming back is read from its histories, in one
// pass. Stages, tiers and values are counted by their owners. What happened
// besides orders (visits, pages, products seen) is asked of the warehouse.
//
// Every figure carries a [Definition]: a code under which the console and
// docs/guide/overview.md say how it is counted.
//
// # As of
//
// Figures stand at the moment at which scores stand: now, or the newest event
// of an imported history that ended more than 30 days ago. A period of n days
// ends with the day of that moment, in the workspace's zone.
//
// # Quick at any size
//
// An answer is kept and given again; once it is older than twenty times what it
// cost, whoever asks next has it worked out anew in the background, waits for
// a moment, and gets the older one when that is not enough. So a page is never
// slow, a twentieth of the machine is the most that reports take, and
// [Overview.ComputedAt] says how old the answer is.
//
//	reports := report.Open(report.Deps{Store: db, Orders: book, Warehouse: w, Clock: clock, Zone: zone, Metrics: metrics, …})
//	o, err := reports.Overview(ctx, 90)
//	fmt.Printf("%.1f %% of %d customers came back\n", 100*o.RepurchaseRate.Now.Value(), o.RepurchaseRate.Now.Of)
package report
