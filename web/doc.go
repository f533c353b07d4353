// Package web serves the console: the files that `make console` built into
// web/dist, embedded in the program. Built without Node the program has none;
// then a page says how to get the console, and the API works all the same.
//
// The console talks to the API like any other client, so this package knows
// nothing but files.
//
//	root.Handle("/", web.Handler())
package web
