package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// program is the true program on a data folder of its own.
type program struct {
	binary, data string
	key, csrf    string
	client       *http.Client

	mu   sync.Mutex
	cmd  *exec.Cmd
	base string

	waits sync.Map // page → *latencies
}

var link = regexp.MustCompile(`(http://[^/\s]+)(?:/setup#(\S+))?`)

// newProgram starts the program on an empty folder and sets it up.
func newProgram(binary, data string) (*program, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	p := &program{binary: binary, data: data, client: &http.Client{Jar: jar, Timeout: time.Minute, Transport: transport}}
	token, err := p.start("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	var session struct {
		CSRFToken string `json:"csrfToken"`
	}
	err = p.call("POST", "/api/v1/setup", "", map[string]any{"token": token, "name": "Load", "email": "load@example.com", "password": "a long enough password",
		"workspace": map[string]any{"name": "Load", "timeZone": "Asia/Shanghai", "currency": "CNY"}}, &session)
	if err != nil {
		return nil, err
	}
	var source struct {
		WriteKey string `json:"writeKey"`
	}
	p.csrf = session.CSRFToken
	err = p.call("POST", "/api/v1/sources", p.csrf, map[string]any{"name": "load", "kind": "server"}, &source)
	p.key = source.WriteKey
	return p, err
}

// start runs the program and reads what it says first.
func (p *program) start(listen string) (token string, err error) {
	cmd := exec.Command(p.binary, "serve", "--data", p.data, "--listen", listen, "--log-level", "warn", "--debug-listen", *debug)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if m := link.FindStringSubmatch(lines.Text()); m != nil {
			p.mu.Lock()
			p.cmd, p.base = cmd, m[1]
			p.mu.Unlock()
			go io.Copy(io.Discard, out)
			return m[2], nil
		}
	}
	return "", fmt.Errorf("the program said nothing")
}

func (p *program) address() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.base
}

// restart kills the program and starts it on the same address.
func (p *program) restart() error {
	p.mu.Lock()
	cmd, base := p.cmd, p.base
	p.mu.Unlock()
	cmd.Process.Kill()
	cmd.Wait()
	_, err := p.start(strings.TrimPrefix(base, "http://"))
	return err
}

// stop ends the program in good order.
func (p *program) stop() {
	p.mu.Lock()
	cmd := p.cmd
	p.cmd = nil
	p.mu.Unlock()
	if cmd != nil {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
	}
}

// post sends a batch; it gives false when that was not taken.
func (p *program) post(body []byte) bool {
	r, err := http.NewRequest("POST", p.address()+"/v1/batch", bytes.NewReader(body))
	if err != nil {
		return false
	}
	r.SetBasicAuth(p.key, "")
	res, err := p.client.Do(r)
	if err != nil {
		return false
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err == nil && res.StatusCode == http.StatusOK
}

func (p *program) call(method, path, csrf string, in, out any) error {
	raw, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, p.address()+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-CSRF-Token", csrf)
	res, err := p.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, res.Status, answer)
	}
	if err != nil || out == nil {
		return err
	}
	return json.Unmarshal(answer, out)
}

// backlog gives how far each follower is behind.
func (p *program) backlog() (map[string]int64, error) {
	res, err := p.client.Get(p.address() + "/metrics")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out := map[string]int64{}
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), `regulars_log_backlog_events{follower="`); ok {
			name, value, _ := strings.Cut(rest, `"} `)
			v, _ := strconv.ParseFloat(value, 64)
			out[name] = int64(v)
		}
	}
	return out, lines.Err()
}

// caughtUp waits until no follower is behind.
func (p *program) caughtUp(ctx context.Context) error {
	for {
		behind, err := p.backlog()
		if err == nil {
			most := int64(0)
			for _, n := range behind {
				most = max(most, n)
			}
			if most == 0 && len(behind) > 0 {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// latencies collects how long a page took.
type latencies struct {
	mu   sync.Mutex
	all  []time.Duration
	errs int
}

func (l *latencies) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.all) == 0 {
		return fmt.Sprintf("none (%d errors)", l.errs)
	}
	slices.Sort(l.all)
	return fmt.Sprintf("p50 %s p95 %s (%d, %d errors)", l.all[len(l.all)/2].Round(100*time.Microsecond),
		l.all[len(l.all)*95/100].Round(100*time.Microsecond), len(l.all), l.errs)
}

// pages are what people look at meanwhile.
var pages = map[string]func(i int) string{
	"overview": func(int) string { return "/api/v1/overview?days=90" },
	"search":   func(i int) string { return "/api/v1/search?q=" + []string{"c12", "王芳1", "u99", "+86130000"}[i%4] },
	"customer": func(i int) string { return fmt.Sprintf("/api/v1/customers/%d", 1+i*7919%int(*customers)) },
	"timeline": func(i int) string { return fmt.Sprintf("/api/v1/customers/%d/timeline", 1+i*7919%int(*customers)) },
	"list":     func(int) string { return "/api/v1/customers?sort=-value" },
}

// look asks for every page twice a second until ctx ends.
func (p *program) look(ctx context.Context) {
	for i := 0; ; i++ {
		for name, path := range pages {
			v, _ := p.waits.LoadOrStore(name, &latencies{})
			l := v.(*latencies)
			began := time.Now()
			res, err := p.client.Get(p.address() + path(i))
			ok := err == nil && res.StatusCode == http.StatusOK
			if err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
			l.mu.Lock()
			if ok {
				l.all = append(l.all, time.Since(began))
			} else {
				l.errs++
			}
			l.mu.Unlock()
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// footprint says what the program takes of the machine.
func (p *program) footprint() string {
	p.mu.Lock()
	cmd := p.cmd
	p.mu.Unlock()
	resident := ""
	if raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)); err == nil {
		for line := range strings.Lines(string(raw)) {
			if v, ok := strings.CutPrefix(line, "VmRSS:"); ok {
				resident = strings.TrimSpace(v)
			}
		}
	}
	var disk int64
	filepath.WalkDir(p.data, func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			if info, err := d.Info(); err == nil {
				disk += info.Size()
			}
		}
		return nil
	})
	return fmt.Sprintf("%s resident, %d MB on disk", resident, disk>>20)
}

// report prints how it goes until ctx ends.
func (l *load) report(ctx context.Context, name string, began time.Time) {
	tick := time.NewTicker(10 * time.Second)
	defer tick.Stop()
	last, at := int64(0), began
	for {
		select {
		case <-ctx.Done():
			for page := range pages {
				if v, ok := l.waits.Load(page); ok {
					fmt.Printf("  %-9s %s\n", page, v)
				}
			}
			return
		case <-tick.C:
		}
		now, sent := time.Now(), l.sent.Load()
		behind, err := l.backlog()
		fmt.Printf("%5.0f s  %s %d  %.0f/s  behind %v %v  %s\n", now.Sub(began).Seconds(), name, sent,
			float64(sent-last)/now.Sub(at).Seconds(), behind, err, l.footprint())
		last, at = sent, now
	}
}
