package model_test

import (
	"fmt"

	"regulars/metric/model"
)

// A history becomes x, t_x, T and the mean spend of repeat occasions; the two
// purchases of day 20 are one occasion, and the one after the as-of day is not
// known yet.
func ExampleSummarize() {
	purchases := []model.Purchase{{Day: 10, Minor: 9900}, {Day: 20, Minor: 1500}, {Day: 20, Minor: 500}, {Day: 45, Minor: 3000}, {Day: 90, Minor: 100}}
	s, ok := model.Summarize(purchases, 60, 100)
	fmt.Printf("%v: x = %d, t_x = %d, T = %d, m = %.2f\n", ok, s.X, s.Last, s.Age, s.Spend)
	// Output: true: x = 2, t_x = 35, T = 50, m = 25.00
}

// What a fit refuses is a reason with its numbers, which the console words.
func ExampleFitModels() {
	models, _ := model.FitModels([]model.Summary{{Triple: model.Triple{X: 1, Last: 30, Age: 60}, Spend: 20}})
	fmt.Println(models.BGNBD.Err)
	// Output: the model cannot be fitted: too_few_customers (1 of 100)
}

// The published BG/NBD model of the CDNOW customers: one who bought twice more,
// the last time after 213 of 272 days.
func ExampleOrders() {
	m := model.BetaGeometric{R: .242595, Alpha: 4.41360, A: .79292, B: 2.42591}
	who := model.Triple{X: 2, Last: 213, Age: 272}
	fmt.Printf("expected orders in 39 weeks %.3f, chance of one in 90 days %.2f\n",
		model.Expected(m, who, 39*7), model.AnyOrder(m, who, 90))
	// Output: expected orders in 39 weeks 1.226, chance of one in 90 days 0.32
}

// Scores are places: the second value of five is in the second fifth.
func ExampleCuts() {
	cuts := model.NewCuts([]int64{500, 1200, 1300, 4000, 90000})
	fmt.Println(cuts.Score(1200), cuts.Score(90000))
	// Output: 2 5
}
