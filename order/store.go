package order

import (
	"encoding/json"
	"slices"
	"strings"

	"regulars/internal/store"
)

// chunkRows bounds the rows of one statement.
const chunkRows = 500

func inChunks[T any](all []T, fn func([]T) error) error {
	for part := range slices.Chunk(all, chunkRows) {
		if err := fn(part); err != nil {
			return err
		}
	}
	return nil
}

// in gives "(?,?,…)" for n values.
func in(n int) string { return store.Marks(1, n) }

func anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

const orderColumns = `number, id, customer, origin, defined, status, currency, base, total, refunded, lines,
	ordered_at, promised_at, shipped_at, delivered_at, cancelled_at, late, channel, source, marks`

func scanState(row store.Scanner) (*state, error) {
	s := &state{}
	var defined, late int64
	var status string
	var m []byte
	err := row.Scan(&s.number, &s.id, &s.customer, &s.origin, &defined, &status, &s.currency, &s.base, &s.total,
		&s.refunded, &s.lineCount, &s.orderedAt, &s.promisedAt, &s.shippedAt, &s.deliveredAt, &s.cancelledAt,
		&late, &s.channel, &s.source, &m)
	s.defined, s.late, s.added = defined == 1, late == 1, s.total-s.base
	s.marks.decode(m)
	return s, err
}

// load reads the orders of a batch that are there already, with their refunds,
// and with their lines where the news needs them.
func (w *batch) load(ids []string, steps []step) (err error) {
	if w.next, err = store.Row(w.tx, store.One[int64], "SELECT coalesce(max(number), 0) FROM orders"); err != nil {
		return err
	}
	byNumber := map[int64]*state{}
	err = inChunks(ids, func(ids []string) error {
		return store.Each(w.tx, func(row store.Scanner) error {
			s, err := scanState(row)
			w.byID[s.id], byNumber[s.number] = s, s
			w.states = append(w.states, s)
			return err
		}, "SELECT "+orderColumns+" FROM orders WHERE id IN "+in(len(ids))+" ORDER BY number", anys(ids)...)
	})
	if err != nil {
		return err
	}
	for i := range steps {
		w.moved = w.moved || steps[i].move != nil
	}
	if len(w.states) == 0 {
		return nil
	}
	if err := loadRefunds(w.tx, byNumber); err != nil {
		return err
	}
	if err := loadLines(w.tx, w.needLines(steps), byNumber); err != nil {
		return err
	}
	for _, s := range w.states {
		w.count(s, -1)
		if w.moved {
			w.moves[s.customer] = append(w.moves[s.customer], s)
		}
	}
	return nil
}

