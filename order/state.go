package order

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// line is a row of the table order_line.
type line struct {
	id, product, name      string
	quantity, price, total int64
	added, hidden          bool
}

// state is an order while events are folded into it.
type state struct {
	number           int64
	id               string
	customer, origin int64
	defined          bool
	currency         string
	base, added      int64 // the total as last told, and that of lines added since
	total, refunded  int64
	lineCount        int64
	orderedAt        int64
	promisedAt       int64
	shippedAt        int64
	deliveredAt      int64
	cancelledAt      int64
	late             bool
	channel, source  string
	marks            marks

	lines        []line // as told by the order itself, then those added
	linesKnown   bool   // lines holds them; else they stand unread in the database
	linesDirty   bool
	refunds      []refund
	refundsInRow bool // the database has refunds of the order
	fresh        bool // not in the database yet
}

// marks remembers when each part of an order was last told, so that older news
// never replaces newer. All are instants in microseconds unless said otherwise.
type marks struct {
	customer, customerRank int64 // rank: which kind of event named the customer
	orderedRank            int64 // which kind of event gave the time of the order
	promised               int64
	shipped                int64
	delivered              int64
	cancel                 int64
	lines, linesTie        int64 // tie: from the content of the event
	total, totalTie        int64
	currencyRank           int64 // which kind of event told the currency
}

func (m *marks) fields() []*int64 {
	return []*int64{&m.customer, &m.customerRank, &m.orderedRank, &m.promised, &m.shipped, &m.delivered,
		&m.cancel, &m.lines, &m.linesTie, &m.total, &m.totalTie, &m.currencyRank}
}

func (m *marks) encode() []byte {
	b := make([]byte, 0, 64)
	for _, f := range m.fields() {
		b = binary.AppendVarint(b, *f)
	}
	return b
}

func (m *marks) decode(b []byte) {
	for _, f := range m.fields() {
		v, n := binary.Varint(b)
		if n <= 0 {
			return
		}
		*f, b = v, b[n:]
	}
}

// fold takes news into the state. It is commutative and idempotent.
func (s *state) fold(n *news) {
	s.foldCustomer(n)
	if n.act == placed || n.act == updated {
		s.foldContent(n)
		s.foldTime(n)
	}
	tell := func(mark, value *int64, told int64) {
		if told != 0 && (n.at > *mark || n.at == *mark && told > *value) {
			*mark, *value = n.at, told
		}
	}
	tell(&s.marks.promised, &s.promisedAt, n.promised)
	tell(&s.marks.shipped, &s.shippedAt, n.shipped)
	tell(&s.marks.delivered, &s.deliveredAt, n.delivered)
	if yes := n.cancel == cancelYes; n.cancel != cancelUntold && (n.at > s.marks.cancel || n.at == s.marks.cancel && yes) {
		s.marks.cancel, s.cancelledAt = n.at, 0
		if yes {
			s.cancelledAt = n.at
		}
	}
	for i := range n.refunds {
		s.foldRefund(&n.refunds[i])
	}
	s.foldCurrency(n)
}

// The ranks of what tells an order's currency.
const (
	byRefund = 1 + iota
	byOrder  // the order itself, without money
	byTotal
)

// foldCurrency keeps the currency of an order whose total nobody told yet.
func (s *state) foldCurrency(n *news) {
	rank := int64(byOrder)
	switch {
	case n.act == refunded && n.hasAmount:
		rank = byRefund
	case n.act != placed && n.act != updated:
		return
	}
	c := cmp.Compare(rank, s.marks.currencyRank)
	if c > 0 || c == 0 && n.amount.Currency < s.currency {
		s.currency, s.marks.currencyRank = n.amount.Currency, rank
	}
}

// foldCustomer keeps the customer of the event that knows best: the one that
// placed the order, then updates, then the rest; of those the newest.
func (s *state) foldCustomer(n *news) {
	if n.customer == 0 {
		return
	}
	rank := int64(1)
	switch n.act {
	case placed:
		rank = 3
	case updated:
		rank = 2
	}
	c := cmp.Or(cmp.Compare(rank, s.marks.customerRank), cmp.Compare(n.at, s.marks.customer), cmp.Compare(s.customer, n.customer))
	if s.customer == 0 || c > 0 {
		s.customer, s.origin = n.customer, n.origin
		s.marks.customerRank, s.marks.customer = rank, n.at
	}
}

