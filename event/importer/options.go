package importer

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"regulars"
	"regulars/event/importer/row"
	"regulars/event/importer/sheet"
)

// Options say what to import and how to read it.
type Options struct {
	Kind Kind
	// File is the path of the file; Shown its name as people know it (the
	// path's last part by default).
	File, Shown string
	// Map says which column is which field; an empty one means that it is guessed.
	Map Mapping
	// Currency is of amounts that name none; "" means the workspace's.
	Currency string
	// Zone is of times without an offset of their own, and of the days by which
	// orders without a number are told apart; nil means the workspace's.
	Zone *time.Location
	// Dates tells how dates such as 3/4/2024 are read, when the file itself
	// does not show it.
	Dates sheet.DayOrder
	// Decimal is the mark before fractions, "." or ","; "" means that it is
	// found out.
	Decimal string
	// Source is where the events come from; "" means "import".
	Source string
	// DryRun has everything done but kept nothing.
	DryRun bool
	// Refused, when not nil, is told of every row that is refused, in no
	// particular order: the row-by-row report of a dry run.
	Refused func(Reason, Example)

	id string // of the console's import
}

// settled is how a file is read: what was asked for and what was found out.
type settled struct {
	Kind     Kind
	Map      Mapping
	Currency string
	Zone     string
	Dates    sheet.DayOrder
	Decimal  string
	Source   string

	look    sheet.Look
	columns *row.Columns
	zone    *time.Location
}

// task names what an import does: a file with this content read in this way.
func (s *settled) task() string {
	sum := sha256.Sum256(append(marshal(s), s.look.Digest...))
	return hex.EncodeToString(sum[:])
}

func (s *settled) format() Format {
	f := Format{Look: s.look, Dates: s.Dates, Decimal: s.Decimal, Zone: s.Zone}
	if s.Kind == Orders {
		f.Currency = s.Currency
	}
	return f
}

// clueRows is how many rows are looked at for marks and dates; more only when
// these leave both readings open.
const clueRows = 20_000

// settle finds out how the file is read.
func (im *Importer) settle(o Options, look sheet.Look) (*settled, error) {
	s := &settled{Kind: o.Kind, Map: o.Map, Currency: o.Currency, Source: o.Source, look: look, zone: o.Zone}
	if s.Source == "" {
		s.Source = "import"
	}
	if s.Currency == "" && im.s.Currency != nil {
		s.Currency = im.s.Currency()
	}
	if s.zone == nil && im.s.Zone != nil {
		s.zone = im.s.Zone()
	}
	if s.zone == nil {
		s.zone = time.UTC
	}
	s.Zone = s.zone.String()
	if s.Currency != "" && !regulars.ValidCurrency(s.Currency) {
		return nil, regulars.Invalid("currency", "currency", "a currency is three capital letters, such as CNY")
	}
	r, err := sheet.Open(o.File, look)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	header, err := row.ReadHeader(r)
	if err != nil {
		return nil, err
	}
	if len(s.Map) == 0 {
		if s.Map, err = row.GuessFrom(o.Kind, header, o.File, look); err != nil {
			return nil, err
		}
	}
	if s.columns, err = row.Resolve(o.Kind, s.Map, header); err != nil {
		return nil, err
	}
	return s, s.clues(r, o)
}

// clues looks at the rows for what a single value does not show.
func (s *settled) clues(r *sheet.Reader, o Options) error {
	var numbers sheet.NumberClues
	var dates sheet.DateClues
	each := func(fields [][]byte, which []row.Field, add func([]byte)) {
		for _, f := range which {
			if i := s.columns.At(f); i >= 0 && i < len(fields) {
				add(fields[i])
			}
		}
	}
	for n := 0; r.Next() && (n < clueRows || dates.Open() && o.Dates == "" || numbers.Open() && o.Decimal == ""); n++ {
		each(r.Fields(), []row.Field{row.Amount, row.Price, row.Quantity}, numbers.Add)
		each(r.Fields(), []row.Field{row.Time, row.Promised, row.Shipped, row.Delivered, row.Created, row.Birthday}, dates.Add)
	}
	if r.Err() != nil {
		return r.Err()
	}
	s.Decimal, s.Dates = o.Decimal, o.Dates
	if s.Decimal == "" {
		s.Decimal = string(numbers.Verdict(s.look.Delimiter).Decimal)
	}
	if s.Dates == "" {
		s.Dates = dates.Verdict()
		if dates.Open() {
			return regulars.Invalid("dates", "ambiguous", "the dates may be day first or month first; say which: dmy or mdy")
		}
	}
	if s.Decimal != "." && s.Decimal != "," {
		return regulars.Invalid("decimal", "mark", "the mark before a fraction is a point or a comma")
	}
	if s.Dates != sheet.AnyOrder && s.Dates != sheet.DayFirst && s.Dates != sheet.MonFirst {
		return regulars.Invalid("dates", "order", "dates are dmy or mdy")
	}
	return nil
}

// reader gives the reader of rows that is settled on.
func (s *settled) reader(latest int64) *row.Reader {
	return &row.Reader{Kind: s.Kind, Columns: s.columns, Dates: sheet.Dates{Order: s.Dates, Zone: s.zone},
		Numbers: sheet.Numbers{Decimal: s.Decimal[0]}, Currency: s.Currency, Latest: latest}
}
