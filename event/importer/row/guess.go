package row

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"unicode"

	"regulars/event/importer/sheet"
)

// words are what columns are called, best first: in English, Chinese, and
// Spanish and Portuguese. They stand here without case, blanks,
// accents and signs.
var words = map[Field][]string{
	Customer: {"customeruniqueid", "customerid", "customer", "customernumber", "customerno", "clientid", "client", "buyerid", "buyer",
		"userid", "user", "memberid", "member", "custid", "sampleid", "masterid",
		"客户编号", "客户id", "客户号", "顾客编号", "会员号", "会员编号", "会员id", "会员卡号", "买家会员名", "买家id", "买家", "客户", "顾客", "会员", "用户id", "用户",
		"idcliente", "clienteid", "codigocliente", "cliente", "comprador", "consumidor"},
	Alias: {"alias", "customerid", "oldid", "externalid", "legacyid", "otherid", "原编号", "旧编号", "别名", "外部id"},
	Order: {"orderid", "order", "orderno", "ordernumber", "invoiceno", "invoice", "invoiceid", "invoicenumber", "transactionid", "receipt", "receiptno",
		"订单号", "订单编号", "订单id", "主订单编号", "单号", "小票号", "交易号", "发票号", "订单",
		"idpedido", "pedidoid", "numeropedido", "pedido", "notafiscal", "factura", "fatura", "orden"},
	Time: {"orderdate", "ordertime", "orderedat", "orderpurchasetimestamp", "purchasetimestamp", "purchasedate", "invoicedate", "transactiondate",
		"createdat", "paidat", "date", "time", "timestamp", "datetime",
		"下单时间", "订单创建时间", "订单付款时间", "付款时间", "支付时间", "创建时间", "成交时间", "购买日期", "订单日期", "下单日期", "交易时间", "日期", "时间",
		"fechapedido", "datapedido", "datacompra", "fechacompra", "fecha", "data", "hora"},
	Amount: {"amount", "total", "totalamount", "ordertotal", "grandtotal", "linetotal", "lineamount", "dollarvalue", "paymentvalue", "revenue", "sales", "value", "subtotal", "netamount", "spend",
		"实付金额", "买家实付金额", "实收金额", "订单金额", "支付金额", "付款金额", "总金额", "成交金额", "金额", "合计", "小计", "总价",
		"valortotal", "importetotal", "importe", "valor", "monto", "total"},
	Quantity: {"quantity", "qty", "lineitemquantity", "numberofcds", "numberofitems", "items", "units", "count", "pieces",
		"数量", "件数", "购买数量", "商品数量", "宝贝总数量", "quantidade", "cantidad", "qtd", "qtde"},
	Price: {"price", "unitprice", "lineitemprice", "itemprice", "单价", "价格", "商品单价", "售价", "preco", "precio", "precounitario", "preciounitario"},
	Product: {"product", "productid", "productname", "sku", "stockcode", "itemid", "item", "lineitemname", "article", "description", "title",
		"商品编码", "商品名称", "商品标题", "宝贝标题", "商品", "产品", "产品名称", "货号", "品名", "produto", "producto", "descricao", "descripcion"},
	Name: {"customername", "fullname", "name", "billingname", "shippingname", "buyername",
		"客户姓名", "会员姓名", "收货人姓名", "收件人", "姓名", "名字", "昵称", "nome", "nombre", "nomecliente", "nombrecliente"},
	Email: {"email", "emailaddress", "mail", "customeremail", "邮箱", "电子邮箱", "电子邮件", "邮件", "correo", "correoelectronico", "emailcliente"},
	Phone: {"phone", "phonenumber", "mobile", "mobilephone", "telephone", "tel", "cell", "手机", "手机号", "手机号码", "联系手机", "电话", "联系电话", "收货人手机",
		"telefone", "telefono", "celular", "movil"},
	Currency: {"currency", "currencycode", "币种", "货币", "moeda", "moneda", "divisa"},
	Status:   {"status", "orderstatus", "state", "financialstatus", "订单状态", "交易状态", "状态", "situacao", "estado", "estatus"},
	Promised: {"promised", "promisedat", "promiseddate", "orderestimateddeliverydate", "estimateddeliverydate", "estimateddelivery", "expecteddelivery", "duedate", "deliverby",
		"承诺送达时间", "承诺时间", "预计送达时间", "预计到货时间", "承诺发货时间", "最晚送达时间", "dataestimadaentrega", "fechaestimadaentrega", "prazoentrega"},
	Shipped: {"shipped", "shippedat", "shipdate", "shippingdate", "orderdeliveredcarrierdate", "fulfilledat", "dispatched", "dispatchdate",
		"发货时间", "发货日期", "出库时间", "dataenvio", "fechaenvio"},
	Delivered: {"delivered", "deliveredat", "deliverydate", "orderdeliveredcustomerdate", "arrivaldate", "receivedat",
		"签收时间", "送达时间", "妥投时间", "确认收货时间", "收货时间", "dataentrega", "fechaentrega"},
	City:     {"city", "customercity", "town", "billingcity", "shippingcity", "城市", "所在城市", "市", "cidade", "ciudad"},
	Birthday: {"birthday", "birthdate", "dateofbirth", "dob", "生日", "出生日期", "nascimento", "datanascimento", "fechanacimiento", "cumpleanos"},
	Created:  {"createdat", "created", "registeredat", "signupdate", "joined", "joindate", "membersince", "注册时间", "注册日期", "入会时间", "加入时间", "创建时间", "datacadastro", "fecharegistro"},
}

