// Package visit makes visits of page views: how somebody came, what they looked
// at, how long they stayed on each page, and where they left (mission row K4).
// It is pure: it computes from the entries it is given.
//
//	visits := visit.Of(entries, 10) // entries of a timeline, the newest first
//	visits[0].Pages[0].Path         // the page by which the newest visit began
//
// A visit ends when nothing happens for half an hour ([Gap]), the usual cut in
// web analytics. How long somebody looked at a page is the time until they did
// the next thing in that visit; of the last thing nothing is known, and so its
// page has no dwell.
package visit
