package row

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"io"
	"os"
	"slices"
)

// Key says which rows belong together.
type Key [16]byte

// Sorter brings rows into the order of their keys, then of their numbers, outside of
// memory: full buffers are sorted and written to scratch files, which are merged at the end.
type Sorter struct {
	dir    string
	limit  int // bytes kept in memory
	buf    []byte
	places []place
	runs   []*os.File
}

// place is where a record stands in the buffer, with the beginning of its head.
type place struct {
	prefix     uint64
	start, end uint32
}

// headLen is the length of a record's head: key and row number.
const headLen = 16 + 8

// sortBytes is how much is kept in memory.
const sortBytes = 64 << 20

// NewSorter gives a sorter that keeps its scratch files in dir; "" is the
// system's folder for such.
func NewSorter(dir string) *Sorter { return &Sorter{dir: dir, limit: sortBytes} }

// Add takes a row.
func (s *Sorter) Add(k Key, w *Row) error {
	start := len(s.buf)
	s.buf = append(s.buf, k[:]...)
	s.buf = binary.BigEndian.AppendUint64(s.buf, uint64(w.Number))
	s.buf = w.Pack(s.buf)
	s.places = append(s.places, place{binary.BigEndian.Uint64(k[:]), uint32(start), uint32(len(s.buf))})
	if len(s.buf)+len(s.places)*16 > s.limit {
		return s.spill()
	}
	return nil
}

func (s *Sorter) sort() {
	slices.SortFunc(s.places, func(a, b place) int {
		if c := cmp.Compare(a.prefix, b.prefix); c != 0 {
			return c
		}
		return bytes.Compare(s.buf[a.start:a.start+headLen], s.buf[b.start:b.start+headLen])
	})
}

// spill writes the sorted buffer to a scratch file.
func (s *Sorter) spill() error {
	s.sort()
	f, err := os.CreateTemp(s.dir, "import-*.sort")
	if err != nil {
		return err
	}
	os.Remove(f.Name()) // where the system allows it, the file goes with the program
	s.runs = append(s.runs, f)
	w := bufio.NewWriterSize(f, 256<<10)
	var n [4]byte
	for _, p := range s.places {
		binary.BigEndian.PutUint32(n[:], p.end-p.start)
		w.Write(n[:])
		w.Write(s.buf[p.start:p.end])
	}
	if err := w.Flush(); err != nil {
		return err
	}
	s.buf, s.places = s.buf[:0], s.places[:0]
	return nil
}

// Close lets go of the scratch files.
func (s *Sorter) Close() {
	for _, f := range s.runs {
		f.Close()
		os.Remove(f.Name())
	}
	s.runs, s.buf, s.places = nil, nil, nil
}

// Each calls fn for every row in order. It may be called again.
func (s *Sorter) Each(fn func(k Key, w *Row) error) error {
	return s.records(func(record []byte) error {
		w := Unpack(record[headLen:])
		return fn(Key(record[:len(Key{})]), &w)
	})
}

// records calls fn for every record in order; it is valid during the call.
func (s *Sorter) records(fn func([]byte) error) error {
	if len(s.runs) == 0 {
		s.sort()
		for _, p := range s.places {
			if err := fn(s.buf[p.start:p.end]); err != nil {
				return err
			}
		}
		return nil
	}
	if len(s.places) > 0 {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.buf, s.places = nil, nil
	return merge(s.runs, fn)
}

func merge(files []*os.File, fn func([]byte) error) error {
	var h runs
	for _, f := range files {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		r := &run{in: bufio.NewReaderSize(f, 128<<10)}
		if ok, err := r.next(); err != nil {
			return err
		} else if ok {
			h = append(h, r)
		}
	}
	heap.Init(&h)
	for len(h) > 0 {
		if err := fn(h[0].record); err != nil {
			return err
		}
		ok, err := h[0].next()
		switch {
		case err != nil:
			return err
		case ok:
			heap.Fix(&h, 0)
		default:
			heap.Pop(&h)
		}
	}
	return nil
}

// run is one sorted scratch file.
type run struct {
	in     *bufio.Reader
	record []byte
}

func (r *run) next() (bool, error) {
	var n [4]byte
	if _, err := io.ReadFull(r.in, n[:]); err == io.EOF {
		return false, nil
	} else if err != nil {
		return false, err
	}
	r.record = slices.Grow(r.record[:0], int(binary.BigEndian.Uint32(n[:])))[:binary.BigEndian.Uint32(n[:])]
	_, err := io.ReadFull(r.in, r.record)
	return true, err
}

// runs is a heap of scratch files by their next record.
type runs []*run

func (h runs) Len() int { return len(h) }
func (h runs) Less(i, j int) bool {
	return bytes.Compare(h[i].record[:headLen], h[j].record[:headLen]) < 0
}
func (h runs) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *runs) Push(x any)   { *h = append(*h, x.(*run)) }
func (h *runs) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}
