package importer

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestSorterGivesAllInOrder sorts with so little memory that it must spill.
func TestSorterGivesAllInOrder(t *testing.T) {
	t.Parallel()
	s := newSorter(t.TempDir())
	s.limit = 4 << 10
	defer s.close()
	const n = 5000
	for i := range n {
		var k key
		binary.BigEndian.PutUint64(k[:], uint64(rand.IntN(50)))
		k[15] = byte(rand.IntN(3))
		if err := s.add(k, &row{number: int64(i), product: "tea"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 10 {
		t.Errorf("only %d scratch files", len(s.runs))
	}
	for range 2 { // an import that looks again goes through them again
		seen := map[int64]bool{}
		var last []byte
		err := s.each(func(record []byte) error {
			if bytes.Compare(record[:headLen], last) <= 0 {
				t.Fatal("out of order")
			}
			last = append(last[:0], record[:headLen]...)
			seen[unpack(record[headLen:]).number] = true
			return nil
		})
		if err != nil || len(seen) != n {
			t.Errorf("%d rows, %v", len(seen), err)
		}
	}
}

func TestRowsPackAndUnpack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringN(0, 40, -1)
		w := row{number: rapid.Int64Min(0).Draw(t, "number"), time: rapid.Int64().Draw(t, "time"), promised: rapid.Int64().Draw(t, "promised"),
			minor: rapid.Int64().Draw(t, "minor"), quantity: rapid.Int64().Draw(t, "quantity"), hasLine: rapid.Bool().Draw(t, "line"),
			refund: rapid.Bool().Draw(t, "refund"), customer: text.Draw(t, "customer"), currency: "USD", product: text.Draw(t, "product"),
			more: rapid.SliceOfN(text, 0, 6).Draw(t, "more")}
		got := unpack(w.pack(nil))
		if len(got.more) != len(w.more) || string(got.pack(nil)) != string(w.pack(nil)) || got.minor != w.minor || got.customer != w.customer {
			t.Errorf("%+v is %+v", w, got)
		}
	})
}

func TestKnownEncodes(t *testing.T) {
	t.Parallel()
	k := known{placed: true, revision: 7, promised: 1, delivered: 1 << 31}
	for i := range 40 {
		id := rowID{byte(i)}
		if k.has(id) {
			t.Fatal("known before it was learned")
		}
		k.learn(id)
		if !k.has(id) {
			t.Fatal("not known after it was learned")
		}
	}
	got := decodeKnown(k.encode())
	if string(got.encode()) != string(k.encode()) || !got.placed || got.cancelled || got.revision != 7 || len(got.rows) != 40 {
		t.Errorf("%+v", got)
	}
	if empty := decodeKnown(nil); empty.placed || empty.rows != nil {
		t.Errorf("%+v", empty)
	}
}

// FuzzRead holds the understanding of rows to what it promises.
func FuzzRead(f *testing.F) {
	f.Add("A1", "7", "2024-03-01", "1,299.50", "2", "5", "EUR", "paid")
	f.Add("", "", "1/2/24", "(5)", "-1", "$1", "", "退款")
	columns := &columns{places: map[Field]int{Order: 0, Customer: 1, Time: 2, Amount: 3, Quantity: 4, Price: 5, Currency: 6, Status: 7},
		names: make([]string, 8), last: 7}
	s := settled{Kind: Orders, Decimal: ".", Dates: "dmy", Currency: "USD", columns: columns}
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i string) {
		fields := [][]byte{[]byte(a), []byte(b), []byte(c), []byte(d), []byte(e), []byte(g), []byte(h), []byte(i)}
		w, fault := s.reader(1<<52).read(1, fields)
		if fault != nil {
			return
		}
		if w.minor < 0 || w.minor > maxMoney || w.quantity < 0 || w.price < 0 || w.time <= 0 || len(w.currency) != 3 || len(w.order) > maxID {
			t.Errorf("%+v", w)
		}
		m := maker{digest: newDigester(nil), columns: columns, zone: time.UTC}
		p := m.purchase([]*row{&w, &w})
		p.finish(key{}, &known{placed: true}, nil)
	})
}
