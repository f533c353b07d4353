// Package model holds the mathematics of the scores: what a customer will buy,
// what that is worth, how sure we are, and how well earlier answers came true.
// It owns the purchase models BG/NBD, MBG/NBD and Pareto/NBD, the spend model
// Gamma-Gamma, forecasts and intervals made from them, churn risk, the
// quintiles of recency, frequency and monetary value, and the measures by which
// forecasts are judged (mission rows K5, K6 and K9).
//
// It is pure: numbers in, numbers out; no I/O, no clock, no randomness, and no
// goroutine outlives a call. The same customers in any order give the same
// result, bit for bit, on any number of processors. Amounts here are floating
// point because they are estimates; exact money stays in its own type outside.
//
// # Example
//
// A history of purchases becomes a [Summary], all summaries become [Models],
// and these a [Scorer] that forecasts each customer and any group of them:
//
//	summary, ok := model.Summarize(purchases, asOf, 100) // per customer
//	…
//	models, err := model.FitModels(summaries)            // four fits
//	scorer, err := models.NewScorer(model.Options{})     // a Refusal says what is missing
//	err = scorer.Predict(forecasts, summaries)           // one forecast for each
//	total, err := scorer.Total(summaries)                // of all, with its interval
//	risk := model.ChurnRisk(summaries[0].Triple, forecasts[0], scorer.Near())
//
// # Conventions
//
// Histories and periods are in days, model parameters in weeks (days / 7). All
// purchases of a customer on one day are one purchase occasion. The age T is
// the as-of day less the day of the first purchase. Spend is the mean of repeat
// occasions; the first is never in it.
//
// # What the 95 % intervals promise
//
// [Forecast] has an interval for one customer, [Total] for a group. Both are
// about what will really be spent within the horizon, not about an average
// nobody can observe. Over 200 simulated cohorts each, from a Pareto/NBD world
// and from a BG/NBD world, the total's interval holds the truth in 91 to 98 % of
// the cohorts, and the customers' own intervals hold for 91 to 98 % of the
// customers; a test keeps it so. (Over a thousand cohorts of each world, of 300
// and of 1,200 customers, it was 94 to 97 %.) What is not in them: a change of
// the market, of prices or of what the shop does.
//
// # No hypergeometric functions
//
// The textbook formulas use ₂F₁ and Γ, which overflow for frequent customers
// and are singular at a = 1. Here Γ appears only as ratios summed over a
// histogram, ₂F₁ nowhere: where the textbooks have it, the underlying sum or
// integral, whose terms are all positive, is taken as it stands.
package model
