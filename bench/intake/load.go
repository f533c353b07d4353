package main

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// observed is what all clients saw together.
type observed struct {
	events int64
	took   time.Duration
	waits  []time.Duration
}

func (o *observed) quantile(q float64) time.Duration {
	if len(o.waits) == 0 {
		return 0
	}
	slices.Sort(o.waits)
	return o.waits[min(len(o.waits)-1, int(q*float64(len(o.waits))))]
}

// load runs clients that each send their next request when the last was
// answered. They speak HTTP/1.1 over plain connections from bytes made before,
// so that their own work weighs little on the processors they share.
func load(address string, clients, perRequest, run int, d time.Duration) (observed, error) {
	var (
		wg    sync.WaitGroup
		mu    sync.Mutex
		total observed
		fault error
	)
	began := time.Now()
	for c := range clients {
		wg.Go(func() {
			seen, err := client(address, fmt.Sprintf("%04x%04x", run, c), perRequest, began.Add(d))
			mu.Lock()
			defer mu.Unlock()
			total.events += seen.events
			total.waits = append(total.waits, seen.waits...)
			if err != nil {
				fault = err
			}
		})
	}
	wg.Wait()
	total.took = time.Since(began)
	return total, fault
}

func client(address, name string, perRequest int, until time.Time) (seen observed, err error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return seen, err
	}
	defer conn.Close()
	request, ids := newRequest(name, perRequest)
	in := bufio.NewReader(conn)
	for n := 0; ; n++ {
		now := time.Now()
		if now.After(until) {
			return seen, nil
		}
		for i, at := range ids {
			number(request[at:at+12], n*perRequest+i)
		}
		if _, err := conn.Write(request); err != nil {
			return seen, err
		}
		if err := answer(in); err != nil {
			return seen, err
		}
		seen.events += int64(perRequest)
		seen.waits = append(seen.waits, time.Since(now))
	}
}

// answer reads one answer, which must be a success.
func answer(in *bufio.Reader) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(line, []byte("HTTP/1.1 200 ")) {
		return fmt.Errorf("the answer is %s", bytes.TrimSpace(line))
	}
	length := 0
	for {
		if line, err = in.ReadSlice('\n'); err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	_, err = in.Discard(length)
	return err
}

// number writes n as decimal digits.
func number(to []byte, n int) {
	for i := len(to) - 1; i >= 0; i-- {
		to[i] = byte('0' + n%10)
		n /= 10
	}
}

// eventText is an event of about 600 bytes as a browser sends it; its number
// stands where the noughts are.
func eventText(name string, i int) string {
	return fmt.Sprintf(`{"messageId":"ajs-next-%s-000000000000","timestamp":"2026-03-01T10:11:%02d.%03dZ","type":"track","event":"Product Viewed",`+
		`"userId":"customer-%s-%d","anonymousId":"8c1b9b3e-54c6-4f6b-9d59-%s%04d","properties":{"product_id":"tea-%d","name":"Longjing, first pick","price":128.5,"currency":"CNY","quantity":1,"path":"/tea/longjing"},`+
		`"context":{"page":{"path":"/tea/longjing","referrer":"","title":"Longjing 龙井","url":"https://shop.example/tea/longjing"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","locale":"zh-CN","library":{"name":"analytics.js","version":"npm:next-1.84.3"}},"integrations":{}}`,
		name, i%60, i*7%1000, name, i, name, i, i%300)
}

// newRequest makes the bytes of a request, and says where the numbers of its
// events stand.
func newRequest(name string, events int) (request []byte, ids []int) {
	var body bytes.Buffer
	body.WriteString(`{"batch":[`)
	for i := range events {
		if i > 0 {
			body.WriteByte(',')
		}
		body.WriteString(eventText(name, i))
	}
	body.WriteString(`],"sentAt":"2026-03-01T10:12:00.000Z"}`)
	request = fmt.Appendf(nil, "POST /v1/batch HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"+
		"Authorization: Basic d2tfYmVuY2g6\r\nContent-Length: %d\r\n\r\n%s", body.Len(), body.Bytes())
	mark := []byte("ajs-next-" + name + "-")
	for at := 0; ; {
		i := bytes.Index(request[at:], mark)
		if i < 0 {
			return request, ids
		}
		at += i + len(mark)
		ids = append(ids, at)
	}
}
