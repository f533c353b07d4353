package main

import (
	"context"
	"path/filepath"
	"testing"
)

// BenchmarkIntake is the command with its defaults, once: go test -bench . -benchtime 1x.
func BenchmarkIntake(b *testing.B) {
	ctx := context.Background()
	dir := b.TempDir()
	s, err := openSystem(ctx, filepath.Join(dir, "regulars.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.close()
	if err := s.fill(ctx, *known); err != nil {
		b.Fatal(err)
	}
	for _, shape := range []struct {
		name       string
		perRequest int
	}{{"100 events a request", 100}, {"1 event a request", 1}} {
		b.Run(shape.name, func(b *testing.B) {
			for b.Loop() {
				ours, bare, err := compare(ctx, s, dir, shape.perRequest)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(ours, "events/s")
				b.ReportMetric(bare, "bare-events/s")
				b.ReportMetric(ours/bare, "ratio")
			}
		})
	}
}