// foldContent keeps the newest lines and the newest total, and every added line.
func (s *state) foldContent(n *news) {
	if n.added {
		for _, l := range n.lines {
			s.addLine(l)
		}
		return
	}
	tie := n.tie
	if n.act == updated {
		tie |= 1 << 62 // at the same instant an update is newer than what it updates
	} else {
		tie &^= 1 << 62
	}
	newer := func(mark, markTie *int64) bool {
		if n.at < *mark || n.at == *mark && tie <= *markTie && *markTie != 0 {
			return false
		}
		*mark, *markTie = n.at, tie
		return true
	}
	if n.hasLines && newer(&s.marks.lines, &s.marks.linesTie) {
		s.lines = slices.DeleteFunc(s.lines, func(l line) bool { return !l.added })
		s.lines = append(slices.Clone(n.lines), s.lines...)
		s.linesDirty = true
	}
	if !n.hasAmount && !n.hasLines || !newer(&s.marks.total, &s.marks.totalTie) {
		return
	}
	s.currency, s.marks.currencyRank = n.amount.Currency, byTotal
	s.base = n.amount.Minor
	if !n.hasAmount {
		s.base = 0
		for _, l := range n.lines {
			s.base += l.total
		}
	}
}

// addLine adds a line that came after its order, once.
func (s *state) addLine(l line) {
	i := slices.IndexFunc(s.lines, func(m line) bool { return m.added && m.id == l.id })
	switch {
	case i < 0:
		s.lines = append(s.lines, l)
	case compareLines(l, s.lines[i]) > 0:
		s.lines[i] = l
	default:
		return
	}
	s.linesDirty = true
}

func compareLines(a, b line) int {
	return cmp.Or(cmp.Compare(a.total, b.total), cmp.Compare(a.quantity, b.quantity), cmp.Compare(a.price, b.price),
		cmp.Compare(a.product, b.product), cmp.Compare(a.name, b.name))
}

// foldTime keeps when the order was placed: as told by the earliest event that
// placed it, else by the earliest update that tells of its content.
func (s *state) foldTime(n *news) {
	rank := int64(2)
	if n.act == updated {
		rank = 1
		if !n.hasAmount && !n.hasLines || n.added {
			return
		}
	}
	if rank < s.marks.orderedRank || rank == s.marks.orderedRank && n.ordered > s.orderedAt {
		return
	}
	if rank == s.marks.orderedRank && n.ordered == s.orderedAt &&
		cmp.Or(cmp.Compare(n.source, s.source), cmp.Compare(n.channel, s.channel)) >= 0 {
		return
	}
	s.marks.orderedRank, s.orderedAt, s.defined = rank, n.ordered, true
	s.channel, s.source = n.channel, n.source
}

func (s *state) foldRefund(r *refund) {
	i := slices.IndexFunc(s.refunds, func(old refund) bool { return old.id == r.id })
	switch {
	case i < 0:
		s.refunds = append(s.refunds, *r)
	case r.newer(&s.refunds[i]):
		s.refunds[i] = *r
	}
}

// finish derives what follows from the parts, once all news is in.
func (s *state) finish() {
	if s.linesKnown {
		s.count()
	}
	s.total = s.base + s.added
	s.settle()
	s.late = s.promisedAt != 0 && s.deliveredAt > s.promisedAt && s.cancelledAt == 0
}

// count brings added lines into an order that does not depend on when they
// came, and counts. An added line that the order itself tells as well is kept,
// as newer news may leave it out again, but hidden.
func (s *state) count() {
	slices.SortStableFunc(s.lines, func(a, b line) int {
		switch {
		case a.added && b.added:
			return cmp.Compare(a.id, b.id)
		case b.added:
			return -1
		case a.added:
			return 1
		}
		return 0
	})
	own := map[string]bool{}
	s.added, s.lineCount = 0, 0
	for i := range s.lines {
		l := &s.lines[i]
		if l.hidden = l.added && own[l.id]; l.hidden {
			continue
		}
		s.lineCount++
		if l.added {
			s.added += l.total
		} else {
			own[l.id] = true
		}
	}
}

// status is how far the order has come.
func (s *state) status() Status {
	switch {
	case !s.defined:
		return Expected
	case s.cancelledAt != 0:
		return Cancelled
	case s.refunded > 0 && s.refunded >= s.total:
		return Refunded
	case s.deliveredAt != 0:
		return Delivered
	case s.shippedAt != 0:
		return Shipped
	}
	return Placed
}
