// Package demo makes a believable brand and tells it to regulars as any client
// would: through the public API and nothing else. It serves `make run`, which
// should show a living console, and the tests, which need a world whose truth
// is known.
//
// The brand is 山泉集 (Shanquan), tea and home goods: a web shop, an app, two
// stores and a hotline; customers who come once and customers who come back;
// promises of delivery that are mostly kept; reviews, refunds and cancelled
// orders; and the odd broken event that a real shop sends.
//
// Everything is drawn from one seed. Customers buy as Pareto/NBD supposes: at a
// rate of their own (Gamma distributed) until they leave for good (after an
// exponential time whose rate is Gamma distributed too), and spend around a
// mean of their own (Gamma-Gamma). [World.Truth] tells what the models have to
// find out.
//
//	world := demo.New(demo.Options{Seed: 1, Customers: 5000, Months: 24, Until: clock.Now()})
//	client, err := demo.SetUp(ctx, "http://127.0.0.1:8080", token, demo.Owner{…})
//	err = client.Fill(ctx, world, func(done, total int) { … })
package demo
