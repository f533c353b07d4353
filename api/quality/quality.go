package qualityapi

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/quality"
	"regulars/quality/check"
)

// Deps is what the operations work with; all may be nil when only the document
// is wanted.
type Deps struct {
	Quality *quality.Quality
	// StartRun has everybody judged and gives the job's id.
	StartRun func(ctx context.Context) (int64, error)
}

type routes struct{ Deps }

// Register declares the operations.
func Register(a *api.API, d Deps) {
	r := &routes{d}
	r.report(a)
	r.faults(a)
	r.dismissals(a)
	r.rules(a)
}

const (
	tag                           = "Data quality"
	mayRead   regulars.Permission = "customers:read"
	mayWrite  regulars.Permission = "customers:write"
	readRules regulars.Permission = "models:read"
	setRules  regulars.Permission = "models:write"
)

type none struct{}

// QualityReport is how good the data are.
type QualityReport struct {
	Known     bool            `json:"known" doc:"False before the first run"`
	RunAt     *time.Time      `json:"runAt,omitempty"`
	Customers int64           `json:"customers" doc:"Persons who were judged; neither visitors nor companies"`
	Score     *float64        `json:"score,omitempty" doc:"Percent: the mean of the aspects by weight; missing of nobody"`
	Target    int             `json:"target" doc:"Percent"`
	Aspects   []QualityAspect `json:"aspects" nullable:"false"`
	Fields    []QualityField  `json:"fields" nullable:"false" doc:"The wanted fields, those with most wrong or missing first"`
	Kinds     []QualityKind   `json:"kinds" nullable:"false" doc:"What is to be mended now, by kind"`
	Sources   []QualitySource `json:"sources" nullable:"false" doc:"Who told what is now known, the worst first"`
	Months    []QualityMonth  `json:"months" nullable:"false" doc:"The last run of each month, the oldest first"`
	Reach     QualityReach    `json:"reach"`
	Crowded   bool            `json:"crowded" doc:"More customers look alike than are compared: something is shared by many"`
}

// QualityAspect is one side from which data are judged.
type QualityAspect struct {
	Name   string   `json:"name" enum:"completeness,validity,consistency,uniqueness,freshness"`
	Score  *float64 `json:"score,omitempty" doc:"Percent; missing when nothing can be said"`
	Before *float64 `json:"before,omitempty" doc:"At the last run of the month before"`
}

// QualityField is one wanted field.
type QualityField struct {
	Name   string `json:"name" example:"email"`
	Weight int    `json:"weight"`
	Known  int64  `json:"known" doc:"Customers of whom it is known"`
	Looked int64  `json:"looked" doc:"Values of it that could be checked"`
	Wrong  int64  `json:"wrong"`
}

// QualityKind is how much there is to mend of one kind.
type QualityKind struct {
	Kind     string    `json:"kind"`
	Open     int64     `json:"open"`
	Value12m api.Money `json:"value12m" doc:"12-month value of whom it concerns"`
}

// QualitySource is what one source told of what is now known.
type QualitySource struct {
	Source string `json:"source" doc:"The source's id; \"customer\" for staff, empty when it is not known"`
	Looked int64  `json:"looked"`
	Wrong  int64  `json:"wrong"`
	Worst  string `json:"worst,omitempty" doc:"The kind that it has most of"`
}

// QualityMonth is the score at the last run of a month.
type QualityMonth struct {
	Month   string             `json:"month" example:"2026-10"`
	Score   *float64           `json:"score,omitempty"`
	Aspects map[string]float64 `json:"aspects" doc:"By name; those of which nothing can be said are left out"`
}

// QualityReach is who can be reached, and what is wasted.
type QualityReach struct {
	Reachable QualityGroup `json:"reachable" doc:"With an address or number that works, as far as is known"`
	Dead      QualityGroup `json:"dead" doc:"Who told an address or number, and none works"`
	Silent    QualityGroup `json:"silent" doc:"Who told none"`
	Sent      int64        `json:"sent" doc:"Messages that other programs told of (\"Email Sent\") within 365 days"`
	Bounced   int64        `json:"bounced" doc:"Those that came back (\"Email Bounced\")"`
	Wasted    int64        `json:"wasted" doc:"Those that came back for good, or went to an address after that"`
}

// QualityGroup is customers and what they are worth.
type QualityGroup struct {
	Customers int64     `json:"customers"`
	Value12m  api.Money `json:"value12m"`
}

// StartedQualityRun names the job of a run.
type StartedQualityRun struct {
	Job string `json:"job"`
}

