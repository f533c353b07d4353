package importer

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/event/importer/row"
)

// orderBody is the properties of an order event.
type orderBody struct {
	OrderID     string        `json:"order_id"`
	Total       json.Number   `json:"total,omitempty"`
	Currency    string        `json:"currency,omitempty"`
	Status      string        `json:"status,omitempty"`
	Added       bool          `json:"added,omitempty"`
	PromisedAt  string        `json:"promised_at,omitempty"`
	ShippedAt   string        `json:"shipped_at,omitempty"`
	DeliveredAt string        `json:"delivered_at,omitempty"`
	Late        *bool         `json:"late,omitempty"`
	Products    []productBody `json:"products,omitempty"`
}

// productBody is an element of products.
type productBody struct {
	LineID    string      `json:"line_id,omitempty"`
	RefundID  string      `json:"refund_id,omitempty"`
	ProductID string      `json:"product_id,omitempty"`
	Quantity  json.Number `json:"quantity"`
	Price     json.Number `json:"price,omitempty"`
	Total     json.Number `json:"total"`
}

func product(w *row.Row, line, refund string) productBody {
	p := productBody{LineID: line, RefundID: refund, ProductID: w.Product,
		Quantity: thousandths(w.Quantity), Total: decimal(w.Minor, w.Currency)}
	if w.Price != 0 {
		p.Price = decimal(w.Price, w.Currency)
	}
	return p
}

func decimal(minor int64, currency string) json.Number {
	return json.Number(regulars.Money{Minor: minor, Currency: currency}.Decimal())
}

// thousandths writes a quantity without needless zeros.
func thousandths(n int64) json.Number {
	s := strconv.FormatInt(n/1000, 10)
	if rest := n % 1000; rest != 0 {
		s += "." + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
	}
	return json.Number(s)
}

// iso writes an instant; "" for none.
func iso(us int64) string {
	if us == 0 {
		return ""
	}
	return regulars.FromMicros(us).Format(time.RFC3339Nano)
}

// marshal gives JSON of what always has one.
func marshal(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers of our own making
	}
	return b
}

func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
