package lang

import (
	"encoding/json"
	"unicode/utf8"
)

// find gives what stands at a path of a JSON object as text: a text as it is,
// a number, true or false as written; "" for nothing, null, a list or an object.
// It reads only as far as it must and is made for bodies that were checked at
// intake; of what is no JSON it gives something or nothing.
func find(body []byte, path []string) string {
	r := reader{body, 0}
	for _, key := range path {
		if !r.enter(key) {
			return ""
		}
	}
	from := r.at
	if from >= len(body) {
		return ""
	}
	switch body[from] {
	case '"':
		raw := r.text()
		return plain(raw)
	case '{', '[', 'n':
		return ""
	}
	r.skip()
	return string(body[from:r.at])
}

// plain gives the text of a quoted piece of JSON, of which raw is the inside.
func plain(raw []byte) string {
	for _, b := range raw {
		if b == '\\' || b < ' ' || b >= utf8.RuneSelf {
			return unquoted(raw)
		}
	}
	return string(raw)
}

func unquoted(raw []byte) string {
	quoted := make([]byte, 0, len(raw)+2)
	quoted = append(append(append(quoted, '"'), raw...), '"')
	var s string
	if json.Unmarshal(quoted, &s) != nil {
		return ""
	}
	return s
}

// reader walks over JSON.
type reader struct {
	b  []byte
	at int
}

func (r *reader) space() {
	for r.at < len(r.b) && (r.b[r.at] == ' ' || r.b[r.at] == '\n' || r.b[r.at] == '\t' || r.b[r.at] == '\r') {
		r.at++
	}
}

// enter goes to the value of a key of the object that stands here.
func (r *reader) enter(key string) bool {
	r.space()
	if r.at >= len(r.b) || r.b[r.at] != '{' {
		return false
	}
	r.at++
	for {
		r.space()
		if r.at >= len(r.b) || r.b[r.at] != '"' {
			return false
		}
		raw := r.text()
		found := string(raw) == key || plainKey(raw) && plain(raw) == key
		r.space()
		r.at++ // the colon
		r.space()
		if found {
			return true
		}
		r.skip()
		r.space()
		if r.at >= len(r.b) || r.b[r.at] != ',' {
			return false
		}
		r.at++
	}
}

// plainKey reports whether a key must be unquoted to be compared.
func plainKey(raw []byte) bool {
	for _, b := range raw {
		if b == '\\' {
			return true
		}
	}
	return false
}

// text passes over the text that stands here and gives its inside.
func (r *reader) text() []byte {
	from := r.at + 1
	for r.at++; r.at < len(r.b); r.at++ {
		switch r.b[r.at] {
		case '\\':
			r.at++
		case '"':
			r.at++
			return r.b[from : r.at-1]
		}
	}
	return nil
}

// skip passes over the value that stands here.
func (r *reader) skip() {
	depth := 0
	for r.at < len(r.b) {
		switch r.b[r.at] {
		case '"':
			r.text()
			if depth == 0 {
				return
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return
			}
			if depth--; depth == 0 {
				r.at++
				return
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return
			}
		}
		r.at++
	}
	r.at = min(r.at, len(r.b))
}
