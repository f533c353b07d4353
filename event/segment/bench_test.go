package segment_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"regulars/event/segment"
)

// usual is an event of about 600 bytes as a browser sends it.
func usual(i int) string {
	return fmt.Sprintf(`{"messageId":"ajs-next-1786000000000-5f1c2a%08d","timestamp":"2026-03-01T10:11:%02d.%03dZ","type":"track","event":"Product Viewed",`+
		`"userId":"customer-%d","anonymousId":"8c1b9b3e-54c6-4f6b-9d59-%012d","properties":{"product_id":"tea-%d","name":"Longjing, first pick","price":128.5,"currency":"CNY","quantity":1,"path":"/tea/longjing"},`+
		`"context":{"page":{"path":"/tea/longjing","referrer":"","title":"Longjing 龙井","url":"https://shop.example/tea/longjing"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36","locale":"zh-CN","library":{"name":"analytics.js","version":"npm:next-1.84.3"}},"integrations":{}}`,
		i, i%60, i%1000, i%5000, i, i%300)
}

func usualBatch(n int) []byte {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = usual(i)
	}
	return []byte(`{"batch":[` + strings.Join(parts, ",") + `],"sentAt":"2026-03-01T10:12:00.000Z"}`)
}

func BenchmarkDecode(b *testing.B) {
	body := usualBatch(100)
	o := segment.Options{Received: time.Date(2026, 3, 1, 10, 12, 0, 5e6, time.UTC), Currency: "CNY"}
	b.Run("segment", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			batch, err := segment.DecodeBatch(body, o)
			if err != nil || len(batch.Events) != 100 {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/event")
	})
	b.Run("encoding/json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			var batch struct {
				Batch []struct {
					Type, MessageID, UserID, AnonymousID, Event string
					Timestamp                                   time.Time
					Properties, Context                         json.RawMessage
				}
			}
			if err := json.Unmarshal(body, &batch); err != nil || len(batch.Batch) != 100 {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/event")
	})
}
