package shop

import (
	"math/big"
	"strings"
)

// paidBack adds the amounts of a refund's payments that went through, exactly.
func paidBack(n node) string {
	sum, digits := new(big.Rat), 0
	for _, t := range n.list("transactions") {
		if t.text("kind") != "refund" || t.text("status") != "success" {
			continue
		}
		text := t.text("amount")
		amount, ok := new(big.Rat), !strings.ContainsAny(text, "eE/") && len(text) < 40
		if ok {
			_, ok = amount.SetString(text)
		}
		if !ok {
			return text // which intake refuses, with the reason
		}
		if _, fraction, ok := strings.Cut(text, "."); ok {
			digits = max(digits, len(fraction))
		}
		sum.Add(sum, amount)
	}
	return sum.FloatString(digits)
}

// paidBackIn gives the currency of a refund: its payments', else its order's.
func paidBackIn(n node) string {
	for _, t := range n.list("transactions") {
		if c := t.text("currency"); c != "" {
			return c
		}
	}
	return n.first([]string{"currency", "../currency"})
}
