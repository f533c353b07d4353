package importer

import (
	"cmp"
	"encoding/hex"
	"slices"
	"time"

	"regulars"
	"regulars/event/importer/row"
	"regulars/order"
)

// maker turns rows into events.
type maker struct {
	digest   *digester
	zone     *time.Location
	source   string
	received time.Time
	columns  *row.Columns
	refused  func(Reason, Example) // told of every row that is refused; may be nil
	// forgotten tells whose events may not be taken; may be nil
	forgotten func(*regulars.Event) bool
}

// made is what the rows of one order or person came to.
type made struct {
	events []regulars.Event
	tally  tally
}

// purchase is one order in the making.
type purchase struct {
	*maker
	made
	k        *known
	id       string
	rows     []*row.Row // those not refused, in order of number
	head     *row.Row   // whom and when: the first of them that says so
	customer string
	currency string
	fresh    map[*row.Row]bool // rows that brought something new
	count    map[rowID]int     // ordinals given so far
	sales    []part
	refunds  []part
	changed  bool // the order's state
}

// part is what a row adds: a line or a refund, and the id it is known by.
type part struct {
	*row.Row
	id rowID
}

// purchase begins an order of the rows of one key: it refuses those that do not
// agree with the first and finds out who bought.
func (m *maker) purchase(rows []*row.Row) *purchase {
	p := &purchase{maker: m, made: made{tally: newTally()}, fresh: map[*row.Row]bool{}, count: map[rowID]int{}}
	slices.SortFunc(rows, func(a, b *row.Row) int { return cmp.Compare(a.Number, b.Number) })
	if len(rows) > row.MaxOfOrder {
		for _, w := range rows[row.MaxOfOrder:] {
			p.refuse(w, row.TooManyRows, "")
		}
		rows = rows[:row.MaxOfOrder]
	}
	p.agree(rows)
	return p
}

// finish makes the order's events. k is what is known of the order, and of its
// customer when the rows tell of one; both learn what is new.
func (p *purchase) finish(key key, k, person *known) {
	if p.k = k; !p.identified() && !k.placed {
		for _, w := range p.rows {
			p.refuse(w, row.UnknownOrder, row.Customer)
		}
		return
	}
	who := regulars.Event{Type: regulars.Track, UserID: p.customer, Context: contactContext(p.head)}
	if p.forgotten != nil && p.forgotten(&who) {
		for _, w := range p.rows {
			p.refuse(w, row.Erased, row.Customer)
		}
		return
	}
	p.id = p.orderID(key, p.head)
	if person != nil {
		p.introduce(person)
	}
	p.roles()
	p.place()
	p.state()
	p.giveBack()
	for _, w := range p.rows {
		if p.fresh[w] || p.changed {
			p.tally.Taken++
		} else {
			p.tally.Already++
		}
	}
}

// identified reports whether the rows say whose the order is.
func (p *purchase) identified() bool {
	return p.head.Customer != "" || p.head.Email != "" || p.head.Phone != ""
}

// describes reports whether the rows tell more of the customer than who it is.
func (p *purchase) describes() bool {
	contact := p.head.Email != "" || p.head.Phone != ""
	return p.identified() && (p.head.Name != "" || p.head.Customer != "" && contact)
}

func (p *purchase) refuse(w *row.Row, reason Reason, f row.Field) {
	p.maker.refuse(&p.tally, w, reason, f)
}

func (m *maker) refuse(t *tally, w *row.Row, reason Reason, f row.Field) {
	at := Example{Row: w.Number, Column: m.columns.Name(f)}
	t.refuse(reason, at)
	if m.refused != nil {
		m.refused(reason, at)
	}
}

// agree keeps the rows that name the same customer and currency as the first.
func (p *purchase) agree(rows []*row.Row) {
	p.currency = rows[0].Currency
	for _, w := range rows {
		p.customer = cmp.Or(p.customer, w.Customer)
	}
	for _, w := range rows {
		switch {
		case w.Customer != "" && w.Customer != p.customer:
			p.refuse(w, row.OtherCustomer, row.Customer)
		case w.Currency != p.currency:
			p.refuse(w, row.OtherCurrency, row.Currency)
		default: // the first row is always one of these, or names nobody
			p.rows = append(p.rows, w)
		}
	}
	head := *p.rows[0]
	head.Customer = p.customer
	for _, w := range p.rows {
		head.Name, head.Email, head.Phone = cmp.Or(head.Name, w.Name), cmp.Or(head.Email, w.Email), cmp.Or(head.Phone, w.Phone)
		head.Status = cmp.Or(head.Status, w.Status)
		head.Time = min(head.Time, w.Time)
		head.Promised = max(head.Promised, w.Promised)
		head.Delivered = max(head.Delivered, w.Delivered)
		if head.Shipped == 0 || w.Shipped != 0 && w.Shipped < head.Shipped {
			head.Shipped = w.Shipped
		}
	}
	p.head = &head
}

