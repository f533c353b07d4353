package api

import (
	"time"

	"regulars"
)

// Money is an amount on the wire.
type Money struct {
	Minor    int64  `json:"minor" doc:"The amount in the currency's minor unit: cents, fen, for JPY whole yen" example:"12800"`
	Currency string `json:"currency" doc:"ISO 4217 code" example:"CNY" minLength:"3" maxLength:"3"`
}

// MoneyOf gives m for the wire.
func MoneyOf(m regulars.Money) Money { return Money(m) }

// Time gives t for the wire: UTC, nil for the zero time.
func Time(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// ByID is the input of an operation on /things/{id}; embed it when there is more.
type ByID struct {
	ID string `path:"id" maxLength:"64"`
}

// Paging is the input of every list; embed it.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"1024" doc:"Where the page begins: nextCursor of the page before it. Without it, the first page"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many items at most"`
}

// Page is one page of a list. Items is never null.
type Page[T any] struct {
	Items      []T    `json:"items" nullable:"false"`
	NextCursor string `json:"nextCursor,omitempty" doc:"Where the next page begins; absent on the last page"`
}

// CountedPage is one page of a list that also says how many items there are.
type CountedPage[T any] struct {
	Items        []T    `json:"items" nullable:"false"`
	NextCursor   string `json:"nextCursor,omitempty" doc:"Where the next page begins; absent on the last page"`
	Total        int64  `json:"total" doc:"How many items the filter selects"`
	TotalIsExact bool   `json:"totalIsExact" doc:"False when total is only known to be at least this"`
}
