package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regulars"
	"regulars/internal/store/storetest"
)

// command runs a command line in this process.
func command(t *testing.T, args ...string) (stdout string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), system{args: args, getenv: func(string) (string, bool) { return "", false },
		stdin: strings.NewReader(""), stdout: &out, stderr: &errs, clock: regulars.SystemClock{}})
	if code != 0 {
		t.Logf("regulars %s: exit code %d: %s", strings.Join(args, " "), code, errs.String())
	}
	return out.String(), code
}

// answer runs a command that must succeed and reads its JSON.
func answer(t *testing.T, args ...string) map[string]any {
	t.Helper()
	out, code := command(t, append(args, "--json")...)
	if code != 0 {
		t.Fatal("the command failed")
	}
	var v map[string]any
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	return v
}

func want(t *testing.T, got map[string]any, expected map[string]any) {
	t.Helper()
	for k, v := range expected {
		a, _ := json.Marshal(got[k])
		b, _ := json.Marshal(v)
		if !bytes.Equal(a, b) {
			t.Errorf("%s is %s, want %s", k, a, b)
		}
	}
}

func TestCDNOWComesOutAsPublished(t *testing.T) {
	t.Parallel()
	file, data := storetest.Data(t, "cdnow/cdnow_master.csv.gz"), t.TempDir()
	args := []string{"import", "orders", "--data", data, "--currency", "USD", "--time-zone", "UTC",
		"--map", "customer=customer_id,time=date,amount=dollar_value", file}
	want(t, answer(t, args...), map[string]any{"rows": 69659, "taken": 69659, "refused": 0})
	totals := map[string]any{"customers": 23570, "orders": 67591, "lines": 69659, "revenue": map[string]string{"USD": "2500315.63"},
		"refunds": map[string]string{}, "first_order": "1997-01-01T00:00:00Z", "quarantined": 0}
	first := answer(t, "stats", "--data", data)
	want(t, first, totals)
	want(t, answer(t, args...), map[string]any{"rows": 69659, "taken": 0, "already": 69659, "refused": 0})
	want(t, answer(t, "stats", "--data", data), first)
}

func TestTheSamplesModelsComeOutAsPublished(t *testing.T) {
	t.Parallel()
	file, data := storetest.Data(t, "cdnow/cdnow_sample.csv.gz"), t.TempDir()
	answer(t, "import", "orders", "--data", data, "--currency", "USD", "--time-zone", "UTC",
		"--map", "customer=sample_id,time=date,amount=dollar_value", file)
	var got scored
	out, code := command(t, "score", "--data", data, "--as-of", "1997-09-30", "--json")
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatal(err, code)
	}
	published := map[string]map[string]float64{
		"bg/nbd":      {"r": .242595, "alpha": 4.41360, "a": .79292, "b": 2.42591, "": -9582.4292},
		"mbg/nbd":     {"r": .52484, "alpha": 6.18309, "a": .89136, "b": 1.61400, "": -9582.1357},
		"pareto/nbd":  {"r": .55328, "alpha": 10.5777, "s": .60624, "beta": 11.6687, "": -9594.9762},
		"gamma-gamma": {"p": 6.24957, "q": 3.74422, "v": 15.44352, "": -4055.9177},
	}
	if got.AsOf != "1997-09-30" || got.Customers != 2357 || len(got.Models) != 4 {
		t.Fatalf("%+v", got)
	}
	for _, m := range got.Models {
		for name, value := range published[m.Name] {
			if name == "" {
				if math.Abs(m.LogLikelihood-value) > 1e-3 {
					t.Errorf("%s: log-likelihood %f, want %f", m.Name, m.LogLikelihood, value)
				}
			} else if math.Abs(m.Parameters[name]/value-1) > 1e-3 {
				t.Errorf("%s: %s is %f, want %f", m.Name, name, m.Parameters[name], value)
			}
		}
	}
}

func TestOlistsLateOrdersAreSeen(t *testing.T) {
	t.Parallel()
	customers, orders, data := storetest.Data(t, "olist/olist_customers_10k.csv.gz"), storetest.Data(t, "olist/olist_orders_10k.csv.gz"), t.TempDir()
	answer(t, "import", "customers", "--data", data, "--map", "customer=customer_unique_id,alias=customer_id,city=customer_city", customers)
	answer(t, "import", "orders", "--data", data, "--currency", "BRL", "--time-zone", "America/Sao_Paulo",
		"--map", "order=order_id,customer=customer_id,time=order_purchase_timestamp,promised=order_estimated_delivery_date,delivered=order_delivered_customer_date", orders)
	want(t, answer(t, "stats", "--data", data), map[string]any{"customers": 9957, "orders": 10000, "late": 771})
}

func TestARefusedRowIsToldByTheExitCode(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "orders.csv")
	if err := os.WriteFile(file, []byte("who,when,what\nc1,2026-01-02,3.50\nc2,not a date,3.50\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, code := command(t, "import", "orders", "--data", filepath.Join(dir, "data"), "--currency", "CNY", "--time-zone", "Asia/Shanghai",
		"--map", "customer=who,time=when,amount=what", "--json", file)
	if code != 1 || !strings.Contains(out, `"reason":"time"`) || strings.Contains(out, "not a date") {
		t.Errorf("exit code %d, %s", code, out)
	}
}

