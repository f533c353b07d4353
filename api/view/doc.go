// Package viewapi serves package view: the views of lists that staff save for
// themselves or for their colleagues (row G2).
//
//	viewapi.Register(a, viewapi.Deps{Store: db, Views: views})
package viewapi
