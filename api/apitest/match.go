package apitest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// names are what "$name" stands for.
type names map[string]any

var inText = regexp.MustCompile(`\$\{?([a-zA-Z]\w*)\}?`)

// fill puts values in place of names in a text. A name that stands for nothing
// stays as it is.
func (n names) fill(text string) string {
	return inText.ReplaceAllStringFunc(text, func(name string) string {
		v, ok := n[strings.Trim(name, "${}")]
		if !ok {
			return name
		}
		if s, ok := v.(string); ok {
			return s
		}
		b, _ := json.Marshal(v)
		return string(b)
	})
}

// match compares got with what a script wants, takes new names, and gives a
// sentence for each difference.
func (n names) match(path string, want, got any) (faults []string) {
	fault := func(format string, args ...any) []string {
		return []string{path + ": " + fmt.Sprintf(format, args...)}
	}
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			return fault("want an object, got %s", show(got))
		}
		members := make([]string, 0, len(want))
		for name := range want {
			members = append(members, name)
		}
		slices.Sort(members)
		for _, name := range members {
			value, there := object[name]
			switch {
			case want[name] == "absent":
				if there {
					faults = append(faults, path+"."+name+": is there: "+show(value))
				}
			case !there:
				faults = append(faults, path+"."+name+": is not there")
			default:
				faults = append(faults, n.match(path+"."+name, want[name], value)...)
			}
		}
		return faults
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			return fault("want a list of %d, got %s", len(want), show(got))
		}
		for i := range want {
			faults = append(faults, n.match(fmt.Sprintf("%s[%d]", path, i), want[i], list[i])...)
		}
		return faults
	case string:
		return n.matchText(want, got, fault)
	}
	if !reflect.DeepEqual(want, got) {
		return fault("want %s, got %s", show(want), show(got))
	}
	return nil
}

func (n names) matchText(want string, got any, fault func(string, ...any) []string) []string {
	if want == "*" {
		if got == nil {
			return fault("is null")
		}
		return nil
	}
	if m := inText.FindStringSubmatch(want); m != nil && m[0] == want {
		known, ok := n[m[1]]
		if !ok {
			n[m[1]] = got
			return nil
		}
		if !reflect.DeepEqual(known, got) {
			return fault("want %s as before (%s), got %s", want, show(known), show(got))
		}
		return nil
	}
	want = n.fill(want)
	text, ok := got.(string)
	if re, is := strings.CutPrefix(want, "~"); is {
		if matched, err := regexp.MatchString(re, text); err != nil || !ok || !matched {
			return fault("%s does not match %s", show(got), re)
		}
		return nil
	}
	if !ok || text != want {
		return fault("want %q, got %s", want, show(got))
	}
	return nil
}

func show(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if len(b) > 400 {
		b = append(b[:400], "…"...)
	}
	return string(b)
}

// texts gives every text of a JSON value, names of members included.
func texts(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, e := range v {
			out = append(out, texts(e)...)
		}
	case map[string]any:
		for name, e := range v {
			out = append(append(out, name), texts(e)...)
		}
	}
	return out
}
