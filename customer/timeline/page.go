package timeline

import (
	"bytes"
	"encoding/json"
)

// pageFields are what a page view is told by; the path above all, because page
// behaviour is computed from it.
var pageFields = []string{"path", "url", "title", "referrer"}

// withPage gives body with those of the page's fields that only the context
// has. A body or context that is no object is left alone.
func withPage(body, context json.RawMessage) json.RawMessage {
	if !bytes.Contains(context, []byte(`"page"`)) || bytes.Contains(body, []byte(`"path"`)) && bytes.Contains(body, []byte(`"url"`)) {
		return body
	}
	var from struct {
		Page map[string]json.RawMessage `json:"page"`
	}
	if json.Unmarshal(context, &from) != nil || len(from.Page) == 0 {
		return body
	}
	var have map[string]json.RawMessage
	if len(body) > 0 && (json.Unmarshal(body, &have) != nil || have == nil) {
		return body
	}
	out := []byte("{")
	if len(have) > 0 {
		out = bytes.TrimSuffix(append([]byte(nil), bytes.TrimSpace(body)...), []byte("}"))
	}
	for _, field := range pageFields {
		v, ok := from.Page[field]
		if _, had := have[field]; had || !ok || len(v) == 0 || v[0] != '"' || string(v) == `""` {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), field...), `":`...)
		out = append(out, v...)
	}
	if len(out) == 1 {
		return body
	}
	return append(out, '}')
}
