package customer_test

import (
	"maps"
	"testing"

	"pgregory.net/rapid"

	"regulars/customer"
)

func TestTimesThatWaitAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, last := map[int64]int64{}, map[int64]int64{}
		for _, n := range rapid.SliceOfDistinct(rapid.Int64Range(1, 1<<40), rapid.ID).Draw(t, "numbers") {
			last[n] = rapid.Int64Range(-1e6, 1e6).Draw(t, "hours") * 3_600_000_000
			if rapid.Bool().Draw(t, "earlier") {
				first[n] = rapid.Int64Range(1, 1<<60).Draw(t, "first")
			}
		}
		f, l, err := customer.UnpackSeen(customer.PackSeen(first, last))
		if err != nil || !maps.Equal(f, first) || !maps.Equal(l, last) {
			t.Fatalf("got %v %v %v, want %v %v", f, l, err, first, last)
		}
	})
}

func FuzzUnpackSeen(f *testing.F) {
	f.Add(customer.PackSeen(map[int64]int64{7: 1}, map[int64]int64{7: 3_600_000_000, 900: 0}))
	f.Fuzz(func(t *testing.T, packed []byte) { customer.UnpackSeen(packed) })
}
