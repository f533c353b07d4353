// Package view keeps the views of lists: filters, sort and columns under a
// name, saved by members of staff for themselves or for their colleagues.
// Mission row G2.
//
//	views := view.Open(db, clock)
//	v, err := views.Save(ctx, view.New{List: view.Customers, Name: "Slipping in Hangzhou",
//		Query: "city=%E6%9D%AD%E5%B7%9E&risk=high&sort=-value", Shared: true})
//	list, err := views.List(ctx, view.Customers)
//
// What a view selects is kept as the part of the console's address behind "?":
// so opening a view is going to an address, and whatever the address can say, a
// view can keep. Nothing here reads it.
package view
