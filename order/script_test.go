package order_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"regulars"
	"regulars/internal/store"
	"regulars/internal/store/storetest"
	"regulars/order"
)

// TestScripts runs the scenarios of testdata, whose notation is described in
// testdata/README.md, on both engines: as written, event by event, and, where
// nothing depends on the order of events, backwards and each event twice.
func TestScripts(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := parseScript(t, string(text))
			for how, arrange := range s.arrangements() {
				t.Run(how, func(t *testing.T) {
					t.Parallel()
					storetest.Each(t, func(t *testing.T, db *store.DB) { s.run(t, db, arrange) }, order.Migration())
				})
			}
		})
	}
}

// script is blocks of events, each followed by what is expected then.
type script struct {
	zone     *time.Location
	currency string
	blocks   []block
}

type block struct {
	events  []regulars.Event
	expects []expectation
	moves   bool
}

type expectation struct {
	line int
	text string
}

func (s *script) arrangements() map[string]func([]regulars.Event) [][]regulars.Event {
	all := map[string]func([]regulars.Event) [][]regulars.Event{
		"as written": func(e []regulars.Event) [][]regulars.Event { return [][]regulars.Event{e} },
		"one by one": func(e []regulars.Event) (out [][]regulars.Event) {
			for i := range e {
				out = append(out, e[i:i+1])
			}
			return out
		},
	}
	if slices.ContainsFunc(s.blocks, func(b block) bool { return b.moves }) {
		return all
	}
	all["backwards"] = func(e []regulars.Event) [][]regulars.Event {
		e = slices.Clone(e)
		slices.Reverse(e)
		half := len(e) / 2
		return [][]regulars.Event{e[:half], e[half:]}
	}
	all["twice"] = func(e []regulars.Event) [][]regulars.Event { return [][]regulars.Event{e, e} }
	return all
}

func (s *script) run(t *testing.T, db *store.DB, arrange func([]regulars.Event) [][]regulars.Event) {
	book := order.Open(order.Options{
		Zone:     func() *time.Location { return s.zone },
		Currency: func() string { return s.currency },
	})
	for _, b := range s.blocks {
		for _, events := range arrange(b.events) {
			apply(t, db, book, events)
		}
		for _, e := range b.expects {
			var got string
			err := db.Read(context.Background(), func(tx *store.Tx) (err error) {
				got, err = see(tx, book, e.text)
				return err
			})
			if err != nil || got != e.text {
				t.Errorf("line %d:\n got %s\nwant %s (%v)", e.line, got, e.text, err)
			}
		}
	}
}

func apply(t testing.TB, db *store.DB, book *order.Book, events []regulars.Event) {
	t.Helper()
	if len(events) == 0 {
		return
	}
	err := db.Write(context.Background(), func(tx *store.Tx) error { return book.Apply(tx, events) })
	if err != nil {
		t.Fatal(err)
	}
}

// see words what is there in the form of an expectation.
func see(tx *store.Tx, book *order.Book, want string) (string, error) {
	f := strings.Fields(want)
	switch f[0] {
	case "order":
		return seeOrder(tx, book, f[1], want)
	case "sum":
		return seeSum(tx, book, f[1])
	case "history":
		return seeHistory(tx, book, want)
	case "main":
		c, err := book.Main(tx)
		return "main " + c, err
	case "overdue", "due", "late":
		return seeLate(tx, book, f)
	case "days":
		return seeDays(tx, book, f[1])
	}
	return "", fmt.Errorf("unknown expectation")
}

func seeOrder(tx *store.Tx, book *order.Book, id, want string) (string, error) {
	o, err := book.Get(tx, id)
	if regulars.CodeOf(err) == regulars.ErrNotFound {
		return "order " + id + " unknown", nil
	}
	if err != nil {
		return "", err
	}
	s := fmt.Sprintf("order %s %s %s", id, o.Status, o.Total)
	add := func(word string, show bool, value any) {
		if show {
			s += fmt.Sprintf(" %s %v", word, value)
		}
	}
	add("refunded", o.Refunded.Minor != 0, o.Refunded.Decimal())
	add("customer", strings.Contains(want, " customer "), o.Customer)
	add("at", strings.Contains(want, " at "), o.OrderedAt.Format("2006-01-02T15:04"))
	add("promised", strings.Contains(want, " promised "), o.PromisedAt.Format("2006-01-02"))
	add("arrived", strings.Contains(want, " arrived "), o.DeliveredAt.Format("2006-01-02"))
	if o.Late {
		s += " late"
	}
	if strings.Contains(want, " lines ") {
		var lines []string
		for _, l := range o.Lines {
			lines = append(lines, fmt.Sprintf("%s=%s", l.Product, l.Total.Decimal()))
		}
		s += " lines " + strings.Join(lines, ",")
		if int64(len(lines)) != o.LineCount {
			s += fmt.Sprintf(" but counts %d", o.LineCount)
		}
	}
	return s, nil
}

