package tag

import (
	"encoding/binary"
	"errors"
	"slices"

	"regulars/audience/lang"
)

// values are what is known of a customer, by tag. What is missing is not there.
type values map[int64]lang.Value

// How a value is packed: the step from one tag to the next and the sort of value
// make one number, what it is follows.
const (
	packedFalse = iota
	packedTrue
	packedNumber // zigzag
	packedWord   // the number of a word
	packedText   // length and bytes
	packedTexts  // how many, then each as length and bytes
	packedDate   // zigzag, days since 1970
	packedSorts  = 8
)

// pack gives values as bytes, the same for the same values. Texts that are words
// go by number: 200 tags take some 400 bytes.
func pack(v values, word map[string]int64) []byte {
	ids := make([]int64, 0, len(v))
	for id := range v {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	out := make([]byte, 0, 4*len(ids))
	last := int64(0)
	head := func(id int64, sort uint64) {
		out = binary.AppendUvarint(out, uint64(id-last)*packedSorts+sort)
		last = id
	}
	text := func(s string) { out = append(binary.AppendUvarint(out, uint64(len(s))), s...) }
	for _, id := range ids {
		x := v[id]
		switch x.Kind {
		case lang.KindBool:
			head(id, packedFalse+uint64(x.Int))
		case lang.KindNumber:
			head(id, packedNumber)
			out = binary.AppendVarint(out, x.Int)
		case lang.KindDate:
			head(id, packedDate)
			out = binary.AppendVarint(out, x.Int)
		case lang.KindText:
			if n, ok := word[x.Text]; ok {
				head(id, packedWord)
				out = binary.AppendUvarint(out, uint64(n))
				continue
			}
			head(id, packedText)
			text(x.Text)
		case lang.KindTexts:
			head(id, packedTexts)
			out = binary.AppendUvarint(out, uint64(len(x.Texts)))
			for _, s := range x.Texts {
				text(s)
			}
		}
	}
	return out
}

var errPacked = errors.New("tag: a row of values is damaged")

// unpack reads what pack gives.
func unpack(b []byte, words map[int64]string) (values, error) {
	out := values{}
	bad := false
	number := func() uint64 {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			bad, b = true, nil
			return 0
		}
		b = b[size:]
		return n
	}
	signed := func() int64 {
		n := number()
		return int64(n>>1) ^ -int64(n&1)
	}
	text := func() string {
		n := number()
		if n > uint64(len(b)) {
			bad, b = true, nil
			return ""
		}
		s := string(b[:n])
		b = b[n:]
		return s
	}
	for id := int64(0); len(b) > 0; {
		head := number()
		id += int64(head / packedSorts)
		switch head % packedSorts {
		case packedFalse:
			out[id] = lang.BoolOf(false)
		case packedTrue:
			out[id] = lang.BoolOf(true)
		case packedNumber:
			out[id] = lang.NumberOf(lang.Number(signed()))
		case packedDate:
			out[id] = lang.Value{Kind: lang.KindDate, Int: signed()}
		case packedWord:
			if w, ok := words[int64(number())]; ok {
				out[id] = lang.TextOf(w)
			}
		case packedText:
			out[id] = lang.TextOf(text())
		case packedTexts:
			n := number()
			if n > uint64(len(b)) {
				return nil, errPacked
			}
			list := make([]string, n)
			for i := range list {
				list[i] = text()
			}
			out[id] = lang.TextsOf(list...)
		default:
			bad = true
		}
		if bad {
			return nil, errPacked
		}
	}
	return out, nil
}
