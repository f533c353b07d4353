// Package importapi serves package importer: upload a file, say which column is
// what, try it, run it, watch it (row K2).
//
//	importapi.Register(a, importapi.Deps{Desk: desk})
package importapi
