package duckdb

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"strings"
	"unicode/utf8"

	driver "github.com/duckdb/duckdb-go/v2"

	"regulars"
	"regulars/internal/warehouse"
)

// state is the row of the table of that name.
type state struct {
	at      regulars.Position
	place   int64 // of the last event
	rewrite bool
}

func readState(ctx context.Context, conn *sql.Conn) (s state, err error) {
	err = conn.QueryRowContext(ctx, "SELECT epoch, tx, seq, place, rewrite <> 0 FROM state").
		Scan(&s.at.Epoch, &s.at.Tx, &s.at.Seq, &s.place, &s.rewrite)
	return s, err
}

func writeState(ctx context.Context, conn *sql.Conn, s state) error {
	_, err := conn.ExecContext(ctx, "UPDATE state SET epoch = ?, tx = ?, seq = ?, place = ?, rewrite = ?",
		s.at.Epoch, s.at.Tx, s.at.Seq, s.place, boolInt(s.rewrite))
	return err
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Position implements [warehouse.Warehouse].
func (w *Warehouse) Position(ctx context.Context) (at regulars.Position, err error) {
	err = w.reading(ctx, func(conn *sql.Conn) error {
		s, err := readState(ctx, conn)
		at = s.at
		return err
	})
	return at, err
}

// Append implements [warehouse.Warehouse].
func (w *Warehouse) Append(ctx context.Context, events []regulars.Event, to regulars.Position) error {
	if err := warehouse.CheckOrder(events, to); err != nil {
		return err
	}
	return w.changing(ctx, func(conn *sql.Conn) error {
		s, err := readState(ctx, conn)
		if err != nil {
			return err
		}
		for len(events) > 0 && events[0].Position.Compare(s.at) <= 0 {
			events = events[1:]
		}
		if to.Compare(s.at) <= 0 {
			return nil
		}
		w.widen(events)
		return within(ctx, conn, func() error {
			s.at = to
			for len(events) > 0 {
				n, err := appendPart(ctx, conn, events, &s)
				if err != nil {
					return err
				}
				events = events[n:]
			}
			return writeState(ctx, conn, s)
		})
	})
}

// appendPart writes events up to and with the first that says to forget
// somebody, which then happens, and gives how many those are.
func appendPart(ctx context.Context, conn *sql.Conn, events []regulars.Event, s *state) (n int, err error) {
	var forget []int64
	for n < len(events) && forget == nil {
		forget = warehouse.ErasedOf(&events[n])
		n++
	}
	if err := appendRows(ctx, conn, events[:n], s.place); err != nil {
		return 0, err
	}
	s.place += int64(n)
	if err := applyMoves(ctx, conn, events[:n]); err != nil {
		return 0, err
	}
	erased, err := takeOut(ctx, conn, forget)
	s.rewrite = s.rewrite || erased
	return n, err
}

// widen notes instants before their events can be seen, so that a question's
// offsets cover them.
func (w *Warehouse) widen(events []regulars.Event) {
	w.spanMu.Lock()
	defer w.spanMu.Unlock()
	for i := range events {
		time, received := regulars.Micros(events[i].Time), regulars.Micros(events[i].Received)
		w.first, w.last = min(w.first, time, received), max(w.last, time, received)
	}
}

// appendRows writes events in the transaction that is open on conn.
func appendRows(ctx context.Context, conn *sql.Conn, events []regulars.Event, place int64) error {
	if len(events) == 0 {
		return nil
	}
	return conn.Raw(func(raw any) error {
		a, err := driver.NewAppenderFromConn(raw.(sqldriver.Conn), "", "event")
		if err != nil {
			return err
		}
		row := make([]sqldriver.Value, 20)
		for i := range events {
			fillRow(row, &events[i], place+int64(i)+1)
			if err := a.AppendRow(row...); err != nil {
				a.Clear()
				a.Close()
				return err
			}
		}
		return a.CloseWithCancel(ctx)
	})
}

// originOf is whom the log gave e to: the number its own identities stand for,
// or the one it was appended with.
func originOf(e *regulars.Event) int64 {
	if e.Origin != 0 {
		return e.Origin
	}
	return e.Customer
}

// fillRow sets row to e's values, in the order of columns.
func fillRow(row []sqldriver.Value, e *regulars.Event, place int64) {
	row[0], row[1], row[2], row[3] = place, e.Position.Epoch, e.Position.Tx, e.Position.Seq
	row[4], row[5], row[6] = text(e.ID), string(e.Type), text(e.Name)
	row[7], row[8], row[9] = text(e.UserID), text(e.AnonymousID), text(e.PreviousID)
	row[10], row[11] = regulars.Micros(e.Time), regulars.Micros(e.Received)
	row[12], row[13], row[14] = text(e.Source), text(string(e.Channel)), text(e.Order)
	row[15], row[16] = e.Amount.Minor, text(e.Amount.Currency)
	row[17], row[18], row[19] = text(string(e.Body)), text(string(e.Context)), originOf(e)
}

// text makes sure that the engine, which refuses anything else, gets UTF-8:
// one strange byte must not keep the whole log out of the warehouse.
func text(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// CutBack implements [warehouse.Warehouse].
func (w *Warehouse) CutBack(ctx context.Context, to regulars.Position) error {
	return w.changing(ctx, func(conn *sql.Conn) error {
		s, err := readState(ctx, conn)
		if err != nil || to.Compare(s.at) >= 0 {
			return err
		}
		return within(ctx, conn, func() error {
			if _, err := conn.ExecContext(ctx, "DELETE FROM event WHERE (epoch, tx, seq) > (?, ?, ?)", to.Epoch, to.Tx, to.Seq); err != nil {
				return err
			}
			if err := refold(ctx, conn); err != nil {
				return err
			}
			s.at = to
			if err := conn.QueryRowContext(ctx, "SELECT coalesce(max(place), 0) FROM event").Scan(&s.place); err != nil {
				return err
			}
			return writeState(ctx, conn, s)
		})
	})
}

// page is how many events a scan holds at once.
const page = 32_768

// Scan implements [warehouse.Warehouse]. It reads page by page, so it holds up
// nobody, and what is appended meanwhile is seen.
func (w *Warehouse) Scan(ctx context.Context, from regulars.Position, fn func(regulars.Event) error) error {
	place, err := w.placeOf(ctx, from)
	for err == nil {
		var events []regulars.Event
		if events, place, err = w.page(ctx, place); err != nil || len(events) == 0 {
			return err
		}
		for _, e := range events {
			if err := fn(e); err != nil {
				return err
			}
		}
	}
	return err
}

// placeOf gives the place of the last event that is not after at.
func (w *Warehouse) placeOf(ctx context.Context, at regulars.Position) (place int64, err error) {
	if at.IsZero() {
		return 0, nil
	}
	err = w.reading(ctx, func(conn *sql.Conn) error {
		return conn.QueryRowContext(ctx, "SELECT coalesce(max(place), 0) FROM event WHERE (epoch, tx, seq) <= (?, ?, ?)",
			at.Epoch, at.Tx, at.Seq).Scan(&place)
	})
	return place, err
}

// page gives the events of the next page after a place, and where it ends. An
// erasure may have left whole pages empty; those are stepped over.
func (w *Warehouse) page(ctx context.Context, after int64) (events []regulars.Event, end int64, err error) {
	err = w.reading(ctx, func(conn *sql.Conn) error {
		s, err := readState(ctx, conn)
		for end = after; err == nil && len(events) == 0 && end < s.place; {
			events, err = readRows(ctx, conn, end, end+page)
			end += page
		}
		end = min(end, s.place)
		return err
	})
	return events, end, err
}

func readRows(ctx context.Context, conn *sql.Conn, after, to int64) ([]regulars.Event, error) {
	rows, err := conn.QueryContext(ctx, "SELECT "+columns+" FROM event WHERE place > ? AND place <= ? ORDER BY place", after, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []regulars.Event
	for rows.Next() {
		e, err := readRow(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

func readRow(rows *sql.Rows) (e regulars.Event, err error) {
	var place, at, received int64
	var body, context string
	err = rows.Scan(&place, &e.Position.Epoch, &e.Position.Tx, &e.Position.Seq, &e.ID, &e.Type, &e.Name,
		&e.UserID, &e.AnonymousID, &e.PreviousID, &at, &received, &e.Source, &e.Channel, &e.Order,
		&e.Amount.Minor, &e.Amount.Currency, &body, &context, &e.Origin)
	e.Customer = e.Origin
	e.Time, e.Received = regulars.FromMicros(at), regulars.FromMicros(received)
	if body != "" {
		e.Body = []byte(body)
	}
	if context != "" {
		e.Context = []byte(context)
	}
	return e, err
}
