package healthapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/health"
	"regulars/health/index"
)

// HealthRules are what people set about the index and the ladder.
type HealthRules struct {
	Weights HealthWeights `json:"weights"`
	Line    int           `json:"line" minimum:"1" maximum:"100" doc:"The warning line in points"`
	Fall    int           `json:"fall" minimum:"3" maximum:"100" doc:"Least points that three falls must come to"`
	Ladder  []LadderStep  `json:"ladder" minItems:"4" maxItems:"4" doc:"What it takes to stand on rungs 2 to 5"`
}

// HealthWeights say how much each part counts.
type HealthWeights struct {
	Frequency int `json:"frequency" minimum:"0" maximum:"100"`
	Depth     int `json:"depth" minimum:"0" maximum:"100"`
	Fit       int `json:"fit" minimum:"0" maximum:"100"`
	Rating    int `json:"rating" minimum:"0" maximum:"100"`
	Influence int `json:"influence" minimum:"0" maximum:"100"`
}

// LadderStep is what it takes to stand on a rung: all of it, within the days.
type LadderStep struct {
	Days   int32 `json:"days" minimum:"1" maximum:"1095" doc:"How far back things count"`
	Visits int32 `json:"visits" minimum:"0" maximum:"1000" doc:"Days on which they looked, opened or clicked"`
	Orders int32 `json:"orders" minimum:"0" maximum:"1000" doc:"Days on which they bought"`
	Words  int32 `json:"words" minimum:"0" maximum:"1000" doc:"Reviews, ratings, complaints, shares and referrals"`
}

// HealthRuleSet is the rules in force, and who set them.
type HealthRuleSet struct {
	HealthRules
	ChangedAt *time.Time `json:"changedAt,omitempty" doc:"Missing while the defaults are in force"`
	ChangedBy string     `json:"changedBy,omitempty"`
}

func (r *routes) rules(a *api.API) {
	api.Handle(a, api.Op{ID: "get-health-rules", Method: "GET", Path: "/health/rules", Needs: "models:read", Tag: tag,
		Summary: "The weights, the warning line and the ladder"},
		func(ctx context.Context, _ *none) (HealthRuleSet, error) { return r.inForce(ctx) })
	api.Handle(a, api.Op{ID: "set-health-rules", Method: "PUT", Path: "/health/rules", Needs: "models:write", Tag: tag,
		Summary:     "Change the weights, the warning line and the ladder",
		Description: "Everybody is worked out again then, past month ends too: a change of weights never looks like a fall."},
		func(ctx context.Context, in *struct{ Body HealthRules }) (HealthRuleSet, error) {
			if err := r.health.SetRules(ctx, rulesFrom(in.Body)); err != nil {
				return HealthRuleSet{}, err
			}
			return r.inForce(ctx)
		})
}

func (r *routes) inForce(ctx context.Context) (HealthRuleSet, error) {
	set, err := r.health.Rules(ctx)
	if err != nil {
		return HealthRuleSet{}, err
	}
	w := set.Weights
	out := HealthRuleSet{ChangedAt: api.Time(set.Changed), ChangedBy: set.By, HealthRules: HealthRules{
		Weights: HealthWeights{w[index.Frequency], w[index.Depth], w[index.Fit], w[index.Rating], w[index.Influence]},
		Line:    int(set.Line), Fall: int(set.Fall)}}
	for _, s := range set.Ladder {
		out.Ladder = append(out.Ladder, LadderStep(s))
	}
	return out, nil
}

func rulesFrom(in HealthRules) health.Rules {
	w := in.Weights
	r := health.Rules{Rules: index.Rules{Weights: index.Weights{w.Frequency, w.Depth, w.Fit, w.Rating, w.Influence},
		Line: index.Value(in.Line), Fall: index.Value(in.Fall)}}
	for i, s := range in.Ladder {
		if i < len(r.Ladder) {
			r.Ladder[i] = index.Step(s)
		}
	}
	return r
}
