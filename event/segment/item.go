package segment

// item is one event, cut but not yet understood: where each of its parts
// stands in the body.
type item struct {
	whole span
	alien bool // holds bytes that are not UTF-8
	deep  int  // nesting, the event's own braces being 1

	kind, id, event, name, category  span
	user, anonymous, previous, group span
	timestamp, original, sent        span
	properties, traits, context      span
	channel                          span // top level, as RudderStack's clients send it
	contextChannel, library          span // context.channel, context.library.name
	propName, propCategory           span // properties.name and .category
	order, currency, products        span // properties.order_id, …
	total, revenue, value            span
	known                            bool // traits or context.externalIds name somebody
}

// cut reads the value at hand into d.it.
func (d *decoder) cut() {
	d.clear()
	it := &d.it
	*it = item{}
	outer := d.depth
	if d.peek() == '{' {
		start := d.i
		for more := d.begin('{'); more; more = d.next('{') {
			d.member(it)
		}
		it.whole = span{int32(start), int32(d.i), '{'}
	} else {
		it.whole = d.value()
	}
	it.alien, it.deep = d.alien, d.deep-outer
}

func (d *decoder) member(it *item) {
	switch string(d.key()) {
	case "type":
		it.kind = d.value()
	case "messageId":
		it.id = d.value()
	case "event":
		it.event = d.value()
	case "name":
		it.name = d.value()
	case "category":
		it.category = d.value()
	case "userId":
		it.user = d.value()
	case "anonymousId":
		it.anonymous = d.value()
	case "previousId":
		it.previous = d.value()
	case "groupId":
		it.group = d.value()
	case "timestamp":
		it.timestamp = d.value()
	case "originalTimestamp":
		it.original = d.value()
	case "sentAt":
		it.sent = d.value()
	case "channel":
		it.channel = d.value()
	case "properties":
		it.properties = d.object((*decoder).property)
	case "traits":
		it.traits = d.object((*decoder).trait)
	case "context":
		it.context = d.object((*decoder).about)
	default:
		d.value()
	}
}

// object reads a value and hands the members of an object to fn, which must
// read the member's value.
func (d *decoder) object(fn func(d *decoder, it *item, key []byte)) span {
	if d.peek() != '{' {
		return d.value()
	}
	start := d.i
	for more := d.begin('{'); more; more = d.next('{') {
		fn(d, &d.it, d.key())
	}
	return span{int32(start), int32(d.i), '{'}
}

// property looks at a member of properties: what makes an order, and the name
// of a page that is named nowhere else.
func (d *decoder) property(it *item, key []byte) {
	v := d.value()
	switch string(key) {
	case "order_id", "orderId":
		it.order = v
	case "currency":
		it.currency = v
	case "products":
		it.products = v
	case "total":
		it.total = v
	case "revenue":
		it.revenue = v
	case "value":
		it.value = v
	case "name":
		it.propName = v
	case "category":
		it.propCategory = v
	}
}

// trait looks at a member of traits for what tells a customer without an id:
// those from which package customer/identity reads identities.
func (d *decoder) trait(it *item, key []byte) {
	v := d.value()
	switch string(key) {
	case "email", "phone", "mobile", "phoneNumber", "phone_number",
		"unionId", "unionid", "union_id", "openId", "openid", "open_id",
		"card", "cardNumber", "card_number", "memberCard":
		it.known = it.known || v.kind == '0' || v.kind == '"' && v.len() > len(`""`)
	}
}

// about looks at a member of context.
func (d *decoder) about(it *item, key []byte) {
	switch string(key) {
	case "traits":
		d.object((*decoder).trait)
	case "externalIds":
		v := d.value()
		it.known = it.known || v.kind == '[' && v.len() > len(`[{}]`)
	case "channel":
		it.contextChannel = d.value()
	case "library":
		d.object((*decoder).libraryMember)
	default:
		d.value()
	}
}

func (d *decoder) libraryMember(it *item, key []byte) {
	v := d.value()
	if string(key) == "name" {
		it.library = v
	}
}
