// Package langtest holds every back end of the audience language to the same
// answers: scripts in the language's own notation, and random histories and
// expressions made of the whole language.
//
// A script is a text file of cases. Instants are in the workspace's zone:
//
//	=== two orders in ninety days
//	now 2026-03-10 12:00
//	ann: level="gold" birthday=1990-05-01 tags=["vip"] in=["VIP"] zone="Asia/Tokyo"
//	ann 2026-03-01 10:00 orders total=12.50 category="tea"
//	ann 2026-03-02 10:00 orders total=5
//	bob 2026-03-02 10:00 orders
//	? orders.last(days(90)).count() >= 2
//	matches ann
//	flip ann 2026-05-30 10:00
//	why bob: no 1
//
// "matches" names all who match; "flip" is when that changes by itself, never
// when there is no such line; "look" in its place is an instant at which the
// answer is only looked at again, and stays; "why" tells of each condition whether it holds
// and what was found. "zone" sets the workspace's zone, Asia/Shanghai at first.
// Instead of "matches" there may be "error field 1:5 city": code, place and
// suggestion. "text" is the one form of the expression, "en" and "zh" are its
// sentences.
package langtest
