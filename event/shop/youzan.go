package shop

import (
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// youzan takes the messages that Youzan's cloud pushes on trades and refunds.
// The header Event-Sign is the MD5 of client id, body and client secret, in
// hexadecimal; MD5 is Youzan's choice, and the secret at the end keeps it from
// being extended. The source's secret is the client secret.
// https://doc.youzanyun.com/
var youzan = vendor{
	name:   "youzan",
	verify: youzanSigned,
	open:   youzanOpen,
	topics: map[string][]message{
		"trade_TradePaid":                youzanBought, // paid; a group purchase may still wait for others
		"trade_TradeBuyerPay":            youzanBought, // to be sent by the seller
		"trade_TradePartlySellerShip":    {{event: "Order Shipped", id: "order:{tid}:shipped:{version}", order: youzanOrder, time: youzanTime}},
		"trade_TradeSellerShip":          {{event: "Order Shipped", id: "order:{tid}:shipped", order: youzanOrder, time: youzanTime}},
		"trade_TradeSuccess":             {{event: "Order Delivered", id: "order:{tid}:delivered", order: youzanOrder, time: youzanTime}},
		"trade_TradeClose":               {{event: "Order Cancelled", id: "order:{tid}:cancelled", order: youzanOrder, time: youzanTime, body: []field{at("reason", "close_reason", "close_type")}}},
		"trade_refund_RefundSellerAgree": {youzanRefund(is("refund_type", "REFUND_ONLY"))}, // else the goods are still to come back
		"trade_refund_RefundSuccess":     {youzanRefund(isNot("refund_type", "EXCHANGE_GOODS_FLOW"))},
		"trade_refund_SysRefund":         {youzanRefund(isNot("refund_type", "EXCHANGE_GOODS_FLOW"))},
		"youzan_trade_RefundSuccess":     {youzanRefund(isNot("refund_type", "EXCHANGE_GOODS_FLOW"))},
	},
	buyer:  youzanBuyer,
	zone:   time.FixedZone("Asia/Shanghai", 8*60*60),
	answer: `{"code":0,"msg":"success"}`,
}

// maxClientID bounds what may stand before the body in what is signed: letters
// and digits only, so that nothing of the body can be moved there.
const maxClientID = 64

func youzanSigned(h http.Header, body []byte, secret string) bool {
	id := h.Get("Client-Id")
	if id == "" || len(id) > maxClientID || secret == "" || strings.ContainsFunc(id, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) {
		return false
	}
	sum := md5.New()
	sum.Write([]byte(id))
	sum.Write(body)
	sum.Write([]byte(secret))
	want := hex.EncodeToString(sum.Sum(nil))
	return subtle.ConstantTimeCompare([]byte(strings.ToLower(h.Get("Event-Sign"))), []byte(want)) == 1
}

// youzanOpen unwraps the message, which is an object, or JSON that was
// percent-encoded, and lays a trade's parts side by side.
func youzanOpen(h http.Header, body []byte) (string, node, error) {
	outer, err := parse(body)
	if err != nil || outer.text("test") == "true" {
		return "", nil, err
	}
	topic := h.Get("Event-Type")
	if topic == "" {
		topic = outer.text("type")
	}
	var doc node
	switch m := outer["msg"].(type) {
	case map[string]any:
		doc = m
	case string:
		if doc, err = youzanMessage(m); err != nil {
			return topic, nil, err
		}
	default:
		return topic, node{}, nil
	}
	if doc["tid"] == nil {
		doc["tid"] = first(doc.text("full_order_info.order_info.tid"), outer.text("id"))
	}
	doc["version"] = outer["version"]
	return topic, doc, nil
}

// youzanMessage undoes the encoding of a message. Whether a space is "%20" or
// "+" the documentation leaves open, so both are tried.
func youzanMessage(text string) (node, error) {
	plain, err := url.PathUnescape(text)
	if err != nil {
		plain = text // not encoded at all
	}
	doc, err := parse([]byte(plain))
	if err == nil {
		return doc, nil
	}
	if plain, e := url.QueryUnescape(text); e == nil {
		return parse([]byte(plain))
	}
	return nil, err
}

func first(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

var (
	youzanOrder = []string{"tid", "full_order_info.order_info.tid"}
	youzanTime  = []string{"update_time", "full_order_info.order_info.update_time"}
	youzanBuyer = buyer{
		external: "youzan", visitor: "youzan-order-",
		id:    []string{"full_order_info.buyer_info.yz_open_id", "full_order_info.buyer_info.buyer_id"},
		phone: []string{"full_order_info.buyer_info.buyer_phone", "full_order_info.address_info.receiver_tel"},
		name:  []string{"full_order_info.address_info.receiver_name"},
		city:  []string{"full_order_info.address_info.delivery_city"},
	}
	youzanPaid = []string{"full_order_info.order_info.pay_time", "full_order_info.order_info.created"}
)

var youzanBought = []message{
	{id: "order:{tid}:buyer", order: youzanOrder, time: youzanPaid, body: youzanBuyer.traits()},
	{event: "Order Completed", id: "order:{tid}:completed", order: youzanOrder, time: youzanPaid, body: []field{
		numberAt("total", "full_order_info.pay_info.payment", "full_order_info.pay_info.total_fee"),
		{name: "currency", calc: yuan}, numberAt("shipping", "full_order_info.pay_info.post_fee"),
		instantAt("ordered_at", "full_order_info.order_info.created"),
	}, lines: &lines{path: "full_order_info.orders", body: []field{
		at("line_id", "oid"), at("product_id", "item_id", "outer_item_id"), at("sku", "outer_sku_id", "sku_id"), at("name", "title"),
		numberAt("price", "price"), numberAt("quantity", "num"), numberAt("total", "payment", "total_fee"),
	}}},
}

// yuan is the currency of every trade; amounts are in yuan, not in fen.
func yuan(node) string { return "CNY" }

func youzanRefund(when condition) message {
	return message{event: "Order Refunded", id: "refund:{refund_id}", when: []condition{when, given("refund_id")},
		order: youzanOrder, time: youzanTime, body: []field{
			at("refund_id", "refund_id"), numberAt("total", "refunded_fee"), {name: "currency", calc: yuan}, at("reason", "refund_reason_des", "refund_reason"),
		}}
}
