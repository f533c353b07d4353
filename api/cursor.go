package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"

	"regulars"
)

// maxCursor bounds a cursor in bytes, as sent.
const maxCursor = 1024

// EncodeCursor gives v as an opaque cursor. V is a struct with JSON tags that
// says where the next page begins: the sort key and the id of the last item.
// The zero value gives "", which says that there is no next page.
//
// A cursor is not signed: a domain treats what it holds like any other input,
// and it grants nothing that the list itself would not.
func EncodeCursor[V comparable](v V) string {
	var zero V
	if v == zero {
		return ""
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic("api: a cursor must be plain data: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// DecodeCursor is the inverse of [EncodeCursor]; "" gives the zero value. It
// gives ErrInvalid for the field cursor when s was not made by EncodeCursor of
// the same type.
func DecodeCursor[V comparable](s string) (v V, err error) {
	if s == "" {
		return v, nil
	}
	var zero V
	bad := regulars.Invalid("cursor", "cursor", "this cursor did not come from this list; start again without one")
	if len(s) > maxCursor {
		return zero, bad
	}
	text, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return zero, bad
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(&v) != nil || v == zero {
		return zero, bad
	}
	if _, err := d.Token(); err != io.EOF {
		return zero, bad
	}
	return v, nil
}
