// Package identity reads who an event is about: it knows the kinds of identity,
// brings each to one form, and says which contacts cannot be right. It is pure:
// no I/O, no clock. Mission rows K1, K2 and K3.
//
// # One form
//
// The same person writes "Li.Wei@Example.CN ", "ｌｉ.ｗｅｉ＠ｅｘａｍｐｌｅ．ｃｎ" and
// "li.wei@example.cn". [New] gives one [Identity] for all three:
//
//	id, fault := identity.New(identity.Phone, "１３９ 1234 5678", "CN")
//	// id.Value == "+8613912345678", fault == identity.Fine
//
// Text goes through Unicode's NFKC, which turns full-width letters and digits
// into plain ones, and loses its outer spaces. E-mail addresses are lower case
// throughout: no provider in use tells capitals apart. Dots and tags in front of
// the @ are kept, because only some providers ignore them. Telephone numbers
// become E.164; one without a country code is of the workspace's region.
//
// # What identifies
//
// [Of] reads the identities of an event, the firmest first. What people type
// when they must type something ("null", "noreply@…", 13800138000) says nothing
// about who they are, so it never identifies; [Fault] tells why.
package identity
