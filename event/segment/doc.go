// Package segment reads the Segment HTTP API's messages: bytes in, events of
// this system out. It does no I/O and keeps no state; rows K2 and K4 of the
// mission begin here.
//
// A body is validated and cut in one pass: nothing is turned into maps, and the
// properties, traits and context of an event are the bytes that were sent. One
// bad event does not spoil its batch: it comes back in [Batch.Refused] with the
// reason, the rest in [Batch.Events]. Only a body that is not JSON at all is an
// error.
//
//	batch, err := segment.DecodeBatch(body, segment.Options{Received: clock.Now(), Currency: "CNY"})
//	// batch.Events[0].Name == "Order Completed"
//	// batch.Events[0].Order == "A-77", Amount == 128.00 CNY, exactly as written
//	// batch.Refused[0].Reason == "required", .Field == "properties.order_id"
//
// # What is recognised
//
// The calls identify, track, page, screen, group and alias; the clock of the
// sender, corrected as Segment documents it (see [Options.Received]); the
// channel, from context.channel or the client library; and the orders of
// Segment's e-commerce vocabulary, whose id and amount are read from the text
// of the JSON number and never pass through a float.
//
// # What is mended
//
// A lone half of a surrogate pair and the character NUL, which JSON can write
// but databases refuse, become U+FFFD in place. Nothing else is changed, cut
// short or guessed.
package segment
