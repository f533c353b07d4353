package index

// Kept is the parts and the rung at one month end, as it is kept.
type Kept struct {
	Parts Parts
	Rung  Rung
}

// keptBytes is how long one is when it is written.
const keptBytes = Count + 1

// Encode writes month ends in order, six bytes each: a year of them is shorter
// than one event.
func Encode(ends []Kept) []byte {
	out := make([]byte, 0, keptBytes*len(ends))
	for _, k := range ends {
		for _, v := range k.Parts {
			out = append(out, byte(v))
		}
		out = append(out, byte(k.Rung))
	}
	return out
}

// Decode reads what [Encode] wrote. Bytes that it cannot have written are read
// as missing.
func Decode(raw []byte) []Kept {
	out := make([]Kept, 0, len(raw)/keptBytes)
	for ; len(raw) >= keptBytes; raw = raw[keptBytes:] {
		k := Kept{Rung: Rung(raw[Count])}
		for i := range k.Parts {
			if k.Parts[i] = Value(raw[i]); k.Parts[i] < 0 || k.Parts[i] > 100 {
				k.Parts[i] = Missing
			}
		}
		k.Rung = min(max(k.Rung, Reached), Rungs)
		out = append(out, k)
	}
	return out
}

// PartsOf gives the parts of month ends.
func PartsOf(ends []Kept) []Parts {
	out := make([]Parts, len(ends))
	for i := range ends {
		out[i] = ends[i].Parts
	}
	return out
}
