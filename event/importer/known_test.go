package importer

import "testing"

func TestKnownEncodes(t *testing.T) {
	t.Parallel()
	k := known{placed: true, revision: 7, promised: 1, delivered: 1 << 31}
	for i := range 40 {
		id := rowID{byte(i)}
		if k.has(id) {
			t.Fatal("known before it was learned")
		}
		k.learn(id)
		if !k.has(id) {
			t.Fatal("not known after it was learned")
		}
	}
	got := decodeKnown(k.encode())
	if string(got.encode()) != string(k.encode()) || !got.placed || got.cancelled || got.revision != 7 || len(got.rows) != 40 {
		t.Errorf("%+v", got)
	}
	if empty := decodeKnown(nil); empty.placed || empty.rows != nil {
		t.Errorf("%+v", empty)
	}
}