// orderID gives the order's number: its own, or one made of customer and day.
// The customer goes first, so that what belongs together lies together.
func (m *maker) orderID(k key, head *row.Row) string {
	if head.Order != "" {
		return head.Order
	}
	day := time.UnixMicro(head.Time).In(m.zone).Format(time.DateOnly)
	if head.Customer != "" && len(head.Customer)+1+len(day) <= row.MaxID {
		return head.Customer + "-" + day
	}
	return hex.EncodeToString(k[:8]) + "-" + day
}

// roles tells for each row whether it is a line, a refund or both. A status of
// "refunded" on a row with a positive amount is a refund of what the order has;
// when the order has nothing yet, the row is both.
func (p *purchase) roles() {
	plain := p.k.placed
	for _, w := range p.rows {
		plain = plain || !w.Refund && order.StatusOf(w.Status) != order.Refunded
	}
	cancelled := p.allCancelled()
	for _, w := range p.rows {
		word := order.StatusOf(w.Status)
		switch {
		case w.Refund:
			p.refund(w)
		case word == order.Refunded && plain:
			p.refund(w)
		case word == order.Refunded, word == order.Cancelled && !cancelled:
			p.sale(w)
			p.refund(w)
		default:
			p.sale(w)
		}
	}
}

// allCancelled reports whether the order as a whole was cancelled.
func (p *purchase) allCancelled() bool {
	some := false
	for _, w := range p.rows {
		if w.Refund {
			continue
		}
		if order.StatusOf(w.Status) != order.Cancelled {
			return false
		}
		some = true
	}
	return some
}

func (p *purchase) sale(w *row.Row) {
	if w.HasLine {
		p.sales = p.add(p.sales, w, false)
	}
}

func (p *purchase) refund(w *row.Row) { p.refunds = p.add(p.refunds, w, true) }

// add gives a row its id and keeps it when it is new.
func (p *purchase) add(list []part, w *row.Row, refund bool) []part {
	content := p.digest.content(w, refund)
	id := content.nth(p.count[content])
	p.count[content]++
	if p.k.has(id) {
		return list
	}
	p.k.learn(id)
	p.fresh[w] = true
	return append(list, part{w, id})
}

// place makes the event that places the order, or adds lines to a known one.
func (p *purchase) place() {
	onlyRefunds := !slices.ContainsFunc(p.rows, func(w *row.Row) bool { return !w.Refund })
	if !p.k.placed && len(p.sales) == 0 && onlyRefunds {
		return
	}
	body := orderBody{OrderID: p.id, Currency: p.currency}
	name := order.EventUpdated
	if !p.k.placed {
		name = order.EventCompleted
		if word := order.StatusOf(p.head.Status); word != order.Cancelled && word != order.Refunded {
			body.Status = p.head.Status // those two may be of one line only
		}
		body.PromisedAt = iso(p.head.Promised)
		p.k.placed, p.k.promised = true, seconds(p.head.Promised)
		p.tally.Orders++
		p.changed = true // also where no row has a line
	} else if len(p.sales) > 0 {
		p.tally.Updated++
	}
	for first := true; first && name == order.EventCompleted || len(p.sales) > 0; first = false {
		body.Added = name == order.EventUpdated
		if body.Added {
			body.Status, body.PromisedAt = "", ""
		}
		p.tell(name, p.soldAt(), body, p.takeLines(&body), true)
		name = order.EventUpdated
	}
}

// soldAt is when the order was placed: the earliest sale.
func (p *purchase) soldAt() (at int64) {
	for _, w := range p.rows {
		if !w.Refund && (at == 0 || w.Time < at) {
			at = w.Time
		}
	}
	if at == 0 {
		return p.head.Time
	}
	return at
}

// One event carries so much at most, so that each stays small.
const (
	maxLines = 100
	maxText  = 16 << 10
)

// takeLines moves lines into an event's body and gives what they come to; nil
// when there are none.
func (p *purchase) takeLines(body *orderBody) *int64 {
	n, size, total := 0, 0, int64(0)
	for n < len(p.sales) && n < maxLines && size < maxText {
		l := p.sales[n]
		body.Products = append(body.Products[:n:n], product(l.Row, l.id.String(), ""))
		size += len(l.Product)
		total += l.Minor
		n++
	}
	if n == 0 {
		return nil
	}
	p.sales = p.sales[n:]
	p.tally.Lines += int64(n)
	p.tally.Revenue[p.currency] += total
	return &total
}

