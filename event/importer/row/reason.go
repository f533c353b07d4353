package row

// Reason says why a row was refused.
type Reason string

// The reasons.
const (
	BadQuotes     Reason = "quotes"         // a quoted field never ends
	TooLong       Reason = "too_long"       // the row is longer than 256 kB, or a value too long for its field
	BadEncoding   Reason = "encoding"       // characters that the file's character set does not have
	BadColumns    Reason = "columns"        // fewer or more values than columns
	NoCustomer    Reason = "customer"       // no customer, e-mail or phone
	NoOrder       Reason = "order"          // the order's number is missing
	UnknownOrder  Reason = "order_unknown"  // names no customer, and its order is not known yet
	BadTime       Reason = "time"           // the time is missing or cannot be read
	InFuture      Reason = "future"         // the time lies in the future
	BadAmount     Reason = "amount"         // the amount cannot be read or is too large
	BadQuantity   Reason = "quantity"       // the quantity cannot be read
	BadPrice      Reason = "price"          // the price cannot be read
	BadCurrency   Reason = "currency"       // no currency, or one that is none
	BadPromised   Reason = "promised"       // a date that cannot be read
	BadShipped    Reason = "shipped"        // a date that cannot be read
	BadDelivered  Reason = "delivered"      // a date that cannot be read
	OtherCustomer Reason = "other_customer" // another customer than the order's first row
	OtherCurrency Reason = "other_currency" // another currency than the order's first row
	Erased        Reason = "erased"         // about a customer who was erased for good
	TooManyRows   Reason = "too_many_rows"  // more than 20,000 rows of one order: is the mapping right?
)