func seeSum(tx *store.Tx, book *order.Book, currency string) (string, error) {
	t, err := book.Stats(tx)
	money := func(m map[string]int64) string {
		return regulars.Money{Minor: m[currency], Currency: currency}.Decimal()
	}
	return fmt.Sprintf("sum %s orders %d lines %d revenue %s refunds %s", currency, t.Orders, t.Lines, money(t.Revenue), money(t.Refunds)), err
}

func seeHistory(tx *store.Tx, book *order.Book, want string) (string, error) {
	head, _, found := strings.Cut(want, ": ")
	if !found {
		head = strings.TrimSuffix(want, ":")
	}
	f := strings.Fields(head)
	customer, err := strconv.ParseInt(f[1], 10, 64)
	if err != nil {
		return "", err
	}
	var asOf time.Time
	if len(f) > 4 {
		if asOf, err = time.Parse("2006-01-02T15:04", f[4]); err != nil {
			return "", err
		}
	}
	tell := func(out *[]string) func(int64, []order.Purchase) error {
		return func(c int64, days []order.Purchase) error {
			if c != customer {
				return nil
			}
			for _, d := range days {
				day := time.Unix(int64(d.Day)*86400, 0).UTC().Format(time.DateOnly)
				s := fmt.Sprintf("%s %s", day, regulars.Money{Minor: d.Minor, Currency: "USD"}.Decimal())
				if d.Orders != 1 {
					s += fmt.Sprintf(" orders %d", d.Orders)
				}
				if d.Foreign != 0 {
					s += fmt.Sprintf(" foreign %d", d.Foreign)
				}
				*out = append(*out, s)
			}
			return nil
		}
	}
	var all, one []string
	if err := book.Histories(tx, asOf, tell(&all)); err != nil {
		return "", err
	}
	if err := book.HistoryOf(tx, asOf, []int64{customer}, tell(&one)); err != nil {
		return "", err
	}
	if !slices.Equal(all, one) {
		return "", fmt.Errorf("Histories %v, HistoryOf %v", all, one)
	}
	return strings.TrimSpace(head + ": " + strings.Join(all, ", ")), nil
}

func seeLate(tx *store.Tx, book *order.Book, f []string) (string, error) {
	at, err := time.Parse(time.DateOnly, strings.TrimSuffix(f[1], ":"))
	if err != nil {
		return "", err
	}
	read := func(after order.Cursor) (order.Page, error) {
		switch f[0] {
		case "late":
			return book.Late(tx, at, after, 1)
		case "due":
			return book.Due(tx, at, at.AddDate(0, 0, 3), after, 1)
		}
		return book.Overdue(tx, at, after, 1)
	}
	s, n := f[0]+" "+at.Format(time.DateOnly)+":", int64(0)
	for after := (order.Cursor{}); ; {
		p, err := read(after)
		if err != nil {
			return "", err
		}
		for _, o := range p.Orders {
			s += " " + o.ID
			n++
			if f[0] == "overdue" && !o.Overdue(at) {
				s += " (it says it is not)"
			}
		}
		if after = p.Next; after == (order.Cursor{}) {
			break
		}
	}
	since := time.Time{}
	if f[0] == "late" {
		since = at
	}
	counted, err := book.Lateness(tx, since, at, at.AddDate(0, 0, 3))
	if n != map[string]int64{"late": counted.Late, "due": counted.Due, "overdue": counted.Overdue}[f[0]] {
		s += " but counts otherwise"
	}
	return s, err
}

