package main

import (
	"context"
	"testing"
)

// BenchmarkWarehouse is the command with its defaults, once: go test -bench . -benchtime 1x.
func BenchmarkWarehouse(b *testing.B) {
	for b.Loop() {
		if err := run(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
