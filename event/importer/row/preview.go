package row

import (
	"strconv"

	"regulars"
	"regulars/event/importer/sheet"
)

// Preview is what a file looks like before it is imported.
type Preview struct {
	Columns []string   `json:"columns"`
	Guess   Mapping    `json:"guess"`
	Sample  [][]string `json:"sample"`
	Look    sheet.Look `json:"format"`
}

// Inspect looks at the beginning of a file and guesses its mapping.
func Inspect(kind Kind, file string) (Preview, error) {
	look, err := sheet.Inspect(file, 1<<20)
	if err != nil {
		return Preview{}, err
	}
	r, err := sheet.Open(file, look)
	if err != nil {
		return Preview{}, err
	}
	defer r.Close()
	p := Preview{Look: look}
	if p.Columns, err = ReadHeader(r); err != nil {
		return p, err
	}
	if p.Sample, err = sampleRows(file, look, 200); err != nil {
		return p, err
	}
	p.Guess = Guess(kind, p.Columns, p.Sample)
	p.Sample = p.Sample[:min(5, len(p.Sample))]
	return p, nil
}

// GuessFrom guesses the mapping from the header and the first rows.
func GuessFrom(kind Kind, header []string, file string, look sheet.Look) (Mapping, error) {
	sample, err := sampleRows(file, look, 200)
	if err != nil {
		return nil, err
	}
	return Guess(kind, header, sample), nil
}

func sampleRows(file string, look sheet.Look, n int) ([][]string, error) {
	r, err := sheet.Open(file, look)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if _, err := ReadHeader(r); err != nil {
		return nil, err
	}
	var out [][]string
	for len(out) < n && r.Next() {
		var row []string
		for _, f := range r.Fields() {
			row = append(row, string(f))
		}
		if r.Fault() == sheet.NoFault {
			out = append(out, row)
		}
	}
	return out, r.Err()
}

// ReadHeader reads the columns' names. A column without one is called by its number.
func ReadHeader(r *sheet.Reader) ([]string, error) {
	if !r.Next() {
		if r.Err() != nil {
			return nil, r.Err()
		}
		return nil, regulars.Invalid("file", "empty", "the file is empty")
	}
	if r.Fault() != sheet.NoFault {
		return nil, regulars.Invalid("file", "header", "the first row, which names the columns, cannot be read")
	}
	var header []string
	for i, f := range r.Fields() {
		name := string(Clean(f))
		if name == "" {
			name = "#" + strconv.Itoa(i+1)
		}
		header = append(header, name)
	}
	return header, nil
}
