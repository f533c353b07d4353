package demo

import "time"

// Truth is what the models have to find out, about the time after Until.
type Truth struct {
	Parameters
	// Alive is how many customers have not left at Until.
	Alive int
	// Orders is how many orders the customers place, on average over all ways
	// the future can go, within the period asked for.
	Orders float64
	// Value is what they spend on them, in yuan.
	Value float64
}

// Truth gives the truth about the days after Until. Customers who have not
// left go on ordering at their rate until they do.
func (w *World) Truth(days int) Truth {
	t := Truth{Parameters: w.Parameters}
	for _, p := range w.People {
		stays := p.Left.Sub(w.Until)
		if stays <= 0 {
			continue
		}
		t.Alive++
		n := p.Rate * float64(min(stays, time.Duration(days)*24*time.Hour)) / float64(week)
		t.Orders += n
		t.Value += n * p.Spend
	}
	return t
}