// needLines gives the numbers of known orders whose lines the news may change
// or whose refunds are of lines.
func (w *batch) needLines(steps []step) []int64 {
	need := map[int64]bool{}
	for i := range steps {
		n := &steps[i].news
		s := w.byID[steps[i].order]
		if s != nil && (n.hasLines || slices.ContainsFunc(n.refunds, func(r refund) bool { return r.kind == OfLines })) {
			need[s.number] = true
		}
	}
	for _, s := range w.states {
		if slices.ContainsFunc(s.refunds, func(r refund) bool { return r.kind == OfLines }) {
			need[s.number] = true
		}
	}
	numbers := make([]int64, 0, len(need))
	for n := range need {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}

func loadRefunds(tx *store.Tx, byNumber map[int64]*state) error {
	numbers := make([]int64, 0, len(byNumber))
	for n := range byNumber {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return inChunks(numbers, func(numbers []int64) error {
		return store.Each(tx, func(row store.Scanner) error {
			number, r, err := scanRefund(row)
			if s := byNumber[number]; err == nil {
				s.refunds, s.refundsInRow = append(s.refunds, r), true
			}
			return err
		}, "SELECT "+refundColumns+" FROM refund WHERE number IN "+in(len(numbers))+" ORDER BY number, at, id", anys(numbers)...)
	})
}

const refundColumns = "number, id, kind, at, told_at, currency, minor, items"

func scanRefund(row store.Scanner) (number int64, r refund, err error) {
	var items string
	if err = row.Scan(&number, &r.id, &r.kind, &r.at, &r.told, &r.currency, &r.minor, &items); err == nil && items != "" {
		err = json.Unmarshal([]byte(items), &r.items)
	}
	return number, r, err
}

const lineColumns = "number, id, product, name, quantity, price, total, added"

func scanLine(row store.Scanner) (number int64, l line, err error) {
	var added int64
	err = row.Scan(&number, &l.id, &l.product, &l.name, &l.quantity, &l.price, &l.total, &added)
	l.added, l.hidden = added > 0, added == 2
	return number, l, err
}

func loadLines(tx *store.Tx, numbers []int64, byNumber map[int64]*state) error {
	return inChunks(numbers, func(numbers []int64) error {
		for _, n := range numbers {
			byNumber[n].linesKnown = true
		}
		return store.Each(tx, func(row store.Scanner) error {
			number, l, err := scanLine(row)
			if s := byNumber[number]; err == nil {
				s.lines = append(s.lines, l)
			}
			return err
		}, "SELECT "+lineColumns+" FROM order_line WHERE number IN "+in(len(numbers))+" ORDER BY number, n", anys(numbers)...)
	})
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// updates is the part of an upsert that sets every column but the key.
func updates(columns string) string {
	var b strings.Builder
	for i, c := range strings.Split(columns, ",") {
		if i == 0 {
			continue // the key
		}
		if i > 1 {
			b.WriteString(", ")
		}
		c = strings.TrimSpace(c)
		b.WriteString(c + " = excluded." + c)
	}
	return b.String()
}

var orderUpdates = updates(orderColumns)

func saveOrders(tx *store.Tx, states []*state) error {
	return inChunks(states, func(states []*state) error {
		args := make([]any, 0, 20*len(states))
		for _, s := range states {
			args = append(args, s.number, s.id, s.customer, s.origin, truth(s.defined), string(s.status()), s.currency,
				s.base, s.total, s.refunded, s.lineCount, s.orderedAt, s.promisedAt, s.shippedAt, s.deliveredAt,
				s.cancelledAt, truth(s.late), s.channel, s.source, s.marks.encode())
		}
		_, err := tx.Exec("INSERT INTO orders ("+orderColumns+") VALUES "+store.Marks(len(states), 20)+
			" ON CONFLICT (number) DO UPDATE SET "+orderUpdates, args...)
		return err
	})
}

func saveLines(tx *store.Tx, states []*state) error {
	var old []int64
	var args []any
	for _, s := range states {
		if !s.linesDirty {
			continue
		}
		if !s.fresh {
			old = append(old, s.number)
		}
		for i, l := range s.lines {
			added := truth(l.added) + truth(l.hidden)
			args = append(args, s.number, int64(i+1), l.id, l.product, l.name, l.quantity, l.price, l.total, added)
		}
	}
	if err := deleteOf(tx, "order_line", old); err != nil {
		return err
	}
	return insertRows(tx, "order_line (number, n, id, product, name, quantity, price, total, added)", 9, args)
}

func saveRefunds(tx *store.Tx, states []*state) error {
	var old []int64
	var args []any
	for _, s := range states {
		if s.refundsInRow {
			old = append(old, s.number)
		}
		for i := range s.refunds {
			r := &s.refunds[i]
			args = append(args, s.number, r.id, s.customer, string(r.kind), r.at, r.told, r.currency, r.minor, r.itemsText())
		}
	}
	if err := deleteOf(tx, "refund", old); err != nil {
		return err
	}
	return insertRows(tx, "refund (number, id, customer, kind, at, told_at, currency, minor, items)", 9, args)
}

func deleteOf(tx *store.Tx, table string, numbers []int64) error {
	return inChunks(numbers, func(numbers []int64) error {
		_, err := tx.Exec("DELETE FROM "+table+" WHERE number IN "+in(len(numbers)), anys(numbers)...)
		return err
	})
}

// insertRows inserts args, cols of them a row.
func insertRows(tx *store.Tx, into string, cols int, args []any) error {
	for part := range slices.Chunk(args, chunkRows*cols) {
		if _, err := tx.Exec("INSERT INTO "+into+" VALUES "+store.Marks(len(part)/cols, cols), part...); err != nil {
			return err
		}
	}
	return nil
}

// moveRows gives the rows of one customer to another. Refunds go first, as
// which of them go is told by their orders.
func moveRows(tx *store.Tx, m *move) error {
	args, ofOrders, ofRefunds := []any{m.into, m.from}, "", ""
	if m.origins != nil {
		ofOrders = " AND origin IN " + in(len(m.origins))
		ofRefunds = " AND number IN (SELECT number FROM orders WHERE customer = ?" + ofOrders + ")"
		args = append(args, anys(m.origins)...)
	}
	refundArgs := args
	if m.origins != nil {
		refundArgs = append([]any{m.into, m.from, m.from}, anys(m.origins)...)
	}
	if _, err := tx.Exec("UPDATE refund SET customer = ? WHERE customer = ?"+ofRefunds, refundArgs...); err != nil {
		return err
	}
	// Orders that are defined and those that are not have an index each.
	for _, defined := range [...]string{"1", "0"} {
		if _, err := tx.Exec("UPDATE orders SET customer = ? WHERE customer = ? AND defined = "+defined+ofOrders, args...); err != nil {
			return err
		}
	}
	return nil
}
