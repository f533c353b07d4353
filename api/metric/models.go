package metricapi

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"time"

	"regulars"
	"regulars/api"
	"regulars/metric"
	"regulars/metric/model"
)

// Deps is what the operations work with besides package metric.
type Deps struct {
	// StartRun has everybody scored and gives the job's id.
	StartRun func(ctx context.Context) (int64, error)
}

type routes struct {
	metrics *metric.Metrics
	deps    Deps
}

// Register declares the operations. metrics may be nil when only the document
// is wanted.
func Register(a *api.API, metrics *metric.Metrics, d Deps) {
	r := &routes{metrics: metrics, deps: d}
	r.models(a)
	r.rules(a)
	r.flow(a)
	r.worth(a)
}

const tagModels = "Models"

// Models is what the newest scoring run found out.
type Models struct {
	Scored    bool        `json:"scored" doc:"Whether there was a scoring run; without one there is nothing else here"`
	Message   string      `json:"message,omitempty" doc:"Why there is nothing, as an English sentence"`
	AsOf      string      `json:"asOf,omitempty" format:"date" doc:"The civil day at which the scores stand"`
	RunAt     *time.Time  `json:"runAt,omitempty"`
	Currency  string      `json:"currency"`
	Customers int         `json:"customers" doc:"Customers who have bought"`
	CycleDays float64     `json:"cycleDays" doc:"Mean days a customer is observed for each repeat purchase; 0 without any"`
	Models    []ModelFit  `json:"models"`
	Total     *ModelTotal `json:"total,omitempty" doc:"What all customers are expected to spend in twelve months"`
	Cuts      TierCuts    `json:"cuts"`
	Backtest  *Backtest   `json:"backtest,omitempty" doc:"How forecasts made at an earlier day came true; missing when the history is too short"`
}

// ModelFit is one model as it was fitted, or why it was not.
type ModelFit struct {
	Name          string           `json:"name" enum:"bg/nbd,mbg/nbd,pareto/nbd,gamma-gamma"`
	LogLikelihood float64          `json:"logLikelihood"`
	Customers     int              `json:"customers" doc:"How many customers it learned from"`
	Parameters    []ModelParameter `json:"parameters"`
	Refusal       *Refusal         `json:"refusal,omitempty" doc:"Why it was not fitted"`
}

// ModelParameter is one fitted number with its 95 % interval.
type ModelParameter struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Refusal says why a model cannot tell anything.
type Refusal struct {
	Reason string `json:"reason" example:"too_few_customers"`
	Have   int    `json:"have" doc:"The count there is, where the reason is about a count"`
	Need   int    `json:"need" doc:"The count needed"`
}

// ModelTotal is what all customers are expected to spend.
type ModelTotal struct {
	Customers int       `json:"customers"`
	Orders    float64   `json:"orders"`
	Value     api.Money `json:"value"`
	Low       api.Money `json:"low"`
	High      api.Money `json:"high"`
}

// TierCuts are the least 12-month values of the tiers in force.
type TierCuts struct {
	A *api.Money `json:"a,omitempty"`
	B *api.Money `json:"b,omitempty"`
}

// Backtest compares what would have been said at an earlier day with what came.
// Half of the customers taught the correction, the other half are judged here.
type Backtest struct {
	AsOf        string  `json:"asOf" format:"date"`
	Days        int     `json:"days" doc:"How far it looked ahead"`
	Customers   int     `json:"customers"`
	Ordered     int     `json:"ordered" doc:"Customers who ordered within these days"`
	OrdersBias  float64 `json:"ordersBias" doc:"All orders predicted by all that came, less 1"`
	ValueBias   float64 `json:"valueBias" doc:"All spend predicted by all that was spent, less 1"`
	ChanceError float64 `json:"chanceError" doc:"Mean difference between the predicted and the true share of customers who order"`
	Brier       float64 `json:"brier"`
	AUC         float64 `json:"auc" doc:"Chance that a customer who ordered was ranked above one who did not"`
	InInterval  float64 `json:"inInterval" doc:"Share of customers who spent within their interval; 0.95 is promised"`
	Chance      []Bin   `json:"chance" doc:"Probability of an order, by tenths of customers"`
	Value       []Bin   `json:"value" doc:"Spend in major units, by tenths of customers"`
}