// state tells what changed of the order as a whole.
func (p *purchase) state() {
	if !p.k.placed {
		return
	}
	at := p.soldAt()
	body := orderBody{OrderID: p.id}
	later := func() int64 {
		p.k.revision++
		p.changed = true
		return at + int64(p.k.revision)
	}
	if s := seconds(p.head.Promised); s != 0 && s != p.k.promised {
		p.k.promised = s
		body.PromisedAt = iso(p.head.Promised)
		p.tell(order.EventUpdated, later(), body, nil, false)
	}
	if s := seconds(p.head.Shipped); s != 0 && s != p.k.shipped {
		p.tell(order.EventShipped, after(p.head.Shipped, p.k.shipped),
			orderBody{OrderID: p.id, ShippedAt: iso(p.head.Shipped), PromisedAt: iso(p.head.Promised)}, nil, false)
		p.k.shipped, p.changed = s, true
	}
	if s := seconds(p.head.Delivered); s != 0 && s != p.k.delivered {
		body := orderBody{OrderID: p.id, DeliveredAt: iso(p.head.Delivered), PromisedAt: iso(p.head.Promised)}
		if p.head.Promised != 0 {
			late := p.head.Delivered > p.head.Promised
			body.Late = &late
		}
		p.tell(order.EventDelivered, after(p.head.Delivered, p.k.delivered), body, nil, false)
		p.k.delivered, p.changed = s, true
	}
	if cancelled := p.allCancelled(); cancelled != p.k.cancelled && (cancelled || p.saysOtherwise()) {
		name := order.EventReopened
		if p.k.cancelled = cancelled; cancelled {
			name = order.EventCancelled
		}
		p.tell(name, later(), orderBody{OrderID: p.id}, nil, false)
	}
}

// saysOtherwise reports whether rows of the order say a status at all.
func (p *purchase) saysOtherwise() bool {
	return slices.ContainsFunc(p.rows, func(w *row.Row) bool { return !w.Refund && w.Status != "" })
}

// after gives an event's time: that of what it tells, but behind what was told
// of the same before, which it corrects.
func after(us int64, before uint32) int64 {
	if before == 0 {
		return us
	}
	return max(us, (int64(before)+1)*1e6)
}

func seconds(us int64) uint32 { return uint32(us / 1e6) }

// giveBack makes the refund events, one for each time.
func (p *purchase) giveBack() {
	slices.SortStableFunc(p.refunds, func(a, b part) int { return cmp.Compare(a.Time, b.Time) })
	for len(p.refunds) > 0 {
		body := orderBody{OrderID: p.id, Currency: p.currency}
		at, n, total := p.refunds[0].Time, 0, int64(0)
		if !p.refunds[0].HasLine { // the order as a whole was given back
			p.tell(order.EventRefunded, at, body, nil, true)
			p.refunds = p.refunds[1:]
			p.tally.Refunds++
			continue
		}
		for n < len(p.refunds) && n < maxLines && p.refunds[n].Time == at && p.refunds[n].HasLine {
			r := p.refunds[n]
			body.Products = append(body.Products, product(r.Row, "", r.id.String()))
			total += r.Minor
			n++
		}
		p.refunds = p.refunds[n:]
		p.tally.Refunds += int64(n)
		p.tally.Refunded[p.currency] += total
		total = -total
		p.tell(order.EventRefunded, at, body, &total, true)
	}
}

// tell adds an event about the order. amount is the money that it moves.
func (p *purchase) tell(name string, at int64, body orderBody, amount *int64, counts bool) {
	e := regulars.Event{Type: regulars.Track, Name: name, UserID: p.customer, Time: regulars.FromMicros(at),
		Received: p.received, Source: p.source, Order: p.id}
	if amount != nil {
		e.Amount = regulars.Money{Minor: *amount, Currency: p.currency}
		body.Total = decimal(abs(*amount), p.currency)
	}
	e.Body = marshal(body)
	if p.customer == "" {
		e.Context = contactContext(p.head)
	}
	e.ID = p.eventID(&e)
	p.events = append(p.events, e)
	if counts {
		p.tally.seen(at)
	}
}

// eventID names an event by what it tells, so that the same is the same.
func (m *maker) eventID(e *regulars.Event) string {
	return "import-" + hex.EncodeToString(m.digest.of("event", []string{string(e.Type), e.Name, e.UserID, e.Order, string(e.Body),
		string(e.Context)}, regulars.Micros(e.Time))[:16])
}
