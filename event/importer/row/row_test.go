package row

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"regulars/event/importer/sheet"
)

// TestSorterGivesAllInOrder sorts with so little memory that it must spill.
func TestSorterGivesAllInOrder(t *testing.T) {
	t.Parallel()
	s := NewSorter(t.TempDir())
	s.limit = 4 << 10
	defer s.Close()
	const n = 5000
	for i := range n {
		var k Key
		binary.BigEndian.PutUint64(k[:], uint64(rand.IntN(50)))
		k[15] = byte(rand.IntN(3))
		if err := s.Add(k, &Row{Number: int64(i), Product: "tea"}); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.runs) < 10 {
		t.Errorf("only %d scratch files", len(s.runs))
	}
	for range 2 { // an import that looks again goes through them again
		seen := map[int64]bool{}
		var last []byte
		err := s.records(func(record []byte) error {
			if bytes.Compare(record[:headLen], last) <= 0 {
				t.Fatal("out of order")
			}
			last = append(last[:0], record[:headLen]...)
			seen[Unpack(record[headLen:]).Number] = true
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
		w := Row{Number: rapid.Int64Min(0).Draw(t, "number"), Time: rapid.Int64().Draw(t, "time"), Promised: rapid.Int64().Draw(t, "promised"),
			Minor: rapid.Int64().Draw(t, "minor"), Quantity: rapid.Int64().Draw(t, "quantity"), HasLine: rapid.Bool().Draw(t, "line"),
			Refund: rapid.Bool().Draw(t, "refund"), Customer: text.Draw(t, "customer"), Currency: "USD", Product: text.Draw(t, "product"),
			More: rapid.SliceOfN(text, 0, 6).Draw(t, "more")}
		got := Unpack(w.Pack(nil))
		if len(got.More) != len(w.More) || string(got.Pack(nil)) != string(w.Pack(nil)) || got.Minor != w.Minor || got.Customer != w.Customer {
			t.Errorf("%+v is %+v", w, got)
		}
	})
}

// FuzzRead holds the understanding of rows to what it promises.
func FuzzRead(f *testing.F) {
	f.Add("A1", "7", "2024-03-01", "1,299.50", "2", "5", "EUR", "paid")
	f.Add("", "", "1/2/24", "(5)", "-1", "$1", "", "退款")
	columns := &Columns{places: map[Field]int{Order: 0, Customer: 1, Time: 2, Amount: 3, Quantity: 4, Price: 5, Currency: 6, Status: 7},
		Names: make([]string, 8), last: 7}
	r := Reader{Kind: Orders, Columns: columns, Dates: sheet.Dates{Order: sheet.DayFirst}, Numbers: sheet.Numbers{Decimal: '.'}, Currency: "USD", Latest: 1 << 52}
	f.Fuzz(func(t *testing.T, a, b, c, d, e, g, h, i string) {
		fields := [][]byte{[]byte(a), []byte(b), []byte(c), []byte(d), []byte(e), []byte(g), []byte(h), []byte(i)}
		w, fault := r.Read(1, fields)
		if fault != nil {
			return
		}
		if w.Minor < 0 || w.Minor > maxMoney || w.Quantity < 0 || w.Price < 0 || w.Time <= 0 || len(w.Currency) != 3 || len(w.Order) > MaxID {
			t.Errorf("%+v", w)
		}
		if again := Unpack(w.Pack(nil)); again.Minor != w.Minor || again.Order != w.Order || again.Time != w.Time {
			t.Errorf("%+v is %+v", w, again)
		}
	})
}
