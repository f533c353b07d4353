package lang_test

import (
	"strings"
	"testing"
	"time"

	"regulars/audience/lang"
	"regulars/audience/lang/langtest"
)

// TestHostile holds the cost of what nobody writes in earnest to a second.
func TestHostile(t *testing.T) {
	t.Parallel()
	c := langtest.Catalogue(time.UTC)
	long := func(s string, n int) string { return strings.Repeat(s, n/len(s)) }
	for name, text := range map[string]string{
		"brackets":   long("(", 20_000),
		"lists":      long("[", 20_000),
		"not":        long("!", 19_990) + "true",
		"minus":      "age > " + long("-", 10_000) + "1",
		"dots":       "a" + long(".a", 19_000),
		"calls":      "a" + long(".a(", 19_000),
		"ternary":    long("a?", 19_000) + "b",
		"and":        strings.TrimSuffix(long("age > 1 && ", 19_900), " && "),
		"mixed":      long("age > 1 && (age < 2 || ", 19_900),
		"closed":     long("(age > 1 || ", 9_000) + "true" + strings.Repeat(")", 9_000/12),
		"list":       "age in [" + long("1,", 19_000) + "1]",
		"texts":      long(`"`, 19_999),
		"braces":     long("{a:", 19_000),
		"unary":      long("!-", 19_990),
		"wheres":     "orders" + long(".where(has(category))", 19_000),
		"index":      "a" + long("[a", 19_000),
		"comments":   long("//\n", 19_000),
		"too long":   long("a", 200_000),
		"less":       long("a<", 19_000),
		"generic":    long("a.b<c,", 19_000),
		"equal":      long("a==", 19_000) + "a",
		"plus":       long("1+", 19_000) + "1",
		"in":         long("a in ", 19_000) + "a",
		"structs":    long("a{b:", 19_000),
		"broken and": long("a && ", 19_000),
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			x, err := lang.Parse(text, c)
			if took := time.Since(begun); took > time.Second {
				t.Errorf("it takes %s", took)
			}
			if err == nil && name != "not" && name != "minus" && name != "comments" && name != "wheres" {
				t.Errorf("it is taken: %.80s", x)
			}
		})
	}
}
