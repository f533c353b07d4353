// Package metricapi serves package metric: the models with their calibration,
// the migration between tiers and stages, the rules, scoring runs, and the
// worth of one customer (rows K5, K6, K9).
//
//	metricapi.Register(a, metrics, metricapi.Deps{StartRun: func(ctx context.Context) (int64, error) {
//		return jobs.Enqueue(ctx, "scores", nil)
//	}})
package metricapi
