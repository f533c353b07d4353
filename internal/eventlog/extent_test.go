package eventlog_test

import (
	"context"
	"testing"
	"time"

	"regulars/internal/eventlog"
	"regulars/internal/store"
)

func TestExtent(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		l := open(t, db, eventlog.Options{})
		if e, err := l.Extent(context.Background()); err != nil || e != (eventlog.Extent{}) {
			t.Errorf("empty: %+v, %v", e, err)
		}
		add(t, db, l, event("1"), event("2"))
		late := event("3")
		late.Received = start.Add(time.Hour)
		add(t, db, l, late)
		want := eventlog.Extent{Events: 3, First: start, Last: start.Add(time.Hour)}
		if e, err := l.Extent(context.Background()); err != nil || e != want {
			t.Errorf("got %+v, %v, want %+v", e, err, want)
		}
	})
}
