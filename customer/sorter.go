package customer

import (
	"encoding/hex"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// sorter tells how names are sorted: letters without difference of case and
// accents, Chinese by its sounds (pinyin, as in the CLDR). One goroutine uses it.
type sorter struct {
	collator *collate.Collator
	buffer   *collate.Buffer
}

func newSorter() sorter {
	return sorter{collate.New(language.Chinese, collate.IgnoreCase, collate.IgnoreDiacritics), &collate.Buffer{}}
}

// nameless sorts behind every name.
const nameless = "~"

// keyBytes is enough for the first ten characters or so.
const keyBytes = 24

// key gives a text that sorts as the name does.
func (s sorter) key(name string) string {
	if name == "" {
		return nameless
	}
	s.buffer.Reset()
	key := s.collator.KeyFromString(s.buffer, short(name, 64))
	return hex.EncodeToString(key[:min(len(key), keyBytes)])
}
