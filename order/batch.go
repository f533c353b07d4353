package order

import (
	"encoding/json"
	"slices"

	"regulars"
	"regulars/internal/store"
)

// step is one event of a batch that concerns orders: news of one, or a move of
// a customer's orders to another customer.
type step struct {
	order string
	news  news
	move  *move
}

// move is a merge of customers or its undoing.
type move struct {
	from, into int64
	origins    []int64 // for an undoing: whose orders go back; nil means all of from
}

// steps picks the events that concern orders, and gives the ids of the orders
// in order of first appearance.
func (b *Book) steps(events []regulars.Event) (steps []step, ids []string, err error) {
	base := b.o.Currency()
	seen := map[string]struct{}{}
	for i := range events {
		e := &events[i]
		if e.Type != regulars.Track {
			continue
		}
		if m, err := moveOf(e); err != nil || m != nil {
			if err != nil {
				return nil, nil, err
			}
			steps = append(steps, step{move: m})
			continue
		}
		if e.Order == "" || acts[e.Name] == none {
			continue
		}
		n, err := read(e, base)
		if err != nil {
			return nil, nil, err
		}
		steps = append(steps, step{order: e.Order, news: n})
		if _, ok := seen[e.Order]; !ok {
			seen[e.Order] = struct{}{}
			ids = append(ids, e.Order)
		}
	}
	return steps, ids, nil
}

// moveOf reads an event by which package customer tells of a merge or of its
// undoing; nil for any other event.
func moveOf(e *regulars.Event) (*move, error) {
	if e.Source != "customer" || e.Name != "Customer Merged" && e.Name != "Customer Split" {
		return nil, nil
	}
	var body struct {
		From     int64   `json:"from"`
		Into     int64   `json:"into"`
		Customer int64   `json:"customer"`
		Origins  []int64 `json:"origins"`
	}
	if err := json.Unmarshal(e.Body, &body); err != nil {
		return nil, regulars.Invalid("properties", "json", "the merge cannot be read")
	}
	if e.Name == "Customer Merged" {
		return &move{from: body.From, into: body.Into}, nil
	}
	m := &move{from: body.From, into: body.Customer, origins: body.Origins}
	if len(m.origins) == 0 {
		m.origins = []int64{body.Customer}
	}
	return m, nil
}

// batch is the state of one Apply.
type batch struct {
	tx     *store.Tx
	states []*state
	byID   map[string]*state
	next   int64              // the last number given to an order
	moved  bool               // the batch moves orders
	moves  map[int64][]*state // states by the customer they were seen with, when moved
	sums   map[sumKey]*sum
}

// take folds one step into the states.
func (w *batch) take(st *step) error {
	if st.move != nil {
		return w.move(st.move)
	}
	s := w.byID[st.order]
	if s == nil {
		w.next++
		s = &state{number: w.next, id: st.order, fresh: true, linesKnown: true}
		w.byID[st.order] = s
		w.states = append(w.states, s)
	}
	was := s.customer
	s.fold(&st.news)
	if w.moved && s.customer != was {
		w.moves[s.customer] = append(w.moves[s.customer], s)
	}
	return nil
}

// move gives the orders of one customer to another: those at hand in memory,
// the others in the database, where those at hand are written over later.
func (w *batch) move(m *move) error {
	goes := func(s *state) bool {
		return s.customer == m.from && (m.origins == nil || slices.Contains(m.origins, s.origin))
	}
	for _, s := range w.moves[m.from] {
		if goes(s) {
			s.customer = m.into
			w.moves[m.into] = append(w.moves[m.into], s)
		}
	}
	return moveRows(w.tx, m)
}

// save derives what follows from the news and writes everything.
func (w *batch) save() error {
	for _, s := range w.states {
		s.finish()
		w.count(s, 1)
	}
	if err := saveOrders(w.tx, w.states); err != nil {
		return err
	}
	if err := saveLines(w.tx, w.states); err != nil {
		return err
	}
	if err := saveRefunds(w.tx, w.states); err != nil {
		return err
	}
	return saveSums(w.tx, w.sums)
}
