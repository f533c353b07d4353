package customer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxTail   = 8  // characters of a token of Chinese
	maxWord   = 32 // bytes of a token of letters
	maxTokens = 48 // of one name
)

// fold brings text to the form in which it is searched: without the difference
// of case, width and accents.
func fold(s string) string {
	if plainLower(s) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if r >= 0x300 && r <= 0x36f { // accents over letters; not the marks of other scripts
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return norm.NFC.String(b.String())
}

func plainLower(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || s[i] >= 'A' && s[i] <= 'Z' {
			return false
		}
	}
	return true
}

// unspaced reports scripts that write no space between words.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// words cuts folded text into runs of letters and digits, and runs of scripts
// without spaces.
func words(s string) (out []string) {
	start, kind := -1, 0
	cut := func(end int) {
		if start >= 0 {
			out = append(out, s[start:end])
		}
		start = -1
	}
	for i, r := range s {
		k := 0
		switch {
		case unspaced(r):
			k = 2
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
			k = 1
		}
		if k != kind {
			cut(i)
			kind = k
		}
		if k != 0 && start < 0 {
			start = i
		}
	}
	cut(len(s))
	return out
}

// tokens are what a name is found by: its words, and of a run without spaces
// every tail, so that the beginning of some token is any part of the run.
func tokens(name string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(t string) {
		if !seen[t] && len(out) < maxTokens {
			seen[t] = true
			out = append(out, t)
		}
	}
	for _, word := range words(fold(name)) {
		if first, _ := utf8.DecodeRuneInString(word); !unspaced(first) {
			add(short(word, maxWord))
			continue
		}
		for i := range word {
			add(firstRunes(word[i:], maxTail))
		}
	}
	return out
}

// terms are the beginnings of tokens that a query asks for, all of which a name
// must have.
func terms(query string) []string {
	out := words(fold(query))
	for i, word := range out {
		if first, _ := utf8.DecodeRuneInString(word); unspaced(first) {
			out[i] = firstRunes(word, maxTail)
		} else {
			out[i] = short(word, maxWord)
		}
	}
	return out
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

var insertTokens = newBulk("INSERT INTO customer_token (token, customer) VALUES ", 2, " ON CONFLICT DO NOTHING")

// writeTokens makes the tokens of customers those of their new names.
func (w *work) writeTokens(numbers []int64, before, after map[int64]display) error {
	var args []any
	for _, n := range numbers {
		old, now := before[n].name, after[n].name // no old name for a number that is new
		if old == now {
			continue
		}
		for _, t := range tokens(old) {
			if _, err := w.tx.Exec("DELETE FROM customer_token WHERE token = ? AND customer = ?", t, n); err != nil {
				return err
			}
		}
		for _, t := range tokens(now) {
			args = append(args, t, n)
		}
	}
	return insertTokens.exec(w.tx, args)
}
