package event

import (
	"strings"
	"testing"
	"unsafe"

	"regulars/event/segment"
)

// TestDetach sees that a small event does not keep a large body in memory.
func TestDetach(t *testing.T) {
	t.Parallel()
	const text = `{"batch":[{"type":"track","event":"A","userId":"u","properties":{"a":1},"context":{"b":2}}]`
	for padding, want := range map[int]bool{0: false, 1 << 20: true} {
		body := []byte(text + strings.Repeat(" ", padding) + "}")
		batch, err := segment.DecodeBatch(body, segment.Options{})
		if err != nil || len(batch.Events) != 1 {
			t.Fatalf("%d events, %v", len(batch.Events), err)
		}
		detach(batch.Events, len(body))
		e := batch.Events[0]
		if string(e.Body) != `{"a":1}` || string(e.Context) != `{"b":2}` {
			t.Errorf("%s, %s", e.Body, e.Context)
		}
		start, end := uintptr(unsafe.Pointer(&body[0])), uintptr(unsafe.Pointer(&body[len(body)-1]))
		if at := uintptr(unsafe.Pointer(&e.Body[0])); (at < start || at > end) != want {
			t.Errorf("padding %d: detached is %t", padding, !want)
		}
	}
}
