package quality

import (
	"context"
	"math"
	"slices"
	"time"

	"regulars"
	"regulars/customer"
	"regulars/internal/warehouse"
)

// The events by which other programs tell what became of messages. A bounce
// with bounce_type "soft" or "transient" says nothing about the address.
const (
	EmailSent    = "Email Sent"
	EmailBounced = "Email Bounced"
)

// waste is how far back messages are counted.
const waste = 365 * 24 * time.Hour

// heard is what the warehouse knows of a range of customers.
type heard struct {
	tellers map[int64][]teller
	bounces map[int64]bounce
	wasted  int64
}

// teller is a source that told a customer's traits: between which events, by
// their numbers in the log.
type teller struct {
	source      string
	first, last int64
}

var (
	col  = warehouse.Col
	text = warehouse.Text
)

// hear asks who told the traits of the customers with numbers from from up to
// below to, and which messages to them came back.
func (q *Quality) hear(ctx context.Context, from, to int64, now time.Time) (h heard, err error) {
	theirs := warehouse.Events().Where(warehouse.And(col("customer").AtLeast(warehouse.Int(from)), col("customer").Less(warehouse.Int(to))))
	tellers := theirs.Where(col("type").Eq(text(string(regulars.Identify)))).
		Group(warehouse.Keys("customer", "source"), warehouse.Min("first", col("seq")), warehouse.Max("last", col("seq")))
	back := warehouse.Not(warehouse.JSON("body", "bounce_type").InTexts("soft", "transient", "Soft", "Transient"))
	bounces := theirs.Where(warehouse.And(named(EmailBounced), back)).
		With("address", warehouse.JSON("body", "email")).
		Group(warehouse.Keys("customer"), warehouse.Max("last", col("time")), warehouse.Last("address", col("address"), col("time"), col("place")),
			warehouse.Min("first", col("time")).If(since(now)), warehouse.Count("n").If(since(now)))
	answer, err := q.Warehouse.Query(ctx, warehouse.Question{Relations: []*warehouse.Relation{tellers, bounces}, Most: 20 * rangeSize})
	if err != nil {
		return h, err
	}
	t := answer.Tables[0]
	h.tellers = make(map[int64][]teller, t.Len())
	source, first, last := t.Texts("source"), t.Ints("first"), t.Ints("last")
	for i, c := range t.Ints("customer") {
		h.tellers[c] = append(h.tellers[c], teller{source[i], first[i], last[i]})
	}
	t = answer.Tables[1]
	h.bounces = make(map[int64]bounce, t.Len())
	address, last := t.Texts("address"), t.Ints("last")
	for i, c := range t.Ints("customer") {
		h.bounces[c] = bounce{regulars.FromMicros(last[i]), address[i]}
	}
	h.wasted, err = q.wasted(ctx, t, now)
	return h, err
}

func named(name string) warehouse.Expr {
	return warehouse.And(col("type").Eq(text(string(regulars.Track))), col("name").Eq(text(name)))
}

func since(now time.Time) warehouse.Expr {
	return warehouse.And(col("time").AtLeast(warehouse.Int(regulars.Micros(now.Add(-waste)))), col("time").Less(warehouse.Int(regulars.Micros(now)+1)))
}

// wasted counts the messages that came back or went to an address after one had
// come back. bounces has, by customer, the first that came back and how many.
// A message whose sending was told counts once, though its return is told, too.
func (q *Quality) wasted(ctx context.Context, bounces warehouse.Table, now time.Time) (n int64, err error) {
	counts, firsts := map[int64]int64{}, map[int64]int64{}
	first, count := bounces.Ints("first"), bounces.Ints("n")
	var whose []int64
	for i, c := range bounces.Ints("customer") {
		if count[i] > 0 {
			counts[c], firsts[c] = count[i], first[i]
			whose = append(whose, c)
		}
	}
	for part := range slices.Chunk(whose, 5000) {
		sent := warehouse.Events().Where(warehouse.And(named(EmailSent), since(now), col("customer").InInts(part...))).
			Keep("customer", "time")
		answer, err := q.Warehouse.Query(ctx, warehouse.Question{Relations: []*warehouse.Relation{sent}, Most: 2 * warehouse.MostRows})
		if err != nil {
			return 0, err
		}
		later := map[int64]int64{}
		at := answer.Tables[0].Ints("time")
		for i, c := range answer.Tables[0].Ints("customer") {
			if at[i] > firsts[c] {
				later[c]++
			}
		}
		for _, c := range part {
			n += max(counts[c], 1+later[c])
		}
	}
	return n, nil
}

// messages counts what was sent and came back within the last year.
func (q *Quality) messages(ctx context.Context, now time.Time) (sent, bounced int64, err error) {
	all := warehouse.Events().Where(warehouse.And(col("name").InTexts(EmailSent, EmailBounced), since(now))).
		Group(nil, warehouse.Count("sent").If(named(EmailSent)), warehouse.Count("bounced").If(named(EmailBounced)))
	answer, err := q.Warehouse.Query(ctx, warehouse.Ask(all))
	if err != nil {
		return 0, 0, err
	}
	return answer.Tables[0].Ints("sent")[0], answer.Tables[0].Ints("bounced")[0], nil
}

// source gives who told something: the only source that told of the customer,
// or the one whose last telling it was. What neither says is left to be asked
// for by its number in the log; ok is false then.
func (h *heard) source(customer int64, said customer.Told) (source string, ok bool) {
	list := h.tellers[customer]
	within := -1
	for i, t := range list {
		if t.last == said.Seq || t.first == said.Seq {
			return t.source, true
		}
		if t.first < said.Seq && said.Seq < t.last {
			if within >= 0 {
				return "", false
			}
			within = i
		}
	}
	if within >= 0 {
		return list[within].source, true
	}
	return "", len(list) == 0
}

// mostAsked bounds the tellings that are looked up one by one in a range.
const mostAsked = 20_000

// askSources looks up who told events by their numbers in the log.
func (q *Quality) askSources(ctx context.Context, seqs []int64) (map[int64]string, error) {
	slices.Sort(seqs)
	seqs = slices.Compact(seqs)
	seqs = seqs[:min(len(seqs), mostAsked)]
	if len(seqs) == 0 {
		return nil, nil
	}
	which := warehouse.Events().Where(warehouse.And(col("type").Eq(text(string(regulars.Identify))), col("seq").AtLeast(warehouse.Int(seqs[0])),
		col("seq").Less(warehouse.Int(min(seqs[len(seqs)-1], math.MaxInt64-1)+1)), col("seq").InInts(seqs...))).Keep("seq", "source")
	answer, err := q.Warehouse.Query(ctx, warehouse.Ask(which))
	if err != nil {
		return nil, err
	}
	out := make(map[int64]string, len(seqs))
	source := answer.Tables[0].Texts("source")
	for i, n := range answer.Tables[0].Ints("seq") {
		out[n] = source[i]
	}
	return out, nil
}
