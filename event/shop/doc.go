// Package shop takes the signed webhooks of shops in: Shopify, WooCommerce and
// Youzan. Shops do not speak the Segment API, so each message is verified and
// turned into messages of it, which go the way of all others: the same reading,
// the same quarantine, the same log. It serves rows K1 and K2 of the mission.
//
// What a shop says is turned by a table (shopify.go, woocommerce.go,
// youzan.go), not by code: which topic makes which events, and where in the
// shop's JSON each of their parts stands. Numbers are carried over as they are
// written, so money stays exact.
//
//	hooks := shop.New(shop.Options{Intake: intake, Sources: staff, Clock: clock})
//	server.Handler = hooks.Before(intake.Before(mux))
//	// POST /hooks/shopify/{source id}, X-Shopify-Topic: orders/create
//	//   makes "Order Completed" with its lines, and tells who bought
//
// # Sent twice, sent late
//
// Shops send again until they are answered, and not in order. Every message gets
// an id from what it is about (the order and the state, the refund, the
// delivery), so the same news twice is one event, and package order lets older
// news never replace newer. The order's id is the one the shop itself uses.
//
// # Whose order it is
//
// The buyer is told by e-mail, phone and the shop's customer id as an external
// id, never as a user id: the same person in two shops, or on the site, stays
// one customer. Every event of an order also carries an anonymous id made of
// the order's, since news of refunds and deliveries name no buyer.
package shop
