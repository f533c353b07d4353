package segment

import (
	"time"
	"unicode/utf8"

	"regulars"
)

// Append writes an event as the JSON of one call and gives the longer slice.
// Reading it again with the same Options.Received gives an equal event, save
// for its source. The order's id and the amount are not written by themselves:
// they are read from the properties.
func Append(dst []byte, e regulars.Event) []byte {
	dst = append(dst, `{"type":"`...)
	dst = append(dst, e.Type...)
	dst = append(dst, '"')
	dst = member(dst, "messageId", e.ID)
	body := "properties"
	switch e.Type {
	case regulars.Track:
		dst = member(dst, "event", e.Name)
	case regulars.Page, regulars.Screen:
		dst = member(dst, "name", e.Name)
	case regulars.Identify:
		body = "traits"
	case regulars.Group:
		body = "traits"
		dst = member(dst, "groupId", e.PreviousID)
	case regulars.Alias:
		dst = member(dst, "previousId", e.PreviousID)
	}
	dst = member(dst, "userId", e.UserID)
	dst = member(dst, "anonymousId", e.AnonymousID)
	dst = member(dst, "channel", string(e.Channel))
	if !e.Time.IsZero() {
		dst = append(dst, `,"timestamp":"`...)
		dst = e.Time.UTC().AppendFormat(dst, time.RFC3339Nano)
		dst = append(dst, '"')
	}
	if e.Body != nil {
		dst = append(append(dst, `,"`+body+`":`...), e.Body...)
	}
	if e.Context != nil {
		dst = append(append(dst, `,"context":`...), e.Context...)
	}
	return append(dst, '}')
}

// member appends a member whose value is a string; nothing for "".
func member(dst []byte, key, value string) []byte {
	if value == "" {
		return dst
	}
	dst = append(append(append(dst, `,"`...), key...), `":`...)
	return AppendString(dst, value)
}

// AppendString writes s as a JSON string. Bytes that are not UTF-8 become U+FFFD.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < 0x20:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		case c < utf8.RuneSelf:
			dst = append(dst, c)
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
			continue
		}
		i++
	}
	return append(dst, '"')
}
