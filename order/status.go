package order

import "strings"

// words maps what shops call a state to ours, in lower case without spaces,
// hyphens and underscores.
var words = map[string]Status{
	"shipped": Shipped, "dispatched": Shipped, "sent": Shipped, "intransit": Shipped,
	"outfordelivery": Shipped, "enviado": Shipped, "despachado": Shipped, "已发货": Shipped, "待收货": Shipped, "运输中": Shipped,
	"delivered": Delivered, "entregue": Delivered, "entregado": Delivered,
	"已签收": Delivered, "已送达": Delivered, "已收货": Delivered,
	"cancelled": Cancelled, "canceled": Cancelled, "cancel": Cancelled, "cancellation": Cancelled, "void": Cancelled, "voided": Cancelled,
	"annulled": Cancelled, "expired": Cancelled, "failed": Cancelled, "cancelado": Cancelled, "cancelada": Cancelled,
	"anulado": Cancelled, "anulada": Cancelled, "已取消": Cancelled, "取消": Cancelled,
	"交易关闭": Cancelled, "已关闭": Cancelled, "已作废": Cancelled,
	"refunded": Refunded, "refund": Refunded, "returned": Refunded, "return": Refunded, "creditnote": Refunded,
	"reembolsado": Refunded, "reembolso": Refunded, "devolvido": Refunded, "devolvida": Refunded, "devuelto": Refunded,
	"estornado": Refunded, "已退款": Refunded, "退款": Refunded, "退货": Refunded, "已退货": Refunded, "退款成功": Refunded,
}

var plain = strings.NewReplacer(" ", "", "-", "", "_", "", "　", "")

// StatusOf gives the state that a shop's word for it means, in English,
// Chinese, Spanish or Portuguese: Shipped, Delivered, Refunded or Cancelled; ""
// for any other word, such as "paid" or "completed".
func StatusOf(word string) Status {
	return words[plain.Replace(strings.ToLower(strings.TrimSpace(word)))]
}
