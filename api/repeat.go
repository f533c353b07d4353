package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"time"

	"regulars"
	"regulars/internal/store"
)

//go:embed migration/*.sql
var migrations embed.FS

// Migration gives the tables of the frame.
func Migration() store.Migration {
	files, err := fs.Sub(migrations, "migration")
	if err != nil {
		panic(err)
	}
	return store.Migration{Domain: "api", Files: files}
}

const (
	// keepAnswer is how long the answer of a request is kept for repetitions.
	keepAnswer = 24 * time.Hour
	// claimFor is how long a request may be under way before a repetition of it
	// is let through: the program died meanwhile.
	claimFor = 15 * time.Minute
	// maxAnswer bounds an answer that is kept, in bytes; a longer one is not.
	maxAnswer = 1 << 20
	// maxRepeatKey bounds an Idempotency-Key.
	maxRepeatKey = 255
)

// kept are the headers that belong to an answer.
var kept = []string{"Content-Type", "Location"}

// repeats keeps the answers of requests that carry an Idempotency-Key.
type repeats struct {
	db    *store.DB
	clock regulars.Clock
}

// keptAnswer is a row of the table repeat.
type keptAnswer struct {
	request []byte
	status  int
	headers string
	body    []byte
	until   time.Time
}

// repeatable makes an unsafe operation happen once for each Idempotency-Key of
// a caller. The key is claimed before the work and the answer kept after it;
// answers that ask to be tried again (429 and 5xx) release the key. When the
// program dies between the work and the keeping, a repetition is let through
// once the claim ran out.
func (a *API) repeatable(op *Op, next http.Handler) http.Handler {
	if !op.repeats() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := r.Header.Get("Idempotency-Key")
		x := exchangeFrom(r.Context())
		if key == "" || a.repeats == nil || x.caller.Anonymous() {
			next.ServeHTTP(w, r)
			return
		}
		if !plainKey(key) {
			fail(w, r, regulars.Invalid("Idempotency-Key", "idempotency_key", "a key is 1 to 255 visible ASCII characters"))
			return
		}
		body, err := io.ReadAll(r.Body)
		if err == nil && int64(len(body)) > op.MaxBody {
			err = &http.MaxBytesError{Limit: op.MaxBody}
		}
		if err != nil {
			fail(w, r, err)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		actor := string(x.caller.Actor.Kind) + ":" + x.caller.Actor.ID
		a.repeats.serve(w, r, op, actor, key, body, next)
	})
}

