// Package orderapi serves package order: one order, a customer's orders, and
// those that are late (rows K1 and A5).
//
//	orderapi.Register(a, orderapi.Deps{Store: db, Orders: book, Clock: clock})
package orderapi
