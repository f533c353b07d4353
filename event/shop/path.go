package shop

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// node is a JSON object; numbers in it are json.Number, as written.
type node map[string]any

// documentKey is where an element keeps the document it stands in.
const documentKey = ".."

// parse reads a JSON object.
func parse(text []byte) (node, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var n node
	if err := d.Decode(&n); err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("shop: there is something behind the object")
	}
	return n, nil
}

// get gives the value at a path such as "customer.email"; nil when it leads
// nowhere. "../" at the beginning leads from an element to its document.
func (n node) get(path string) any {
	if rest, ok := strings.CutPrefix(path, "../"); ok {
		outer, _ := n[documentKey].(node)
		return outer.get(rest)
	}
	var v any = map[string]any(n)
	for step := range strings.SplitSeq(path, ".") {
		object, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = object[step]
	}
	return v
}

// text gives the string, number or truth at a path, "" for anything else.
func (n node) text(path string) string {
	switch v := n.get(path).(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

// first gives the text of the first path that holds any.
func (n node) first(paths []string) string {
	for _, p := range paths {
		if s := n.text(p); s != "" {
			return s
		}
	}
	return ""
}

// list gives the objects of the list at a path, each knowing its document.
func (n node) list(path string) []node {
	values, _ := n.get(path).([]any)
	var out []node
	for _, v := range values {
		object, ok := v.(map[string]any)
		if !ok {
			continue
		}
		element := make(node, len(object)+1)
		for k, v := range object {
			element[k] = v
		}
		element[documentKey] = n
		out = append(out, element)
	}
	return out
}

// holds reports whether a condition is true of n.
func (c condition) holds(n node) bool {
	text := n.text(c.path)
	if len(c.values) == 0 {
		return (text != "" || n.list(c.path) != nil) != c.not
	}
	for _, v := range c.values {
		if text == v {
			return !c.not
		}
	}
	return c.not
}

// fill replaces every {path} of a pattern.
func (n node) fill(pattern string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		path, after, _ := strings.Cut(rest, "}")
		b.WriteString(n.text(path))
		pattern = after
	}
}