// Guess guesses which column is which field from the header and some rows.
func Guess(kind Kind, header []string, sample [][]string) Mapping {
	type match struct {
		field  Field
		column int
		score  int
	}
	var matches []match
	for _, f := range fields[kind] {
		for i, h := range header {
			if s := likeness(f, h); s > 0 && plausible(f, column(sample, i)) {
				matches = append(matches, match{f, i, s})
			}
		}
	}
	slices.SortStableFunc(matches, func(a, b match) int { return cmp.Compare(b.score, a.score) })
	m, taken := Mapping{}, map[int]bool{}
	for _, x := range matches {
		if _, done := m[x.field]; done || taken[x.column] {
			continue
		}
		m[x.field], taken[x.column] = header[x.column], true
	}
	return m
}

// likeness tells how well a header names a field: 0 for not at all. A whole
// word of the list counts more than a part, an earlier one more than a later.
func likeness(f Field, header string) int {
	best := 0
	for _, h := range bareWords(header) {
		for i, w := range words[f] {
			switch {
			case h == w:
				best = max(best, 1000-2*i)
			case len(w) >= 6 && strings.Contains(h, w):
				best = max(best, 400-2*i+len(w))
			}
		}
	}
	return best
}

// plain letters for those with accents that headers in Latin scripts have.
var unaccented = strings.NewReplacer("á", "a", "à", "a", "â", "a", "ã", "a", "ä", "a", "é", "e", "ê", "e", "í", "i", "ó", "o", "ô", "o", "õ", "o", "ö", "o", "ú", "u", "ü", "u", "ç", "c", "ñ", "n")

// joiners are words between the others that change nothing.
var joiners = map[string]bool{"of": true, "the": true, "da": true, "do": true, "de": true, "del": true, "la": true, "el": true}

// bareWords brings a header into the forms in which it is compared with the
// words above: with its joiners and without.
func bareWords(s string) []string {
	words := strings.FieldsFunc(unaccented.Replace(strings.ToLower(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	all := strings.Join(words, "")
	words = slices.DeleteFunc(words, func(w string) bool { return joiners[w] })
	return []string{all, strings.Join(words, "")}
}

func column(sample [][]string, i int) []string {
	var out []string
	for _, row := range sample {
		if i < len(row) && strings.TrimSpace(row[i]) != "" {
			out = append(out, row[i])
		}
	}
	return out
}

// plausible reports whether at least half of a column's values look like a
// field's. A column without values says nothing against it.
func plausible(f Field, values []string) bool {
	var looks func(string) bool
	switch f {
	case Time, Promised, Shipped, Delivered, Created:
		looks = func(s string) bool { return isDate([]byte(s)) }
	case Amount, Price, Quantity:
		looks = func(s string) bool { return isNumber([]byte(s)) }
	case Email:
		looks = func(s string) bool { return strings.Contains(s, "@") }
	case Currency:
		looks = func(s string) bool { return len(strings.TrimSpace(s)) == 3 }
	default:
		return true
	}
	n := 0
	for _, v := range values {
		if looks(v) {
			n++
		}
	}
	return 2*n >= len(values)
}

func isDate(b []byte) bool {
	if len(bytes.TrimSpace(b)) < 6 {
		return false
	}
	for _, order := range [...]sheet.DayOrder{sheet.DayFirst, sheet.MonFirst} {
		if _, ok := (sheet.Dates{Order: order}).Parse(b); ok {
			return true
		}
	}
	return false
}

func isNumber(b []byte) bool {
	for _, mark := range [...]byte{'.', ','} {
		if _, ok := (sheet.Numbers{Decimal: mark}).Parse(b); ok {
			return true
		}
	}
	return false
}
