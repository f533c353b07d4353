package sdktest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"regulars"
	"regulars/auth"
	"regulars/event"
	"regulars/internal/eventlog"
	"regulars/internal/store/storetest"
)

const writeKey = "wk_of_the_tests"

type source struct{}

func (source) SourceByKey(key string) (auth.Source, bool) {
	return auth.Source{ID: "s1", WriteKey: writeKey, Kind: auth.ServerSource, Enabled: true}, key == writeKey
}

func (s source) SourceByID(string) (auth.Source, bool) { return s.SourceByKey(writeKey) }

// world is a true intake behind a true server.
type world struct {
	t       *testing.T
	log     *eventlog.Log
	address string

	mu sync.Mutex
	troubles
	seen []request
}

// troubles are what is still to be put in the clients' way.
type troubles struct{ refuse, lose int }

// request is what a test looks at afterwards.
type request struct {
	method, path, encoding string
	status                 int
}

// open serves an intake. Its first requests with events are refused with 503,
// and of the following ones the answers are lost, as many as asked for.
func open(t *testing.T, trouble troubles) *world {
	t.Helper()
	db := storetest.SQLite(t, eventlog.Migration(), event.Migration())
	log, err := eventlog.Open(context.Background(), db, regulars.SystemClock{}, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := event.Options{Clock: regulars.SystemClock{}, Sources: source{}, Currency: func() string { return "CNY" }}
	w := &world{t: t, log: log, troubles: trouble}
	intake, stopped := event.New(db, log, o), event.New(db, log, o)
	stopped.Close() // from now on it answers 503, as one that is being stopped does
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		answer := &watcher{ResponseWriter: rw, status: 200}
		defer func() { w.note(r, answer.status) }()
		handler, lose := w.handler(r, intake, stopped)
		if lose {
			handler.ServeHTTP(httptest.NewRecorder(), r)
			answer.status = 0
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(answer, r)
	}))
	w.address = server.URL
	t.Cleanup(func() {
		server.Close()
		intake.Close()
		log.Close()
	})
	return w
}

// handler says who answers a request, and whether its answer is lost.
func (w *world) handler(r *http.Request, intake, stopped http.Handler) (h http.Handler, lose bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case r.Method != http.MethodPost:
		return intake, false
	case w.refuse > 0:
		w.refuse--
		return stopped, false
	case w.lose > 0:
		w.lose--
		return intake, true
	}
	return intake, false
}

func (w *world) note(r *http.Request, status int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen = append(w.seen, request{r.Method, r.URL.Path, r.Header.Get("Content-Encoding"), status})
}

// watcher notes the status of an answer.
type watcher struct {
	http.ResponseWriter
	status int
}

func (w *watcher) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// events gives what is on the log.
func (w *world) events() []regulars.Event {
	w.t.Helper()
	list, err := w.log.Read(context.Background(), regulars.Position{}, 1<<20)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// arrived waits until n events are on the log.
func (w *world) arrived(ctx context.Context, n int) bool {
	tail, stop := w.log.Tail()
	defer stop()
	for {
		list, err := w.log.Read(ctx, regulars.Position{}, 1<<20)
		if err == nil && len(list) >= n {
			return true
		}
		select {
		case <-tail:
		case <-ctx.Done():
			return false
		}
	}
}