func seeDays(tx *store.Tx, book *order.Book, currency string) (string, error) {
	days, err := book.Days(tx, time.Unix(0, 0), time.Unix(4e9, 0), currency)
	s := "days " + currency
	for _, d := range days {
		s += fmt.Sprintf(" %s %d+%d-%d", time.Unix(int64(d.Day)*86400, 0).UTC().Format(time.DateOnly), d.Orders, d.Revenue, d.Refunds)
	}
	return s, err
}

func parseScript(t *testing.T, text string) *script {
	t.Helper()
	s := &script{zone: time.UTC, currency: "USD", blocks: []block{{}}}
	var body map[string]any
	finish := func() {
		b := &s.blocks[len(s.blocks)-1]
		if body == nil {
			return
		}
		e := &b.events[len(b.events)-1]
		e.Body, _ = json.Marshal(body)
		body = nil
	}
	for n, line := range strings.Split(text, "\n") {
		fail := func(err error) {
			if err != nil {
				t.Fatalf("line %d: %v", n+1, err)
			}
		}
		f := strings.Fields(line)
		b := &s.blocks[len(s.blocks)-1]
		switch {
		case len(f) == 0 || f[0] == "#":
		case strings.HasPrefix(line, " "):
			fail(detail(body, f))
		case f[0] == "zone":
			var err error
			s.zone, err = time.LoadLocation(f[1])
			fail(err)
		case f[0] == "currency":
			s.currency = f[1]
		case f[0] == "expect":
			finish()
			b.expects = append(b.expects, expectation{n + 1, strings.TrimSpace(strings.TrimPrefix(line, "expect "))})
		default:
			finish()
			if len(b.expects) > 0 {
				s.blocks = append(s.blocks, block{})
				b = &s.blocks[len(s.blocks)-1]
			}
			e, more, err := parseEvent(f)
			fail(err)
			e.ID = strconv.Itoa(n)
			body = more
			b.moves = b.moves || e.Source == "customer"
			b.events = append(b.events, e)
		}
	}
	return s
}

func detail(body map[string]any, f []string) error {
	if body == nil {
		return fmt.Errorf("a detail without an event")
	}
	if f[0] != "line" {
		body[f[0]] = strings.Join(f[1:], " ")
		if f[0] == "added" {
			body["added"] = true
		}
		return nil
	}
	p := map[string]any{"product_id": f[1]}
	for _, word := range f[2:] {
		switch {
		case strings.HasPrefix(word, "x"):
			p["quantity"] = json.Number(word[1:])
		case strings.HasPrefix(word, "@"):
			p["price"] = json.Number(word[1:])
		default:
			k, v, _ := strings.Cut(word, "=")
			p[k] = v
		}
	}
	list, _ := body["products"].([]any)
	body["products"] = append(list, p)
	return nil
}

// parseEvent reads "2024-03-01 c7 Order Completed A1 100.00 USD",
// "merge 5 into 7" or "split 5 from 7".
func parseEvent(f []string) (e regulars.Event, body map[string]any, err error) {
	e = regulars.Event{Type: regulars.Track, Source: "shop", Channel: regulars.Web}
	if f[0] == "merge" || f[0] == "split" {
		e.Source, e.Time = "customer", time.Unix(1e9, 0).UTC()
		if f[0] == "merge" {
			e.Name = "Customer Merged"
			return e, map[string]any{"from": json.Number(f[1]), "into": json.Number(f[3])}, nil
		}
		e.Name = "Customer Split"
		return e, map[string]any{"customer": json.Number(f[1]), "from": json.Number(f[3])}, nil
	}
	at := f[0]
	if len(at) == 10 {
		at += "T12:00"
	}
	if e.Time, err = time.Parse("2006-01-02T15:04", at); err != nil {
		return e, nil, err
	}
	f = f[1:]
	if strings.HasPrefix(f[0], "c") {
		if e.Customer, err = strconv.ParseInt(f[0][1:], 10, 64); err != nil {
			return e, nil, err
		}
		f = f[1:]
	}
	e.Name, e.Order = f[0]+" "+f[1], f[2]
	if len(f) > 3 {
		e.Amount, err = regulars.ParseMoney(f[3], f[4])
	}
	return e, map[string]any{}, err
}