func TestAHeldFolderIsSaidPlainly(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	f, err := holdFolder(data)
	if err != nil {
		t.Fatal(err)
	}
	defer f.release()
	for _, args := range [][]string{{"stats"}, {"score"}, {"rebuild"}, {"doctor"}, {"backup", filepath.Join(data, "b")}, {"user", "list"}, {"key", "list"}} {
		var errs bytes.Buffer
		code := run(t.Context(), system{args: append(args, "--data", data), getenv: func(string) (string, bool) { return "", false },
			stdin: strings.NewReader(""), stdout: &bytes.Buffer{}, stderr: &errs, clock: regulars.SystemClock{}})
		if code != 1 || !strings.Contains(errs.String(), "a running regulars holds this data folder") {
			t.Errorf("%s: exit code %d, %s", args[0], code, errs.String())
		}
	}
}

func TestEverySettingTellsItsSource(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "regulars.yaml")
	if err := os.WriteFile(file, []byte("listen: 127.0.0.1:1\nlog-window: 30\nlog-level: warn\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment := map[string]string{"REGULARS_CONFIG": file, "REGULARS_LOG_LEVEL": "error", "REGULARS_LISTEN": "127.0.0.1:2"}
	var out, errs bytes.Buffer
	sys := system{args: []string{"config", "--json", "--listen", "127.0.0.1:3"}, stdout: &out, stderr: &errs, clock: regulars.SystemClock{},
		getenv: func(k string) (string, bool) { v, ok := environment[k]; return v, ok }}
	if code := run(t.Context(), sys); code != 0 {
		t.Fatal(errs.String())
	}
	var list []shownSetting
	if err := json.Unmarshal(out.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	expected := map[string][2]string{"listen": {"127.0.0.1:3", "flag --listen"}, "log-level": {"error", "environment REGULARS_LOG_LEVEL"},
		"log-window": {"30", "file " + file}, "log-format": {"text", "default"}}
	for _, s := range list {
		if w, ok := expected[s.Name]; ok && (s.Value != w[0] || s.Source != w[1]) {
			t.Errorf("%s is %s from %s, want %s from %s", s.Name, s.Value, s.Source, w[0], w[1])
		}
	}
	if err := os.WriteFile(file, []byte("lisen: 127.0.0.1:1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code := run(t.Context(), sys); code != 2 {
		t.Errorf("a misspelt setting gave exit code %d", code)
	}
}

func TestABackupComesBackWhole(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "orders.csv")
	if err := os.WriteFile(file, []byte("who,when,what\nc1,2026-01-02,3.50\nc2,2026-01-03,4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(dir, "data")
	answer(t, "import", "orders", "--data", data, "--currency", "CNY", "--time-zone", "Asia/Shanghai", "--map", "customer=who,time=when,amount=what", file)
	first := answer(t, "stats", "--data", data)
	answer(t, "backup", "--data", data, filepath.Join(dir, "backup"))
	if _, code := command(t, "backup", "--data", data, filepath.Join(dir, "backup")); code != 1 {
		t.Error("a backup was written over another")
	}
	want(t, answer(t, "restore", "--data", filepath.Join(dir, "again"), filepath.Join(dir, "backup")), first)
	if _, code := command(t, "restore", "--data", data, filepath.Join(dir, "backup")); code != 1 {
		t.Error("a restore went over a data folder in use")
	}
	if _, code := command(t, "doctor", "--data", filepath.Join(dir, "again")); code != 0 {
		t.Error("the restored folder is not sound")
	}
}

func TestTheSameOnPostgreSQL(t *testing.T) {
	t.Parallel()
	address := storetest.PostgresURL(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "orders.csv")
	var rows strings.Builder
	rows.WriteString("no,who,mail,when,what,qty\n")
	for i := range 3000 {
		fmt.Fprintf(&rows, "o%d,c%d,c%d@example.com,2026-0%d-%02d,%d.%02d,%d\n", i/2, i%700, i%700, 1+i%9, 1+i%28, i%90, i%100, 1+i%3)
	}
	if err := os.WriteFile(file, []byte(rows.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	var totals []map[string]any
	for _, where := range [][]string{{"--data", filepath.Join(dir, "a")}, {"--data", filepath.Join(dir, "b"), "--store", address}} {
		_, code := command(t, append(where, "import", "orders", "--currency", "CNY", "--time-zone", "Asia/Shanghai",
			"--map", "order=no,customer=who,email=mail,time=when,amount=what,quantity=qty", file)...)
		if code == 2 {
			t.Fatal("the import made no sense")
		}
		answer(t, append(where, "score")...)
		totals = append(totals, answer(t, append(where, "stats")...))
		if _, code := command(t, append(where, "rebuild")...); code != 0 {
			t.Errorf("rebuild: exit code %d", code)
		}
		if _, code := command(t, append(where, "doctor")...); code != 0 {
			t.Errorf("doctor: exit code %d", code)
		}
	}
	want(t, totals[1], totals[0])
}
