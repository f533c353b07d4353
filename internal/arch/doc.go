// Package arch holds the code to docs/architecture.md: the table of packages and
// their ranks, the homes of outside libraries, and a few habits that are cheap
// to check and dear to lose. It is a tool; its test is the point of it.
//
// A table row and what it allows:
//
//	| 2.5 | `order` | orders, lines, refunds, delivery promises |
//
// says that package order may import whatever stands below 2.5, so customer (2)
// but not metric (3), and that nothing below or beside it may import order.
//
// Files are read without regard to build tags, so a file for another system is
// held to the same rules.
package arch