// Bin compares predictions with what came true for one group of customers.
type Bin struct {
	Customers int     `json:"customers"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	Predicted float64 `json:"predicted"`
	Observed  float64 `json:"observed"`
}

type none struct{}

const notScored = "Nobody has been scored yet. That happens each night, and whenever somebody starts it."

func (r *routes) models(a *api.API) {
	api.Handle(a, api.Op{ID: "get-models", Method: "GET", Path: "/models", Needs: "models:read", Tag: tagModels,
		Summary:     "The fitted models and how well they foretold",
		Description: "Before the first scoring run, `scored` is false and there are no models."},
		func(ctx context.Context, _ *none) (Models, error) {
			run, err := r.metrics.LastRun(ctx)
			if regulars.CodeOf(err) == regulars.ErrNotFound {
				return Models{Models: []ModelFit{}, Message: notScored}, nil
			}
			if err != nil {
				return Models{}, err
			}
			return modelsOf(run), nil
		})
	api.Handle(a, api.Op{ID: "start-scoring", Method: "POST", Path: "/scores/runs", Needs: "models:write", Tag: tagModels,
		Summary: "Fit the models anew and score everybody", Status: http.StatusAccepted,
		Description: "Starts a job, or gives the one under way. See get-job for its progress."},
		func(ctx context.Context, _ *none) (StartedRun, error) {
			id, err := r.deps.StartRun(ctx)
			return StartedRun{Job: strconv.FormatInt(id, 10)}, err
		})
}

// StartedRun names the job of a scoring run.
type StartedRun struct {
	Job string `json:"job" doc:"The job's id"`
}

func day(n int32) string { return time.Unix(int64(n)*86400, 0).UTC().Format(time.DateOnly) }

func refusalOf(r *model.Refusal) *Refusal {
	if r == nil {
		return nil
	}
	return &Refusal{Reason: string(r.Reason), Have: r.Have, Need: r.Need}
}

func modelsOf(run metric.Run) Models {
	out := Models{Scored: true, AsOf: day(run.AsOf), RunAt: api.Time(run.RunAt), Currency: run.Currency, Customers: run.Customers,
		CycleDays: run.Cycle, Models: []ModelFit{}}
	for _, m := range run.Models {
		fit := ModelFit{Name: m.Name, LogLikelihood: m.LogLikelihood, Customers: m.Customers, Refusal: refusalOf(m.Refusal), Parameters: []ModelParameter{}}
		for _, p := range m.Parameters {
			fit.Parameters = append(fit.Parameters, ModelParameter{Name: p.Name, Value: p.Value, Low: finite(p.Low), High: finite(p.High)})
		}
		out.Models = append(out.Models, fit)
	}
	money := func(major float64) api.Money {
		return api.MoneyOf(regulars.Money{Minor: int64(math.Round(major * float64(run.Minor))), Currency: run.Currency})
	}
	if t := run.Total; t != nil {
		out.Total = &ModelTotal{Customers: t.Customers, Orders: t.Orders, Value: money(t.Value), Low: money(t.Low), High: money(t.High)}
	}
	cut := func(minor int64) *api.Money {
		if minor >= math.MaxInt64 {
			return nil
		}
		m := api.MoneyOf(regulars.Money{Minor: minor, Currency: run.Currency})
		return &m
	}
	out.Cuts = TierCuts{A: cut(run.CutA), B: cut(run.CutB)}
	if b := run.Backtest; b != nil {
		out.Backtest = &Backtest{AsOf: day(b.Day), Days: int(b.Days), Customers: b.Customers, Ordered: b.Ordered,
			OrdersBias: finite(b.OrdersBias), ValueBias: finite(b.ValueBias), ChanceError: finite(b.ChanceError), Brier: finite(b.Brier),
			AUC: finite(b.AUC), InInterval: finite(b.InInterval), Chance: binsOf(b.ChanceBins), Value: binsOf(b.ValueBins)}
	}
	return out
}

// finite gives 0 for numbers that JSON lacks: nothing could be said about them.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

func binsOf(bins []model.Bin) []Bin {
	out := []Bin{}
	for _, b := range bins {
		out = append(out, Bin{Customers: b.Customers, Low: finite(b.Low), High: finite(b.High), Predicted: finite(b.Predicted), Observed: finite(b.Observed)})
	}
	return out
}
