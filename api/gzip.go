package api

import (
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// squeezeFrom is the smallest first write that is worth compressing, in bytes.
const squeezeFrom = 1400

var gzipPool = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails only for levels that do not exist
	return w
}}

// acceptsGzip reports whether the caller takes a compressed answer.
func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.ReplaceAll(q, " ", "") != "q=0"
		}
	}
	return false
}

// squeezer compresses an answer whose first write is long and whose type
// shrinks. It decides then, so the status is held back until the first write.
type squeezer struct {
	http.ResponseWriter
	accepts bool
	decided bool
	status  int
	gz      *gzip.Writer
}

// WriteHeader holds the status back.
func (s *squeezer) WriteHeader(status int) {
	if s.decided || status < 200 {
		s.ResponseWriter.WriteHeader(status)
		return
	}
	if s.status == 0 {
		s.status = status
	}
}

// Write compresses or passes on.
func (s *squeezer) Write(p []byte) (int, error) {
	s.decide(len(p))
	if s.gz != nil {
		return s.gz.Write(p)
	}
	return s.ResponseWriter.Write(p)
}

func (s *squeezer) decide(n int) {
	if s.decided {
		return
	}
	s.decided = true
	h := s.Header()
	h.Add("Vary", "Accept-Encoding")
	if s.accepts && n >= squeezeFrom && shrinks(h.Get("Content-Type")) && h.Get("Content-Encoding") == "" {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		s.gz = gzipPool.Get().(*gzip.Writer)
		s.gz.Reset(s.ResponseWriter)
	}
	if s.status != 0 {
		s.ResponseWriter.WriteHeader(s.status)
	}
}

func shrinks(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") && contentType != "text/event-stream" ||
		strings.HasPrefix(contentType, "application/json") || strings.HasPrefix(contentType, "application/problem+json") ||
		strings.HasPrefix(contentType, "application/openapi+json")
}

// Flush sends what there is.
func (s *squeezer) Flush() {
	s.decide(0)
	if s.gz != nil {
		s.gz.Flush()
	}
	http.NewResponseController(s.ResponseWriter).Flush()
}

// Unwrap is for http.ResponseController.
func (s *squeezer) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// close ends the answer.
func (s *squeezer) close() {
	if !s.decided && s.status != 0 {
		s.decide(0)
	}
	if s.gz != nil {
		s.gz.Close()
		gzipPool.Put(s.gz)
		s.gz = nil
	}
}

// drop forgets an answer that broke off: what was held back is never sent.
func (s *squeezer) drop() {
	s.decided, s.status, s.gz = true, 0, nil
}