func plainKey(key string) bool {
	if len(key) > maxRepeatKey {
		return false
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return true
}

// serve answers from what is kept, or does the work and keeps its answer.
func (p *repeats) serve(w http.ResponseWriter, r *http.Request, op *Op, actor, key string, body []byte, next http.Handler) {
	sum := requestSum(r, body)
	earlier, err := p.claim(r.Context(), actor, key, sum)
	if err != nil {
		fail(w, r, err)
		return
	}
	if earlier != nil {
		if err := earlier.replay(w, sum); err != nil {
			fail(w, r, err)
		}
		return
	}
	held := &heldAnswer{ResponseWriter: w, status: http.StatusOK, panicked: true}
	// A caller who left, or a panic, must not leave the key claimed.
	ctx := context.WithoutCancel(r.Context())
	defer func() {
		if held.panicked {
			p.release(ctx, actor, key) // when this fails too, the claim runs out by itself
		}
	}()
	next.ServeHTTP(held, r)
	held.panicked = false
	// Kept before it is sent, so that whoever has the answer can repeat the request.
	if held.again() || held.body.Len() > maxAnswer {
		err = p.release(ctx, actor, key)
	} else {
		err = p.keep(ctx, op, actor, key, held)
	}
	if err != nil {
		exchangeFrom(r.Context()).cause = err
	}
	held.send()
}

// requestSum identifies a request: its method, address and body.
func requestSum(r *http.Request, body []byte) []byte {
	h := sha256.New()
	io.WriteString(h, r.Method+" "+r.URL.RequestURI()+"\n")
	h.Write(body)
	return h.Sum(nil)
}

// claim takes a key, or gives the answer that stands under it.
func (p *repeats) claim(ctx context.Context, actor, key string, sum []byte) (earlier *keptAnswer, err error) {
	now := p.clock.Now()
	err = p.db.Write(ctx, func(tx *store.Tx) error {
		earlier = nil
		// Keys whose time is up go a few at a time, so no request pays for all.
		if _, err := tx.Exec(`DELETE FROM repeat WHERE (actor, key) IN
			(SELECT actor, key FROM repeat WHERE until <= ? ORDER BY until LIMIT 50) OR actor = ? AND key = ? AND until <= ?`,
			regulars.Micros(now), actor, key, regulars.Micros(now)); err != nil {
			return err
		}
		n, err := tx.Exec("INSERT INTO repeat (actor, key, request, status, headers, body, until) VALUES (?, ?, ?, 0, '', ?, ?) ON CONFLICT DO NOTHING",
			actor, key, sum, []byte{}, regulars.Micros(now.Add(claimFor)))
		if err != nil || n == 1 {
			return err
		}
		found, err := store.Row(tx, scanKept, "SELECT request, status, headers, body, until FROM repeat WHERE actor = ? AND key = ?", actor, key)
		if errors.Is(err, store.ErrNoRow) {
			return underWay // it was released at this very moment
		}
		earlier = &found
		return err
	})
	return earlier, err
}

func scanKept(row store.Scanner) (k keptAnswer, err error) {
	var until int64
	err = row.Scan(&k.request, &k.status, &k.headers, &k.body, &until)
	k.until = regulars.FromMicros(until)
	return k, err
}

var (
	underWay = &regulars.Error{Code: regulars.ErrConflict, Reason: "under_way", RetryAfter: 1,
		Message: "a request with this Idempotency-Key is still under way"}
	otherRequest = &regulars.Error{Code: regulars.ErrConflict, Reason: "key_reused", Field: "Idempotency-Key",
		Message: "this Idempotency-Key was used for another request"}
	secretShown = &regulars.Error{Code: regulars.ErrConflict, Reason: "secret_shown",
		Message: "this was done already, and its answer held a secret that is shown only once"}
)

// secretKept is the status kept for an answer that must not be kept itself.
const secretKept = -1

// replay sends the answer again.
func (k *keptAnswer) replay(w http.ResponseWriter, sum []byte) error {
	switch {
	case !bytes.Equal(k.request, sum):
		return otherRequest
	case k.status == 0:
		return underWay
	case k.status == secretKept:
		return secretShown
	}
	headers := map[string]string{}
	if err := json.Unmarshal([]byte(k.headers), &headers); err != nil {
		return err
	}
	for name, value := range headers {
		w.Header().Set(name, value)
	}
	w.Header().Set("Idempotency-Replayed", "true")
	w.WriteHeader(k.status)
	w.Write(k.body) // the caller may be gone; there is nobody to tell
	return nil
}

// keep stores an answer under its key.
func (p *repeats) keep(ctx context.Context, op *Op, actor, key string, held *heldAnswer) error {
	status, body, headers := held.status, held.body.Bytes(), map[string]string{}
	if op.Secret && status < 300 {
		status, body = secretKept, nil
	} else {
		for _, name := range kept {
			if v := held.Header().Get(name); v != "" {
				headers[name] = v
			}
		}
	}
	text, err := json.Marshal(headers)
	if err != nil {
		return err
	}
	if body == nil {
		body = []byte{}
	}
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("UPDATE repeat SET status = ?, headers = ?, body = ?, until = ? WHERE actor = ? AND key = ?",
			status, string(text), body, regulars.Micros(p.clock.Now().Add(keepAnswer)), actor, key)
		return err
	})
}

// Sweep removes kept answers whose day is over. New ones push old ones out by
// themselves; this is for a night in which none come, since an answer may hold
// something personal.
func Sweep(ctx context.Context, db *store.DB, now time.Time) error {
	return db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("DELETE FROM repeat WHERE until <= ?", regulars.Micros(now))
		return err
	})
}

// release gives a key back, so that the request may be tried again.
func (p *repeats) release(ctx context.Context, actor, key string) error {
	return p.db.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.Exec("DELETE FROM repeat WHERE actor = ? AND key = ? AND status = 0", actor, key)
		return err
	})
}

// heldAnswer holds an answer back until it is kept.
type heldAnswer struct {
	http.ResponseWriter
	status   int
	body     bytes.Buffer
	panicked bool // until the operation returned
}

// again reports whether the answer asks for another try.
func (h *heldAnswer) again() bool {
	return h.status == http.StatusTooManyRequests || h.status >= 500 || h.status == statusGone
}

// WriteHeader holds the status.
func (h *heldAnswer) WriteHeader(status int) { h.status = status }

// Write holds a part of the body.
func (h *heldAnswer) Write(p []byte) (int, error) { return h.body.Write(p) }

// send sends the answer at last.
func (h *heldAnswer) send() {
	h.ResponseWriter.WriteHeader(h.status)
	if h.body.Len() > 0 {
		h.ResponseWriter.Write(h.body.Bytes()) // the caller may be gone; there is nobody to tell
	}
}

// Unwrap is for http.ResponseController.
func (h *heldAnswer) Unwrap() http.ResponseWriter { return h.ResponseWriter }
