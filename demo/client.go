package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"
)

// Owner is who sets up the workspace.
type Owner struct {
	Name, Email, Password string
	// Brand, TimeZone and Currency are the workspace's.
	Brand, TimeZone, Currency string
}

// Client speaks the public API as a signed-in owner.
type Client struct {
	base string
	http *http.Client
	csrf string
}

// SetUp sets up the workspace at base, such as "http://127.0.0.1:8080", with
// the token of the one-time link, and signs the owner in.
func SetUp(ctx context.Context, base, token string, o Owner) (*Client, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &Client{base: base, http: &http.Client{Jar: jar, Timeout: time.Minute}}
	var session struct {
		CSRFToken string `json:"csrfToken"`
	}
	err = c.call(ctx, "POST", "/api/v1/setup", map[string]any{"token": token, "name": o.Name, "email": o.Email, "password": o.Password,
		"workspace": map[string]any{"name": o.Brand, "timeZone": o.TimeZone, "currency": o.Currency}}, &session)
	c.csrf = session.CSRFToken
	return c, err
}

// sourceKinds are the sources of the world with their names and kinds.
var sourceKinds = map[string][2]string{
	SourceWeb: {"官网商城", "web"}, SourceApp: {"App", "app"}, SourceTill: {"门店收银", "server"},
	SourceHotline: {"客服热线", "server"}, SourceERP: {"ERP · 仓配", "server"},
}

// Fill adds the sources and sends the world's messages in order of time, some
// hundred a request. progress is told how many of how many are taken in.
func (c *Client) Fill(ctx context.Context, w *World, progress func(done, total int)) error {
	keys := map[string]string{}
	for _, name := range Sources() {
		var made struct {
			WriteKey string `json:"writeKey"`
		}
		kind := sourceKinds[name]
		if err := c.call(ctx, "POST", "/api/v1/sources", map[string]any{"name": kind[0], "kind": kind[1]}, &made); err != nil {
			return fmt.Errorf("adding the source %s: %w", name, err)
		}
		keys[name] = made.WriteKey
	}
	// Windows of time, within which the sources send side by side as they do in
	// life; messages of one source never overtake each other.
	const window = 2500
	for lo := 0; lo < len(w.calls); lo += window {
		hi := min(lo+window, len(w.calls))
		bySource := map[string][]map[string]any{}
		for _, call := range w.calls[lo:hi] {
			bySource[call.source] = append(bySource[call.source], call.body)
		}
		group, ctx := errgroup.WithContext(ctx)
		for source, batch := range bySource {
			group.Go(func() error { return c.send(ctx, keys[source], batch) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		if progress != nil {
			progress(hi, len(w.calls))
		}
	}
	return nil
}

// send hands messages to intake, again and again while it asks to wait.
func (c *Client) send(ctx context.Context, key string, batch []map[string]any) error {
	const most = 400
	for len(batch) > 0 {
		n := min(most, len(batch))
		raw, err := json.Marshal(map[string]any{"batch": batch[:n]})
		if err != nil {
			return err
		}
		wait, err := c.post(ctx, key, raw)
		if err != nil {
			return err
		}
		if wait == 0 {
			batch = batch[n:]
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	return nil
}

// post sends one batch; it gives how long to wait before trying again, 0 when
// the batch was taken.
func (c *Client) post(ctx context.Context, key string, raw []byte) (time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", c.base+"/v1/batch", bytes.NewReader(raw))
	if err != nil {
		return 0, err
	}
	r.SetBasicAuth(key, "")
	r.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	io.Copy(io.Discard, io.LimitReader(res.Body, 1<<20))
	switch res.StatusCode {
	case http.StatusOK:
		return 0, nil
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		seconds, _ := strconv.Atoi(res.Header.Get("Retry-After"))
		return time.Duration(max(1, seconds)) * time.Second, nil
	}
	return 0, fmt.Errorf("intake answered %s", res.Status)
}

// call sends JSON to an operation and reads its JSON answer.
func (c *Client) call(ctx context.Context, method, path string, body, out any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.csrf != "" {
		r.Header.Set("X-CSRF-Token", c.csrf)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s answered %s: %s", method, path, res.Status, answer)
	}
	return json.Unmarshal(answer, out)
}