func (r *routes) report(a *api.API) {
	api.Handle(a, api.Op{ID: "get-quality", Method: "GET", Path: "/quality", Needs: mayRead, Tag: tag,
		Summary: "How good the data are, who tells bad ones, and who cannot be reached"},
		func(ctx context.Context, _ *none) (QualityReport, error) {
			report, err := r.Quality.Report(ctx)
			if regulars.CodeOf(err) == regulars.ErrNotFound {
				return emptyReport(r.Quality.Currency()), nil
			}
			if err != nil {
				return QualityReport{}, err
			}
			return reportOf(report), nil
		})
	api.Handle(a, api.Op{ID: "start-quality-run", Method: "POST", Path: "/quality/runs", Needs: setRules, Tag: tag, Status: 202,
		Summary: "Judge everybody anew", Description: "It is done each night. Starts a job, or gives the one under way; see get-job for its progress."},
		func(ctx context.Context, _ *none) (StartedQualityRun, error) {
			id, err := r.StartRun(ctx)
			return StartedQualityRun{strconv.FormatInt(id, 10)}, err
		})
}

func emptyReport(currency string) QualityReport {
	nobody := QualityGroup{Value12m: api.Money{Currency: currency}}
	return QualityReport{Target: quality.DefaultRules.Target, Aspects: []QualityAspect{}, Fields: []QualityField{}, Kinds: []QualityKind{},
		Sources: []QualitySource{}, Months: []QualityMonth{}, Reach: QualityReach{Reachable: nobody, Dead: nobody, Silent: nobody}}
}

func reportOf(r quality.Report) QualityReport {
	out := emptyReport(r.Currency)
	money := func(minor int64) api.Money { return api.Money{Minor: minor, Currency: r.Currency} }
	group := func(g quality.Group) QualityGroup { return QualityGroup{g.Customers, money(g.Value)} }
	out.Known, out.RunAt, out.Customers, out.Score, out.Target, out.Crowded = true, api.Time(r.RunAt), r.Customers, percent(r.Score), r.Target, r.Crowded
	for i, score := range r.Aspects {
		aspect := QualityAspect{Name: check.Aspect(i).String(), Score: percent(score)}
		if n := len(r.Months); n > 1 {
			aspect.Before = percent(r.Months[n-2].Aspects[i])
		}
		out.Aspects = append(out.Aspects, aspect)
	}
	for _, f := range r.Fields {
		out.Fields = append(out.Fields, QualityField{f.Name, f.Weight, f.Known, f.Looked, f.Wrong})
	}
	bad := func(f QualityField) int64 { return r.Customers - f.Known + f.Wrong }
	slices.SortStableFunc(out.Fields, func(a, b QualityField) int { return int(bad(b) - bad(a)) })
	for _, k := range check.Kinds() {
		if g := r.Open[k.String()]; g.Customers > 0 {
			out.Kinds = append(out.Kinds, QualityKind{k.String(), g.Customers, money(g.Value)})
		}
	}
	slices.SortStableFunc(out.Kinds, func(a, b QualityKind) int { return int(b.Open - a.Open) })
	for _, id := range slices.Sorted(maps.Keys(r.Sources)) {
		s := r.Sources[id]
		out.Sources = append(out.Sources, QualitySource{id, s.Looked, s.Wrong, worst(s.Kinds)})
	}
	slices.SortStableFunc(out.Sources, func(a, b QualitySource) int { return int(b.Wrong*max(1, a.Looked) - a.Wrong*max(1, b.Looked)) })
	for _, m := range r.Months {
		month := QualityMonth{Month: m.Month, Score: percent(m.Score), Aspects: map[string]float64{}}
		for i, score := range m.Aspects {
			if score >= 0 {
				month.Aspects[check.Aspect(i).String()] = score
			}
		}
		out.Months = append(out.Months, month)
	}
	out.Reach = QualityReach{group(r.Reachable), group(r.Dead), group(r.Silent), r.Sent, r.Bounced, r.Wasted}
	return out
}

// worst gives the kind with the highest count; of several the first by name.
func worst(kinds map[string]int64) (worst string) {
	most := int64(0)
	for _, k := range slices.Sorted(maps.Keys(kinds)) {
		if kinds[k] > most {
			worst, most = k, kinds[k]
		}
	}
	return worst
}

// percent gives nil for what is missing.
func percent(v float64) *float64 {
	if v < 0 {
		return nil
	}
	return &v
}
