package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"regulars"
	"regulars/auth"
	"regulars/internal/store"
)

// TestMain lets the test binary be the true program, so that it can be killed.
func TestMain(m *testing.M) {
	if os.Getenv("REGULARS_TEST_IS_PROGRAM") == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

// program is the true program, running on its own.
type program struct {
	cmd  *exec.Cmd
	base string
}

var saysAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

func start(t *testing.T, data string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(os.Args[0], "serve", "--data", data, "--listen", "127.0.0.1:0", "--log-level", "error")}
	p.cmd.Env = append(os.Environ(), "REGULARS_TEST_IS_PROGRAM=1")
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if p.base = saysAddress.FindString(lines.Text()); p.base != "" {
			go io.Copy(io.Discard, out)
			return p
		}
	}
	t.Fatal("the program did not say where it serves")
	return nil
}

// kill ends the program as a power cut would end the process.
func (p *program) kill() {
	p.cmd.Process.Kill()
	p.cmd.Wait()
}

// testSession gives a session on a data folder for looking at it in process.
func testSession(t *testing.T, data string) *session {
	t.Helper()
	return &session{
		system: system{getenv: func(string) (string, bool) { return "", false }, stdout: io.Discard, stderr: io.Discard, clock: regulars.SystemClock{}},
		config: config{Data: data, DefaultRegion: "CN", LogLevel: "error", LogWindow: 90, WarehouseMemory: 256}, ctx: t.Context(),
	}
}

