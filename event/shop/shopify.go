package shop

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"time"
)

// shopify takes the webhooks of Shopify's Admin API: the order, refund,
// fulfillment and customer resources. It signs the body with HMAC-SHA256 under
// the app's client secret, in base64.
// https://shopify.dev/docs/apps/build/webhooks
var shopify = vendor{
	name: "shopify",
	verify: func(h http.Header, body []byte, secret string) bool {
		return signedSHA256(h.Get("X-Shopify-Hmac-Sha256"), body, secret)
	},
	open: func(h http.Header, body []byte) (string, node, error) {
		doc, err := parse(body)
		if err != nil || doc.text("test") == "true" {
			return "", nil, err
		}
		return h.Get("X-Shopify-Topic"), doc, nil
	},
	topics: map[string][]message{
		"orders/create":              shopifyNew,
		"orders/paid":                shopifyNew,
		"orders/updated":             shopifyChanged,
		"orders/cancelled":           shopifyChanged,
		"orders/fulfilled":           shopifyChanged,
		"orders/partially_fulfilled": shopifyChanged,
		"refunds/create":             {shopifyRefund("", "order_id")},
		"fulfillments/create":        {shopifyShipped("", "order_id"), shopifyDelivered("", "order_id")},
		"fulfillments/update":        {shopifyShipped("", "order_id"), shopifyDelivered("", "order_id")},
		"customers/create":           {shopifyCustomer},
		"customers/update":           {shopifyCustomer},
	},
	buyer:  shopifyBuyer,
	zone:   time.UTC, // every instant names its own
	answer: `{"success":true}`,
}

// signedSHA256 compares a base64 HMAC-SHA256 in constant time.
func signedSHA256(signature string, body []byte, secret string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || secret == "" {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(body)
	return hmac.Equal(given, mac.Sum(nil))
}

var shopifyBuyer = buyer{
	external: "shopify", visitor: "shopify-order-",
	id:    []string{"customer.id"},
	email: []string{"email", "contact_email", "customer.email"},
	phone: []string{"phone", "customer.phone", "shipping_address.phone", "billing_address.phone"},
	name:  []string{"customer.first_name", "customer.last_name"},
	city:  []string{"shipping_address.city", "billing_address.city", "customer.default_address.city"},
	country: []string{"shipping_address.country_code", "billing_address.country_code",
		"customer.default_address.country_code"},
}

// shopifyTotals are an order's money and lines. total_price stays what it was
// at the sale; current_total_price falls with every refund, and those come by
// themselves.
var (
	shopifyTotals = []field{
		numberAt("total", "total_price"), at("currency", "currency"), numberAt("discount", "total_discounts"), numberAt("shipping", "total_shipping_price_set.shop_money.amount"),
		numberAt("tax", "total_tax"), at("number", "name"),
		instantAt("ordered_at", "processed_at", "created_at"),
	}
	shopifyLines = &lines{path: "line_items", body: []field{
		at("line_id", "id"), at("product_id", "product_id", "variant_id", "sku"), at("sku", "sku"), at("name", "title", "name"),
		at("variant", "variant_title"), at("brand", "vendor"), numberAt("price", "price"), numberAt("quantity", "quantity"),
	}}
)

// shopifyOrder is what every state of an order tells besides the sale.
var shopifyOrder = []message{
	{event: "Order Cancelled", id: "order:{id}:cancelled", when: []condition{given("cancelled_at")},
		order: []string{"id"}, time: []string{"cancelled_at"}, body: []field{at("reason", "cancel_reason")}},
	shopifyRefund("refunds", "../id"),
	shopifyShipped("fulfillments", "../id"),
	shopifyDelivered("fulfillments", "../id"),
}

var (
	shopifyNew = slices.Concat([]message{
		{id: "order:{id}:buyer", order: []string{"id"},
			time: []string{"processed_at", "created_at"}, body: shopifyBuyer.traits()},
		{event: "Order Completed", id: "order:{id}:completed", order: []string{"id"}, time: []string{"processed_at", "created_at"},
			body: shopifyTotals, lines: shopifyLines},
	}, shopifyOrder)
	shopifyChanged = slices.Concat([]message{
		{event: "Order Updated", id: "order:{id}:updated:{updated_at}", order: []string{"id"}, time: []string{"updated_at"},
			body: shopifyTotals, lines: shopifyLines},
	}, shopifyOrder)
	shopifyCustomer = message{id: "customer:{id}:{updated_at}", who: &shopifyPerson, time: []string{"updated_at", "created_at"}, body: shopifyPerson.traits()}
)

// shopifyPerson reads the customer resource by itself.
var shopifyPerson = buyer{
	external: shopifyBuyer.external,
	id:       []string{"id"},
	email:    []string{"email"},
	phone:    []string{"phone", "default_address.phone"},
	name:     []string{"first_name", "last_name"},
	city:     []string{"default_address.city"},
	country:  []string{"default_address.country_code"},
}

// shopifyRefund takes a refund, by itself or within its order. Its amount is
// what was paid back; without a payment it only puts goods back on the shelf.
func shopifyRefund(each, order string) message {
	return message{event: "Order Refunded", id: "refund:{id}", each: each, when: []condition{given("transactions")},
		order: []string{order}, time: []string{"processed_at", "created_at"}, body: []field{
			at("refund_id", "id"), {name: "total", calc: paidBack, number: true}, {name: "currency", calc: paidBackIn}, at("reason", "note"),
		}}
}

func shopifyShipped(each, order string) message {
	return message{event: "Order Shipped", id: "fulfillment:{id}:shipped", each: each, when: []condition{isNot("status", "cancelled", "error", "failure")},
		order: []string{order}, time: []string{"created_at"}, body: []field{
			at("carrier", "tracking_company"), at("tracking_number", "tracking_number"), instantAt("promised_at", "estimated_delivery_at"),
		}}
}

func shopifyDelivered(each, order string) message {
	return message{event: "Order Delivered", id: "fulfillment:{id}:delivered", each: each, when: []condition{is("shipment_status", "delivered")},
		order: []string{order}, time: []string{"updated_at"}}
}
