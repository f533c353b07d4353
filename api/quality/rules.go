package qualityapi

import (
	"context"
	"time"

	"regulars/api"
	"regulars/quality"
	"regulars/quality/check"
)

// QualityRules are what people set about the score.
type QualityRules struct {
	Fields    []QualityWanted `json:"fields" minItems:"1" maxItems:"30" doc:"What the brand wants to know of each customer"`
	Weights   QualityWeights  `json:"weights"`
	Target    int             `json:"target" minimum:"50" maximum:"100" doc:"The score that is wanted, in percent"`
	FreshDays int             `json:"freshDays" minimum:"1" maximum:"3649" doc:"For how long after the last telling a customer is fresh"`
	StaleDays int             `json:"staleDays" minimum:"2" maximum:"3650" doc:"From when on nothing of it is left; more than freshDays"`
}

// QualityWanted is one wanted field.
type QualityWanted struct {
	Name   string `json:"name" minLength:"1" maxLength:"100" doc:"name, email, phone, birthday, city, gender, country, or any trait" example:"email"`
	Weight int    `json:"weight" minimum:"1" maximum:"10"`
}

// QualityWeights say how much each aspect counts.
type QualityWeights struct {
	Completeness int `json:"completeness" minimum:"0" maximum:"100"`
	Validity     int `json:"validity" minimum:"0" maximum:"100"`
	Consistency  int `json:"consistency" minimum:"0" maximum:"100"`
	Uniqueness   int `json:"uniqueness" minimum:"0" maximum:"100"`
	Freshness    int `json:"freshness" minimum:"0" maximum:"100"`
}

// QualityRuleSet is the rules in force, and who set them.
type QualityRuleSet struct {
	QualityRules
	ChangedAt *time.Time `json:"changedAt,omitempty" doc:"Missing while the defaults are in force"`
	ChangedBy string     `json:"changedBy,omitempty"`
}

func (r *routes) rules(a *api.API) {
	api.Handle(a, api.Op{ID: "get-quality-rules", Method: "GET", Path: "/quality/rules", Needs: readRules, Tag: tag,
		Summary: "The wanted fields, the weights, the target"},
		func(ctx context.Context, _ *none) (QualityRuleSet, error) { return r.inForce(ctx) })
	api.Handle(a, api.Op{ID: "set-quality-rules", Method: "PUT", Path: "/quality/rules", Needs: setRules, Tag: tag,
		Summary: "Change the wanted fields, the weights, the target", Description: "They count from the next run on."},
		func(ctx context.Context, in *struct{ Body QualityRules }) (QualityRuleSet, error) {
			if err := r.Quality.SetRules(ctx, rulesFrom(in.Body)); err != nil {
				return QualityRuleSet{}, err
			}
			return r.inForce(ctx)
		})
}

func (r *routes) inForce(ctx context.Context) (QualityRuleSet, error) {
	set, err := r.Quality.Rules(ctx)
	if err != nil {
		return QualityRuleSet{}, err
	}
	w := set.Weights
	out := QualityRuleSet{ChangedAt: api.Time(set.Changed), ChangedBy: set.By, QualityRules: QualityRules{
		Weights: QualityWeights{w[check.Completeness], w[check.Validity], w[check.Consistency], w[check.Uniqueness], w[check.Freshness]},
		Target:  set.Target, FreshDays: set.FreshDays, StaleDays: set.StaleDays}}
	for _, f := range set.Fields {
		out.Fields = append(out.Fields, QualityWanted(f))
	}
	return out, nil
}

func rulesFrom(in QualityRules) quality.Rules {
	w := in.Weights
	r := quality.Rules{Weights: [check.Aspects]int{w.Completeness, w.Validity, w.Consistency, w.Uniqueness, w.Freshness},
		Target: in.Target, FreshDays: in.FreshDays, StaleDays: in.StaleDays}
	for _, f := range in.Fields {
		r.Fields = append(r.Fields, quality.Field(f))
	}
	return r
}