// prepare makes a workspace with one source and gives its write key.
func prepare(t *testing.T, data string) (key string) {
	t.Helper()
	err := testSession(t, data).staff(func(ctx context.Context, staff *auth.Auth) error {
		if _, err := staff.EnsureWorkspace(ctx, auth.Workspace{Name: "crash", TimeZone: "Asia/Shanghai", Currency: "CNY"}); err != nil {
			return err
		}
		s, err := staff.AddSource(ctx, auth.NewSource{Name: "load", Kind: auth.ServerSource})
		key = s.WriteKey
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sender sends what a shop sends and remembers what was acknowledged.
type sender struct {
	key    string
	mu     sync.Mutex
	acked  map[string]bool
	repeat [][]byte // batches whose fate is unknown: clients send them again
	n      int
	under  chan struct{} // told when a client's first batch was taken: there is load
}

// batch makes messages of few customers, so that identities meet and merge.
func (s *sender) batch(r *rand.Rand) (ids []string, raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var messages []map[string]any
	for range 20 {
		s.n++
		who, id := r.IntN(150), fmt.Sprintf("m-%d", s.n)
		m := map[string]any{"messageId": id, "timestamp": time.Now().UTC().Format(time.RFC3339Nano)}
		switch r.IntN(10) {
		case 0, 1:
			m["type"], m["userId"], m["anonymousId"] = "identify", fmt.Sprint("u", who), fmt.Sprint("a", r.IntN(150))
			m["traits"] = map[string]any{"name": fmt.Sprint("顾客", who), "email": fmt.Sprintf("c%d@example.com", r.IntN(200))}
		case 2, 3, 4:
			m["type"], m["event"], m["userId"] = "track", "Order Completed", fmt.Sprint("u", who)
			m["properties"] = map[string]any{"order_id": fmt.Sprint("o", r.IntN(2000)), "total": float64(r.IntN(50000)) / 100, "currency": "CNY"}
		case 5:
			m["type"], m["event"], m["userId"] = "track", "Order Refunded", fmt.Sprint("u", who)
			m["properties"] = map[string]any{"order_id": fmt.Sprint("o", r.IntN(2000)), "refund_id": id, "total": 1.5, "currency": "CNY"}
		default:
			m["type"], m["anonymousId"], m["name"] = "page", fmt.Sprint("a", r.IntN(150)), "home"
		}
		ids, messages = append(ids, id), append(messages, m)
	}
	raw, _ = json.Marshal(map[string]any{"batch": messages})
	return ids, raw
}

// send posts batches until the program is gone.
func (s *sender) send(base string, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 1))
	client := &http.Client{Timeout: 10 * time.Second}
	for n := range 10_000 {
		ids, raw := s.batch(r)
		if n%7 == 3 { // a client that repeats itself
			s.post(client, base, raw)
		}
		if !s.post(client, base, raw) {
			s.mu.Lock()
			s.repeat = append(s.repeat, raw)
			s.mu.Unlock()
			return
		}
		s.mu.Lock()
		for _, id := range ids {
			s.acked[id] = true
		}
		s.mu.Unlock()
		if n == 0 {
			s.under <- struct{}{}
		}
	}
}

func (s *sender) post(client *http.Client, base string, raw []byte) bool {
	req, err := http.NewRequest("POST", base+"/v1/batch", bytes.NewReader(raw))
	if err != nil {
		return false
	}
	req.SetBasicAuth(s.key, "")
	res, err := client.Do(req)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err == nil && res.StatusCode == http.StatusOK
}

// TestKilledAtAnyInstantNothingIsLostOrDoubled kills the true program in the
// middle of a load, again and again, then compares what is there with what was
// acknowledged, and with a fresh replay.
func TestKilledAtAnyInstantNothingIsLostOrDoubled(t *testing.T) {
	t.Parallel()
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	data := t.TempDir()
	s := &sender{key: prepare(t, data), acked: map[string]bool{}, under: make(chan struct{}, 4*rounds)}
	r := rand.New(rand.NewPCG(7, 7))
	for round := range rounds {
		p := start(t, data)
		var wg sync.WaitGroup
		s.mu.Lock()
		again := s.repeat
		s.repeat = nil
		s.mu.Unlock()
		for _, raw := range again {
			s.post(http.DefaultClient, p.base, raw)
		}
		for w := range 4 {
			wg.Go(func() { s.send(p.base, uint64(100*round+w)) })
		}
		select {
		case <-s.under:
		case <-time.After(time.Minute):
			t.Fatal("nothing was taken in")
		}
		timer := time.NewTimer(time.Duration(r.IntN(400)) * time.Millisecond)
		<-timer.C
		p.kill()
		wg.Wait()
	}
	before := look(t, data)
	for id := range s.acked {
		if before.ids[id] == 0 {
			t.Fatalf("%s was acknowledged and is lost", id)
		}
	}
	if len(s.acked) < 100 {
		t.Fatalf("only %d events were acknowledged: no load", len(s.acked))
	}
	for id, n := range before.ids {
		if n != 1 {
			t.Fatalf("%s is there %d times", id, n)
		}
	}
	t.Logf("%d acknowledged, %d in the log, %d rounds", len(s.acked), len(before.ids), rounds)
	if err := (&rebuildCmd{}).Run(testSession(t, data)); err != nil {
		t.Fatalf("rebuild: %v", err)
	}
	after := look(t, data)
	for table, want := range before.tables {
		if got := after.tables[table]; got != want {
			t.Errorf("%s differs after a replay:\n%s", table, difference(want, got))
		}
	}
}

// picture is everything that is derived from the log.
type picture struct {
	ids    map[string]int    // messages in the warehouse
	tables map[string]string // rows as text
}

// derived are the tables compared, without what a scoring run dates anew.
var derived = map[string]string{
	"customer": `SELECT id, kind, alias_of, firmness, customer_list.listing, first_seen, last_seen, name, email, phone, orders, revenue
		FROM customer JOIN customer_list USING (id) ORDER BY id`,
	"identity": `SELECT kind, value, customer, since, standing FROM identity ORDER BY kind, value`,
	"merge":    `SELECT from_customer, into_customer, cause, kind, value, event FROM customer_merge ORDER BY from_customer, into_customer, event`,
	"timeline": `SELECT customer, time, seq, kind, type, name, order_id, amount, body FROM timeline_event ORDER BY seq`,
	"orders":   `SELECT id, customer, status, total, currency FROM orders ORDER BY id`,
	"refund":   `SELECT number, customer, minor, at FROM refund ORDER BY number, at, minor`,
}

func look(t *testing.T, data string) picture {
	t.Helper()
	p := picture{ids: map[string]int{}, tables: map[string]string{}}
	err := testSession(t, data).with("test", func(ctx context.Context, a *app) error {
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		if _, err := a.metrics.Run(ctx, nil); err != nil {
			return err
		}
		if err := a.log.CaughtUp(ctx); err != nil {
			return err
		}
		var rows []string
		err := a.warehouse.Scan(ctx, regulars.Position{}, func(e regulars.Event) error {
			if strings.HasPrefix(e.ID, "m-") {
				p.ids[e.ID]++
			}
			rows = append(rows, fmt.Sprint(e.Position.Seq, e.ID, e.Customer, e.Order, e.Amount))
			return nil
		})
		if err != nil {
			return err
		}
		p.tables["warehouse"] = strings.Join(rows, "\n")
		return a.db.Read(ctx, func(tx *store.Tx) error {
			for name, query := range derived {
				if p.tables[name], err = dump(tx, query); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func dump(tx *store.Tx, query string) (string, error) {
	rows, err := tx.Query(query)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var out []string
	for rows.Next() {
		values, to := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		if err := rows.Scan(to...); err != nil {
			return "", err
		}
		out = append(out, fmt.Sprint(values...))
	}
	return strings.Join(out, "\n"), rows.Err()
}

// difference gives the first lines that differ.
func difference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d of %d: %s\n  instead of %s", i, len(a), b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(b), len(a))
}
