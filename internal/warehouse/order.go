package warehouse

import "regulars"

// CheckOrder gives ErrInvalid with reason "order" when events do not rise, or
// stand beyond to, as [Warehouse.Append] says.
func CheckOrder(events []regulars.Event, to regulars.Position) error {
	for i := range events {
		next := to
		if i+1 < len(events) {
			next = events[i+1].Position
		}
		if d := events[i].Position.Compare(next); d > 0 || d == 0 && i+1 < len(events) {
			return &regulars.Error{Code: regulars.ErrInvalid, Reason: "order", Message: "events come in the order of the log"}
		}
	}
	return nil
}
