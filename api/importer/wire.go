package importapi

import (
	"time"

	"regulars/api"
	"regulars/event/importer"
)

// Import is a file of orders or customers on its way in.
type Import struct {
	ID        string            `json:"id"`
	Kind      importer.Kind     `json:"kind" enum:"orders,customers"`
	Name      string            `json:"name" doc:"The file's name"`
	State     importer.State    `json:"state" enum:"uploaded,checking,checked,running,done,failed,cancelled"`
	Plan      ImportPlan        `json:"plan"`
	Fields    []string          `json:"fields" nullable:"false" doc:"The fields that a column may be"`
	Columns   []string          `json:"columns" nullable:"false" doc:"The file's columns"`
	Guess     map[string]string `json:"guess,omitempty" doc:"Which column is probably which field"`
	Sample    [][]string        `json:"sample" nullable:"false" doc:"The first rows, while the file is there"`
	Format    *ImportFormat     `json:"format,omitempty"`
	Progress  *ImportProgress   `json:"progress,omitempty" doc:"While it is checked or run"`
	Result    *ImportResult     `json:"result,omitempty" doc:"Of the last check or run"`
	Fault     *ImportFault      `json:"fault,omitempty" doc:"Why it failed"`
	CreatedAt time.Time         `json:"createdAt"`
	UpdatedAt time.Time         `json:"updatedAt"`
}

// ImportFormat is how a file is written.
type ImportFormat struct {
	Charset   string `json:"charset" example:"utf-8"`
	Gzip      bool   `json:"gzip"`
	Delimiter string `json:"delimiter" example:","`
	Bytes     int64  `json:"bytes" doc:"The size of the file"`
	Dates     string `json:"dates,omitempty" enum:"dmy,mdy"`
	Decimal   string `json:"decimal,omitempty"`
	TimeZone  string `json:"timeZone,omitempty"`
	Currency  string `json:"currency,omitempty"`
}

// ImportProgress is how far a check or run has come.
type ImportProgress struct {
	Phase       string  `json:"phase" enum:"looking,reading,taking"`
	Rows        int64   `json:"rows" doc:"Rows dealt with in this phase"`
	Percent     float64 `json:"percent" doc:"Of the whole"`
	LeftSeconds int64   `json:"leftSeconds" doc:"About how long it still takes; 0 for unknown"`
}

// ImportResult says what became of the rows.
type ImportResult struct {
	DryRun  bool           `json:"dryRun" doc:"It was only tried; nothing was kept"`
	Rows    int64          `json:"rows"`
	Taken   int64          `json:"taken" doc:"Rows that brought something new"`
	Already int64          `json:"already" doc:"Rows that were there already"`
	Refused int64          `json:"refused"`
	Reasons []ImportReason `json:"reasons" nullable:"false"`
	Made    ImportMade     `json:"made"`
}

// ImportReason counts rows refused for a reason.
type ImportReason struct {
	Reason   string          `json:"reason" doc:"A stable word" example:"time"`
	Count    int64           `json:"count"`
	Examples []ImportExample `json:"examples" nullable:"false"`
}

// ImportExample is a place in the file.
type ImportExample struct {
	Row    int64  `json:"row" doc:"As a spreadsheet counts: the header is row 1"`
	Column string `json:"column,omitempty"`
}

// ImportMade is what the rows came to.
type ImportMade struct {
	Orders   int64             `json:"orders" doc:"New orders"`
	Updated  int64             `json:"updated" doc:"Known orders with new lines"`
	Lines    int64             `json:"lines"`
	Refunds  int64             `json:"refunds"`
	Persons  int64             `json:"persons" doc:"Times that something new was told of a customer"`
	Revenue  map[string]string `json:"revenue" nullable:"false" doc:"Decimal amounts by currency"`
	Refunded map[string]string `json:"refunded" nullable:"false" doc:"Decimal amounts by currency"`
	First    *time.Time        `json:"first,omitempty" doc:"Time of the first order"`
	Last     *time.Time        `json:"last,omitempty"`
}

// ImportFault is what is wrong with the whole file or its mapping.
type ImportFault struct {
	Code    string `json:"code" example:"invalid"`
	Field   string `json:"field,omitempty" example:"dates"`
	Reason  string `json:"reason,omitempty" example:"ambiguous"`
	Message string `json:"message"`
}

func wire(x importer.Import) Import {
	out := Import{ID: x.ID, Kind: x.Kind, Name: x.Name, State: x.State, Fields: x.Kind.Fields(), Columns: x.Columns,
		Plan:      ImportPlan{Map: x.Plan.Map, Currency: x.Plan.Currency, TimeZone: x.Plan.TimeZone, Dates: string(x.Plan.Dates), Decimal: x.Plan.Decimal},
		CreatedAt: x.Created, UpdatedAt: x.Updated}
	if p := x.Preview; p != nil {
		out.Guess, out.Sample = p.Guess, p.Sample
		out.Format = &ImportFormat{Charset: string(p.Look.Charset), Gzip: p.Look.Gzip, Delimiter: p.Look.Delimiter, Bytes: p.Look.Bytes}
	}
	if x.State == importer.Checking || x.State == importer.Running {
		out.Progress = &ImportProgress{Phase: string(x.Progress.Phase), Rows: x.Progress.Rows, Percent: x.Progress.Percent, LeftSeconds: x.Progress.LeftSeconds}
		if out.Progress.Phase == "" {
			out.Progress.Phase = string(importer.Looking)
		}
	}
	if x.Fault != nil {
		out.Fault = &ImportFault{Code: string(x.Fault.Code), Field: x.Fault.Field, Reason: x.Fault.Reason, Message: x.Fault.Message}
	}
	if x.Result != nil {
		out.Result = result(x.Result)
		f := x.Result.Format
		out.Format = &ImportFormat{Charset: string(f.Charset), Gzip: f.Gzip, Delimiter: f.Delimiter, Bytes: f.Bytes,
			Dates: string(f.Dates), Decimal: f.Decimal, TimeZone: f.Zone, Currency: f.Currency}
	}
	return out
}

func result(r *importer.Result) *ImportResult {
	out := &ImportResult{DryRun: r.DryRun, Rows: r.Rows, Taken: r.Taken, Already: r.Already, Refused: r.Refused, Reasons: []ImportReason{},
		Made: ImportMade{Orders: r.Made.Orders, Updated: r.Made.Updated, Lines: r.Made.Lines, Refunds: r.Made.Refunds, Persons: r.Made.Persons,
			Revenue: r.Made.Revenue, Refunded: r.Made.RefundedMoney}}
	if r.Made.First != nil {
		out.Made.First, out.Made.Last = api.Time(*r.Made.First), api.Time(*r.Made.Last)
	}
	for _, x := range r.Reasons {
		reason := ImportReason{Reason: string(x.Reason), Count: x.Count}
		for _, e := range x.Examples {
			reason.Examples = append(reason.Examples, ImportExample(e))
		}
		out.Reasons = append(out.Reasons, reason)
	}
	return out
}
