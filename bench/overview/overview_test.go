package main

import (
	"context"
	"testing"
	"time"

	"regulars"
	"regulars/bench/brand"
)

// BenchmarkOverview is the command with its defaults, once: go test -bench . -benchtime 1x.
func BenchmarkOverview(b *testing.B) {
	ctx := regulars.WithActor(context.Background(), regulars.System("bench"))
	s, err := open(ctx, b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.close()
	if err := s.fill(ctx, brand.Brand{Customers: *customers, Events: *events, End: time.Now().UTC().Truncate(time.Hour)}); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := s.measure(ctx); err != nil {
			b.Fatal(err)
		}
	}
}
