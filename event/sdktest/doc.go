// Package sdktest tries the real client libraries against the true intake:
// Segment's for Node, Go and browsers, and RudderStack's for Node. It has tests
// only; the clients' own code is in clients/, their packages in package.json.
//
//	npm --prefix event/sdktest ci
//	REGULARS_TEST_NODE=$(which node) REGULARS_TEST_CHROMIUM=$(which chromium) go test ./event/sdktest
//
// Each client makes the same calls against an intake that behaves, and against
// one that first refuses (503), then takes the events and loses the answer. In
// the end every call must be on the log once.
package sdktest
