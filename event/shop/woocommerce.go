package shop

import (
	"bytes"
	"net/http"
	"slices"
	"time"
)

// woocommerce takes WooCommerce's webhooks on orders and customers, whose bodies
// are those of its REST API. It signs the body with HMAC-SHA256 under the
// webhook's secret, in base64.
// https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks
var woocommerce = vendor{
	name: "woocommerce",
	verify: func(h http.Header, body []byte, secret string) bool {
		// The trial that is sent when a webhook is saved tells its number only.
		return isWooTrial(h, body) || signedSHA256(h.Get("X-WC-Webhook-Signature"), body, secret)
	},
	open: func(h http.Header, body []byte) (string, node, error) {
		if isWooTrial(h, body) {
			return "", nil, nil
		}
		doc, err := parse(body)
		return h.Get("X-WC-Webhook-Topic"), doc, err
	},
	topics: map[string][]message{
		"order.created":    wooOrder,
		"order.updated":    wooOrder,
		"order.restored":   wooOrder,
		"order.deleted":    {{event: "Order Cancelled", id: "order:{id}:deleted", order: []string{"id"}}},
		"customer.created": {wooCustomer},
		"customer.updated": {wooCustomer},
	},
	buyer:  wooBuyer,
	zone:   time.UTC, // the members that end in _gmt are used
	answer: `{"success":true}`,
}

func isWooTrial(h http.Header, body []byte) bool {
	return h.Get("X-WC-Webhook-Topic") == "" && bytes.HasPrefix(body, []byte("webhook_id=")) && len(body) < 64
}

var wooBuyer = buyer{
	external: "woocommerce", visitor: "woocommerce-order-",
	id:    []string{"customer_id"},
	email: []string{"billing.email"},
	phone: []string{"billing.phone", "shipping.phone"},
	name:  []string{"billing.first_name", "billing.last_name"},
	city:  []string{"shipping.city", "billing.city"}, country: []string{"shipping.country", "billing.country"},
}

var (
	wooTotals = []field{
		numberAt("total", "total"), at("currency", "currency"), numberAt("discount", "discount_total"), numberAt("shipping", "shipping_total"),
		numberAt("tax", "total_tax"), at("status", "status"), at("number", "number"), instantAt("ordered_at", "date_created_gmt"),
	}
	// The line's total is after discounts; its price is that of one.
	wooLines = &lines{path: "line_items", body: []field{
		at("line_id", "id"), at("product_id", "product_id", "sku"), at("sku", "sku"), at("name", "name"),
		numberAt("price", "price"), numberAt("quantity", "quantity"), numberAt("total", "total"),
	}}
)

// wooBought are the states in which an order is one: before, nobody has said
// that he will pay.
var wooBought = is("status", "processing", "on-hold", "completed", "refunded")

var wooOrder = slices.Concat([]message{
	{id: "order:{id}:buyer", when: []condition{wooBought}, order: []string{"id"}, time: []string{"date_created_gmt"}, body: wooBuyer.traits()},
	{event: "Order Completed", id: "order:{id}:completed", when: []condition{wooBought}, order: []string{"id"},
		time: []string{"date_paid_gmt", "date_created_gmt"}, body: wooTotals[:5:5], lines: wooLines},
	{event: "Order Updated", id: "order:{id}:updated:{date_modified_gmt}:{status}", order: []string{"id"},
		when: []condition{wooBought}, time: []string{"date_modified_gmt"}, body: wooTotals, lines: wooLines},
	// "Completed" is what a shop says when the goods have left.
	{event: "Order Shipped", id: "order:{id}:shipped", when: []condition{given("date_completed_gmt")},
		order: []string{"id"}, time: []string{"date_completed_gmt"}},
	// Told also of an order that never came about; such a one is in no list.
	{event: "Order Cancelled", id: "order:{id}:cancelled:{date_modified_gmt}", when: []condition{is("status", "cancelled", "failed", "trash")},
		order: []string{"id"}, time: []string{"date_modified_gmt"}, body: []field{at("reason", "status")}},
	// A refund does not tell when; it is news of the order's last change.
	{event: "Order Refunded", id: "refund:{id}", each: "refunds", order: []string{"../id"}, time: []string{"../date_modified_gmt"}, body: []field{
		at("refund_id", "id"), numberAt("total", "total"), at("currency", "../currency"), at("reason", "reason"),
	}},
})

var wooCustomer = message{id: "customer:{id}:{date_modified_gmt}", who: &wooPerson, time: []string{"date_modified_gmt", "date_created_gmt"}, body: wooPerson.traits()}

// wooPerson reads the customer resource by itself.
var wooPerson = buyer{
	external: wooBuyer.external,
	id:       []string{"id"},
	email:    []string{"email", "billing.email"},
	phone:    []string{"billing.phone", "shipping.phone"},
	name:     []string{"first_name", "last_name"},
	city:     []string{"shipping.city", "billing.city"},
	country:  []string{"shipping.country", "billing.country"},
}
