package eventlog

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
)

// anyEvent draws an event as intake makes them.
func anyEvent(t *rapid.T) regulars.Event {
	text := rapid.StringN(0, 20, 60)
	instant := rapid.Custom(func(t *rapid.T) time.Time {
		return regulars.FromMicros(rapid.Int64Range(1, 4e15).Draw(t, "us"))
	})
	object := rapid.SampledFrom([]string{"", `{"a":1}`, `{"商品":"龙井","n":[1,2,{"x":null}]}`})
	e := regulars.Event{
		ID: rapid.StringN(1, 30, 80).Draw(t, "id"), Type: rapid.SampledFrom(typeCodes[1:]).Draw(t, "type"),
		Name: text.Draw(t, "name"), UserID: text.Draw(t, "user"), AnonymousID: text.Draw(t, "anonymous"),
		PreviousID: text.Draw(t, "previous"), Source: text.Draw(t, "source"), Channel: regulars.Channel(text.Draw(t, "channel")),
		Order: text.Draw(t, "order"), Time: instant.Draw(t, "time"), Received: instant.Draw(t, "received"),
		Customer: rapid.Int64().Draw(t, "customer"),
		Amount:   regulars.Money{Minor: rapid.Int64().Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"", "CNY"}).Draw(t, "currency")},
	}
	if s := object.Draw(t, "body"); s != "" {
		e.Body = []byte(s)
	}
	if s := object.Draw(t, "context"); s != "" {
		e.Context = []byte(s)
	}
	return e
}

func TestPackedEventsComeBackEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(rapid.Custom(anyEvent), 1, 20).Draw(t, "events")
		got, err := unpackEvents(packEvents(events), len(events))
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, events) {
			t.Fatalf("got %+v\nwant %+v", got, events)
		}
	})
}

func TestPackedOwnersComeBackEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		owners := rapid.SliceOf(rapid.Custom(func(t *rapid.T) owner {
			return owner{rapid.Int64().Draw(t, "customer"), rapid.Int64().Draw(t, "origin")}
		})).Draw(t, "owners")
		got, err := unpackOwners(packOwners(owners), len(owners))
		if err != nil || len(got) != len(owners) {
			t.Fatal(got, err)
		}
		for i := range got {
			if got[i] != owners[i] {
				t.Fatal(got, owners)
			}
		}
	})
}

// FuzzUnpackEvents holds the decoder to never panic, and to give events that
// encode to the same bytes again.
func FuzzUnpackEvents(f *testing.F) {
	e := regulars.Event{ID: "m1", Type: regulars.Track, Name: "Order Completed", Time: time.Unix(1, 0), Received: time.Unix(2, 0)}
	f.Add(encodeEvents(nil, []regulars.Event{e}), 1)
	f.Add([]byte{codecVersion}, 0)
	f.Add([]byte{codecVersion, 2, 0xff, 0xff, 0xff, 0xff, 0x0f}, 1)
	f.Fuzz(func(t *testing.T, raw []byte, n int) {
		events, err := decodeEvents(raw, n)
		if err != nil {
			return
		}
		again, err := decodeEvents(encodeEvents(nil, events), n)
		if err != nil || !reflect.DeepEqual(again, events) {
			t.Fatalf("%v: %+v became %+v", err, events, again)
		}
	})
}

// FuzzUnpackChunk holds the whole chunk decoder, frames included, to never panic.
func FuzzUnpackChunk(f *testing.F) {
	f.Add(packEvents([]regulars.Event{{ID: "m1", Type: regulars.Track}}), 1)
	f.Fuzz(func(t *testing.T, raw []byte, n int) {
		unpackEvents(raw, n)
		unpackOwners(raw, min(max(n, 0), 1<<16))
	})
}

func TestWindowIsASet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var w window
		model := map[uint64]int64{}
		hash := rapid.Custom(func(t *rapid.T) uint64 {
			// Few shards and few slots, so that probes run into one another.
			return rapid.Uint64Range(0, 3).Draw(t, "shard")<<58 | rapid.Uint64Range(0, 400).Draw(t, "slot")
		})
		for range rapid.IntRange(0, 600).Draw(t, "steps") {
			h := key(hash.Draw(t, "hash"))
			if seq, ok := model[h]; ok && rapid.Bool().Draw(t, "remove") {
				w.remove(h, seq)
				delete(model, h)
			} else if !ok {
				model[h] = int64(len(model)) * 7
				w.add(h, model[h])
			}
		}
		for h, seq := range model {
			if ref, ok := w.find(h); !ok || ref != uint32(seq/seqPerRef) {
				t.Fatalf("lost %x", h)
			}
		}
		if w.size() != int64(len(model)) {
			t.Fatalf("size %d, want %d", w.size(), len(model))
		}
	})
}
