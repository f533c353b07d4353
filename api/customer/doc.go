// Package customerapi serves package customer: the list, one customer with
// everything known, the timeline, visits, merges, possible duplicates, shared
// identities, search, export and erasure (rows K1, K2, K3 and K4).
//
//	customerapi.Register(a, customerapi.Deps{Store: db, Customers: customers, Region: "CN", Workspace: workspace,
//		Forget: func(ctx context.Context, tx *store.Tx, e customer.Erasure) error { return orders.Erase(tx, e.Numbers) },
//		Forgotten: func(ctx context.Context, numbers []int64) error { return warehouse.Erase(ctx, numbers) }})
//
// A customer's id is its number. One that was merged into another still leads
// to it: the answer bears the survivor's id.
package customerapi
