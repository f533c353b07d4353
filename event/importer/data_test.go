package importer_test

import (
	"testing"
	"time"

	"regulars/event/importer"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/order"
)

func TestCDNOW(t *testing.T) {
	t.Parallel()
	file := storetest.Data(t, "cdnow/cdnow_master.csv.gz")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h := newHouseOf(t, db, 0)
		m, err := importer.ParseMapping("customer=customer_id,time=date,amount=dollar_value")
		if err != nil {
			t.Fatal(err)
		}
		o := importer.Options{Kind: importer.Orders, File: file, Map: m, Currency: "USD", Zone: time.UTC}
		dry := o
		dry.DryRun = true
		if got := counts(h.run(dry)); got != "69659 rows: 69659 taken, 0 already, 0 refused" {
			t.Errorf("dry run: %s", got)
		}
		if n := h.count("SELECT count(*) FROM log_chunk"); n != 0 {
			t.Error("the dry run kept something")
		}
		if got := counts(h.run(o)); got != "69659 rows: 69659 taken, 0 already, 0 refused" {
			t.Error(got)
		}
		const want = "orders 67591 lines 69659 2500315.63 USD"
		if got := h.stats(); got != want || h.customers() != 23570 {
			t.Errorf("%s, %d customers", got, h.customers())
		}
		if got := counts(h.run(o)); got != "69659 rows: 0 taken, 69659 already, 0 refused" {
			t.Errorf("again: %s", got)
		}
		if got := h.stats(); got != want || h.customers() != 23570 {
			t.Errorf("again: %s, %d customers", got, h.customers())
		}
	}, migrations...)
}

func TestOlist(t *testing.T) {
	t.Parallel()
	customers, orders := storetest.Data(t, "olist/olist_customers_10k.csv.gz"), storetest.Data(t, "olist/olist_orders_10k.csv.gz")
	h := newHouseOf(t, storetest.SQLite(t, migrations...), 0)
	res := h.run(importer.Options{Kind: importer.Customers, File: customers,
		Map: importer.Mapping{"customer": "customer_unique_id", "alias": "customer_id", "city": "customer_city"}})
	if got := counts(res); got != "10000 rows: 10000 taken, 0 already, 0 refused" {
		t.Error(got)
	}
	o := importer.Options{Kind: importer.Orders, File: orders, Currency: "BRL", Zone: time.UTC, Map: importer.Mapping{
		"order": "order_id", "customer": "customer_id", "time": "order_purchase_timestamp", "status": "order_status",
		"promised": "order_estimated_delivery_date", "shipped": "order_delivered_carrier_date", "delivered": "order_delivered_customer_date"}}
	if got := counts(h.run(o)); got != "10000 rows: 10000 taken, 0 already, 0 refused" {
		t.Error(got)
	}
	check := func() {
		t.Helper()
		if got := h.stats(); got != "orders 10000 lines 0 0.00 BRL" {
			t.Error(got)
		}
		if n := h.customers(); n != 9957 {
			t.Errorf("%d customers", n)
		}
		h.read(func(tx *store.Tx) error {
			n, err := h.book.Lateness(tx, time.Time{}, now, now)
			if n.Late != 771 {
				t.Errorf("%d late", n.Late)
			}
			return err
		})
	}
	check()
	if got := counts(h.run(o)); got != "10000 rows: 0 taken, 10000 already, 0 refused" {
		t.Error(got)
	}
	check()
	// What was paid comes in a file of its own, which names no customer.
	pay := importer.Options{Kind: importer.Orders, File: storetest.Data(t, "olist/olist_order_items_10k.csv.gz"), Currency: "BRL", Zone: time.UTC,
		Map: importer.Mapping{"order": "order_id", "time": "shipping_limit_date", "price": "price", "product": "product_id"}}
	if got := counts(h.run(pay)); got != "11513 rows: 11513 taken, 0 already, 0 refused" {
		t.Error(got)
	}
	var p order.Page
	h.read(func(tx *store.Tx) (err error) {
		p, err = h.book.Late(tx, time.Time{}, order.Cursor{}, 1)
		return err
	})
	if len(p.Orders) != 1 || p.Orders[0].Total.Minor == 0 || len(p.Orders[0].Lines) == 0 {
		t.Errorf("%+v", p.Orders)
	}
}
