package order

import (
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"regulars"
)

func TestInstant(t *testing.T) {
	t.Parallel()
	want := time.Date(2024, 3, 5, 14, 30, 0, 0, time.UTC).UnixMicro()
	for in, us := range map[text]int64{
		"2024-03-05T14:30:00Z":      want,
		"2024-03-05T22:30:00+08:00": want,
		"2024-03-05T14:30:00":       want,
		"2024-03-05 14:30:00":       want,
		"2024-03-05":                want - (14*60+30)*60*1e6,
		"1709649000":                want,
		"1709649000000":             want,
		"1709649000.5":              want + 5e5,
		"":                          0, "soon": 0, "-5": 0, "99999999999999999999": 0,
	} {
		if got := instant(in); got != us {
			t.Errorf("%q gives %d, want %d", in, got, us)
		}
	}
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]Status{
		"Canceled": Cancelled, " 已取消 ": Cancelled, "Out for delivery": Shipped, "ENTREGUE": Delivered,
		"credit_note": Refunded, "paid": "", "": "", "completed": "",
	} {
		if got := StatusOf(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// TestTimesIsExact compares with arithmetic that has no limits.
func TestTimesIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		price := rapid.Int64Range(-maxMinor, maxMinor).Draw(t, "price")
		quantity := rapid.Int64Range(-maxMinor, maxMinor).Draw(t, "quantity")
		if rapid.Bool().Draw(t, "small") {
			price, quantity = price%1e6, quantity%1e6
		}
		p := new(big.Int).Mul(big.NewInt(price), big.NewInt(quantity))
		half := big.NewInt(500)
		if p.Sign() < 0 {
			half.Neg(half)
		}
		p.Quo(p.Add(p, half), big.NewInt(1000)) // rounds half away from zero
		got, err := Times(price, quantity)
		fits := new(big.Int).Abs(p).Cmp(big.NewInt(maxMinor)) <= 0
		if (err == nil) != fits || fits && got != p.Int64() {
			t.Errorf("%d × %d gives %d, %v; want %s", price, quantity, got, err, p)
		}
	})
}

// FuzzRead holds the reading of events to what it promises: no panic, and only
// what can be kept.
func FuzzRead(f *testing.F) {
	f.Add("Order Completed", `{"products":[{"product_id":7,"price":"1.5","quantity":2}],"promised_at":1709649000}`)
	f.Add("Order Refunded", `{"refund_id":"r","products":[{"refund_id":"x","total":-3}]}`)
	f.Add("Order Updated", `{"status":"cancelled","added":true,"products":null}`)
	f.Fuzz(func(t *testing.T, name, body string) {
		n, err := read(&regulars.Event{Name: name, Order: "A", Body: []byte(body), Time: time.Unix(1709649000, 0)}, "USD")
		if err != nil {
			if regulars.CodeOf(err) != regulars.ErrInvalid {
				t.Fatal(err)
			}
			return
		}
		seen := map[string]bool{}
		for _, l := range n.lines {
			if l.id == "" || seen[l.id] || l.total > maxMinor || l.total < -maxMinor {
				t.Errorf("line %+v", l)
			}
			seen[l.id] = true
		}
		for _, r := range n.refunds {
			if r.id == "" || r.minor < 0 || r.at == 0 {
				t.Errorf("refund %+v", r)
			}
		}
		if n.delivered < 0 || n.delivered > math.MaxInt64/2 {
			t.Errorf("delivered %d", n.delivered)
		}
		s := state{linesKnown: true}
		s.fold(&n)
		s.finish()
	})
}
